//! Where a text changes its language: a statement quoted in its own words, a dispatch pasted under another, a
//! communiqué in two languages. Each of them is read with its own pack.
//!
//! Most texts do not, and need no more than a count of the words that their pack knows.

use std::cmp::Reverse;

use crate::document::Span;
use crate::engine::Engine;
use crate::engine::identify::{Known, Verdict};
use crate::reading::words::Words;

/// Paragraphs that follow each other and are in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// From their first token to the end of their last.
    pub span: Span,
    /// The number of the language's pack; `None` where no pack reads it.
    pub pack: Option<usize>,
}

/// Where a text changes its language.
pub(super) struct Cut {
    /// The pack that reads most of it.
    pub pack: usize,
    /// In text order; at least one of them has a pack.
    pub passages: Vec<Passage>,
}

/// A paragraph with what its words say.
struct Paragraph {
    span: Span,
    tokens: usize,
    verdict: Verdict,
}

impl Cut {
    /// Cuts a text that the pack of its language has cut into words.
    pub fn of(text: &str, words: &Words, pack: usize, engine: &Engine) -> Cut {
        let lexicon = &engine.pack(pack).base.lexicon;
        let known = |(first, end): (usize, usize)| Known::count(&words.tokens[first..end], lexicon);
        let plain = |known: Known| known.is_clear() || known.is_short();
        if words.paragraphs().map(known).all(plain) {
            return Cut::none(text, pack);
        }
        let verdict = |tokens, span| match known(tokens) {
            known if known.is_clear() => Verdict::Clear(pack),
            known if known.is_short() => Verdict::Unclear,
            _ => engine.verdict(text, span),
        };
        let paragraphs = paragraphs(words, verdict);
        let Some(most) = most(&paragraphs) else {
            return Cut::none(text, pack);
        };
        match joined(&paragraphs, most) {
            passages if passages.len() > 1 => Cut {
                pack: most,
                passages,
            },
            _ => Cut::none(text, most),
        }
    }

    /// The whole text is one passage.
    fn none(text: &str, pack: usize) -> Cut {
        let span = Span {
            start: 0,
            end: text.len(),
        };
        let passages = vec![Passage {
            span,
            pack: Some(pack),
        }];
        Cut { pack, passages }
    }
}

/// The pack that reads most of a text of which no pack knows the beginning.
pub(crate) fn most_read(text: &str, engine: &Engine) -> Option<usize> {
    // Every pack finds the same paragraphs.
    engine.languages().next()?;
    let words = Words::of(text, engine.pack(0));
    most(&paragraphs(&words, |_, span| engine.verdict(text, span)))
}

/// The paragraphs of a text, each with the verdict on its tokens and its span.
fn paragraphs(words: &Words, verdict: impl Fn((usize, usize), Span) -> Verdict) -> Vec<Paragraph> {
    let paragraph = |(first, end): (usize, usize)| {
        let span = words.tokens.span(first, end - 1);
        Paragraph {
            span,
            tokens: end - first,
            verdict: verdict((first, end), span),
        }
    };
    words.paragraphs().map(paragraph).collect()
}

/// The pack of most tokens whose language is clear; among equals the first in the text.
fn most(paragraphs: &[Paragraph]) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for paragraph in paragraphs {
        let Verdict::Clear(pack) = paragraph.verdict else {
            continue;
        };
        match counts.iter_mut().find(|(other, _)| *other == pack) {
            Some((_, count)) => *count += paragraph.tokens,
            None => counts.push((pack, paragraph.tokens)),
        }
    }
    let most = counts.iter().enumerate();
    let most = most.max_by_key(|&(at, (_, count))| (count, Reverse(at)))?;
    Some(most.1.0)
}

/// Makes passages of paragraphs: one that tells no language is in that of both its neighbours, where they agree, or
/// else in that of the document.
fn joined(paragraphs: &[Paragraph], main: usize) -> Vec<Passage> {
    let told = |paragraph: &Paragraph| match paragraph.verdict {
        Verdict::Clear(pack) => Some(Some(pack)),
        Verdict::Foreign => Some(None),
        Verdict::Unclear => None,
    };
    let mut out: Vec<Passage> = Vec::new();
    let mut before = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let own = told(paragraph);
        let pack = own.unwrap_or_else(|| {
            let after = paragraphs[at..].iter().find_map(told);
            before.filter(|_| before == after).unwrap_or(Some(main))
        });
        before = own.or(before);
        match out.last_mut().filter(|last| last.pack == pack) {
            Some(last) => last.span.end = paragraph.span.end,
            None => out.push(Passage {
                span: paragraph.span,
                pack,
            }),
        }
    }
    out
}
