//! What the words of a sentence say of the places named in it: kinds, distances, directions.

use smallvec::SmallVec;

use crate::gazetteer::KindId;
use crate::pattern::Match;
use crate::place::Relation;
use crate::place::recognise::Scene;
use crate::place::rules::{Class, Classes};
use crate::segment::Sentence;
use crate::token::Gap;

/// What place rules say about positions of a sentence.
pub(super) struct Context<'a> {
    scene: &'a Scene<'a>,
    sentence: Sentence,
    number: usize,
    pub(super) features: SmallVec<[FeatureBefore<'a>; 4]>,
}

/// A noun before a name.
#[derive(Clone, Copy)]
pub(super) struct FeatureBefore<'a> {
    pub(super) name_at: usize,
    pub(super) first: usize,
    pub(super) kinds: &'a [KindId],
    pub(super) joined: bool,
}

/// A noun behind a name.
pub(super) struct FeatureAfter<'a> {
    pub(super) end: usize,
    pub(super) kinds: &'a [KindId],
    pub(super) joined: bool,
}

impl<'a> Context<'a> {
    pub(super) fn read(
        scene: &'a Scene,
        nouns: &[Match],
        sentence: &Sentence,
        number: usize,
    ) -> Context<'a> {
        let mut features = SmallVec::new();
        for found in nouns {
            let row = scene.rules.feature(found);
            // `the town` with its article joined is no `town of`.
            if scene.has_article(found.first) {
                continue;
            }
            features.push(FeatureBefore {
                name_at: scene.skip_to_name(found.end, sentence.end),
                first: found.first,
                kinds: &row.kinds,
                joined: row.joined,
            });
        }
        Context {
            scene,
            sentence: *sentence,
            number,
            features,
        }
    }

    /// The first relation that the words before a token say, up to there or up to another token.
    pub(super) fn relation_before(&self, at: usize, other: usize) -> Option<Relation> {
        let scene = self.scene;
        let (sentence, number) = (&self.sentence, self.number);
        let ends = [at, other]
            .into_iter()
            .any(|end| scene.may_end_relation(end, sentence));
        let mut relations = ends.then(|| scene.relations(sentence, number).iter())?;
        let found = relations.find(|r| r.first < at && (r.end == at || r.end == other));
        found.copied()
    }

    /// The noun that a name itself begins with.
    pub(super) fn feature_at(&self, at: usize) -> Option<FeatureBefore<'a>> {
        self.features.iter().copied().find(|f| f.first == at)
    }

    pub(super) fn feature_before(&self, at: usize) -> Option<FeatureBefore<'a>> {
        self.features
            .iter()
            .copied()
            .rev()
            .find(|f| f.name_at == at && f.first < at)
    }
}

impl Scene<'_> {
    /// What the words of a sentence, by its number, say of where something is to a place.
    pub(super) fn relations(&self, sentence: &Sentence, number: usize) -> &[Relation] {
        let relations = &self.rules.relations;
        let find = || {
            let found = relations.find_all(self.view, sentence.first, sentence.end);
            let relation = |found: Match| self.relation(&found, self.rules.captures(&found));
            found.filter_map(relation).collect()
        };
        // Looked for where there is a name or a noun that they may be said of.
        self.relations[number].get_or_init(find)
    }

    /// Whether some relation of a sentence may end before a token: most of what stands there ends none.
    pub(super) fn may_end_relation(&self, at: usize, sentence: &Sentence) -> bool {
        at > sentence.first && self.is_any(at - 1, Classes::ENDS_RELATION)
    }

    /// Past adjectives, «of» and «the»: where the name after a noun may begin.
    pub(super) fn skip_to_name(&self, from: usize, end: usize) -> usize {
        let mut at = from;
        let step = |at: usize, class| at < end && self.is(at, class) && !self.capital(at);
        let opens = |at: usize| {
            let token = self.tokens().get(at).filter(|_| at < end);
            token.is_some_and(|t| ['«', '(', '"'].iter().any(|&mark| t.is_mark(mark)))
        };
        for _ in 0..2 {
            if step(at, Class::Adjective) {
                at += 1;
            }
        }
        if step(at, Class::Connector) {
            at += 1;
        } else if step(at, Class::Locative) && at > from {
            // «the American base at al-Tanf»
            at += 1;
        }
        if step(at, Class::Article) {
            at += 1;
        }
        if opens(at) {
            at += 1;
        }
        at
    }

    /// What a match says with its number, unit and directions; `None` for words that only look like a relation.
    fn relation(&self, found: &Match, captures: [Option<(usize, usize)>; 4]) -> Option<Relation> {
        let [n, u, a, b] = captures;
        Some(Relation {
            kind: self.rules.relation(found)?,
            distance_m: self.distance(n, u),
            bearing: self.bearing(a, b),
            first: found.first,
            end: found.end,
        })
    }

    /// What stands behind a name: «the north of X», where the adjective comes last.
    pub(super) fn relation_after(&self, name_end: usize, end: usize) -> Option<Relation> {
        if name_end >= end || self.tokens()[name_end].gap >= Gap::Line {
            return None;
        }
        let rules = self.rules;
        let found = rules.relations_after.find_at(self.view, name_end)?;
        self.relation(&found, rules.captures_after(&found))
    }

    fn distance(&self, n: Option<(usize, usize)>, u: Option<(usize, usize)>) -> Option<f64> {
        let (first, _) = n?;
        let at = self.numbers.partition_point(|number| number.first < first);
        let number = self
            .numbers
            .get(at)
            .filter(|number| number.first == first)?;
        let unit = self.tokens()[u?.0].word;
        let metres = self
            .rules
            .membership(self.base, unit, Class::Length)?
            .number;
        Some(f64::from(number.low) * f64::from(metres))
    }

    fn bearing(&self, a: Option<(usize, usize)>, b: Option<(usize, usize)>) -> Option<f64> {
        let degrees = |span: Option<(usize, usize)>| {
            let word = self.tokens()[span?.0].word;
            let class = |class| self.rules.membership(self.base, word, class);
            let found = class(Class::Direction).or_else(|| class(Class::Side))?;
            Some(f64::from(found.number))
        };
        let first = degrees(a)?;
        let Some(second) = degrees(b) else {
            return Some(first);
        };
        // North and west meet at 315, not at 135.
        let second = if (second - first).abs() > 180.0 {
            second - 360.0
        } else {
            second
        };
        let first = if (second - first).abs() > 180.0 {
            first - 360.0
        } else {
            first
        };
        Some(((first + second) / 2.0).rem_euclid(360.0))
    }
}
