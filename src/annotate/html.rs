//! For a browser: one page without scripts, with everything that a text says escaped.

use crate::annotate::marks::{Class, Line, NOT_READ, candidate, event, lines, title};
use crate::engine::Engine;
use crate::run::Outcome;

/// The head of the page.
pub(super) const OPENING: &str = "<!DOCTYPE html>
<html>
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>dateline</title>
<style>
body { font: 16px/1.6 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h2 { font: bold 1em/1.4 sans-serif; border-top: 1px solid #ccc; padding-top: 1em }
p { margin: .4em 0 }
mark { padding: 0 .15em; border-radius: .2em; color: inherit; cursor: help }
mark.place { background: #cfe8cf } mark.time { background: #cde4f2 }
mark.actor { background: #ead6ee } mark.trigger { background: #f6cfc8; font-weight: bold }
ul { font: .8em/1.5 sans-serif; margin: 0 0 .8em; padding-left: 1.4em } li.unmapped { color: #777 }
</style>
</head>
<body>
<p><mark class=\"place\">place</mark> <mark class=\"time\">time</mark> <mark class=\"actor\">actor</mark> <mark class=\"trigger\">trigger</mark></p>
";

/// The end of the page.
pub(super) const CLOSING: &str = "</body>\n</html>\n";

fn class(class: Class) -> &'static str {
    match class {
        Class::Place => "place",
        Class::Time => "time",
        Class::Actor => "actor",
        Class::Trigger => "trigger",
    }
}

/// One section of the page.
pub(super) fn document(outcome: &Outcome, engine: &Engine) -> String {
    let settled = match outcome {
        Outcome::Read(settled) => settled,
        Outcome::Unread(document, why) => {
            let id = escape(&document.id);
            return format!("<h2>{id}</h2>\n<p>not read: {}</p>\n", why.name());
        }
    };
    let mut out = format!("<h2>{}</h2>\n", escape(&title(settled, engine)));
    for line in lines(settled, engine) {
        let language = line.language.unwrap_or_default();
        out.push_str(&format!(
            "<p lang=\"{}\" dir=\"auto\">{}</p>\n",
            escape(language),
            sentence(&line, &settled.reading.document.text)
        ));
        let reports = line.reports.iter().map(|r| ("event", event(r, engine)));
        let unmapped = line.unmapped.iter().map(|u| ("unmapped", candidate(u)));
        let unread = line.language.is_none();
        let unread = unread.then(|| ("unmapped", NOT_READ.to_owned()));
        let mut items = reports.chain(unmapped).chain(unread).peekable();
        if items.peek().is_some() {
            out.push_str("<ul>\n");
            for (class, item) in items {
                out.push_str(&format!("<li class=\"{class}\">{}</li>\n", escape(&item)));
            }
            out.push_str("</ul>\n");
        }
    }
    out
}

fn sentence(line: &Line, text: &str) -> String {
    let mut out = String::new();
    let mut at = line.span.start;
    for mark in &line.marks {
        out.push_str(&escape(&text[at..mark.span.start.max(at)]));
        out.push_str(&format!(
            "<mark class=\"{}\" title=\"{}\">{}</mark>",
            class(mark.class),
            escape(&mark.what),
            escape(mark.span.of(text))
        ));
        at = mark.span.end.max(at);
    }
    out.push_str(&escape(text.get(at..line.span.end).unwrap_or_default()));
    out
}

/// Text that is text in HTML, between tags and in quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
