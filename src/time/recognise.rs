//! Matches to time mentions: reading the captures, joining days with their hours, and the role of each.

use crate::language::{ClassId, Features};
use crate::number::Number;
use crate::pattern::{Match, View};
use crate::segment::Sentence;
use crate::time::captures::Captures;
use crate::time::expression::*;
use crate::time::rules::{Function, TimeRules};
use crate::token::{Case, Gap, Kind};

/// A text as the stages before have left it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Tokens, lexicon and the mentions found so far.
    pub view: View<'a>,
    /// The sentences.
    pub sentences: &'a [Sentence],
    /// The numbers in order.
    pub numbers: &'a [Number],
}

impl Text<'_> {
    /// The sentence that holds a token.
    pub fn sentence(&self, token: usize) -> Sentence {
        let at = self.sentences.partition_point(|s| s.end <= token);
        let none = Sentence {
            first: token,
            end: token + 1,
            paragraph: 0,
        };
        self.sentences.get(at).copied().unwrap_or(none)
    }

    /// Whether a token is of a class.
    pub(super) fn is(&self, token: usize, class: Option<ClassId>) -> bool {
        let token = self.view.tokens.get(token);
        token
            .zip(class)
            .is_some_and(|(token, class)| self.view.lexicon.is_member(token.word, class))
    }

    /// What a token is in a class.
    pub(super) fn in_class(&self, token: usize, class: Option<ClassId>) -> Option<&str> {
        let word = self.view.tokens.get(token)?.word;
        let membership = self.view.lexicon.membership(word, class?)?;
        Some(&membership.value)
    }
}

/// A heading stands within so many tokens from the start of the text: places, the date, nothing else.
const HEADING_TOKENS: usize = 12;

impl TimeRules {
    /// All time expressions of a text, from left to right.
    pub fn find(&self, text: &Text) -> Vec<TimeMention> {
        let mut out: Vec<TimeMention> = Vec::new();
        let mut at = 0;
        let end = text.view.tokens.len();
        while let Some(start) = self.patterns.next_start(text.view, at, end) {
            let next = self
                .patterns
                .find_at(text.view, start)
                .and_then(|found| self.read(text, &found, &mut out));
            at = next.unwrap_or(start + 1);
        }
        self.join(text, &mut out);
        for mention in &mut out {
            self.place(text, mention);
        }
        out
    }

