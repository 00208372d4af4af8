//! How fast `query` answers, beside ogr2ogr and DuckDB where they are installed: `cargo bench --bench query`.
//!
//! Makes layers of 100,000 and 1,000,000 events with 15 properties under `target/query`, always the same, in our layout and in those of
//! others, asks each the same questions, and prints a row for each as CSV: `benches/record/query.csv` holds such rows. Wall seconds are the
//! least of three runs with the file in the system's cache, and one run after it was dropped from there (`dd`, Linux only). CPU seconds, all
//! threads together, are those of the best run (`/usr/bin/time`), and tell more on a machine that does other work too.
//! DuckDB is asked through a Python that has it, which `DUCKDB_PYTHON` names.

#![allow(missing_docs)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const SIZES: [usize; 2] = [100_000, 1_000_000];
const RUNS: usize = 3;
/// What takes longer, in seconds, is run once, and not again with the file in the cache.
const LONG: f64 = 5.0;
const TYPES: [[&str; 2]; 4] = [
    ["Battles", "Armed clash"],
    ["Battles", "Government regains territory"],
    ["Explosions/Remote violence", "Air/drone strike"],
    ["Strategic developments", "Other"],
];
const ACTORS: [&str; 5] = [
    "\"Syrian Arab Army\"",
    "\"Islamic State\"",
    "\"Syrian Democratic Forces\"",
    "\"Russian Armed Forces\"",
    "null",
];
const AREA: &str = r#"{"type":"Polygon","coordinates":[[[39.0,34.0],[40.5,34.2],[41.0,35.0],[40.2,35.6],[39.6,35.1],[39.0,35.8],[38.5,34.9],[39.0,34.0]]]}"#;

/// A question, as each program is asked; empty where it cannot be.
struct Question {
    name: &'static str,
    dateline: &'static str,
    ogr2ogr: &'static str,
    duckdb: &'static str,
}

const MONTH: &str = "-where|event_date >= '2017-10-01' and event_date <= '2017-10-31'";

const QUESTIONS: [Question; 5] = [
    Question {
        name: "bbox and month",
        dateline: "--bbox|39,34,40,35|--on|2017-10",
        ogr2ogr: "-spat|39|34|40|35|MONTH",
        duckdb: "longitude between 39 and 40 and latitude between 34 and 35 and event_date between '2017-10-01' and '2017-10-31'",
    },
    Question {
        // ogr2ogr is asked for the circle's bounding box, which is less work.
        name: "radius of 25 km",
        dateline: "--near|40.14,35.33|--within|25km",
        ogr2ogr: "-spat|39.865|35.105|40.415|35.555",
        duckdb: "HAVERSINE <= 25",
    },
    Question {
        name: "10 nearest",
        dateline: "--near|40.14,35.33|--nearest|10",
        ogr2ogr: "",
        duckdb: "true order by HAVERSINE limit 10",
    },
    Question {
        name: "polygon and month",
        dateline: "--area|area.geojson|--on|2017-10",
        ogr2ogr: "-clipsrc|area.geojson|MONTH",
        duckdb: "",
    },
    Question {
        name: "expression",
        dateline: "--where|fatalities >= 11 and confidence > 0.9",
        ogr2ogr: "-where|fatalities >= 11 and confidence > 0.9",
        duckdb: "fatalities >= 11 and confidence > 0.9",
    },
];

const HAVERSINE: &str = "12742.0176 * asin(sqrt(pow(sin(radians(latitude - 35.33) / 2), 2) + \
                         cos(radians(35.33)) * cos(radians(latitude)) * pow(sin(radians(longitude - 40.14) / 2), 2)))";

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/query");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("area.geojson"), AREA)?;
    println!("events,question,program,source,rows,warm_s,cold_s,cpu_s");
    for size in SIZES {
        let bench = Bench::new(&folder, size)?;
        for ask in [Bench::ask_dateline, Bench::ask_duckdb, Bench::ask_ogr2ogr] {
            for question in &QUESTIONS {
                ask(&bench, question)?;
            }
        }
    }
    Ok(())
}

struct Bench {
    folder: PathBuf,
    size: usize,
}

