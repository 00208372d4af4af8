//! The arguments as they are written.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use dateline::write::format::Format;

use super::examples;

/// News text in; dated, typed, located and sourced events out, as map layers, one per date.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
#[command(after_help = examples::ALL)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Turn text into map layers, one per date
    Map(Map),
    /// Show what was read where, and why
    Annotate(Annotate),
    /// Ask a layer: where, when, what, and how many
    Query(Box<super::query::args::Query>),
    /// Draw a picture of the map
    Render(Render),
    /// Tell what changed from one map to another
    Diff(Diff),
    /// Measure precision, recall and F1 against annotated documents
    Eval(Eval),
    /// Look into the table of places
    #[command(subcommand, after_help = examples::GAZETTEER)]
    Gazetteer(Gazetteer),
    /// List the languages that can be read
    Languages,
    /// Print a script by which a shell completes commands and options
    Completions(Completions),
    /// Print the manual
    Man(Man),
}

/// Options that all commands share.
#[derive(Clone, Debug, ClapArgs)]
pub struct Common {
    /// Add places: a CSV table, a folder of them, or a compiled .gaz file (may be repeated)
    #[arg(long, value_name = "PATH", global = true)]
    pub gazetteer: Vec<PathBuf>,
    /// Leave out the built-in table of places
    #[arg(long, global = true)]
    pub no_default_gazetteer: bool,
    /// Add a language, or try another version of one: a folder of tables, or a folder of such folders (may be repeated)
    #[arg(long, value_name = "DIR", global = true)]
    pub languages: Vec<PathBuf>,
    /// Use so many threads [default: one per processor]
    #[arg(long, value_name = "N", global = true)]
    pub jobs: Option<NonZeroUsize>,
    /// Stop at the first problem in the input
    #[arg(long, global = true)]
    pub strict: bool,
    /// Print errors only
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print every message
    #[arg(long, global = true)]
    pub verbose: bool,
    /// Use colors
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: Color,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Arguments of `map`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::MAP)]
pub struct Map {
    /// Files (.txt, .jsonl, .csv), folders of them, or - for the standard input
    #[arg(required = true)]
    pub input: Vec<OsString>,
    /// The folder to write into; files of an earlier run are replaced, others are left alone
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,
    /// Write events.<FORMAT> too (may be repeated)
    #[arg(long, value_name = "FORMAT", value_parser = layer_format())]
    pub format: Vec<Format>,
    /// Put HXL tags below the header of CSV
    #[arg(long)]
    pub hxl: bool,
    /// Add colours and sizes to the GeoJSON files, for viewers that know simplestyle
    #[arg(long)]
    pub simplestyle: bool,
    /// Do not write dateline.qgz and dateline.qlr, the map for QGIS
    #[arg(long)]
    pub no_project: bool,
    /// The language of the names of places on the map for QGIS, such as en, fr, ar
    #[arg(
        long,
        value_name = "LANGUAGE",
        default_value = "en",
        conflicts_with = "no_project"
    )]
    pub labels: String,
    /// Do not write map.html, the map for a browser
    #[arg(long)]
    pub no_html: bool,
    /// Write nothing; where DIR is not what the inputs make, print what differs and exit with 1
    #[arg(long)]
    pub check: bool,
    /// Leave DIR as it is and fail when no event comes of the inputs
    #[arg(long)]
    pub fail_if_empty: bool,
    /// Append a summary in Markdown to this file [default: inside GitHub Actions, that of the job]
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
}

/// The formats that this build writes, by name.
pub fn layer_format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()))
        .map(|name| Format::named(&name).unwrap_or(Format::GeoJson))
}

/// Arguments of `annotate`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::ANNOTATE)]
pub struct Annotate {
    /// Files (.txt, .jsonl, .csv), folders of them, or - for the standard input
    #[arg(required = true)]
    pub input: Vec<OsString>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AnnotateFormat,
}

/// How annotations are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnnotateFormat {
    /// For the eye
    Text,
    /// One JSON object per document, offsets in Unicode code points
    Jsonl,
    /// One page for a browser
    Html,
}

