//! The key that every spelling of a name shares: consonants by sound, articles and vowels left out.
//!
//! The rules are rows of `gazetteer/romanisation.csv`; Latin and Arabic letters meet in one key, so that
//! `Mayadine`, `al-Mayadeen` and `الميادين` are all `mdn`. A key says that two names *may* be one; how alike
//! they are beyond it is what [`likeness`] measures.

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::data;
pub use crate::gazetteer::likeness::{likeness, likeness_from};
use crate::table::Table;
use crate::token::fold_name;

/// The table, compiled.
#[derive(Debug, Default)]
struct Rules {
    articles: Articles,
    prefixes: Vec<Prefix>,
    inside: Vec<&'static str>,
    bound: FxHashMap<&'static str, &'static str>,
    /// Bound words that are also written together with the next.
    joined: Vec<(&'static str, &'static str)>,
    /// Letters that another language writes for another sound.
    readings: Vec<(&'static str, &'static str)>,
    /// Groups of letters with one sound, longest first.
    letters: ByLetter,
    /// Groups of letters with one spelling.
    spellings: ByLetter,
}

/// Words of up to three small Latin letters, as one bit for each that there could be.
#[derive(Debug, Default)]
struct Articles(Vec<u64>);

impl Articles {
    const LONGEST: usize = 3;
    /// A letter is one of fewer than 32.
    const LETTER_BITS: usize = 5;
    const WORDS: usize = 1 << (Articles::LONGEST * Articles::LETTER_BITS);

    fn add(&mut self, word: &str) {
        self.0.resize(Articles::WORDS / 64, 0);
        if let Some(number) = Articles::number(word) {
            self.0[number / 64] |= 1 << (number % 64);
        }
    }

    fn contains(&self, word: &str) -> bool {
        let number = Articles::number(word);
        number.is_some_and(|number| self.0[number / 64] >> (number % 64) & 1 == 1)
    }

    /// The number of a word that is short enough; `None` where it has other letters.
    fn number(word: &str) -> Option<usize> {
        word.bytes().try_fold(0, |number, letter| {
            let letter = letter.is_ascii_lowercase().then(|| letter - b'a' + 1)?;
            Some(number << Articles::LETTER_BITS | usize::from(letter))
        })
    }
}

/// The article that is joined to a word, of up to four bytes, for a comparison of all at once.
#[derive(Debug)]
struct Prefix {
    bytes: u32,
    mask: u32,
    length: usize,
}

impl Prefix {
    fn new(article: &str) -> Option<Prefix> {
        let length = article.len();
        let mut bytes = [0; 4];
        bytes.get_mut(..length)?.copy_from_slice(article.as_bytes());
        Some(Prefix {
            bytes: u32::from_le_bytes(bytes),
            mask: u32::MAX.checked_shr(32 - 8 * length as u32)?,
            length,
        })
    }

    /// How many bytes of a word are the article, by the first four of the word.
    fn begins(&self, head: u32) -> Option<usize> {
        (head & self.mask == self.bytes).then_some(self.length)
    }
}

/// What groups of letters become, by the character that they begin with.
#[derive(Debug, Default)]
struct ByLetter {
    ascii: Vec<Vec<(&'static str, &'static str)>>,
    others: FxHashMap<char, Vec<(&'static str, &'static str)>>,
}

impl ByLetter {
    /// Takes groups; of those that begin alike the earlier ones are tried first.
    fn new(groups: impl Iterator<Item = (&'static str, &'static str)>) -> ByLetter {
        let mut out = ByLetter {
            ascii: vec![Vec::new(); 128],
            ..ByLetter::default()
        };
        for group in groups {
            let first = group.0.chars().next().unwrap_or_default();
            match out.ascii.get_mut(first as usize) {
                Some(list) => list.push(group),
                None => out.others.entry(first).or_default().push(group),
            }
        }
        out
    }

    /// The first group that some letters begin with, and what it becomes.
    fn find(&self, letters: &str, first: char) -> Option<(&'static str, &'static str)> {
        let list = match self.ascii.get(first as usize) {
            Some(list) => list,
            None => self.others.get(&first)?,
        };
        list.iter()
            .copied()
            .find(|(from, _)| begins_with(letters, from))
    }
}

/// Whether letters begin with a group, of which most have two: quicker byte by byte.
fn begins_with(letters: &str, group: &str) -> bool {
    let (letters, group) = (letters.as_bytes(), group.as_bytes());
    letters.len() >= group.len() && letters.iter().zip(group).all(|(a, b)| a == b)
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let path = "gazetteer/romanisation.csv";
    Table::parse(Path::new(path), data::file(path).unwrap_or_default()).unwrap_or_default()
});

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        spellings: ByLetter::new(VOWELS.into_iter()),
        ..Rules::default()
    };
    let mut letters = Vec::new();
    for row in TABLE.rows() {
        let (from, to) = (row.get("from"), row.get("to"));
        match row.get("rule") {
            "article" => rules.articles.add(from),
            "prefix" => rules.prefixes.extend(Prefix::new(from)),
            "inside" => rules.inside.push(from),
            "bound" => _ = rules.bound.insert(from, to),
            "joined" => rules.joined.push((from, to)),
            "reading" => rules.readings.push((from, to)),
            _ => letters.push((from, to)),
        }
    }
    letters.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    rules.letters = ByLetter::new(letters.into_iter());
    rules
});

