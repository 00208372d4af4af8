//! Which layers a project has, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::basemap;
use super::expression;
use super::layer::{self, Geometry, Layer};
use super::project::{Bounds, Project};
use super::style;
use super::xml::Element;
use crate::document::add_days;
use crate::error::Error;
use crate::layer::Map;
use crate::merge::Event;
use crate::record::Recorder;
use crate::write::atomic::{CLUSTERS, EVENTS, LABELS, LAYERS, UNCERTAINTY};
use crate::write::labels;
use crate::write::style::{self as styles, EventStyle};

/// What the layers are made from.
pub(super) struct Content<'a> {
    map: &'a Map,
    recorder: &'a Recorder<'a>,
    styles: Vec<EventStyle>,
    /// The language of labels.
    language: &'a str,
    /// First and last possible day of any event.
    days: Option<(Date, Date)>,
    /// Where the events lie, if there are any.
    bounds: Option<Bounds>,
    /// What the basemap covers.
    basemap: Option<Bounds>,
}

impl<'a> Content<'a> {
    /// Looks at what there is to show.
    pub(super) fn new(
        map: &'a Map,
        recorder: &'a Recorder<'a>,
        language: &'a str,
    ) -> Result<Content<'a>, Error> {
        let first = map.events.iter().map(|event| event.days.first()).min();
        let last = map.events.iter().map(|event| event.days.last()).max();
        let positions = map.events.iter().map(|event| recorder.position(event));
        Ok(Content {
            map,
            recorder,
            styles: styles::embedded()?,
            language,
            days: first.zip(last),
            bounds: bounds(positions),
            basemap: basemap::bounds(),
        })
    }

    /// Whether the basemap shows any of the land where the events are, or there are none.
    pub(super) fn has_basemap(&self) -> bool {
        let Some([west, south, east, north]) = self.basemap else {
            return false;
        };
        self.bounds.is_none_or(|events| {
            west < events[2] && events[0] < east && south < events[3] && events[1] < north
        })
    }

    /// The project that shows it.
    pub(super) fn project(&self) -> Project {
        let (mut layers, mut tree) = match self.days {
            Some((first, _)) => self.layers(first),
            // A layer without features makes QGIS ask what its geometry is, so an empty one is not listed.
            None => (Vec::new(), Vec::new()),
        };
        if self.has_basemap() {
            let basemap = basemap::layers(self.language, &self.labelled());
            let nodes = basemap.iter().map(|layer| layer.node(true, false));
            tree.push(layer::group("Basemap", true, nodes));
            layers.extend(basemap);
        }
        Project {
            layers,
            tree,
            language: self.language.to_owned(),
            bounds: self.bounds.or(self.basemap).unwrap_or(WORLD),
            days: self.days,
        }
    }

    /// What events are labelled with.
    fn labelled(&self) -> BTreeSet<&str> {
        let engine = self.recorder.engine();
        let name = |event| labels::place_name(event, self.language, engine);
        self.map.events.iter().map(name).collect()
    }

    /// The layers of the map itself, and their tree from top to bottom.
    fn layers(&self, first: Date) -> (Vec<Layer>, Vec<Element>) {
        let labels = labels_layer(first);
        let events = self.events(&labels, first);
        let layers: BTreeMap<String, Vec<&Event>> = self.map.layers();
        let dates = layers
            .iter()
            .map(|(date, events)| self.date(&labels, date, events));
        let by_date: Vec<Layer> = dates.collect();
        let clusters = (!self.map.clusters.is_empty()).then(|| clusters(first));
        let uncertainty = uncertainty(first);

        let mut tree = vec![
            events.counted_node(),
            layer::exclusive_group("By date", by_date.iter()),
        ];
        tree.extend(clusters.as_ref().map(|layer| layer.node(true, false)));
        tree.push(uncertainty.node(true, false));
        tree.push(labels.node(false, false));
        // The labels come first: see `layer::opening`.
        let all = [labels, events].into_iter().chain(by_date).chain(clusters);
        (all.chain([uncertainty]).collect(), tree)
    }

    /// All events.
    fn events(&self, labels: &Layer, first: Date) -> Layer {
        let time = layer::temporal(("event_date", "event_date_end"), first);
        let layer = Layer::new("dateline_events", "All events", EVENTS, Geometry::Point);
        let events = self.map.events.iter();
        self.events_style(layer, labels, events, Some(first))
            .styled([time])
    }

    /// The events of one date; the temporal controller leaves them alone, since the date is chosen already.
    fn date(&self, labels: &Layer, date: &str, events: &[&Event]) -> Layer {
        let id = format!("dateline_layer_{}", date.replace('-', "_"));
        let file = format!("{LAYERS}/{date}.geojson");
        let layer = Layer::new(id, date, file, Geometry::Point);
        self.events_style(layer, labels, events.iter().copied(), None)
    }

    fn events_style<'e>(
        &self,
        layer: Layer,
        labels: &Layer,
        events: impl Iterator<Item = &'e Event>,
        overview_before: Option<Date>,
    ) -> Layer {
        let languages = labels::languages(self.recorder.engine());
        let label = expression::label(languages.iter().copied(), self.language);
        let columns = languages.iter().map(|code| labels::column(code));
        let columns = ["seat", "seat_of_date"]
            .map(str::to_owned)
            .into_iter()
            .chain(columns);
        let show = expression::is_labelled(overview_before);
        let types = events.map(|event| &*event.event_type.event_type).collect();
        layer
            .about(ABOUT_EVENTS)
            .styled([
                layer::joined_labels(labels, columns),
                style::events_renderer(
                    &self.styles,
                    &types,
                    Some(self.language),
                    Some(expression::OFFSET),
                ),
                Element::text("previewExpression", expression::DISPLAY),
                Element::text("mapTip", expression::map_tip()),
            ])
            .labelled(style::events_labeling(&label, Some(&show)))
    }
}

