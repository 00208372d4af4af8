//! The map in formats beside GeoJSON: `events.csv`, `events.gpkg` and so on.

use geo::Point;
use rayon::prelude::*;

use crate::cluster::events::Cluster;
use crate::error::Error;
use crate::feature::{Layer, Row, Shape};
use crate::layer::Map;
use crate::merge::Event;
use crate::record::{ClusterRecord, EventRecord, Recorder};
use crate::write::atomic::Staging;
use crate::write::clusters::polygon;
use crate::write::csv;
use crate::write::format::{Format, Options};
#[cfg(feature = "geopackage")]
use crate::{record::in_layer, write::geopackage, write::qgis, write::style};

/// What the layers are called in files that tell.
const EVENTS: &str = "events";

/// Writes `events` in each format; a GeoPackage gets clusters and the layers of dates too, and CSV a file that tells its types.
///
/// GeoJSON is passed over: it is always written.
///
/// # Errors
/// When a file cannot be written.
pub fn write_formats(
    staging: &Staging,
    map: &Map,
    recorder: &Recorder,
    formats: &[Format],
    options: Options,
) -> Result<(), Error> {
    formats.par_iter().try_for_each(|&format| {
        let name = format!("{EVENTS}.{}", format.name());
        match format {
            Format::GeoJson => Ok(()),
            #[cfg(feature = "geopackage")]
            Format::GeoPackage => {
                let package = package(map, recorder)?;
                staging.write(&name, |file| geopackage::write(package, file))
            }
            Format::Csv => {
                // A row of tags is no row of values, whatever the types are.
                if !options.hxl {
                    staging.write(&format!("{name}t"), |file| {
                        csv::write_types(EventRecord::COLUMNS, Shape::Point, file)
                    })?;
                }
                staging.write(&name, |file| {
                    csv::write(events(map, recorder), options.hxl, file)
                })
            }
            _ => staging.write(&name, |file| {
                format.write(events(map, recorder), options, file)
            }),
        }
    })
}

/// All events as a layer.
pub fn events<'a>(map: &'a Map, recorder: &'a Recorder<'a>) -> Layer<'a> {
    let row = |event: &'a Event| Row {
        id: Some(event.id.as_str().into()),
        geometry: Some(Point::from(recorder.position(event)).into()),
        values: recorder.event(event).into_values(),
    };
    Layer {
        name: EVENTS.into(),
        shape: Shape::Point,
        columns: EventRecord::COLUMNS.into(),
        rows: Box::new(map.events.iter().map(row)),
    }
}

/// All clusters as a layer.
pub fn clusters<'a>(map: &'a Map) -> Layer<'a> {
    let row = |cluster: &'a Cluster| Row {
        id: Some(cluster.id.as_str().into()),
        geometry: Some(polygon(cluster).into()),
        values: ClusterRecord::new(cluster).into_values(),
    };
    Layer {
        name: "clusters".into(),
        shape: Shape::Polygon,
        columns: ClusterRecord::COLUMNS.into(),
        rows: Box::new(map.clusters.iter().map(row)),
    }
}

/// How QGIS draws all layers and parts.
#[cfg(feature = "geopackage")]
fn package_styles(map: &Map) -> Result<Vec<geopackage::Style>, Error> {
    let styles = style::embedded()?;
    let style = |layer: &str, qml: String| geopackage::Style {
        layer: layer.to_owned(),
        qml,
    };
    let dates = map.layers();
    let dates = dates.iter().map(|(date, events)| {
        let events = events.iter().copied();
        style(date, qgis::events_style(events, &styles))
    });
    let all = style(EVENTS, qgis::events_style(map.events.iter(), &styles));
    let clusters = style("clusters", qgis::clusters_style());
    Ok([all, clusters].into_iter().chain(dates).collect())
}

#[cfg(feature = "geopackage")]
fn package<'a>(map: &'a Map, recorder: &'a Recorder<'a>) -> Result<geopackage::Package<'a>, Error> {
    let part = |name: String| geopackage::Part {
        of: EVENTS.to_owned(),
        condition: in_layer(&name),
        name,
    };
    Ok(geopackage::Package {
        layers: vec![events(map, recorder), clusters(map)],
        parts: map.layers().into_keys().map(part).collect(),
        styles: package_styles(map)?,
    })
}
