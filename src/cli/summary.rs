//! The last words of a run.

use std::fmt::Write as _;
use std::time::Duration;

use dateline::diff::markdown::cell;
use dateline::write::manifest::Counts;

/// A number with its noun.
fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// What a map was made of, in a few lines.
pub fn map(counts: &Counts, folder: &str) -> String {
    let mut out = format!(
        "{}, {} on {} in {folder}\n",
        count(counts.documents, "document"),
        count(counts.events, "event"),
        count(counts.layers, "layer"),
    );
    let unmapped: u64 = counts.unmapped.values().sum();
    if unmapped > 0 {
        let reasons = by_count(counts);
        let reasons = reasons
            .iter()
            .map(|(reason, count)| format!("{reason} {count}"));
        let reasons = reasons.collect::<Vec<_>>().join(", ");
        // A string takes any text.
        let _ = writeln!(out, "not mapped: {unmapped} ({reasons})");
    }
    out
}

/// The same as Markdown, for the page of a job; `verdict` is Markdown or empty.
pub fn markdown(counts: &Counts, folder: &str, problems: &str, verdict: &str) -> String {
    let mut out = format!("### dateline: {}\n\n", cell(folder));
    let parts = [
        count(counts.documents, "document"),
        count(counts.events, "event"),
        count(counts.layers, "layer"),
        count(counts.clusters, "cluster"),
    ];
    out += &format!("{}\n", parts.join(", "));
    for text in [problems, verdict].map(str::trim_end) {
        if !text.is_empty() {
            out += &format!("\n{text}\n");
        }
    }
    if !counts.unmapped.is_empty() {
        out += "\n| not mapped | |\n| --- | ---: |\n";
        for (reason, count) in by_count(counts) {
            out += &format!("| {} | {count} |\n", cell(reason));
        }
    }
    out + "\n"
}

/// Why things were not mapped, the commonest reason first.
fn by_count(counts: &Counts) -> Vec<(&'static str, u64)> {
    let mut reasons: Vec<_> = counts.unmapped.iter().map(|(r, n)| (*r, *n)).collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    reasons
}

/// What was wrong with the input; empty where nothing was.
pub fn problems(skipped: u64, warnings: u64) -> String {
    let skipped = (skipped > 0).then(|| format!("{} skipped", count(skipped, "record")));
    let warnings = (warnings > 0).then(|| count(warnings, "warning"));
    let parts: Vec<String> = skipped.into_iter().chain(warnings).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("{}\n", parts.join(", ")),
    }
}

/// How long it took.
pub fn speed(bytes: u64, time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    format!(
        "{seconds:.2} s, {:.1} MB/s\n",
        megabytes / seconds.max(1e-9)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_summary() {
        let mut counts = Counts {
            documents: 5,
            events: 1,
            layers: 1,
            ..Counts::default()
        };
        assert_eq!(
            map(&counts, "out"),
            "5 documents, 1 event on 1 layer in out\n"
        );
        counts
            .unmapped
            .extend([("no place", 2), ("planned", 7), ("habitual", 2)]);
        let shown = map(&counts, "out");
        let wanted = "not mapped: 11 (planned 7, habitual 2, no place 2)\n";
        assert!(shown.ends_with(wanted), "{shown}");
        assert_eq!(problems(0, 0), "");
        assert_eq!(problems(1, 2), "1 record skipped, 2 warnings\n");
        assert_eq!(problems(0, 1), "1 warning\n");
        assert_eq!(
            speed(3_000_000, Duration::from_secs(2)),
            "2.00 s, 1.5 MB/s\n"
        );
    }
}
