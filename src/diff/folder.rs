//! Whether a folder holds what a run makes, file by file.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::error::Error;
use crate::write::atomic::output_files;

/// What is wrong with a file of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It holds something else.
    Differs,
    /// It is not there.
    Missing,
    /// It is there, and no run makes it.
    LeftOver,
}

impl Fault {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Differs => "differs",
            Fault::Missing => "is missing",
            Fault::LeftOver => "is left over",
        }
    }
}

/// The files in which a folder is not like one that a run has just made, by their path in it.
///
/// A folder that is not there holds nothing. Files that no run of dateline writes are not looked at.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn faults(found: &Path, made: &Path) -> Result<Vec<(String, Fault)>, Error> {
    let there = match found.exists() {
        true => names(found)?,
        false => BTreeSet::new(),
    };
    let wanted = names(made)?;
    let mut faults = Vec::new();
    for name in there.union(&wanted) {
        let fault = match (there.contains(name), wanted.contains(name)) {
            (true, false) => Some(Fault::LeftOver),
            (false, _) => Some(Fault::Missing),
            (true, true) => {
                let path = found.join(name);
                let same = same(&path, &made.join(name));
                let same = same.map_err(|error| Error::io(&path, error))?;
                (!same).then_some(Fault::Differs)
            }
        };
        faults.extend(fault.map(|fault| (name.clone(), fault)));
    }
    Ok(faults)
}

fn names(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let names = output_files(folder).map_err(|error| Error::io(folder, error))?;
    Ok(names.into_iter().collect())
}

/// Whether two files hold the same, read in step.
fn same(a: &Path, b: &Path) -> io::Result<bool> {
    if fs::metadata(a)?.len() != fs::metadata(b)?.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (
        BufReader::new(File::open(a)?),
        BufReader::new(File::open(b)?),
    );
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let both = left.len().min(right.len());
        if left[..both] != right[..both] {
            return Ok(false);
        }
        if both == 0 {
            return Ok(left.len() == right.len());
        }
        a.consume(both);
        b.consume(both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [found, made] = [folders[0].path(), folders[1].path()];
        let long = "x".repeat(20_000);
        for (folder, name, content) in [
            (found, "events.geojson", "a".to_owned()),
            (made, "events.geojson", "b".to_owned()),
            (found, "manifest.json", long.clone() + "a"),
            (made, "manifest.json", long.clone() + "b"),
            (found, "unmapped.jsonl", long.clone()),
            (made, "unmapped.jsonl", long.clone()),
            (found, "layers/2017-08-26.geojson", String::new()),
            (made, "layers/2017-10.geojson", String::new()),
            (found, "layers/mine.qml", String::new()),
        ] {
            fs::create_dir_all(folder.join("layers")).unwrap();
            fs::write(folder.join(name), content).unwrap();
        }
        let shown = |faults: Vec<(String, Fault)>| -> Vec<String> {
            let faults = faults.into_iter();
            faults
                .map(|(name, fault)| format!("{name} {}", fault.name()))
                .collect()
        };
        assert_eq!(
            shown(faults(found, made).unwrap()),
            [
                "events.geojson differs",
                "layers/2017-08-26.geojson is left over",
                "layers/2017-10.geojson is missing",
                "manifest.json differs",
            ]
        );
        assert_eq!(faults(made, made).unwrap(), []);
        let nowhere = found.join("nowhere");
        assert_eq!(faults(&nowhere, made).unwrap().len(), 4);
    }
}
