//! Scores as a table for the eye, as CSV to be committed, and compared with what was committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Score, Scores};

const HEADER: &str = "language,part,measure,precision,recall,f1";

/// A drop up to this is rounding: half of the third decimal, and a little for what binary
/// fractions make of it.
const SLACK: f64 = 0.000_501;

/// A table for each language and part, one line per measure, columns aligned.
pub fn table(scores: &Scores) -> String {
    let mut out = String::new();
    let mut heading = None;
    for score in &scores.rows {
        let group = (&score.language, score.part);
        if heading != Some(group) {
            let gap = if heading.is_some() { "\n" } else { "" };
            heading = Some(group);
            let title = format!("{} {}", score.language, score.part);
            // A string takes any text.
            let _ = writeln!(
                out,
                "{gap}{title:<24}{:>9}{:>9}{:>9}{:>8}{:>8}{:>8}",
                "precision", "recall", "F1", "right", "given", "asked"
            );
        }
        let [precision, recall, f1] = figures(score).map(|figure| decimals(figure, "-"));
        let tally = score.tally;
        let _ = writeln!(
            out,
            "  {:<22}{precision:>9}{recall:>9}{f1:>9}{:>8}{:>8}{:>8}",
            score.measure.name(),
            tally.right,
            tally.given,
            tally.asked
        );
    }
    out
}

/// The table that is committed: sorted rows, three decimals, an empty cell where a figure is not
/// defined.
pub fn csv(scores: &Scores) -> String {
    let mut lines: Vec<String> = scores
        .rows
        .iter()
        .map(|score| {
            let figures = figures(score).map(|figure| decimals(figure, ""));
            format!("{},{}", key(score), figures.join(","))
        })
        .collect();
    lines.sort();
    lines.insert(0, HEADER.to_owned());
    lines.join("\n") + "\n"
}

/// What is worse than in the committed table (the text of a file that [`csv()`] made), one line
/// each; empty where all is at least as good.
///
/// A figure that is gone, one that the table lacks and a row that cannot be read are told too:
/// none of them is guarded against a drop.
pub fn regressions(committed: &str, scores: &Scores) -> Vec<String> {
    let mut found = Vec::new();
    let mut now: BTreeMap<String, [Option<f64>; 3]> = scores
        .rows
        .iter()
        .map(|score| (key(score), figures(score)))
        .collect();
    let mut lines = committed.lines();
    if lines.next() != Some(HEADER) {
        found.push(format!("the first line is not {HEADER}"));
    }
    for line in lines {
        let Some((key, before)) = row(line) else {
            found.push(format!("not a row of scores: {line}"));
            continue;
        };
        let Some(after) = now.remove(key) else {
            found.push(format!("{key}: not measured any more"));
            continue;
        };
        for ((name, before), after) in ["precision", "recall", "f1"].iter().zip(before).zip(after) {
            if let (Some(before), Some(after)) = (before, after)
                && after < before - SLACK
            {
                found.push(format!("{key}: {name} fell from {before:.3} to {after:.3}"));
            }
        }
    }
    found.extend(
        now.keys()
            .map(|key| format!("{key}: not in the committed table")),
    );
    found
}

/// A row of the committed table: its first three columns and its figures.
fn row(line: &str) -> Option<(&str, [Option<f64>; 3])> {
    let mut cells = line.rsplitn(4, ',');
    let mut figure = || match cells.next()? {
        "" => Some(None),
        cell => cell.parse().ok().filter(|f: &f64| f.is_finite()).map(Some),
    };
    let (f1, recall, precision) = (figure()?, figure()?, figure()?);
    Some((cells.next()?, [precision, recall, f1]))
}

fn key(score: &Score) -> String {
    format!("{},{},{}", score.language, score.part, score.measure.name())
}

fn figures(score: &Score) -> [Option<f64>; 3] {
    let tally = score.tally;
    [tally.precision(), tally.recall(), tally.f1()]
}

fn decimals(figure: Option<f64>, missing: &str) -> String {
    figure.map_or(missing.to_owned(), |figure| format!("{figure:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Measure, Tally};

    fn scores(rows: &[(&str, Measure, usize, usize, usize)]) -> Scores {
        let row = |&(language, measure, right, given, asked): &(&str, _, _, _, _)| Score {
            language: language.to_owned(),
            part: "open",
            measure,
            tally: Tally {
                right,
                given,
                asked,
            },
        };
        Scores {
            rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn table_and_csv() {
        let scores = scores(&[
            ("xx", Measure::ToponymsFound, 2, 3, 4),
            ("xx", Measure::EventDates, 0, 0, 1),
            ("yy", Measure::ToponymsFound, 1, 1, 1),
        ]);
        let expected = "\
xx open                 precision   recall       F1   right   given   asked
  toponyms_found            0.667    0.500    0.571       2       3       4
  event_dates                   -    0.000    0.000       0       0       1

yy open                 precision   recall       F1   right   given   asked
  toponyms_found            1.000    1.000    1.000       1       1       1
";
        assert_eq!(table(&scores), expected);
        let expected = "\
language,part,measure,precision,recall,f1
xx,open,event_dates,,0.000,0.000
xx,open,toponyms_found,0.667,0.500,0.571
yy,open,toponyms_found,1.000,1.000,1.000
";
        assert_eq!(csv(&scores), expected);
        assert_eq!(regressions(expected, &scores), [""; 0]);
    }

    #[test]
    fn drops_are_told() {
        // 0.75, 0.5 and 0.6.
        let scores = scores(&[("xx", Measure::Fatalities, 3, 4, 6)]);
        for (row, expected) in [
            ("xx,open,fatalities,0.750,0.500,0.600", &[][..]),
            ("xx,open,fatalities,0.750,0.500,0.6005", &[]),
            ("xx,open,fatalities,0.100,0.100,0.100", &[]),
            ("xx,open,fatalities,,0.500,0.600", &[]),
            (
                "xx,open,fatalities,0.751,0.500,0.601",
                &[
                    "xx,open,fatalities: precision fell from 0.751 to 0.750",
                    "xx,open,fatalities: f1 fell from 0.601 to 0.600",
                ],
            ),
            (
                "xx,open,metonyms,0.751,0.500,0.601",
                &[
                    "xx,open,metonyms: not measured any more",
                    "xx,open,fatalities: not in the committed table",
                ],
            ),
            (
                "xx,open,fatalities,0.751,0.500,NaN",
                &[
                    "not a row of scores: xx,open,fatalities,0.751,0.500,NaN",
                    "xx,open,fatalities: not in the committed table",
                ],
            ),
            (
                "fatalities,0.751",
                &[
                    "not a row of scores: fatalities,0.751",
                    "xx,open,fatalities: not in the committed table",
                ],
            ),
        ] {
            assert_eq!(
                regressions(&format!("{HEADER}\n{row}\n"), &scores),
                expected,
                "{row}"
            );
        }
        let seen = regressions("", &scores);
        assert_eq!(seen.len(), 2, "{seen:?}");
    }
}
