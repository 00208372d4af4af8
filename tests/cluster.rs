//! Clustering: drawn maps, adversarial shapes, a quadratic check, and scikit-learn's labels.

use dateline::cluster::{Config, Occurrence, cluster};

const EARTH_RADIUS_M: f64 = 6_371_008.8;

fn at(lon: f64, lat: f64, day: impl Into<Option<i32>>) -> Occurrence {
    let day = day.into();
    Occurrence { lon, lat, day }
}

fn config(radius_m: f64, days: impl Into<Option<u32>>, min_events: usize) -> Config {
    let days = days.into();
    Config {
        radius_m,
        days,
        min_events,
    }
}

/// The angle that spans a distance along a great circle, in degrees.
fn degrees(metres: f64) -> f64 {
    (metres / EARTH_RADIUS_M).to_degrees()
}

/// A map of one day: a character is a square kilometre. A dot is empty, a star is noise, and a
/// letter is an event of that cluster: `a` is the first.
type Map<'a> = (Option<i32>, &'a [&'a str]);

/// Draws the maps round a point of the equator: events in reading order, and their labels.
fn draw(maps: &[Map], centre_lon: f64) -> (Vec<Occurrence>, Vec<Option<u32>>) {
    let km = degrees(1_000.0);
    let mut events = Vec::new();
    let mut labels = Vec::new();
    for &(day, rows) in maps {
        for (row, line) in rows.iter().enumerate() {
            for (column, sign) in line.chars().enumerate() {
                let label = match sign {
                    '.' => continue,
                    '*' => None,
                    letter => Some(u32::from(letter) - u32::from('a')),
                };
                let lon = centre_lon + (column as f64 - 3.0) * km;
                let lon = if lon > 180.0 { lon - 360.0 } else { lon };
                events.push(at(lon, (1.0 - row as f64) * km, day));
                labels.push(label);
            }
        }
    }
    (events, labels)
}

fn check_maps(name: &str, config: &Config, maps: &[Map]) {
    for centre_lon in [0.0, 38.5, 180.0] {
        let (events, labels) = draw(maps, centre_lon);
        let found = cluster(&events, config);
        assert_eq!(found, labels, "{name}, around {centre_lon} degrees east");
    }
}

#[test]
fn drawn_maps_in_space() {
    #[rustfmt::skip]
    let cases: [(&str, Config, &[&str]); 16] = [
        ("nothing", config(1e3, None, 3), &[]),
        ("one event", config(1e3, None, 2), &["*"]),
        ("one event is enough for itself", config(1e3, None, 1), &["a"]),
        ("0 events are as 1", config(1e3, None, 0), &["a.b.c"]),
        ("two groups and a straggler", config(1e3, None, 3), &[
            "aa..bb",
            "a....b",
            "...*..",
        ]),
        ("the diagonal is longer", config(1e3, None, 2), &[
            "aa.",
            "..*",
        ]),
        ("the diagonal is short enough", config(1_415.0, None, 2), &[
            "aa.",
            "..a",
        ]),
        ("exactly at the radius", config(5e3, None, 3), &["a....a....a....a....a"]),
        ("a millimetre too far", config(4_999.999, None, 2), &["*....*....*....*....*"]),
        ("exactly at the radius, upright", config(2e3, None, 3), &["a", ".", "a", ".", "a"]),
        ("core needs three", config(1e3, None, 3), &["**..aaa"]),
        ("a border between two goes to the first", config(2e3, None, 4), &["aaa.a.bbb"]),
        ("also where the border comes before both", config(2e3, None, 4), &[
            "...a.aaa",
            "bbb.....",
        ]),
        ("a border joins nothing", config(2e3, None, 4), &[
            "aaa.....",
            "...a.bbb",
        ]),
        ("numbers go by the first core event, not the first event", config(1e3, None, 3), &[
            "....b",
            "aaa.b",
            "....b",
        ]),
        ("a ring holds what is in it apart", config(1e3, None, 3), &[
            "aaaaa",
            "a...a",
            "a.*.a",
            "a...a",
            "aaaaa",
        ]),
    ];
    for (name, config, map) in cases {
        check_maps(name, &config, &[(None, map)]);
        check_maps(name, &config, &[(Some(7), map)]);
    }
}

#[test]
fn drawn_maps_in_space_and_time() {
    let three_days = config(1e3, 3, 3);
    #[rustfmt::skip]
    let cases: [(&str, Config, &[Map]); 12] = [
        ("three days apart", three_days, &[(Some(0), &["aa"]), (Some(3), &["a."])]),
        ("four days apart", three_days, &[(Some(0), &["**"]), (Some(4), &["*."])]),
        ("before the epoch", three_days, &[(Some(-2), &["aa"]), (Some(1), &["a."])]),
        ("near in time, not in space", three_days, &[(Some(0), &["**..."]), (Some(3), &["...*"])]),
        ("one spot, one day after the other", three_days, &[
            (Some(0), &["a"]), (Some(3), &["a"]), (Some(6), &["a"]),
            (Some(10), &["*"]), (Some(20), &["b"]), (Some(20), &["b"]), (Some(20), &["b"]),
        ]),
        ("one town, two battles", three_days, &[
            (Some(0), &["aaa"]), (Some(90), &["bbb"]), (Some(1), &["aaa"]), (Some(91), &["bbb"]),
        ]),
        ("a front moves on", config(2e3, 1, 4), &[
            (Some(0), &["aa......"]), (Some(1), &["..aa...."]),
            (Some(2), &["....aa.."]), (Some(3), &["......aa"]),
        ]),
        ("the same day only", config(1e3, 0, 2), &[(Some(0), &["aaa"]), (Some(1), &["..*"])]),
        ("no day, no neighbours", three_days, &[(Some(0), &["aa"]), (None, &["**"]), (Some(0), &["a"])]),
        ("no day, and days do not matter", config(1e3, None, 3), &[(Some(0), &["a"]), (None, &["aa"])]),
        ("all of time", config(1e3, u32::MAX, 2), &[(Some(i32::MIN), &["a"]), (Some(i32::MAX), &["a"])]),
        ("the ends of time", config(1e3, 9, 2), &[
            (Some(i32::MIN), &["*"]), (Some(i32::MAX - 8), &["a"]), (Some(i32::MAX), &["a"]),
        ]),
    ];
    for (name, config, maps) in cases {
        check_maps(name, &config, maps);
    }
}

/// The second map adds a border event between two core events of one small area, in the order in
/// which they are kept: it must not join their cluster to the one that it also reaches.
#[test]
fn a_border_amid_core_events_joins_nothing() {
    let maps = [
        "..a........a.....................b.",
        "..a..........a...................b.",
        "............a..........b.........b.",
    ];
    let mirrored = maps.map(|row| row.chars().rev().collect::<String>());
    for maps in [maps, mirrored.each_ref().map(String::as_str)] {
        let [first, second, third] = maps.each_ref().map(std::slice::from_ref);
        let maps = [(None, first), (None, second), (None, third)];
        check_maps("border amid core", &config(10e3, None, 5), &maps);
    }
}

#[test]
fn a_radius_that_is_not_positive_means_the_same_spot() {
    for radius_m in [0.0, -0.0, -5e3, f64::NEG_INFINITY, f64::NAN] {
        let config = config(radius_m, None, 2);
        check_maps("spots", &config, &[(None, &["a*b"]), (None, &["a.b"])]);
    }
}

#[test]
fn a_coordinate_that_is_no_number_is_noise() {
    let good = at(38.0, 35.0, None);
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for bad in [at(bad, 35.0, None), at(38.0, bad, None), at(bad, bad, None)] {
            for radius_m in [0.0, 5e3, f64::INFINITY] {
                let found = cluster(&[bad, good, bad, good, bad], &config(radius_m, None, 2));
                assert_eq!(found, [None, Some(0), None, Some(0), None], "{bad:?}");
            }
        }
    }
}

