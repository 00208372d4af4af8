//! Which rows are kept: conditions that must all hold.

use std::collections::BTreeSet;
use std::sync::RwLock;

use geo::{Geometry, Intersects, Point};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::area::Area;
use super::bounds::{Bounds, Rect, meet};
use super::days::{date_columns, days_of, keys};
use super::distance;
use super::expression::Expression;
use super::names::fold;
use super::row::{Row, number, parts, text};
use crate::document::DaySpan;

/// A condition.
pub enum Filter {
    /// Lies in one of these, at least in part.
    Boxes(Vec<Rect>),
    /// Lies within so many metres of a point.
    Near(Point, f64),
    /// Lies in an area, at least in part.
    Area(Area),
    /// Can have happened on one of these days.
    Days(DaySpan),
    /// Says one of some texts in one of some columns.
    Text(TextFilter),
    /// Has a number of at least so much in the first of these columns that has one.
    AtLeast(&'static [&'static str], f64),
    /// The same with at most.
    AtMost(&'static [&'static str], f64),
    /// An expression is true of it.
    Where(Expression),
}

impl Filter {
    /// Whether it holds for a row. What is not known does not hold.
    pub fn keeps(&self, row: &Row) -> bool {
        let lies = |test: &dyn Fn(&Geometry) -> bool| row.geometry.as_ref().is_some_and(test);
        let figure = |columns: &[&str]| columns.iter().find_map(|c| number(row.get(c)));
        match self {
            Filter::Boxes(boxes) => lies(&|geometry| boxes.iter().any(|b| in_box(geometry, b))),
            Filter::Near(center, limit) => lies(&|g| distance::is_within(*center, g, *limit)),
            Filter::Area(area) => lies(&|geometry| area.meets(geometry)),
            Filter::Days(days) => days_of(row).is_some_and(|own| own.intersect(*days).is_some()),
            Filter::Text(filter) => filter.keeps(row),
            Filter::AtLeast(columns, least) => figure(columns).is_some_and(|n| n >= *least),
            Filter::AtMost(columns, most) => figure(columns).is_some_and(|n| n <= *most),
            Filter::Where(expression) => expression.evaluate(row) == Some(true),
        }
    }

    /// Tells bounds what the condition asks for at least.
    pub fn narrow(&self, bounds: &mut Bounds) {
        match self {
            Filter::Boxes(boxes) => bounds.narrow(boxes),
            Filter::Near(center, limit) => bounds.narrow(&distance::boxes_around(*center, *limit)),
            Filter::Area(area) => bounds.narrow(&area.boxes()),
            Filter::Days(days) => bounds.days = Some(keys(*days)),
            Filter::Text(_) | Filter::AtLeast(..) | Filter::AtMost(..) | Filter::Where(_) => {}
        }
    }

    /// The columns that it looks at; a layer must have one of each list.
    pub fn columns(&self) -> Vec<Vec<String>> {
        let any = |columns: &[&str]| vec![columns.iter().map(|c| (*c).to_owned()).collect()];
        match self {
            Filter::Boxes(_) | Filter::Near(..) | Filter::Area(_) => Vec::new(),
            Filter::Days(_) => vec![date_columns()],
            Filter::Text(filter) => any(filter.columns),
            Filter::AtLeast(columns, _) | Filter::AtMost(columns, _) => any(columns),
            Filter::Where(expression) => {
                let columns = expression.columns().into_iter();
                columns.map(|column| vec![column.to_owned()]).collect()
            }
        }
    }
}

/// Whether something lies in a rectangle, edges included; longitudes may be counted round the globe.
fn in_box(geometry: &Geometry, rect: &Rect) -> bool {
    if let Geometry::Point(point) = geometry {
        return meet(rect, &[point.x(), point.y(), point.x(), point.y()]);
    }
    [0.0, 360.0, -360.0].into_iter().any(|turn| {
        let corner = |x: f64, y| geo::Coord { x: x + turn, y };
        let rect = geo::Rect::new(corner(rect[0], rect[1]), corner(rect[2], rect[3]));
        geometry.intersects(&rect)
    })
}

/// Texts that are looked for without regard to case, accents, marks and variants of letters.
pub struct TextFilter {
    columns: &'static [&'static str],
    wanted: BTreeSet<String>,
    part: bool,
    /// Cells that were looked at before: most repeat.
    known: RwLock<FxHashMap<Box<str>, bool>>,
}

impl TextFilter {
    /// Asks for a cell, or one of its parts between semicolons, that is one of some texts.
    pub fn whole(
        columns: &'static [&'static str],
        wanted: impl IntoIterator<Item = String>,
    ) -> TextFilter {
        TextFilter {
            columns,
            wanted: wanted.into_iter().map(|text| fold(&text)).collect(),
            part: false,
            known: RwLock::default(),
        }
    }

    /// Asks for a cell that has the words of one of some texts in it.
    pub fn part(
        columns: &'static [&'static str],
        wanted: impl IntoIterator<Item = String>,
    ) -> TextFilter {
        TextFilter {
            wanted: wanted.into_iter().map(|text| words(&text)).collect(),
            part: true,
            ..TextFilter::whole(columns, [])
        }
    }

    fn keeps(&self, row: &Row) -> bool {
        self.columns.iter().any(|column| self.fits(row.get(column)))
    }

    fn fits(&self, value: &Value) -> bool {
        /// More different cells are not kept.
        const MOST_KNOWN: usize = 1 << 14;
        let Some(cell) = text(value) else {
            return false;
        };
        if let Some(&fits) = self
            .known
            .read()
            .ok()
            .as_ref()
            .and_then(|known| known.get(&*cell))
        {
            return fits;
        }
        let fits = parts(value).iter().any(|part| self.fits_text(part)) || self.fits_text(&cell);
        if let Ok(mut known) = self.known.write()
            && known.len() < MOST_KNOWN
        {
            known.insert(cell.into(), fits);
        }
        fits
    }

    fn fits_text(&self, text: &str) -> bool {
        if !self.part {
            return self.wanted.contains(&fold(text));
        }
        let spaced = words(text);
        self.wanted.iter().any(|wanted| spaced.contains(wanted))
    }
}

