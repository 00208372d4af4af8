//! What the names in a question mean: places and actors, in any spelling and script.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::known_actors::{ActorId, KnownActors};
use crate::gazetteer::lookup::{Likely, Matched, lookup};
use crate::gazetteer::{Gazetteer, KindClass, PlaceId, romanise};
use crate::token::{Segmentation, fold_words};

/// A text without case, accents, marks and variants of letters.
pub fn fold(text: &str) -> String {
    fold_words(text, &Segmentation::default()).join(" ")
}

/// The places that a name can mean, likeliest first: those that bear it, or else those that sound so.
///
/// # Errors
/// The names of the nearest places, when there is none.
pub fn places(gazetteer: &Gazetteer, name: &str) -> Result<Vec<PlaceId>, Vec<String>> {
    let found = lookup(gazetteer, name);
    let with = |matched: Matched| -> Vec<PlaceId> {
        let found = found.iter().filter(|likely| likely.matched == matched);
        found.map(|likely| likely.place).collect()
    };
    let exact = with(Matched::Exact);
    let places = if exact.is_empty() {
        with(Matched::Sound)
    } else {
        exact
    };
    match places.is_empty() {
        true => Err(nearest_places(gazetteer, name, &found)),
        false => Ok(places),
    }
}

/// How many names are suggested.
const SUGGESTED: usize = 3;

/// The names of the places that sound nearly so, then of those that are spelled most alike.
fn nearest_places(gazetteer: &Gazetteer, name: &str, found: &[Likely]) -> Vec<String> {
    let wanted = plain(name);
    let likeness = |id: PlaceId| {
        let place = gazetteer.place(id);
        let names = place.names.iter().map(|(_, name)| name);
        let names = std::iter::once(&place.name).chain(names);
        let likeness = names.map(|name| romanise::likeness(&wanted, &plain(name)));
        likeness.fold(0.0, f32::max)
    };
    let mut all: Vec<(f32, PlaceId)> = gazetteer
        .places()
        .map(|(id, _)| (likeness(id), id))
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let ids = found
        .iter()
        .map(|likely| likely.place)
        .chain(all.into_iter().map(|(_, id)| id));
    let mut names = Vec::new();
    for id in ids {
        let name = gazetteer.place(id).name.to_string();
        if names.len() < SUGGESTED && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Letters alone, as [`romanise::likeness`] compares them.
fn plain(name: &str) -> String {
    let folded = fold_words(name, &Segmentation::default());
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    romanise::plain(&words)
}

/// A place for people: `Mayadin (city, Deir ez-Zor Governorate, 35.0198,40.4515)`.
pub fn describe(gazetteer: &Gazetteer, id: PlaceId) -> String {
    let place = gazetteer.place(id);
    let area = gazetteer
        .admin1(id)
        .or_else(|| gazetteer.containers(id).next());
    let area = area.filter(|area| *area != id);
    let area = area.map_or_else(String::new, |area| {
        format!(", {}", gazetteer.place(area).name)
    });
    let kind = &gazetteer.kind(id).name;
    format!("{} ({kind}{area}, {},{})", place.name, place.lat, place.lon)
}

/// Whether a place is an area by which events are filed: a governorate or a country.
pub fn is_division(gazetteer: &Gazetteer, id: PlaceId) -> bool {
    matches!(gazetteer.class(id), KindClass::Admin | KindClass::Country)
}

/// The actors that bear a name, canonical or an alias in any language: canonical name, and all names folded. Empty where
/// nobody does.
pub fn actors(known: &KnownActors, name: &str) -> Vec<(String, BTreeSet<String>)> {
    let wanted = fold(name);
    let mut names: BTreeMap<ActorId, BTreeSet<String>> = BTreeMap::new();
    for (id, name) in known.names() {
        names.entry(id).or_default().insert(fold(name));
    }
    let found = names
        .into_iter()
        .filter(|(_, names)| names.contains(&wanted));
    found
        .map(|(id, names)| (known[id].name.to_string(), names))
        .collect()
}

/// The canonical names of the actors whose names are most like this one.
pub fn nearest_actors(known: &KnownActors, name: &str) -> Vec<String> {
    let wanted = fold(name);
    let mut all: Vec<(f32, &str)> = known
        .iter()
        .map(|(_, actor)| {
            (
                romanise::likeness(&wanted, &fold(&actor.name)),
                &*actor.name,
            )
        })
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names = all.into_iter().take(SUGGESTED);
    names.map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::embedded().unwrap());

    #[test]
    fn any_spelling_of_a_place() {
        for name in [
            "Mayadin",
            "Mayadine",
            "al-Mayadeen",
            "الميادين",
            "MAYADIN",
            "Miyādīn",
        ] {
            let found = places(&GAZETTEER, name).unwrap();
            assert_eq!(&*GAZETTEER.place(found[0]).id, "sy-mayadin", "{name}");
        }
    }

    #[test]
    fn names_near_one_that_nobody_bears() {
        for (name, expected) in [("Mayaxqdin", "Mayadin"), ("", "")] {
            let nearest = places(&GAZETTEER, name).unwrap_err();
            assert_eq!(nearest.len(), 3, "{name}");
            assert!(
                expected.is_empty() || nearest.iter().any(|n| n == expected),
                "{name}: {nearest:?}"
            );
        }
    }

    #[test]
    fn any_alias_of_an_actor() {
        let known = KnownActors::embedded().unwrap();
        for (name, expected) in [
            ("Syrian Arab Army", Some("Syrian Arab Army")),
            ("SAA", Some("Syrian Arab Army")),
            ("armée syrienne", Some("Syrian Arab Army")),
            ("الجيش السوري", Some("Syrian Arab Army")),
            ("Salvation Army", None),
        ] {
            let found = actors(&known, name);
            let is = found.first().map(|(canonical, _)| canonical.as_str());
            assert_eq!(is, expected, "{name}");
        }
        assert!(nearest_actors(&known, "Syrian Arb Army").contains(&"Syrian Arab Army".to_owned()));
    }
}
