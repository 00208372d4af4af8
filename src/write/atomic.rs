//! An output folder that changes all at once or not at all.
//!
//! New files are written into a hidden folder inside the output folder, which is therefore on
//! the same file system and needs no rights on the folder above. [`Staging::commit`] then
//! moves the files of the earlier run out and the new ones in. The folder that takes the
//! earlier files says by its name how far this has come:
//!
//! | name | files of the earlier run | files of this run | what undoes it |
//! | --- | --- | --- | --- |
//! | `leaving` | partly moved out | all in `new` | moving them back |
//! | `left` | all moved out | partly moved in | removing the new ones; then as above |
//! | `done` | all moved out | all moved in | nothing: the run counts |
//!
//! Whatever breaks off a run, the next one first puts the folder into the earlier state, or
//! into the later one where the name is `done`. Only names that dateline gives are ever moved
//! or removed; other files in the folder are never touched. This guards against a crash, a
//! kill and a full disk; it does not wait for the disk, as a power failure would require.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::document::DaySpan;
use crate::error::Error;

/// Every event.
pub const EVENTS: &str = "events.geojson";
/// Polygons around clusters.
pub const CLUSTERS: &str = "clusters.geojson";
/// Every candidate that was not mapped.
pub const UNMAPPED: &str = "unmapped.jsonl";
/// Version, options, inputs and counts.
pub const MANIFEST: &str = "manifest.json";
/// The circle within which each event lies.
pub const UNCERTAINTY: &str = "uncertainty.geojson";
/// The label of each event in several languages, for the QGIS project.
pub const LABELS: &str = "labels.geojson";
/// The QGIS project.
pub const PROJECT: &str = "dateline.qgz";
/// The same layers for a QGIS project that is there already.
pub const LAYER_DEFINITION: &str = "dateline.qlr";
/// The folder of what lies below the events in the QGIS project.
pub const BASEMAP: &str = "basemap";
/// The map for a browser.
pub const HTML: &str = "map.html";
/// The folder of layers, each named by its date: `layers/2017-08-26.geojson`.
pub const LAYERS: &str = "layers";

/// Folders of the output; they go when they are empty.
const FOLDERS: [&str; 2] = [LAYERS, BASEMAP];

/// The names of all files in the folder itself, whatever a run is asked for: those that it does not write anew are of no use any more.
const FILES: [&str; 22] = [
    EVENTS,
    "events.geojsonl",
    "events.geojsons",
    "events.csv",
    "events.csvt",
    "events.gpkg",
    "events.fgb",
    "events.parquet",
    CLUSTERS,
    UNMAPPED,
    MANIFEST,
    UNCERTAINTY,
    LABELS,
    PROJECT,
    LAYER_DEFINITION,
    "basemap/sea.geojson",
    "basemap/land.geojson",
    "basemap/lakes.geojson",
    "basemap/rivers.geojson",
    "basemap/borders.geojson",
    "basemap/names.geojson",
    HTML,
];

/// The hidden folder, inside the output folder, where all but the result is kept.
const WORK: &str = ".dateline";

/// The files of a run before they take the place of those of an earlier one.
///
/// Dropped without [`Staging::commit`], it leaves the output folder as it was.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    /// Whether the folder was made for this run, and goes when the run fails.
    is_new: bool,
    /// Held open, and with it locked, to the end of the run.
    _lock: File,
}

/// A file that is being written.
#[derive(Debug)]
pub struct StagedFile {
    file: BufWriter<File>,
    destination: PathBuf,
}

