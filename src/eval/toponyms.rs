//! Place names: which were found, and which of them are in the right place.

use super::assignment::assign;
use super::{GoldDocument, GoldToponym, Measure, PredictedToponym, Prediction, Tally, area};
use crate::place::sphere::distance_m;

/// How far off an answer may be, in metres, by kind of place.
const TOLERANCE_M: [(&str, f64); 9] = [
    ("country", 300_000.0),
    ("desert", 300_000.0),
    ("governorate", 80_000.0),
    ("lake", 40_000.0),
    ("mountain", 60_000.0),
    ("region", 150_000.0),
    ("river", 300_000.0),
    ("road", 80_000.0),
    ("sea", 300_000.0),
];

/// How far off any other kind may be, in metres.
const TOLERANCE_OTHER_M: f64 = 10_000.0;

/// How far off it may be where it is asked closely, in metres.
const CLOSE_M: f64 = 5_000.0;

/// How far off the answer may be, in metres.
pub(super) fn tolerance_m(kind: &str) -> f64 {
    let row = TOLERANCE_M.iter().find(|(name, _)| *name == kind);
    row.map_or(TOLERANCE_OTHER_M, |&(_, metres)| metres)
}

/// What became of an annotated place name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// No predicted span overlaps it, or another name has it.
    Missed,
    /// Found; the annotator could not place it, so nobody is asked to.
    Unlocated,
    /// Found, but no place was chosen.
    Unplaced,
    /// Found and placed so many metres off, which may be too far.
    Placed { off_m: f64, right: bool },
}

/// A document's annotated and predicted place names side by side.
pub(super) struct Compared<'a> {
    gold: &'a [GoldToponym],
    predicted: &'a [PredictedToponym],
    /// For each annotated name the predicted one that stands for it.
    pub pairs: Vec<Option<usize>>,
}

impl<'a> Compared<'a> {
    /// Pairs the names one to one: as many as possible, then those that overlap best.
    pub fn new(document: &'a GoldDocument, prediction: &'a Prediction) -> Compared<'a> {
        let (gold, predicted) = (&document.toponyms[..], &prediction.toponyms[..]);
        let pairs = assign(gold.len(), predicted.len(), |row, column| {
            let (a, b) = (&gold[row].span, &predicted[column].span);
            let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
            if common == 0 {
                return 0;
            }
            let whole = a.end.max(b.end) - a.start.min(b.start);
            PAIR + (1_000 * common / whole) as i64
        });
        Compared {
            gold,
            predicted,
            pairs,
        }
    }

    /// What became of the annotated name of this number.
    pub fn fate(&self, number: usize) -> Fate {
        let Some(found) = self.pairs[number] else {
            return Fate::Missed;
        };
        match (self.gold[number].point, self.predicted[found].point) {
            (None, _) => Fate::Unlocated,
            (_, None) => Fate::Unplaced,
            (Some(here), Some(there)) => {
                let off_m = distance_m(here, there);
                let right = off_m <= tolerance_m(&self.gold[number].kind);
                Fate::Placed { off_m, right }
            }
        }
    }

    /// Numbers of the predicted names that stand for no annotated one.
    pub fn false_alarms(&self) -> Vec<usize> {
        let all = 0..self.predicted.len();
        all.filter(|n| !self.pairs.contains(&Some(*n))).collect()
    }

    /// Every figure about place names.
    pub fn tallies(&self) -> Vec<(Measure, Tally)> {
        vec![
            (Measure::ToponymsFound, self.found()),
            (Measure::ToponymsPlaced, self.placed()),
            (Measure::ToponymsPlaced5Km, self.placed_closely()),
            (Measure::Metonyms, self.metonyms()),
        ]
    }

    fn found(&self) -> Tally {
        Tally {
            right: self.pairs.iter().flatten().count(),
            given: self.predicted.len(),
            asked: self.gold.len(),
        }
    }

    /// Names that the annotator could not place are not asked for, and placing them is not wrong.
    fn placed(&self) -> Tally {
        let fates: Vec<Fate> = (0..self.gold.len()).map(|n| self.fate(n)).collect();
        let excused = |found: usize| {
            let number = self.pairs.iter().position(|&pair| pair == Some(found));
            number.is_some_and(|n| fates[n] == Fate::Unlocated)
        };
        let given = (0..self.predicted.len())
            .filter(|&n| self.predicted[n].point.is_some() && !excused(n))
            .count();
        let right = |fate: &&Fate| matches!(fate, Fate::Placed { right: true, .. });
        Tally {
            right: fates.iter().filter(right).count(),
            given,
            asked: self.gold.iter().filter(|t| t.point.is_some()).count(),
        }
    }

    /// A share: whoever misses a name has not placed it.
    fn placed_closely(&self) -> Tally {
        let syria = area::syria();
        let asked = (0..self.gold.len()).filter(|&n| {
            let toponym = &self.gold[n];
            let sharp = tolerance_m(&toponym.kind) <= TOLERANCE_OTHER_M;
            sharp && toponym.point.is_some_and(|p| area::holds(&syria, p))
        });
        Tally::share(
            asked.map(|n| matches!(self.fate(n), Fate::Placed { off_m, .. } if off_m <= CLOSE_M)),
        )
    }

    /// Names that are places in one and metonyms in the other are wrong; what is not a name in
    /// one of them counts in the names found.
    fn metonyms(&self) -> Tally {
        let gold = self.gold.iter().filter(|t| t.metonym).count();
        let found = |(number, pair): (usize, &Option<usize>)| {
            pair.map(|p| (self.gold[number].metonym, self.predicted[p].metonym))
        };
        let pairs: Vec<(bool, bool)> = self.pairs.iter().enumerate().filter_map(found).collect();
        Tally {
            right: pairs.iter().filter(|&&pair| pair == (true, true)).count(),
            given: pairs.iter().filter(|(_, predicted)| *predicted).count(),
            asked: gold,
        }
    }
}

