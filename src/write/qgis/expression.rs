//! Expressions in QGIS's language, which knows no function to escape HTML.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::write::labels;

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// Where the map shows the whole period: without a temporal controller, and in the frame before the first day.
fn is_overview(first: Date) -> String {
    format!("(@map_start_time IS NULL OR {})", is_before(first))
}

/// Days are compared, not times, since those of the map are in UTC, and QGIS takes others to be local.
fn is_before(first: Date) -> String {
    format!("to_date(@map_start_time) < to_date('{first}')")
}

/// The beginning of the days in a column; in the frame before `first` that of the frame, so that everything is in it.
pub(super) fn first_day(column: &str, first: Date) -> String {
    let before = is_before(first);
    format!("if({before}, @map_start_time, to_datetime(\"{column}\"))")
}

/// The same of their end.
pub(super) fn last_day(column: &str, first: Date) -> String {
    let before = is_before(first);
    format!("if({before}, @map_end_time, to_datetime(\"{column}\"))")
}

/// The diameter of an event's symbol in millimetres: its area grows with the number of reports, and it shrinks when
/// one zooms out.
pub(super) const SIZE: &str = "(1.4 + 1.6 * sqrt(min(\"n_reports\", 40))) \
    * max(0.55, min(1.15, (1500000 / coalesce(@map_scale, 1500000)) ^ 0.25))";

/// How far an event is drawn from its point, in millimetres to the right and down.
///
/// Events on one point sit round it like the seeds of a sunflower, those with most reports in the middle. When one
/// zooms out they move together.
pub(super) const OFFSET: &str = "CASE WHEN \"seat\" > 0 THEN with_variable('r', \
    (1 + 2.4 * sqrt(\"seat\")) * max(0.3, min(1, 1200000 / coalesce(@map_scale, 1200000))), \
    array(@r * sin(2.39996 * \"seat\"), -@r * cos(2.39996 * \"seat\"))) END";

/// The colour inside an event's symbol: what is known only to the region is hollow, what is near the place is paler.
pub(super) const FILL: &str = "CASE WHEN \"geo_precision\" = 3 \
    THEN set_color_part(@symbol_color, 'alpha', 45) \
    WHEN \"geo_precision\" = 2 THEN set_color_part(@symbol_color, 'alpha', 170) END";

/// The colour of its outline, which is white round a full one.
pub(super) const OUTLINE: &str = "CASE WHEN \"geo_precision\" = 3 THEN @symbol_color END";

/// The label in the language of the project's variable, or in the one that was asked for.
pub(super) fn label<'a>(languages: impl Iterator<Item = &'a str>, language: &str) -> String {
    let case = |code: &'a str| {
        let (code, column) = (quoted(code), labels::column(code));
        format!(" WHEN @dateline_labels = {code} THEN \"{column}\"")
    };
    let cases: String = languages.map(case).collect();
    let column = labels::column(language);
    format!("coalesce(CASE{cases} ELSE \"{column}\" END, \"location\")")
}

/// The font of a label: most fonts have no Arabic letters, and what is taken instead need not join them well.
pub(super) fn font(label: &str) -> String {
    format!("if({}, 'Noto Sans Arabic', 'Noto Sans')", is_arabic(label))
}

/// The space between the letters of a label, in points: letters that are joined have none.
pub(super) fn letter_spacing(label: &str) -> String {
    format!("if({}, 0, 1)", is_arabic(label))
}

fn is_arabic(label: &str) -> String {
    format!("regexp_match({label}, '[\\\\x{{0600}}-\\\\x{{06ff}}]') > 0")
}

/// Whether an event has a label: one of several on a point is enough.
pub(super) fn is_labelled(overview_before: Option<Date>) -> String {
    match overview_before {
        Some(first) => {
            let overview = is_overview(first);
            format!("if({overview}, \"seat\", \"seat_of_date\") = 0")
        }
        None => "\"seat_of_date\" = 0".to_owned(),
    }
}

/// How much an event deserves a label, 0 to 10.
pub(super) const PRIORITY: &str = "min(10, 4 - \"geo_precision\" + sqrt(\"n_reports\"))";

