//! Numbers in digits and in words, exact, rounded, bounded and vague.
//!
//! Words are added up by their lexicon classes (`number_unit`, `number_multiplier`, `number_and`,
//! `number_article`); what stands round a number and changes it is a row of `number.csv`.

use crate::error::Error;
use crate::language::{Base, ClassId, Source};
use crate::pattern::{Match, MentionClass, MentionIndex, Patterns, Slot, View};
use crate::token::{Case, Gap, Kind, Token, Tokens};

/// A mention of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// First token, words such as "plus de" included.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// The value, or the least value.
    pub low: u32,
    /// The greatest value, equal to `low` where only one is given; `None` for "plus de", "des dizaines".
    pub high: Option<u32>,
    /// Whether it is stated without "environ", "plus de" or a rounding noun.
    pub exact: bool,
    /// Whether it is a lone "un", "une", which is an article as often as a count.
    pub article: bool,
}

/// What a row of `number.csv` makes of the numbers it captures.
#[derive(Clone, Copy, Debug)]
enum Function {
    About(Slot),
    AtLeast(Slot),
    AtMost(Slot),
    Between(Slot, Slot),
    Times(Slot, Slot),
    Many(u32, Option<Slot>),
    Nothing,
}

/// What one word adds to a number in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Part {
    unit: Option<u32>,
    multiplier: Option<u32>,
    article: bool,
    /// Ten as the second word of a number from eleven to nineteen.
    teen: bool,
    /// Joins two parts where the second is one of these (at most two), or any where both are 0.
    and: Option<[u32; 2]>,
}

/// The number rules of one language.
#[derive(Debug, Default)]
pub struct NumberRules {
    patterns: Patterns,
    functions: Vec<Function>,
    collective: Option<ClassId>,
    /// What words add; the first adds nothing.
    parts: Vec<Part>,
    /// Which of these a word adds, by its number: small, since every word is asked for.
    part_of: Vec<u16>,
}

impl NumberRules {
    /// Compiles `number.csv`.
    ///
    /// # Errors
    /// A pattern or a value that cannot be read, with its file and line.
    pub fn compile(source: &Source, base: &mut Base) -> Result<NumberRules, Error> {
        let mut rules = NumberRules::default();
        for row in source.table("number").rows() {
            let pattern = row.get("pattern");
            if pattern.is_empty() {
                continue;
            }
            let at = rules.functions.len() as u32;
            let added = rules.patterns.add(pattern, at, base);
            added.map_err(|message| row.error(message))?;
            let value = row.get("value");
            let function = rules.function(value);
            let function =
                function.ok_or_else(|| row.error(format!("{value:?} is no value of a number")))?;
            rules.functions.push(function);
        }
        Ok(rules)
    }

    /// Prepares for matching once all words of the language are known.
    pub fn finish(&mut self, base: &mut Base) {
        self.patterns.finish(base);
        let lexicon = &base.lexicon;
        self.collective = lexicon.class("number_collective");
        let classes = ["unit", "multiplier", "article", "teen", "and"];
        let [unit, multiplier, article, teen, and] =
            classes.map(|name| lexicon.class(&format!("number_{name}")));
        let members = [unit, multiplier, article, teen, and].into_iter().flatten();
        self.parts = vec![Part::default()];
        self.part_of = vec![0; base.vocabulary.size()];
        for &word in members.flat_map(|class| lexicon.members(class)) {
            let find = |class: Option<ClassId>| lexicon.membership(word, class?);
            let value = |class| find(class).map(|m| m.number.unsigned_abs());
            let part = Part {
                unit: value(unit),
                multiplier: value(multiplier),
                article: find(article).is_some(),
                teen: find(teen).is_some(),
                and: find(and).map(|m| {
                    let mut list = m.value.split(' ').filter_map(|v| v.parse().ok());
                    [list.next().unwrap_or(0), list.next().unwrap_or(0)]
                }),
            };
            let known = self.parts.iter().position(|known| *known == part);
            let at = known.unwrap_or_else(|| {
                self.parts.push(part);
                self.parts.len() - 1
            });
            self.part_of[word.0 as usize] = at as u16;
        }
    }

    /// Reads `name(argument argument)`.
    fn function(&self, value: &str) -> Option<Function> {
        if value == "none" {
            return Some(Function::Nothing);
        }
        let (name, arguments) = value.strip_suffix(')')?.split_once('(')?;
        let mut arguments = arguments.split(' ');
        let mut slot = || self.patterns.slot(arguments.next()?);
        Some(match name {
            "about" => Function::About(slot()?),
            "at_least" => Function::AtLeast(slot()?),
            "at_most" => Function::AtMost(slot()?),
            "between" => Function::Between(slot()?, slot()?),
            "times" => Function::Times(slot()?, slot()?),
            "many" => {
                let (times, rest) = match arguments.next() {
                    Some(times) => (times.parse().ok()?, arguments.next()),
                    None => return None,
                };
                let collective = match rest {
                    Some(name) => Some(self.patterns.slot(name)?),
                    None => None,
                };
                Function::Many(times, collective)
            }
            _ => return None,
        })
    }

