//! Finding place names: which words are one, and what the words before them say.

use std::cell::OnceCell;

use crate::gazetteer::Gazetteer;
use crate::language::{Base, Features};
use crate::number::Number;
use crate::pattern::{Match, View};
use crate::place::context::Context;
use crate::place::rules::{Class, Classes, Rules};
use crate::place::{Preposition, Relation, RelationKind, Role, Toponym};
use crate::segment::Sentence;
use crate::token::{Case, Gap, Kind, Token, Tokens};

/// Whether a token may be part of a place name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taken {
    /// Nothing else has taken it.
    #[default]
    Free,
    /// It belongs to the name of an organisation: no place.
    Organisation,
    /// It belongs to a government or its forces: a place name in it is a metonym.
    Government,
}

/// What recognition works with.
pub struct Scene<'a> {
    /// Tokens, lexicon, mentions.
    pub view: View<'a>,
    /// The language.
    pub base: &'a Base,
    /// Its place rules.
    pub rules: &'a Rules,
    /// The places.
    pub gazetteer: &'a Gazetteer,
    /// What other stages have taken, by token.
    pub taken: &'a [Taken],
    /// Numbers, for distances.
    pub numbers: &'a [Number],
    /// The nouns for kinds of place, see [`nouns`].
    pub nouns: &'a [Match],
    /// The relations that the words of each sentence say, see [`no_relations`].
    pub relations: &'a [OnceCell<Vec<Relation>>],
}

/// The relations of some sentences, of which none has been asked for.
pub fn no_relations(sentences: &[Sentence]) -> Vec<OnceCell<Vec<Relation>>> {
    sentences.iter().map(|_| OnceCell::new()).collect()
}

/// The nouns of a text that say what kind of place a name is, or stand for a place.
pub fn nouns(view: View, rules: &Rules, sentences: &[Sentence]) -> Vec<Match> {
    let of = |sentence: &Sentence| rules.features.find_all(view, sentence.first, sentence.end);
    sentences.iter().flat_map(of).collect()
}

/// The nouns of the next sentence; those of later ones are left.
pub(super) fn next_nouns<'a>(nouns: &mut &'a [Match], sentence: &Sentence) -> &'a [Match] {
    let own = nouns.iter().take_while(|noun| noun.first < sentence.end);
    let (own, later) = nouns.split_at(own.count());
    *nouns = later;
    own
}

/// Finds the toponyms of a text, in text order.
pub fn recognise(scene: &Scene, sentences: &[Sentence]) -> Vec<Toponym> {
    let mut out: Vec<Toponym> = Vec::new();
    let mut nouns = scene.nouns;
    for (number, sentence) in sentences.iter().enumerate() {
        let own = next_nouns(&mut nouns, sentence);
        let context = Context::read(scene, own, sentence, number);
        let mut at = sentence.first;
        let begin = out.len();
        while let Some(start) = scene.next_name(&context, at, sentence.end) {
            let previous = out[begin..].last();
            at = match scene.name_at(&context, start, sentence, previous) {
                Some(name) => {
                    let toponym = scene.toponym(&context, name, sentence, &out[begin..]);
                    out.push(toponym);
                    out[out.len() - 1].end
                }
                None => start + 1,
            }
        }
        link(scene, &mut out, begin);
    }
    out
}
impl<'a> Scene<'a> {
    pub(super) fn tokens(&self) -> &'a Tokens {
        self.view.tokens
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.is_any(at, Classes::of(&[class]))
    }

    /// Whether a token is of one of some classes.
    pub(super) fn is_any(&self, at: usize, classes: Classes) -> bool {
        self.rules.classes(self.tokens()[at].word).meets(classes)
    }

    /// Whether a token is an article that takes up what was named before: not one for something new («a town»).
    pub(super) fn takes_up(&self, at: usize) -> bool {
        let word = self.tokens()[at].word;
        let article = self.rules.membership(self.base, word, Class::Article);
        article.is_some_and(|article| &*article.value != "new")
    }

    /// Whether a token is an article for what was named last: «that», «its».
    pub(super) fn points_back(&self, at: usize) -> bool {
        let word = self.tokens()[at].word;
        let article = self.rules.membership(self.base, word, Class::Article);
        article.is_some_and(|article| &*article.value == "same")
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        is_capital(&self.tokens()[at])
    }

    /// Whether the token's script has no capitals.
    pub(super) fn uncased(&self, token: &Token) -> bool {
        let folded = self.tokens().folded(token);
        let plain = folded.as_bytes().first().is_none_or(u8::is_ascii_lowercase);
        let first = || folded.chars().next();
        !plain && first().is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit())
    }

    /// Whether a word has the article in front that the language joins to its nouns.
    pub(super) fn has_article(&self, at: usize) -> bool {
        let article = self.base.segmentation.article.as_str();
        !article.is_empty()
            && self
                .tokens()
                .folded(&self.tokens()[at])
                .starts_with(article)
    }
}

/// Whether a token is a word with a capital.
pub(super) fn is_capital(token: &Token) -> bool {
    token.kind == Kind::Word && token.case != Case::Lower
}

