//! Other people's gazetteers become tables that can be loaded.

use std::path::Path;

use dateline::gazetteer::Gazetteer;
use dateline::gazetteer::import::{Format, Options, import};
use dateline::gazetteer::lookup::lookup;
use dateline::table::Table;

/// Imports a file with this content, loads the table, and gives its rows.
fn rows(format: Format, content: &str, options: &Options) -> (Vec<String>, usize, Gazetteer) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("places");
    std::fs::write(&file, content).expect("a file");
    let mut out = Vec::new();
    let summary = import(format, &file, options, &mut out).expect("an import");
    let out = String::from_utf8(out).expect("UTF-8");
    let table = Table::parse(Path::new("imported.csv"), out.clone()).expect("a table");
    let gazetteer = Gazetteer::from_tables(&[table]).expect("a gazetteer");
    let rows = out.lines().skip(1).map(str::to_owned).collect();
    (rows, summary.unusable.len(), gazetteer)
}

/// A line of a GeoNames dump.
fn geonames(id: u32, name: &str, others: &str, code: &str, people: u32) -> String {
    let class = if code.starts_with("PP") { "P" } else { "S" };
    format!(
        "{id}\t{name}\t{name}\t{others}\t35.02\t40.45\t{class}\t{code}\tSY\t\t07\t\t\t\t{people}\t\t210\tAsia/Damascus\t2020-01-01\n"
    )
}

#[test]
fn geonames_dumps() {
    let dump = geonames(1, "Al Mayādīn", "Mayadine,الميادين,Mayadin", "PPL", 44_028)
        + &geonames(2, "Jisr", "", "BDG", 0)
        + &geonames(3, "Some shop", "", "SHOP", 0)
        + "too\tshort\n";
    let options = Options {
        within: "SY".to_owned(),
        ..Options::default()
    };
    let (rows, unusable, gazetteer) = rows(Format::GeoNames, &dump, &options);
    assert_eq!(unusable, 1);
    assert_eq!(
        rows,
        [
            "gn-1,Al Mayādīn,,الميادين,Mayadine|Mayadin,town,35.02,40.45,,SY,,geonames",
            "gn-2,Jisr,,,,bridge,35.02,40.45,,SY,,geonames",
        ]
    );
    for name in ["Mayadine", "al-Mayadeen", "الميادين"] {
        let found = lookup(&gazetteer, name);
        assert_eq!(
            found.first().map(|f| &*gazetteer.place(f.place).id),
            Some("gn-1"),
            "{name}"
        );
    }
}

#[test]
fn geonames_names_by_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = folder.path().join("names");
    let lines =
        "10\t1\tfr\tMayadine\t1\n11\t1\tar\tالميادين\t\n12\t1\tde\tMajadin\t\n13\t2\tfr\tPont\t\n";
    std::fs::write(&names, lines).expect("a file");
    let options = Options {
        alternate_names: Some(names),
        ..Options::default()
    };
    let dump = geonames(1, "Al Mayadin", "", "PPL", 10);
    let (rows, _, _) = rows(Format::GeoNames, &dump, &options);
    assert_eq!(
        rows,
        ["gn-1,Al Mayadin,Mayadine,الميادين,,village,35.02,40.45,,SY,,geonames"]
    );
}

#[test]
fn populated_places_of_ocha() {
    for header in [
        "PCODE,NAME_EN,NAME_AR,ADMIN1PCODE,LATITUDE,LONGITUDE",
        "ppl_pcode,ppl_name_en,ppl_name_ar,adm1_pcode,Latitude_y,Longitude_x",
    ] {
        let content =
            format!("{header}\nC5086,Tabni,التبني,SY09,35.605,39.819\nC5087,,بلا,SY09,35.6,39.8\n");
        let (rows, unusable, _) = rows(Format::Ocha, &content, &Options::default());
        assert_eq!(
            rows,
            ["C5086,Tabni,,التبني,,village,35.605,39.819,SY09,SY09,,ocha"],
            "{header}"
        );
        assert_eq!(unusable, 1, "{header}");
    }
}

