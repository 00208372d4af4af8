//! What the other places of a document say for a candidate: how near they are, and whether they lie in its country.

use std::ops::Range;

use smallvec::SmallVec;

use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::place::sphere::{self, Direction};
use crate::place::{Role, Toponym};

/// What nearness to a place is worth on the very spot, and what the same country is (natural logarithm).
const NEAR_OTHERS: f32 = 4.5;
const SAME_COUNTRY: f32 = 1.5;
/// Distance over which nearness to other places of a document fades, in metres.
const NEAR_M: f64 = 50_000.0;
/// Far toponyms say less; beyond this many nothing, which also keeps long documents linear.
const REACH: usize = 40;

/// Up to this chord the great circle is longer by no more than a thousandth and a bit, in metres.
const NEARLY_STRAIGHT_M: f64 = 1_000_000.0;

/// A toponym that is sure enough to say something about the others.
struct Anchor {
    /// Its number.
    at: usize,
    country: Country,
    weight: f32,
    /// Where it is and how far nearness to it counts, in metres; `None` for areas, which are near everything in them.
    spot: Option<(Direction, f64)>,
}

/// A country, or none, as a number that is quick to compare.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Country(u64);

impl Country {
    fn of(place: PlaceId, gazetteer: &Gazetteer) -> Country {
        let country = gazetteer.country(place);
        Country(country.map_or(0, |country| u64::from(country.0) + 1))
    }
}

/// The toponyms of a document that are sure, in text order.
pub(super) struct Anchors<'a> {
    list: Vec<Anchor>,
    /// How many anchors stand before each toponym, and before the end.
    before: Vec<usize>,
    weights: Weights,
    heaviest: f32,
    gazetteer: &'a Gazetteer,
}

impl<'a> Anchors<'a> {
    /// The anchors among toponyms that have chosen their places.
    pub fn new(toponyms: &[Toponym], gazetteer: &'a Gazetteer) -> Anchors<'a> {
        const SURE: f32 = 0.5;
        let mut list: Vec<Anchor> = Vec::with_capacity(toponyms.len());
        let mut before = Vec::with_capacity(toponyms.len() + 1);
        for (at, toponym) in toponyms.iter().enumerate() {
            before.push(list.len());
            let sure = toponym.confidence > SURE && toponym.role != Role::Metonym;
            let Some(id) = toponym.place().filter(|_| sure) else {
                continue;
            };
            let class = gazetteer.class(id);
            let is_spot = !class.is_areal() || class == KindClass::Admin;
            let reach = || NEAR_M + gazetteer.place(id).radius_m;
            let country = Country::of(id, gazetteer);
            list.push(Anchor {
                at,
                country,
                weight: toponym.confidence,
                spot: is_spot.then(|| (gazetteer.direction(id), reach())),
            });
        }
        before.push(list.len());
        Anchors {
            before,
            heaviest: list.iter().map(|a| a.weight).fold(0.0, f32::max),
            weights: Weights::of(&list),
            list,
            gazetteer,
        }
    }

    /// Adds to the scores of a toponym's candidates what the other places say for them.
    pub fn speak_for(&self, toponym: &mut Toponym, at: usize) {
        let list = &self.list;
        let last = self.before.len() - 1;
        let (from, to) = (at.saturating_sub(REACH), last.min(at + 1 + REACH));
        let [from, own, behind, to] = [from, at, at + 1, to].map(|at| self.before[at]);
        let others = Others {
            before: &list[from..own],
            behind: &list[behind..to],
            heaviest: self.heaviest.into(),
            at,
        };
        let around = [from..own, behind..to];
        let all = sum(&self.weights.all, &around);
        let share = |country| match country == self.weights.main_country {
            _ if all <= 0.0 => 0.0,
            true => sum(&self.weights.main, &around) / all,
            false => others.in_country(country) / all,
        };
        // Most candidates of a name lie in one country.
        let mut known: Option<(Country, f32)> = None;
        for candidate in &mut toponym.candidates {
            let country = Country::of(candidate.place, self.gazetteer);
            let share = match known {
                Some((other, known)) if other == country => known,
                _ => share(country),
            };
            known = Some((country, share));
            let near = others.nearness(self.gazetteer.direction(candidate.place));
            candidate.score += near * NEAR_OTHERS + share * SAME_COUNTRY;
        }
    }
}

/// The weights of anchors in their order, to be summed up quickly.
struct Weights {
    all: Vec<f32>,
    /// The country of the first anchor, which most of a text is about.
    main_country: Country,
    /// Of the anchors that lie elsewhere nothing.
    main: Vec<f32>,
}

impl Weights {
    fn of(anchors: &[Anchor]) -> Weights {
        let main_country = anchors.first().map_or(Country(0), |anchor| anchor.country);
        let main = |anchor: &Anchor| match anchor.country == main_country {
            true => anchor.weight,
            false => 0.0,
        };
        Weights {
            all: anchors.iter().map(|anchor| anchor.weight).collect(),
            main_country,
            main: anchors.iter().map(main).collect(),
        }
    }
}

/// The sum of some weights, one after the other.
fn sum(weights: &[f32], parts: &[Range<usize>; 2]) -> f32 {
    let mut sum = 0.0;
    for part in parts {
        for weight in &weights[part.clone()] {
            sum += weight;
        }
    }
    sum
}

/// The anchors around a toponym, without itself.
struct Others<'a> {
    before: &'a [Anchor],
    behind: &'a [Anchor],
    /// No anchor weighs more.
    heaviest: f64,
    at: usize,
}

