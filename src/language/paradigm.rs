//! How the lemmas of a lexicon are inflected: the rows of `paradigms.csv`.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::language::Features;
use crate::table::{Row, Table};

/// The endings of a paradigm, each with its feature.
pub(super) type Endings<'a> = Vec<(Features, &'a str)>;

/// The endings of each paradigm in `paradigms.csv`.
pub(super) fn endings(paradigms: &Table) -> Result<BTreeMap<&str, Endings<'_>>, Error> {
    let mut endings: BTreeMap<&str, Endings> = BTreeMap::new();
    for row in paradigms.rows() {
        let feature = Features::named(row.get("feature"))
            .ok_or_else(|| row.error(format!("unknown feature {:?}", row.get("feature"))))?;
        let list = endings.entry(row.get("paradigm")).or_default();
        list.extend(row.get("endings").split('|').map(|e| (feature, e.trim())));
    }
    Ok(endings)
}

/// The endings that a row's lemma takes; `None` where it names no paradigm.
pub(super) fn inflected<'e>(
    row: &Row,
    paradigms: &'e BTreeMap<&str, Endings>,
) -> Result<Option<&'e Endings<'e>>, Error> {
    match row.get("paradigm") {
        "" => Ok(None),
        name => match paradigms.get(name) {
            None => Err(row.error(format!("unknown paradigm {name:?}"))),
            endings => Ok(endings),
        },
    }
}

/// A row's lemma without the ending that lemmas of its paradigm have.
pub(super) fn stem<'a>(row: &Row<'a>, ending: &str) -> Result<&'a str, Error> {
    let lemma = row.get("lemma");
    let (before, after) = affixes(ending);
    let stem = lemma.strip_prefix(before);
    let stem = stem.and_then(|rest| rest.strip_suffix(after));
    stem.ok_or_else(|| row.error(format!("{lemma:?} is not inflected like {ending:?}")))
}

/// What an ending puts before and behind the stem.
pub(super) fn affixes(ending: &str) -> (&str, &str) {
    ending.split_once('_').unwrap_or(("", ending))
}
