//! The words for a change that all formats for people share.

use super::feature::Feature;
use super::{Change, Diff, Kind};

/// The counts of a comparison: `2 added, 1 removed, 3 changed (1 moved, 2 re-dated), 25 unchanged`.
pub fn counts(diff: &Diff) -> String {
    let changed = diff.changes.iter();
    let changed = changed.filter(|change| change.old.is_some() && change.new.is_some());
    let changed = changed.count();
    let kinds = Kind::ALL[2..].iter();
    let kinds = kinds.map(|&kind| (diff.count(kind), kind.name()));
    let kinds = kinds.filter(|(count, _)| *count > 0);
    let kinds: Vec<String> = kinds
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(" ({})", kinds.join(", ")),
    };
    format!(
        "{} added, {} removed, {changed} changed{kinds}, {} unchanged",
        diff.count(Kind::Added),
        diff.count(Kind::Removed),
        diff.unchanged(),
    )
}

/// The days of an event: `2017-08-26`, `2017-08-21 to 2017-08-28`, `no date`.
pub fn days(event: &Feature) -> String {
    let first = event.text("event_date");
    let last = event
        .text("event_date_end")
        .filter(|last| Some(*last) != first);
    match (first, last) {
        (Some(first), None) => first.to_owned(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (None, _) => "no date".to_owned(),
    }
}

/// Where an event was: `13 km W of Shula`.
pub fn place(event: &Feature) -> String {
    let name = event.text("location").map(str::to_owned);
    let name = name.or_else(|| {
        let (lat, lon) = event.position()?;
        Some(format!("{lat:.5},{lon:.5}"))
    });
    let name = name.unwrap_or_else(|| "no place".to_owned());
    match event.text("location_relation") {
        None => name,
        Some(relation) if relation.starts_with("between") => relation.to_owned(),
        Some(relation) => format!("{relation} {name}"),
    }
}

/// What happened: `Armed clash, Syrian Arab Army, Islamic State, 5 to 7 killed`.
pub fn what(event: &Feature) -> String {
    let actors = ["actor1", "actor2"];
    let actors = actors.iter().filter_map(|column| event.text(column));
    let parts = event_type(event).into_iter().chain(actors);
    let parts = parts.map(str::to_owned).chain(killed(event));
    parts.collect::<Vec<_>>().join(", ")
}

fn event_type(event: &Feature) -> Option<&str> {
    let columns = ["sub_event_type", "event_type", "disorder_type"];
    columns.iter().find_map(|column| event.text(column))
}

fn killed(event: &Feature) -> Option<String> {
    let low = event
        .figure("fatalities_low")
        .or(event.figure("fatalities"));
    match (low, event.figure("fatalities_high")) {
        (Some(low), Some(high)) if low != high => Some(format!("{low} to {high} killed")),
        (Some(count), _) => Some(format!("{count} killed")),
        (None, high) => high.map(|count| format!("up to {count} killed")),
    }
}

/// How an event changed, point by point; empty for one that was added or removed.
pub fn how(change: &Change) -> Vec<String> {
    let (Some(old), Some(_)) = (change.old, change.new) else {
        return Vec::new();
    };
    let mut points = Vec::new();
    let changed = |kind| change.kinds.contains(&kind);
    match change.moved_m {
        Some(distance) => points.push(format!("moved {} from {}", length(distance), place(old))),
        None if changed(Kind::Moved) => points.push(format!("was at {}", place(old))),
        None => {}
    }
    if changed(Kind::Redated) {
        points.push(format!("was dated {}", days(old)));
    }
    if changed(Kind::Retyped) {
        points.push(format!("was {}", event_type(old).unwrap_or("of no type")));
    }
    if changed(Kind::Figures) {
        let killed = killed(old);
        points.push(format!(
            "was {}",
            killed.as_deref().unwrap_or("without a figure")
        ));
    }
    let others: Vec<&str> = change.others().map(|column| column.column).collect();
    if !others.is_empty() {
        points.push(format!("other columns: {}", others.join(", ")));
    } else if changed(Kind::Other) {
        points.push("another shape".to_owned());
    }
    points
}

/// A distance with as many figures as it deserves: `840 m`, `3.2 km`, `57 km`.
pub fn length(metres: f64) -> String {
    match metres {
        m if m < 995.0 => format!("{m:.0} m"),
        m if m < 9_950.0 => format!("{:.1} km", m / 1e3),
        m => format!("{:.0} km", m / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (metres, expected) in [
            (0.6, "1 m"),
            (994.4, "994 m"),
            (995.0, "1.0 km"),
            (9_532.0, "9.5 km"),
            (9_950.0, "10 km"),
            (402_400.0, "402 km"),
        ] {
            assert_eq!(length(metres), expected, "{metres}");
        }
    }
}
