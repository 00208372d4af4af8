//! Reading never fails, whatever stands beside whatever: the examples of all rows, mixed.

use dateline::analysis::{Siblings, settle};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::pack::embedded_sources;
use dateline::reading::read;

/// So many texts are mixed for each language.
const TEXTS: usize = 600;
/// Of so many examples at most.
const LONGEST: usize = 30;
/// What may stand behind an example.
const BEHIND: [&str; 8] = [" ", " ", " ", ", ", ". ", "\n\n", " » ", "; « "];

/// Pseudo-random numbers that are the same everywhere (Numerical Recipes' generator).
struct Dice(u32);

impl Dice {
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        list[(self.0 >> 8) as usize % list.len()]
    }
}

#[test]
fn examples_in_any_order_are_read() {
    let engine = Engine::embedded().unwrap();
    for (pack, source) in embedded_sources().iter().enumerate() {
        let tables = source.tables_named("");
        let rows = tables.iter().flat_map(|table| table.rows());
        let examples: Vec<&str> = rows.map(|row| row.get("example")).collect();
        let words: Vec<&str> = examples.iter().flat_map(|e| e.split(' ')).collect();
        let mut told = 0;
        let mut dice = Dice(2);
        for number in 0..TEXTS {
            // Whole examples, then words.
            let (parts, longest) = match number % 2 {
                0 => (&examples, LONGEST),
                _ => (&words, 10 * LONGEST),
            };
            let mut text = String::new();
            for _ in 0..=number % longest {
                text.push_str(&dice.pick(parts).replace(['{', '}'], ""));
                text.push_str(dice.pick(&BEHIND));
            }
            let document = Document {
                text,
                published: DaySpan::parse_iso("2017-09-08"),
                ..Document::default()
            };
            let reading = read(document, pack, &engine);
            let settled = settle(reading, &Siblings::default(), &engine);
            told += settled.outcome.reports.len();
        }
        assert!(told > 0, "{}: nothing was read", source.code);
    }
}
