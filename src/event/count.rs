//! How many people a toll counts: the numbers that belong to a trigger, added up where the text lists them.

use smallvec::SmallVec;

use crate::event::arguments::Scene;
use crate::event::trigger::{Trigger, Voice};
use crate::event::words::Word;
use crate::number::Number;
use crate::pattern::MentionClass;
use crate::token::{Gap, Kind, Token};

/// How many people were killed, as a sentence says beside a toll trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// At least so many.
    pub low: u32,
    /// At most so many; `None` where the text leaves it open.
    pub high: Option<u32>,
}

impl Count {
    /// What a number counts, taken as it stands.
    pub fn of(number: &Number) -> Count {
        Count {
            low: number.low,
            high: number.high,
        }
    }

    fn plus(self, other: Count) -> Count {
        let high = self.high.zip(other.high);
        Count {
            low: self.low.saturating_add(other.low),
            high: high.map(|(a, b)| a.saturating_add(b)),
        }
    }
}

/// The number that belongs to a toll trigger, with those that are listed beside it («twelve civilians and four
/// soldiers»); subsets («of whom five children») and other units are left out. `triggers` are all of the sentence.
pub fn count(scene: &Scene, trigger: &Trigger, triggers: &[Trigger]) -> Option<Count> {
    const FARTHEST: f32 = 1.4;
    let people =
        |number: &&Number| !is_subset(scene, number) && counts_people(scene, number, trigger);
    let numbers: SmallVec<[&Number; 8]> = scene.numbers.iter().filter(people).collect();
    let cost = |number: &Number| {
        let span = (number.first, past_subset(scene, number));
        let apart = scene.distances.apart(span, (trigger.first, trigger.end));
        apart + count_cost(scene, number, trigger)
    };
    let costs = numbers.iter().map(|number| cost(number)).enumerate();
    let (best, cost) = costs.min_by(|a, b| a.1.total_cmp(&b.1))?;
    if cost > FARTHEST {
        return None;
    }
    let joined = |pair: &[&Number]| in_one_list(scene, pair[0], pair[1], triggers);
    let after = numbers[best..].windows(2).take_while(|pair| joined(pair));
    let before = numbers[..=best].windows(2).rev();
    let before = before.take_while(|pair| joined(pair));
    let list = after.map(|pair| pair[1]).chain(before.map(|pair| pair[0]));
    let all = list
        .map(Count::of)
        .fold(Count::of(numbers[best]), Count::plus);
    Some(all)
}

/// Whether two numbers count people who suffered the same: «and» or a comma between, and both count people by name.
fn in_one_list(scene: &Scene, a: &Number, b: &Number, triggers: &[Trigger]) -> bool {
    /// So many words name the people whom a number counts.
    const NAMED: usize = 3;
    /// So many tokens lie between two items.
    const APART: usize = 8;
    let between = past_subset(scene, a)..b.first;
    if between.start > between.end || between.len() > APART || a.article || b.article {
        return false;
    }
    let tokens = &scene.view.tokens[between.clone()];
    let is = |word: Word| tokens.iter().any(|t| scene.words.is(t, word));
    let joined =
        is(Word::Coordinator) || between.start > a.end || tokens.iter().any(|t| t.is_mark(','));
    let broken = tokens
        .iter()
        .any(|t| t.kind == Kind::Mark && !t.is_mark(','));
    let told = |t: &Trigger| t.first >= a.end && t.first < b.first;
    // «Twelve dead and twenty wounded»: the noun counts those only, where a verb would be said of all.
    let own = |t: &Trigger| t.voice == Voice::Nominal && (b.end..b.end + NAMED).contains(&t.first);
    let placed = scene
        .sites
        .iter()
        .any(|site| site.first >= a.end && site.end <= b.first);
    let named = |number: &Number| {
        let end = (number.end + NAMED).min(scene.sentence.end);
        let people = scene.view.tokens[number.end..end].iter();
        let mut people = people.take_while(|t| t.kind == Kind::Word);
        let actor = scene
            .actors
            .iter()
            .any(|m| m.first >= number.end && m.first < end);
        actor
            || people.any(|t| scene.words.is(t, Word::Civilian) || scene.words.is(t, Word::Fighter))
    };
    joined
        && !broken
        && !placed
        && named(a)
        && named(b)
        && !triggers.iter().any(|t| told(t) || own(t))
}

