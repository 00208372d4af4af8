use super::*;
use crate::error::Cause;

const OLD: [&str; 4] = [
    EVENTS,
    MANIFEST,
    "layers/2017-08-26.geojson",
    "layers/2017.geojson",
];
const NEW: [&str; 4] = [
    EVENTS,
    CLUSTERS,
    "layers/2017-08-26.geojson",
    "layers/2017-10.geojson",
];
const FOREIGN: [&str; 4] = [
    "README.md",
    "mine/events.geojson",
    "layers/2017-08-26.qml",
    "layers/ 2017.geojson",
];

fn put(folder: &Path, names: &[&str], content: &str) {
    for name in names {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// Every file below a folder as `name: content`, sorted.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.push(format!("{name}: {}", fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn expected(names: &[&str], content: &str) -> Vec<String> {
    let ours = names.iter().map(|name| format!("{name}: {content}"));
    let foreign = FOREIGN.iter().map(|name| format!("{name}: mine"));
    let mut all: Vec<String> = ours.chain(foreign).collect();
    all.sort();
    all
}

/// A folder with the output of an earlier run and files of other origin.
fn earlier() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &OLD, "old");
    put(folder.path(), &FOREIGN, "mine");
    folder
}

fn write_new(staging: &Staging) {
    for name in NEW {
        staging.write(name, |file| file.write_all(b"new")).unwrap();
    }
}

#[test]
fn a_commit_replaces_what_dateline_wrote_and_nothing_else() {
    let folder = earlier();
    let staging = Staging::new(folder.path()).unwrap();
    write_new(&staging);
    let during = fs::read_to_string(folder.path().join(EVENTS)).unwrap();
    assert_eq!(during, "old");
    staging.commit().unwrap();
    assert_eq!(files(folder.path()), expected(&NEW, "new"));
    assert!(!folder.path().join(WORK).exists());
}

#[test]
fn a_run_without_layers_leaves_no_folder_of_layers() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &OLD, "old");
    let staging = Staging::new(folder.path()).unwrap();
    staging.write(MANIFEST, |_| Ok(())).unwrap();
    staging.commit().unwrap();
    assert_eq!(files(folder.path()), ["manifest.json: "]);
    assert!(!folder.path().join(LAYERS).exists());
}

#[test]
fn a_run_that_fails_leaves_the_folder_as_it_was() {
    let folder = earlier();
    let staging = Staging::new(folder.path()).unwrap();
    write_new(&staging);
    let full = staging.write(MANIFEST, |file| {
        file.write_all(b"{")?;
        Err(ErrorKind::StorageFull.into())
    });
    let error = full.unwrap_err();
    assert_eq!(error.cause(), Cause::Io);
    assert_eq!(error.file(), Some(&*folder.path().join(MANIFEST)));
    drop(staging);
    assert_eq!(files(folder.path()), expected(&OLD, "old"));

    let fresh = folder.path().join("fresh");
    write_new(&Staging::new(&fresh).unwrap());
    assert!(!fresh.exists());
}

#[test]
fn a_commit_that_fails_is_undone() {
    let folder = earlier();
    let staging = Staging::new(folder.path()).unwrap();
    write_new(&staging);
    // Stands in the way of a file, and appears too late to be refused.
    fs::create_dir(folder.path().join(CLUSTERS)).unwrap();
    assert!(staging.commit().is_err());
    assert_eq!(files(folder.path()), expected(&OLD, "old"));
    assert!(!folder.path().join(WORK).exists());
}

/// A run killed after `moved` files of a phase: which files stand there after the next start?
fn check_broken_off(phase: &str, moved: usize, names: &[&str], content: &str) {
    let folder = earlier();
    let work = folder.path().join(WORK);
    put(&work, &["lock"], "");
    put(&work.join("new"), &NEW, "new");
    let move_some = |names: &[&str], from: &Path, to: &Path| {
        for name in names {
            fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
            fs::rename(from.join(name), to.join(name)).unwrap();
        }
    };
    let (old, new) = match phase {
        "new" => (0, 0),
        "leaving" => (moved, 0),
        "left" => (OLD.len(), moved),
        _ => (OLD.len(), NEW.len()),
    };
    move_some(&OLD[..old], folder.path(), &work.join(phase));
    move_some(&NEW[..new], &work.join("new"), folder.path());
    if phase == "done" {
        for name in &OLD[..moved] {
            fs::remove_file(work.join(phase).join(name)).unwrap();
        }
    }
    drop(Staging::new(folder.path()).unwrap());
    let wanted = expected(names, content);
    assert_eq!(files(folder.path()), wanted, "{phase} {moved}");
    assert!(!work.exists());
}

#[test]
fn a_run_that_was_killed_is_mended_by_the_next() {
    check_broken_off("new", 0, &OLD, "old");
    for moved in 0..=4 {
        check_broken_off("leaving", moved, &OLD, "old");
        check_broken_off("left", moved, &OLD, "old");
        check_broken_off("done", moved, &NEW, "new");
    }
}

#[test]
fn folders_that_cannot_take_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    put(
        folder.path(),
        &["file", "a/manifest.json/x", "b/layers"],
        "",
    );
    for (output, blamed, message) in [
        ("file", "file", "is a file, not a folder"),
        ("file/below", "file/below", ""),
        ("no/such", "no", "no such file or folder"),
        ("a", "a/manifest.json", "is a directory"),
        ("b", "b/layers", "not a directory"),
    ] {
        let error = Staging::new(&at(output)).unwrap_err();
        assert_eq!(error.cause(), Cause::Io, "{output}");
        assert_eq!(error.file(), Some(&*at(blamed)), "{output}");
        assert!(error.to_string().ends_with(message), "{error}");
    }
    assert_eq!(
        files(folder.path()),
        ["a/manifest.json/x: ", "b/layers: ", "file: "]
    );
}

/// Nobody may make folders there, whoever runs the test.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder() {
    let folder = Path::new("/sys/kernel");
    let error = Staging::new(folder).unwrap_err();
    assert_eq!((error.cause(), error.file()), (Cause::Io, Some(folder)));
}

#[test]
fn one_run_at_a_time() {
    let folder = earlier();
    let first = Staging::new(folder.path()).unwrap();
    write_new(&first);
    let error = Staging::new(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("another run of dateline is writing into this folder"));
    first.commit().unwrap();
    assert_eq!(files(folder.path()), expected(&NEW, "new"));
}

#[test]
fn names_of_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let staging = Staging::new(folder.path()).unwrap();
    for (name, accepted) in [
        (EVENTS, true),
        ("layers/2017-08-26.geojson", true),
        ("layers/2017-08.geojson", true),
        ("layers/2017.geojson", true),
        ("layers/2017-13.geojson", false),
        ("layers/2017-08-26T10.geojson", false),
        ("layers/-017.geojson", false),
        ("layers/.geojson", false),
        ("layers/../events.geojson", false),
        ("layers/2017.qml", false),
        ("2017.geojson", false),
        ("notes.md", false),
    ] {
        assert_eq!(staging.write(name, |_| Ok(())).is_ok(), accepted, "{name}");
    }
}
