//! The project and the layer definition round the layers.

use jiff::civil::Date;

use super::expression;
use super::layer::Layer;
use super::xml::Element;
use crate::document::add_days;

/// The version of QGIS whose format this is.
pub(super) const VERSION: &str = "3.22.16";
const TITLE: &str = "dateline";

/// West, south, east, north in degrees.
pub(super) type Bounds = [f64; 4];

/// The projection of web maps: circles are round, and background maps of others lie below without being bent.
fn mercator() -> Element {
    Element::new("spatialrefsys").holding([
        Element::text("srsid", 3857),
        Element::text("srid", 3857),
        Element::text("authid", "EPSG:3857"),
        Element::text("description", "WGS 84 / Pseudo-Mercator"),
        Element::text("projectionacronym", "merc"),
        Element::text("ellipsoidacronym", "EPSG:7030"),
        Element::text("geographicflag", "false"),
    ])
}

/// Bounds in metres of that projection, which ends at 85 degrees.
fn projected([west, south, east, north]: Bounds) -> Bounds {
    const RADIUS_M: f64 = 6_378_137.0;
    const END: f64 = 85.0;
    let x = |lon: f64| RADIUS_M * lon.to_radians();
    let y = |lat: f64| RADIUS_M * lat.clamp(-END, END).to_radians().sin().atanh();
    [x(west), y(south), x(east), y(north)].map(f64::round)
}

/// What a project holds.
#[derive(Debug)]
pub(super) struct Project {
    /// The layers, in any order.
    pub(super) layers: Vec<Layer>,
    /// The nodes of the tree, from top to bottom.
    pub(super) tree: Vec<Element>,
    /// The language of labels.
    pub(super) language: String,
    /// What is shown first.
    pub(super) bounds: Bounds,
    /// The first and the last day, where there is one.
    pub(super) days: Option<(Date, Date)>,
}

impl Project {
    /// The project file.
    pub(super) fn document(&self) -> String {
        let crs = |tag| Element::new(tag).holding([mercator()]);
        let project = Element::new("qgis")
            .with("projectname", TITLE)
            .with("version", VERSION)
            .holding([
                Element::text("title", TITLE),
                crs("projectCrs"),
                Element::new("layer-tree-group").holding(self.tree.clone()),
                self.canvas(),
                Element::new("projectlayers").holding(self.layers.iter().map(Layer::element)),
                self.properties(),
                self.view(),
            ])
            .holding(self.time());
        format!("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{project}")
    }

    /// The layers for a project that is there already.
    pub(super) fn definition(&self) -> String {
        let group = Element::new("layer-tree-group")
            .with_all(&[
                ("name", TITLE),
                ("checked", "Qt::Checked"),
                ("expanded", "1"),
            ])
            .holding(self.tree.clone());
        let root = Element::new("layer-tree-group")
            .with_all(&[("name", ""), ("checked", "Qt::Checked"), ("expanded", "1")])
            .holding([group]);
        let layers = Element::new("maplayers").holding(self.layers.iter().map(Layer::element));
        let definition = Element::new("qlr").holding([root, layers]);
        format!("<!DOCTYPE qgis-layer-definition>\n{definition}")
    }

    fn canvas(&self) -> Element {
        let corner = |(name, value): (&'static str, f64)| Element::text(name, value);
        let corners = ["xmin", "ymin", "xmax", "ymax"]
            .into_iter()
            .zip(projected(self.bounds));
        Element::new("mapcanvas")
            .with_all(&[("name", "theMapCanvas"), ("annotationsVisible", "1")])
            .holding([
                Element::text("units", "meters"),
                Element::new("extent").holding(corners.map(corner)),
                Element::text("rotation", 0),
                Element::new("destinationsrs").holding([mercator()]),
            ])
    }

    fn view(&self) -> Element {
        let [west, south, east, north] = projected(self.bounds);
        let extent = Element::new("DefaultViewExtent")
            .with("xmin", west)
            .with("ymin", south)
            .with("xmax", east)
            .with("ymax", north)
            .holding([mercator()]);
        Element::new("ProjectViewSettings")
            .with("UseProjectScales", 0)
            .holding([Element::new("Scales"), extent])
    }

    /// The range of the temporal controller: a frame before the first day, which shows everything, and each day.
    fn range(&self) -> Option<(Date, Date)> {
        let (first, last) = self.days?;
        Some((add_days(first, -1), add_days(last, 1)))
    }

    fn time(&self) -> Option<Element> {
        let (start, end) = self.range()?;
        let range = Element::new("TemporalRange").holding([
            Element::text("start", format!("{start}T00:00:00Z")),
            Element::text("end", format!("{end}T00:00:00Z")),
        ]);
        let settings = Element::new("ProjectTimeSettings")
            .with_all(&[("timeStep", "1"), ("timeStepUnit", "d")])
            .with_all(&[("frameRate", "4"), ("cumulativeTemporalRange", "0")]);
        Some(settings.holding([range]))
    }

    fn properties(&self) -> Element {
        let mut all = vec![
            group("Paths", [property("Absolute", "bool", "false")]),
            group(
                "SpatialRefSys",
                [property("ProjectionsEnabled", "int", "1")],
            ),
            group(
                "Gui",
                [
                    property("CanvasColorRedPart", "int", "250"),
                    property("CanvasColorGreenPart", "int", "249"),
                    property("CanvasColorBluePart", "int", "246"),
                ],
            ),
            group(
                "Variables",
                [
                    list("variableNames", "dateline_labels"),
                    list("variableValues", &self.language),
                ],
            ),
        ];
        all.extend(self.controller());
        all.extend(self.title());
        Element::new("properties").holding(all)
    }

    fn controller(&self) -> Option<Element> {
        let (start, end) = self.range()?;
        let time = |day| format!("{day}T00:00:00.000Z");
        let settings = [
            property("NavigationMode", "int", "1"),
            property("StartDateTime", "QString", &time(start)),
            property("EndDateTime", "QString", &time(end)),
        ];
        Some(group("TemporalControllerWidget", settings))
    }

    /// The day or the period, written on the map.
    fn title(&self) -> Option<Element> {
        let (first, last) = self.days?;
        let settings = [
            property("Enabled", "bool", "true"),
            property("Label", "QString", &expression::title(first, last)),
            property("Placement", "int", "4"),
            property("BackgroundColor", "QString", "255,255,255,190"),
        ];
        Some(group("TitleLabel", settings))
    }
}

fn group(name: &'static str, of: impl IntoIterator<Item = Element>) -> Element {
    Element::new(name).holding(of)
}

fn property(name: &'static str, kind: &'static str, value: &str) -> Element {
    Element::text(name, value).with("type", kind)
}

fn list(name: &'static str, value: &str) -> Element {
    let value = Element::text("value", value);
    Element::new(name)
        .with("type", "QStringList")
        .holding([value])
}
