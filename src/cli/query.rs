//! `dateline query`.

pub mod args;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use dateline::document::DaySpan;
use dateline::error::Error;
use dateline::event::known_actors::KnownActors;
use dateline::event::types::Ontology;
use dateline::gazetteer::{Gazetteer, PlaceId};
use dateline::query::area::Area;
use dateline::query::distance::is_position;
use dateline::query::filter::{Filter, TextFilter};
use dateline::query::group::Key;
use dateline::query::names;
use dateline::query::read::{self, Options};
use dateline::query::top::SortKey;
use dateline::query::write::Format;
use dateline::query::{self, Query};
use geo::Point;
use jiff::civil::Date;

use super::exit::Exit;
use super::messages::Messages;
use super::session::{Session, stdout_failed};

/// Prints what a layer answers.
pub fn run(args: &args::Query, session: &Session) -> anyhow::Result<Exit> {
    let mut messages = session.messages(None);
    let format = args.format.format();
    if !args.group_by.is_empty() && !format.takes_groups() {
        let message = "groups lie nowhere: --group-by goes with --format table, csv, json or count";
        return Err(Error::usage(&args.path, message).into());
    }
    if matches!(format, Format::Layer(format) if format.is_binary()) && io::stdout().is_terminal() {
        let message =
            "this format is not for the eye; write it into a file: dateline query … > FILE";
        return Err(Error::usage(&args.path, message).into());
    }
    let mut question = Question {
        args,
        session,
        notes: Vec::new(),
        gazetteer: None,
    };
    let near = question.near()?;
    let mut query = Query {
        filters: question.filters(near)?,
        near,
        nearest: args.nearest,
        sort: SortKey::parse_list(args.sort.as_deref().unwrap_or_default()),
        limit: args.limit,
        group_by: args.group_by.iter().map(|key| Key::parse(key)).collect(),
        sums: args.sum.clone(),
        columns: args.columns.clone(),
        format,
    };
    query.sums.retain(|column| !column.is_empty());
    question
        .notes
        .iter()
        .for_each(|note| messages.summary(note));
    let (reader, notes) = read::open(
        &args.path,
        Options {
            index: !args.no_index,
        },
    )?;
    notes.iter().for_each(|note| messages.summary(note));

    let mut out = BufWriter::new(io::stdout().lock());
    let mut tell = |problem| messages.problem(problem);
    let rows = query::run(&query, &*reader, &args.path, &mut out, &mut tell)?;
    out.flush().map_err(stdout_failed)?;
    told(rows, args, &messages)?;
    Ok(Exit::skipped(messages.skipped))
}

/// The last words: how many rows, and where there are none a hint at what may be misspelled.
fn told(rows: u64, args: &args::Query, messages: &Messages) -> Result<(), Error> {
    let what = if args.group_by.is_empty() {
        "row"
    } else {
        "group"
    };
    if args.format != args::QueryFormat::Count {
        messages.summary(&format!(
            "{rows} {what}{}",
            if rows == 1 { "" } else { "s" }
        ));
    }
    if rows > 0 || args.event_type.is_empty() && args.sub_type.is_empty() {
        return Ok(());
    }
    let ontology = Ontology::embedded()?;
    let known = |wanted: &[String], names: Vec<String>, option: &str| {
        let folded: Vec<String> = names.iter().map(|name| names::fold(name)).collect();
        let unknown = wanted
            .iter()
            .find(|name| !folded.contains(&names::fold(name)));
        if let Some(name) = unknown {
            let names = names.join(", ");
            messages.summary(&format!(
                "{option}: ours are not called {name:?} but {names}"
            ));
        }
    };
    let once = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    let types = || ontology.types();
    known(
        &args.event_type,
        once(types().map(|t| t.event_type.to_string()).collect()),
        "--type",
    );
    known(
        &args.sub_type,
        once(types().map(|t| t.sub_event_type.to_string()).collect()),
        "--sub-type",
    );
    Ok(())
}

const TYPE: &[&str] = &["event_type", "type"];
const SUB_TYPE: &[&str] = &["sub_event_type"];
const ACTOR: &[&str] = &[
    "actor1",
    "actor2",
    "assoc_actor_1",
    "assoc_actor_2",
    "side_a",
    "side_b",
];
const SOURCE: &[&str] = &[
    "claimed_by",
    "relayed_by",
    "documents",
    "source_urls",
    "source",
    "source_original",
    "source_article",
];
const LOCATION: &[&str] = &["location_id", "location", "where_coordinates"];
const DIVISION: &[&str] = &["admin1_pcode", "admin1", "adm_1", "country"];
const REPORTS: &[&str] = &["n_reports", "number_of_sources"];
const UNCERTAINTY: &[&str] = &["uncertainty_m"];
const CONFIDENCE: &[&str] = &["confidence"];

