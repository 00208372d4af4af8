//! `dateline gazetteer`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use dateline::gazetteer::{Gazetteer, KindClass, PlaceId, romanise};
use dateline::place::sphere;
use dateline::token::{Segmentation, fold_words};

use super::args;
use super::exit::Exit;
use super::session::{Session, stdout_failed};

/// Runs a command about the gazetteer.
pub fn run(args: &args::Gazetteer, session: &Session) -> anyhow::Result<Exit> {
    let common = &session.common;
    // A table that cannot be used ends every command here with its file and line.
    let gazetteer = Gazetteer::open(&common.gazetteer, common.no_default_gazetteer)?;
    let lines = match args {
        args::Gazetteer::Lookup { name } => lookup(&name.join(" "), &gazetteer),
        args::Gazetteer::Check => check(&gazetteer),
        args::Gazetteer::Stats => stats(&gazetteer),
    };
    let mut out = io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}").map_err(stdout_failed)?;
    }
    Ok(Exit::Done)
}

/// A place that a name may mean.
struct Found {
    place: PlaceId,
    likeness: f32,
    why: String,
}

/// The places that a name may mean, the likeliest first.
fn lookup(name: &str, gazetteer: &Gazetteer) -> Vec<String> {
    let folded = fold_words(name, &Segmentation::default());
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    let plain = romanise::plain(&words);
    let names = gazetteer.names();
    let exact = names.exact(&words).iter().map(|posting| Found {
        place: posting.place,
        likeness: 1.0,
        why: "has this name".to_owned(),
    });
    let sound = names.by_sound(&romanise::sound_of(name));
    let alike = sound.iter().map(|posting| Found {
        place: posting.place,
        likeness: romanise::likeness(&plain, names.plain(posting)),
        why: format!("sounds like «{}»", names.plain(posting)),
    });
    let mut found: Vec<Found> = exact.chain(alike).collect();
    let rank = |a: &Found, b: &Found| {
        let prior = |found: &Found| gazetteer.kind(found.place).prior;
        let by_name = b.likeness.total_cmp(&a.likeness);
        by_name
            .then(prior(b).total_cmp(&prior(a)))
            .then(a.place.cmp(&b.place))
    };
    // Exact ones stand before equally good ones by sound: the sort is stable.
    found.sort_by(rank);
    let mut seen = Vec::new();
    found.retain(|one| {
        let new = !seen.contains(&one.place);
        seen.push(one.place);
        new
    });
    if found.is_empty() {
        return vec![format!("no place bears a name like {name}")];
    }
    let line = |found: &Found| {
        let place = gazetteer.place(found.place);
        format!(
            "{:.2}  {}, {}",
            found.likeness,
            describe(found.place, gazetteer),
            match gazetteer.containers(found.place).next() {
                Some(outer) => format!("in {}, {}", gazetteer.place(outer).name, found.why),
                None => format!("{:.0} km round, {}", place.radius_m / 1_000.0, found.why),
            }
        )
    };
    found.iter().map(line).collect()
}

/// A place in a few words.
fn describe(id: PlaceId, gazetteer: &Gazetteer) -> String {
    let place = gazetteer.place(id);
    let kind = &gazetteer.kind(id).name;
    format!(
        "{} ({}), {kind} at {:.4},{:.4}",
        place.name, place.id, place.lat, place.lon
    )
}

/// Two settlements of one name closer than this are one that was written down twice, in metres.
const TWICE_M: f64 = 1_500.0;

/// What is odd in tables that can be used; nothing where all is well.
fn check(gazetteer: &Gazetteer) -> Vec<String> {
    let mut out = Vec::new();
    let mut by_name: BTreeMap<&str, Vec<PlaceId>> = BTreeMap::new();
    for (id, place) in gazetteer.places() {
        by_name.entry(&place.name).or_default().push(id);
        let class = gazetteer.class(id);
        match place.within {
            None if class != KindClass::Country && !class.is_areal() => {
                let what = describe(id, gazetteer);
                out.push(format!("{what}: nothing contains it"));
            }
            Some(outer) if class != KindClass::Water && class != KindClass::Line => {
                let around = gazetteer.place(outer);
                let far = gazetteer.distance_m(id, outer);
                // Governorates and countries are no circles: twice the radius is still inside of some.
                if far > 2.0 * around.radius_m + place.radius_m {
                    let what = describe(id, gazetteer);
                    let far = far / 1_000.0;
                    out.push(format!(
                        "{what}: {far:.0} km from {}, which contains it",
                        around.name
                    ));
                }
            }
            _ => {}
        }
    }
    for ids in by_name.values() {
        for (at, &a) in ids.iter().enumerate() {
            for &b in &ids[at + 1..] {
                let (p, q) = (gazetteer.place(a), gazetteer.place(b));
                let near = sphere::distance_m((p.lat, p.lon), (q.lat, q.lon)) <= TWICE_M;
                if near && p.kind == q.kind {
                    let (a, b) = (describe(a, gazetteer), describe(b, gazetteer));
                    out.push(format!("{a}: the same as {b}"));
                }
            }
        }
    }
    out
}

/// How many places there are, by kind and by what lies around them.
fn stats(gazetteer: &Gazetteer) -> Vec<String> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut areas: BTreeMap<String, usize> = BTreeMap::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, place) in gazetteer.places() {
        *kinds.entry(&gazetteer.kind(id).name).or_default() += 1;
        let area = gazetteer.admin1(id).or_else(|| gazetteer.country(id));
        let area = area.map_or("elsewhere", |area| &gazetteer.place(area).name);
        *areas.entry(area.to_owned()).or_default() += 1;
        for (language, _) in &place.names {
            *names.entry(language).or_default() += 1;
        }
    }
    let mut out = vec![format!("{} places", gazetteer.places().count())];
    let kinds = kinds
        .iter()
        .map(|(kind, count)| format!("{count:7} {kind}"));
    let areas = areas
        .iter()
        .map(|(area, count)| format!("{count:7} in {area}"));
    let names = names
        .iter()
        .map(|(code, count)| format!("{count:7} with a name in {code}"));
    out.extend(kinds.chain(areas).chain(names));
    out
}