/// Whether a folded word is a written article (al, ez, ash …).
pub fn is_article(folded: &str) -> bool {
    folded.len() <= Articles::LONGEST && RULES.articles.contains(folded)
}

/// A folded word without an article that is joined to it (`alboulil`, `البوكمال`), where enough is left.
pub fn without_prefix(folded: &str) -> Option<&str> {
    const FEWEST_LETTERS: usize = 3;
    // Shorter words leave too little.
    let head = u32::from_le_bytes(*folded.as_bytes().first_chunk()?);
    RULES.prefixes.iter().find_map(|prefix| {
        let rest = folded.get(prefix.begins(head)?..)?;
        let long = rest.chars().nth(FEWEST_LETTERS - 1).is_some();
        long.then_some(rest)
    })
}

/// A folded word as it stands in exact keys: without an Arabic article joined to it.
pub fn key_word(folded: &str) -> &str {
    match without_prefix(folded) {
        Some(rest) if !folded.is_ascii() => rest,
        _ => folded,
    }
}

/// Adds the sound of one folded word to a key.
pub fn push_sound(key: &mut String, folded: &str) {
    let rules = &*RULES;
    if is_article(folded) {
        return;
    }
    let word = without_prefix(folded).unwrap_or(folded);
    if let Some((first, second)) = parted(word) {
        push_sound(key, first);
        push_sound(key, second);
        return;
    }
    let articled = word.len() < folded.len();
    let whole = articled.then(|| rules.bound.get(folded)).flatten();
    if let Some(sound) = whole.or_else(|| rules.bound.get(word)) {
        key.push_str(sound);
        return;
    }
    if let Some((sound, rest)) = without_joined(word) {
        key.push_str(sound);
        push_sound(key, rest);
        return;
    }
    let word = without_assimilated_article(word);
    if word.starts_with(['a', 'e', 'i', 'o', 'u', 'ا', 'ع']) {
        key.push('A');
    }
    let mut rest = word;
    // A doubled letter is one sound; two that a vowel parts are two.
    let mut last = "";
    while let Some(first) = rest.chars().next() {
        let (from, to) = match rules.letters.find(rest, first) {
            Some((from, to)) => (from.len(), to),
            None => (first.len_utf8(), &rest[..first.len_utf8()]),
        };
        rest = &rest[from..];
        // A final h only marks the feminine ending.
        let silent = rest.is_empty() && to == "h" && word.chars().count() > 2;
        if to != last && !silent {
            key.push_str(to);
        }
        last = to;
    }
}

/// The sounds of words that come again and again, each found out once.
#[derive(Default)]
pub struct Sounds<'w> {
    /// Where the sound of each word stands.
    known: FxHashMap<&'w str, Range<usize>>,
    all: String,
}

impl<'w> Sounds<'w> {
    /// Adds the sound of a folded word to a key.
    pub fn push(&mut self, key: &mut String, word: &'w str) {
        let all = &mut self.all;
        let sound = self.known.entry(word).or_insert_with(|| {
            let from = all.len();
            push_sound(all, word);
            from..all.len()
        });
        key.push_str(&all[sound.clone()]);
    }
}

/// `aboukamal` is `abou kamal` written as one word: the sound of the first, and the rest.
fn without_joined(word: &str) -> Option<(&'static str, &str)> {
    const FEWEST_LETTERS: usize = 4;
    RULES.joined.iter().find_map(|&(from, sound)| {
        let rest = word.strip_prefix(from)?;
        (rest.chars().count() >= FEWEST_LETTERS).then_some((sound, rest))
    })
}

/// What folded words are when some of their letters are read as another language reads them, one reading after the other:
/// a German `ch` is a French `kh`.
pub fn readings(words: &[&str]) -> impl Iterator<Item = Vec<String>> {
    RULES.readings.iter().filter_map(move |(from, to)| {
        let read = |word: &&str| match is_article(word) {
            true => (*word).to_owned(),
            false => word.replace(from, to),
        };
        let has = |word: &&str| word.contains(from) && !is_article(word);
        words
            .iter()
            .any(has)
            .then(|| words.iter().map(read).collect())
    })
}

/// Two words of a name written as one around an article (`ديرالزور`): the parts, where both are long enough.
fn parted(word: &str) -> Option<(&str, &str)> {
    const FEWEST_LETTERS: usize = 3;
    let mut inside = RULES.inside.iter().filter(|article| {
        // No article of one script stands in a word of another.
        article.is_ascii() == word.is_ascii()
    });
    inside.find_map(|article| {
        // A search for a longer text takes longer to prepare than this takes.
        let mut bytes = word.as_bytes().windows(article.len());
        let at = bytes.position(|part| part.iter().eq(article.as_bytes()))?;
        let (first, second) = (&word[..at], &word[at + article.len()..]);
        let long = |part: &str| part.chars().count() >= FEWEST_LETTERS;
        (long(first) && long(second)).then_some((first, second))
    })
}