    /// All numbers of a text from left to right; they do not overlap. The index is without numbers before and after.
    pub fn find(
        &self,
        text: &str,
        tokens: &Tokens,
        base: &Base,
        index: &mut MentionIndex,
    ) -> Vec<Number> {
        let plain = self.plain(text, tokens);
        for number in &plain {
            index.add(MentionClass::Number, number.first, number.end);
        }
        let view = View {
            tokens,
            lexicon: &base.lexicon,
            mentions: index,
        };
        let mut out: Vec<Number> = Vec::with_capacity(plain.len());
        let mut next = plain.iter().peekable();
        for found in self.patterns.find_all(view, 0, tokens.len()) {
            let Some(number) = self.apply(&found, &plain, view) else {
                continue;
            };
            while let Some(before) = next.next_if(|n| n.end <= number.first) {
                out.push(*before);
            }
            while next.next_if(|n| n.first < number.end).is_some() {}
            out.push(number);
        }
        out.extend(next);
        for number in &plain {
            index.remove(MentionClass::Number, number.first);
        }
        out
    }

    fn apply(&self, found: &Match, plain: &[Number], view: View) -> Option<Number> {
        let low = |slot: Slot| {
            let (first, _) = found.capture(slot)?;
            if let Ok(at) = plain.binary_search_by_key(&first, |n| n.first) {
                return Some(plain[at].low);
            }
            let word = view.tokens[first].word;
            let noun = view.lexicon.membership(word, self.collective?)?;
            Some(noun.number.unsigned_abs())
        };
        let (low, high, exact) = match self.functions[found.row as usize] {
            Function::About(n) => (low(n)?, Some(low(n)?), false),
            Function::AtLeast(n) => (low(n)?, None, false),
            Function::AtMost(n) => (0, Some(low(n)?), false),
            Function::Between(a, b) => (low(a)?, Some(low(b)?), true),
            Function::Times(n, c) => {
                let value = low(n)?.saturating_mul(low(c)?);
                (value, Some(value), false)
            }
            Function::Many(times, Some(c)) => (times.saturating_mul(low(c)?), None, false),
            Function::Many(times, None) => (times, None, false),
            Function::Nothing => return None,
        };
        // "8 à 2" is a score, not a range.
        if high.is_some_and(|high| high < low) {
            return None;
        }
        Some(Number {
            first: found.first,
            end: found.end,
            low,
            high,
            exact,
            article: false,
        })
    }

    /// The numbers as such, without what stands round them.
    fn plain(&self, text: &str, tokens: &Tokens) -> Vec<Number> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.read(text, tokens, at) {
                Some((value, end)) => {
                    out.push(Number {
                        first: at,
                        end,
                        low: value,
                        high: Some(value),
                        exact: true,
                        article: end == at + 1 && self.part(&tokens[at]).article,
                    });
                    at = end;
                }
                None => at += 1,
            }
        }
        out
    }

    fn part(&self, token: &Token) -> &Part {
        let at = self.part_of.get(token.word.0 as usize);
        &self.parts[usize::from(at.copied().unwrap_or(0))]
    }

    /// The number that begins at a token: its value and one past its last token.
    ///
    /// The parts read so far are kept largest first; a multiplier takes up the parts smaller than
    /// itself ("mille | deux · cents", "quatre · vingts"), a unit is added if it is smaller than the last.
    fn read(&self, text: &str, tokens: &Tokens, first: usize) -> Option<(u32, usize)> {
        let token = &tokens[first];
        let part = self.part(token);
        if token.kind != Kind::Number && part.unit.is_none() && part.multiplier.is_none() {
            return None;
        }
        let mut stack = Stack::default();
        if token.kind == Kind::Number {
            let decimals = Decimals::of(text, token);
            let mut value = token.value;
            let mut end = first + 1;
            while let Some(multiplier) = tokens.get(end).and_then(|t| self.part(t).multiplier) {
                value = decimals.times(value, multiplier);
                end += 1;
            }
            return Some((value, end));
        }
        let mut end = first;
        while let Some(token) = tokens.get(end) {
            if end > first && token.gap > Gap::Line {
                break;
            }
            let part = self.part(token);
            let joined = (part.teen && stack.add_ten())
                || stack.multiply(part.multiplier)
                || stack.add(part.unit);
            if joined {
                end += 1;
                continue;
            }
            let follower = part.and.filter(|_| end > first).and_then(|allowed| {
                let unit = self.part(tokens.get(end + 1)?).unit?;
                let fits = allowed == [0, 0] || allowed.contains(&unit);
                let mut join =
                    || stack.top() >= 20 && stack.add(Some(unit)) || stack.add_tens(unit);
                (fits && join()).then_some(())
            });
            match follower {
                Some(()) => end += 2,
                None => break,
            }
        }
        (end > first).then_some((stack.sum(), end))
    }
}

