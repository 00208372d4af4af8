//! Properties of simplestyle 1.1 (<https://github.com/mapbox/simplestyle-spec>), for viewers of GeoJSON that know them.

use serde::Serialize;

use crate::record::EventRecord;
use crate::write::style::EventStyle;

/// What event types look like that the table of styles lacks.
const OTHER: &str = "#7f7f7f";

/// Properties with those that say how a point is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Marked<'s, P> {
    /// The feature's own.
    #[serde(flatten)]
    pub properties: P,
    /// What happened, and where.
    pub title: String,
    /// `#rrggbb`, by event type.
    #[serde(rename = "marker-color")]
    pub marker_color: &'s str,
    /// By the number of reports.
    #[serde(rename = "marker-size")]
    pub marker_size: &'static str,
}

impl<'s, 'a> Marked<'s, EventRecord<'a>> {
    /// The properties of an event.
    pub fn new(record: EventRecord<'a>, styles: &'s [EventStyle]) -> Marked<'s, EventRecord<'a>> {
        let mut all = styles.iter();
        let style = all.find(|style| *style.event_type == *record.event_type);
        Marked {
            title: format!("{}, {}", record.sub_event_type, record.location),
            marker_color: style.map_or(OTHER, |style| &style.colour),
            marker_size: match record.n_reports {
                0..=1 => "small",
                2..=4 => "medium",
                _ => "large",
            },
            properties: record,
        }
    }
}

/// Properties with those that say how an area is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shaded<P> {
    /// The feature's own.
    #[serde(flatten)]
    pub properties: P,
    /// `#rrggbb`.
    pub stroke: &'static str,
    /// In pixels.
    #[serde(rename = "stroke-width")]
    pub stroke_width: u8,
    /// `#rrggbb`.
    pub fill: &'static str,
    /// 0 to 1.
    #[serde(rename = "fill-opacity")]
    pub fill_opacity: f64,
}

impl<P> Shaded<P> {
    /// The properties of a cluster.
    pub fn new(properties: P) -> Shaded<P> {
        Shaded {
            properties,
            stroke: "#6a51a3",
            stroke_width: 1,
            fill: "#6a51a3",
            fill_opacity: 0.12,
        }
    }
}
