//! A compiled language pack: its vocabulary, its lexicon and the rules that each stage made of its tables.

mod features;
mod lexicon;
mod paradigm;
mod spelling;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use crate::error::Error;
pub use crate::language::features::Features;
pub use crate::language::lexicon::{ClassId, LemmaId, Lexicon, Membership};
pub use crate::language::vocabulary::{Vocabulary, WordId};
use crate::pattern::Openers;
use crate::table::Table;
use crate::token::{Joined, Segmentation, fold_words};

/// The tables of one language folder by name (`time.csv` is `time`).
#[derive(Debug, Default)]
pub struct Source {
    /// Folder name: ISO 639-1 code.
    pub code: String,
    tables: BTreeMap<String, LazyTable>,
}

/// A table that is read when somebody asks for it: who reads one language needs few tables of the others.
type LazyTable = LazyLock<Table, Box<dyn FnOnce() -> Table + Send>>;

impl Source {
    /// Takes files that are built in, as (file name, content). One that is no table panics when it is asked for, which the
    /// tests exclude.
    pub fn built_in(
        code: &str,
        files: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> Source {
        let folder = Path::new("languages").join(code);
        let table = |(name, content): (&str, &'static str)| {
            let file = folder.join(name);
            let read = move || Table::parse(&file, content).unwrap_or_else(|e| panic!("{e}"));
            let name = name.trim_end_matches(".csv").to_owned();
            (name, LazyTable::new(Box::new(read)))
        };
        Source {
            code: code.to_owned(),
            tables: files.into_iter().map(table).collect(),
        }
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
                let table = Table::parse(&file, content)?;
                tables.insert(name, LazyTable::new(Box::new(|| table)));
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
        match self.tables.get(name) {
            Some(table) => table,
            None => EMPTY.get_or_init(Table::default),
        }
    }
}

impl Source {
    /// The tables whose name begins so, in order of their names (`lexicon`, `lexicon_time`, …).
    pub fn tables_named(&self, prefix: &str) -> Vec<&Table> {
        let named = self.tables.iter().filter(|(n, _)| n.starts_with(prefix));
        named.map(|(_, table)| &**table).collect()
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
                "elision" => _ = segmentation.elisions.intern(&folded()),
                "suffix" => segmentation.suffixes.push(folded()),
                "abbreviation" => segmentation.abbreviations.push(folded()),
                "accent" => segmentation.accents.insert(text, row.get("expected")),
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
                    let word = vocabulary.intern(&part);
                    segmentation.last_joined = segmentation.last_joined.max(word);
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
