//! The ground: countries, borders and water of `assets/basemap`.

use std::path::Path;

use geojson::{Feature, FeatureReader};

use super::clip::Rect;
use super::project::View;
use super::scene::Dot;
use super::shape::{Position, Shape};
use super::svg::{Num, Svg};
use crate::data;
use crate::error::Error;

const FOLDER: &str = "assets/basemap";

/// Colours of the ground: light and dull, so that markers stand out.
const LAND: &str = "#e8e5df";
/// A country in which there are events.
const FOCUS: &str = "#fbfaf7";
const WATER: &str = "#c6dce9";
const RIVER: &str = "#8db7d1";
const BORDER: &str = "#7d776f";
const INNER_BORDER: &str = "#cdc7bd";

/// What has a name on the ground.
#[derive(Clone, Debug)]
pub struct Named {
    /// `country`, `governorate`, `city`, `sea`, `river`, `lake`.
    pub kind: String,
    /// 1 is named first.
    pub rank: u64,
    /// By language code.
    names: Vec<(String, String)>,
    /// Where it is.
    pub shape: Shape,
}

impl Named {
    /// The name in a language, where there is one.
    pub fn name_in(&self, code: &str) -> Option<&str> {
        let named = self.names.iter().find(|(c, _)| c == code);
        named.map(|(_, name)| &**name)
    }
}

/// The ground, in degrees.
#[derive(Clone, Debug)]
pub struct Basemap {
    countries: Vec<Named>,
    /// In the order of drawing.
    waters: Vec<Named>,
    borders: Vec<Named>,
    labels: Vec<Named>,
}

impl Basemap {
    /// The ground that is built in.
    ///
    /// # Errors
    /// When a file of it cannot be used, which the tests exclude.
    pub fn embedded() -> Result<Basemap, Error> {
        Ok(Basemap {
            countries: read("countries")?,
            waters: read("water")?,
            borders: read("borders")?,
            labels: read("labels")?,
        })
    }

    /// Everything that may get a label: points, and rivers.
    pub fn labels(&self) -> impl Iterator<Item = &Named> {
        let rivers = self.waters.iter().filter(|water| water.kind == "river");
        self.labels.iter().chain(rivers)
    }

    /// Draws what a view shows. Countries that hold one of the events are lighter.
    pub fn draw(&self, svg: &mut Svg, view: &View, dots: &[Dot]) {
        // A little more than the frame, so that no cut edge is seen.
        let frame = Rect {
            left: -8.0,
            top: -8.0,
            right: view.width + 8.0,
            bottom: view.height + 8.0,
        };
        let (width, height) = (Num(view.width), Num(view.height));
        svg.element(
            "rect",
            &[("width", &width), ("height", &height), ("fill", &LAND)],
        );
        for country in &self.countries {
            if dots.iter().any(|dot| country.shape.holds(dot.at)) {
                fill(svg, &country.shape.path(view, &frame), FOCUS);
            }
        }
        for water in &self.waters {
            let path = water.shape.path(view, &frame);
            match (&*water.kind, water.rank) {
                ("river", 1) => stroke(svg, &path, RIVER, 1.7, ""),
                ("river", _) => stroke(svg, &path, RIVER, 0.8, ""),
                _ => fill(svg, &path, WATER),
            }
        }
        for border in &self.borders {
            let path = border.shape.path(view, &frame);
            match &*border.kind {
                "governorate" => stroke(svg, &path, INNER_BORDER, 0.7, ""),
                "ceasefire" => stroke(svg, &path, BORDER, 1.1, "4 3"),
                _ => stroke(svg, &path, BORDER, 1.1, ""),
            }
        }
    }
}

fn fill(svg: &mut Svg, path: &str, colour: &str) {
    if !path.is_empty() {
        svg.element(
            "path",
            &[("d", &path), ("fill", &colour), ("fill-rule", &"evenodd")],
        );
    }
}

