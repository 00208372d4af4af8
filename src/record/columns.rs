//! The columns of the records, one row each: name, type, HXL tag.
//!
//! Formats with typed columns take them from here. A column bears the name of the record's field.

use super::{ClusterRecord, EventRecord};
use crate::feature::{Column, Kind, Value};
use crate::layer::TimePrecision;

macro_rules! columns {
    ($record:ident { $($name:ident $kind:ident $hxl:literal)* }) => {
        impl<'a> $record<'a> {
            /// The columns, in their order.
            pub const COLUMNS: &'static [Column] =
                &[$(Column::known(stringify!($name), Kind::$kind, $hxl)),*];

            /// The values, in the order of the columns.
            pub fn into_values(self) -> Vec<Value<'a>> {
                vec![$(Value::from(self.$name)),*]
            }
        }
    };
}

columns!(EventRecord {
    event_id            Text    "#event+id"
    event_date          Date    "#date+start"
    event_date_end      Date    "#date+end"
    time_precision      Integer "#date+precision"
    date_basis          Text    "#date+basis"
    disorder_type       Text    "#event+category"
    event_type          Text    "#event+type"
    sub_event_type      Text    "#event+subtype"
    actor1              Text    "#org+actor1"
    actor2              Text    "#org+actor2"
    location            Text    "#loc+name"
    location_id         Text    "#loc+id"
    location_relation   Text    "#loc+relation"
    admin1              Text    "#adm1+name"
    admin1_pcode        Text    "#adm1+code"
    country             Text    "#country+name"
    geo_precision       Integer "#geo+precision"
    uncertainty_m       Integer "#geo+uncertainty_m"
    fatalities          Integer "#affected+killed"
    fatalities_low      Integer "#affected+killed+min"
    fatalities_high     Integer "#affected+killed+max"
    claimed_by          Text    "#meta+claimed_by"
    relayed_by          Text    "#meta+relayed_by"
    disputed            Boolean "#meta+disputed"
    confidence          Real    "#meta+confidence"
    n_reports           Integer "#meta+reports+num"
    n_sources           Integer "#meta+sources+num"
    documents           List    "#meta+documents"
    source_urls         List    "#meta+url"
    quote               Text    "#description+quote"
    cluster_id          Text    "#event+cluster+id"
});

columns!(ClusterRecord {
    cluster_id          Text    "#event+cluster+id"
    n_events            Integer "#event+num"
    n_reports           Integer "#meta+reports+num"
    date_first          Date    "#date+start"
    date_last           Date    "#date+end"
    event_types         Json    "#event+type"
    fatalities          Integer "#affected+killed"
    fatalities_low      Integer "#affected+killed+min"
    fatalities_high     Integer "#affected+killed+max"
});

/// The type of a column of ours, whichever record it is of.
pub fn known_kind(name: &str) -> Option<Kind> {
    let mut columns = EventRecord::COLUMNS.iter().chain(ClusterRecord::COLUMNS);
    let column = columns.find(|column| column.name == name);
    column.map(|column| column.kind)
}

/// Which rows of a table of events lie on a layer of [`Map::layers`](crate::layer::Map::layers), as a condition in SQL.
pub fn in_layer(name: &str) -> String {
    // Names are dates, but nothing that is put into SQL is trusted.
    let name = name.replace('\'', "''");
    let month = TimePrecision::Month as u8;
    match name.matches('-').count() {
        2 => format!("event_date = '{name}' AND time_precision < {month}"),
        _ => format!("substr(event_date, 1, 7) = '{name}' AND time_precision = {month}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use jiff::civil::date;

    #[test]
    fn columns_are_the_fields_of_the_record() {
        let types = BTreeMap::from([("Battles".to_owned(), 3)]);
        let record = ClusterRecord {
            cluster_id: "c",
            n_events: 1,
            n_reports: 2,
            date_first: date(2017, 8, 26),
            date_last: date(2017, 8, 27),
            event_types: &types,
            fatalities: None,
            fatalities_low: Some(4),
            fatalities_high: Some(5),
        };
        let fields = serde_json::to_string(&record).unwrap();
        let pair = |(column, value): (&Column, &Value)| {
            format!(
                "{:?}:{}",
                column.name,
                serde_json::to_string(value).unwrap()
            )
        };
        let values = record.into_values();
        let columns: Vec<String> = ClusterRecord::COLUMNS
            .iter()
            .zip(&values)
            .map(pair)
            .collect();
        assert_eq!(format!("{{{}}}", columns.join(",")), fields);
    }

    #[test]
    fn every_column_has_a_tag() {
        for columns in [EventRecord::COLUMNS, ClusterRecord::COLUMNS] {
            for column in columns {
                assert!(column.hxl.starts_with('#'), "{}", column.name);
            }
        }
    }

    #[test]
    fn layers_as_conditions() {
        for (layer, expected) in [
            (
                "2017-08-26",
                "event_date = '2017-08-26' AND time_precision < 3",
            ),
            (
                "2017-10",
                "substr(event_date, 1, 7) = '2017-10' AND time_precision = 3",
            ),
            (
                "x' OR 1",
                "substr(event_date, 1, 7) = 'x'' OR 1' AND time_precision = 3",
            ),
        ] {
            assert_eq!(in_layer(layer), expected);
        }
    }
}
