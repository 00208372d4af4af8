//! Tokens to sentences.

use crate::token::{Case, Gap, Kind, Segmentation, Tokens};

/// A sentence as a range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Number of the paragraph, counted from 0.
    pub paragraph: usize,
}

/// A line longer than this is a paragraph of its own: the text is not wrapped by hand.
const WRAPPED_LINE_BYTES: usize = 110;

/// A sentence of more tokens is cut: no writer's is so long, and what is looked for within one takes time by its square.
const LONGEST_SENTENCE: usize = 300;
/// About so many tokens has one, or a few more.
const USUAL_SENTENCE: usize = 16;
/// So many closing marks in a row belong to a sentence.
const CLOSING_MARKS: usize = 4;

/// Cuts tokens into sentences.
///
/// A sentence ends at `.`, `!`, `?` or `…` unless that mark belongs to an abbreviation, an initial or
/// a number, or the next word goes on in lower case; at an empty line; and at every line end where the
/// text is not wrapped by hand. One of more than 300 tokens is cut there, whatever stands in it.
pub fn sentences(text: &str, tokens: &Tokens, segmentation: &Segmentation) -> Vec<Sentence> {
    let wrapped = is_wrapped(text);
    let mut out = Vec::with_capacity(tokens.len() / USUAL_SENTENCE + 1);
    let mut first = 0;
    let mut paragraph = 0;
    let mut close = |first: &mut usize, end: usize, paragraph: usize| {
        if end > *first {
            out.push(Sentence {
                first: *first,
                end,
                paragraph,
            });
            *first = end;
        }
    };
    for (before, pair) in tokens.windows(2).enumerate() {
        let (at, token) = (before + 1, &pair[1]);
        let behind_mark = pair[0].kind == Kind::Mark;
        // No sentence ends before most tokens.
        if token.gap < Gap::Line && !behind_mark && at - first < LONGEST_SENTENCE {
            continue;
        }
        let new_line = match token.gap {
            Gap::Paragraph => true,
            Gap::Line => !wrapped || begins_item(tokens, at),
            _ => false,
        };
        if new_line {
            close(&mut first, at, paragraph);
            paragraph += 1;
        } else if at - first >= LONGEST_SENTENCE
            || behind_mark && ends_sentence(tokens, at, segmentation)
        {
            close(&mut first, at, paragraph);
        }
    }
    close(&mut first, tokens.len(), paragraph);
    out
}

/// Whether lines end where a typist or a mail program broke them: several, none very long.
fn is_wrapped(text: &str) -> bool {
    let long = |line: &str| line.len() > WRAPPED_LINE_BYTES;
    let full = |line: &&str| line.len() > WRAPPED_LINE_BYTES / 2;
    !text.lines().any(long) && text.lines().filter(full).count() >= 3
}

/// Whether a line beginning here is an item of a list: a dash, a bullet, a clock time.
fn begins_item(tokens: &Tokens, at: usize) -> bool {
    let token = &tokens[at];
    match token.kind {
        Kind::Mark => ['–', '•', '*', '-', '·']
            .iter()
            .any(|&mark| token.is_mark(mark)),
        Kind::Number => tokens.get(at + 1).is_some_and(|t| t.is_mark(':')),
        Kind::Word => false,
    }
}

/// Whether a sentence ends before token `at`, by the marks in front of it.
fn ends_sentence(tokens: &Tokens, at: usize, segmentation: &Segmentation) -> bool {
    let next = &tokens[at];
    // Closing quotes and parentheses stay with the sentence that they close.
    if next.kind == Kind::Mark && (next.is_mark('»') || next.is_mark(')') || is_end(next.value)) {
        return false;
    }
    let mut end = at;
    while end > at.saturating_sub(CLOSING_MARKS)
        && (tokens[end - 1].is_mark('»')
            || tokens[end - 1].is_mark(')')
            || tokens[end - 1].is_mark('"'))
    {
        // A quotation mark that opens a line closes nothing.
        if tokens[end - 1].gap >= Gap::Line {
            return false;
        }
        end -= 1;
    }
    if end == 0 || tokens[end - 1].kind != Kind::Mark || !is_end(tokens[end - 1].value) {
        return false;
    }
    if next.gap < Gap::Space && next.kind != Kind::Mark {
        return next.case != Case::Lower && next.kind == Kind::Word && end < at;
    }
    // «(...)» and a mark inside quotes do not end the sentence that goes on after them.
    if next.kind == Kind::Word && next.case == Case::Lower && is_cased(tokens, at) {
        return false;
    }
    if next.kind == Kind::Mark
        && !next.is_mark('«')
        && !next.is_mark('–')
        && !next.is_mark('"')
        && !next.is_mark('(')
    {
        return false;
    }
    if tokens[end - 1].is_mark('.') && end == at && end >= 2 {
        let before = &tokens[end - 2];
        let word = tokens.folded(before);
        let initial = before.case != Case::Lower && word.chars().count() == 1;
        let glued = tokens[end - 1].gap == Gap::None;
        if glued && (initial || segmentation.abbreviations.iter().any(|a| a == word)) {
            return false;
        }
    }
    true
}

fn is_end(mark: u32) -> bool {
    matches!(char::from_u32(mark), Some('.' | '!' | '?' | '…'))
}

/// Whether the word is in a script that has capitals, so that lower case says something.
fn is_cased(tokens: &Tokens, at: usize) -> bool {
    tokens
        .folded(&tokens[at])
        .starts_with(|c: char| c.is_lowercase())
}
