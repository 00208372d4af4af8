//! The words of a picture in one language, and how it writes dates and counts.

use std::path::Path;

use jiff::civil::Date;

use crate::data;
use crate::error::Error;
use crate::table::Table;

const FILE: &str = "assets/picture/words.csv";

/// The words of one language.
#[derive(Clone, Debug)]
pub struct Words {
    /// The language's code, which is a column of the table.
    pub code: Box<str>,
    rows: Vec<(Box<str>, Box<str>)>,
}

impl Words {
    /// The words of a language, or of the first one in the table.
    ///
    /// # Errors
    /// When the table has no such language; the message lists those that it has.
    pub fn of(code: Option<&str>) -> Result<Words, Error> {
        let content = data::file(FILE).unwrap_or_default();
        let table = Table::parse(Path::new(FILE), content)?;
        let codes = table.header().get(1..).unwrap_or_default();
        let Some(code) = codes
            .iter()
            .find(|known| code.is_none_or(|code| code == *known))
        else {
            let message = format!("no such language of labels; there are {}", codes.join(", "));
            return Err(Error::usage(Path::new(code.unwrap_or_default()), message));
        };
        let rows = table.rows();
        let rows = rows.map(|row| (row.get("key").into(), row.get(code).into()));
        Ok(Words {
            code: code.as_str().into(),
            rows: rows.collect(),
        })
    }

    /// One word or phrase; its own key where the table lacks it.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        let row = self.rows.iter().find(|(k, _)| &**k == key);
        row.map_or(key, |(_, word)| word)
    }

    /// A phrase with its braces filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        values
            .iter()
            .fold(self.get(key).to_owned(), |said, (name, value)| {
                said.replace(&format!("{{{name}}}"), value)
            })
    }

    /// Whether lines run from right to left.
    pub fn right_to_left(&self) -> bool {
        self.get("direction") == "rtl"
    }

    /// So many events.
    pub fn events(&self, count: usize) -> String {
        let form = match (count, count % 100) {
            (1, _) => "events_one",
            (2, _) => "events_two",
            (_, 3..=10) => "events_few",
            (_, 11..=99) => "events_many",
            _ => "events_other",
        };
        self.fill(form, &[("n", &count.to_string())])
    }

    /// A day, as people write it.
    pub fn day(&self, date: Date) -> String {
        let day = match date.day() {
            1 => self.get("first_day").to_owned(),
            day => day.to_string(),
        };
        self.date("day", &day, date)
    }

    /// A month with its year.
    pub fn month(&self, date: Date) -> String {
        self.date("month", "", date)
    }

    /// From one day to another, or the one day that it is.
    pub fn range(&self, from: Date, to: Date) -> String {
        if from == to {
            return self.day(from);
        }
        let (from, to) = (self.day(from), self.day(to));
        self.fill("range", &[("from", &from), ("to", &to)])
    }

    fn date(&self, form: &str, day: &str, date: Date) -> String {
        let month = self.get(&format!("month_{}", date.month())).to_owned();
        let year = date.year().to_string();
        self.fill(form, &[("day", day), ("month", &month), ("year", &year)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        let content = data::file(FILE).unwrap();
        let table = Table::parse(Path::new(FILE), content).unwrap();
        assert!(table.header().len() > 1 && table.rows().count() > 0);
        for row in table.rows() {
            for code in table.header() {
                assert!(
                    !row.get(code).is_empty(),
                    "{code} in line {} is empty",
                    row.line
                );
            }
        }
    }

    #[test]
    fn dates_and_counts() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (code, from, to, range, count, events) in [
            (
                "en",
                "2017-08-01",
                "2017-08-01",
                "1 August 2017",
                1,
                "1 event",
            ),
            (
                "fr",
                "2017-08-01",
                "2017-09-02",
                "1er août 2017 – 2 septembre 2017",
                12,
                "12 événements",
            ),
            ("ar", "2017-08-26", "2017-08-26", "26 آب 2017", 2, "حدثان"),
            (
                "ar",
                "2018-02-26",
                "2018-02-26",
                "26 شباط 2018",
                103,
                "103 أحداث",
            ),
        ] {
            let words = Words::of(Some(code)).unwrap();
            assert_eq!(words.range(day(from), day(to)), range);
            assert_eq!(words.events(count), events);
        }
    }

    #[test]
    fn unknown_language() {
        let error = Words::of(Some("xx")).unwrap_err().to_string();
        assert!(error.contains("there are en, fr, ar"), "{error}");
    }
}
