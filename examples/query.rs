//! Asks a layer what happened near a point: `cargo run --example query -- output 40.14 35.33 2017-09`.

use std::path::Path;

use dateline::query::filter::Filter;
use dateline::query::read::{Options, open};
use dateline::query::{Query, days::parse_days, run, write::Format};
use geo::Point;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [layer, lon, lat, month] = arguments.as_slice() else {
        return Err("LAYER LON LAT MONTH".into());
    };
    let (near, days) = (Point::new(lon.parse()?, lat.parse()?), parse_days(month));
    let query = Query {
        filters: vec![
            ("near", Filter::Near(near, 25_000.0)),
            ("month", Filter::Days(days.ok_or("no month")?)),
        ],
        columns: ["event_date", "location", "sub_event_type"]
            .map(str::to_owned)
            .into(),
        format: Format::Csv,
        ..Query::default()
    };
    let path = Path::new(layer);
    let (reader, _) = open(path, Options { index: false })?;
    let mut out = std::io::stdout().lock();
    run(&query, &*reader, path, &mut out, &mut |problem| {
        Err(problem.into_error())
    })?;
    Ok(())
}
