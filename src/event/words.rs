//! Word classes that decide what belongs to a trigger, and how far two words of a sentence are from each other.

use smallvec::SmallVec;

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
    fn begins_clause(&self, view: View, at: usize) -> bool {
        let verb = |token: &Token| {
            let features = view.lexicon.features(token.word);
            features.meets(Features::FINITE) && !features.meets(Features::NOUN)
        };
        self.verb_first
            && self.is(&view.tokens[at], Word::Coordinator)
            && view.tokens.get(at + 1).is_some_and(verb)
    }

    /// Whether a token is of a class.
    pub fn is(&self, token: &Token, word: Word) -> bool {
        self.classes_of(token) >> word as usize & 1 == 1
    }

    /// One bit for each class of a token.
    fn classes_of(&self, token: &Token) -> u32 {
        let bits = self.members.get(token.word.0 as usize);
        bits.copied().unwrap_or(0)
    }
}

/// How far apart the tokens of one sentence are: words count little, clause boundaries much.
#[derive(Debug)]
pub struct Distances {
    first: usize,
    sums: SmallVec<[f32; 64]>,
    /// One bit for each class that some token of the sentence is of.
    classes: u32,
}

/// A semicolon or a colon between two words costs so much.
pub const STRONG_MARK: f32 = 3.0;

/// What else stands between two words costs so much.
mod cost {
    pub const WORD: f32 = 0.12;
    pub const COMMA: f32 = 0.8;
    pub const BOUNDARY: f32 = 1.2;
}

impl Distances {
    /// Measures a sentence.
    pub fn new(view: View, sentence: &Sentence, words: &EventWords) -> Distances {
        let mut sums = SmallVec::with_capacity(sentence.end - sentence.first + 1);
        let mut sum = 0.0;
        let mut classes = 0;
        // What it cost to come to a parenthesis that is open: behind it the sentence goes on from there.
        let mut opened = None;
        // The same of an adverbial between commas: «…, on 26 June, …».
        let mut aside = None;
        sums.push(sum);
        for at in sentence.first..sentence.end {
            let token = &view.tokens[at];
            classes |= words.classes_of(token);
            if token.is_mark('(') {
                opened = Some(sum);
            }
            if token.is_mark(',') {
                let end = view.mentions.end(MentionClass::Adverbial, at);
                aside = end.map(|end| (end, sum + cost::WORD)).or(aside);
            }
            sum += match token.kind {
                Kind::Mark if token.is_mark(',') => cost::COMMA,
                Kind::Mark
                    if [';', ':', '–', '(', ')', '.']
                        .iter()
                        .any(|&m| token.is_mark(m)) =>
                {
                    STRONG_MARK
                }
                _ if words.is(token, Word::Boundary) => cost::BOUNDARY,
                _ if words.begins_clause(view, at) => cost::BOUNDARY,
                _ => cost::WORD,
            };
            if token.is_mark(')') {
                sum = opened.take().unwrap_or(sum);
            }
            if let Some((_, before)) = aside.filter(|&(end, _)| end == at + 1) {
                sum = before;
            }
            sums.push(sum);
        }
        Distances {
            first: sentence.first,
            sums,
            classes,
        }
    }

    /// Whether the sentence has a word of a class: mostly not, and then none has to be looked for.
    pub fn has(&self, word: Word) -> bool {
        self.classes >> word as usize & 1 == 1
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
    pub fn apart(&self, a: (usize, usize), b: (usize, usize)) -> f32 {
        if a.1 <= b.0 {
            self.between(a.1, b.0)
        } else {
            self.between(b.1, a.0)
        }
    }
}
