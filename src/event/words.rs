//! Word classes that decide what belongs to a trigger, and how far two words of a sentence are from each other.

use std::ops::Range;

use crate::language::{Base, ClassId, Features};
use crate::pattern::{MentionClass, View};
use crate::segment::Sentence;
use crate::token::{Kind, Token};

/// The word classes that events look at, by number; see the `lexicon*.csv` of a language.
#[derive(Clone, Debug)]
pub struct EventWords {
    classes: [ClassId; COUNT],
    /// By word number: one bit for each class.
    members: Vec<u32>,
    /// Whether a clause begins with its verb, and the subject follows.
    pub verb_first: bool,
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
    /// Says that a noun takes up what was told, whatever else is said of it: «this».
    Demonstrative,
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
    /// «and»
    Coordinator,
    /// What is fired from afar.
    Projectile,
    /// Stands before who says so: «according to».
    According,
    /// Says that something is no news: «already».
    Already,
    /// Stands for who was named before: «it», «they».
    Pronoun,
    /// Begins a clause that describes the noun before it: «which», «where».
    Relative,
    /// Says that somebody was killed: a number beside it counts victims.
    Kills,
    /// Says that somebody counts the victims of what was told: «the toll», «documented».
    Counts,
    /// A participle that only says that something took place: "an operation *carried out* on Monday".
    Happens,
    /// Joins a time to what happens: «on», «since».
    TimeLink,
    /// «and», «then», before another clause too.
    Conjunction,
    /// «again».
    Adverb,
    /// «has».
    ActiveAuxiliary,
}

const COUNT: usize = 25;
const NAMES: [&str; COUNT] = [
    "boundary",
    "shift",
    "now",
    "against",
    "by",
    "definite",
    "demonstrative",
    "subset",
    "connector",
    "aircraft",
    "civilian",
    "fighter",
    "coordinator",
    "projectile",
    "according",
    "already",
    "pronoun",
    "relative",
    "kills",
    "counts",
    "happens",
    "time_link",
    "conjunction",
    "adverb",
    "active_auxiliary",
];

impl EventWords {
    /// Looks the classes up; to be called when the lexicon is complete.
    pub fn compile(base: &mut Base) -> EventWords {
        EventWords {
            classes: NAMES.map(|name| base.lexicon.class_id(name)),
            verb_first: base.segmentation.verb_first,
            members: Vec::new(),
        }
    }

    /// Notes the members of each class, when the vocabulary is complete: every token of every sentence is asked for.
    pub fn finish(&mut self, base: &Base) {
        self.members = vec![0; base.vocabulary.size()];
        for (at, class) in self.classes.iter().enumerate() {
            for word in base.lexicon.members(*class) {
                self.members[word.0 as usize] |= 1 << at;
            }
        }
    }

    /// Whether a clause begins at a word for «and»: a verb follows, in a language whose clauses begin with it.
    #[inline]
    fn begins_clause(&self, view: View, at: usize, classes: u32) -> bool {
        let verb = |token: &Token| {
            let features = view.lexicon.features(token.word);
            features.meets(Features::FINITE) && !features.meets(Features::NOUN)
        };
        self.verb_first
            && holds(classes, Word::Coordinator)
            && view.tokens.get(at + 1).is_some_and(verb)
    }

    /// Whether a token is of a class.
    #[inline]
    pub fn is(&self, token: &Token, word: Word) -> bool {
        holds(self.classes_of(token), word)
    }

    /// One bit for each class of a token.
    #[inline]
    fn classes_of(&self, token: &Token) -> u32 {
        let bits = self.members.get(token.word.0 as usize);
        bits.copied().unwrap_or(0)
    }
}

/// Whether a class is among some.
#[inline]
fn holds(classes: u32, word: Word) -> bool {
    classes >> word as usize & 1 == 1
}

/// How far apart the tokens of one sentence are: words count little, clause boundaries much.
///
/// One is made for a text and measures its sentences one after the other.
#[derive(Debug, Default)]
pub struct Distances {
    first: usize,
    /// What it costs to come to each token from the first, and to the end.
    sums: Vec<f32>,
    /// One bit for each class of each token.
    classes: Vec<u32>,
    /// One bit for each class that some token of the sentence is of.
    present: u32,
    /// Whether a semicolon stands in the sentence.
    semicolon: bool,
}

/// A semicolon or a colon between two words costs so much.
pub const STRONG_MARK: f32 = 3.0;

/// What else stands between two words costs so much.
mod cost {
    pub const WORD: f32 = 0.12;
    pub const COMMA: f32 = 0.8;
    pub const BOUNDARY: f32 = 1.2;
}

