//! Symbols, and the properties that expressions give them.

use super::xml::Element;

/// What an expression decides about a symbol or a label, by QGIS's name of it.
pub(super) type Driven<'a> = (&'static str, &'a str);

/// An option with a value.
pub(super) fn option(name: &'static str, kind: &'static str, value: &str) -> Element {
    let option = Element::new("Option").with("name", name);
    option.with("type", kind).with("value", value)
}

fn options(name: &'static str, of: impl IntoIterator<Item = Element>) -> Element {
    let option = Element::new("Option").with("name", name);
    option.with("type", "Map").holding(of)
}

/// A collection of properties that expressions decide; `tag` depends on where it stands.
pub(super) fn driven(tag: &'static str, properties: &[Driven]) -> Element {
    let property = |&(name, expression): &Driven| {
        options(
            name,
            [
                option("active", "bool", "true"),
                option("expression", "QString", expression),
                option("type", "int", "3"),
            ],
        )
    };
    let collection = Element::new("Option").with("type", "Map").holding([
        option("name", "QString", ""),
        options("properties", properties.iter().map(property)),
        option("type", "QString", "collection"),
    ]);
    Element::new(tag).holding([collection])
}

/// The kind of a symbol and of its only layer, as QGIS names them.
type Class = (&'static str, &'static str);

fn symbol(
    number: usize,
    (kind, layer): Class,
    settings: &[(&'static str, &str)],
    properties: &[Driven],
) -> Element {
    let settings = settings
        .iter()
        .map(|&(name, value)| option(name, "QString", value));
    let map = Element::new("Option").with("type", "Map").holding(settings);
    let layer = Element::new("layer")
        .with_all(&[
            ("class", layer),
            ("enabled", "1"),
            ("pass", "0"),
            ("locked", "0"),
        ])
        .holding([map, driven("data_defined_properties", properties)]);
    Element::new("symbol")
        .with("name", number)
        .with_all(&[("type", kind), ("alpha", "1"), ("clip_to_extent", "1")])
        .holding([layer])
}

/// `#rrggbb` as QGIS writes colours, with an opacity of 0 to 255.
pub(super) fn colour(hex: &str, opacity: u8) -> String {
    let part = |at: usize| {
        let digits = hex.get(at..at + 2);
        digits.map_or(0, |digits| u8::from_str_radix(digits, 16).unwrap_or(0))
    };
    format!("{},{},{},{opacity}", part(1), part(3), part(5))
}

/// A marker with a white outline.
pub(super) fn marker(number: usize, hex: &str, shape: &str, properties: &[Driven]) -> Element {
    let settings = [
        ("name", shape),
        ("color", &*colour(hex, 240)),
        ("outline_color", "255,255,255,255"),
        ("outline_style", "solid"),
        ("outline_width", "0.25"),
        ("outline_width_unit", "MM"),
        ("joinstyle", "miter"),
        ("size", "3"),
        ("size_unit", "MM"),
        ("scale_method", "diameter"),
        ("offset", "0,0"),
        ("offset_unit", "MM"),
    ];
    symbol(number, ("marker", "SimpleMarker"), &settings, properties)
}

/// How an area is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill<'a> {
    /// `#rrggbb`.
    pub(super) colour: &'a str,
    /// 0 to 255.
    pub(super) opacity: u8,
    /// `#rrggbb`.
    pub(super) outline: &'a str,
    /// In millimetres.
    pub(super) width: &'a str,
    /// `solid`, `dash`, `dot`, `no`.
    pub(super) style: &'a str,
}

/// An area.
pub(super) fn fill(number: usize, fill: &Fill, properties: &[Driven]) -> Element {
    let settings = [
        ("color", &*colour(fill.colour, fill.opacity)),
        ("style", "solid"),
        ("outline_color", &*colour(fill.outline, 255)),
        ("outline_style", fill.style),
        ("outline_width", fill.width),
        ("outline_width_unit", "MM"),
        ("joinstyle", "round"),
    ];
    symbol(number, ("fill", "SimpleFill"), &settings, properties)
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// `#rrggbb`.
    pub(super) colour: &'a str,
    /// In millimetres.
    pub(super) width: &'a str,
    /// `solid`, `dash`, `dot`.
    pub(super) style: &'a str,
}

/// A line.
pub(super) fn line(number: usize, line: &Line, properties: &[Driven]) -> Element {
    let settings = [
        ("line_color", &*colour(line.colour, 255)),
        ("line_style", line.style),
        ("line_width", line.width),
        ("line_width_unit", "MM"),
        ("capstyle", "round"),
        ("joinstyle", "round"),
    ];
    symbol(number, ("line", "SimpleLine"), &settings, properties)
}

/// Nothing: the layer has labels only.
pub(super) fn nothing(number: usize) -> Element {
    let settings = [("color", "0,0,0,0"), ("outline_style", "no"), ("size", "0")];
    symbol(number, ("marker", "SimpleMarker"), &settings, &[])
}