/// More than all that the overlaps of a document's names can add up to.
const PAIR: i64 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::tests::gold;
    use crate::eval::score;

    /// Start, end, whether a metonym, point.
    type Row = (usize, usize, bool, Option<(f64, f64)>);

    /// Four names in one text: start, end, kind, point; then what is predicted; then right/given/asked of found, placed, within 5 km, metonyms.
    fn check(predicted: &[Row], expected: [&str; 4]) {
        let text = "Homs, Irak, Bab, Homs dit";
        let row = |start: usize, end: usize, place: &str| {
            let surface = &text[start..end];
            format!(
                r#"{{"doc":"a","start":{start},"end":{end},"surface":"{surface}","name":"N",{place}}}"#
            )
        };
        let rows = [
            row(
                0,
                4,
                r#""lat":34.73,"lon":36.71,"kind":"city","role":"event""#,
            ),
            row(
                6,
                10,
                r#""lat":33,"lon":44,"kind":"country","role":"mention""#,
            ),
            row(12, 15, r#""kind":"village","role":"mention""#),
            row(
                17,
                21,
                r#""lat":34.73,"lon":36.71,"kind":"city","role":"metonym""#,
            ),
        ];
        let rows: Vec<&str> = rows.iter().map(|row| &**row).collect();
        let gold = gold(&[r#"{"id":"a","lang":"xx"}"#], &[text], &rows, &[]);
        let prediction = Prediction {
            id: "a".to_owned(),
            toponyms: predicted
                .iter()
                .map(|&(start, end, metonym, point)| PredictedToponym {
                    span: start..end,
                    metonym,
                    point,
                    ..PredictedToponym::default()
                })
                .collect(),
            ..Prediction::default()
        };
        let scores = score(&gold, &[prediction]);
        let measures = [
            Measure::ToponymsFound,
            Measure::ToponymsPlaced,
            Measure::ToponymsPlaced5Km,
            Measure::Metonyms,
        ];
        let seen = measures.map(|measure| {
            let row = scores.rows.iter().find(|row| row.measure == measure);
            let t = row.map_or(Tally::default(), |row| row.tally);
            format!("{}/{}/{}", t.right, t.given, t.asked)
        });
        assert_eq!(seen, expected, "{predicted:?}");
    }

    #[test]
    fn found_and_placed() {
        let homs = Some((34.73, 36.71));
        // 8 km and 12 km north of it.
        let (near, far) = (Some((34.802, 36.71)), Some((34.838, 36.71)));
        let iraq = Some((33.3, 44.4));
        let all = [
            (0, 4, false, homs),
            (6, 10, false, iraq),
            (12, 15, false, None),
            (17, 21, true, homs),
        ];
        let with = |change: Row, at: usize| {
            let mut changed = all;
            changed[at] = change;
            changed
        };
        check(&all, ["4/4/4", "3/3/3", "2/2/2", "1/1/1"]);
        check(&[], ["0/0/4", "0/0/3", "0/2/2", "0/0/1"]);
        // The same span twice is one name found and one false alarm.
        check(&[all[0], all[0]], ["1/2/4", "1/2/3", "1/2/2", "0/0/1"]);
        // Half a name is found; one that only touches it is not.
        check(&[(2, 5, false, homs)], ["1/1/4", "1/1/3", "1/2/2", "0/0/1"]);
        check(&[(4, 6, false, homs)], ["0/1/4", "0/1/3", "0/2/2", "0/0/1"]);
        // One that covers two goes to one, and a shorter one beside it to the other.
        check(
            &[(0, 10, false, iraq), (0, 4, false, homs)],
            ["2/2/4", "2/2/3", "1/2/2", "0/0/1"],
        );
        check(
            &with((0, 4, false, near), 0),
            ["4/4/4", "3/3/3", "1/2/2", "1/1/1"],
        );
        check(
            &with((0, 4, false, far), 0),
            ["4/4/4", "2/3/3", "1/2/2", "1/1/1"],
        );
        check(
            &with((0, 4, false, None), 0),
            ["4/4/4", "2/2/3", "1/2/2", "1/1/1"],
        );
        // What the annotator could not place may be placed; what is no name may not.
        check(
            &with((12, 15, false, homs), 2),
            ["4/4/4", "3/3/3", "2/2/2", "1/1/1"],
        );
        check(
            &with((22, 25, false, homs), 2),
            ["3/4/4", "3/4/3", "2/2/2", "1/1/1"],
        );
        check(
            &with((17, 21, false, homs), 3),
            ["4/4/4", "3/3/3", "2/2/2", "0/0/1"],
        );
        check(
            &with((0, 4, true, homs), 0),
            ["4/4/4", "3/3/3", "2/2/2", "1/2/1"],
        );
    }

    #[test]
    fn tolerance_depends_on_the_kind() {
        for (kind, expected) in [
            ("city", 10_000.0),
            ("governorate", 80_000.0),
            ("region", 150_000.0),
            ("river", 300_000.0),
            ("a kind of its own", 10_000.0),
        ] {
            assert_eq!(tolerance_m(kind), expected, "{kind}");
        }
    }
}