/// An anchor that may be the one that says most.
struct Contender<'a> {
    anchor: &'a Anchor,
    chord_m: f64,
    reach_m: f64,
    /// It says no more than this.
    most: f64,
}

impl<'a> Others<'a> {
    /// What those in a country weigh.
    fn in_country(&self, country: Country) -> f32 {
        let here = self.before.iter().chain(self.behind);
        let here = here.filter(|anchor| anchor.country == country);
        here.map(|anchor| anchor.weight).sum()
    }

    /// What the anchor says that says most for being near a place.
    fn nearness(&self, here: Direction) -> f32 {
        let mut contenders = SmallVec::new();
        // Those that stand nearest in the text say most, and show soon that the others need no look.
        let least = self.contend(self.before.iter().rev(), here, 0.0, &mut contenders);
        self.contend(self.behind.iter(), here, least, &mut contenders);
        let mut near = 0.0;
        for contender in contenders.iter().rev() {
            if contender.most > f64::from(near) {
                near = self.closeness(contender).max(near);
            }
        }
        near
    }

    /// Notes which of some anchors, the nearest in the text first, may be the one that says most for a place, where
    /// something says as much as `least` already; what something says then.
    fn contend(
        &self,
        anchors: impl Iterator<Item = &'a Anchor>,
        here: Direction,
        mut least: f64,
        out: &mut SmallVec<[Contender<'a>; 8]>,
    ) -> f64 {
        for anchor in anchors {
            let fading = FADING[anchor.at.abs_diff(self.at).min(REACH)];
            if self.heaviest * fading <= least {
                break;
            }
            let Some((there, reach_m)) = anchor.spot else {
                continue;
            };
            let on_the_spot = f64::from(anchor.weight) * fading;
            if on_the_spot <= least {
                continue;
            }
            let chord_m = sphere::chord_m(here, there);
            let faded = Faded::over(chord_m / reach_m);
            let most = on_the_spot * faded.most;
            if most <= least {
                continue;
            }
            if chord_m < NEARLY_STRAIGHT_M {
                least = least.max(on_the_spot * faded.least / (ROUNDING * ROUNDING));
            }
            out.push(Contender {
                anchor,
                chord_m,
                reach_m,
                most,
            });
        }
        least
    }

    /// What an anchor says for a place at a distance.
    fn closeness(&self, contender: &Contender) -> f32 {
        let distance_m = sphere::arc_m(contender.chord_m);
        let near = (-distance_m / contender.reach_m).exp() as f32;
        let steps = contender.anchor.at.abs_diff(self.at) as f32;
        near * contender.anchor.weight / (1.0 + steps / FADING_STEPS)
    }
}

/// An anchor says half as much so many toponyms away.
const FADING_STEPS: f32 = 20.0;
/// No rounding makes up for more.
const ROUNDING: f64 = 1.0 + 1e-5;

/// How much an anchor says at most, so many toponyms away.
const FADING: [f64; REACH + 1] = {
    let mut fading = [ROUNDING; REACH + 1];
    let mut steps = 0;
    while steps <= REACH {
        fading[steps] /= 1.0 + steps as f64 / FADING_STEPS as f64;
        steps += 1;
    }
    fading
};

/// What e^-x lies between, quicker than e^-x itself.
#[derive(Clone, Copy)]
struct Faded {
    /// No less than it is for x and all that is longer.
    most: f64,
    /// No more than it is for x and what is longer by little, as an arc is than a chord of [`NEARLY_STRAIGHT_M`].
    least: f64,
}

impl Faded {
    fn over(x: f64) -> Faded {
        let step = (x * STEPS_PER_UNIT) as i32;
        FADED[(step as usize).min(FADED.len() - 1)]
    }
}

const STEPS_PER_UNIT: f64 = 32.0;

/// What e^-x lies between at every step.
const FADED: [Faded; 512] = {
    /// e^-x of one step.
    const STEP: f64 = 0.969_233_234_476_344_1;
    let here = Faded {
        most: 1.0,
        least: STEP * STEP,
    };
    let mut faded = [here; 512];
    let mut at = 1;
    while at < faded.len() {
        faded[at] = Faded {
            most: faded[at - 1].most * STEP,
            least: faded[at - 1].least * STEP,
        };
        at += 1;
    }
    faded[at - 1].least = 0.0;
    faded
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_limits_hold_and_are_narrow() {
        let (chord_m, arc_m) = (NEARLY_STRAIGHT_M, sphere::arc_m(NEARLY_STRAIGHT_M));
        let longer = arc_m / chord_m;
        for thousandth in 0..40_000 {
            let x = f64::from(thousandth) / 1_000.0;
            let Faded { most, least } = Faded::over(x);
            assert!(most * (1.0 + 1e-12) >= (-x).exp(), "{x}");
            assert!(least <= (-x * longer).exp() * (1.0 + 1e-12), "{x}");
            assert!(x > 15.9 || most < least * 1.07, "{x}");
        }
    }
}
