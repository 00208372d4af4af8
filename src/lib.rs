//! News text in; dated, typed, located and sourced events out, as map layers, one per date.
//!
//! One article to one layer:
//!
//! ```
//! use dateline::analysis::{Siblings, settle};
//! use dateline::cluster::events::DEFAULT;
//! use dateline::document::{DaySpan, Document};
//! use dateline::engine::Engine;
//! use dateline::layer::Map;
//! use dateline::reading::read;
//! use dateline::record::Recorder;
//! use dateline::write::geojson::write_events;
//!
//! let engine = Engine::embedded()?;
//! let document = Document {
//!     id: "depeche-17".to_owned(),
//!     text: "Vendredi, l'armée syrienne a repris le village d'al-Choula, selon l'OSDH.".to_owned(),
//!     published: DaySpan::parse_iso("2017-09-08"),
//!     ..Document::default()
//! };
//! let pack = engine.identify(&document).expect("French is built in");
//!
//! // What the text says, then when, then what remains when all reports of one happening are joined.
//! let reading = read(document, pack, &engine);
//! let settled = settle(reading, &Siblings::default(), &engine);
//! let map = Map::new(settled.outcome.reports, &DEFAULT, &engine);
//!
//! let event = &map.events[0];
//! assert_eq!(event.event_type.sub_event_type, "Government regains territory");
//! assert_eq!(event.days.as_day().map(|day| day.to_string()).as_deref(), Some("2017-09-08"));
//!
//! let layers = map.layers();
//! let layer = layers["2017-09-08"].iter().copied();
//! let mut geojson = Vec::new();
//! write_events(&mut geojson, "2017-09-08", layer, &Recorder::new(&engine))?;
//! assert!(String::from_utf8(geojson)?.contains(r#""coordinates":[39.848,35.18]"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A run over many documents, on all threads and with documents that date each other, is [`run::run`]. Analysis
//! never fails: only reading and writing return errors. Nothing reads a clock, a locale or the network, so the same
//! input gives the same bytes everywhere.
//!
//! # Modules, in reading order
//!
//! - The words that everything is told in: [`document`] (texts, spans, days), [`error`].
//! - Data: [`table`] (rows with file and line), [`data`] (the embedded folders).
//! - Words: [`token`] (folding and cutting), [`segment`] (sentences), [`language`] (vocabulary and lexicon),
//!   [`pattern`] (the rule language of all tables), [`pack`] (a compiled language folder).
//! - In: [`ingest`] (files to documents).
//! - What a text says: [`number`], [`time`], [`gazetteer`] (places and names), [`place`] (toponyms), [`event`] (actors,
//!   triggers, frames, claims, factuality).
//! - Putting it together: [`engine`] (what every document is read with), [`reading`] (one document, undated),
//!   [`report`] (what it tells, dated and placed), [`analysis`] (from document to reports).
//! - Many documents: [`merge`] (reports to events), [`cluster`], [`layer`] (events to dates), [`run`] (all threads, in
//!   little memory), [`order`] and [`spool`] (late pieces in their place), [`identifier`] (stable ids).
//! - Out: [`feature`] (typed columns and rows), [`record`] (the column names), [`mod@write`] (files), [`code_points`] (offsets for others),
//!   [`annotate`] (what was read where), [`render`] (pictures of maps), [`eval`] (how good it is).
//! - Back: [`query`] (which rows of a layer, ours or another's, meet some conditions).
//! - What is done with maps: [`diff`] (what changed from one to another).

pub mod document;
pub mod error;

pub mod table;
pub mod data;

pub mod token;
pub mod segment;
pub mod language;
pub mod pattern;
pub mod pack;

pub mod ingest;

pub mod number;
pub mod time;
pub mod gazetteer;
pub mod place;
pub mod event;

pub mod engine;
pub mod reading;
pub mod report;
pub mod analysis;

pub mod merge;
pub mod cluster;
pub mod layer;
pub mod run;
pub mod order;
pub mod spool;
pub mod identifier;

pub mod feature;
pub mod record;
pub mod write;
pub mod code_points;
pub mod annotate;
#[cfg(feature = "render")]
pub mod render;
pub mod eval;

pub mod query;
pub mod diff;
