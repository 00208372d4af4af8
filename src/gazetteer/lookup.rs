//! What a name may mean: the places that have it, those that sound like it, and those nearly so.

use std::cell::OnceCell;

use crate::gazetteer::index::NameIndex;
use crate::gazetteer::{Gazetteer, PlaceId, romanise};
use crate::token::{Segmentation, fold_words};

/// How a name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matched {
    /// Some name of the place is this one, but for case, accents, marks and articles.
    Exact,
    /// Some name has the same consonants, and vowels that are alike.
    Sound,
    /// Some name has one consonant more, less or another: a suggestion, which text is not read by.
    Likeness,
}

impl Matched {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Matched::Exact => "exact",
            Matched::Sound => "sound",
            Matched::Likeness => "likeness",
        }
    }
}

/// A place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likely {
    /// The place.
    pub place: PlaceId,
    /// How alike the names are, 0 to 1; 1 when they are the same.
    pub likeness: f32,
    /// How it was found.
    pub matched: Matched,
}

/// Likeness of a name that is not a main name of its place.
pub const ALIAS: f32 = 0.98;
/// Likeness of a name that is only heard stays below that of one that is read.
const HEARD: f32 = 0.97;
/// Least likeness of names that share a key, by the number of its consonants.
const LIKENESS_NEEDED: [f32; 5] = [1.1, 1.0, 0.8, 0.7, 0.6];
/// How much less a name is worth that is only heard as another language would read it.
const OTHER_READING: f32 = 0.9;
/// What a unit of likeness is worth against the prior of a kind (natural logarithm).
pub const LIKENESS_WEIGHT: f32 = 10.0;

/// The sound of a name.
#[derive(Clone, Debug)]
pub struct Heard<'a> {
    words: &'a [&'a str],
    key: String,
    /// How it is spelled; most sounds are no place's, and nobody asks.
    plain: OnceCell<String>,
}

impl<'a> Heard<'a> {
    /// How folded words sound.
    pub fn new(words: &'a [&'a str]) -> Heard<'a> {
        let mut key = String::new();
        words.iter().for_each(|w| romanise::push_sound(&mut key, w));
        Heard {
            words,
            key,
            plain: OnceCell::new(),
        }
    }

    /// How many consonants it has.
    pub fn sounds(&self) -> usize {
        self.key.chars().count()
    }

    /// The places with a name of this sound that is alike enough; `trust` is how much less likeness the context asks for.
    pub fn places(&self, names: &NameIndex, trust: f32) -> Vec<Likely> {
        let mut out = self.as_read(names, trust);
        if out.is_empty() {
            for other in romanise::readings(self.words) {
                let other: Vec<&str> = other.iter().map(String::as_str).collect();
                out.extend(Heard::new(&other).as_read(names, trust));
            }
            for likely in &mut out {
                likely.likeness *= OTHER_READING;
            }
        }
        out
    }

    /// The same with the letters as they are usually read.
    fn as_read(&self, names: &NameIndex, trust: f32) -> Vec<Likely> {
        let needed = LIKENESS_NEEDED[self.sounds().min(LIKENESS_NEEDED.len() - 1)] - trust;
        let mut out = Vec::new();
        self.collect(names, &self.key, needed, Matched::Sound, &mut out);
        out
    }

    fn collect(
        &self,
        names: &NameIndex,
        key: &str,
        needed: f32,
        matched: Matched,
        out: &mut Vec<Likely>,
    ) {
        for (posting, plain) in names.by_sound(key) {
            let own = self.plain.get_or_init(|| romanise::plain(self.words));
            let Some(likeness) = romanise::likeness_from(own, plain, needed) else {
                continue;
            };
            let likeness = likeness.min(HEARD);
            match out.iter_mut().find(|c| c.place == posting.place) {
                Some(known) => known.likeness = known.likeness.max(likeness),
                None => out.push(Likely {
                    place: posting.place,
                    likeness,
                    matched,
                }),
            }
        }
    }

    /// The places with a name that sounds nearly so.
    fn nearly(&self, names: &NameIndex) -> Vec<Likely> {
        const NEEDED: f32 = 0.7;
        let mut out = Vec::new();
        for key in neighbours(&self.key) {
            self.collect(names, &key, NEEDED, Matched::Likeness, &mut out);
        }
        out
    }
}

/// The keys with one consonant less, one more, or another.
fn neighbours(key: &str) -> Vec<String> {
    const SOUNDS: &str = "AbtJhXdrzsSGfklmn";
    let sounds: Vec<char> = key.chars().collect();
    let spliced = |at: usize, skip: usize, new: Option<char>| -> String {
        let (before, after) = (&sounds[..at], &sounds[at + skip..]);
        before
            .iter()
            .copied()
            .chain(new)
            .chain(after.iter().copied())
            .collect()
    };
    let mut out = Vec::new();
    for at in 0..=sounds.len() {
        out.extend(SOUNDS.chars().map(|new| spliced(at, 0, Some(new))));
        if at < sounds.len() {
            out.push(spliced(at, 1, None));
            out.extend(SOUNDS.chars().map(|new| spliced(at, 1, Some(new))));
        }
    }
    out
}

/// The places that a name may mean, likeliest first: those that have it and those that sound like it, or, where there
/// is none, those that nearly sound like it.
pub fn lookup(gazetteer: &Gazetteer, name: &str) -> Vec<Likely> {
    let folded = fold_words(name, &Segmentation::default());
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    let names = gazetteer.names();
    let mut found: Vec<Likely> = Vec::new();
    for posting in names.exact(&words).iter() {
        if !found.iter().any(|f| f.place == posting.place) {
            found.push(Likely {
                place: posting.place,
                likeness: if posting.main { 1.0 } else { ALIAS },
                matched: Matched::Exact,
            });
        }
    }
    let heard = Heard::new(&words);
    let mut more = heard.places(names, 0.0);
    if found.is_empty() && more.is_empty() {
        more = heard.nearly(names);
    }
    more.retain(|m| !found.iter().any(|f| f.place == m.place));
    found.extend(more);
    let score = |one: &Likely| score(gazetteer, one);
    found.sort_by(|a, b| {
        let by_score = score(b).total_cmp(&score(a));
        by_score.then(a.place.cmp(&b.place))
    });
    found
}

/// How likely a place is meant by a name that nothing is known of but its spelling (natural logarithm, up to a constant).
pub fn score(gazetteer: &Gazetteer, likely: &Likely) -> f32 {
    gazetteer.kind(likely.place).prior + (likely.likeness - 1.0) * LIKENESS_WEIGHT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_differ_by_one_sound() {
        let keys = neighbours("mdn");
        for (key, expected) in [
            ("mn", true),
            ("mdnt", true),
            ("mtn", true),
            ("Xmdn", true),
            ("m", false),
            ("mtk", false),
        ] {
            assert_eq!(keys.iter().any(|k| k == key), expected, "{key}");
        }
    }
}
