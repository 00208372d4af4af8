//! Tables of texts with what is to be found in them: two columns, `text` and `expected`.

use std::path::Path;

/// Checks every row of a table in `tests/`: what a function finds in its text is what the row expects.
pub fn check(table: &str, found: impl Fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(table);
    let mut rows = csv::ReaderBuilder::new();
    let mut rows = rows.comment(Some(b'#')).from_path(path).expect("the table");
    let mut wrong = Vec::new();
    for row in rows.records().map(|row| row.expect("a row")) {
        let (text, expected) = (&row[0], &row[1]);
        let found = found(text);
        if found != expected {
            wrong.push(format!("{text}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
