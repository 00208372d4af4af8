//! The compiled form says what the tables say.

use std::path::{Path, PathBuf};

use dateline::gazetteer::load::read_tables;
use dateline::gazetteer::lookup::lookup;
use dateline::gazetteer::{Gazetteer, PlaceId};
use dateline::table::Table;

/// The built-in tables, compiled into a file of a folder.
fn packed(folder: &Path) -> PathBuf {
    let file = folder.join("places.gaz");
    let tables = read_tables(&[], false).expect("embedded tables");
    Gazetteer::pack(&tables, &file).expect("a file");
    file
}

#[test]
fn places_and_names_are_those_of_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let compiled = Gazetteer::open(&[packed(folder.path())], true).expect("a compiled file");
    let tables = Gazetteer::embedded().expect("embedded tables");
    assert_eq!(compiled.count(), tables.count());
    for (id, place) in tables.places() {
        let other = compiled.place(id);
        let same = (
            &place.id,
            &place.name,
            &place.names,
            &place.admin1,
            place.kind,
            place.within,
        ) == (
            &other.id,
            &other.name,
            &other.names,
            &other.admin1,
            other.kind,
            other.within,
        );
        let near = (place.lat - other.lat).abs() < 1e-5 && (place.lon - other.lon).abs() < 1e-5;
        assert!(same && near, "{place:?} {other:?}");
    }
    for name in [
        "Deir ez-Zor",
        "al-Soukhna",
        "Kobajep",
        "البوكمال",
        "palais d'al-Hayr",
        "Dschabla",
    ] {
        assert_eq!(lookup(&compiled, name), lookup(&tables, name), "{name}");
        assert!(!lookup(&tables, name).is_empty(), "{name}");
    }
}

#[test]
fn a_compiled_file_stands_beside_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("more.gaz");
    let rows = "id,name,aliases,kind,lat,lon,within\nx-1,Quxbarabad,,town,35.1,39.2,SY09\nx-2,Raqqa,,village,10,10,x-1\n";
    let table = Table::parse(Path::new("more.csv"), rows).expect("a table");
    Gazetteer::pack(&[table], &file).expect("a file");
    let both = Gazetteer::open(std::slice::from_ref(&file), false).expect("tables and a file");
    let tables = Gazetteer::embedded().expect("embedded tables");
    assert_ne!(both.fingerprint(), tables.fingerprint());
    let ids = |name: &str| -> Vec<String> {
        let found = lookup(&both, name);
        found
            .iter()
            .map(|f| both.place(f.place).id.to_string())
            .collect()
    };
    assert_eq!(ids("Quxbarabad"), ["x-1"]);
    let raqqa = ids("Raqqa");
    assert!(
        raqqa.contains(&"sy-raqqa".to_owned()) && raqqa.contains(&"x-2".to_owned()),
        "{raqqa:?}"
    );
    let last = PlaceId(both.count() as u32 - 1);
    let containers: Vec<&str> = both
        .containers(last)
        .map(|id| &*both.place(id).id)
        .collect();
    assert_eq!(containers, ["x-1", "SY09", "SY"]);
    let twice = Gazetteer::open(&[file.clone(), file], false).expect_err("two files");
    assert!(twice.to_string().contains("only one"), "{twice}");
}

#[test]
fn damaged_files_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("good.gaz");
    let rows = "id,name,kind,lat,lon\nx-1,Quxbarabad,town,35.1,39.2\n";
    let table = Table::parse(Path::new("good.csv"), rows).expect("a table");
    Gazetteer::pack(&[table], &file).expect("a file");
    let good = std::fs::read(file).expect("a file");
    let changed = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    const HEADER_BYTES: usize = 80;
    for (bytes, message) in [
        (Vec::new(), "no compiled gazetteer"),
        (b"id,name\n".to_vec(), "no compiled gazetteer"),
        (changed(7), "another version"),
        (changed(20), "damaged"),
        (changed(HEADER_BYTES + 100), "damaged"),
        (good[..good.len() / 2].to_vec(), "damaged"),
        (good[..good.len() - 1].to_vec(), "damaged"),
        (good[..10].to_vec(), "damaged"),
    ] {
        let file = folder.path().join("bad.gaz");
        std::fs::write(&file, bytes).expect("a file");
        let error = Gazetteer::open(&[file], true).expect_err(message);
        assert!(error.to_string().contains(message), "{error}");
    }
}
