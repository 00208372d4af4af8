//! How each layer of the map looks: renderers and labels.

use std::collections::BTreeSet;

use super::expression;
use super::symbol::{self, Driven, Fill};
use super::xml::Element;
use crate::write::style::EventStyle;

/// What event types look like that the table of styles lacks.
const OTHER: (&str, &str) = ("#7f7f7f", "circle");

/// Events by their type, under its name in a language or that of ACLED, as far as there are any, drawn from the most reported to the least, so that large symbols
/// hide no small ones.
pub(super) fn events_renderer(
    styles: &[EventStyle],
    types: &BTreeSet<&str>,
    language: Option<&str>,
    offset: Option<&str>,
) -> Element {
    let styled = styles
        .iter()
        .filter(|style| types.contains(&*style.event_type))
        .map(|style| {
            let look = (&*style.colour, &*style.shape);
            (
                &*style.event_type,
                language.map_or(&*style.event_type, |code| style.name_in(code)),
                look,
            )
        });
    let known = |name: &&str| styles.iter().any(|style| &*style.event_type == *name);
    let others = types.iter().filter(|name| !known(name));
    let all = styled.chain(others.map(|&name| (name, name, OTHER)));
    let (categories, symbols) = all
        .enumerate()
        .map(|(number, (value, label, (colour, shape)))| {
            let size = size(shape);
            let properties: Vec<Driven> = [
                ("size", &*size),
                ("fillColor", expression::FILL),
                ("outlineColor", expression::OUTLINE),
            ]
            .into_iter()
            .chain(offset.map(|offset| ("offset", offset)))
            .collect();
            let marker = symbol::marker(number, colour, shape, &properties);
            (category(number, value, label), marker)
        })
        .unzip();
    categorized(
        "event_type",
        categories,
        symbols,
        Some(("n_reports", false)),
    )
}

/// The size of a marker. Some shapes fill less of their circle than others, and would look too small.
fn size(shape: &str) -> String {
    let factor = match shape {
        "star" => 1.5,
        "triangle" | "diamond" => 1.15,
        _ => 1.0,
    };
    format!("{factor} * {}", expression::SIZE)
}

/// An entry of the legend.
pub(super) fn category(number: usize, value: &str, label: &str) -> Element {
    Element::new("category")
        .with("symbol", number)
        .with("value", value)
        .with("label", label)
        .with("render", "true")
}

/// A renderer by the values of a column, which draws features in the order of another, ascending if true.
pub(super) fn categorized(
    column: &str,
    categories: Vec<Element>,
    symbols: Vec<Element>,
    order: Option<(&str, bool)>,
) -> Element {
    Element::new("renderer-v2")
        .with("attr", column)
        .with_all(&[("type", "categorizedSymbol"), ("symbollevels", "0")])
        .with("enableorderby", u8::from(order.is_some()))
        .holding([
            Element::new("categories").holding(categories),
            Element::new("symbols").holding(symbols),
        ])
        .holding(order.map(ordered))
}

fn ordered((column, ascending): (&str, bool)) -> Element {
    let clause = Element::text("orderByClause", format!("\"{column}\""))
        .with("asc", u8::from(ascending))
        .with("nullsFirst", 0);
    Element::new("orderby").holding([clause])
}

/// One symbol for all features of a layer.
pub(super) fn single(symbol: Element, order: Option<(&str, bool)>) -> Element {
    Element::new("renderer-v2")
        .with_all(&[("type", "singleSymbol"), ("symbollevels", "0")])
        .with("enableorderby", u8::from(order.is_some()))
        .holding([Element::new("symbols").holding([symbol])])
        .holding(order.map(ordered))
}

/// What clusters look like.
pub(super) fn clusters_renderer() -> Element {
    let fill = Fill {
        colour: "#6a51a3",
        opacity: 30,
        outline: "#6a51a3",
        width: "0.3",
        style: "solid",
    };
    single(symbol::fill(0, &fill, &[]), None)
}

