//! How many places a gazetteer has.

use std::collections::BTreeMap;

use crate::gazetteer::Gazetteer;

/// Counts, in alphabetical order of what is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Places.
    pub places: usize,
    /// Places by kind.
    pub kinds: BTreeMap<String, usize>,
    /// Places by governorate, or country where there is none.
    pub areas: BTreeMap<String, usize>,
    /// Places with a name of their own in a language, by its code.
    pub languages: BTreeMap<String, usize>,
}

/// Counts the places of a gazetteer.
pub fn stats(gazetteer: &Gazetteer) -> Stats {
    let mut stats = Stats::default();
    for (id, place) in gazetteer.places() {
        stats.places += 1;
        let count = |map: &mut BTreeMap<String, usize>, key: &str| {
            *map.entry(key.to_owned()).or_default() += 1;
        };
        count(&mut stats.kinds, &gazetteer.kind(id).name);
        let area = gazetteer.admin1(id).or_else(|| gazetteer.country(id));
        let area = area.map(|area| gazetteer.place(area).name.to_string());
        count(&mut stats.areas, area.as_deref().unwrap_or("elsewhere"));
        for (language, _) in &place.names {
            count(&mut stats.languages, language);
        }
    }
    stats
}
