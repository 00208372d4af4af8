//! Time expressions: found without knowing when a text was published, then the publication date from
//! what they say together, then the days that they mean.
//!
//! The way of one document: [`TimeRules::find`] gives its mentions; [`publication::infer`] its publication
//! date from those and from [`Facts`] beside the text; [`resolve()`] the days of every mention.
//!
//! A document that counts from an event ("au lendemain de la rupture du blocus") is first inferred without
//! its neighbours; [`publication::event_anchor`] then says which words name the event, and with the date
//! that a neighbour gives it as [`Facts::sibling`] the document is inferred again.

pub mod calendar;
mod captures;
pub mod expression;
pub mod publication;
pub mod recognise;
pub mod resolve;
pub mod rules;
mod teller;
pub mod tense;

pub use expression::{Expression, Role, Tense, TimeMention, TimeOfDay, TimexType};
pub use publication::{Facts, Publication, PublicationBasis};
pub use recognise::Text;
pub use resolve::{Basis, Resolved, resolve};
pub use rules::TimeRules;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DaySpan;
    use crate::pack::{LanguagePack, embedded_sources};
    use crate::pattern::{MentionClass, MentionIndex, View};
    use crate::segment::sentences;
    use crate::token::tokenize;

    fn show(mention: &TimeMention, resolved: &Option<Resolved>) -> String {
        let role = match mention.role {
            Role::Event => "",
            Role::Since => "since:",
            Role::Until => "until:",
            Role::Background => "background:",
            Role::Publication => "publication:",
        };
        let value = resolve::value(mention, resolved.as_ref());
        let unknown = mention.role == Role::Event && value.is_empty();
        format!("{role}{}", if unknown { "?" } else { &value })
    }

    #[test]
    fn every_row_of_every_language() {
        let mut wrong = Vec::new();
        for source in embedded_sources() {
            let pack = LanguagePack::compile(&source).unwrap();
            for row in source.table("time").rows() {
                let text = row.get("example");
                let shown = with_text(&pack, text, |text| {
                    let mentions = pack.times.find(text);
                    let published = DaySpan::parse_iso(row.get("published"));
                    let published = published.map(|days| Publication {
                        days,
                        basis: PublicationBasis::Metadata,
                    });
                    let resolved = resolve(text.view.tokens, &mentions, published.as_ref());
                    let shown = mentions.iter().zip(&resolved).map(|(m, r)| show(m, r));
                    shown.collect::<Vec<_>>().join(" ")
                });
                let shown = if shown.is_empty() { "none" } else { &shown };
                if shown != row.get("expected") {
                    wrong.push(row.error(format!("{text:?} gives {shown}")).to_string());
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_tense_of_every_language() {
        for source in embedded_sources() {
            let pack = LanguagePack::compile(&source).unwrap();
            for row in source.table("tense").rows() {
                let mentions = with_text(&pack, row.get("example"), |text| pack.times.find(text));
                let tense = match mentions.first().map(|m| m.tense) {
                    Some(Tense::Open) => "open",
                    Some(Tense::Past) => "past",
                    Some(Tense::Future) => "future",
                    None => "no time expression",
                };
                assert_eq!(
                    tense,
                    row.get("expected"),
                    "{}",
                    row.error(row.get("example"))
                );
            }
        }
    }

    #[test]
    fn every_publication_date_of_every_language() {
        let parse = |text: &str| match text.split_once('/') {
            Some((a, b)) => Some(DaySpan::parse_iso(a)?.hull(DaySpan::parse_iso(b)?)),
            None => DaySpan::parse_iso(text),
        };
        for source in embedded_sources() {
            let pack = LanguagePack::compile(&source).unwrap();
            for row in source.table("publication").rows() {
                let facts = Facts {
                    metadata: parse(row.get("metadata")),
                    likely: parse(row.get("likely")),
                    sibling: parse(row.get("sibling")),
                    ..Facts::default()
                };
                let found = with_text(&pack, row.get("example"), |text| {
                    let mentions = pack.times.find(text);
                    publication::infer(text.view.tokens, text.sentences, &mentions, &facts)
                });
                let shown = found.map(|p| format!("{}/{}", p.days.first(), p.days.last()));
                let shown = shown.as_deref().unwrap_or("none");
                assert_eq!(
                    shown,
                    row.get("expected"),
                    "{}",
                    row.error(row.get("example"))
                );
            }
        }
    }

    fn with_text<T>(pack: &LanguagePack, text: &str, then: impl FnOnce(&Text) -> T) -> T {
        let base = &pack.base;
        let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
        let sentences = sentences(text, &tokens, &base.segmentation);
        let mut index = MentionIndex::new(&tokens, &base.openers);
        let numbers = pack.numbers.find(text, &tokens, base, &mut index);
        for number in numbers.iter().filter(|n| !n.article) {
            index.add(MentionClass::Number, number.first, number.end);
        }
        let view = View {
            tokens: &tokens,
            lexicon: &base.lexicon,
            mentions: &index,
        };
        then(&Text {
            view,
            sentences: &sentences,
            numbers: &numbers,
        })
    }
}