const ABOUT_EVENTS: &str = "Events read from news texts. The symbol's size grows with the number of reports. \
    Full: at the named place; paler: near it or in a part of it; hollow: somewhere in the region. \
    Events of one point are drawn round it.";

/// The table that the events' layers join.
fn labels_layer(first: Date) -> Layer {
    Layer::new("dateline_labels", "Labels", LABELS, Geometry::Point)
        .about("The names of places in several languages, joined to the events.")
        .hidden()
        .styled([layer::opening(add_days(first, -1))])
}

fn clusters(first: Date) -> Layer {
    Layer::new("dateline_clusters", "Clusters", CLUSTERS, Geometry::Polygon)
        .about("Events near each other in space and time.")
        .styled([
            layer::temporal(("date_first", "date_last"), first),
            style::clusters_renderer(),
        ])
        .labelled(style::clusters_labeling())
}

fn uncertainty(first: Date) -> Layer {
    Layer::new(
        "dateline_uncertainty",
        "Uncertainty",
        UNCERTAINTY,
        Geometry::Polygon,
    )
    .about("The circle within which each event lies; its symbol stands in the middle.")
    .styled([
        layer::temporal(("event_date", "event_date_end"), first),
        style::uncertainty_renderer(),
        Element::text("layerOpacity", style::UNCERTAINTY_OPACITY),
    ])
}

const WORLD: Bounds = [-180.0, -85.0, 180.0, 85.0];

/// The share of the map that is left free on each side, and the least, in degrees.
const MARGIN: f64 = 0.08;
const LEAST_MARGIN: f64 = 0.15;

/// One event in so many may lie outside on each side, so that one far away does not make all others small.
const OUTSIDE: usize = 100;

/// What holds the positions, but for those far away, with a margin.
fn bounds(positions: impl Iterator<Item = [f64; 2]>) -> Option<Bounds> {
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = positions.map(|[lon, lat]| (lon, lat)).unzip();
    let middle = |sorted: &mut Vec<f64>| {
        sorted.sort_by(f64::total_cmp);
        let outside = sorted.len() / OUTSIDE;
        let (from, to) = (*sorted.get(outside)?, *sorted.iter().nth_back(outside)?);
        let margin = ((to - from) * MARGIN).max(LEAST_MARGIN);
        Some((from - margin, to + margin))
    };
    let ((west, east), (south, north)) = (middle(&mut x)?, middle(&mut y)?);
    Some([west, south, east, north])
}
