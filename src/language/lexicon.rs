//! What the words of a language are: forms of which lemmas, members of which classes.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::error::Error;
use crate::language::paradigm::{affixes, endings, inflected, stem};
use crate::language::spelling::BySpelling;
use crate::language::{Features, Vocabulary, WordId};
use crate::table::Table;
use crate::token::{Kind, Segmentation, Token, fold_letters, plain_word, tokenize};

/// Number of a lemma in a [`Lexicon`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LemmaId(pub u16);

/// Number of a word class in a [`Lexicon`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// A word's membership in a class, with the value that the lexicon gives it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The class, e.g. `weekday`.
    pub class: ClassId,
    /// The value as the table has it.
    pub value: Box<str>,
    /// The value as a number, 0 where it is none.
    pub number: i32,
}

/// So many classes have a bit for each word; a language has about a hundred.
const CLASS_BITS: usize = 192;

/// A list that has one member for most words.
pub(super) type Few<T> = SmallVec<[T; 1]>;

/// What a language's words are: forms of which lemmas, members of which classes.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Rules may name classes that no word belongs to.
    classes: FxHashMap<Box<str>, ClassId>,
    entries: Arc<Entries>,
}

/// The words of a lexicon, which do not change when rules are compiled.
#[derive(Debug, Default)]
struct Entries {
    lemmas: FxHashMap<Box<str>, LemmaId>,
    forms: Vec<Few<(LemmaId, Features)>>,
    /// The features of each of `forms` as spelled without and with an accent at the end.
    spelled: Vec<Few<[Option<Features>; 2]>>,
    /// The same as every token asks for it, when all words are read.
    by_spelling: BySpelling,
    /// By word: one bit for each of the first classes that it belongs to.
    class_bits: Vec<[u64; CLASS_BITS / 64]>,
    memberships: Vec<Few<Membership>>,
    /// One bit for each word that belongs to any class.
    classed: Vec<u64>,
    /// The words that are forms of each lemma, and those that belong to each class.
    words: Vec<Vec<WordId>>,
    members: Vec<Vec<WordId>>,
}

impl Lexicon {
    /// Reads lexicon tables (`lemma,class,paradigm,forms,value,…`) and `paradigms.csv` (`paradigm,feature,endings`).
    ///
    /// A lemma's forms are its stem with the endings of its paradigm (the stem is the lemma without the
    /// paradigm's first ending; where an ending has an underscore, the stem stands in its place, so that it can
    /// also put something before the stem), and the forms that its own row lists as `feature:form|form;feature:form`.
    ///
    /// # Errors
    /// An unknown paradigm, an unknown feature, a lemma that does not end as its paradigm says.
    pub fn compile(
        tables: &[&Table],
        paradigms: &Table,
        segmentation: &Segmentation,
        vocabulary: &mut Vocabulary,
    ) -> Result<Lexicon, Error> {
        let paradigms = endings(paradigms)?;
        let (mut classes, mut out) = (FxHashMap::default(), Entries::default());
        let mut words = Words {
            segmentation,
            vocabulary,
            folded: String::new(),
        };
        let mut form = String::new();
        for row in tables.iter().flat_map(|table| table.rows()) {
            let lemma = row.get("lemma");
            let class = row.get("class");
            let membership = (!class.is_empty()).then(|| Membership {
                class: class_id(&mut classes, class),
                value: row.get("value").into(),
                number: row.get("value").parse().unwrap_or(0),
            });
            let id = out.lemma_id(lemma);
            let mut add = |feature: Features, form: &str| {
                let wrong = || row.error(format!("{form:?} is not one word"));
                let (word, accented) = words.intern(form).ok_or_else(wrong)?;
                out.add_form(word, id, feature, accented);
                if let Some(membership) = &membership {
                    out.add_membership(word, membership);
                }
                Ok(())
            };
            let endings = inflected(&row, &paradigms)?;
            let groups = row.get("forms").split(';');
            let mut groups = groups.filter(|group| !group.trim().is_empty()).peekable();
            if endings.is_none() && groups.peek().is_none() {
                add(Features::default(), lemma)?;
            }
            if let Some(endings) = endings {
                let stem = stem(&row, endings[0].1)?;
                for (feature, ending) in endings {
                    let (before, after) = affixes(ending);
                    form.clear();
                    form.extend([before, stem, after]);
                    add(*feature, &form)?;
                }
            }
            for group in groups {
                let (feature, list) = group
                    .split_once(':')
                    .ok_or_else(|| row.error(format!("{group:?}: expected feature:form|form")))?;
                let feature = Features::named(feature.trim())
                    .ok_or_else(|| row.error(format!("unknown feature {feature:?}")))?;
                for form in list.split('|') {
                    add(feature, form.trim())?;
                }
            }
        }
        out.by_spelling = BySpelling::new(&out.forms, &out.spelled);
        Ok(Lexicon {
            classes,
            entries: Arc::new(out),
        })
    }

    /// The number of a class, given now where it had none.
    pub fn class_id(&mut self, class: &str) -> ClassId {
        class_id(&mut self.classes, class)
    }

    /// The number of a lemma.
    pub fn lemma(&self, lemma: &str) -> Option<LemmaId> {
        self.entries.lemmas.get(lemma).copied()
    }

    /// The number of a class that a row uses.
    pub fn class(&self, class: &str) -> Option<ClassId> {
        self.classes.get(class).copied()
    }

    /// The words that are forms of a lemma.
    pub fn words_of(&self, lemma: LemmaId) -> &[WordId] {
        self.entries
            .words
            .get(usize::from(lemma.0))
            .map_or(&[], Vec::as_slice)
    }