/// All events in one cluster up to a radius, and none with any other below it.
fn check_just_joined(name: &str, events: &[Occurrence], radius_m: f64) {
    let joined = cluster(events, &config(radius_m, None, 2));
    assert_eq!(joined, vec![Some(0); events.len()], "{name}: joined");
    let apart = cluster(events, &config(radius_m - 0.001, None, 2));
    assert_eq!(apart, vec![None; events.len()], "{name}: apart");
}

#[test]
fn poles_are_places_like_any_other() {
    for pole in [90.0, -90.0] {
        let near = |metres| pole - degrees(metres).copysign(pole);
        let ring: Vec<_> = (0..36)
            .map(|ten| at(f64::from(ten) * 10.0 - 180.0, near(4_000.0), None))
            .collect();
        let step = haversine(ring[0], ring[1]);
        check_just_joined("ring", &ring, step);
        let across = [
            at(-90.0, near(2_500.0), None),
            at(90.0, near(2_500.0), None),
        ];
        check_just_joined("across", &across, 5_000.0);
        let same_spot = [at(0.0, pole, None), at(77.0, pole, None)];
        let found = cluster(&same_spot, &config(0.0, None, 2));
        assert_eq!(found, [Some(0); 2], "every meridian meets at {pole}");
    }
}

#[test]
fn chains_at_exactly_five_kilometres() {
    let link = |index: u32| degrees(5_000.0) * f64::from(index);
    let parallel: Vec<_> = (0..7_000).map(|i| at(link(i) - 180.0, 0.0, None)).collect();
    let meridian: Vec<_> = (0..4_000).map(|i| at(38.0, link(i) - 90.0, None)).collect();
    let oblique: Vec<_> = (0..7_000)
        .map(|i| great_circle(55f64.to_radians(), link(i).to_radians()))
        .collect();
    check_just_joined("along the equator", &parallel, 5_000.0);
    check_just_joined("from pole to pole", &meridian, 5_000.0);
    check_just_joined("across", &oblique, 5_000.0);
}

