//! How event types look on maps, and what legends call them: the same in every format that has styles.

use std::path::Path;

use crate::data;
use crate::error::Error;
use crate::table::{Row, Table};

const FILE: &str = "ontology/event_styles.csv";

/// How one event type is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventStyle {
    /// ACLED's event type.
    pub event_type: Box<str>,
    /// `#rrggbb`.
    pub colour: Box<str>,
    /// The marker's shape, by QGIS's name of it.
    pub shape: Box<str>,
    /// What the event type is called, by language code.
    pub names: Vec<(Box<str>, Box<str>)>,
}

impl EventStyle {
    /// The name in a language, or ACLED's.
    pub fn name_in(&self, code: &str) -> &str {
        let named = self.names.iter().find(|(c, _)| &**c == code);
        named.map_or(&self.event_type, |(_, name)| name)
    }
}

/// The styles that are built in, in the order of legends.
///
/// # Errors
/// When a row of the table cannot be used, which the tests exclude.
pub fn embedded() -> Result<Vec<EventStyle>, Error> {
    let content = data::file(FILE).unwrap_or_default();
    parse(&Table::parse(Path::new(FILE), content)?)
}

/// Reads `event_type,colour,shape,name_<code>…`.
///
/// # Errors
/// A colour that is none.
pub fn parse(table: &Table) -> Result<Vec<EventStyle>, Error> {
    table.rows().map(|row| style(&row)).collect()
}

fn style(row: &Row) -> Result<EventStyle, Error> {
    let colour = row.get("colour");
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(row.error(format!("{colour:?} is not #rrggbb")));
    }
    Ok(EventStyle {
        event_type: row.get("event_type").into(),
        colour: colour.into(),
        shape: row.get("shape").into(),
        names: row.named("name_"),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::event::types::Ontology;

    #[test]
    fn every_event_type_has_a_look_of_its_own() {
        let styles = embedded().unwrap();
        let ontology = Ontology::embedded().unwrap();
        let types: BTreeSet<&str> = ontology.types().map(|t| &*t.event_type).collect();
        let of = |field: fn(&EventStyle) -> &str| styles.iter().map(field).collect::<BTreeSet<_>>();
        assert_eq!(of(|s| &s.event_type), types);
        assert_eq!(of(|s| &s.colour).len(), types.len());
        assert_eq!(of(|s| &s.shape).len(), types.len());
        for style in &styles {
            for code in ["fr", "ar"] {
                let named = style
                    .names
                    .iter()
                    .any(|(c, name)| &**c == code && !name.is_empty());
                assert!(named, "{} in {code}", style.event_type);
            }
        }
    }

    #[test]
    fn colours_are_checked() {
        for (colour, accepted) in [
            ("#d55e00", true),
            ("d55e00", false),
            ("#d55e0", false),
            ("#d55e00;", false),
            ("red", false),
        ] {
            let table = format!("event_type,colour,shape\nBattles,{colour},circle\n");
            let table = Table::parse(Path::new("styles.csv"), table).unwrap();
            assert_eq!(parse(&table).is_ok(), accepted, "{colour}");
        }
    }
}
