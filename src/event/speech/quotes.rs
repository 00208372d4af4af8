//! Claims inside quotes: whoever speaks the end of a quote speaks all of it.

use super::Attribution;
use crate::pattern::View;
use crate::segment::Sentence;

/// Gives the sentences of a quote that names no source the one that the quote has in another sentence,
/// and a quote that follows a quote the same speaker.
///
/// `quotes` are the quotation marks of the text.
pub(super) fn spread_over_quotes(
    view: View,
    sentences: &[Sentence],
    quotes: &[usize],
    claims: Vec<Attribution>,
) -> Vec<Attribution> {
    let mut out = Vec::with_capacity(claims.len());
    let mut claims = claims.into_iter().peekable();
    let mut quotes = quotes.iter().peekable();
    // Sentences of the quote that is open, still without a source.
    let mut waiting: Vec<usize> = Vec::new();
    let mut open = false;
    let mut quoted = false;
    let mut last: Option<Attribution> = None;
    let mut paragraph = 0;
    for (number, sentence) in sentences.iter().enumerate() {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            open = false;
            waiting.clear();
            last = None;
        }
        let continued = open;
        let starts = quoted && view.tokens[sentence.first].is_mark('«');
        quoted = false;
        while let Some(&at) = quotes.next_if(|at| **at < sentence.end) {
            open = view.tokens[at].is_mark('«');
            quoted |= !open;
        }
        let from = out.len();
        while let Some(claim) = claims.next_if(|claim| claim.sentence == number) {
            out.push(claim);
        }
        match out.get(from).copied() {
            Some(claim) => {
                let quoted = waiting.drain(..).filter(|_| continued);
                out.extend(quoted.map(|sentence| Attribution { sentence, ..claim }));
                last = out.get(from).copied();
            }
            None => match last.filter(|_| continued || starts) {
                Some(claim) => out.push(Attribution {
                    sentence: number,
                    ..claim
                }),
                None => {
                    last = None;
                    if open {
                        waiting.push(number);
                    } else {
                        waiting.clear();
                    }
                }
            },
        }
    }
    out.sort_by_key(|claim| claim.sentence);
    out
}
