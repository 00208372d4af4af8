//! Events at one place, as the markers that stand there.

use std::collections::BTreeMap;

use super::Kit;
use super::scene::Dot;
use super::shape::Position;
use crate::write::style::EventStyle;

/// One place with everything that happened there.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Longitude and latitude, in degrees.
    pub at: Position,
    /// What it is called.
    pub name: String,
    /// Whether all of it happened near that place, and not there.
    pub near: bool,
    /// One marker per event type, in the order of the legend.
    pub marks: Vec<Mark>,
    /// The radii in metres within which its events lie, each once, the largest first.
    pub radii_m: Vec<f64>,
}

/// The events of one type at one place.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The number of the style, or the number of styles for a type that has none.
    pub style: usize,
    /// How many events.
    pub events: usize,
    /// How many reports tell of them.
    pub reports: u64,
    /// Whether only the region is known, of all of them.
    pub region: bool,
}

impl Spot {
    /// How many reports tell of what happened here.
    pub fn reports(&self) -> u64 {
        self.marks.iter().map(|mark| mark.reports).sum()
    }

    /// Whether no event has a place, but only a region.
    pub fn is_region(&self) -> bool {
        self.marks.iter().all(|mark| mark.region)
    }

    /// What stands beside its markers.
    pub fn said(&self, kit: &Kit) -> String {
        let form = match (self.is_region(), self.near) {
            _ if self.name.is_empty() => return String::new(),
            (true, _) => "region_name",
            (false, true) => "near",
            (false, false) => return self.name.clone(),
        };
        kit.words.fill(form, &[("name", &self.name)])
    }
}

/// The places of events, those with most reports first.
pub fn spots(dots: &[&Dot], styles: &[EventStyle]) -> Vec<Spot> {
    // In units of the output's decimals, so that what stands on one point is one place.
    let key = |at: Position| at.map(|degrees| (degrees * 1e5).round() as i64);
    let mut places: BTreeMap<[i64; 2], Vec<&Dot>> = BTreeMap::new();
    for dot in dots {
        places.entry(key(dot.at)).or_default().push(dot);
    }
    let mut spots: Vec<Spot> = places.values().map(|dots| spot(dots, styles)).collect();
    spots.sort_by_key(|spot| std::cmp::Reverse(spot.reports()));
    spots
}

fn spot(dots: &[&Dot], styles: &[EventStyle]) -> Spot {
    let mut marks: BTreeMap<usize, Mark> = BTreeMap::new();
    for dot in dots {
        let style = style_of(&dot.event_type, styles);
        let mark = marks.entry(style).or_insert(Mark {
            style,
            events: 0,
            reports: 0,
            region: true,
        });
        mark.events += 1;
        mark.reports += dot.reports;
        mark.region &= dot.region;
    }
    let mut radii_m: Vec<f64> = dots.iter().map(|dot| dot.uncertainty_m).collect();
    radii_m.sort_by(|a, b| b.total_cmp(a));
    radii_m.dedup();
    let named = dots.iter().find(|dot| !dot.name.is_empty());
    Spot {
        at: dots[0].at,
        name: named.map_or_else(String::new, |dot| dot.name.clone()),
        near: dots.iter().all(|dot| dot.near),
        marks: marks.into_values().collect(),
        radii_m,
    }
}

/// The number of an event type's style, or the number of styles where it has none.
pub fn style_of(event_type: &str, styles: &[EventStyle]) -> usize {
    let known = styles.iter().position(|s| &*s.event_type == event_type);
    known.unwrap_or(styles.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::style;

    fn dot(at: Position, event_type: &str, reports: u64) -> Dot {
        Dot {
            at,
            event_type: event_type.to_owned(),
            reports,
            uncertainty_m: 1000.0 * reports as f64,
            ..Dot::default()
        }
    }

    #[test]
    fn events_of_one_place_are_one_spot() {
        let styles = style::embedded().unwrap();
        let dots = [
            dot([40.0, 35.0], "Battles", 1),
            dot([40.0, 35.000001], "Battles", 2),
            dot([40.0, 35.0], "Unheard of", 1),
            dot([41.0, 35.0], "Riots", 9),
        ];
        let found = spots(&dots.iter().collect::<Vec<_>>(), &styles);
        let show = |spot: &Spot| {
            let marks = spot.marks.iter().map(|m| (m.style, m.events, m.reports));
            (
                spot.reports(),
                marks.collect::<Vec<_>>(),
                spot.radii_m.clone(),
            )
        };
        let riots = style_of("Riots", &styles);
        assert_eq!(
            found.iter().map(show).collect::<Vec<_>>(),
            [
                (9, vec![(riots, 1, 9)], vec![9000.0]),
                (
                    4,
                    vec![(0, 2, 3), (styles.len(), 1, 1)],
                    vec![2000.0, 1000.0]
                ),
            ]
        );
    }
}
