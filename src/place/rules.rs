//! `place.csv` of a language: what words before and behind a name say about the place.

use crate::error::Error;
use crate::gazetteer::{KindId, PlaceKind, load};
use crate::language::{Base, ClassId, Membership, Source, WordId};
use crate::pattern::{Match, Patterns, Slot};
use crate::place::beginnings::Beginnings;
use crate::place::{Preposition, RelationKind};
use crate::table::Row;

/// The compiled table.
#[derive(Debug)]
pub struct Rules {
    /// Nouns that say what kind of place a name is.
    pub features: Patterns,
    feature_rows: Vec<Feature>,
    /// The same nouns where they stand behind the name.
    pub features_after: Patterns,
    /// Words between which and the name lies a relation.
    pub relations: Patterns,
    relation_rows: Vec<Option<RelationKind>>,
    /// Words behind a name that say which part of it is meant.
    pub relations_after: Patterns,
    /// Words that stand for the place named last: «there».
    pub there: Patterns,
    there_rows: Vec<bool>,
    slots: [Option<Slot>; 4],
    slots_after: [Option<Slot>; 4],
    classes: [ClassId; COUNT],
    /// What each word is to the rules.
    by_word: Vec<Classes>,
    /// What words are that no rule mentions.
    unknown: Classes,
    /// Which words may begin the name of a place; of all words nothing is known without a gazetteer.
    pub beginnings: Beginnings,
}

/// What a noun before or behind a name says.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Kinds of place, as in the gazetteer.
    pub kinds: Vec<KindId>,
    /// Whether the noun belongs to the name.
    pub joined: bool,
}

/// Word classes that place rules look at.
#[derive(Clone, Copy, Debug)]
pub enum Class {
    /// North, south; the value is degrees clockwise from north.
    Direction,
    /// Adjectives of direction behind a name; the value is that of the direction.
    Side,
    /// Kilometre; the value is metres.
    Length,
    /// «of».
    Connector,
    /// «the», «this».
    Article,
    /// «at», «to», «from».
    Locative,
    /// «and».
    Conjunction,
    /// Adjectives that may stand between a noun and its name.
    Adjective,
    /// Titles of persons.
    Title,
    /// Words of coming from or leaving a place.
    Origin,
    /// Words of going to a place: «direction», «destination».
    Destination,
    /// Words that say where somebody lives or sits: «based», «exiled».
    Resident,
    /// Pronouns that stand for the noun before another name: «that of X».
    Pronoun,
    /// «According» in «according to»: a source follows, no place.
    According,
    /// Words that begin names and are none alone: hill, well, father of.
    NameHead,
    /// Seats of government that stand for who governs there.
    Metonym,
    /// Verbs of striking.
    Struck,
    /// Auxiliaries of the passive.
    PassiveAuxiliary,
    /// Words for what befalls a place, which «of» ties to it: «the fall of X».
    Befalls,
}

/// Some of the classes, and whether a relation may end so: what a word is to the rules at one look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Classes(u32);

impl Classes {
    /// Words that a match of [`Rules::relations`] may end with.
    pub const ENDS_RELATION: Classes = Classes(1 << COUNT);

    pub const fn of(classes: &[Class]) -> Classes {
        let mut bits = 0;
        let mut at = 0;
        while at < classes.len() {
            bits |= 1 << classes[at] as u32;
            at += 1;
        }
        Classes(bits)
    }

    fn join(&mut self, other: Classes) {
        self.0 |= other.0;
    }

