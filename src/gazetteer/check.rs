//! What is wrong or odd in tables of places, with file, line and column.

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::gazetteer::index::exact_key;
use crate::gazetteer::load::kinds;
use crate::gazetteer::{KindClass, PlaceKind, romanise};
use crate::language::{Base, Features};
use crate::place::sphere;
use crate::table::{Row, Table};
use crate::token::{Segmentation, fold_words};

/// One thing that is wrong or odd.
#[derive(Debug)]
pub struct Finding {
    /// Whether it has to be corrected; the others are worth a look.
    pub serious: bool,
    /// File, line, column and what is the matter.
    pub error: Error,
}

/// Two rows of one name closer than this are one place written down twice, in metres.
const TWICE_M: f64 = 2_000.0;
/// Two names that sound alike closer than this are told apart by spelling alone, in metres.
const CONFUSED_M: f64 = 30_000.0;
/// From this likeness on one name may be a spelling of the other.
const ALIKE: f32 = 0.9;
/// A point at most so many degrees from 0, 0 was never measured.
const NOWHERE: f64 = 0.01;

/// How a row's `source` says that its name is known to be a word, and a place all the same: Gaza, Vienne.
const ORDINARY: &str = "also an ordinary word";

/// A row with what the checks ask of it.
struct Entry<'a> {
    row: Row<'a>,
    point: Option<(f64, f64)>,
    class: Option<KindClass>,
    names: Vec<Name<'a>>,
}

/// A name of a row, and where it stands.
struct Name<'a> {
    column: String,
    text: &'a str,
    words: Vec<String>,
}

/// Checks tables with the columns of `gazetteer/places/*.csv`; `languages` say which words are ordinary ones.
///
/// # Errors
/// When the kinds of place cannot be read.
pub fn check(tables: &[Table], languages: &[Base]) -> Result<Vec<Finding>, Error> {
    let kinds = kinds()?;
    let mut findings = Vec::new();
    let rows = tables.iter().flat_map(Table::rows);
    let entries: Vec<Entry> = rows.map(|row| entry(row, &kinds, &mut findings)).collect();
    ids_and_containers(&entries, &mut findings);
    common_words(&entries, languages, &mut findings);
    namesakes(&entries, &mut findings);
    Ok(findings)
}

fn serious(row: &Row, column: &str, message: impl std::fmt::Display) -> Finding {
    Finding {
        serious: true,
        error: row.error(format!("{column}: {message}")),
    }
}

fn odd(row: &Row, column: &str, message: impl std::fmt::Display) -> Finding {
    Finding {
        serious: false,
        ..serious(row, column, message)
    }
}

/// Reads a row and notes what it lacks.
fn entry<'a>(row: Row<'a>, kinds: &[PlaceKind], findings: &mut Vec<Finding>) -> Entry<'a> {
    for column in ["id", "name", "kind"] {
        if row.get(column).is_empty() {
            findings.push(serious(&row, column, "is empty"));
        }
    }
    let kind = row.get("kind");
    let class = kinds.iter().find(|k| &*k.name == kind).map(|k| k.class);
    if class.is_none() && !kind.is_empty() {
        findings.push(serious(&row, "kind", format!("{kind:?} is not known")));
    }
    let lat = degrees(&row, "lat", 90.0, findings);
    let lon = degrees(&row, "lon", 180.0, findings);
    let point = lat.zip(lon);
    if point.is_some_and(|(lat, lon)| lat.abs() < NOWHERE && lon.abs() < NOWHERE) {
        findings.push(serious(
            &row,
            "lat",
            "0, 0 stands for a place that is not known",
        ));
    }
    let radius = row.get("radius_m");
    let metres = radius
        .parse()
        .ok()
        .filter(|r: &f64| r.is_finite() && *r >= 0.0);
    if !radius.is_empty() && metres.is_none() {
        findings.push(serious(
            &row,
            "radius_m",
            format!("{radius:?} is not metres"),
        ));
    }
    let main = [("name".to_owned(), row.get("name"))];
    let named = row.named("name_").into_iter().map(|(code, _)| {
        let column = format!("name_{code}");
        let text = row.get(&column);
        (column, text)
    });
    let aliases = row.list("aliases").map(|name| ("aliases".to_owned(), name));
    let mut names = Vec::new();
    for (column, text) in main.into_iter().chain(named).chain(aliases) {
        let words = fold_words(text, &Segmentation::default());
        if words.is_empty() && !text.is_empty() {
            findings.push(serious(&row, &column, format!("{text:?} has no letters")));
        }
        names.push(Name {
            column,
            text,
            words,
        });
    }
    Entry {
        row,
        point,
        class,
        names,
    }
}

fn degrees(row: &Row, column: &str, limit: f64, findings: &mut Vec<Finding>) -> Option<f64> {
    let text = row.get(column);
    let value = text.parse().ok().filter(|v: &f64| v.abs() <= limit);
    if value.is_none() {
        let message = format!("{text:?} is not a number of degrees between -{limit} and {limit}");
        findings.push(serious(row, column, message));
    }
    value
}