/// `ezzor` is `ez-Zor` written as one word: a vowel before a doubled consonant.
fn without_assimilated_article(word: &str) -> &str {
    const FEWEST_BYTES: usize = 5;
    let bytes = word.as_bytes();
    let joined = bytes.len() >= FEWEST_BYTES
        && matches!(bytes[0], b'a' | b'e')
        && bytes[1] == bytes[2]
        && b"drstznlj".contains(&bytes[1]);
    if joined { &word[2..] } else { word }
}

/// Adds a letter unless it doubles the last.
fn push(key: &mut String, sound: char) {
    if !key.ends_with(sound) {
        key.push(sound);
    }
}

fn push_str(key: &mut String, sounds: &str) {
    sounds.chars().for_each(|sound| push(key, sound));
}

/// The key of a whole name.
pub fn sound_of(name: &str) -> String {
    let mut key = String::new();
    let folded = fold_name(name);
    let words = folded.split(' ').filter(|word| !word.is_empty());
    words.for_each(|word| push_sound(&mut key, word));
    key
}

/// A folded name without articles in a spelling that all romanisations come close to, for [`likeness`].
pub fn plain(words: &[&str]) -> String {
    let mut out = String::with_capacity(words.iter().map(|word| word.len()).sum());
    for word in words.iter().filter(|w| !is_article(w)) {
        let word = without_prefix(word).unwrap_or(word);
        let mut rest = without_assimilated_article(word);
        while let Some(first) = rest.chars().next() {
            let group = RULES.spellings.find(rest, first);
            let (from, to) = group.unwrap_or(("", ""));
            if from.is_empty() {
                push(&mut out, first);
                rest = &rest[first.len_utf8()..];
            } else {
                push_str(&mut out, to);
                rest = &rest[from.len()..];
            }
        }
        while out.ends_with(['h', 'e', 'a']) && out.len() > 2 {
            out.pop();
        }
    }
    out
}

/// Spellings of one vowel or one consonant, across French, English and scientific romanisation.
const VOWELS: [(&str, &str); 29] = [
    ("dsch", "j"),
    ("tsch", "j"),
    ("tch", "j"),
    ("sch", "S"),
    ("ph", "f"),
    ("iy", "i"),
    ("x", "ks"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ei", "ai"),
    ("ey", "ai"),
    ("ay", "ai"),
    ("au", "aw"),
    ("sh", "S"),
    ("ch", "S"),
    ("dj", "j"),
    ("kh", "X"),
    ("gh", "G"),
    ("q", "k"),
    ("c", "k"),
    ("o", "u"),
    ("w", "u"),
    ("y", "i"),
    ("p", "b"),
    ("v", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("e", "a"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::{Segmentation, fold_words};

    #[test]
    fn every_row_of_the_table_does_what_its_example_says() {
        let wrong: Vec<String> = TABLE
            .rows()
            .filter(|row| row.get("rule") != "reading")
            .filter(|row| sound_of(row.get("example")) != row.get("expected"))
            .map(|row| format!("line {}: {}", row.line, sound_of(row.get("example"))))
            .collect();
        assert_eq!(wrong, [""; 0]);
        assert!(TABLE.rows().count() > 90);
    }

    #[test]
    fn every_reading_does_what_its_example_says() {
        for row in TABLE.rows().filter(|row| row.get("rule") == "reading") {
            let folded = fold_words(row.get("example"), &Segmentation::default());
            let words: Vec<&str> = folded.iter().map(String::as_str).collect();
            let read = readings(&words).map(|words| sound_of(&words.join(" ")));
            let found = read.into_iter().any(|key| key == row.get("expected"));
            assert!(found, "line {}", row.line);
        }
    }

    #[test]
    fn spellings_of_one_place_share_a_key_and_homonyms_stay_unlike() {
        for (key, names) in [
            (
                "drzr",
                "Deir ez-Zor|Deir Ezzor|Deir al-Zour|Daïr az Zour|Dayr az-Zawr|دير الزور|ديرالزور",
            ),
            ("mdn", "Mayadine|al-Mayadeen|Mayadin|الميادين"),
            ("bkml", "Boukamal|Abou Kamal|Albu Kamal|al-Bukamal|البوكمال"),
            ("sXn", "al-Soukhna|Sukhnah|Sokhna|السخنة"),
            ("tbn", "AlTabneh|al-Tebni|Tibni|التبني"),
            ("bll", "AlBoulil|al-Bo Leil|Bulayl|البوليل"),
            ("kbJb", "Kobajep|Kbajeb|Kabajib|كباجب"),
        ] {
            for name in names.split('|') {
                assert_eq!(sound_of(name), key, "{name}");
            }
        }
        let plain_of = |name: &str| {
            let words = fold_words(name, &Segmentation::default());
            plain(&words.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let like = |a, b| likeness(&plain_of(a), &plain_of(b));
        assert!(like("Kobajep", "Kabajib") > 0.6);
        assert!(like("Soukhna", "Sukhnah") > 0.9);
        assert!(like("Humaymah", "Hmeimim") < 0.7);
    }
}
