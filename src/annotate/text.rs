//! For the eye: the text with everything found marked, and below each sentence what it tells.

use crate::annotate::marks::{Class, Line, NOT_READ, candidate, event, lines, title};
use crate::engine::Engine;
use crate::run::Outcome;

/// How a class is marked: in colour, and without.
fn style(class: Class, color: bool) -> (&'static str, &'static str) {
    match (class, color) {
        (Class::Place, true) => ("\x1b[32m", "\x1b[0m"),
        (Class::Time, true) => ("\x1b[36m", "\x1b[0m"),
        (Class::Actor, true) => ("\x1b[35m", "\x1b[0m"),
        (Class::Trigger, true) => ("\x1b[1;31m", "\x1b[0m"),
        (Class::Place, false) => ("[", "]"),
        (Class::Time, false) => ("{", "}"),
        (Class::Actor, false) => ("<", ">"),
        (Class::Trigger, false) => ("*", "*"),
    }
}

/// A document with its title, and an empty line behind it.
pub(super) fn document(outcome: &Outcome, engine: &Engine, color: bool) -> String {
    let (bold, faint, plain) = match color {
        true => ("\x1b[1m", "\x1b[2m", "\x1b[0m"),
        false => ("", "", ""),
    };
    let settled = match outcome {
        Outcome::Read(settled) => settled,
        Outcome::Unread(document, why) => {
            return format!("{bold}{}  not read: {}{plain}\n\n", document.id, why.name());
        }
    };
    let mut out = format!("{bold}{}{plain}\n", title(settled, engine));
    for line in lines(settled, engine) {
        out.push_str(&sentence(&line, &settled.reading.document.text, color));
        if line.language.is_none() {
            out.push_str(&format!("  {faint}- {NOT_READ}{plain}\n"));
        }
        for report in &line.reports {
            out.push_str(&format!("  {bold}>{plain} {}\n", event(report, engine)));
        }
        for unmapped in &line.unmapped {
            out.push_str(&format!("  {faint}- {}{plain}\n", candidate(unmapped)));
        }
    }
    out.push('\n');
    out
}

/// A sentence on one line.
fn sentence(line: &Line, text: &str, color: bool) -> String {
    let mut out = String::new();
    let mut at = line.span.start;
    for mark in &line.marks {
        let (open, close) = style(mark.class, color);
        push_flat(&mut out, &text[at..mark.span.start.max(at)]);
        out.push_str(open);
        push_flat(&mut out, mark.span.of(text));
        out.push_str(close);
        at = mark.span.end.max(at);
    }
    push_flat(&mut out, text.get(at..line.span.end).unwrap_or_default());
    out.push('\n');
    out
}

/// White space as one space, and nothing that a terminal would take for a command.
fn push_flat(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
