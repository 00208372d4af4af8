//! A feature of a FlatGeobuf file as a row.

use flatgeobuf::{
    ColumnType, Feature, Geometry as Flat, GeometryType, size_prefixed_root_as_feature,
};
use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde_json::Value;

use super::Layout;
use crate::query::read::Ask;
use crate::query::read::json::Columns;
use crate::query::read::place::usable;
use crate::query::row::Row;

/// The row of a feature, where it is wanted.
///
/// # Errors
/// What is wrong with the feature.
pub(super) fn row(
    number: u64,
    bytes: &[u8],
    layout: &Layout,
    ask: &Ask,
) -> Result<Option<Row>, String> {
    let told = |what: &str| format!("feature {}: {what}", number + 1);
    let feature = size_prefixed_root_as_feature(bytes).map_err(|_| told("not to be read"))?;
    let geometry = match feature.geometry() {
        Some(flat) => geometry(&flat, layout.shape).map_err(told)?,
        None => None,
    };
    let mut row = Row {
        position: number,
        geometry,
        properties: properties(&feature, layout, Columns::Only(ask.looks_at)).map_err(told)?,
        text: None,
    };
    if !(ask.keeps)(&row) {
        return Ok(None);
    }
    row.properties = properties(&feature, layout, ask.columns()).map_err(told)?;
    Ok(Some(row))
}

/// The columns that are wanted, in their order; those that the feature leaves out are null.
fn properties(
    feature: &Feature,
    layout: &Layout,
    wanted: Columns,
) -> Result<Vec<(Box<str>, Value)>, &'static str> {
    let mut values: Vec<Option<Value>> = vec![None; layout.columns.len()];
    let mut bytes = feature.properties().map_or(&[][..], |all| all.bytes());
    // Some programs leave a byte too many at the end.
    while bytes.len() > 1 {
        let number = u16::from_le_bytes(take(&mut bytes)?);
        let column = layout.columns.get(usize::from(number));
        let (_, kind) = column.ok_or("a value of a column that there is not")?;
        values[usize::from(number)] = Some(value(&mut bytes, *kind)?);
    }
    let all = layout.columns.iter().zip(values);
    let wanted = all.filter(|((name, _), _)| wanted.has(name));
    Ok(wanted
        .map(|((name, _), value)| (name.clone(), value.unwrap_or(Value::Null)))
        .collect())
}

/// Takes a value from the front.
fn value(bytes: &mut &[u8], kind: ColumnType) -> Result<Value, &'static str> {
    Ok(match kind {
        ColumnType::Byte => i8::from_le_bytes(take(bytes)?).into(),
        ColumnType::UByte => u8::from_le_bytes(take(bytes)?).into(),
        ColumnType::Bool => (take::<1>(bytes)? != [0]).into(),
        ColumnType::Short => i16::from_le_bytes(take(bytes)?).into(),
        ColumnType::UShort => u16::from_le_bytes(take(bytes)?).into(),
        ColumnType::Int => i32::from_le_bytes(take(bytes)?).into(),
        ColumnType::UInt => u32::from_le_bytes(take(bytes)?).into(),
        ColumnType::Long => i64::from_le_bytes(take(bytes)?).into(),
        ColumnType::ULong => u64::from_le_bytes(take(bytes)?).into(),
        ColumnType::Float => f32::from_le_bytes(take(bytes)?).into(),
        ColumnType::Double => f64::from_le_bytes(take(bytes)?).into(),
        ColumnType::String | ColumnType::DateTime => text(bytes)?.into(),
        ColumnType::Json => {
            let text = text(bytes)?;
            serde_json::from_str(&text).unwrap_or_else(|_| text.into())
        }
        // Bytes are nothing that could be asked for.
        ColumnType::Binary => {
            sized(bytes)?;
            Value::Null
        }
        _ => return Err("a value of a type that is not known"),
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], &'static str> {
    let (first, rest) = bytes
        .split_first_chunk()
        .ok_or("its values end too early")?;
    *bytes = rest;
    Ok(*first)
}

/// Takes bytes with their number before them.
fn sized<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], &'static str> {
    let length = u32::from_le_bytes(take(bytes)?) as usize;
    let split = bytes.split_at_checked(length);
    let (first, rest) = split.ok_or("its values end too early")?;
    *bytes = rest;
    Ok(first)
}

fn text(bytes: &mut &[u8]) -> Result<String, &'static str> {
    Ok(String::from_utf8_lossy(sized(bytes)?).into_owned())
}

/// The geometry, without heights and measures; nothing where it is empty.
fn geometry(flat: &Flat, of_layer: GeometryType) -> Result<Option<Geometry>, &'static str> {
    let shape = match of_layer {
        GeometryType::Unknown => flat.type_(),
        shape => shape,
    };
    let numbers: Vec<f64> = flat.xy().into_iter().flatten().collect();
    let coords = numbers
        .chunks_exact(2)
        .map(|xy| Coord { x: xy[0], y: xy[1] });
    let coords: Vec<Coord> = coords.collect();
    let parts = || flat.parts().into_iter().flatten();
    let geometry: Geometry = match shape {
        GeometryType::Point => match coords.first() {
            Some(&coord) => Point(coord).into(),
            None => return Ok(None),
        },
        GeometryType::MultiPoint => MultiPoint::from(coords).into(),
        GeometryType::LineString => LineString(coords).into(),
        GeometryType::MultiLineString => MultiLineString(lines(flat, coords)?).into(),
        GeometryType::Polygon => polygon(flat, coords)?.into(),
        GeometryType::MultiPolygon => {
            let inner = |part: Flat| geometry(&part, GeometryType::Polygon);
            let mut polygons = Vec::new();
            for part in parts() {
                if let Some(Geometry::Polygon(polygon)) = inner(part)? {
                    polygons.push(polygon);
                }
            }
            MultiPolygon(polygons).into()
        }
        GeometryType::GeometryCollection => {
            let mut all = Vec::new();
            for part in parts() {
                all.extend(geometry(&part, GeometryType::Unknown)?);
            }
            Geometry::GeometryCollection(all.into())
        }
        _ => return Err("a kind of geometry that is not known, such as a curve"),
    };
    usable(geometry)
}

/// The coordinates cut where the lines end; a single line need not say where.
fn lines(flat: &Flat, coords: Vec<Coord>) -> Result<Vec<LineString>, &'static str> {
    let ends: Vec<usize> = flat
        .ends()
        .into_iter()
        .flatten()
        .map(|end| end as usize)
        .collect();
    if ends.is_empty() {
        return Ok(vec![LineString(coords)]);
    }
    let mut begin = 0;
    let line = |end: usize| {
        let line = coords
            .get(begin..end)
            .ok_or("its rings end where there is nothing")?;
        begin = end;
        Ok(LineString(line.to_vec()))
    };
    ends.into_iter().map(line).collect()
}

fn polygon(flat: &Flat, coords: Vec<Coord>) -> Result<Polygon, &'static str> {
    let mut rings = lines(flat, coords)?.into_iter();
    let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
    Ok(Polygon::new(outer, rings.collect()))
}