#[test]
fn openstreetmap_features() {
    let feature = |id: u32, geometry: &str, tags: &str| {
        format!(
            r#"{{"type":"Feature","id":"node/{id}","geometry":{geometry},"properties":{{{tags}}}}}"#
        )
    };
    let point = r#"{"type":"Point","coordinates":[40.45,35.02]}"#;
    let square = r#"{"type":"Polygon","coordinates":[[[40,35],[41,35],[41,36],[40,36]]]}"#;
    let content = format!(
        r#"{{"type":"FeatureCollection","features":[{},{},{}]}}"#,
        feature(
            7,
            point,
            r#""place":"town","name":"الميادين","name:en":"Mayadin","name:fr":"Mayadine","alt_name":"Myadin;Meyadin""#
        ),
        feature(8, square, r#""place":"suburb","name":"Quarter""#),
        feature(9, point, r#""shop":"bakery","name":"Bread""#),
    );
    let (rows, _, _) = rows(Format::Osm, &content, &Options::default());
    assert_eq!(
        rows,
        [
            "osm-node-7,Mayadin,Mayadine,الميادين,Myadin|Meyadin,town,35.02000,40.45000,,,,osm",
            "osm-node-8,Quarter,,,,quarter,35.50000,40.50000,,,,osm",
        ]
    );
}

#[test]
fn openstreetmap_files_in_any_layout() {
    let town = r#"{"type":"Feature","id":"node/7","geometry":{"type":"Point","coordinates":[40.45,35.02]},"properties":{"place":"town","name":"Mayadin"}}"#;
    let bare = r#"{"type":"Feature","geometry":null,"properties":null}"#;
    let nowhere =
        r#"{"type":"Feature","geometry":null,"properties":{"place":"town","name":"Nowhere"}}"#;
    let row = "osm-node-7,Mayadin,,,,town,35.02000,40.45000,,,,osm";
    for (content, expected, faults) in [
        (
            r#"{"type":"FeatureCollection","features":[]}"#.to_owned(),
            vec![],
            0,
        ),
        (
            "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n".to_owned(),
            vec![],
            0,
        ),
        (
            format!(
                r#"{{"generator":"x","features":[{town}],"bbox":[40,35,41,36],"type":"FeatureCollection"}}"#
            ),
            vec![row],
            0,
        ),
        (
            format!("{{\"features\":[\n{bare},\n{{}},\n{nowhere},\n{town}\n]}}\n"),
            vec![row],
            2,
        ),
        (format!("{town}\n"), vec![row], 0),
    ] {
        let (rows, unusable, _) = rows(Format::Osm, &content, &Options::default());
        assert_eq!(rows, expected, "{content}");
        assert_eq!(unusable, faults, "{content}");
    }
}

#[test]
fn tables_with_other_columns() {
    let content = "ORT;BREITE;LAENGE\n";
    let content = content.replace(';', ",") + "Tabni,35.605,39.819\nNowhere,95,39\n";
    let columns = [("name", "ort"), ("lat", "breite"), ("lon", "laenge")];
    let options = Options {
        columns: columns
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect(),
        kind: "town".to_owned(),
        ..Options::default()
    };
    let (rows, unusable, _) = rows(Format::Csv, &content, &options);
    assert_eq!(rows, ["place-1,Tabni,,,,town,35.605,39.819,,,,own"]);
    assert_eq!(unusable, 1);
}

#[test]
fn a_column_that_nothing_is_known_of_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("places.csv");
    std::fs::write(&file, "ort,lat,lon\nTabni,35,39\n").expect("a file");
    let error = import(Format::Csv, &file, &Options::default(), Vec::new()).expect_err("no name");
    assert!(error.to_string().contains("--column name=NAME"), "{error}");
}
