//! What every document is read with: languages, places, actors, event types.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::document::Document;
use crate::error::Error;
use crate::event::known_actors::KnownActors;
use crate::event::types::Ontology;
use crate::gazetteer::Gazetteer;
use crate::language::Source;
use crate::pack::{LanguagePack, sources};
use crate::token::{Kind, Tokens, prefix, tokenize, tokenize_on, whole_words};

/// The compiled data; shared by all threads.
#[derive(Debug)]
pub struct Engine {
    packs: Vec<LanguagePack>,
    /// Places and their names.
    pub gazetteer: Gazetteer,
    /// Who acts and who says so.
    pub actors: KnownActors,
    /// Event types.
    pub ontology: Ontology,
}

/// What an engine has beside or instead of what is built in.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Tables of places, folders of them, or compiled gazetteers.
    pub gazetteers: Vec<PathBuf>,
    /// Whether the built-in places are left out.
    pub no_default_gazetteer: bool,
    /// Folders of languages, see [`sources`].
    pub languages: Vec<PathBuf>,
}

/// A document's language, and what was read of the document to tell it.
#[derive(Debug)]
pub struct Beginning {
    /// The language pack.
    pub pack: usize,
    /// The tokens before a byte.
    tokens: Tokens,
    until: usize,
}

impl Beginning {
    /// A language that was told without a look at the text.
    pub fn unread(pack: usize) -> Beginning {
        Beginning {
            pack,
            tokens: Tokens::default(),
            until: 0,
        }
    }

    /// The tokens of the whole text.
    pub(crate) fn tokens(self, text: &str, engine: &Engine) -> Tokens {
        let base = &engine.pack(self.pack).base;
        let (words, vocabulary) = (&base.segmentation, &base.vocabulary);
        tokenize_on(text, self.until, self.tokens, words, vocabulary)
    }
}

/// All that is built in but the places.
struct Embedded {
    packs: Vec<LanguagePack>,
    actors: KnownActors,
    ontology: Ontology,
}

impl Embedded {
    /// With the languages of some folders added.
    fn compile(languages: &[PathBuf]) -> Result<Embedded, Error> {
        let (actors, ontology) = (KnownActors::embedded()?, Ontology::embedded()?);
        let sources = sources(languages)?;
        let pack = |source: &Source| LanguagePack::with(source, &actors, &ontology);
        Ok(Embedded {
            packs: sources.par_iter().map(pack).collect::<Result<_, _>>()?,
            actors,
            ontology,
        })
    }
}

/// A text in a language has at least this share of words that its rules know; a related language has some too, so
/// that a longer text needs more.
const FEWEST_KNOWN: [f64; 2] = [0.25, 0.45];
/// From so many words on a text is a longer one.
const LONGER: usize = 25;
/// So many bytes tell the language of most texts, in which one pack knows clearly more words than any other.
const SHORT_PREFIX: usize = 400;
/// So many bytes tell the language of the others.
const LONG_PREFIX: usize = 2_000;
/// Twice as many words are clearly more.
const CLEARLY: f64 = 2.0;

impl Engine {
    /// Everything that is built in.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn embedded() -> Result<Engine, Error> {
        Engine::open(&Config::default())
    }

    /// Everything that is built in, with more places and languages.
    ///
    /// # Errors
    /// A gazetteer or a language that cannot be read, or a row that is wrong, with its line.
    pub fn open(config: &Config) -> Result<Engine, Error> {
        // The two halves of the work of starting.
        let gazetteer = || Gazetteer::open(&config.gazetteers, config.no_default_gazetteer);
        let embedded = || Embedded::compile(&config.languages);
        let (gazetteer, embedded) = rayon::join(gazetteer, embedded);
        Ok(Engine::new(embedded?, gazetteer?))
    }

    /// The built-in languages, actors and event types with another gazetteer.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn with_gazetteer(gazetteer: Gazetteer) -> Result<Engine, Error> {
        Ok(Engine::new(Embedded::compile(&[])?, gazetteer))
    }

    fn new(embedded: Embedded, gazetteer: Gazetteer) -> Engine {
        let Embedded {
            mut packs,
            actors,
            ontology,
        } = embedded;
        for pack in &mut packs {
            pack.know_names(&gazetteer);
        }
        Engine {
            packs,
            gazetteer,
            actors,
            ontology,
        }
    }

    /// A language pack by number.
    pub fn pack(&self, number: usize) -> &LanguagePack {
        &self.packs[number]
    }

    /// The codes of the languages, in the order of their numbers.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.packs.iter().map(|pack| pack.code.as_str())
    }

    /// The pack of a document's language: the one that its metadata names, or the one that knows most words of
    /// its beginning; `None` where no pack knows enough of them.
    pub fn identify(&self, document: &Document) -> Option<usize> {
        Some(self.begin(document)?.pack)
    }

    /// The same, with the words that were read to tell the language, so that nobody has to read them again.
    pub fn begin(&self, document: &Document) -> Option<Beginning> {
        if let Some(code) = &document.language {
            let pack = self.packs.iter().position(|pack| pack.code == *code);
            return pack.map(Beginning::unread);
        }
        let read = |bytes, best: fn(&[f64]) -> Option<usize>| {
            let text = &document.text;
            let whole = whole_words(text, bytes);
            let beginning = whole.unwrap_or(prefix(text, bytes));
            let (shares, mut tokens): (Vec<f64>, Vec<Tokens>) =
                self.shares(beginning).into_iter().unzip();
            let pack = best(&shares)?;
            Some(match whole {
                Some(whole) => Beginning {
                    pack,
                    tokens: tokens.swap_remove(pack),
                    until: whole.len(),
                },
                None => Beginning::unread(pack),
            })
        };
        read(SHORT_PREFIX, clear_best).or_else(|| read(LONG_PREFIX, best))
    }

    /// How many of the words of a text each pack knows, from 0 to 1, and its tokens.
    fn shares(&self, text: &str) -> Vec<(f64, Tokens)> {
        let cased = is_cased(text);
        let share = |pack: &LanguagePack| {
            let base = &pack.base;
            // A pack knows next to no word in another script.
            if base.cased != cased {
                return (0.0, Tokens::default());
            }
            let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
            let words = tokens.iter().filter(|t| t.kind == Kind::Word);
            let known = words
                .clone()
                .filter(|t| !base.lexicon.memberships(t.word).is_empty());
            let words = words.count();
            let share = known.count() as f64 / words.max(1) as f64;
            let enough = share >= FEWEST_KNOWN[usize::from(words >= LONGER)];
            (if enough { share } else { 0.0 }, tokens)
        };
        self.packs.iter().map(share).collect()
    }
}

/// Whether most letters of a text are of a script that has capitals.
fn is_cased(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let sign = |c: char| {
        if c.is_lowercase() || c.is_uppercase() {
            1
        } else {
            -1
        }
    };
    letters.map(sign).sum::<i32>() > 0
}

/// The pack that knows most words, if it knows enough of them.
fn best(shares: &[f64]) -> Option<usize> {
    let shares = shares.iter().enumerate();
    let best = shares.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    (*best.1 > 0.0).then_some(best.0)
}

/// The pack that knows so many more words than all others that more text would not change it.
fn clear_best(shares: &[f64]) -> Option<usize> {
    let best = best(shares)?;
    let clear = |(pack, share): (usize, &f64)| pack == best || share * CLEARLY < shares[best];
    shares.iter().enumerate().all(clear).then_some(best)
}