/// The colour of a circle of uncertainty: that of a region would hide what is in it.
pub(super) const REGION_FILL: &str = "CASE WHEN \"geo_precision\" = 3 THEN '0,0,0,0' END";

/// Whether a label is that of a region, not of a place.
pub(super) const IS_REGION: &str = "\"geo_precision\" = 3";

/// The title of the map: the period, or the day that the temporal controller shows.
pub(super) fn title(first: Date, last: Date) -> String {
    let overview = is_overview(first);
    let day = |day| format!("format_date(to_date('{day}'), 'd MMMM yyyy')");
    let (from, to) = (day(first), day(last));
    format!(
        "[% if({overview}, {from} || ' – ' || {to}, format_date(@map_start_time, 'd MMMM yyyy')) %]"
    )
}

/// What attribute tables and search results call an event.
pub(super) const DISPLAY: &str =
    "\"event_date\" || ' ' || \"sub_event_type\" || ', ' || \"location\"";

/// The name of a part of the basemap, which is nothing in a language that the basemap lacks.
pub(super) fn basemap_name(language: &str) -> String {
    let language = quoted(language);
    format!("attribute('name_' || coalesce(@dateline_labels, {language}))")
}

/// Which names of the basemap are shown: of cities those that no event is labelled with, of governorates and countries
/// those that fit the scale.
pub(super) fn is_basemap_shown(language: &str, labelled: &BTreeSet<&str>) -> String {
    let labelled: Vec<String> = labelled.iter().map(|name| quoted(name)).collect();
    let (name, labelled) = (basemap_name(language), labelled.join(", "));
    let is_free = if labelled.is_empty() {
        "true".to_owned()
    } else {
        format!("{name} NOT IN ({labelled})")
    };
    format!(
        "if(\"kind\" = 'city', {is_free} AND @map_scale < 9000000 / \"rank\", \
         if(\"kind\" = 'governorate', @map_scale < 5000000, @map_scale > 800000))"
    )
}

/// The sizes of the basemap's names, by what they name.
pub(super) const BASEMAP_SIZE: &str = "if(\"kind\" = 'country', 11, if(\"kind\" = 'sea', 9, 7.5))";
/// Their colours.
pub(super) const BASEMAP_COLOUR: &str =
    "if(\"kind\" = 'sea', '#7fa3b8', if(\"kind\" = 'city', '#77716a', '#a39b8d'))";
/// Which of them are italic.
pub(super) const BASEMAP_ITALIC: &str = "\"kind\" = 'sea'";
/// How wide a river is drawn, in millimetres.
pub(super) const RIVER_WIDTH: &str = "0.85 - 0.2 * coalesce(\"rank\", 3)";

/// What a cluster's label says.
pub(super) const CLUSTER_LABEL: &str = "\"n_events\" || ' events' || '\\n' || \
    if(\"date_first\" = \"date_last\", format_date(\"date_first\", 'd MMM yyyy'), \
    format_date(\"date_first\", \
    if(month(\"date_first\") = month(\"date_last\"), 'd', 'd MMM')) || ' – ' || format_date(\"date_last\", 'd MMM yyyy'))";

/// The text of an expression in HTML: nothing in it is a tag, an entity or the end of an attribute.
fn html(expression: &str) -> String {
    let replaced = [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\"", "&quot;"),
        ("''", "&#39;"),
    ];
    let escape = |inner, (from, to)| format!("replace({inner}, '{from}', '{to}')");
    replaced
        .into_iter()
        .fold(format!("to_string({expression})"), escape)
}

/// An expression whose text becomes part of HTML, as it stands in a template.
fn slot(expression: &str) -> String {
    format!("[% {} %]", html(expression))
}