/// Ids are unique; what contains a place is there, and does not lie in it.
fn ids_and_containers(entries: &[Entry], findings: &mut Vec<Finding>) {
    let mut first: FxHashMap<&str, &Entry> = FxHashMap::default();
    for entry in entries {
        let id = entry.row.get("id");
        if let Some(before) = first.get(id) {
            let message = format!("{id:?} is also that of line {}", before.row.line);
            findings.push(serious(&entry.row, "id", message));
        } else {
            first.insert(id, entry);
        }
    }
    for entry in entries {
        let mut within = entry.row.get("within");
        if within.is_empty() {
            if entry.class.is_some_and(|c| !c.is_areal()) {
                findings.push(odd(&entry.row, "within", "nothing contains it"));
            }
            continue;
        }
        if !first.contains_key(within) {
            findings.push(serious(
                &entry.row,
                "within",
                format!("there is no {within:?}"),
            ));
        }
        let mut steps = 0;
        while let Some(outer) = first.get(within) {
            steps += 1;
            within = outer.row.get("within");
            if steps > first.len() || within == entry.row.get("id") {
                findings.push(serious(&entry.row, "within", "it contains itself"));
                break;
            }
        }
    }
}

/// Names that are words of a language: they would be read as places wherever they begin a sentence.
fn common_words(entries: &[Entry], languages: &[Base], findings: &mut Vec<Finding>) {
    for entry in entries {
        for name in &entry.names {
            let mut words = name.words.iter().filter(|w| !romanise::is_article(w));
            let (Some(word), None) = (words.next(), words.next()) else {
                continue;
            };
            let common = languages.iter().any(|base| {
                base.lexicon.features(base.vocabulary.get(word)) != Features::default()
            });
            if common && !entry.row.get("source").contains(ORDINARY) {
                let message = format!("{:?} is an ordinary word", name.text);
                findings.push(serious(&entry.row, &name.column, message));
            }
        }
    }
}

/// Rows that share a name or a sound near each other.
fn namesakes(entries: &[Entry], findings: &mut Vec<Finding>) {
    let mut by_sound: FxHashMap<String, Vec<(usize, &Name)>> = FxHashMap::default();
    for (at, entry) in entries.iter().enumerate() {
        for name in &entry.names {
            let mut key = String::new();
            name.words
                .iter()
                .for_each(|w| romanise::push_sound(&mut key, w));
            by_sound.entry(key).or_default().push((at, name));
        }
    }
    // One finding for two rows, the gravest: (later row, earlier row) to (twice, column, message).
    let mut pairs: FxHashMap<(usize, usize), (bool, &str, String)> = FxHashMap::default();
    for group in by_sound.values() {
        for (i, &(a, one)) in group.iter().enumerate() {
            for &(b, other) in &group[i + 1..] {
                let (later, earlier) = (a.max(b), a.min(b));
                let known = pairs.get(&(later, earlier)).is_some_and(|found| found.0);
                if later == earlier || known {
                    continue;
                }
                let (here, there) = (&entries[later], &entries[earlier]);
                let Some(metres) = apart(here, there) else {
                    continue;
                };
                let twice = metres < TWICE_M && here.class == there.class && same(one, other);
                let told_apart = numbers(one) != numbers(other) || settled(here, there);
                let confused = metres < CONFUSED_M && !told_apart && confusable(one, other);
                if !(twice || confused) {
                    continue;
                }
                let (name, of) = if a == later {
                    (one, other)
                } else {
                    (other, one)
                };
                let message = format!(
                    "{:?} is {:?} of {:?} (line {}), {:.1} km away",
                    name.text,
                    of.text,
                    there.row.get("id"),
                    there.row.line,
                    metres / 1_000.0
                );
                pairs.insert((later, earlier), (twice, &name.column, message));
            }
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable_by_key(|(rows, _)| *rows);
    for ((later, _), (twice, column, message)) in pairs {
        let row = &entries[later].row;
        findings.push(match twice {
            true => serious(row, column, message),
            false => odd(row, column, message),
        });
    }
}

/// Metres between two places that could be taken for each other: both settlements or both facilities, and so on.
fn apart(a: &Entry, b: &Entry) -> Option<f64> {
    let areal = |entry: &Entry| entry.class.is_none_or(KindClass::is_areal);
    if areal(a) || areal(b) {
        return None;
    }
    Some(sphere::distance_m(a.point?, b.point?))
}

/// Whether the `source` of one row names the id of the other: somebody has looked, and they are two places.
fn settled(a: &Entry, b: &Entry) -> bool {
    let names = |one: &Entry, other: &Entry| {
        let id = other.row.get("id");
        let source = one.row.get("source");
        source.split([' ', ';']).any(|word| word == id)
    };
    names(a, b) || names(b, a)
}

/// The numbers in a name: Brigade 12 is not Brigade 112, however alike they sound.
fn numbers<'a>(name: &'a Name) -> Vec<&'a str> {
    let digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    let words = name.words.iter().map(String::as_str);
    words.filter(digit).collect()
}

fn same(a: &Name, b: &Name) -> bool {
    key(a) == key(b)
}

fn key(name: &Name) -> Option<String> {
    exact_key(name.words.iter().map(String::as_str))
}

fn confusable(a: &Name, b: &Name) -> bool {
    let plain = |name: &Name| {
        let words: Vec<&str> = name.words.iter().map(String::as_str).collect();
        romanise::plain(&words)
    };
    romanise::likeness(&plain(a), &plain(b)) >= ALIKE
}
