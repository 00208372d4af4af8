//! Clustering at the sizes that the project promises: the median of some runs, a line per case.
//! `cargo bench --bench cluster`

use dateline::cluster::{Config, Occurrence, cluster};
use std::hint::black_box;
use std::time::Instant;

const MILLION: usize = 1_000_000;
const RUNS: usize = 7;

/// A rectangle about the size of Syria: west, south, east, north.
const SYRIA: [f64; 4] = [35.7, 32.3, 42.4, 37.3];
const WORLD: [f64; 4] = [-180.0, -90.0, 180.0, 90.0];

fn main() {
    let space_time = Config {
        radius_m: 5_000.0,
        days: Some(3),
        min_events: 3,
    };
    let space = Config {
        days: None,
        ..space_time
    };
    let dense = Config {
        min_events: 300,
        ..space
    };
    let one_spot = [38.0, 35.0, 38.0, 35.0];
    for (name, places, area, days, config) in [
        (
            "1M events, 2,000 places, 1 year (goal 0.5 s)",
            2_000,
            SYRIA,
            365,
            space_time,
        ),
        (
            "1M events, 2,000 places, 10 years (goal 0.5 s)",
            2_000,
            SYRIA,
            3_650,
            space_time,
        ),
        (
            "1M distinct points, Syria, space (goal 3 s)",
            MILLION,
            SYRIA,
            1,
            space,
        ),
        (
            "1M distinct points, world, space (goal 3 s)",
            MILLION,
            WORLD,
            1,
            space,
        ),
        (
            "1M distinct points, Syria, 300 events a core",
            MILLION,
            SYRIA,
            1,
            dense,
        ),
        (
            "1M distinct points, Syria, 10 years",
            MILLION,
            SYRIA,
            3_650,
            space_time,
        ),
        ("1M events on one spot, space", 1, one_spot, 1, space),
        (
            "1M events on one spot, 10 years",
            1,
            one_spot,
            3_650,
            space_time,
        ),
    ] {
        let events = scatter(places, area, days);
        let mut seconds: Vec<f64> = (0..RUNS).map(|_| time(&events, &config)).collect();
        seconds.sort_by(f64::total_cmp);
        println!("{name:50} {:.3} s", seconds[RUNS / 2]);
    }
}

fn time(events: &[Occurrence], config: &Config) -> f64 {
    let start = Instant::now();
    black_box(cluster(black_box(events), config));
    start.elapsed().as_secs_f64()
}

/// A million events on places drawn evenly from a rectangle of degrees, on days drawn evenly.
fn scatter(places: usize, [west, south, east, north]: [f64; 4], days: u64) -> Vec<Occurrence> {
    let mut random = Random(1);
    let mut between = |low: f64, high: f64| {
        low + (high - low) * (random.next() >> 11) as f64 / (1u64 << 53) as f64
    };
    let places: Vec<(f64, f64)> = (0..places)
        .map(|_| (between(west, east), between(south, north)))
        .collect();
    (0..MILLION)
        .map(|event| {
            let (lon, lat) = places[event % places.len()];
            let day = Some((random.next() % days) as i32);
            Occurrence { lon, lat, day }
        })
        .collect()
}

/// The SplitMix64 generator: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
