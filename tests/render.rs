//! Pictures as they come out of the command: what is on them, and that they are the same every time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::Document;
use serde_json::{Value, json};

/// Runs `dateline render` on events, in a folder of their own, and gives what it printed.
fn render(events: &[Value], args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let collection = json!({"type": "FeatureCollection", "features": events});
    fs::write(folder.path().join("events.geojson"), collection.to_string()).unwrap();
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["render", "."])
        .args(args)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

fn svg(events: &[Value], args: &[&str]) -> String {
    let output = render(events, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), &*said), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

fn png(events: &[Value]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.png");
    let path = file.to_string_lossy();
    svg(events, &["--width", "300", "--scale", "1", "-o", &path]);
    fs::read(file).unwrap()
}

fn event(at: [f64; 2], properties: Value) -> Value {
    let mut feature = json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": at}});
    feature["properties"] = properties;
    feature
}

fn battle(name: &str) -> Value {
    let properties = json!({"event_type": "Battles", "event_date": "2017-10-14", "location": name});
    event([40.45, 35.02], properties)
}

/// All texts that are drawn, without the marks of their direction.
fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let texts = document
        .descendants()
        .filter(|node| node.has_tag_name("text"));
    let plain = |text: &str| text.trim_matches(['\u{202b}', '\u{202c}']).to_owned();
    texts
        .map(|node| plain(node.text().unwrap_or_default()))
        .collect()
}

/// How many markers there are; each says what it stands for.
fn markers(svg: &str) -> usize {
    let document = Document::parse(svg).unwrap();
    let paths = document
        .descendants()
        .filter(|node| node.has_tag_name("path"));
    paths
        .filter(|path| path.children().any(|c| c.has_tag_name("title")))
        .count()
}

#[test]
fn nothing_and_one_event() {
    let empty = texts(&svg(&[], &[]));
    assert!(empty.contains(&"No events".to_owned()), "{empty:?}");
    assert!(empty.contains(&"Damascus".to_owned()), "{empty:?}");
    let one = svg(&[battle("Mayadin")], &[]);
    let said = texts(&one);
    for text in ["1 event · 14 October 2017", "Mayadin", "Battles"] {
        assert!(said.contains(&text.to_owned()), "{text} in {said:?}");
    }
    assert_eq!(markers(&one), 1);
}

#[test]
fn events_on_one_point_are_one_marker_per_type() {
    let types = ["Battles", "Riots", "Protests", "Unheard of"];
    let events = (0..400).map(|i| {
        let properties = json!({"event_type": types[i % 4], "location": "Mayadin", "n_reports": i});
        event([40.45, 35.02], properties)
    });
    let picture = svg(&events.collect::<Vec<_>>(), &[]);
    assert_eq!(markers(&picture), 4);
    assert_eq!(
        texts(&picture)
            .iter()
            .filter(|text| *text == "Mayadin")
            .count(),
        1
    );
}

/// Events all over Syria on sixty days, of which no two stand on one place.
fn thousands(count: u32) -> Vec<Value> {
    let at = |i: u32| {
        let (x, y) = (
            f64::from(i * 7919 % 10_007),
            f64::from(i * 104_729 % 10_009),
        );
        [36.0 + x / 10_007.0 * 6.0, 33.0 + y / 10_009.0 * 3.5]
    };
    let properties = |i: u32| {
        let date = format!("2017-{:02}-{:02}", 1 + i % 2, 1 + i % 28);
        let name = format!("Place {i}");
        json!({"event_type": "Battles", "event_date": date, "location": name, "n_reports": 1 + i % 9})
    };
    (0..count).map(|i| event(at(i), properties(i))).collect()
}

#[test]
fn five_thousand_events() {
    let events = thousands(5_000);
    let one = svg(&events, &["--by", "none"]);
    assert_eq!(markers(&one), 5_000);
    let many = svg(&events, &["--by", "date"]);
    // Fifty-six days are too many maps: there is one for each of the two months.
    assert!(texts(&many).contains(&"February 2017".to_owned()));
    assert_eq!(markers(&many), 5_000);
}