/// One past what is told of a number before the sentence goes on: «twelve civilians, of whom five children,».
fn past_subset(scene: &Scene, number: &Number) -> usize {
    /// The noun that is counted lies between the number and the insertion.
    const NOUN: usize = 4;
    /// An insertion is no longer than this.
    const LONGEST: usize = 12;
    if !scene.distances.has(Word::Subset) {
        return number.end;
    }
    let tokens = &scene.view.tokens[..scene.sentence.end];
    let mark = |at: &usize| tokens[*at].is_mark(',') || tokens[*at].is_mark('(');
    let opens = |at: &usize| {
        let next = tokens.get(at + 1);
        mark(at) && next.is_some_and(|t| scene.words.is(t, Word::Subset))
    };
    let from = number.end.min(tokens.len());
    let opened = (from..tokens.len().min(from + NOUN)).find(opens);
    let closed = opened.and_then(|open| {
        let closing = if tokens[open].is_mark('(') { ')' } else { ',' };
        (open + 1..tokens.len().min(open + LONGEST)).find(|&at| tokens[at].is_mark(closing))
    });
    closed.map_or(number.end, |closed| closed + 1)
}

/// What speaks against a number beside a toll trigger: that it is a lone «a», that it counts what is known («the two
/// camps»), that it stands where the voice has the other side.
fn count_cost(scene: &Scene, number: &Number, trigger: &Trigger) -> f32 {
    /// It counts people by name: «twelve soldiers».
    const PEOPLE: f32 = -0.6;
    const ARTICLE: f32 = 0.6;
    const DEFINITE: f32 = 0.9;
    const WRONG_SIDE: f32 = 0.7;
    let before = number
        .first
        .checked_sub(1)
        .filter(|&at| at >= scene.sentence.first);
    let definite = before.is_some_and(|at| {
        let token = &scene.view.tokens[at];
        let is = |word| scene.words.is(token, word);
        is(Word::Definite) || is(Word::Connector)
    });
    let behind = number.first >= trigger.end;
    let wrong = match trigger.voice {
        Voice::Passive | Voice::Reduced => behind,
        Voice::Active => !behind && number.end <= trigger.first,
        Voice::Nominal => behind,
    };
    let behind = &scene.view.tokens[number.end.min(scene.sentence.end)..scene.sentence.end];
    let person = |t: &Token| scene.words.is(t, Word::Civilian) || scene.words.is(t, Word::Fighter);
    let mut cost = 0.0;
    for (holds, penalty) in [
        (number.article, ARTICLE),
        (definite, DEFINITE),
        (wrong, WRONG_SIDE),
        (behind.iter().take(2).any(person), PEOPLE),
    ] {
        if holds {
            cost += penalty;
        }
    }
    cost
}

fn is_subset(scene: &Scene, number: &Number) -> bool {
    /// A list of subsets is no longer than this.
    const REACH: usize = 10;
    if !scene.distances.has(Word::Subset) {
        return false;
    }
    let from = number.first.saturating_sub(REACH).max(scene.sentence.first);
    let before = &scene.view.tokens[from..number.first];
    let opened = before
        .iter()
        .rposition(|t| t.is_mark(',') || t.is_mark('('));
    before[opened.map_or(0, |at| at + 1)..]
        .iter()
        .any(|t| scene.words.is(t, Word::Subset))
}

/// Whether what a number counts can be people: it stands in no time, distance or name, and not far behind the toll.
fn counts_people(scene: &Scene, number: &Number, trigger: &Trigger) -> bool {
    let in_time = scene
        .times
        .iter()
        .any(|(_, t)| t.first < number.end && number.first < t.end);
    let in_place = scene
        .sites
        .iter()
        .any(|s| s.first < number.end && number.first < s.end);
    let mentions = scene.view.mentions;
    let in_mention =
        (number.first..number.end).any(|at| mentions.end(MentionClass::Time, at).is_some());
    // «a Su-22»
    let token = &scene.view.tokens[number.first];
    let in_name = number.first > scene.sentence.first
        && token.kind == Kind::Number
        && token.gap == Gap::Hyphen
        && scene.view.tokens[number.first - 1].kind == Kind::Word;
    !in_time
        && !in_place
        && !in_mention
        && !in_name
        && (number.first < trigger.first || number.first < trigger.end + 6)
}
