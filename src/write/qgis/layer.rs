//! A layer as a project lists it.

use jiff::civil::Date;

use super::expression;
use super::symbol::option;
use super::xml::Element;

/// What a layer's features are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Geometry {
    Point,
    Line,
    Polygon,
}

/// A layer of the project: a file beside it, and how it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    id: String,
    name: String,
    /// The file, relative to the project, and what of it.
    file: String,
    geometry: Geometry,
    about: &'static str,
    hidden: bool,
    labelled: bool,
    style: Vec<Element>,
}

impl Layer {
    /// A layer without a style.
    ///
    /// The id has at least 11 characters: QGIS cuts the last ten off for purposes of its own, and must not be left with
    /// nothing. The name is what users see; the file is a path relative to the project.
    pub(super) fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        file: impl Into<String>,
        geometry: Geometry,
    ) -> Layer {
        Layer {
            id: id.into(),
            name: name.into(),
            file: file.into(),
            geometry,
            about: "",
            hidden: false,
            labelled: false,
            style: Vec::new(),
        }
    }

    /// What it is, for its properties and the tip over its name.
    pub(super) fn about(self, about: &'static str) -> Layer {
        Layer { about, ..self }
    }

    /// Leaves it out of the list of layers, and of what the mouse finds.
    pub(super) fn hidden(self) -> Layer {
        Layer {
            hidden: true,
            ..self
        }
    }

    /// Adds to what it looks like: renderer, map tip, time and the like.
    pub(super) fn styled(mut self, style: impl IntoIterator<Item = Element>) -> Layer {
        self.style.extend(style);
        self
    }

    /// Adds labels.
    pub(super) fn labelled(self, labeling: Element) -> Layer {
        let labelled = Layer {
            labelled: true,
            ..self
        };
        labelled.styled([labeling])
    }

    /// What other layers call it by.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Where QGIS finds it from the project's folder.
    fn source(&self) -> String {
        format!("./{}", self.file)
    }

    /// The layer with its style.
    pub(super) fn element(&self) -> Element {
        let geometry = match self.geometry {
            Geometry::Point => "Point",
            Geometry::Line => "Line",
            Geometry::Polygon => "Polygon",
        };
        let flags = [
            ("Identifiable", !self.hidden),
            ("Removable", true),
            ("Searchable", !self.hidden),
            ("Private", self.hidden),
        ];
        let flag = |(name, is_set): (&'static str, bool)| Element::text(name, u8::from(is_set));
        let about = Element::new("resourceMetadata").holding([
            Element::text("title", &self.name),
            Element::text("abstract", self.about),
        ]);
        Element::new("maplayer")
            .with_all(&[("type", "vector"), ("geometry", geometry)])
            .with("labelsEnabled", u8::from(self.labelled))
            .with("styleCategories", "AllStyleCategories")
            .holding([
                Element::text("id", &self.id),
                Element::text("datasource", self.source()),
                Element::text("layername", &self.name),
                Element::new("srs").holding([wgs84()]),
                about,
                Element::text("provider", "ogr").with("encoding", "UTF-8"),
                Element::new("flags").holding(flags.map(flag)),
            ])
            .holding(self.style.iter().cloned())
    }

    /// The layer in the tree.
    pub(super) fn node(&self, checked: bool, expanded: bool) -> Element {
        Element::new("layer-tree-layer")
            .with("id", &self.id)
            .with("name", &self.name)
            .with("source", self.source())
            .with("providerKey", "ogr")
            .with("checked", check(checked))
            .with("expanded", u8::from(expanded))
    }

    /// The same, shown and unfolded, with the number of features beside each entry of the legend.
    pub(super) fn counted_node(&self) -> Element {
        let count = option("showFeatureCount", "int", "1");
        let custom = Element::new("Option").with("type", "Map").holding([count]);
        let custom = Element::new("customproperties").holding([custom]);
        self.node(true, true).holding([custom])
    }
}