/// The circles within which events lie, the smallest on top; those of regions are not filled.
pub(super) fn uncertainty_renderer() -> Element {
    let fill = Fill {
        colour: "#d9d2c5",
        opacity: 255,
        outline: "#8a8377",
        width: "0.2",
        style: "dot",
    };
    let hollow = [("fillColor", expression::REGION_FILL)];
    single(
        symbol::fill(0, &fill, &hollow),
        Some(("uncertainty_m", false)),
    )
}

/// Overlapping circles of a layer that is transparent as a whole do not add up.
pub(super) const UNCERTAINTY_OPACITY: &str = "0.55";

/// What a label says, and how.
pub(super) struct Label<'a> {
    pub(super) expression: &'a str,
    /// `#rrggbb`.
    pub(super) colour: &'a str,
    /// `fontSize` in points, and what else the text has.
    pub(super) text: &'a [(&'static str, &'a str)],
    /// `placement` and what belongs to it.
    pub(super) placement: &'a [(&'static str, &'a str)],
    /// Shown unless the map is smaller than one to so many.
    pub(super) smallest_scale: &'a str,
    pub(super) driven: &'a [Driven<'a>],
}

/// The labels of a layer, with a halo.
pub(super) fn labeling(label: &Label) -> Element {
    let halo = Element::new("text-buffer").with_all(&[
        ("bufferDraw", "1"),
        ("bufferSize", "0.8"),
        ("bufferSizeUnits", "MM"),
        ("bufferColor", "255,255,255,255"),
        ("bufferOpacity", "0.8"),
        ("bufferJoinStyle", "128"),
        ("bufferNoFill", "1"),
    ]);
    let text = Element::new("text-style")
        .with("fieldName", label.expression)
        .with("textColor", symbol::colour(label.colour, 255))
        .with_all(&[("isExpression", "1"), ("fontFamily", "Noto Sans")])
        .with_all(&[
            ("fontSizeUnit", "Point"),
            ("textOpacity", "1"),
            ("multilineHeight", "1"),
        ])
        .with_all(label.text)
        .holding([halo]);
    let rendering = Element::new("rendering")
        .with_all(&[
            ("drawLabels", "1"),
            ("obstacle", "1"),
            ("obstacleFactor", "1"),
        ])
        .with_all(&[("scaleVisibility", "1"), ("scaleMin", "0")])
        .with("scaleMax", label.smallest_scale);
    let settings = Element::new("settings").holding([
        text,
        Element::new("text-format").with_all(&[("multilineAlign", "1"), ("wrapChar", "")]),
        Element::new("placement").with_all(label.placement),
        rendering,
        symbol::driven("dd_properties", label.driven),
    ]);
    Element::new("labeling")
        .with("type", "simple")
        .holding([settings])
}

/// The names of places beside events; those of regions are italic.
///
/// With `show` only those of which that expression is true.
pub(super) fn events_labeling(expression: &str, show: Option<&str>) -> Element {
    let font = expression::font(expression);
    let driven: Vec<Driven> = [
        ("Family", &*font),
        ("Italic", expression::IS_REGION),
        ("Priority", expression::PRIORITY),
    ]
    .into_iter()
    .chain(show.map(|show| ("Show", show)))
    .collect();
    labeling(&Label {
        expression,
        colour: "#222222",
        text: &[("fontSize", "8.5")],
        placement: &[
            ("placement", "6"),
            ("predefinedPositionOrder", "R,L,TR,BR,TL,BL,TSR,BSR"),
            ("offsetType", "1"),
            ("dist", "0.8"),
            ("distUnits", "MM"),
            ("priority", "5"),
        ],
        smallest_scale: "12000000",
        driven: &driven,
    })
}

/// How many events a cluster has, and when.
pub(super) fn clusters_labeling() -> Element {
    labeling(&Label {
        expression: expression::CLUSTER_LABEL,
        colour: "#5b4a8f",
        text: &[("fontSize", "7")],
        placement: &[
            ("placement", "1"),
            ("dist", "0"),
            ("polygonPlacementFlags", "3"),
            ("priority", "2"),
        ],
        smallest_scale: "1500000",
        driven: &[],
    })
}
