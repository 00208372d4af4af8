//! What changed from one map to another.
//!
//! Events are matched by id, and those that are left by [`likeness`], one to one. A pair that differs is told with every column
//! that differs; what has no partner was added or removed.
//!
//! ```
//! use dateline::diff::{Config, compare, feature::Feature, text};
//!
//! let event = |date: &str| Feature {
//!     id: Some("e1".to_owned()),
//!     geometry: Some(geo::Point::new(40.45, 35.02).into()),
//!     properties: vec![("event_date".into(), date.into()), ("location".into(), "Mayadin".into())],
//! };
//! let (old, new) = ([event("2017-08-25")], [event("2017-08-26")]);
//! let diff = compare(&old, &new, &Config::default());
//! assert!(text::summary(&diff).contains("1 changed (1 re-dated)"));
//! ```

pub mod feature;
pub mod read;
pub mod folder;
pub mod likeness;
pub mod words;
pub mod text;
pub mod markdown;
pub mod json;
pub mod geojson;

use std::collections::VecDeque;

use geo::Geometry;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use crate::place::sphere::distance_m;
use feature::{Feature, same};
use likeness::pairs;

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Columns whose difference is none.
    pub ignore: Vec<String>,
}

impl Default for Config {
    /// A cluster's id is made of those of its events: one new event changes it for all of them.
    fn default() -> Config {
        Config {
            ignore: vec!["cluster_id".to_owned()],
        }
    }
}

/// In which way an event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Only the new map has it.
    Added,
    /// Only the old map has it.
    Removed,
    /// It lies elsewhere.
    Moved,
    /// It has other days.
    Redated,
    /// It has another type.
    Retyped,
    /// Other figures are told.
    Figures,
    /// Something else differs.
    Other,
}

impl Kind {
    /// All, in the order in which they are told.
    pub const ALL: [Kind; 7] = [
        Kind::Added,
        Kind::Removed,
        Kind::Moved,
        Kind::Redated,
        Kind::Retyped,
        Kind::Figures,
        Kind::Other,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Moved => "moved",
            Kind::Redated => "re-dated",
            Kind::Retyped => "re-typed",
            Kind::Figures => "figures",
            Kind::Other => "other",
        }
    }

    /// The kind of a change in a column.
    fn of_column(column: &str) -> Kind {
        match column {
            "event_date" | "event_date_end" => Kind::Redated,
            "disorder_type" | "event_type" | "sub_event_type" => Kind::Retyped,
            "fatalities" | "fatalities_low" | "fatalities_high" => Kind::Figures,
            _ => Kind::Other,
        }
    }

    /// Whether such a change changes a column by itself, so that it need not be told.
    fn entails(self, column: &str) -> bool {
        match (self, column) {
            // Type and place are part of the id.
            (_, "event_id") => true,
            (Kind::Moved, "location" | "location_id" | "location_relation") => true,
            (Kind::Moved, "admin1" | "admin1_pcode" | "country") => true,
            (Kind::Redated, "time_precision" | "date_basis") => true,
            _ => false,
        }
    }
}

/// A column that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnChange<'a> {
    /// Its name.
    pub column: &'a str,
    /// What the old map tells; null where nothing.
    pub old: &'a Value,
    /// What the new map tells; null where nothing.
    pub new: &'a Value,
}

/// An event that is not on both maps in the same way; at least one of them has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change<'a> {
    /// It in the old map.
    pub old: Option<&'a Feature>,
    /// It in the new map.
    pub new: Option<&'a Feature>,
    /// How alike the two are, where their ids differ.
    pub likeness: Option<f64>,
    /// How far it moved, in metres, where both maps know where it lies.
    pub moved_m: Option<f64>,
    /// What differs, in the order of the columns.
    pub columns: Vec<ColumnChange<'a>>,
    /// In which ways it changed, at least one.
    pub kinds: Vec<Kind>,
}

