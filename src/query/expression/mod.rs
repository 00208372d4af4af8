//! The expressions of `--where`, in which rows are described by their columns.
//!
//! | what | example |
//! | --- | --- |
//! | comparison | `fatalities >= 10`, `event_type = 'Battles'`, `n_sources <> 1` |
//! | and, or, not, parentheses | `disputed and not (fatalities < 5 or fatalities is null)` |
//! | one of several | `admin1_pcode in ('SY09', 'SY11')` |
//! | from one to another | `fatalities between 5 and 10` |
//! | pattern, without regard to case: `%` is any text, `_` any letter | `location like 'al-%'` |
//! | part of a text or of an item of a list, without regard to case | `quote contains 'hospital'` |
//! | nothing known | `fatalities is null`, `actor2 is not null` |
//! | a column that is true or false | `disputed` |
//!
//! Text stands in quotes, single or double; a quote in it is doubled. A column whose name is not one word stands between
//! backticks; `a.b` is the member `b` of the column `a`. A text that is a date, also reduced (`'2017-10'`), is compared as such with
//! columns that hold dates: `event_date = '2017-10'` is true for every day of that month. Text that reads as a number
//! is one where it is compared with a number.
//!
//! Logic has three values, as in SQL: a comparison with nothing is neither true nor false, and so is its opposite. A row is kept
//! when the whole is true.

mod evaluate;
mod lexer;
mod parser;

use std::fmt;

use serde_json::Value;

use super::row::Row;
use crate::document::DaySpan;

/// An expression that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    root: Node,
}

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub at: usize,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Or(Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Compare(Operand, Comparison, Operand),
    In(Operand, Vec<Operand>),
    Between(Operand, Operand, Operand),
    Like(Operand, Vec<char>),
    Contains(Operand, String),
    IsNull(Operand),
    Truth(Operand),
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Column(String),
    Literal(Literal),
}

#[derive(Clone, Debug, PartialEq)]
struct Literal {
    value: Value,
    /// What a text says that is a date.
    days: Option<DaySpan>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Expression, SyntaxError> {
        let error = |(at, message): (usize, String)| SyntaxError {
            message,
            at,
            text: text.to_owned(),
        };
        let tokens = lexer::tokens(text).map_err(error)?;
        let root = parser::parse(&tokens, text.len()).map_err(error)?;
        Ok(Expression { root })
    }

    /// Whether it is true of a row, or false; `None` where too little is known.
    pub fn evaluate(&self, row: &Row) -> Option<bool> {
        self.root.evaluate(row)
    }

    /// The columns that it names.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = Vec::new();
        self.root.add_columns(&mut columns);
        columns
    }
}

impl Node {
    fn add_columns<'n>(&'n self, columns: &mut Vec<&'n str>) {
        let operands: Vec<&Operand> = match self {
            Node::Or(a, b) | Node::And(a, b) => {
                a.add_columns(columns);
                return b.add_columns(columns);
            }
            Node::Not(a) => return a.add_columns(columns),
            Node::Compare(a, _, b) => vec![a, b],
            Node::In(a, list) => std::iter::once(a).chain(list).collect(),
            Node::Between(a, b, c) => vec![a, b, c],
            Node::Like(a, _) | Node::Contains(a, _) | Node::IsNull(a) | Node::Truth(a) => vec![a],
        };
        columns.extend(operands.into_iter().filter_map(|operand| match operand {
            Operand::Column(name) => Some(name.as_str()),
            Operand::Literal(_) => None,
        }));
    }
}

impl fmt::Display for SyntaxError {
    /// The message, the text, and a mark under the place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.text.get(..self.at).unwrap_or(&self.text);
        let space: String = before.chars().map(|_| ' ').collect();
        let text = self.text.replace(char::is_control, " ");
        write!(f, "{}\n  {text}\n  {space}^", self.message)
    }
}

impl std::error::Error for SyntaxError {}

#[cfg(test)]
mod tests;