/// The point at an angle along the great circle that crosses the equator at 0,0 with an inclination.
fn great_circle(inclination: f64, along: f64) -> Occurrence {
    let lat = (inclination.sin() * along.sin()).asin();
    let lon = (inclination.cos() * along.sin()).atan2(along.cos());
    at(lon.to_degrees(), lat.to_degrees(), None)
}

#[test]
fn antipodes_are_half_the_circumference_apart() {
    let half = std::f64::consts::PI * EARTH_RADIUS_M;
    let antipodes = [at(38.0, 35.0, None), at(-142.0, -35.0, None)];
    for (radius_m, expected) in [
        (half - 200_000.0, None),
        (half, Some(0)),
        (f64::INFINITY, Some(0)),
    ] {
        let found = cluster(&antipodes, &config(radius_m, None, 2));
        assert_eq!(found, [expected; 2], "{radius_m} m");
    }
}

/// Pairs of events would take hours here.
#[test]
fn a_hundred_thousand_events_on_one_point() {
    let day = |event: usize| (event % 2 * 10) as i32;
    let events: Vec<_> = (0..100_000)
        .map(|event| at(40.15, 35.33, day(event)))
        .collect();
    for (days, min_events, label) in [
        (None, 100_000, (|_| Some(0)) as fn(usize) -> Option<u32>),
        (None, 100_001, |_| None),
        (Some(10), 100_000, |_| Some(0)),
        (Some(9), 50_000, |event| Some((event % 2) as u32)),
        (Some(9), 50_001, |_| None),
    ] {
        let expected: Vec<_> = (0..events.len()).map(label).collect();
        let found = cluster(&events, &config(5e3, days, min_events));
        assert!(found == expected, "{days:?} days, {min_events} events");
    }
}

#[test]
fn labels_equal_a_quadratic_search() {
    // Places, width of the area in degrees, its centre, days, limits.
    let rows = [
        (500, 1.0, (38.0, 35.0), 1, config(5e3, None, 3)),
        (500, 1.0, (38.0, 35.0), 1, config(12e3, None, 9)),
        (500, 0.5, (38.0, 35.0), 1, config(10e3, None, 70)),
        (500, 0.1, (38.0, 35.0), 60, config(5e3, 3, 5)),
        (60, 0.5, (38.0, 35.0), 40, config(5e3, 2, 4)),
        (60, 0.5, (180.0, 0.0), 40, config(5e3, 2, 4)),
        (200, 0.5, (0.0, 90.0), 10, config(5e3, 2, 4)),
        (200, 0.5, (20.0, -90.0), 10, config(9e3, 1, 6)),
        (8, 0.1, (38.0, 35.0), 400, config(5e3, 3, 4)),
        (5, 0.01, (38.0, 35.0), 200, config(0.0, 3, 4)),
        (400, 180.0, (0.0, 0.0), 1, config(900e3, None, 4)),
        (300, 180.0, (0.0, 0.0), 3, config(5_000e3, 0, 60)),
        (100, 180.0, (0.0, 0.0), 3, config(16_000e3, 1, 400)),
    ];
    for (row, (places, width, centre, days, config)) in rows.into_iter().enumerate() {
        let mut clusters = 0;
        for seed in 0..6 {
            let events = scatter(&mut Random(seed), places, width, centre, days);
            let expected = quadratic(&events, &config);
            clusters += expected.iter().flatten().max().map_or(0, |last| last + 1);
            let found = cluster(&events, &config);
            assert_eq!(found, expected, "row {row}, seed {seed}");
        }
        assert!(clusters > 0, "row {row} compares nothing but noise");
    }
}

