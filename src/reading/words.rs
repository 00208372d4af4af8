//! The words and sentences of a text, or of a part of it.

use crate::document::Span;
use crate::pack::LanguagePack;
use crate::segment::{Sentence, sentences};
use crate::token::{Tokens, tokenize, tokenize_within};

/// A text cut into tokens and sentences.
#[derive(Debug)]
pub(super) struct Words {
    pub tokens: Tokens,
    pub sentences: Vec<Sentence>,
}

impl Words {
    /// The words of a whole text.
    pub fn of(text: &str, pack: &LanguagePack) -> Words {
        let base = &pack.base;
        let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
        Words::cut(text, tokens, pack)
    }

    /// The words of a part of a text, with the offsets of the whole.
    pub fn within(text: &str, span: Span, pack: &LanguagePack) -> Words {
        let base = &pack.base;
        let tokens = tokenize_within(text, span, &base.segmentation, &base.vocabulary);
        Words::cut(text, tokens, pack)
    }

    fn cut(text: &str, tokens: Tokens, pack: &LanguagePack) -> Words {
        let sentences = sentences(text, &tokens, &pack.base.segmentation);
        Words { tokens, sentences }
    }

    /// The paragraphs, each as its first token and one past its last.
    pub fn paragraphs(&self) -> impl Iterator<Item = (usize, usize)> {
        let paragraphs = self.sentences.chunk_by(|a, b| a.paragraph == b.paragraph);
        paragraphs.filter_map(|list| Some((list.first()?.first, list.last()?.end)))
    }
}
