//! Styles of layers that come without the project: what QGIS finds in a GeoPackage beside them.

use std::collections::BTreeSet;

use super::expression;
use super::layer;
use super::project::VERSION;
use super::style;
use super::xml::Element;
use crate::merge::Event;
use crate::write::style::EventStyle;

/// The style of a layer of events: as in the project, but labelled with the column `location`, and all on their points.
pub fn events_style<'a>(events: impl Iterator<Item = &'a Event>, styles: &[EventStyle]) -> String {
    let types: BTreeSet<&str> = events.map(|event| &*event.event_type.event_type).collect();
    document([
        layer::plain_temporal("event_date", "event_date_end"),
        style::events_renderer(styles, &types, None, None),
        style::events_labeling("\"location\"", None),
        Element::text("previewExpression", expression::DISPLAY),
        Element::text("mapTip", expression::map_tip()),
    ])
}

/// The style of the layer of clusters.
pub fn clusters_style() -> String {
    document([
        layer::plain_temporal("date_first", "date_last"),
        style::clusters_renderer(),
        style::clusters_labeling(),
    ])
}

fn document(style: impl IntoIterator<Item = Element>) -> String {
    let document = Element::new("qgis")
        .with("version", VERSION)
        .with_all(&[
            ("styleCategories", "AllStyleCategories"),
            ("labelsEnabled", "1"),
        ])
        .holding(style);
    format!("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{document}")
}
