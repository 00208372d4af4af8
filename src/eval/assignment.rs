//! Who answers what: the one-to-one assignment whose weights have the greatest sum.

/// For each row the column that it gets, so that the weights of all pairs add up to the most.
///
/// A weight of 0 or less means that the two do not go together. The time grows with the cube of
/// the greater side. Among equal sums the choice depends on nothing but the weights.
pub(super) fn assign(
    rows: usize,
    columns: usize,
    weight: impl Fn(usize, usize) -> i64,
) -> Vec<Option<usize>> {
    let mut pairs = vec![None; rows];
    // The search wants at least as many columns as rows.
    let found = if rows <= columns {
        complete(rows, columns, |row, column| weight(row, column).max(0))
    } else {
        let flipped = complete(columns, rows, |column, row| weight(row, column).max(0));
        flipped
            .into_iter()
            .map(|(column, row)| (row, column))
            .collect()
    };
    for (row, column) in found {
        if weight(row, column) > 0 {
            pairs[row] = Some(column);
        }
    }
    pairs
}

/// The Hungarian method: gives every row a column, weights being 0 or more.
///
/// Every row has a profit and every column a price, and profit + price is never below the weight
/// of the pair. Rows come in one by one; each grows a tree of pairs where the two are equal,
/// moving profits and prices as little as is needed to reach a further column, until that column
/// is free. Then the pairs along the way to it are exchanged.
fn complete(
    rows: usize,
    columns: usize,
    weight: impl Fn(usize, usize) -> i64,
) -> Vec<(usize, usize)> {
    let mut price = vec![0; columns];
    let mut owner: Vec<Option<usize>> = vec![None; columns];
    let mut column_of: Vec<Option<usize>> = vec![None; rows];
    let mut profit: Vec<i64> = (0..rows)
        .map(|row| (0..columns).map(|c| weight(row, c)).max().unwrap_or(0))
        .collect();
    for first in 0..rows {
        let mut tree = vec![first];
        let mut reached = vec![false; columns];
        let mut slack = vec![i64::MAX; columns];
        let mut via = vec![first; columns];
        let mut newest = first;
        let free = loop {
            let mut nearest = None;
            for column in (0..columns).filter(|&c| !reached[c]) {
                let lacks = profit[newest] + price[column] - weight(newest, column);
                if lacks < slack[column] {
                    slack[column] = lacks;
                    via[column] = newest;
                }
                if nearest.is_none_or(|(least, _)| slack[column] < least) {
                    nearest = Some((slack[column], column));
                }
            }
            let Some((step, column)) = nearest else {
                unreachable!("there are at least as many columns as rows");
            };
            for &row in &tree {
                profit[row] -= step;
            }
            for other in 0..columns {
                if reached[other] {
                    price[other] += step;
                } else {
                    slack[other] -= step;
                }
            }
            let Some(row) = owner[column] else {
                break column;
            };
            reached[column] = true;
            tree.push(row);
            newest = row;
        };
        let mut next = Some(free);
        while let Some(column) = next {
            let row = via[column];
            owner[column] = Some(row);
            next = column_of[row].replace(column);
        }
    }
    let pairs = column_of.into_iter().enumerate();
    pairs.filter_map(|(row, c)| Some((row, c?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The greatest sum, by trying everything.
    fn brute_force(weights: &[Vec<i64>], used: &mut Vec<bool>, row: usize) -> i64 {
        let Some(weight) = weights.get(row) else {
            return 0;
        };
        let mut best = brute_force(weights, used, row + 1);
        for column in 0..weight.len() {
            if weight[column] > 0 && !used[column] {
                used[column] = true;
                best = best.max(weight[column] + brute_force(weights, used, row + 1));
                used[column] = false;
            }
        }
        best
    }

    #[test]
    fn as_good_as_trying_everything() {
        let mut state = 1_u64;
        let mut random = |below: i64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as i64 % below
        };
        for case in 0..600 {
            let (rows, columns) = (random(6) as usize, random(6) as usize);
            // Small weights make many ties, some make many pairs impossible.
            let top = [3, 10, 1_000][case % 3];
            let weights: Vec<Vec<i64>> = (0..rows)
                .map(|_| (0..columns).map(|_| random(top) - top / 4).collect())
                .collect();
            let pairs = assign(rows, columns, |row, column| weights[row][column]);
            let mut taken = vec![false; columns];
            let mut sum = 0;
            for (row, column) in pairs.iter().enumerate() {
                if let Some(column) = *column {
                    assert!(!taken[column], "{weights:?}: {pairs:?}");
                    assert!(weights[row][column] > 0, "{weights:?}: {pairs:?}");
                    taken[column] = true;
                    sum += weights[row][column];
                }
            }
            let best = brute_force(&weights, &mut vec![false; columns], 0);
            assert_eq!(sum, best, "{weights:?}: {pairs:?}");
        }
    }
}
