//! Well-known binary, and the header that GeoPackage puts before it, from files in which anything may stand.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::place::usable;

/// Collections in collections go no deeper.
const DEPTH: usize = 16;
const TORN: &str = "its geometry ends too early";

/// The geometry of a GeoPackage, without heights and measures; nothing where it is empty.
///
/// # Errors
/// What is wrong with it.
pub fn of_geopackage(bytes: &[u8]) -> Result<Option<Geometry>, &'static str> {
    let [b'G', b'P', _, flags, _, _, _, _, rest @ ..] = bytes else {
        return Err("its geometry is not as GeoPackage has it");
    };
    let corners = match flags >> 1 & 0b111 {
        0 => 0,
        1 => 4,
        2 | 3 => 6,
        4 => 8,
        _ => return Err("its geometry has a box of a kind that is not known"),
    };
    geometry(rest.get(8 * corners..).ok_or(TORN)?)
}

/// A geometry in well-known binary, likewise.
///
/// # Errors
/// What is wrong with it.
pub fn geometry(bytes: &[u8]) -> Result<Option<Geometry>, &'static str> {
    let geometry = Cursor {
        bytes,
        little: true,
    }
    .geometry(DEPTH)?;
    usable(geometry)
}

struct Cursor<'b> {
    bytes: &'b [u8],
    little: bool,
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        let (first, rest) = self.bytes.split_first_chunk().ok_or(TORN)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn u32(&mut self) -> Result<u32, &'static str> {
        let bytes = self.take()?;
        Ok(match self.little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        })
    }

    fn f64(&mut self) -> Result<f64, &'static str> {
        let bytes = self.take()?;
        Ok(match self.little {
            true => f64::from_le_bytes(bytes),
            false => f64::from_be_bytes(bytes),
        })
    }

    /// A number of things that take so many bytes at least, which must be there.
    fn count(&mut self, least: usize) -> Result<usize, &'static str> {
        let count = self.u32()? as usize;
        let needed = count.checked_mul(least).ok_or(TORN)?;
        (needed <= self.bytes.len()).then_some(count).ok_or(TORN)
    }

    /// Kind and number of dimensions, in the numbers of ISO (1001) or of PostGIS (0x80000001).
    fn head(&mut self) -> Result<(u32, usize), &'static str> {
        self.little = self.take::<1>()? != [0];
        let code = self.u32()?;
        let flags = [0x8000_0000, 0x4000_0000].map(|flag| usize::from(code & flag != 0));
        if code & 0x2000_0000 != 0 {
            // The coordinate system, which the layer knows.
            self.u32()?;
        }
        let code = code & 0x0fff_ffff;
        let iso = [0, 1, 1, 2].get(code as usize / 1000);
        let iso = iso.ok_or("its geometry is of a kind that is not known")?;
        Ok((code % 1000, 2 + iso + flags[0] + flags[1]))
    }

    fn geometry(&mut self, depth: usize) -> Result<Geometry, &'static str> {
        let depth = depth
            .checked_sub(1)
            .ok_or("its geometry holds others too deep within each other")?;
        let (kind, dimensions) = self.head()?;
        Ok(match kind {
            1 => Point(self.coord(dimensions)?).into(),
            2 => self.line(dimensions)?.into(),
            3 => self.polygon(dimensions)?.into(),
            4 => MultiPoint(self.parts(depth)?).into(),
            5 => MultiLineString(self.parts(depth)?).into(),
            6 => MultiPolygon(self.parts(depth)?).into(),
            7 => Geometry::GeometryCollection(self.parts::<Geometry>(depth)?.into()),
            8..=17 => {
                return Err(
                    "its geometry is a curve or surface; straighten it, for example with ogr2ogr -nlt CONVERT_TO_LINEAR",
                );
            }
            _ => return Err("its geometry is of a kind that is not known"),
        })
    }

    fn coord(&mut self, dimensions: usize) -> Result<Coord, &'static str> {
        let coord = Coord {
            x: self.f64()?,
            y: self.f64()?,
        };
        for _ in 2..dimensions {
            self.f64()?;
        }
        Ok(coord)
    }

    fn line(&mut self, dimensions: usize) -> Result<LineString, &'static str> {
        let count = self.count(8 * dimensions)?;
        (0..count)
            .map(|_| self.coord(dimensions))
            .collect::<Result<_, _>>()
            .map(LineString)
    }

    fn polygon(&mut self, dimensions: usize) -> Result<Polygon, &'static str> {
        let count = self.count(4)?;
        let rings: Result<Vec<LineString>, _> = (0..count).map(|_| self.line(dimensions)).collect();
        let mut rings = rings?.into_iter();
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Ok(Polygon::new(outer, rings.collect()))
    }

    fn parts<T: TryFrom<Geometry>>(&mut self, depth: usize) -> Result<Vec<T>, &'static str> {
        let count = self.count(5)?;
        let part = |_| {
            let part = T::try_from(self.geometry(depth)?);
            part.map_err(|_| "its geometry has a part of another kind")
        };
        (0..count).map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes from text such as `01 01000000 f:40 f:35`: hexadecimal digits, and numbers as little-endian doubles.
    fn bytes(text: &str) -> Vec<u8> {
        let word = |word: &str| match word.strip_prefix("f:") {
            Some(number) => number.parse::<f64>().unwrap().to_le_bytes().to_vec(),
            None => (0..word.len() / 2)
                .map(|at| u8::from_str_radix(&word[2 * at..2 * at + 2], 16).unwrap())
                .collect(),
        };
        text.split_whitespace().flat_map(word).collect()
    }

    fn check(text: &str, expected: &str) {
        use geozero::ToWkt;
        let found = match of_geopackage(&bytes(text)) {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(geometry)) => geometry.to_wkt().unwrap(),
            Err(message) => message.to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    }

    const LINE: &str = "02000000 f:1 f:2 f:3 f:4";
    const RING: &str = "04000000 f:0 f:0 f:1 f:0 f:0 f:1 f:0 f:0";

    #[test]
    fn geometries_of_geopackages() {
        let head = "4750 00 01 e6100000";
        for (text, expected) in [
            (format!("{head} 01 01000000 f:40 f:35"), "POINT(40 35)"),
            // A box before it, with heights, and a point with height and measure.
            (
                "4750 00 05 e6100000 f:1 f:2 f:3 f:4 f:5 f:6 01 b90b0000 f:40 f:35 f:7 f:8"
                    .to_owned(),
                "POINT(40 35)",
            ),
            (
                format!("4750 00 03 e6100000 f:1 f:2 f:3 f:4 01 02000000 {LINE}"),
                "LINESTRING(1 2,3 4)",
            ),
            // Heights as PostGIS marks them, and a coordinate system.
            (
                format!("{head} 01 010000a0 e6100000 f:40 f:35 f:7"),
                "POINT(40 35)",
            ),
            // The other order of bytes.
            (
                format!("{head} 00 00000001 4044000000000000 4041800000000000"),
                "POINT(40 35)",
            ),
            (
                format!("{head} 01 03000000 01000000 {RING}"),
                "POLYGON((0 0,1 0,0 1,0 0))",
            ),
            (
                format!("{head} 01 06000000 01000000 01 03000000 01000000 {RING}"),
                "MULTIPOLYGON(((0 0,1 0,0 1,0 0)))",
            ),
            (
                format!("{head} 01 07000000 02000000 01 01000000 f:40 f:35 01 02000000 {LINE}"),
                "GEOMETRYCOLLECTION(POINT(40 35),LINESTRING(1 2,3 4))",
            ),
            (
                "4750 00 11 e6100000 01 01000000 f:NaN f:NaN".to_owned(),
                "nothing",
            ),
            (format!("{head} 01 02000000 00000000"), "nothing"),
            (format!("{head} 01 03000000 00000000"), "nothing"),
            (format!("{head} 01 07000000 00000000"), "nothing"),
        ] {
            check(&text, expected);
        }
    }

    #[test]
    fn geometries_that_are_wrong() {
        let head = "4750 00 01 e6100000";
        let nested = "01 07000000 01000000 ".repeat(1000);
        for (text, expected) in [
            ("", "its geometry is not as GeoPackage has it"),
            (
                "00 01 e6100000 01 01000000 f:40 f:35",
                "its geometry is not as GeoPackage has it",
            ),
            (
                "4750 00 0b e6100000 01 01000000",
                "its geometry has a box of a kind that is not known",
            ),
            ("4750 00 03 e6100000 f:1", TORN),
            (&format!("{head} 01 01000000 f:40"), TORN),
            // Four thousand million points, and sixteen bytes.
            (&format!("{head} 01 02000000 ffffffff f:40 f:35"), TORN),
            (&format!("{head} 01 07000000 ffffffff"), TORN),
            (
                &format!("{head} 01 63000000 f:40 f:35"),
                "its geometry is of a kind that is not known",
            ),
            (
                &format!("{head} 01 ffff0000 f:40 f:35"),
                "its geometry is of a kind that is not known",
            ),
            (
                &format!("{head} 01 04000000 01000000 01 02000000 {LINE}"),
                "its geometry has a part of another kind",
            ),
            (
                &format!("{head} {nested}"),
                "its geometry holds others too deep within each other",
            ),
        ] {
            check(text, expected);
        }
        assert!(
            of_geopackage(&bytes(&format!("{head} 01 08000000 00000000")))
                .unwrap_err()
                .contains("curve")
        );
    }
}