/// The parts of a number in words, at most so many as a number below 10^12 needs.
#[derive(Default)]
struct Stack {
    parts: [u32; 8],
    length: usize,
}

impl Stack {
    fn top(&self) -> u32 {
        match self.length {
            0 => u32::MAX,
            length => self.parts[length - 1],
        }
    }

    fn push(&mut self, part: u32) -> bool {
        let room = self.length < self.parts.len();
        if room {
            self.parts[self.length] = part;
            self.length += 1;
        }
        room
    }

    fn add(&mut self, unit: Option<u32>) -> bool {
        // "cinq six" is two numbers, and so is "douze trois": only a round number takes a unit.
        let Some(unit) = unit else { return false };
        let top = self.top();
        let fits = self.length == 0 || (unit < top && top.is_multiple_of(10) && unit > 0);
        // After ten only seven to nine are said apart, after thirty only one to nine.
        let composed = match top {
            10 => (7..=9).contains(&unit),
            20 | 30 | 40 | 50 | 70 | 90 => unit < 10,
            _ => true,
        };
        fits && composed && self.push(unit)
    }

    /// «three ten» is thirteen.
    fn add_ten(&mut self) -> bool {
        (1..10).contains(&self.top()) && self.push(10)
    }

    /// «three and twenty» is twenty-three.
    fn add_tens(&mut self, tens: u32) -> bool {
        let round = (20..100).contains(&tens) && tens.is_multiple_of(10);
        round && (1..10).contains(&self.top()) && self.push(tens)
    }

    fn multiply(&mut self, multiplier: Option<u32>) -> bool {
        let Some(multiplier) = multiplier else {
            return false;
        };
        // "vingt" multiplies only "quatre"; otherwise it is a unit.
        if multiplier < 100 && self.top() != 4 {
            return false;
        }
        let mut sum: u32 = 0;
        while self.length > 0 && self.top() < multiplier {
            sum = sum.saturating_add(self.top());
            self.length -= 1;
        }
        self.push(sum.max(1).saturating_mul(multiplier))
    }

    fn sum(&self) -> u32 {
        let parts = self.parts[..self.length].iter();
        parts.fold(0, |sum, part| sum.saturating_add(*part))
    }
}

/// The decimals of a number in digits, in hundredths.
struct Decimals(u32);

impl Decimals {
    fn of(text: &str, token: &Token) -> Decimals {
        // The tokenizer marks a number with decimals by an upper case.
        if token.case != Case::Upper {
            return Decimals(0);
        }
        let digits = token.span().of(text).rsplit([',', '.']).next();
        let digits = digits.unwrap_or("");
        let value: u32 = digits.parse().unwrap_or(0);
        Decimals(if digits.len() == 1 { value * 10 } else { value })
    }

    fn times(&self, value: u32, multiplier: u32) -> u32 {
        let fraction = u64::from(multiplier) * u64::from(self.0) / 100;
        let whole = u64::from(multiplier) * u64::from(value);
        u32::try_from(whole + fraction).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::embedded_sources;
    use crate::token::tokenize;

    fn show(number: &Number) -> String {
        match (number.article, number.high) {
            (true, _) => "article".to_owned(),
            (_, None) => format!("{}+", number.low),
            (_, Some(high)) if high != number.low => format!("{}-{high}", number.low),
            _ if !number.exact => format!("{}~", number.low),
            _ => number.low.to_string(),
        }
    }

    #[test]
    fn every_row_of_every_language() {
        for source in embedded_sources() {
            let mut base = Base::compile(&source).unwrap();
            let mut rules = NumberRules::compile(&source, &mut base).unwrap();
            rules.finish(&mut base);
            for row in source.table("number").rows() {
                let text = row.get("example");
                let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
                let found = rules.find(
                    text,
                    &tokens,
                    &base,
                    &mut MentionIndex::new(&tokens, &base.openers),
                );
                let shown: Vec<String> = found.iter().map(show).collect();
                let shown = match shown.is_empty() {
                    true => "none".to_owned(),
                    false => shown.join(" "),
                };
                assert_eq!(shown, row.get("expected"), "{}", row.error(text));
            }
        }
    }
}