/// Arguments of `render`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::RENDER)]
pub struct Render {
    /// A folder that `map` has written, or a GeoJSON file with points
    #[arg(value_name = "DIR|FILE")]
    pub map: PathBuf,
    /// Write the picture into this file, as PNG when it ends in .png [default: SVG to the standard output]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// One map for every date (every month or year where there are many), or one for all
    #[arg(long, value_name = "WHAT", default_value = "date")]
    pub by: RenderBy,
    /// The width of the picture in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 1200, value_parser = clap::value_parser!(u32).range(200..=10_000))]
    pub width: u32,
    /// How many pixels of a PNG one pixel of the picture becomes
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = scale)]
    pub scale: f32,
    /// The language of names and words: en, fr or ar [default: en]
    #[arg(long, value_name = "LANGUAGE")]
    pub labels: Option<String>,
    /// What stands above the picture
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
}

/// Whether a picture has one map or many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RenderBy {
    /// One map per date
    Date,
    /// One map
    None,
}

/// A factor by which pictures are enlarged.
fn scale(text: &str) -> Result<f32, String> {
    let scale: f32 = text.parse().map_err(|_| "must be a number")?;
    let fits = (0.1..=10.0).contains(&scale);
    fits.then_some(scale)
        .ok_or("must be from 0.1 to 10".to_owned())
}

/// Arguments of `diff`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::DIFF)]
pub struct Diff {
    /// The earlier map: a folder that map wrote, or a layer in any format that query reads
    pub old: PathBuf,
    /// The later one
    pub new: PathBuf,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiffFormat,
    /// Exit with 1 when anything changed
    #[arg(long)]
    pub exit_code: bool,
    /// Show at most so many changes, as text and Markdown
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// The column that tells which event is which [default: event_id, or else the id of the feature]
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// A difference in this column is none (may be repeated); one in cluster_id never is
    #[arg(long, value_name = "COLUMN")]
    pub ignore: Vec<String>,
}

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For the eye, date by date
    Text,
    /// A table per date, for the summary of a job or a comment
    Markdown,
    /// For programs
    Json,
    /// A layer of what changed, with the kind of change in the column `change`
    Geojson,
}

/// Arguments of `eval`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::EVAL)]
pub struct Eval {
    /// The folder with the annotated documents
    pub gold: PathBuf,
    /// How to print the scores
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: EvalFormat,
    /// List what was missed and what was wrong instead of the scores
    #[arg(long, value_name = "WHAT")]
    pub show: Option<Show>,
    /// List mistakes in this part: seeds, open, set_aside (may be repeated) [default: seeds, open]
    #[arg(long, value_name = "PART", requires = "show")]
    pub part: Vec<String>,
}

/// How scores are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// For the eye
    Table,
    /// For a file that is compared later
    Csv,
}

/// What `eval` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// Every miss and every false alarm
    Misses,
}

/// Commands about the gazetteer.
#[derive(Debug, Subcommand)]
pub enum Gazetteer {
    /// List the places that a name may mean, with score and reason
    Lookup {
        /// The name, in any spelling
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// Check the tables of places
    Check {
        /// Show also what is worth a look: names that sound alike near each other
        #[arg(long)]
        all: bool,
    },
    /// Count the places
    Stats,
    /// Turn another gazetteer into a table of places
    Import(Import),
}

/// Arguments of `gazetteer import`.
#[derive(Debug, ClapArgs)]
pub struct Import {
    /// What the file is
    pub format: ImportFormat,
    /// The file
    pub file: PathBuf,
    /// Write the table into this file instead of to the standard output; the compiled form when it ends in .gaz
    #[arg(long, value_name = "CSV|GAZ")]
    pub out: Option<PathBuf>,
    /// GeoNames' file of alternate names, for names by language
    #[arg(long, value_name = "FILE")]
    pub alternate_names: Option<PathBuf>,
    /// What a column of ours is called in the file, such as name=PLACE (may be repeated)
    #[arg(long, value_name = "OURS=THEIRS", value_parser = column)]
    pub column: Vec<(String, String)>,
    /// What contains the places whose container the file does not give
    #[arg(long, value_name = "ID", default_value = "")]
    pub within: String,
    /// The kind of the places whose kind the file does not give
    #[arg(long, value_name = "KIND", default_value = "village")]
    pub kind: String,
}

/// What a file of places is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// A GeoNames dump: 19 columns separated by tabs
    Geonames,
    /// Populated places of OCHA: CSV with P-codes
    Ocha,
    /// GeoJSON with OpenStreetMap's tags
    Osm,
    /// CSV with a header
    Csv,
}

/// Arguments of `completions`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::COMPLETIONS)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, ClapArgs)]
#[command(after_help = examples::MAN)]
pub struct Man {
    /// The command that the page is about [default: all of them, in short]
    pub command: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub out: Option<PathBuf>,
}

/// Two names with an equals sign between them.
fn column(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("must be OURS=THEIRS")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}
