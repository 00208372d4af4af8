//! Words, texts, numbers and signs of an expression.

use serde_json::{Number, Value};

/// A piece of an expression, with where it begins in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub at: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A word without quotes: a keyword or a column.
    Word(String),
    /// A column between backticks.
    Column(String),
    /// A text or a number.
    Literal(Value),
    /// A sign.
    Sign(&'static str),
}

/// Longer signs first.
const SIGNS: [&str; 11] = ["<=", ">=", "<>", "!=", "==", "=", "<", ">", "(", ")", ","];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(&text[at..], first).map_err(|message| (at, message))?;
        tokens.push(Token { at, kind });
        at += length;
    }
    Ok(tokens)
}

fn token(text: &str, first: char) -> Result<(Kind, usize), String> {
    if matches!(first, '\'' | '"' | '`') {
        let (content, length) = quoted(text, first)?;
        let kind = match first {
            '`' => Kind::Column(content),
            _ => Kind::Literal(Value::String(content)),
        };
        return Ok((kind, length));
    }
    if first.is_ascii_digit() || matches!(first, '-' | '+' | '.') {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '+');
        let length = text.find(|c| !is_part(c)).unwrap_or(text.len());
        return Ok((Kind::Literal(number(&text[..length])?), length));
    }
    if first.is_alphabetic() || first == '_' {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
        let length = text.find(|c| !is_part(c)).unwrap_or(text.len());
        return Ok((Kind::Word(text[..length].to_owned()), length));
    }
    let sign = SIGNS.into_iter().find(|sign| text.starts_with(sign));
    let sign = sign.ok_or_else(|| format!("{first:?} has no meaning here"))?;
    Ok((Kind::Sign(sign), sign.len()))
}

/// The text between quotes, and its length with them.
fn quoted(text: &str, quote: char) -> Result<(String, usize), String> {
    let mut content = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            content.push(c);
        } else if chars.next_if(|&(_, next)| next == quote).is_some() {
            content.push(quote);
        } else {
            return Ok((content, at + quote.len_utf8()));
        }
    }
    Err(format!("the quote {quote} is not closed"))
}

fn number(text: &str) -> Result<Value, String> {
    let whole = text.parse::<i64>().map(Value::from);
    whole.or_else(|_| {
        let number = text.parse::<f64>().ok().and_then(Number::from_f64);
        let wrong =
            || format!("{text} is not a number; a date or a text stands in quotes: '{text}'");
        number.map(Value::Number).ok_or_else(wrong)
    })
}
