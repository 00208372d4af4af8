//! The rows that come first in some order, or all of them in it.

use std::cmp::Ordering;

use serde_json::Value;

use super::row::{Row, compare};

/// A column by which rows are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// Its name.
    pub column: String,
    /// Whether the greatest value comes first. What is missing comes last in both orders.
    pub descending: bool,
}

impl SortKey {
    /// Reads `column`, `column:asc` or `column:desc`, several parted by commas.
    pub fn parse_list(text: &str) -> Vec<SortKey> {
        let key = |text: &str| {
            let text = text.trim();
            let descending = text.strip_suffix(":desc");
            let column = descending.or(text.strip_suffix(":asc")).unwrap_or(text);
            SortKey {
                column: column.to_owned(),
                descending: descending.is_some(),
            }
        };
        text.split(',')
            .map(key)
            .filter(|key| !key.column.is_empty())
            .collect()
    }
}

/// The order of two rows; rows that are alike keep the order of the file.
pub fn order(a: &Row, b: &Row, keys: &[SortKey]) -> Ordering {
    for key in keys {
        let (x, y) = (a.get(&key.column), b.get(&key.column));
        let ordering = match key.descending && *x != Value::Null && *y != Value::Null {
            true => compare(y, x),
            false => compare(x, y),
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
    a.position.cmp(&b.position)
}

/// Keeps the first rows of an order, in memory for about twice as many.
#[derive(Debug)]
pub struct Top {
    keys: Vec<SortKey>,
    limit: Option<usize>,
    rows: Vec<Row>,
}

impl Top {
    /// Keeps so many rows, or all.
    pub fn new(keys: Vec<SortKey>, limit: Option<usize>) -> Top {
        Top {
            keys,
            limit,
            rows: Vec::new(),
        }
    }

    /// Adds a row. When enough others come before every later one, gives the last of these.
    pub fn push(&mut self, row: Row) -> Option<&Row> {
        /// So many rows are kept at least before the others are thrown away.
        const FEWEST: usize = 64;
        self.rows.push(row);
        let limit = self.limit?;
        if self.rows.len() < limit.saturating_mul(2).max(limit.saturating_add(FEWEST)) {
            return None;
        }
        self.cut();
        self.rows.last()
    }

    fn cut(&mut self) {
        let keys = &self.keys;
        self.rows.sort_by(|a, b| order(a, b, keys));
        self.rows.truncate(self.limit.unwrap_or(usize::MAX));
    }

    /// The rows in order.
    pub fn finish(mut self) -> Vec<Row> {
        self.cut();
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_as_they_are_written() {
        let keys = SortKey::parse_list("fatalities:desc, event_date,a:b:asc");
        let shown: Vec<(&str, bool)> = keys
            .iter()
            .map(|k| (k.column.as_str(), k.descending))
            .collect();
        assert_eq!(
            shown,
            [("fatalities", true), ("event_date", false), ("a:b", false)]
        );
    }

    #[test]
    fn the_first_of_many() {
        for (keys, limit, expected) in [
            ("n", Some(3), vec![0, 1, 2]),
            ("n:desc", Some(2), vec![499, 498]),
            ("parity,n:desc", Some(2), vec![498, 496]),
            ("n:desc", Some(0), vec![]),
            ("absent", Some(1), vec![7]),
        ] {
            let mut top = Top::new(SortKey::parse_list(keys), limit);
            for position in 0..500_u64 {
                let n = (position * 7 + 7) % 500;
                let mut row = Row {
                    position,
                    ..Row::default()
                };
                row.set("n", json!(n));
                row.set("parity", json!(n % 2));
                top.push(row);
                assert!(top.rows.len() <= 70);
            }
            let numbers: Vec<u64> = top
                .finish()
                .iter()
                .filter_map(|row| row.get("n").as_u64())
                .collect();
            assert_eq!(numbers, expected, "{keys}");
        }
        let mut all = Top::new(SortKey::parse_list("n:desc"), None);
        for (position, n) in [json!(1), json!(null), json!(3)].into_iter().enumerate() {
            let mut row = Row {
                position: position as u64,
                ..Row::default()
            };
            row.set("n", n);
            all.push(row);
        }
        let positions: Vec<u64> = all.finish().iter().map(|row| row.position).collect();
        assert_eq!(positions, [2, 0, 1]);
    }
}
