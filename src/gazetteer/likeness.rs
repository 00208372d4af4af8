//! How alike two spellings of a name are.

use smallvec::SmallVec;

/// How alike two names by [`plain`](crate::gazetteer::romanise::plain) are: 1 for equal, 0 for nothing in common (edit
/// distance over the longer length).
pub fn likeness(a: &str, b: &str) -> f32 {
    likeness_from(a, b, 0.0).unwrap_or(0.0)
}

/// The same, `None` where it is less than what is needed: most names that only share a sound are told by their lengths.
pub fn likeness_from(a: &str, b: &str, needed: f32) -> Option<f32> {
    if a.is_ascii() && b.is_ascii() {
        return likeness_of(a.as_bytes(), b.as_bytes(), needed);
    }
    let (a, b): (Letters<char>, Letters<char>) = (a.chars().collect(), b.chars().collect());
    likeness_of(&a, &b, needed)
}

/// Most names are no longer.
type Letters<T> = SmallVec<[T; 24]>;

/// The same of letters.
fn likeness_of<T: PartialEq>(a: &[T], b: &[T], needed: f32) -> Option<f32> {
    let longer = a.len().max(b.len());
    if longer == 0 {
        return (needed <= 1.0).then_some(1.0);
    }
    let likeness = |distance: usize| 1.0 - distance as f32 / longer as f32;
    let enough = |distance| Some(likeness(distance)).filter(|&likeness| likeness >= needed);
    enough(a.len().abs_diff(b.len()))?;
    enough(distance(a, b))
}

/// The fewest letters to be added, left out or changed between two words.
fn distance<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    // What both begin and end with needs no change.
    let same = |(x, y): &(&T, &T)| x == y;
    let begin = a.iter().zip(b).take_while(same).count();
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(same).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    let mut row: Letters<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_share_of_letters_that_need_no_change() {
        for (a, b, needed, expected) in [
            ("kubajab", "kabajab", 0.0, Some(1.0 - 1.0 / 7.0)),
            ("kubajab", "kabajab", 0.9, None),
            ("maian", "maiadin", 0.0, Some(1.0 - 2.0 / 7.0)),
            ("maian", "maiadin", 0.72, None),
            ("مدين", "ميادين", 0.5, Some(1.0 - 2.0 / 6.0)),
            ("abc", "bca", 0.0, Some(1.0 - 2.0 / 3.0)),
            ("", "", 1.0, Some(1.0)),
            ("", "", 1.1, None),
            ("", "ab", 0.0, Some(0.0)),
        ] {
            assert_eq!(likeness_from(a, b, needed), expected, "{a} {b} {needed}");
        }
    }
}