/// A folded text with a space before and after every word; addresses and elisions are cut up too.
fn words(text: &str) -> String {
    let folded = fold(&text.replace(['\'', '’'], " "));
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |spaced, word| spaced + word + " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::bounds::parse_boxes;
    use crate::query::days::parse_days;
    use geo::{line_string, polygon};
    use serde_json::json;

    fn row(geometry: Option<Geometry>) -> Row {
        let properties = json!({
            "event_date": "2017-08-21", "event_date_end": "2017-08-28", "event_type": "Violence against civilians",
            "actor1": "Syrian Arab Army; Hezbollah", "fatalities": "12", "best": 3, "n_reports": null,
            "documents": ["seed-1", "https://sana.sy/en/?p=5"], "claimed_by": "L'OSDH"
        });
        let mut row = Row {
            geometry,
            ..Row::default()
        };
        for (name, value) in properties.as_object().unwrap() {
            row.set(name, value.clone());
        }
        row
    }

    #[test]
    fn where_something_lies() {
        let point = |x: f64, y: f64| Some(Geometry::Point(Point::new(x, y)));
        let line = line_string![(x: 30.0, y: 35.0), (x: 50.0, y: 35.0)];
        let round = polygon![(x: 30.0, y: 30.0), (x: 50.0, y: 30.0), (x: 50.0, y: 40.0), (x: 30.0, y: 40.0)];
        let all = geo::GeometryCollection::new_from(vec![
            line.clone().into(),
            Point::new(0.0, 0.0).into(),
        ]);
        for (boxes, geometry, expected) in [
            ("38,34,42,37", point(40.0, 35.0), true),
            ("38,34,42,37", point(42.0, 37.0), true),
            ("38,34,42,37", point(400.0, 35.0), true),
            ("38,34,42,37", point(43.0, 35.0), false),
            ("38,34,42,37", None, false),
            ("38,34,42,37", Some(line.clone().into()), true),
            ("38,36,42,37", Some(line.into()), false),
            ("38,34,42,37", Some(round.into()), true),
            ("-1,-1,1,1", Some(Geometry::GeometryCollection(all)), true),
            ("170,-20,-170,20", point(-175.0, 0.0), true),
            ("170,-20,-170,20", point(165.0, 0.0), false),
        ] {
            let filter = Filter::Boxes(parse_boxes(boxes).unwrap());
            assert_eq!(
                filter.keeps(&row(geometry.clone())),
                expected,
                "{boxes} {geometry:?}"
            );
        }
    }

    #[test]
    fn when_it_happened() {
        for (days, expected) in [
            ("2017-08-21", true),
            ("2017-08-24", true),
            ("2017-08", true),
            ("2017", true),
            ("2017-08-29", false),
            ("2016", false),
        ] {
            let filter = Filter::Days(parse_days(days).unwrap());
            assert_eq!(filter.keeps(&row(None)), expected, "{days}");
        }
        let undated = Row::default();
        assert!(!Filter::Days(parse_days("2017").unwrap()).keeps(&undated));
    }

    #[test]
    fn what_it_says() {
        let whole =
            |columns, wanted: &str| Filter::Text(TextFilter::whole(columns, [wanted.to_owned()]));
        let part =
            |columns, wanted: &str| Filter::Text(TextFilter::part(columns, [wanted.to_owned()]));
        for (filter, expected) in [
            (whole(&["event_type"], "violence AGAINST civilians"), true),
            (whole(&["event_type"], "violence"), false),
            (whole(&["actor1"], "hezbollah"), true),
            (whole(&["actor1"], "Syrian Arab Army; Hezbollah"), true),
            (whole(&["actor2", "actor1"], "Syrian Arab Army"), true),
            (whole(&["actor2"], "Syrian Arab Army"), false),
            (part(&["claimed_by", "documents"], "SANA"), true),
            (part(&["claimed_by", "documents"], "osdh"), true),
            (part(&["claimed_by", "documents"], "seed-1"), true),
            (part(&["claimed_by", "documents"], "an"), false),
            (Filter::AtLeast(&["fatalities", "best"], 12.0), true),
            (Filter::AtLeast(&["fatalities", "best"], 13.0), false),
            (Filter::AtMost(&["missing", "best"], 3.0), true),
            (Filter::AtLeast(&["n_reports"], 0.0), false),
        ] {
            for _ in 0..2 {
                let asked = match &filter {
                    Filter::Text(filter) => format!("{:?}", filter.wanted),
                    _ => String::new(),
                };
                assert_eq!(
                    filter.keeps(&row(None)),
                    expected,
                    "{asked} in {:?}",
                    filter.columns()
                );
            }
        }
    }
}