    /// The words that belong to a class.
    pub fn members(&self, class: ClassId) -> &[WordId] {
        self.entries
            .members
            .get(usize::from(class.0))
            .map_or(&[], Vec::as_slice)
    }

    /// The lemmas that a word may be a form of, with the features of that form.
    pub fn forms(&self, word: WordId) -> &[(LemmaId, Features)] {
        self.entries
            .forms
            .get(word.0 as usize)
            .map_or(&[], Few::as_slice)
    }

    /// The lemmas that a token may be a form of as it is spelled: `entre` is a form of `entrer`, but not
    /// its participle `entré`. All of them where the spelling tells nothing: capitals without an accent, or
    /// where no form is listed with this one.
    #[inline]
    pub fn forms_of(&self, token: &Token) -> &[(LemmaId, Features)] {
        self.entries.by_spelling.forms(token)
    }

    /// The features of a token as it is spelled, see [`Lexicon::forms_of`].
    #[inline]
    pub fn features_of(&self, token: &Token) -> Features {
        self.entries.by_spelling.features(token)
    }

    /// The features that a word has as a form of any lemma.
    #[inline]
    pub fn features(&self, word: WordId) -> Features {
        self.entries.by_spelling.any_features(word)
    }

    /// The classes that a word belongs to.
    pub fn memberships(&self, word: WordId) -> &[Membership] {
        self.entries
            .memberships
            .get(word.0 as usize)
            .map_or(&[], Few::as_slice)
    }

    /// Whether a word belongs to any class.
    #[inline]
    pub fn is_classed(&self, word: WordId) -> bool {
        let bits = self.entries.classed.get(word.0 as usize / 64);
        bits.is_some_and(|bits| bits >> (word.0 % 64) & 1 == 1)
    }

    /// A word's membership in one class.
    #[inline]
    pub fn membership(&self, word: WordId, class: ClassId) -> Option<&Membership> {
        match self.is_member(word, class) {
            true => self.memberships(word).iter().find(|m| m.class == class),
            false => None,
        }
    }

    /// Whether a word belongs to a class.
    #[inline]
    pub fn is_member(&self, word: WordId, class: ClassId) -> bool {
        let Some(bits) = self.entries.class_bits.get(word.0 as usize) else {
            return false;
        };
        match bits.get(usize::from(class.0 / 64)) {
            Some(bits) => bits >> (class.0 % 64) & 1 == 1,
            None => self.memberships(word).iter().any(|m| m.class == class),
        }
    }
}

impl Entries {
    fn lemma_id(&mut self, lemma: &str) -> LemmaId {
        if let Some(&known) = self.lemmas.get(lemma) {
            return known;
        }
        let new = LemmaId(self.lemmas.len() as u16);
        self.lemmas.insert(lemma.into(), new);
        new
    }

    fn add_form(&mut self, word: WordId, lemma: LemmaId, features: Features, accented: bool) {
        let list = slot(&mut self.forms, word.0 as usize);
        let spelled = slot(&mut self.spelled, word.0 as usize);
        let at = list.iter().position(|(l, _)| *l == lemma);
        let at = at.unwrap_or_else(|| {
            list.push((lemma, Features::default()));
            spelled.push([None; 2]);
            slot(&mut self.words, lemma.0.into()).push(word);
            list.len() - 1
        });
        list[at].1 = list[at].1.union(features);
        let features_here = &mut spelled[at][usize::from(accented)];
        *features_here = Some(features_here.unwrap_or_default().union(features));
    }

    fn add_membership(&mut self, word: WordId, membership: &Membership) {
        let class = membership.class;
        let list = slot(&mut self.memberships, word.0 as usize);
        if !list.iter().any(|m| m.class == class) {
            list.push(membership.clone());
            *slot(&mut self.classed, word.0 as usize / 64) |= 1 << (word.0 % 64);
            slot(&mut self.members, class.0.into()).push(word);
            let words = self.class_bits.len().max(word.0 as usize + 1);
            self.class_bits.resize(words, Default::default());
            let bits = &mut self.class_bits[word.0 as usize];
            if let Some(bits) = bits.get_mut(usize::from(class.0 / 64)) {
                *bits |= 1 << (class.0 % 64);
            }
        }
    }
}

/// The number of a class, given now where it had none.
fn class_id(classes: &mut FxHashMap<Box<str>, ClassId>, class: &str) -> ClassId {
    if let Some(&known) = classes.get(class) {
        return known;
    }
    let new = ClassId(classes.len() as u16);
    classes.insert(class.into(), new);
    new
}

/// Gives words of the lexicon their numbers.
struct Words<'a> {
    segmentation: &'a Segmentation,
    vocabulary: &'a mut Vocabulary,
    folded: String,
}

impl Words<'_> {
    /// The number of a form, and whether it ends with an accent; `None` where it is not one word.
    fn intern(&mut self, form: &str) -> Option<(WordId, bool)> {
        if let Some(word) = plain_word(form) {
            return Some((self.vocabulary.intern(word), false));
        }
        self.folded.clear();
        if let Some(accented) = fold_letters(form, self.segmentation, &mut self.folded) {
            return Some((self.vocabulary.intern(&self.folded), accented));
        }
        let tokens = tokenize(form, self.segmentation, &Vocabulary::default());
        let mut words = tokens.iter().filter(|t| t.kind != Kind::Mark);
        match (words.next(), words.next()) {
            (Some(token), None) => {
                let word = self.vocabulary.intern(tokens.folded(token));
                Some((word, token.accented))
            }
            _ => None,
        }
    }
}

fn slot<T: Default>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    &mut list[at]
}
