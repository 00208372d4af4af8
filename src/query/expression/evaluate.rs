//! What an expression says of a row: true, false, or nothing.

use serde_json::Value;

use super::{Comparison, Literal, Node, Operand};
use crate::document::DaySpan;
use crate::query::days::parse_days;
use crate::query::row::{Row, number, text};

impl Node {
    pub(super) fn evaluate(&self, row: &Row) -> Option<bool> {
        match self {
            Node::Or(a, b) => match a.evaluate(row) {
                Some(true) => Some(true),
                a => match (a, b.evaluate(row)) {
                    (_, Some(true)) => Some(true),
                    (Some(false), b) => b,
                    _ => None,
                },
            },
            Node::And(a, b) => match a.evaluate(row) {
                Some(false) => Some(false),
                a => match (a, b.evaluate(row)) {
                    (_, Some(false)) => Some(false),
                    (Some(true), b) => b,
                    _ => None,
                },
            },
            Node::Not(a) => a.evaluate(row).map(|truth| !truth),
            Node::Compare(a, comparison, b) => compare(row, a, *comparison, b),
            Node::In(a, list) => is_in(row, a, list),
            Node::Between(a, low, high) => {
                let low = compare(row, a, Comparison::AtLeast, low);
                let high = compare(row, a, Comparison::AtMost, high);
                match (low, high) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (low, high) => Some(low? && high?),
                }
            }
            Node::Like(a, pattern) => {
                let text: Vec<char> = text(a.value(row))?.to_lowercase().chars().collect();
                Some(is_like(&text, pattern))
            }
            Node::Contains(a, part) => contains(a.value(row), part),
            Node::IsNull(a) => Some(a.value(row).is_null()),
            Node::Truth(a) => truth(a.value(row)),
        }
    }
}

impl Operand {
    fn value<'v>(&'v self, row: &'v Row) -> &'v Value {
        match self {
            Operand::Column(name) => row.get(name),
            Operand::Literal(literal) => &literal.value,
        }
    }

    fn days(&self) -> Option<DaySpan> {
        match self {
            Operand::Literal(Literal { days, .. }) => *days,
            Operand::Column(_) => None,
        }
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        other => number(other).map(|number| number != 0.0),
    }
}

fn is_in(row: &Row, a: &Operand, list: &[Operand]) -> Option<bool> {
    let equals = |b| compare(row, a, Comparison::Equal, b);
    let answers: Vec<Option<bool>> = list.iter().map(equals).collect();
    match answers.contains(&Some(true)) {
        true => Some(true),
        false if answers.contains(&None) => None,
        false => Some(false),
    }
}

fn compare(row: &Row, a: &Operand, comparison: Comparison, b: &Operand) -> Option<bool> {
    let (x, y) = (a.value(row), b.value(row));
    if x.is_null() || y.is_null() {
        return None;
    }
    if a.days().is_some() || b.days().is_some() {
        let days = |operand: &Operand, value: &Value| {
            operand.days().or_else(|| parse_days(value.as_str()?))
        };
        if let (Some(x), Some(y)) = (days(a, x), days(b, y)) {
            return Some(compare_days(x, comparison, y));
        }
    }
    let ordering = match (x, y) {
        (Value::Bool(_), _) | (_, Value::Bool(_)) => truth(x)?.cmp(&truth(y)?),
        (Value::Number(_), _) | (_, Value::Number(_)) => number(x)?.partial_cmp(&number(y)?)?,
        _ => text(x)?.cmp(&text(y)?),
    };
    Some(match comparison {
        Comparison::Equal => ordering.is_eq(),
        Comparison::Unequal => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::AtMost => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::AtLeast => ordering.is_ge(),
    })
}

/// Days are equal to a month when they lie in it, and before it when they end before it begins.
fn compare_days(a: DaySpan, comparison: Comparison, b: DaySpan) -> bool {
    let within = |a: DaySpan, b: DaySpan| a.intersect(b) == Some(a);
    let equal = within(a, b) || within(b, a);
    match comparison {
        Comparison::Equal => equal,
        Comparison::Unequal => !equal,
        Comparison::Less => a.last() < b.first(),
        Comparison::AtMost => a.last() <= b.last(),
        Comparison::Greater => a.first() > b.last(),
        Comparison::AtLeast => a.first() >= b.first(),
    }
}

fn contains(value: &Value, part: &str) -> Option<bool> {
    match value {
        Value::Array(items) => Some(items.iter().any(|item| contains(item, part) == Some(true))),
        other => Some(text(other)?.to_lowercase().contains(part)),
    }
}

/// Whether a text fits a pattern; both are in lower case. Goes back to the last `%` only, so that no pattern takes long.
fn is_like(text: &[char], pattern: &[char]) -> bool {
    let (mut at, mut next) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(next) {
            Some('%') => {
                last_any = Some((at, next));
                next += 1;
            }
            Some(&c) if c == '_' || c == text[at] => {
                at += 1;
                next += 1;
            }
            _ => match last_any {
                Some((from, any)) => {
                    last_any = Some((from + 1, any));
                    at = from + 1;
                    next = any + 1;
                }
                None => return false,
            },
        }
    }
    pattern[next..].iter().all(|c| *c == '%')
}
