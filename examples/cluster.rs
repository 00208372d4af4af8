//! Finds events near each other on any layer of points: `cargo run --example cluster -- output`.

use std::path::Path;

use dateline::cluster::{Config, Occurrence, cluster};
use dateline::diff::read::read;

fn main() -> Result<(), dateline::error::Error> {
    let layer = std::env::args_os().nth(1).unwrap_or("output".into());
    let (mut names, mut occurrences) = (Vec::new(), Vec::new());
    for event in &read(Path::new(&layer))? {
        if let Some((lat, lon)) = event.position() {
            names.push(event.text("location").unwrap_or("?").to_owned());
            occurrences.push(Occurrence {
                lat,
                lon,
                day: None,
            });
        }
    }
    let near = Config {
        radius_m: 10_000.0,
        days: None,
        min_events: 3,
    };
    let clusters = cluster(&occurrences, &near);
    for (name, cluster) in names.iter().zip(clusters) {
        println!(
            "{name}: {}",
            cluster.map_or("alone".to_owned(), |c| c.to_string())
        );
    }
    Ok(())
}