/// Whether a mark counts more than a word.
fn is_counted(mark: &Token) -> bool {
    matches!(mark.mark(), Some(',' | ';' | ':' | '–' | '(' | ')' | '.'))
}

/// What a sentence says aside, and goes on behind as if it were not there.
#[derive(Default)]
struct Asides {
    /// What it cost to come to a parenthesis that is open.
    parenthesis: Option<f32>,
    /// The end of an adverbial between commas («…, on 26 June, …»), and what it cost to come to it.
    adverbial: Option<(usize, f32)>,
}

impl Asides {
    /// What it costs to come behind a mark at a token, to which it costs so much to come.
    #[inline(never)]
    fn behind(&mut self, view: View, at: usize, sum: f32) -> f32 {
        match view.tokens[at].mark() {
            Some(',') => {
                let end = view.mentions.end(MentionClass::Adverbial, at);
                let aside = end.map(|end| (end, sum + cost::WORD));
                self.adverbial = aside.or(self.adverbial);
                sum + cost::COMMA
            }
            Some('(') => {
                self.parenthesis = Some(sum);
                sum + STRONG_MARK
            }
            Some(')') => self.parenthesis.take().unwrap_or(sum + STRONG_MARK),
            _ => sum + STRONG_MARK,
        }
    }
}

impl Distances {
    /// Measures a sentence.
    pub fn measure(&mut self, view: View, sentence: &Sentence, words: &EventWords) {
        let tokens = &view.tokens[sentence.first..sentence.end];
        self.first = sentence.first;
        self.semicolon = false;
        self.classes.clear();
        let classes = tokens.iter().map(|token| words.classes_of(token));
        self.classes.extend(classes);
        self.present = self.classes.iter().fold(0, |all, classes| all | classes);
        self.sums.resize(tokens.len() + 1, 0.0);
        let mut asides = Asides::default();
        let (mut at, mut sum) = (sentence.first, 0.0);
        let places = self.classes.iter().zip(&mut self.sums[1..]);
        for (token, (&classes, behind)) in tokens.iter().zip(places) {
            if token.kind == Kind::Mark && is_counted(token) {
                sum = asides.behind(view, at, sum);
                self.semicolon |= token.is_mark(';');
            } else {
                let boundary =
                    holds(classes, Word::Boundary) || words.begins_clause(view, at, classes);
                sum += if boundary { cost::BOUNDARY } else { cost::WORD };
            }
            at += 1;
            if let Some((end, before)) = asides.adverbial
                && end == at
            {
                sum = before;
            }
            *behind = sum;
        }
    }

    /// Whether the sentence has a word of a class: mostly not, and then none has to be looked for.
    pub fn has(&self, word: Word) -> bool {
        holds(self.present, word)
    }

    /// Whether a token of the sentence is of a class.
    #[inline]
    pub fn is(&self, at: usize, word: Word) -> bool {
        holds(self.classes[at - self.first], word)
    }

    /// Whether some token in a part of the sentence is of a class.
    #[inline]
    pub fn any(&self, tokens: Range<usize>, word: Word) -> bool {
        self.has(word)
            && self.classes[tokens.start - self.first..tokens.end - self.first]
                .iter()
                .any(|&classes| holds(classes, word))
    }

    /// The tokens of the sentence that are of a class.
    pub fn all(&self, word: Word) -> impl Iterator<Item = usize> {
        let classes = match self.has(word) {
            true => &self.classes[..],
            false => &[],
        };
        let numbered = (self.first..).zip(classes);
        numbered.filter_map(move |(at, &classes)| holds(classes, word).then_some(at))
    }

    /// Whether a semicolon stands in the sentence: mostly not.
    pub fn has_semicolon(&self) -> bool {
        self.semicolon
    }

    /// The cost of what stands between token `from` (included) and token `to` (excluded); 0 where `to` stands before.
    pub fn between(&self, from: usize, to: usize) -> f32 {
        let at =
            |token: usize| self.sums[token.saturating_sub(self.first).min(self.sums.len() - 1)];
        match from < to {
            true => (at(to) - at(from)).abs(),
            false => 0.0,
        }
    }

    /// The cost of what stands between two ranges of tokens, 0 where they overlap.
    #[inline]
    pub fn apart(&self, a: (usize, usize), b: (usize, usize)) -> f32 {
        if a.1 <= b.0 {
            self.between(a.1, b.0)
        } else {
            self.between(b.1, a.0)
        }
    }
}
