//! A feature of a GeoJSON file, from its text: found and bounded quickly, read in full only when it is kept.

use std::borrow::Cow;

use geo::{Geometry, Point};
use memchr::memchr2;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::query::bounds::{Bounds, Rect};
use crate::query::days::{self, DayKey};
use crate::query::row::Row;

/// Why the text of a feature cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not end where the text ends, or is no object at all.
    Torn,
    /// It is an object, but no feature; the message says why.
    Wrong(String),
}

/// The parts of a feature, as they stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    geometry: Option<&'a [u8]>,
    properties: Option<&'a [u8]>,
    /// Whether the text is a geometry and no feature.
    bare: bool,
}

/// What an index keeps of a feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The box of its geometry.
    pub rect: Option<Rect>,
    /// Its first and last day.
    pub days: Option<(DayKey, DayKey)>,
}

/// Which columns of a row are read.
#[derive(Clone, Copy, Debug)]
pub enum Columns<'a> {
    /// All.
    All,
    /// These, and the objects that hold them where a name is a path.
    Only(&'a [String]),
}

impl Columns<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        let holds = |wanted: &String| {
            let rest = wanted.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        match self {
            Columns::All => true,
            Columns::Only(wanted) => wanted.iter().any(holds),
        }
    }
}

/// The extent of a feature that is written as this program writes events; `None` for any other, which has to be looked at as
/// a whole.
pub fn own_extent(text: &[u8]) -> Option<Extent> {
    let rest = text.strip_prefix(br#"{"type":"Feature","id":""#)?;
    let rest = plain_string(rest)?.1;
    let rest = rest.strip_prefix(br#","geometry":{"type":"Point","coordinates":["#)?;
    let (lon, rest) = number(rest)?;
    let (lat, rest) = number(rest.strip_prefix(b",")?)?;
    let rest = rest.strip_prefix(br#"]},"properties":{"event_id":""#)?;
    let rest = plain_string(rest)?.1;
    let (first, rest) = plain_string(rest.strip_prefix(br#","event_date":""#)?)?;
    let last = plain_string(rest.strip_prefix(br#","event_date_end":""#)?)?.0;
    if !text.ends_with(b"}}") {
        return None;
    }
    let days = (days::plain_key(first)?, days::plain_key(last)?);
    Some(Extent {
        rect: Some([lon, lat, lon, lat]),
        days: Some((days.0.min(days.1), days.0.max(days.1))),
    })
}

/// A string without escapes whose opening quote was read, and what follows it.
fn plain_string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr2(b'"', b'\\', text)?;
    (text[end] == b'"').then(|| (&text[..end], &text[end + 1..]))
}

/// A number, and what follows it.
fn number(text: &[u8]) -> Option<(f64, &[u8])> {
    let is_part = |b: &u8| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E');
    let end = text.iter().position(|b| !is_part(b)).unwrap_or(text.len());
    let number: f64 = std::str::from_utf8(&text[..end]).ok()?.parse().ok()?;
    number.is_finite().then_some((number, &text[end..]))
}

impl<'a> Parts<'a> {
    /// Finds the parts of a feature. A bare geometry is one without properties.
    pub fn find(text: &'a [u8]) -> Result<Parts<'a>, Fault> {
        let mut parts = Parts::default();
        let mut kind = None;
        let mut members = Members::new(text).ok_or(Fault::Torn)?;
        for member in &mut members {
            let (name, value) = member.ok_or(Fault::Torn)?;
            match name {
                b"type" => kind = Some(value),
                b"geometry" => parts.geometry = Some(value),
                b"properties" => parts.properties = Some(value),
                _ => {}
            }
        }
        if !members.rest().trim_ascii().is_empty() {
            return Err(Fault::Torn);
        }
        match kind {
            Some(br#""Feature""#) => Ok(parts),
            Some(kind) if GEOMETRIES.contains(&kind) => Ok(Parts {
                geometry: Some(text),
                bare: true,
                ..Parts::default()
            }),
            Some(kind) => {
                let kind = String::from_utf8_lossy(kind);
                Err(Fault::Wrong(format!(
                    "an object of type {kind} is no feature"
                )))
            }
            None => Err(Fault::Wrong(
                "an object without \"type\" is no feature".to_owned(),
            )),
        }
    }

    /// The box of the geometry and the days.
    pub fn extent(&self) -> Extent {
        let mut row = Row::default();
        self.read_columns(&mut row, days::is_date_column);
        let days = days::days_of(&row).map(days::keys);
        Extent {
            rect: self.rect(),
            days: days.map(|days| days.into_inner()),
        }
    }

    /// Whether the feature can be kept, as far as bounds tell.
    pub fn meets(&self, bounds: &Bounds) -> bool {
        if bounds.boxes.is_some() && !bounds.meets(self.rect().as_ref()) {
            return false;
        }
        bounds.days.is_none() || bounds.meets_days(self.extent().days)
    }

    /// The box of the geometry.
    fn rect(&self) -> Option<Rect> {
        if let Some(Geometry::Point(p)) = self.point() {
            return Some([p.x(), p.y(), p.x(), p.y()]);
        }
        let geometry = self.geometry()?;
        let rect = geo::BoundingRect::bounding_rect(&geometry)?;
        Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
    }

    /// The geometry, if it is a point written in the usual way.
    fn point(&self) -> Option<Geometry> {
        let mut kind = None;
        let mut coordinates = None;
        for member in Members::new(self.geometry?)? {
            match member? {
                (b"type", value) => kind = Some(value),
                (b"coordinates", value) => coordinates = Some(value),
                _ => {}
            }
        }
        if kind != Some(br#""Point""#) {
            return None;
        }
        let (lon, rest) = number(coordinates?.strip_prefix(b"[")?.trim_ascii_start())?;
        let rest = rest.trim_ascii_start().strip_prefix(b",")?;
        let (lat, rest) = number(rest.trim_ascii_start())?;
        let rest = rest.trim_ascii_start();
        matches!(rest.first(), Some(b']' | b',')).then(|| Point::new(lon, lat).into())
    }

    /// The geometry; `None` for null, and for one without valid positions.
    fn geometry(&self) -> Option<Geometry> {
        self.point().or_else(|| {
            let geometry: geojson::Geometry = serde_json::from_slice(self.geometry?).ok()?;
            Geometry::try_from(geometry).ok()
        })
    }

    /// Whether there is something where the geometry stands that is none, or whose latitude is none.
    pub fn has_odd_geometry(&self) -> bool {
        let stands = self.geometry.is_some_and(|text| text != b"null");
        let lies = |[_, south, _, north]: Rect| south >= -90.0 && north <= 90.0;
        stands && !self.rect().is_some_and(lies)
    }

    /// The row of a feature.
    pub fn row(&self, position: u64, columns: Columns) -> Row {
        let mut row = Row {
            position,
            geometry: self.geometry(),
            ..Row::default()
        };
        self.read_columns(&mut row, |name| columns.has(name));
        row
    }

    /// The text of the feature; a bare geometry becomes one.
    pub fn feature_text(&self, text: &[u8]) -> Box<[u8]> {
        match self.bare {
            false => text.into(),
            true => {
                let before: &[u8] = br#"{"type":"Feature","geometry":"#;
                [before, text, br#","properties":null}"#].concat().into()
            }
        }
    }

    /// Adds the columns that are wanted; one that is no JSON is left out, which [`is_json`] tells.
    fn read_columns(&self, row: &mut Row, wanted: impl Fn(&str) -> bool) {
        let Some(members) = self.properties.and_then(Members::new) else {
            return;
        };
        for (name, value) in members.map_while(|member| member) {
            let Some(name) = key(name) else {
                continue;
            };
            if wanted(&name)
                && let Ok(value) = serde_json::from_slice(value)
            {
                row.set(&name, value);
            }
        }
    }
}

const GEOMETRIES: [&[u8]; 7] = [
    br#""Point""#,
    br#""MultiPoint""#,
    br#""LineString""#,
    br#""MultiLineString""#,
    br#""Polygon""#,
    br#""MultiPolygon""#,
    br#""GeometryCollection""#,
];

/// A member's name from the text between its quotes.
fn key(text: &[u8]) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'\\', text).is_none() {
        return std::str::from_utf8(text).ok().map(Cow::Borrowed);
    }
    let quoted = [b"\"", text, b"\""].concat();
    match serde_json::from_slice(&quoted) {
        Ok(Value::String(name)) => Some(Cow::Owned(name)),
        _ => None,
    }
}

/// Whether a text is JSON throughout.
pub fn is_json(text: &[u8]) -> Result<(), String> {
    let read: Result<IgnoredAny, _> = serde_json::from_slice(text);
    read.map(|_| ()).map_err(|error| error.to_string())
}

/// A text in which the numbers that JSON does not have (`NaN`, `Infinity`) are null; `None` where it has none of them.
pub fn without_nan(text: &[u8]) -> Option<Vec<u8>> {
    const WORDS: [&[u8]; 4] = [b"NaN", b"-Infinity", b"Infinity", b"nan"];
    let mut out = Vec::with_capacity(text.len());
    let mut mended = false;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let word = WORDS.iter().find(|word| text[at..].starts_with(word));
        let end = match (byte, word) {
            (b'"', _) => skip_string(text, at)?,
            (_, Some(word)) => {
                out.extend_from_slice(b"null");
                mended = true;
                at += word.len();
                continue;
            }
            _ => at + 1,
        };
        out.extend_from_slice(&text[at..end]);
        at = end;
    }
    mended.then_some(out)
}

/// The members of a JSON object: name, without quotes and as it is escaped, and value, both as they stand. After `None` in
/// place of a member, which says that the text is no object, nothing follows.
pub struct Members<'a> {
    text: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> Members<'a> {
    /// The members of the object that a text begins with.
    pub fn new(text: &'a [u8]) -> Option<Members<'a>> {
        let at = skip_space(text, 0);
        (text.get(at) == Some(&b'{')).then_some(Members {
            text,
            at: at + 1,
            done: false,
        })
    }

    /// What follows the object, when all members were taken.
    pub fn rest(&self) -> &'a [u8] {
        &self.text[self.at..]
    }

    fn member(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let text = self.text;
        let start = skip_space(text, self.at);
        if text.get(start) != Some(&b'"') {
            return None;
        }
        let end = skip_string(text, start)?;
        let colon = skip_space(text, end);
        if text.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_space(text, colon + 1);
        let value_end = skip_value(text, value)?;
        self.at = skip_space(text, value_end);
        match text.get(self.at)? {
            b',' => self.at += 1,
            b'}' => {}
            _ => return None,
        }
        Some((&text[start + 1..end - 1], &text[value..value_end]))
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Option<(&'a [u8], &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let at = skip_space(self.text, self.at);
        if self.text.get(at) == Some(&b'}') {
            self.at = at + 1;
            self.done = true;
            return None;
        }
        let member = self.member();
        self.done = member.is_none();
        Some(member)
    }
}

fn skip_space(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(at) {
        at += 1;
    }
    at
}

/// One past the string that begins here.
pub fn skip_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// One past the value that begins here.
fn skip_value(text: &[u8], start: usize) -> Option<usize> {
    match text.get(start)? {
        b'"' => skip_string(text, start),
        b'{' | b'[' => skip_nested(text, start),
        b',' | b'}' | b']' | b':' => None,
        _ => {
            let ends = |b: &u8| matches!(b, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
            let length = text[start..].iter().position(ends)?;
            Some(start + length)
        }
    }
}

fn skip_nested(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0;
    let mut at = start;
    loop {
        match text.get(at)? {
            b'"' => {
                at = skip_string(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests;