    pub fn meets(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
}

const COUNT: usize = 19;
const CLASSES: [&str; COUNT] = [
    "direction",
    "side",
    "length",
    "connector",
    "article",
    "locative",
    "conjunction",
    "place_adjective",
    "title",
    "origin",
    "destination",
    "resident",
    "pronoun_of",
    "according",
    "name_head",
    "metonym",
    "struck",
    "passive_auxiliary",
    "befalls",
];

impl Rules {
    /// Compiles `place.csv`.
    ///
    /// # Errors
    /// A row with an unknown rule or relation, or a pattern that cannot be read.
    pub fn compile(source: &Source, base: &mut Base) -> Result<Rules, Error> {
        let mut rules = Rules {
            features: Patterns::default(),
            feature_rows: Vec::new(),
            features_after: Patterns::default(),
            relations: Patterns::default(),
            relation_rows: Vec::new(),
            relations_after: Patterns::default(),
            there: Patterns::default(),
            there_rows: Vec::new(),
            slots: [None; 4],
            slots_after: [None; 4],
            classes: CLASSES.map(|name| base.lexicon.class_id(name)),
            by_word: Vec::new(),
            unknown: Classes::default(),
            beginnings: Beginnings::default(),
        };
        let kinds = load::kinds()?;
        for row in source.table("place").rows() {
            let pattern = row.get("pattern");
            let added = match row.get("rule") {
                rule @ ("feature" | "feature_after") => {
                    rules.feature_rows.push(Feature {
                        kinds: kind_ids(&row, &kinds)?,
                        joined: row.get("joined") == "yes",
                    });
                    let number = rules.feature_rows.len() as u32 - 1;
                    match rule {
                        "feature" => rules.features.add(pattern, number, base),
                        _ => rules.features_after.add(pattern, number, base),
                    }
                }
                rule @ ("relation" | "relation_after") => {
                    rules.relation_rows.push(match row.get("kinds") {
                        "none" => None,
                        name => Some(
                            RelationKind::named(name)
                                .ok_or_else(|| row.error(format!("unknown relation {name:?}")))?,
                        ),
                    });
                    let number = rules.relation_rows.len() as u32 - 1;
                    match rule {
                        "relation" => rules.relations.add(pattern, number, base),
                        _ => rules.relations_after.add(pattern, number, base),
                    }
                }
                "there" => {
                    rules.there_rows.push(row.get("kinds") != "none");
                    let number = rules.there_rows.len() as u32 - 1;
                    rules.there.add(pattern, number, base)
                }
                other => Err(format!("unknown rule {other:?}")),
            };
            added.map_err(|message| row.error(message))?;
        }
        const SLOTS: [&str; 4] = ["n", "u", "a", "b"];
        rules.slots = SLOTS.map(|name| rules.relations.slot(name));
        rules.slots_after = SLOTS.map(|name| rules.relations_after.slot(name));
        Ok(rules)
    }

    /// Prepares for matching, when the language's vocabulary is complete.
    pub fn finish(&mut self, base: &mut Base) {
        self.features.finish(base);
        self.features_after.finish(base);
        self.relations.finish(base);
        self.relations_after.finish(base);
        self.there.finish(base);
        self.by_word = vec![Classes::default(); base.vocabulary.size()];
        for (number, &class) in self.classes.iter().enumerate() {
            for word in base.lexicon.members(class) {
                self.by_word[word.0 as usize].0 |= 1 << number;
            }
        }
        match self.relations.last_words(&base.lexicon) {
            Some(words) => words
                .iter()
                .for_each(|word| self.by_word[word.0 as usize].join(Classes::ENDS_RELATION)),
            None => {
                let all = self.by_word.iter_mut().chain([&mut self.unknown]);
                all.for_each(|word| word.join(Classes::ENDS_RELATION));
            }
        }
    }

    /// What a word is to these rules.
    #[inline]
    pub(super) fn classes(&self, word: WordId) -> Classes {
        let known = self.by_word.get(word.0 as usize);
        known.copied().unwrap_or(self.unknown)
    }

    /// What a match of [`Rules::features`] or [`Rules::features_after`] says.
    pub fn feature(&self, found: &Match) -> &Feature {
        &self.feature_rows[found.row as usize]
    }

    /// What a match of [`Rules::relations`] or [`Rules::relations_after`] says; `None` for words that only look like a relation.
    pub fn relation(&self, found: &Match) -> Option<RelationKind> {
        self.relation_rows[found.row as usize]
    }

    /// Whether a match of [`Rules::there`] stands for a place; `false` for words that only look like it («there is»).
    pub fn stands_for_place(&self, found: &Match) -> bool {
        self.there_rows[found.row as usize]
    }

    /// The tokens of a relation's number, unit and directions.
    pub fn captures(&self, found: &Match) -> [Option<(usize, usize)>; 4] {
        self.slots.map(|slot| found.capture(slot?))
    }

    /// The same of a relation behind the name.
    pub fn captures_after(&self, found: &Match) -> [Option<(usize, usize)>; 4] {
        self.slots_after.map(|slot| found.capture(slot?))
    }

    /// A word's membership in a class.
    pub fn membership<'a>(
        &self,
        base: &'a Base,
        word: WordId,
        class: Class,
    ) -> Option<&'a Membership> {
        match self.classes(word).meets(Classes::of(&[class])) {
            true => base.lexicon.membership(word, self.classes[class as usize]),
            false => None,
        }
    }

    /// How a word ties a place to what happens.
    pub fn preposition(&self, base: &Base, word: WordId) -> Option<Preposition> {
        match &*self.membership(base, word, Class::Locative)?.value {
            "to" => Some(Preposition::To),
            "from" => Some(Preposition::From),
            _ => Some(Preposition::In),
        }
    }
}

/// The kinds that a row names, by number: every gazetteer has the kinds of the ontology, in its order.
fn kind_ids(row: &Row, kinds: &[PlaceKind]) -> Result<Vec<KindId>, Error> {
    let numbers = row.list("kinds").map(|name| {
        let at = kinds.iter().position(|kind| &*kind.name == name);
        at.map(|at| KindId(at as u8))
            .ok_or_else(|| row.error(format!("the ontology has no kind of place {name:?}")))
    });
    numbers.collect()
}