    /// Adds the mentions that a match stands for; returns where to go on, or nothing where the captures make no date.
    fn read(&self, text: &Text, found: &Match, out: &mut Vec<TimeMention>) -> Option<usize> {
        let captures = Captures {
            rules: self,
            text,
            found,
        };
        let function = self.functions[found.row as usize];
        let mut mention = TimeMention {
            first: found.first,
            end: found.end,
            kind: TimexType::Date,
            expression: Expression::Set,
            time: captures.time(),
            role: Role::Event,
            tense: Tense::Open,
            names: false,
            described: false,
            past_perfect: false,
        };
        mention.expression = match function {
            Function::Nothing => return Some(found.end),
            Function::Date(direction, day) => {
                let mut calendar = captures.calendar()?;
                calendar.day = calendar.day.or(day);
                if captures.names_the_day() {
                    return Some(found.end);
                }
                mention.end = captures.close(&mut calendar);
                if !calendar.is_within_year() {
                    mention.role = Role::Background;
                }
                Expression::Date(calendar, direction)
            }
            Function::Day(sure) => {
                let calendar = captures.calendar()?;
                if !sure && !captures.closed(found.end) {
                    return None;
                }
                if calendar.day.is_none() {
                    mention.role = Role::Background;
                }
                Expression::Date(calendar, Direction::Tense)
            }
            Function::Days => return captures.days(mention, out),
            Function::Digits => {
                let glued = |at: usize| text.view.tokens[at].gap <= Gap::Hyphen;
                if !(found.first + 1..found.end).all(glued) {
                    return None;
                }
                Expression::Date(captures.calendar()?, Direction::Tense)
            }
            Function::Publication => {
                mention.role = Role::Publication;
                Expression::Date(captures.calendar()?, Direction::Tense)
            }
            Function::Range => {
                let (from, to) = captures.range()?;
                let counted = to.month.is_none() && to.day.is_some();
                if counted && !captures.closed(found.end) {
                    return None;
                }
                if !to.is_within_year() {
                    mention.role = Role::Background;
                }
                Expression::Range(from, to)
            }
            Function::Shift(anchor, sign, amount, unit) => {
                let unit = unit.or_else(|| captures.unit())?;
                if unit == Unit::Year {
                    mention.role = Role::Background;
                }
                Expression::Shift {
                    anchor,
                    sign,
                    amount: amount.or_else(|| captures.amount())?,
                    unit,
                }
            }
            Function::Period(anchor, offset, unit) => {
                let unit = unit.or_else(|| captures.unit())?;
                if unit == Unit::Year && captures.part().is_none() {
                    mention.role = Role::Background;
                }
                Expression::Period {
                    anchor,
                    offset,
                    unit,
                    part: captures.part(),
                }
            }
            Function::Within(sign, amount, unit) => {
                let unit = unit.or_else(|| captures.unit())?;
                if unit == Unit::Year {
                    mention.role = Role::Background;
                }
                Expression::Within {
                    sign,
                    amount: amount.or_else(|| captures.amount())?,
                    unit,
                }
            }
            Function::Clock => {
                mention.time = Some(captures.clock()?);
                Expression::PartOfDay
            }
            Function::PartOfDay => Expression::PartOfDay,
            Function::Fragment => {
                mention.role = Role::Background;
                Expression::PartOfDay
            }
            Function::Event(sign, days) => {
                let days = match days {
                    Some(days) => (days, days),
                    None => {
                        let (least, most) = captures.days_of_amount()?;
                        (sign * least, sign * most)
                    }
                };
                Expression::Event {
                    days,
                    first: found.end,
                    end: clause_end(text, found.end),
                }
            }
            Function::Duration => {
                mention.kind = TimexType::Duration;
                mention.role = Role::Background;
                Expression::Duration(captures.amount()?, captures.unit()?)
            }
            Function::Set => {
                mention.kind = TimexType::Set;
                mention.role = Role::Background;
                Expression::Set
            }
        };
        out.push(mention);
        Some(mention.end)
    }

    /// First token and end of all that patterns may step over as one time: mentions with the small words before them,
    /// and with the part of the day that follows: «le 12 août», «on Monday at dawn».
    pub fn phrases(&self, text: &Text, mentions: &[TimeMention]) -> Vec<(usize, usize)> {
        /// No more small words than these stand before a time: «au cours de la».
        const SMALL: usize = 4;
        let tokens = text.view.tokens;
        let link = |at: usize| text.is(at, self.classes.link);
        let same_line = |at: usize| tokens[at].gap < Gap::Line;
        let mut out = Vec::with_capacity(mentions.len());
        let mut following: Option<(usize, usize)> = None;
        for mention in mentions.iter().rev() {
            let end = match following {
                Some((first, end)) if first == mention.end && same_line(first) => end,
                _ => mention.end,
            };
            let from = mention.first.saturating_sub(SMALL);
            let small = (from..mention.first).rev();
            let small = small.take_while(|&at| link(at) && same_line(at + 1));
            let first = small.last().unwrap_or(mention.first);
            out.extend((first..=mention.first).map(|first| (first, end)));
            following = Some((first, end));
        }
        out
    }

    /// Joins a day and a part of a day that stand together ("mardi vers 4 heures", "dans la matinée du 5
    /// septembre") and drops the parts of a day that count only beside a date.
    fn join(&self, text: &Text, mentions: &mut Vec<TimeMention>) {
        let linked = |a: &TimeMention, b: &TimeMention| {
            b.first - a.end <= 4
                && (a.end..b.first).all(|at| text.is(at, self.classes.link))
                && text.sentence(a.first).first == text.sentence(b.first).first
        };
        let is_part = |m: &TimeMention| m.expression == Expression::PartOfDay;
        let is_day = |m: &TimeMention| {
            matches!(
                m.expression,
                Expression::Date(..) | Expression::Shift { .. }
            ) && m.role != Role::Background
        };
        let mut out: Vec<TimeMention> = Vec::with_capacity(mentions.len());
        for &mention in mentions.iter() {
            if let Some(last) = out.last_mut()
                && linked(last, &mention)
                && (is_day(last) && is_part(&mention) && last.time.is_none()
                    || is_part(last) && is_day(&mention) && mention.time.is_none())
            {
                if is_part(last) {
                    last.expression = mention.expression;
                    last.role = mention.role;
                } else {
                    last.time = mention.time;
                }
                last.end = mention.end;
                last.time = last.time.or(mention.time);
                continue;
            }
            out.push(mention);
        }
        out.retain(|m| !(is_part(m) && m.role == Role::Background));
        *mentions = out;
    }

