//! Texts far longer and more monotonous than any writer's: a single line, one sentence over and over, marks without words.
//!
//! What a document costs has to grow with its length, not with the square of it. Times would make a flaky test; what is
//! counted here instead is what comes out, and all of it must: as many candidates for every copy, none with more than a
//! sentence for its evidence. (A version of the program that was quadratic needs many minutes for these texts.)

use dateline::analysis::{Settled, Siblings, settle};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::reading::read;

/// So many bytes of each unit are read.
const LENGTH_BYTES: usize = 400_000;
/// No sentence of 300 tokens of the units below has more bytes.
const SENTENCE_BYTES: usize = 3_000;

fn settled(engine: &Engine, unit: &str, copies: usize) -> Settled {
    let document = Document {
        id: "long".to_owned(),
        text: unit.repeat(copies),
        published: DaySpan::parse_iso("2017-11-10"),
        language: Some("fr".to_owned()),
        ..Document::default()
    };
    let pack = engine.identify(&document).expect("a language");
    settle(read(document, pack, engine), &Siblings::default(), engine)
}

/// Checks how many candidates all copies of a unit give for each copy, mapped or not, at least and at most.
fn check(engine: &Engine, unit: &str, (least, most): (f64, f64)) {
    let copies = LENGTH_BYTES / unit.len();
    let outcome = settled(engine, unit, copies).outcome;
    let each = (outcome.reports.len() + outcome.unmapped.len()) as f64 / copies as f64;
    assert!(
        (least..=most).contains(&each),
        "{each} candidates for each {unit:?}"
    );
    let mapped = outcome.reports.iter().map(|report| &report.quote);
    let quotes = mapped.chain(outcome.unmapped.iter().map(|unmapped| &unmapped.quote));
    let longest = quotes.map(String::len).max();
    assert!(longest.unwrap_or(0) <= SENTENCE_BYTES, "{unit:?}");
}

#[test]
fn reads_long_texts_in_time_that_grows_with_their_length() {
    let engine = Engine::embedded().expect("embedded tables");
    for (unit, each) in [
        // Every sentence looks back for a day, an attack, a list's lead.
        (
            "Le lendemain de l'attaque, une attaque a visé Mayadine. ",
            (0.9, 1.1),
        ),
        (
            "Le 5 novembre, une attaque a visé Mayadine le lendemain de l'attaque.\n",
            (0.9, 1.1),
        ),
        ("- Homs : une attaque a visé la ville\n", (0.9, 1.1)),
        ("Mayadine:\n- une attaque a visé Homs\n", (0.9, 1.1)),
        // Every toll looks for the raids before it, and for a day since.
        (
            "Des raids ont visé Mayadine. Sept hommes ont été tués à Homs. Un calme règne lundi. ",
            (1.9, 2.1),
        ),
        // A sentence that does not end.
        (
            "Douze soldats ont été tués à Mayadine, deux à Homs, trois à Hama, ",
            (0.9, 3.1),
        ),
        ("une attaque a visé Mayadine puis Homs ", (0.9, 2.1)),
        // Marks, names and numbers without a sentence.
        ("\"", (0.0, 0.0)),
        ("« ", (0.0, 0.0)),
        ("(", (0.0, 0.0)),
        ("\n", (0.0, 0.0)),
        ("Homs et ", (0.0, 0.0)),
        ("1.", (0.0, 0.0)),
        ("le 5 mars, hier, ", (0.0, 0.0)),
        ("selon l'OSDH, ", (0.0, 0.0)),
    ] {
        check(&engine, unit, each);
    }
}