/// 500 events, one in 25 without a day, on places about a centre: west to east and, for centres
/// near a pole, beyond it.
fn scatter(
    random: &mut Random,
    places: usize,
    width: f64,
    (lon, lat): (f64, f64),
    days: u32,
) -> Vec<Occurrence> {
    let mut about = |centre: f64| centre + width * (random.uniform() - 0.5);
    let places: Vec<_> = (0..places).map(|_| (about(lon), about(lat))).collect();
    (0..500)
        .map(|_| {
            let (lon, lat) = places[(random.uniform() * places.len() as f64) as usize];
            let day = (random.uniform() * f64::from(days)) as i32;
            at(lon, lat, (random.uniform() > 0.04).then_some(day))
        })
        .collect()
}

/// DBSCAN word for word: one cluster after the other, from every core event still unlabelled.
fn quadratic(events: &[Occurrence], config: &Config) -> Vec<Option<u32>> {
    let near_in_time = |a: &Occurrence, b: &Occurrence| match (config.days, a.day, b.day) {
        (None, ..) => true,
        (Some(days), Some(a), Some(b)) => a.abs_diff(b) <= days,
        _ => false,
    };
    let neighbours = |event: usize| -> Vec<usize> {
        let a = &events[event];
        let near =
            |b: &Occurrence| near_in_time(a, b) && haversine(*a, *b) <= config.radius_m + 1e-6;
        (0..events.len()).filter(|&b| near(&events[b])).collect()
    };
    let neighbours: Vec<_> = (0..events.len()).map(neighbours).collect();
    let is_core = |event: usize| neighbours[event].len() >= config.min_events;
    let mut labels = vec![None; events.len()];
    let mut clusters = 0;
    for start in 0..events.len() {
        if labels[start].is_some() || !is_core(start) {
            continue;
        }
        let mut open = vec![start];
        while let Some(event) = open.pop() {
            if labels[event].is_none() {
                labels[event] = Some(clusters);
                if is_core(event) {
                    open.extend(&neighbours[event]);
                }
            }
        }
        clusters += 1;
    }
    labels
}

/// Great-circle distance in metres.
fn haversine(a: Occurrence, b: Occurrence) -> f64 {
    let half_sine = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin();
    let cosines = a.lat.to_radians().cos() * b.lat.to_radians().cos();
    let square = half_sine(a.lat, b.lat).powi(2) + cosines * half_sine(a.lon, b.lon).powi(2);
    2.0 * EARTH_RADIUS_M * square.clamp(0.0, 1.0).sqrt().asin()
}

/// The labels were made by tests/fixtures/dbscan_labels.py, which says how. They have 259
/// clusters, and 54 events on the border of several.
#[test]
fn labels_equal_those_of_scikit_learn() {
    let rows = include_str!("fixtures/dbscan_labels.csv").lines();
    let expected: Vec<Option<u32>> = rows
        .flat_map(|row| row.split(','))
        .map(|label| (!label.is_empty()).then(|| label.parse().unwrap()))
        .collect();
    let points = scikit_points(expected.len());
    assert_eq!(points.len(), 20_000);
    let found = cluster(&points, &config(5_000.0, None, 12));
    let wrong = (0..points.len()).find(|&event| found[event] != expected[event]);
    assert_eq!(wrong, None, "the first event with another label");
}

/// Half of the points anywhere, half near one of 400 centres: `points` in the fixture's script.
fn scikit_points(count: usize) -> Vec<Occurrence> {
    let mut random = Random(2017);
    let anywhere = |random: &mut Random| {
        let lon = 35.7 + 6.7 * random.uniform();
        (lon, 32.3 + 5.0 * random.uniform())
    };
    let centres: Vec<_> = (0..400).map(|_| anywhere(&mut random)).collect();
    let mut point = || {
        if random.uniform() < 0.5 {
            return anywhere(&mut random);
        }
        let (lon, lat) = centres[(random.uniform() * 400.0) as usize];
        let east = random.uniform() - random.uniform();
        let north = random.uniform() - random.uniform();
        (lon + 0.1 * east, lat + 0.1 * north)
    };
    (0..count)
        .map(|_| point())
        .map(|(lon, lat)| at(lon, lat, None))
        .collect()
}

/// The SplitMix64 generator: the same numbers on every machine and in every language.
struct Random(u64);

impl Random {
    /// At least 0 and less than 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