/// Notes which toponyms of a sentence only locate the one before them.
fn link(scene: &Scene, toponyms: &mut [Toponym], begin: usize) {
    for at in begin + 1..toponyms.len() {
        let (before, rest) = toponyms.split_at_mut(at);
        let (Some(previous), Some(this)) = (before.last_mut(), rest.first_mut()) else {
            continue;
        };
        let between = previous.end..this.first;
        // «X and Y say» is said of both governments.
        if this.listed && previous.role == Role::Metonym && this.preposition.is_none() {
            this.role = Role::Metonym;
        }
        // «the X suburb of Y», «X's Y»: the first name only says where Y is; «the X district of Y»: the second.
        let owned = this.phrase_first <= previous.end && previous.end < this.first
            || between.len() == 1 && scene.is(previous.end, Class::Article);
        let owner = (1..=2).contains(&between.len())
            && scene.is(this.first - 1, Class::Connector)
            && !between.clone().any(|t| scene.is(t, Class::Conjunction))
            && !previous.kinds.is_empty();
        if owned && previous.qualifies.is_none() && this.relation.is_none() {
            previous.qualifies = Some(at);
            previous.kinds.clear();
            continue;
        }
        if owner && previous.qualifies.is_none() {
            this.qualifies = Some(at - 1);
            continue;
        }
        // «The motorway X-Y» is no place in Y.
        let dash = between.is_empty() && scene.tokens()[this.first].gap == Gap::Hyphen;
        if dash && !previous.kinds.is_empty() && previous.relation.is_none() {
            this.qualifies = Some(previous.qualifies.unwrap_or(at - 1));
            continue;
        }
        // «X, near the road Y-Z»: what Y says of X, Z says with it.
        let road = previous.relation.is_some() && between.is_empty();
        if road && previous.qualifies.is_some() && this.relation.is_none() {
            this.qualifies = previous.qualifies;
            continue;
        }
        // «X, between Y and Z»
        let pair = previous
            .relation
            .is_some_and(|r| r.kind == RelationKind::Between);
        if this.listed && pair && previous.qualifies.is_some() {
            this.qualifies = previous.qualifies;
            continue;
        }
        // «North of X, in Y» is no list of two places.
        let outside = previous
            .relation
            .is_some_and(|r| r.bearing.is_some() && r.kind != RelationKind::Part);
        let joined = between.clone().any(|t| scene.is(t, Class::Conjunction));
        if outside && !joined && !previous.listed && this.preposition == Some(Preposition::In) {
            this.listed = false;
        }
        if this.listed || previous.role == Role::Metonym {
            continue;
        }
        // «In the province, notably in X»: it is X that lies in the province; «the embassy of a country in X».
        let larger = previous.role == Role::Region && this.role == Role::Place
            || scene.contains(&previous.candidates, &this.candidates);
        if larger && !outside && this.relation.is_none() {
            continue;
        }
        let between = previous.end..this.phrase_first.max(previous.end);
        const SMALL: Classes = Classes::of(&[Class::Article, Class::Locative, Class::Adjective]);
        let small = |token: usize| {
            scene.is_any(token, SMALL)
                || scene.tokens()[token].is_mark(',')
                || scene.tokens()[token].is_mark('(')
        };
        let others = between.clone().filter(|&token| !small(token)).count();
        let located = this.relation.is_some() || this.preposition == Some(Preposition::In);
        // One participle or noun in between is an apposition: «Choula, a desert town south-west of …».
        let limit = if this.relation.is_some() { 4 } else { 1 };
        // «Ten dead in X, six in Y»
        let counts = scene
            .numbers
            .partition_point(|number| number.first < between.start);
        let counts = scene.numbers.get(counts);
        let counted = this.relation.is_none()
            && counts.is_some_and(|n| between.contains(&n.first) && !n.article);
        let crosses = between.clone().any(|t| {
            let token = &scene.tokens()[t];
            token.is_mark(';') || token.is_mark(':') || scene.is(t, Class::Conjunction)
        });
        let has_verb = between.clone().any(|t| {
            let features = scene.base.lexicon.features(scene.tokens()[t].word);
            let other = Features(Features::PRESENT.0 | Features::FUTURE.0);
            let finite = features.meets(Features::PAST)
                || features.meets(other) && !features.meets(Features::PARTICIPLE);
            finite && !small(t)
        });
        if !located || others > limit || crosses || counted || has_verb {
            continue;
        }
        // «north of X, around Y»: Y is where it is as well.
        let spot = this
            .relation
            .is_none_or(|r| matches!(r.kind, RelationKind::Near | RelationKind::Outskirts));
        // «North of X, in the province of Y»: that only says where X is.
        let holds = scene.contains(&this.candidates, &previous.candidates);
        let named = this.role == Role::Place && !holds;
        if outside && spot && named && previous.qualifies.is_none() {
            // «south of X, in Y»: Y is where it is.
            if let Some(previous) = before.last_mut() {
                previous.qualifies = Some(at);
            }
        } else {
            this.qualifies = Some(previous.qualifies.unwrap_or(at - 1));
        }
    }
}