fn stroke(svg: &mut Svg, path: &str, colour: &str, width: f64, dashes: &str) {
    if path.is_empty() {
        return;
    }
    let width = Num(width);
    let mut attributes: Vec<(&str, &dyn std::fmt::Display)> = vec![
        ("d", &path),
        ("fill", &"none"),
        ("stroke", &colour),
        ("stroke-width", &width),
        ("stroke-linejoin", &"round"),
    ];
    if !dashes.is_empty() {
        attributes.push(("stroke-dasharray", &dashes));
    }
    svg.element("path", &attributes);
}

fn read(name: &str) -> Result<Vec<Named>, Error> {
    let path = format!("{FOLDER}/{name}.geojson");
    let content = data::file(&path).unwrap_or_default();
    let features = FeatureReader::from_reader(content.as_bytes()).features();
    let named = features.map(|feature| {
        let feature = feature.map_err(|e| Error::content(Path::new(&path), None, e.to_string()))?;
        Ok(feature.geometry.as_ref().map(|geometry| Named {
            kind: text(&feature, "kind").to_owned(),
            rank: feature
                .property("rank")
                .and_then(|v| v.as_u64())
                .unwrap_or(1),
            names: names(&feature),
            shape: Shape::of(&geometry.value),
        }))
    });
    named.filter_map(Result::transpose).collect()
}

fn text<'a>(feature: &'a Feature, key: &str) -> &'a str {
    let value = feature.property(key).and_then(|value| value.as_str());
    value.unwrap_or_default()
}

fn names(feature: &Feature) -> Vec<(String, String)> {
    let properties = feature.properties_iter();
    let names = properties.filter_map(|(key, value)| {
        let code = key.strip_prefix("name_")?;
        Some((code.to_owned(), value.as_str()?.to_owned()))
    });
    names.collect()
}

/// The middle vertex of the longest stretch of lines that lies within a frame.
pub fn middle_of(
    lines: &[Vec<Position>],
    view: &View,
    frame: &Rect,
) -> Option<super::project::Point> {
    let stretches = lines.iter().flat_map(|line| {
        let seen = line.iter().map(|p| view.at(p[0], p[1]));
        let seen: Vec<_> = seen.collect();
        let inside = |p: &super::project::Point| frame.holds(&Rect::around(*p, 0.0));
        seen.split(|p| !inside(p))
            .map(<[_]>::to_vec)
            .collect::<Vec<_>>()
    });
    let longest = stretches.max_by_key(Vec::len)?;
    longest.get(longest.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::project::Extent;

    #[test]
    fn the_ground_is_complete() {
        let ground = Basemap::embedded().unwrap();
        let holding = |at: Position| {
            let found = ground.countries.iter().filter(|c| c.shape.holds(at));
            found
                .map(|c| c.name_in("en").unwrap_or_default())
                .collect::<Vec<_>>()
        };
        for (at, expected) in [
            ([40.14, 35.34], vec!["Syria"]),
            ([44.4, 33.34], vec!["Iraq"]),
            ([35.8, 33.0], vec!["Syria"]),
            ([33.0, 34.0], vec![]),
        ] {
            assert_eq!(holding(at), expected, "{at:?}");
        }
        for label in ground.labels() {
            for code in ["en", "fr", "ar"] {
                assert!(
                    label.name_in(code).is_some_and(|n| !n.is_empty()),
                    "{label:?}"
                );
            }
        }
    }

    #[test]
    fn only_what_is_seen_is_drawn() {
        let ground = Basemap::embedded().unwrap();
        let length = |lon: f64, lat: f64, metres: f64| {
            let view = View::new(Extent::around(lon, lat, metres), 400.0);
            let mut svg = Svg::new();
            ground.draw(&mut svg, &view, &[]);
            svg.into_string().len()
        };
        let (town, country, ocean) = (
            length(40.14, 35.34, 20e3),
            length(39.0, 35.0, 400e3),
            length(-30.0, 0.0, 400e3),
        );
        assert!(
            ocean < 200 && town < country / 3,
            "{ocean} {town} {country}"
        );
    }
}