impl<'a> Change<'a> {
    /// The event as it is now, or as it was where it is gone.
    pub fn event(&self) -> Option<&'a Feature> {
        self.new.or(self.old)
    }

    /// The columns that differ for no reason that its other kinds tell.
    pub fn others(&self) -> impl Iterator<Item = &ColumnChange<'a>> {
        // That something else differs too explains nothing.
        let kinds = self.kinds.strip_suffix(&[Kind::Other]);
        others(&self.columns, kinds.unwrap_or(&self.kinds))
    }

    /// The first of its kinds, by which it can be shown with one symbol.
    pub fn kind(&self) -> Kind {
        self.kinds.first().copied().unwrap_or(Kind::Other)
    }

    /// An event that only one map has.
    fn alone(old: Option<&'a Feature>, new: Option<&'a Feature>, kind: Kind) -> Change<'a> {
        Change {
            old,
            new,
            kinds: vec![kind],
            ..Change::default()
        }
    }

    /// What differs between two; nothing where they are the same.
    fn between(old: &'a Feature, new: &'a Feature, config: &Config) -> Option<Change<'a>> {
        let columns = columns(old, new, config);
        let of_columns = columns.iter().map(|change| Kind::of_column(change.column));
        let mut kinds: Vec<Kind> = of_columns.filter(|kind| *kind != Kind::Other).collect();
        let moved_m = old
            .position()
            .zip(new.position())
            .map(|(a, b)| distance_m(a, b))
            .filter(|distance| *distance >= LEAST_MOVE_M);
        let moved = moved_m.is_some() || old.geometry.is_some() != new.geometry.is_some();
        if moved {
            kinds.push(Kind::Moved);
        }
        let points = (is_point(old), is_point(new)) == (true, true);
        let reshaped = !moved && !points && old.geometry != new.geometry;
        if reshaped || others(&columns, &kinds).next().is_some() {
            kinds.push(Kind::Other);
        }
        kinds.sort();
        kinds.dedup();
        (!kinds.is_empty()).then_some(Change {
            old: Some(old),
            new: Some(new),
            likeness: None,
            moved_m,
            columns,
            kinds,
        })
    }
}

/// The columns that differ for no reason that the kinds of a change tell.
fn others<'c, 'a>(
    columns: &'c [ColumnChange<'a>],
    kinds: &'c [Kind],
) -> impl Iterator<Item = &'c ColumnChange<'a>> {
    let columns = columns.iter();
    let columns = columns.filter(|change| Kind::of_column(change.column) == Kind::Other);
    columns.filter(|change| !kinds.iter().any(|kind| kind.entails(change.column)))
}

fn is_point(feature: &Feature) -> bool {
    matches!(feature.geometry, Some(Geometry::Point(_)))
}

/// Coordinates have five decimals; half of the last is no move.
const LEAST_MOVE_M: f64 = 0.5;

/// The columns that differ, in the order of the new event, then those that only the old one has.
fn columns<'a>(old: &'a Feature, new: &'a Feature, config: &Config) -> Vec<ColumnChange<'a>> {
    let known: FxHashSet<&str> = new.properties.iter().map(|(name, _)| &**name).collect();
    let gone = old.properties.iter().map(|(name, _)| &**name);
    let gone = gone.filter(|name| !known.contains(name));
    let names = new.properties.iter().map(|(name, _)| &**name).chain(gone);
    let names = names.filter(|name| !config.ignore.iter().any(|ignored| ignored == name));
    let changes = names.map(|column| ColumnChange {
        column,
        old: old.get(column),
        new: new.get(column),
    });
    changes
        .filter(|change| !same(change.old, change.new))
        .collect()
}

/// What changed from one map to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff<'a> {
    /// How many events the old map has.
    pub old: usize,
    /// How many events the new map has.
    pub new: usize,
    /// By date, then place, then kind.
    pub changes: Vec<Change<'a>>,
}

impl Diff<'_> {
    /// How many events are on both maps in the same way.
    pub fn unchanged(&self) -> usize {
        let in_new = self.changes.iter().filter(|change| change.new.is_some());
        self.new - in_new.count()
    }

    /// How many changes are of a kind; one change can be of several.
    pub fn count(&self, kind: Kind) -> usize {
        let of_kind = |change: &&Change| change.kinds.contains(&kind);
        self.changes.iter().filter(of_kind).count()
    }

    /// Whether both maps are the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares two maps.
