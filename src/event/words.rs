//! Word classes that decide what belongs to a trigger, and how far two words of a sentence are from each other.

use crate::language::{Base, ClassId, Lexicon};
use crate::pattern::View;
use crate::segment::Sentence;
use crate::token::{Kind, Token};

/// The word classes that events look at, by number; see the `lexicon*.csv` of a language.
#[derive(Clone, Copy, Debug)]
pub struct EventWords {
    classes: [ClassId; COUNT],
}

/// A word class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Begins another clause: «which», «while», «but».
    Boundary,
    /// Begins another topic: «moreover».
    Shift,
    /// Puts a sentence into the present of the publication.
    Now,
    /// Stands before who suffers: «against».
    Against,
    /// Stands before who acts in the passive: «by».
    By,
    /// Says that a noun takes up what was told: «the», «this».
    Definite,
    /// Says that a number is a part of the number before it: «of whom».
    Subset,
    /// «of»
    Connector,
    /// Comes from the air.
    Aircraft,
    /// People who do not fight.
    Civilian,
    /// People who fight.
    Fighter,
    /// What is fired from afar.
    Projectile,
    /// Stands before who says so: «according to».
    According,
    /// Says that something is no news: «already».
    Already,
}

const COUNT: usize = 14;
const NAMES: [&str; COUNT] = [
    "boundary",
    "shift",
    "now",
    "against",
    "by",
    "definite",
    "subset",
    "connector",
    "aircraft",
    "civilian",
    "fighter",
    "projectile",
    "according",
    "already",
];

impl EventWords {
    /// Looks the classes up; to be called when the lexicon is complete.
    pub fn compile(base: &mut Base) -> EventWords {
        EventWords {
            classes: NAMES.map(|name| base.lexicon.class_id(name)),
        }
    }

    /// Whether a token is of a class.
    pub fn is(&self, lexicon: &Lexicon, token: &Token, word: Word) -> bool {
        let class = self.classes[word as usize];
        lexicon.membership(token.word, class).is_some()
    }
}

/// How far apart the tokens of one sentence are: words count little, clause boundaries much.
#[derive(Debug)]
pub struct Distances {
    first: usize,
    sums: Vec<f32>,
}

/// What stands between two words costs so much.
mod cost {
    pub const WORD: f32 = 0.12;
    pub const COMMA: f32 = 0.8;
    pub const BOUNDARY: f32 = 1.2;
    pub const STRONG_MARK: f32 = 3.0;
}

impl Distances {
    /// Measures a sentence.
    pub fn new(view: View, sentence: &Sentence, words: &EventWords) -> Distances {
        let mut sums = Vec::with_capacity(sentence.end - sentence.first + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for token in &view.tokens[sentence.first..sentence.end] {
            sum += match token.kind {
                Kind::Mark if token.is_mark(',') => cost::COMMA,
                Kind::Mark
                    if [';', ':', '–', '(', ')', '.']
                        .iter()
                        .any(|&m| token.is_mark(m)) =>
                {
                    cost::STRONG_MARK
                }
                _ if words.is(view.lexicon, token, Word::Boundary) => cost::BOUNDARY,
                _ => cost::WORD,
            };
            sums.push(sum);
        }
        Distances {
            first: sentence.first,
            sums,
        }
    }

    /// The cost of what stands between token `from` (included) and token `to` (excluded).
    pub fn between(&self, from: usize, to: usize) -> f32 {
        let at =
            |token: usize| self.sums[token.saturating_sub(self.first).min(self.sums.len() - 1)];
        (at(to) - at(from)).max(0.0)
    }

    /// The cost of what stands between two ranges of tokens, 0 where they overlap.
    pub fn apart(&self, a: (usize, usize), b: (usize, usize)) -> f32 {
        if a.1 <= b.0 {
            self.between(a.1, b.0)
        } else {
            self.between(b.1, a.0)
        }
    }
}
