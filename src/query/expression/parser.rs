//! From the pieces of an expression to its tree.

use serde_json::Value;

use super::lexer::{Kind, Token};
use super::{Comparison, Literal, Node, Operand};
use crate::query::days::parse_days;

/// Deeper parentheses are no expression that anybody means.
const DEEPEST: usize = 64;

const KEYWORDS: [&str; 10] = [
    "and", "or", "not", "in", "between", "like", "contains", "is", "null", "where",
];

type Fault = (usize, String);

pub(super) fn parse(tokens: &[Token], end: usize) -> Result<Node, Fault> {
    let mut parser = Parser {
        tokens,
        end,
        depth: 0,
    };
    let node = parser.or()?;
    match parser.tokens.first() {
        None => Ok(node),
        Some(token) => Err((token.at, "expected and, or, or the end".to_owned())),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Node, Fault> {
        let mut node = self.and()?;
        while self.word("or") {
            node = Node::Or(Box::new(node), Box::new(self.and()?));
        }
        Ok(node)
    }

    fn and(&mut self) -> Result<Node, Fault> {
        let mut node = self.not()?;
        while self.word("and") {
            node = Node::And(Box::new(node), Box::new(self.not()?));
        }
        Ok(node)
    }

    fn not(&mut self) -> Result<Node, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("this is nested too deeply");
        }
        let node = if self.word("not") {
            Node::Not(Box::new(self.not()?))
        } else if self.sign("(") {
            let node = self.or()?;
            self.expect(")")?;
            node
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn comparison(&mut self) -> Result<Node, Fault> {
        let left = self.operand()?;
        if let Some(comparison) = self.comparison_sign() {
            return Ok(Node::Compare(left, comparison, self.operand()?));
        }
        if self.word("is") {
            let negated = self.word("not");
            if !self.word("null") {
                return self.fail("expected null");
            }
            return Ok(negate(Node::IsNull(left), negated));
        }
        let negated = self.word("not");
        let node = if self.word("in") {
            Node::In(left, self.list()?)
        } else if self.word("between") {
            let low = self.operand()?;
            if !self.word("and") {
                return self.fail("expected and, as in: between 5 and 10");
            }
            Node::Between(left, low, self.operand()?)
        } else if self.word("like") {
            Node::Like(left, self.text()?.to_lowercase().chars().collect())
        } else if self.word("contains") {
            Node::Contains(left, self.text()?.to_lowercase())
        } else if negated {
            return self.fail("expected in, between, like or contains");
        } else {
            Node::Truth(left)
        };
        Ok(negate(node, negated))
    }

    fn comparison_sign(&mut self) -> Option<Comparison> {
        const SIGNS: [(&str, Comparison); 8] = [
            ("=", Comparison::Equal),
            ("==", Comparison::Equal),
            ("<>", Comparison::Unequal),
            ("!=", Comparison::Unequal),
            ("<", Comparison::Less),
            ("<=", Comparison::AtMost),
            (">", Comparison::Greater),
            (">=", Comparison::AtLeast),
        ];
        let found = SIGNS.iter().find(|(sign, _)| self.sign(sign));
        found.map(|&(_, comparison)| comparison)
    }

    fn list(&mut self) -> Result<Vec<Operand>, Fault> {
        self.expect("(")?;
        let mut list = vec![self.operand()?];
        while self.sign(",") {
            list.push(self.operand()?);
        }
        self.expect(")")?;
        Ok(list)
    }

    fn operand(&mut self) -> Result<Operand, Fault> {
        let Some((token, rest)) = self.tokens.split_first() else {
            return self.fail("expected a column or a value");
        };
        let operand = match &token.kind {
            Kind::Column(name) => Operand::Column(name.clone()),
            Kind::Literal(value) => literal(value.clone()),
            Kind::Word(word) => match word.to_ascii_lowercase().as_str() {
                "true" => literal(Value::Bool(true)),
                "false" => literal(Value::Bool(false)),
                keyword if KEYWORDS.contains(&keyword) => {
                    return self.fail("expected a column or a value");
                }
                _ => Operand::Column(word.clone()),
            },
            Kind::Sign(_) => return self.fail("expected a column or a value"),
        };
        self.tokens = rest;
        Ok(operand)
    }

    fn text(&mut self) -> Result<String, Fault> {
        match self.tokens.split_first() {
            Some((
                Token {
                    kind: Kind::Literal(Value::String(text)),
                    ..
                },
                rest,
            )) => {
                self.tokens = rest;
                Ok(text.clone())
            }
            _ => self.fail("expected a text in quotes"),
        }
    }

    /// Takes a keyword, if it comes next.
    fn word(&mut self, keyword: &str) -> bool {
        self.takes(|kind| matches!(kind, Kind::Word(word) if word.eq_ignore_ascii_case(keyword)))
    }

    /// Takes a sign, if it comes next.
    fn sign(&mut self, sign: &str) -> bool {
        self.takes(|kind| matches!(kind, Kind::Sign(text) if *text == sign))
    }

    fn takes(&mut self, is: impl Fn(&Kind) -> bool) -> bool {
        match self.tokens.split_first() {
            Some((token, rest)) if is(&token.kind) => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, sign: &str) -> Result<(), Fault> {
        match self.sign(sign) {
            true => Ok(()),
            false => self.fail(&format!("expected {sign}")),
        }
    }

    fn fail<T>(&self, message: &str) -> Result<T, Fault> {
        let at = self.tokens.first().map_or(self.end, |token| token.at);
        Err((at, message.to_owned()))
    }
}

fn negate(node: Node, negated: bool) -> Node {
    match negated {
        true => Node::Not(Box::new(node)),
        false => node,
    }
}

fn literal(value: Value) -> Operand {
    let days = value.as_str().and_then(parse_days);
    Operand::Literal(Literal { value, days })
}