pub fn compare<'a>(old: &'a [Feature], new: &'a [Feature], config: &Config) -> Diff<'a> {
    let Matched {
        same_id,
        old: old_left,
        new: new_left,
    } = by_id(old, new);
    let mut changes: Vec<Change> = same_id
        .into_iter()
        .filter_map(|(old, new)| Change::between(old, new, config))
        .collect();
    let mut paired = (vec![false; old_left.len()], vec![false; new_left.len()]);
    for pair in pairs(&old_left, &new_left) {
        paired.0[pair.old] = true;
        paired.1[pair.new] = true;
        let change = Change::between(old_left[pair.old], new_left[pair.new], config);
        changes.extend(change.map(|change| Change {
            likeness: Some(pair.likeness),
            ..change
        }));
    }
    let removed = old_left.into_iter().zip(paired.0);
    let removed = removed.filter(|(_, paired)| !paired);
    changes.extend(removed.map(|(old, _)| Change::alone(Some(old), None, Kind::Removed)));
    let added = new_left.into_iter().zip(paired.1);
    let added = added.filter(|(_, paired)| !paired);
    changes.extend(added.map(|(new, _)| Change::alone(None, Some(new), Kind::Added)));
    changes.sort_by_cached_key(|change| {
        let event = change.event();
        let text = |column| event.and_then(|e| e.text(column)).unwrap_or_default();
        let id = event.and_then(|event| event.id.clone());
        let texts = ["event_date", "event_date_end", "location"].map(|c| text(c).to_owned());
        (texts, change.kind(), id)
    });
    Diff {
        old: old.len(),
        new: new.len(),
        changes,
    }
}

/// What ids tell.
struct Matched<'a> {
    same_id: Vec<(&'a Feature, &'a Feature)>,
    /// Those of the old map that are left.
    old: Vec<&'a Feature>,
    /// Those of the new map that are left.
    new: Vec<&'a Feature>,
}

/// Pairs events of one id; where several have it, in their order.
fn by_id<'a>(old: &'a [Feature], new: &'a [Feature]) -> Matched<'a> {
    let mut named: FxHashMap<&str, VecDeque<usize>> = FxHashMap::default();
    for (at, feature) in old.iter().enumerate() {
        if let Some(id) = &feature.id {
            named.entry(id).or_default().push_back(at);
        }
    }
    let mut left = vec![true; old.len()];
    let mut matched = Matched {
        same_id: Vec::new(),
        old: Vec::new(),
        new: Vec::new(),
    };
    for feature in new {
        let id = feature.id.as_deref();
        let partner = id.and_then(|id| named.get_mut(id)?.pop_front());
        match partner {
            None => matched.new.push(feature),
            Some(at) => {
                left[at] = false;
                matched.same_id.push((&old[at], feature));
            }
        }
    }
    let old = old.iter().zip(left).filter(|(_, left)| *left);
    matched.old = old.map(|(feature, _)| feature).collect();
    matched
}

#[cfg(test)]
mod tests {
    use super::feature::testing::feature;
    use super::*;
    use serde_json::json;

    fn event(id: &str, lon: f64, columns: Value) -> Feature {
        feature(Some(id), lon, &columns)
    }

    #[test]
    fn kinds_of_change() {
        let before = json!({"event_date": "2017-08-26", "location": "a", "fatalities": 1, "note": null, "cluster_id": "c"});
        let with = |column: &str, value: Value| {
            let mut columns = before.clone();
            columns[column] = value;
            columns
        };
        let old = event("e", 0.0, before.clone());
        for (lon, columns, expected) in [
            (0.0, before.clone(), vec![]),
            (0.0, with("cluster_id", json!("d")), vec![]),
            (0.0, with("fatalities", json!(1.0)), vec![]),
            (0.0, with("fatalities", json!(null)), vec![Kind::Figures]),
            (
                0.0,
                with("event_date", json!("2017-08-27")),
                vec![Kind::Redated],
            ),
            (0.0, with("event_type", json!("Riots")), vec![Kind::Retyped]),
            (0.0, with("location", json!("b")), vec![Kind::Other]),
            (0.1, with("location", json!("b")), vec![Kind::Moved]),
            (
                0.1,
                with("note", json!("b")),
                vec![Kind::Moved, Kind::Other],
            ),
            // A tenth of the last decimal.
            (0.000001, before.clone(), vec![]),
        ] {
            let new = [event("e", lon, columns.clone())];
            let old = [old.clone()];
            let diff = compare(&old, &new, &Config::default());
            let found = diff.changes.first().map_or(vec![], |c| c.kinds.clone());
            assert_eq!(found, expected, "{lon} {columns}");
        }
    }

    #[test]
    fn events_of_one_id_are_paired_in_their_order() {
        let note = |text: &str| event("twice", 0.0, json!({"note": text}));
        let old = [note("a"), note("b")];
        let new = [note("a"), note("c"), note("d")];
        let diff = compare(&old, &new, &Config::default());
        let shown: Vec<_> = diff.changes.iter().map(|c| c.kind().name()).collect();
        assert_eq!((shown, diff.unchanged()), (vec!["added", "other"], 1));
    }
}