    /// Sets kind, role and tense, which depend on what stands round a mention.
    fn place(&self, text: &Text, mention: &mut TimeMention) {
        let tokens = text.view.tokens;
        if mention.time.is_some() && mention.kind == TimexType::Date {
            mention.kind = TimexType::Time;
        }
        let sentence = text.sentence(mention.first);
        mention.tense = self.tenses.near(
            tokens,
            text.view.lexicon,
            sentence,
            mention.first,
            mention.end,
        );
        if points_ahead(&mention.expression) {
            mention.tense = Tense::Future;
        }
        mention.names = self.names(text, mention, sentence.first)
            || self.dates_beginning(text, mention, sentence.first);
        mention.described = self.described(text, mention, sentence.first);
        mention.past_perfect = self.is_past_perfect(text, sentence);
        if mention.role == Role::Publication {
            return;
        }
        if is_heading(text, mention) {
            mention.role = Role::Publication;
            return;
        }
        if mention.role != Role::Event || mention.expression == Expression::PartOfDay {
            return;
        }
        // "jusqu'au 30 juin", "depuis le jeudi 24 août": the signal, perhaps with an article behind it.
        let from = mention.first.saturating_sub(4).max(sentence.first);
        let signal = |at| text.in_class(at, self.classes.signal);
        let passed = |at: &usize| text.is(*at, self.classes.link) && signal(*at).is_none();
        let nearest = (from..mention.first).rev().find(|at| !passed(at));
        let own = match mention.expression {
            Expression::Date(..) | Expression::Range(..) => signal(mention.first),
            _ => None,
        };
        match own.or_else(|| signal(nearest?)) {
            Some("since") => mention.role = Role::Since,
            Some("until") => mention.role = Role::Until,
            _ => {}
        }
    }
}

impl TimeRules {
    /// Whether a day belongs to the noun before it: «the dead of Tuesday», not «the night of Tuesday».
    fn names(&self, text: &Text, mention: &TimeMention, from: usize) -> bool {
        let Some(noun) = mention.first.checked_sub(2).filter(|&at| at >= from) else {
            return false;
        };
        if text.in_class(noun + 1, self.classes.connector) != Some("of") {
            return false;
        }
        let lexicon = text.view.lexicon;
        let times = [self.classes.time_unit, self.classes.part_of_day];
        let of_time = times.iter().any(|&class| text.is(noun, class));
        let token = &text.view.tokens[noun];
        let name = token.kind == Kind::Word && token.case != Case::Lower;
        !of_time && (name || lexicon.features_of(token).meets(Features::NOUN))
    }
}

impl TimeRules {
    /// Whether a day in apposition is that from which something has lasted: «since the beginning of the campaign, on
    /// 30 September».
    fn dates_beginning(&self, text: &Text, mention: &TimeMention, from: usize) -> bool {
        /// So many words name what began.
        const LONGEST: usize = 12;
        let tokens = text.view.tokens;
        let link = |at: &usize| text.is(*at, self.classes.link);
        let mut before = (from..mention.first).rev().skip_while(link);
        let Some(comma) = before.next().filter(|&at| tokens[at].is_mark(',')) else {
            return false;
        };
        let finite = |at: usize| {
            let features = text.view.lexicon.features_of(&tokens[at]);
            features.meets(Features::FINITE) && !features.meets(Features::NOUN)
        };
        let named = (comma.saturating_sub(LONGEST).max(from)..comma).rev();
        let mut named = named.take_while(|&at| tokens[at].kind != Kind::Mark && !finite(at));
        named.any(|at| text.in_class(at, self.classes.signal) == Some("since"))
    }