/// Turns arguments into conditions, and notes what they were taken to mean.
struct Question<'a> {
    args: &'a args::Query,
    session: &'a Session,
    notes: Vec<String>,
    /// Read when the first name is asked for.
    gazetteer: Option<Gazetteer>,
}

impl Question<'_> {
    fn filters(&mut self, near: Option<Point>) -> Result<Vec<(&'static str, Filter)>, Error> {
        let args = self.args;
        let mut filters = Vec::new();
        if let Some(days) = self.days()? {
            filters.push(("--since, --until and --on", Filter::Days(days)));
        }
        if let Some(boxes) = &args.bbox {
            filters.push(("--bbox", Filter::Boxes(boxes.0.clone())));
        }
        if let (Some(center), Some(limit)) = (near, args.within) {
            filters.push(("--within", Filter::Near(center, limit)));
        }
        let texts = |columns, wanted: &[String]| {
            (!wanted.is_empty()).then(|| Filter::Text(TextFilter::whole(columns, wanted.to_vec())))
        };
        filters.extend(texts(TYPE, &args.event_type).map(|f| ("--type", f)));
        filters.extend(texts(SUB_TYPE, &args.sub_type).map(|f| ("--sub-type", f)));
        if !args.source.is_empty() {
            let filter = TextFilter::part(SOURCE, args.source.clone());
            filters.push(("--source", Filter::Text(filter)));
        }
        let least = |columns, least: Option<f64>| least.map(|n| Filter::AtLeast(columns, n));
        filters.extend(least(REPORTS, args.min_reports).map(|f| ("--min-reports", f)));
        filters.extend(least(CONFIDENCE, args.min_confidence).map(|f| ("--min-confidence", f)));
        let most = args.max_uncertainty.map(|n| Filter::AtMost(UNCERTAINTY, n));
        filters.extend(most.map(|f| ("--max-uncertainty", f)));
        filters.extend(self.actors()?.map(|f| ("--actor", f)));
        filters.extend(self.place()?.map(|f| ("--place", f)));
        let expression = args.expression.clone().map(Filter::Where);
        filters.extend(expression.map(|f| ("--where", f)));
        filters.extend(self.area()?.map(|f| ("--area", f)));
        Ok(filters)
    }

    /// The days that an event must meet.
    fn days(&self) -> Result<Option<DaySpan>, Error> {
        let args = self.args;
        let (since, until) = (
            args.since.map(DaySpan::first),
            args.until.map(DaySpan::last),
        );
        match (args.on, since, until) {
            (Some(on), ..) => Ok(Some(on)),
            (None, None, None) => Ok(None),
            (None, Some(since), Some(until)) if since > until => {
                let message = format!("--since {since} comes after --until {until}");
                Err(Error::usage(&args.path, message))
            }
            (None, since, until) => {
                let (since, until) = (since.unwrap_or(Date::MIN), until.unwrap_or(Date::MAX));
                Ok(Some(DaySpan::new(since, until)))
            }
        }
    }

    /// Where distances are counted from.
    fn near(&mut self) -> Result<Option<Point>, Error> {
        let Some(name) = &self.args.near else {
            return Ok(None);
        };
        if let Some(point) = position(name) {
            return match is_position(point) && point.x().abs() <= 360.0 {
                true => Ok(Some(point)),
                false => Err(self.wrong(&format!(
                    "--near {name}: longitude first, then latitude, in degrees"
                ))),
            };
        }
        let found = self.places("--near", name)?;
        let gazetteer = self.gazetteer()?;
        let (first, others) = (found[0], &found[1..]);
        let place = gazetteer.place(first);
        let point = Point::new(place.lon, place.lat);
        let mut note = format!("near {}", names::describe(gazetteer, first));
        if !others.is_empty() {
            let others: Vec<String> = others
                .iter()
                .take(3)
                .map(|&id| names::describe(gazetteer, id))
                .collect();
            note += &format!("; the name also means {}", others.join("; "));
        }
        self.notes.push(note);
        Ok(Some(point))
    }

    /// The rows that a file of polygons holds, or that are filed under a division.
    fn area(&mut self) -> Result<Option<Filter>, Error> {
        let Some(name) = &self.args.area else {
            return Ok(None);
        };
        let path = Path::new(name);
        if path.is_file() {
            let (area, notes) = Area::open(path)?;
            self.notes.extend(notes);
            return Ok(Some(Filter::Area(area)));
        }
        if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("geojson") || e.eq_ignore_ascii_case("json"))
        {
            let missing = io::Error::from(io::ErrorKind::NotFound);
            return Err(Error::io(path, missing));
        }
        let id = self.division(name)?;
        let gazetteer = self.gazetteer()?;
        let place = gazetteer.place(id);
        let note = format!(
            "in {} ({}), by the columns {}",
            place.name,
            place.id,
            DIVISION.join(", ")
        );
        let wanted = [place.id.to_string(), place.name.to_string()];
        let filter = TextFilter::whole(DIVISION, wanted);
        self.notes.push(note);
        Ok(Some(Filter::Text(filter)))
    }

    /// A governorate or country by code or name.
    fn division(&mut self, name: &str) -> Result<PlaceId, Error> {
        let gazetteer = self.gazetteer()?;
        let coded = gazetteer
            .places()
            .find(|(_, place)| place.id.eq_ignore_ascii_case(name));
        if let Some((id, _)) = coded.filter(|(id, _)| names::is_division(gazetteer, *id)) {
            return Ok(id);
        }
        let found = self.places("--area", name)?;
        let gazetteer = self.gazetteer()?;
        let division = found.iter().find(|id| names::is_division(gazetteer, **id));
        let described = names::describe(gazetteer, found[0]);
        division.copied().ok_or_else(|| {
            self.wrong(&format!(
                "--area {name}: {described} is no governorate; name one, or a GeoJSON file, or use --near with --within"
            ))
        })
    }

    /// Rows whose location is a place.
    fn place(&mut self) -> Result<Option<Filter>, Error> {
        let Some(name) = &self.args.place else {
            return Ok(None);
        };
        let found = self.places("--place", name)?;
        let gazetteer = self.gazetteer()?;
        let described: Vec<String> = found
            .iter()
            .map(|&id| names::describe(gazetteer, id))
            .collect();
        let names = found.iter().flat_map(|&id| {
            let place = gazetteer.place(id);
            let others = place.names.iter().map(|(_, name)| name.to_string());
            [place.id.to_string(), place.name.to_string()]
                .into_iter()
                .chain(others)
        });
        let wanted: Vec<String> = names.chain([name.clone()]).collect();
        let note = format!("at {}", described.join(", or "));
        self.notes.push(note);
        Ok(Some(Filter::Text(TextFilter::whole(LOCATION, wanted))))
    }

    /// Rows in which actors take part.
    fn actors(&mut self) -> Result<Option<Filter>, Error> {
        if self.args.actor.is_empty() {
            return Ok(None);
        }
        let known = KnownActors::embedded()?;
        let mut wanted = self.args.actor.clone();
        for name in &self.args.actor {
            let found = names::actors(&known, name);
            let canonical: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            self.notes.push(match canonical.is_empty() {
                false => format!("actor {}", canonical.join(", or ")),
                true => format!(
                    "actor {name}: not a name that we know, so it is looked for as it stands; most like it are {}",
                    names::nearest_actors(&known, name).join(", ")
                ),
            });
            wanted.extend(found.into_iter().flat_map(|(_, names)| names));
        }
        Ok(Some(Filter::Text(TextFilter::whole(ACTOR, wanted))))
    }

    /// The places that a name means, at least one.
    fn places(&mut self, option: &str, name: &str) -> Result<Vec<PlaceId>, Error> {
        let found = names::places(self.gazetteer()?, name);
        found.map_err(|nearest| {
            let nearest = nearest.join(", ");
            self.wrong(&format!(
                "{option} {name}: no place bears this name; most like it are {nearest}"
            ))
        })
    }

    fn gazetteer(&mut self) -> Result<&Gazetteer, Error> {
        let gazetteer = match self.gazetteer.take() {
            Some(gazetteer) => gazetteer,
            None => {
                let common = &self.session.common;
                Gazetteer::open(&common.gazetteer, common.no_default_gazetteer)?
            }
        };
        Ok(self.gazetteer.insert(gazetteer))
    }

    fn wrong(&self, message: &str) -> Error {
        Error::usage(&self.args.path, message)
    }
}

/// Reads `longitude,latitude`.
fn position(text: &str) -> Option<Point> {
    let (lon, lat) = text.split_once(',')?;
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    Some(Point::new(degrees(lon)?, degrees(lat)?))
}