#[test]
fn hostile_text_is_text() {
    for name in [
        "</text><script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "]]>&#0;&amp;",
        "a\u{0}b\u{ffff}",
    ] {
        let picture = svg(
            &[battle(name)],
            &[
                "--title",
                name.trim_matches('\u{0}').split('\u{0}').next().unwrap(),
            ],
        );
        let document = Document::parse(&picture).unwrap();
        let names: BTreeSet<&str> = document
            .descendants()
            .filter(|n| n.is_element())
            .map(|n| n.tag_name().name())
            .collect();
        let known = "circle clipPath defs desc g path rect svg text title use";
        assert!(
            names
                .iter()
                .all(|name| known.split(' ').any(|k| k == *name)),
            "{names:?}"
        );
        let attributes = document.descendants().flat_map(|n| n.attributes());
        assert_eq!(attributes.filter(|a| a.name().starts_with("on")).count(), 0);
    }
    let turned = texts(&svg(&[battle("abc\u{202e}def")], &[]));
    assert!(turned.contains(&"abcdef".to_owned()), "{turned:?}");
}

#[test]
fn pixels_are_the_same_every_time_and_not_blank() {
    let events = thousands(50);
    let picture = png(&events);
    assert_eq!(picture, png(&events), "two runs");
    let pixels = Pixmap::decode_png(&picture).unwrap();
    assert_eq!(pixels.width(), 300);
    let colours: BTreeSet<[u8; 3]> = pixels
        .pixels()
        .iter()
        .map(|p| [p.red(), p.green(), p.blue()])
        .collect();
    // The paper, the colour of battles, and those between.
    assert!(colours.contains(&[255, 255, 255]) && colours.contains(&[0xd5, 0x5e, 0x00]));
    assert!(colours.len() > 100, "{}", colours.len());
}

/// The letters of an Arabic name are drawn joined: the picture is another one when each is told to stand alone.
#[test]
fn arabic_letters_join() {
    let alone: String = "الميادين".chars().flat_map(|c| [c, '\u{200c}']).collect();
    let (joined, alone) = (png(&[battle("الميادين")]), png(&[battle(&alone)]));
    assert_ne!(joined, alone);
    let nameless = png(&[battle("")]);
    assert_ne!(joined, nameless);
}

#[test]
fn right_to_left() {
    let picture = svg(&[battle("الميادين")], &["--labels", "ar"]);
    let said = texts(&picture);
    for text in ["حدث واحد · 14 تشرين الأول 2017", "معارك", "الميادين"]
    {
        assert!(said.contains(&text.to_owned()), "{text} in {said:?}");
    }
    // The title ends at the right margin.
    let document = Document::parse(&picture).unwrap();
    let title = document
        .descendants()
        .find(|n| n.has_tag_name("text"))
        .unwrap();
    assert_eq!(
        (title.attribute("x"), title.attribute("text-anchor")),
        (Some("1180"), Some("end"))
    );
}

#[test]
fn what_was_left_out_is_told() {
    let line = json!({"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "properties": {}});
    let output = render(&[battle("Mayadin"), line], &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        (output.status.code(), &*said),
        (Some(1), "1 features without a point were left out\n")
    );
}

/// The picture that the README shows.
fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets")
        .join(name)
}

#[test]
fn the_picture_of_the_readme_is_current() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = Vec::new();
    for name in ["map.svg", "map.png"] {
        let fresh = folder.path().join(name);
        let made = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["render", "output", "--width", "1000", "-o"])
            .arg(&fresh)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(made.success());
        if fs::read(fresh).unwrap() != fs::read(committed(name)).unwrap_or_default() {
            old.push(name);
        }
    }
    assert!(
        old.is_empty(),
        "{old:?} in assets/ show another map than output/ holds; \
         cargo run --release -- render output --width 1000 -o assets/{} draws it anew",
        old[0]
    );
}