impl Bench {
    /// The layers of a size, made where they are missing.
    fn new(folder: &Path, size: usize) -> io::Result<Bench> {
        let bench = Bench {
            folder: folder.to_owned(),
            size,
        };
        let ours = bench.file("geojson");
        if !ours.exists() {
            events(
                &ours,
                size,
                "{\"type\":\"FeatureCollection\",\"name\":\"events\",\"features\":[\n",
                ",\n",
                |line| line.to_owned(),
            )?;
            // As other programs write it: on many lines.
            let spread = |line: &str| {
                line.replace(",\"", ",\n      \"")
                    .replace(":{", ": {\n      ")
                    .replace("\":\"", "\": \"")
            };
            events(
                &bench.file("spread.geojson"),
                size,
                "{\n  \"type\": \"FeatureCollection\",\n  \"features\": [\n    ",
                ",\n    ",
                spread,
            )?;
            for extension in ["ogr.geojson", "gpkg", "fgb"] {
                let mut command = bench.command("ogr2ogr");
                command
                    .args(["-nln", "events"])
                    .arg(bench.file(extension))
                    .arg(&ours);
                let _ = command.status();
            }
            let mut csv = bench.command(env!("CARGO_BIN_EXE_dateline"));
            csv.arg("query")
                .arg(&ours)
                .args(["--format", "csv", "--quiet", "--no-index"]);
            csv.stdout(File::create(bench.file("csv"))?).status()?;
            let copy = format!(
                "import duckdb; duckdb.sql(\"copy (select * from read_csv('{}', sample_size=-1)) to '{}' (format parquet)\")",
                bench.file("csv").display(),
                bench.file("parquet").display()
            );
            let _ = bench
                .command(&python())
                .args(["-c", &copy])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
        }
        Ok(bench)
    }

    fn file(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", self.size))
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        command
    }

    fn ask_dateline(&self, question: &Question) -> io::Result<()> {
        let arguments = |extension: &str, options: &[&str]| {
            let mut arguments = vec!["query".to_owned(), self.name(extension)];
            arguments.extend(question.dateline.split('|').map(str::to_owned));
            arguments.extend(["--format", "geojsonl", "--quiet"].map(str::to_owned));
            arguments.extend(options.iter().map(|option| (*option).to_owned()));
            arguments
        };
        let measure = |source, extension, options: &[&str]| {
            let program = env!("CARGO_BIN_EXE_dateline");
            self.measure(
                question,
                ["dateline", source, extension],
                program,
                &arguments(extension, options),
            )
        };
        measure("own GeoJSON", "geojson", &["--no-index"])?;
        // The first use makes the index, if the layer is large enough for one.
        let mut first = self.command(env!("CARGO_BIN_EXE_dateline"));
        first
            .args(arguments("geojson", &[]))
            .stdout(Stdio::null())
            .status()?;
        if self.file("geojson.index").exists() {
            measure("own GeoJSON with index", "geojson", &[])?;
        }
        measure("GeoJSON of GDAL", "ogr.geojson", &["--no-index"])?;
        measure("GeoJSON on many lines", "spread.geojson", &["--no-index"])?;
        measure("CSV", "csv", &[])?;
        measure("FlatGeobuf", "fgb", &[])?;
        measure("GeoPackage", "gpkg", &[])
    }

    fn ask_ogr2ogr(&self, question: &Question) -> io::Result<()> {
        for (extension, source) in [
            ("fgb", "FlatGeobuf"),
            ("gpkg", "GeoPackage"),
            ("geojson", "own GeoJSON"),
            ("spread.geojson", "GeoJSON on many lines"),
        ] {
            // Its time for GeoJSON is that of reading, whatever is asked.
            let again = extension == "spread.geojson" && question.name != QUESTIONS[0].name;
            if question.ogr2ogr.is_empty() || again {
                continue;
            }
            let mut arguments = ["-f", "GeoJSONSeq", "/vsistdout/"]
                .map(str::to_owned)
                .to_vec();
            arguments.push(self.name(extension));
            let asked = question.ogr2ogr.replace("MONTH", MONTH);
            arguments.extend(asked.split('|').map(str::to_owned));
            self.measure(
                question,
                ["ogr2ogr", source, extension],
                "ogr2ogr",
                &arguments,
            )?;
        }
        Ok(())
    }

    fn ask_duckdb(&self, question: &Question) -> io::Result<()> {
        if question.duckdb.is_empty() {
            return Ok(());
        }
        let asked = question.duckdb.replace("HAVERSINE", HAVERSINE);
        let script = format!(
            "import duckdb\nfor row in duckdb.sql(\"select * from '{}' where {asked}\").fetchall(): print(row)",
            self.name("parquet")
        );
        self.measure(
            question,
            ["duckdb", "Parquet", "parquet"],
            &python(),
            &["-c".to_owned(), script],
        )
    }

