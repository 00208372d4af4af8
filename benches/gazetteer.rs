//! A compiled gazetteer of five million names: how long it takes to open, what it holds in memory, how much slower it makes reading.
//!
//! `cargo bench --bench gazetteer [NAMES]`; the file of synthetic names is made once, in the temporary folder, by a process of its
//! own: what making it takes is not what using it takes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use dateline::document::Document;
use dateline::engine::Engine;
use dateline::gazetteer::Gazetteer;
use dateline::reading::read;
use dateline::table::Table;

const NAMES: usize = 5_000_000;
/// English, French, one alias and Arabic letters.
const NAMES_PER_PLACE: usize = 4;

/// The argument of the process that makes the file.
const MAKE: &str = "make";

fn main() {
    let names = std::env::args()
        .find_map(|a| a.parse().ok())
        .unwrap_or(NAMES);
    let file = std::env::temp_dir().join(format!("dateline-bench-2-{names}.gaz"));
    if std::env::args().any(|a| a == MAKE) {
        make(names / NAMES_PER_PLACE, &file);
        return;
    }
    if !file.exists() {
        let start = Instant::now();
        let program = std::env::current_exe().expect("this program");
        let arguments = [MAKE.to_owned(), names.to_string()];
        let made = Command::new(program).args(arguments).status();
        assert!(made.is_ok_and(|status| status.success()), "no file");
        println!(
            "made {names} names in {:.1} s",
            start.elapsed().as_secs_f64()
        );
    }
    let size = std::fs::metadata(&file).map_or(0, |m| m.len());
    println!("file {:.0} MB", size as f64 / 1e6);
    for _ in 0..3 {
        let start = Instant::now();
        let opened = Gazetteer::open(std::slice::from_ref(&file), true).expect("the file");
        println!(
            "opened {} places in {:.0} ms",
            opened.count(),
            start.elapsed().as_secs_f64() * 1e3
        );
    }
    let gazetteer = Gazetteer::open(&[file], false).expect("the file and the tables");
    let large = Engine::with_gazetteer(gazetteer).expect("embedded tables");
    let texts = texts();
    let with_names = speed(&large, &texts);
    println!(
        "at most {:.0} MB in memory, names and built-in engine together",
        peak()
    );
    drop(large);
    let alone = speed(&Engine::embedded().expect("embedded tables"), &texts);
    println!(
        "{alone:.2} MB/s built in, {with_names:.2} MB/s with {names} names: {:.2} times slower",
        alone / with_names
    );
}

/// Megabytes of text per second, the best of three.
fn speed(engine: &Engine, texts: &[String]) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let once = || {
        let start = Instant::now();
        for text in texts {
            let document = Document {
                text: text.clone(),
                ..Document::default()
            };
            if let Some(pack) = engine.identify(&document) {
                std::hint::black_box(read(document, pack, engine));
            }
        }
        bytes as f64 / 1e6 / start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(0.0, f64::max)
}

/// The five articles, often enough to measure.
fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .filter_map(|f| std::fs::read_to_string(f).ok())
        .collect();
    texts
        .iter()
        .cycle()
        .take(40 * texts.len())
        .cloned()
        .collect()
}

/// The most megabytes that this process has held, where the system tells.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1e3
}

/// Names made of syllables, as villages have them.
fn make(places: usize, file: &Path) {
    const HEADS: [&str; 12] = [
        "", "", "", "", "Tall ", "Khirbat ", "Kafr ", "Bir ", "Umm ", "Abu ", "al-", "Ayn ",
    ];
    const LATIN: [&str; 24] = [
        "ba", "ra", "shi", "mu", "da", "ka", "qa", "sa", "zu", "ni", "la", "ha", "ma", "ta", "fu",
        "ja", "wi", "gha", "khu", "ya", "di", "ru", "sab", "lan",
    ];
    const ARABIC: [&str; 24] = [
        "با", "را", "شي", "مو", "دا", "كا", "قا", "سا", "زو", "ني", "لا", "ها", "ما", "تا", "فو",
        "جا", "وي", "غا", "خو", "يا", "دي", "رو", "سب", "لن",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    let mut rows = String::from("id,name,name_fr,name_ar,aliases,kind,lat,lon,within\n");
    for number in 0..places {
        let head = HEADS[random(HEADS.len())];
        let syllables: Vec<usize> = (0..3 + random(3)).map(|_| random(LATIN.len())).collect();
        let latin: String = syllables.iter().map(|&s| LATIN[s]).collect();
        let arabic: String = syllables.iter().map(|&s| ARABIC[s]).collect();
        let french = latin.replace('u', "ou").replace("sh", "ch");
        let alias = format!("{head}{latin}{}", LATIN[random(LATIN.len())]);
        let (lat, lon) = (
            random(18_000) as f64 / 100.0 - 90.0,
            random(36_000) as f64 / 100.0 - 180.0,
        );
        let _ = writeln!(
            rows,
            "g{number},{head}{latin},{head}{french}e,{arabic},{alias},village,{lat},{lon},SY"
        );
    }
    let table = Table::parse(Path::new("synthetic.csv"), rows).expect("a table");
    Gazetteer::pack(&[table], file).expect("a file");
}
