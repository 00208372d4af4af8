//! What is built in a place or named after it, for «the airport of X»: found by what contains it and by the sound of its name.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::gazetteer::{Place, PlaceId, romanise};
use crate::token::fold_name;

/// The facilities, reliefs and quarters of a gazetteer's tables.
#[derive(Debug)]
pub(super) struct Facilities {
    list: Vec<PlaceId>,
    /// The sound of the main name of each place of the tables, found out when it is first asked for.
    sounds: Vec<OnceLock<Box<str>>>,
    /// Made when the first text asks: most commands read none.
    index: OnceLock<Index>,
}

/// The same by what is asked for; every list is in the order of the tables.
#[derive(Debug, Default)]
struct Index {
    by_container: FxHashMap<PlaceId, Vec<PlaceId>>,
    /// By the sound of every word of the main name, and of words of it that follow each other.
    by_sound: FxHashMap<String, Vec<PlaceId>>,
}

impl Facilities {
    /// Takes the numbers of the facilities among so many places of the tables, in their order.
    pub fn new(list: Vec<PlaceId>, places: usize) -> Facilities {
        Facilities {
            list,
            sounds: std::iter::repeat_with(OnceLock::new).take(places).collect(),
            index: OnceLock::new(),
        }
    }

    /// Those that a place contains, without others between.
    pub fn within(&self, container: PlaceId, places: &[Place]) -> &[PlaceId] {
        let found = self.index(places).by_container.get(&container);
        found.map_or(&[], Vec::as_slice)
    }

    /// Those of which some words of the main name, one after the other, sound like a key.
    pub fn sounding(&self, key: &str, places: &[Place]) -> &[PlaceId] {
        let found = self.index(places).by_sound.get(key);
        found.map_or(&[], Vec::as_slice)
    }

    /// Those of which some words of the main name sound like that of a place.
    pub fn named_after(&self, place: PlaceId, name: &str, places: &[Place]) -> &[PlaceId] {
        match self.sounds.get(place.0 as usize) {
            Some(known) => {
                let sound = known.get_or_init(|| romanise::sound_of(name).into());
                self.sounding(sound, places)
            }
            None => self.sounding(&romanise::sound_of(name), places),
        }
    }

    fn index(&self, places: &[Place]) -> &Index {
        self.index.get_or_init(|| Index::new(&self.list, places))
    }
}

impl Index {
    fn new(facilities: &[PlaceId], places: &[Place]) -> Index {
        let mut index = Index::default();
        for &id in facilities {
            let place = &places[id.0 as usize];
            if let Some(container) = place.within {
                index.by_container.entry(container).or_default().push(id);
            }
            for key in sounds(&place.name) {
                let list = index.by_sound.entry(key).or_default();
                // A name may say the same twice.
                if list.last() != Some(&id) {
                    list.push(id);
                }
            }
        }
        index
    }
}

/// The sounds of the words of a name, and of its runs of words.
fn sounds(name: &str) -> Vec<String> {
    /// Nobody names a place by more words.
    const LONGEST: usize = 12;
    let folded = fold_name(name);
    let sound = |word| {
        let mut sound = String::new();
        romanise::push_sound(&mut sound, word);
        sound
    };
    let words: Vec<String> = folded.split_whitespace().map(sound).collect();
    let end = |from: usize| words.len().min(from + LONGEST);
    let run = |from: usize| (from..end(from)).map(move |to| (from, to));
    let runs = (0..words.len()).flat_map(run);
    runs.map(|(from, to)| words[from..=to].concat()).collect()
}