    fn name(&self, extension: &str) -> String {
        format!("{}.{extension}", self.size)
    }

    /// Prints a row; nothing where the file or the program is missing.
    fn measure(
        &self,
        question: &Question,
        [program, source, extension]: [&str; 3],
        executable: &str,
        arguments: &[String],
    ) -> io::Result<()> {
        let file = self.file(extension);
        if !file.exists() {
            return Ok(());
        }
        let out = self.folder.join("out");
        let run = || -> io::Result<Option<(f64, f64)>> {
            let mut command = self.command("/usr/bin/time");
            command.args(["-f", "%U %S", executable]).args(arguments);
            command.stdout(File::create(&out)?).stderr(Stdio::piped());
            let start = Instant::now();
            let output = command.output()?;
            let wall = start.elapsed().as_secs_f64();
            let told = String::from_utf8_lossy(&output.stderr);
            let cpu = told.lines().last().unwrap_or_default().split(' ');
            let cpu = cpu.filter_map(|seconds| seconds.parse::<f64>().ok()).sum();
            Ok(output.status.success().then_some((wall, cpu)))
        };
        for path in [
            file.clone(),
            file.with_extension(format!("{extension}.index")),
        ] {
            let input = format!("if={}", path.display());
            let _ = self
                .command("dd")
                .args([&input, "iflag=nocache", "count=0", "status=none"])
                .stderr(Stdio::null())
                .status();
        }
        let Some((cold, cpu)) = run()? else {
            return Ok(());
        };
        let mut best = None;
        let runs = if cold > LONG { 0 } else { RUNS };
        for _ in 0..runs {
            let this = run()?;
            best = this
                .filter(|time| best.is_none_or(|best: (f64, f64)| time.0 < best.0))
                .or(best);
        }
        let rows = fs::read_to_string(&out)?.lines().count();
        let warm = best.map_or_else(String::new, |time| format!("{:.3}", time.0));
        let cpu = best.map_or(cpu, |time| time.1);
        println!(
            "{},{},{program},{source},{rows},{warm},{cold:.3},{cpu:.2}",
            self.size, question.name
        );
        Ok(())
    }
}

fn python() -> String {
    std::env::var("DUCKDB_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Writes events in order of date, on places all over Syria, without anything random.
fn events(
    path: &Path,
    size: usize,
    before: &str,
    between: &str,
    layout: impl Fn(&str) -> String,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut state: u64 = 12_345;
    let mut next = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    out.write_all(before.as_bytes())?;
    let first: jiff::civil::Date = "2011-01-01".parse().map_err(io::Error::other)?;
    let mut line = String::new();
    for number in 0..size {
        let day = first.saturating_add(jiff::Span::new().days((number * 3652 / size) as i64));
        let (lon, lat) = (
            35.7 + next(670_000) as f64 / 1e5,
            32.3 + next(500_000) as f64 / 1e5,
        );
        let [event_type, sub_type] = TYPES[next(4) as usize];
        let (actor1, actor2) = (ACTORS[next(5) as usize], ACTORS[next(5) as usize]);
        let (place, admin1, uncertainty) = (next(2000), next(14) + 1, 500 + next(5000));
        let fatalities = Some(next(20))
            .filter(|n| *n < 12)
            .map_or("null".to_owned(), |n| n.to_string());
        let confidence = next(100) as f64 / 100.0;
        line.clear();
        let _ = write!(
            line,
            "{{\"type\":\"Feature\",\"id\":\"e{number:012}\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon:.5},{lat:.5}]}},\
             \"properties\":{{\"event_id\":\"e{number:012}\",\"event_date\":\"{day}\",\"event_date_end\":\"{day}\",\"time_precision\":1,\
             \"event_type\":\"{event_type}\",\"sub_event_type\":\"{sub_type}\",\"actor1\":{actor1},\"actor2\":{actor2},\
             \"location\":\"Place {place}\",\"admin1\":\"Governorate {admin1}\",\"admin1_pcode\":\"SY{admin1:02}\",\
             \"geo_precision\":1,\"uncertainty_m\":{uncertainty},\"fatalities\":{fatalities},\"confidence\":{confidence}}}}}"
        );
        if number > 0 {
            out.write_all(between.as_bytes())?;
        }
        out.write_all(layout(&line).as_bytes())?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}