/// What is shown when the mouse rests on an event; everything that came from a text is escaped.
pub(super) fn map_tip() -> String {
    let days = slot(
        "if(\"event_date\" = \"event_date_end\", format_date(\"event_date\", 'd MMMM yyyy'), \
         format_date(\"event_date\", 'd MMMM') || ' – ' || format_date(\"event_date_end\", 'd MMMM yyyy'))",
    );
    let kind = slot("\"sub_event_type\"");
    let place = slot(
        "concat(\"location_relation\" || ' ', \"location\", ', ' || nullif(\"admin1\", \"location\"), \
         ', ' || \"country\")",
    );
    let actors = slot("concat(\"actor1\", ' – ' || \"actor2\")");
    let quote = slot("\"quote\"");
    let source = slot(
        "coalesce(array_to_string(array_filter(array(\"claimed_by\", 'relayed by ' || \"relayed_by\"), \
         @element IS NOT NULL), ', '), '')",
    );
    let documents = slot("array_to_string(\"documents\", ', ')");
    let urls = slot("array_to_string(\"source_urls\", ' ')");
    let reports = slot(
        "\"n_reports\" || if(\"n_reports\" = 1, ' report', ' reports') || ', ' || \
         \"n_sources\" || if(\"n_sources\" = 1, ' source', ' sources') || ', confidence ' || \"confidence\" \
         || if(\"disputed\", ', disputed', '')",
    );
    let deaths = slot(
        "coalesce(', killed: ' || if(\"fatalities_low\" = \"fatalities_high\", to_string(\"fatalities_low\"), \
         \"fatalities_low\" || ' – ' || \"fatalities_high\"), '')",
    );
    let precision = slot(
        "array('the named place', 'near it or part of it', 'somewhere in the region')[\"geo_precision\" - 1] || ', within ' || round(\"uncertainty_m\" / 1000.0, 1) || ' km; date: ' || \
         array('the day', 'the week', 'the month')[\"time_precision\" - 1] || ', ' || \"date_basis\"",
    );
    format!(
        "<div style=\"width:340px;font-family:sans-serif;font-size:10pt\">\n\
         <b>{kind}</b><br>{days}, {place}<br>{actors}{deaths}\n\
         <p style=\"margin:6px 0;padding-left:8px;border-left:3px solid #999999\"><i>«{quote}»</i></p>\n\
         <span style=\"color:#555555\">Source: {source} ({documents}) {urls}<br>\
         Precision: {precision}<br>{reports}</span>\n</div>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ClusterRecord, EventRecord};

    /// The names of columns in an expression, or in a template.
    fn columns(expression: &str) -> impl Iterator<Item = &str> {
        expression.split('"').skip(1).step_by(2)
    }

    #[test]
    fn expressions_name_columns_that_there_are() {
        let day = jiff::civil::date(2017, 8, 26);
        let of_events: Vec<&str> = EventRecord::COLUMNS.iter().map(|c| &*c.name).collect();
        let of_clusters: Vec<&str> = ClusterRecord::COLUMNS.iter().map(|c| &*c.name).collect();
        let of_labels = ["seat", "seat_of_date", "label_xx", "label_yy"];
        let label = label(["xx", "yy"].into_iter(), "xx");
        // In the template attributes are quoted too; what is escaped is not.
        let tip = map_tip().replace("style=\"", "").replace("'\"'", "");
        let tip: String = tip
            .split("[%")
            .skip(1)
            .map(|slot| &slot[..slot.find("%]").unwrap()])
            .collect();
        for (expression, known) in [
            (SIZE, &[&of_events[..], &[]]),
            (OFFSET, &[&[], &of_labels[..]]),
            (FILL, &[&of_events[..], &[]]),
            (OUTLINE, &[&of_events[..], &[]]),
            (&*label, &[&of_events[..], &of_labels[..]]),
            (&*is_labelled(Some(day)), &[&[], &of_labels[..]]),
            (&*is_labelled(None), &[&[], &of_labels[..]]),
            (PRIORITY, &[&of_events[..], &[]]),
            (IS_REGION, &[&of_events[..], &[]]),
            (REGION_FILL, &[&of_events[..], &[]]),
            (DISPLAY, &[&of_events[..], &[]]),
            (&*tip, &[&of_events[..], &[]]),
            (CLUSTER_LABEL, &[&of_clusters[..], &[]]),
        ] {
            for column in columns(expression) {
                let is_known = known.iter().any(|names| names.contains(&column));
                assert!(is_known, "{column} in {expression}");
            }
        }
    }

    #[test]
    fn texts_are_quoted() {
        for (text, expected) in [("a", "'a'"), ("l'Est", "'l''Est'"), ("\\", "'\\\\'")] {
            assert_eq!(quoted(text), expected);
        }
    }
}