impl StagedFile {
    /// The place that it will have, for messages.
    pub fn destination(&self) -> &Path {
        &self.destination
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Staging {
    /// Prepares a folder, which is made if only its last part is missing, and mends what a
    /// run that was broken off has left in it.
    ///
    /// # Errors
    ///
    /// All of [`Cause::Io`], before anything is computed that could be lost: when the folder is
    /// a file, cannot be written to, is used by another run, or the folder above is missing;
    /// when folders and files of other origin bear the names of the output.
    ///
    /// [`Cause::Io`]: crate::error::Cause::Io
    pub fn new(folder: &Path) -> Result<Staging, Error> {
        let is_new = make_folder(folder)?;
        let failed = |error| Error::io(folder, error);
        let work = folder.join(WORK);
        fs::create_dir_all(&work).map_err(failed)?;
        let lock = lock(&work.join("lock")).map_err(failed)?;
        let staging = Staging {
            folder: folder.to_owned(),
            is_new,
            _lock: lock,
        };
        staging.undo().map_err(failed)?;
        staging.tidy().map_err(failed)?;
        staging.refuse_obstacles()?;
        for name in FOLDERS {
            fs::create_dir_all(staging.work("new").join(name)).map_err(failed)?;
        }
        Ok(staging)
    }

    /// Begins a file of the output, such as [`EVENTS`] or `layers/2017-08.geojson`; different
    /// files may be written at the same time.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or the name is not one of the output's.
    pub fn open(&self, name: &str) -> Result<StagedFile, Error> {
        let destination = self.folder.join(name);
        if !is_output(name) {
            return Err(Error::usage(&destination, "not a name of the output"));
        }
        match File::create(self.work("new").join(name)) {
            Ok(file) => Ok(StagedFile {
                file: BufWriter::new(file),
                destination,
            }),
            Err(error) => Err(Error::io(&destination, error)),
        }
    }

    /// Writes a file of the output from beginning to end.
    ///
    /// # Errors
    ///
    /// As [`Staging::open`], and when it cannot be written.
    pub fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<(), Error> {
        let mut staged = self.open(name)?;
        let written = content(&mut staged.file).and_then(|()| staged.file.flush());
        written.map_err(|error| Error::io(&staged.destination, error))
    }

    /// Puts the files that were written in the place of those of the earlier run.
    ///
    /// # Errors
    ///
    /// When a file cannot be moved; the earlier files are then in their places again.
    pub fn commit(mut self) -> Result<(), Error> {
        let failed = |error| Error::io(&self.folder, error);
        if let Err(error) = self.exchange() {
            self.undo().map_err(failed)?;
            return Err(failed(error));
        }
        self.is_new = false;
        Ok(())
    }

    fn work(&self, name: &str) -> PathBuf {
        self.folder.join(WORK).join(name)
    }

    fn exchange(&self) -> io::Result<()> {
        fs::create_dir_all(self.work("leaving"))?;
        move_output(&self.folder, &self.work("leaving"))?;
        fs::rename(self.work("leaving"), self.work("left"))?;
        move_output(&self.work("new"), &self.folder)?;
        fs::rename(self.work("left"), self.work("done"))?;
        self.drop_empty_folders();
        Ok(())
    }

    /// Restores the state before an exchange that did not come to its end.
    fn undo(&self) -> io::Result<()> {
        if self.work("left").exists() {
            for name in output_files(&self.folder)? {
                fs::remove_file(self.folder.join(name))?;
            }
            self.drop_empty_folders();
            fs::rename(self.work("left"), self.work("leaving"))?;
        }
        if self.work("leaving").exists() {
            move_output(&self.work("leaving"), &self.folder)?;
            fs::remove_dir_all(self.work("leaving"))?;
        }
        Ok(())
    }

    /// Removes what no longer counts; nothing here is needed to undo anything.
    fn tidy(&self) -> io::Result<()> {
        for name in ["new", "done"] {
            match fs::remove_dir_all(self.work(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// A folder stays where it holds a file of the output, or one of other origin.
    fn drop_empty_folders(&self) {
        for name in FOLDERS {
            let _ = fs::remove_dir(self.folder.join(name));
        }
    }

    /// Tells at the start what would make the commit fail at the end.
    fn refuse_obstacles(&self) -> Result<(), Error> {
        for name in FILES {
            let path = self.folder.join(name);
            if path.is_dir() {
                return Err(Error::io(&path, ErrorKind::IsADirectory.into()));
            }
        }
        for name in FOLDERS {
            let path = self.folder.join(name);
            if path.exists() && !path.is_dir() {
                return Err(Error::io(&path, ErrorKind::NotADirectory.into()));
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    /// What cannot be removed here is removed by the next run.
    fn drop(&mut self) {
        let unfinished = ["leaving", "left"]
            .iter()
            .any(|name| self.work(name).exists());
        if unfinished || self.tidy().is_err() {
            return;
        }
        let _ = fs::remove_file(self.work("lock"));
        let _ = fs::remove_dir(self.folder.join(WORK));
        if self.is_new {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// Makes the folder unless it is there; true where it was made.
fn make_folder(folder: &Path) -> Result<bool, Error> {
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(false),
        Ok(_) => {
            let error = io::Error::new(ErrorKind::NotADirectory, "is a file, not a folder");
            Err(Error::io(folder, error))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let made = fs::create_dir(folder).map(|()| true);
            made.map_err(|error| match folder.parent() {
                Some(parent) if error.kind() == ErrorKind::NotFound => Error::io(parent, error),
                _ => Error::io(folder, error),
            })
        }
        Err(error) => Err(Error::io(folder, error)),
    }
}

/// Keeps a second run out of the folder while the first one is at work.
fn lock(path: &Path) -> io::Result<File> {
    let file = File::create(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            ErrorKind::ResourceBusy,
            "another run of dateline is writing into this folder",
        )),
        // Some network file systems have no locks; one run at a time is then up to the user.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether a path relative to the output folder is a name that dateline gives.
fn is_output(name: &str) -> bool {
    let is_date = |text: &str| {
        let in_place = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        text.bytes().enumerate().all(in_place) && DaySpan::parse_iso(text).is_some()
    };
    let is_layer = |name: &str| name.strip_suffix(".geojson").is_some_and(is_date);
    match name.split_once('/') {
        Some((LAYERS, name)) => is_layer(name),
        _ => FILES.contains(&name),
    }
}

/// The files in a folder that bear names of the output, relative to it.
///
/// # Errors
/// When the folder of layers cannot be read.
pub fn output_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names: Vec<String> = FILES.map(str::to_owned).into();
    match fs::read_dir(folder.join(LAYERS)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
        Ok(entries) => {
            for entry in entries {
                let name = entry?.file_name();
                names.push(format!("{LAYERS}/{}", name.to_string_lossy()));
            }
        }
    }
    names.retain(|name| {
        let found = fs::symlink_metadata(folder.join(name));
        is_output(name) && found.is_ok_and(|found| !found.is_dir())
    });
    Ok(names)
}

fn move_output(from: &Path, to: &Path) -> io::Result<()> {
    for name in output_files(from)? {
        if let Some((folder, _)) = name.split_once('/') {
            fs::create_dir_all(to.join(folder))?;
        }
        fs::rename(from.join(&name), to.join(&name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