    /// Whether the first finite verb of a sentence is an auxiliary in the past, with its participle: «had taken».
    fn is_past_perfect(&self, text: &Text, sentence: Sentence) -> bool {
        /// Adverbs may stand between the two.
        const REACH: usize = 4;
        let lexicon = text.view.lexicon;
        let features = |at: usize| lexicon.features_of(&text.view.tokens[at]);
        let auxiliary = |at: usize| {
            let word = text.view.tokens[at].word;
            self.classes
                .auxiliaries
                .iter()
                .flatten()
                .any(|&class| lexicon.is_member(word, class))
        };
        let finite = |at: &usize| {
            let features = features(*at);
            features.meets(Features::FINITE)
                && !features.meets(Features::NOUN.union(Features::PARTICIPLE))
        };
        let Some(verb) = (sentence.first..sentence.end).find(finite) else {
            return false;
        };
        let past = features(verb);
        let behind = verb + 1..(verb + 1 + REACH).min(sentence.end);
        past.meets(Features::PAST)
            && !past.meets(Features::PRESENT)
            && auxiliary(verb)
            && behind
                .into_iter()
                .any(|at| features(at).meets(Features::PARTICIPLE))
    }

    /// Whether a day stands right behind a participle that a comma parts from its noun.
    fn described(&self, text: &Text, mention: &TimeMention, from: usize) -> bool {
        let tokens = text.view.tokens;
        let link = |at: &usize| text.is(*at, self.classes.link);
        let mut before = (from..mention.first).rev().skip_while(link);
        let participle = |at: &usize| {
            let features = text.view.lexicon.features_of(&tokens[*at]);
            // Behind a comma, without an article, a form that is a noun as well is none.
            features.meets(Features::PARTICIPLE) && !features.meets(Features::FINITE)
        };
        before.next().is_some_and(|at| participle(&at))
            && before.next().is_some_and(|at| tokens[at].is_mark(','))
    }
}

/// Whether an expression is of the future by itself: "demain", "mardi prochain".
fn points_ahead(expression: &Expression) -> bool {
    match expression {
        Expression::Date(_, direction) => *direction == Direction::Next,
        Expression::Shift {
            anchor: Anchor::Publication,
            sign: 1,
            amount,
            ..
        } => amount.high > 0,
        Expression::Period { offset, .. } => *offset > 0,
        Expression::Within { sign, .. } => *sign > 0,
        _ => false,
    }
}

/// Whether a date stands alone in the first line, behind nothing but place names: "BEYROUTH, 28 mars 2017 (agences) —".
fn is_heading(text: &Text, mention: &TimeMention) -> bool {
    let tokens = text.view.tokens;
    let Expression::Date(calendar, _) = mention.expression else {
        return false;
    };
    if !calendar.names_day() || mention.first > HEADING_TOKENS {
        return false;
    }
    let name = |at: usize| {
        let token = &tokens[at];
        match token.kind {
            Kind::Word => token.case != crate::token::Case::Lower,
            Kind::Mark => !token.is_mark('.') && !token.is_mark('«'),
            Kind::Number => false,
        }
    };
    let article = usize::from(mention.first > 0 && !name(mention.first - 1));
    if !(0..mention.first - article).all(name) || article > 0 && mention.first < 2 {
        return false;
    }
    match tokens.get(mention.end) {
        None => false,
        Some(next) if next.gap >= Gap::Line => true,
        Some(next) => ['(', '–', '.', ':', '|', '[']
            .iter()
            .any(|&c| next.is_mark(c)),
    }
}

/// The words that name an event are at most so many.
const EVENT_TOKENS: usize = 30;

/// Where the words that name an event end: at the next mark.
fn clause_end(text: &Text, from: usize) -> usize {
    let sentence = text.sentence(from.saturating_sub(1));
    let end = sentence.end.min(from + EVENT_TOKENS).max(from);
    (from..end)
        .find(|&at| text.view.tokens[at].kind == Kind::Mark)
        .unwrap_or(end)
}