/// A group of the tree, folded.
pub(super) fn group(
    name: &str,
    checked: bool,
    nodes: impl IntoIterator<Item = Element>,
) -> Element {
    Element::new("layer-tree-group")
        .with("name", name)
        .with("checked", check(checked))
        .with("expanded", "0")
        .holding(nodes)
}

/// A group of which one layer at a time is shown, and none at first.
pub(super) fn exclusive_group<'a>(name: &str, layers: impl Iterator<Item = &'a Layer>) -> Element {
    let nodes = layers.enumerate();
    let nodes = nodes.map(|(number, layer)| layer.node(number == 0, false));
    group(name, false, nodes).with_all(&[
        ("mutually-exclusive", "1"),
        ("mutually-exclusive-child", "0"),
    ])
}

/// How the tree writes whether something is shown.
fn check(checked: bool) -> &'static str {
    if checked {
        "Qt::Checked"
    } else {
        "Qt::Unchecked"
    }
}

/// The reference system of all files; without `srsid` QGIS does not know it.
fn wgs84() -> Element {
    Element::new("spatialrefsys").holding([
        Element::text("srsid", 3452),
        Element::text("srid", 4326),
        Element::text("authid", "EPSG:4326"),
        Element::text("description", "WGS 84"),
        Element::text("projectionacronym", "longlat"),
        Element::text("ellipsoidacronym", "EPSG:7030"),
        Element::text("geographicflag", "true"),
    ])
}

/// When a feature is shown by the temporal controller: on every day on which it can have happened, and before `first`.
pub(super) fn temporal((from, to): (&str, &str), first: Date) -> Element {
    Element::new("temporal")
        .with_all(&[("enabled", "1"), ("mode", "4"), ("limitMode", "1")])
        .with("startField", from)
        .with("endField", to)
        .with("startExpression", expression::first_day(from, first))
        .with("endExpression", expression::last_day(to, first))
        .with_all(&[
            ("accumulate", "0"),
            ("durationUnit", "min"),
            ("fixedDuration", "0"),
        ])
        .holding([Element::new("fixedRange").holding([Element::new("start"), Element::new("end")])])
}

/// The same without a frame before the first day.
pub(super) fn plain_temporal(from: &str, to: &str) -> Element {
    Element::new("temporal")
        .with_all(&[("enabled", "1"), ("mode", "2"), ("limitMode", "1")])
        .with("startField", from)
        .with("endField", to)
        .with_all(&[("accumulate", "0"), ("durationUnit", "min")])
        .holding([Element::new("fixedRange").holding([Element::new("start"), Element::new("end")])])
}

/// Puts a layer on a frame of its own before `first`.
///
/// When it opens a project, QGIS goes to the first frame of the first layer with a time, and that is this one.
pub(super) fn opening(day_before: Date) -> Element {
    let time = |name| Element::text(name, format!("{day_before}T00:00:00Z"));
    Element::new("temporal")
        .with_all(&[("enabled", "1"), ("mode", "0"), ("limitMode", "0")])
        .holding([Element::new("fixedRange").holding([time("start"), time("end")])])
}

/// Joins the labels by the event's id.
pub(super) fn joined_labels(labels: &Layer, columns: impl Iterator<Item = String>) -> Element {
    let field = |name: String| Element::new("field").with("name", name);
    let join = Element::new("join")
        .with("joinLayerId", labels.id())
        .with_all(&[
            ("joinFieldName", "event_id"),
            ("targetFieldName", "event_id"),
        ])
        .with_all(&[("hasCustomPrefix", "1"), ("customPrefix", "")])
        .with_all(&[
            ("memoryCache", "1"),
            ("dynamicForm", "0"),
            ("editable", "0"),
        ])
        .holding([Element::new("joinFieldsSubset").holding(columns.map(field))]);
    Element::new("vectorjoins").holding([join])
}
