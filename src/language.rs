//! A compiled language pack: its vocabulary, its lexicon and the rules that each stage made of its tables.

mod features;
mod paradigm;
mod spelling;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::error::Error;
pub use crate::language::features::Features;
use crate::language::paradigm::{affixes, endings, inflected, stem};
use crate::language::spelling::BySpelling;
pub(crate) use crate::language::vocabulary::EightBytes;
pub use crate::language::vocabulary::{Vocabulary, WordId};
use crate::pattern::Openers;
use crate::table::Table;
use crate::token::{Joined, Kind, Segmentation, Token, fold_words, plain_word, tokenize};

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
type Few<T> = SmallVec<[T; 1]>;

/// What a language's words are: forms of which lemmas, members of which classes.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    lemmas: FxHashMap<Box<str>, LemmaId>,
    classes: FxHashMap<Box<str>, ClassId>,
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
        let mut out = Lexicon::default();
        let mut words = Words {
            segmentation,
            vocabulary,
        };
        let mut form = String::new();
        for row in tables.iter().flat_map(|table| table.rows()) {
            let lemma = row.get("lemma");
            let class = row.get("class");
            let membership = (!class.is_empty()).then(|| Membership {
                class: out.class_id(class),
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
        Ok(out)
    }

    fn lemma_id(&mut self, lemma: &str) -> LemmaId {
        if let Some(known) = self.lemma(lemma) {
            return known;
        }
        let new = LemmaId(self.lemmas.len() as u16);
        self.lemmas.insert(lemma.into(), new);
        new
    }

    /// The number of a class, given now where it had none.
    pub fn class_id(&mut self, class: &str) -> ClassId {
        if let Some(known) = self.class(class) {
            return known;
        }
        let new = ClassId(self.classes.len() as u16);
        self.classes.insert(class.into(), new);
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

    /// The number of a lemma.
    pub fn lemma(&self, lemma: &str) -> Option<LemmaId> {
        self.lemmas.get(lemma).copied()
    }

    /// The number of a class that a row uses.
    pub fn class(&self, class: &str) -> Option<ClassId> {
        self.classes.get(class).copied()
    }

    /// The words that are forms of a lemma.
    pub fn words_of(&self, lemma: LemmaId) -> &[WordId] {
        self.words
            .get(usize::from(lemma.0))
            .map_or(&[], Vec::as_slice)
    }

    /// The words that belong to a class.
    pub fn members(&self, class: ClassId) -> &[WordId] {
        self.members
            .get(usize::from(class.0))
            .map_or(&[], Vec::as_slice)
    }

    /// The lemmas that a word may be a form of, with the features of that form.
    pub fn forms(&self, word: WordId) -> &[(LemmaId, Features)] {
        self.forms.get(word.0 as usize).map_or(&[], Few::as_slice)
    }

    /// The lemmas that a token may be a form of as it is spelled: `entre` is a form of `entrer`, but not
    /// its participle `entré`. All of them where the spelling tells nothing: capitals without an accent, or
    /// where no form is listed with this one.
    #[inline]
    pub fn forms_of(&self, token: &Token) -> &[(LemmaId, Features)] {
        self.by_spelling.forms(token)
    }

    /// The features of a token as it is spelled, see [`Lexicon::forms_of`].
    #[inline]
    pub fn features_of(&self, token: &Token) -> Features {
        self.by_spelling.features(token)
    }

    /// The features that a word has as a form of any lemma.
    #[inline]
    pub fn features(&self, word: WordId) -> Features {
        self.by_spelling.any_features(word)
    }

    /// The classes that a word belongs to.
    pub fn memberships(&self, word: WordId) -> &[Membership] {
        self.memberships
            .get(word.0 as usize)
            .map_or(&[], Few::as_slice)
    }

    /// Whether a word belongs to any class.
    #[inline]
    pub fn is_classed(&self, word: WordId) -> bool {
        let bits = self.classed.get(word.0 as usize / 64);
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
        let Some(bits) = self.class_bits.get(word.0 as usize) else {
            return false;
        };
        match bits.get(usize::from(class.0 / 64)) {
            Some(bits) => bits >> (class.0 % 64) & 1 == 1,
            None => self.memberships(word).iter().any(|m| m.class == class),
        }
    }
}

/// Gives words of the lexicon their numbers.
struct Words<'a> {
    segmentation: &'a Segmentation,
    vocabulary: &'a mut Vocabulary,
}

impl Words<'_> {
    /// The number of a form, and whether it ends with an accent; `None` where it is not one word.
    fn intern(&mut self, form: &str) -> Option<(WordId, bool)> {
        if let Some(word) = plain_word(form) {
            return Some((self.vocabulary.intern(word), false));
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

/// The tables of one language folder by name (`time.csv` is `time`).
#[derive(Debug, Default)]
pub struct Source {
    /// Folder name: ISO 639-1 code.
    pub code: String,
    tables: BTreeMap<String, Table>,
}

impl Source {
    /// Takes the files of a folder as (file name, content).
    ///
    /// # Errors
    /// When one is not a CSV table.
    pub fn new<'a>(
        code: &str,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Source, Error> {
        let mut tables = BTreeMap::new();
        for (name, content) in files {
            let file = Path::new("languages").join(code).join(name);
            let table = Table::parse(&file, content)?;
            tables.insert(name.trim_end_matches(".csv").to_owned(), table);
        }
        Ok(Source {
            code: code.to_owned(),
            tables,
        })
    }

    /// Reads the tables of a folder on disk; its name is the language's code.
    ///
    /// # Errors
    /// A file that cannot be read or is not a CSV table.
    pub fn open(folder: &Path) -> Result<Source, Error> {
        let io = |error| Error::io(folder, error);
        let mut tables = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let file = entry.map_err(io)?.path();
            let name = file
                .file_stem()
                .map(|name| name.to_string_lossy().into_owned());
            if let Some(name) = name.filter(|_| file.extension().is_some_and(|end| end == "csv")) {
                let content =
                    std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error))?;
                tables.insert(name, Table::parse(&file, &content)?);
            }
        }
        let code = folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Ok(Source {
            code: code.ok_or_else(|| {
                Error::usage(folder, "has no name that could be a language's code")
            })?,
            tables,
        })
    }

    /// A table; an empty one where the folder has no such file.
    pub fn table(&self, name: &str) -> &Table {
        static EMPTY: std::sync::OnceLock<Table> = std::sync::OnceLock::new();
        let empty = || EMPTY.get_or_init(Table::default);
        self.tables.get(name).unwrap_or_else(empty)
    }
}

impl Source {
    /// The tables whose name begins so, in order of their names (`lexicon`, `lexicon_time`, …).
    pub fn tables_named(&self, prefix: &str) -> Vec<&Table> {
        let named = self.tables.iter().filter(|(n, _)| n.starts_with(prefix));
        named.map(|(_, table)| table).collect()
    }

    /// Whether most words of the lexicon are in a script that has capitals.
    pub fn is_cased(&self) -> bool {
        let tables = self.tables_named("lexicon").into_iter();
        let lemmas = tables.flat_map(|table| table.rows().map(|row| row.get("lemma")));
        let (small, all) = lemmas.fold((0, 0), |(small, all), lemma| {
            (
                small + usize::from(lemma.starts_with(char::is_lowercase)),
                all + 1,
            )
        });
        2 * small >= all
    }
}

/// What every stage compiles its rules against.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// The words that rules mention.
    pub vocabulary: Vocabulary,
    /// What those words are.
    pub lexicon: Lexicon,
    /// Where words and sentences end.
    pub segmentation: Segmentation,
    /// What may begin a match of which table of patterns.
    pub openers: Openers,
}

impl Base {
    /// Compiles `segmentation.csv`, `paradigms.csv` and the lexicon tables.
    ///
    /// # Errors
    /// A row that cannot be read, with its file and line.
    pub fn compile(source: &Source) -> Result<Base, Error> {
        let mut segmentation = Segmentation::default();
        for row in source.table("segmentation").rows() {
            let text = row.get("text");
            let folded = || fold_words(text, &Segmentation::default()).concat();
            match row.get("rule") {
                "elision" => _ = segmentation.elisions.insert(folded().into()),
                "suffix" => segmentation.suffixes.push(folded()),
                "abbreviation" => segmentation.abbreviations.push(folded()),
                "accent" => {
                    let folded = row.get("expected").into();
                    segmentation.accents.entry(text.into()).or_insert(folded);
                }
                "proclitic" => segmentation.proclitics.push(folded()),
                "joined" => {
                    let whole = fold_words(text, &Segmentation::default()).join(" ");
                    let two = whole.split_once(' ');
                    let (first, second) =
                        two.ok_or_else(|| row.error(format!("{text:?} is not two words")))?;
                    let seconds = segmentation.joined.entry(first.into()).or_default();
                    seconds.push(Joined {
                        second: second.into(),
                        whole: whole.as_str().into(),
                    });
                }
                "article" => segmentation.article = folded(),
                "verb" if text == "first" => segmentation.verb_first = true,
                "group" => segmentation.group_marks.extend(match text {
                    "space" => vec![' ', '\u{a0}', '\u{202f}', '\u{2009}'],
                    mark => mark.chars().collect(),
                }),
                other => return Err(row.error(format!("unknown segmentation rule {other:?}"))),
            }
        }
        segmentation
            .proclitics
            .sort_by_key(|p| std::cmp::Reverse(p.len()));
        let mut vocabulary = Vocabulary::default();
        // The parts of joined words are words too, so that no proclitic is cut off them before they are joined.
        for row in source.table("segmentation").rows() {
            if row.get("rule") == "joined" {
                for part in fold_words(row.get("text"), &Segmentation::default()) {
                    vocabulary.intern(&part);
                }
            }
        }
        let lexicon = Lexicon::compile(
            &source.tables_named("lexicon"),
            source.table("paradigms"),
            &segmentation,
            &mut vocabulary,
        )?;
        Ok(Base {
            vocabulary,
            lexicon,
            segmentation,
            openers: Openers::default(),
        })
    }
}
