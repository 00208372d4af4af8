//! Where something can have happened: the toponyms of a text, and nouns that stand for one («the town»).

use crate::gazetteer::{Gazetteer, PlaceId};
use crate::place::anaphor::Anaphor;
use crate::place::locate::{Located, describe, locate, locate_unknown};
use crate::place::{Preposition, Relation, RelationKind, Role, Toponym};

/// A place in the text as events see it.
#[derive(Clone, Debug)]
pub struct Site {
    /// First token of the whole phrase.
    pub first: usize,
    /// One past its last token.
    pub end: usize,
    /// The toponym that it is, or that the noun stands for.
    pub toponym: usize,
    /// Whether it is a noun that stands for a toponym.
    pub anaphor: bool,
    /// What the words before it say it is to the scene.
    pub preposition: Option<Preposition>,
    /// Whether it only locates another place, or names a government: nothing happens there.
    pub aside: bool,
    /// Whether it goes on a list that the site before it began or continues.
    pub listed: bool,
    /// Whether it lies in a country where the text names nothing else: the town of a studio or of a meeting.
    pub remote: bool,
}

/// The sites of a text in text order.
pub fn sites(toponyms: &[Toponym], anaphors: &[Anaphor], gazetteer: &Gazetteer) -> Vec<Site> {
    let mut out: Vec<Site> = Vec::with_capacity(toponyms.len() + anaphors.len());
    let remote = remote(toponyms, gazetteer);
    let continued = anaphors.iter().filter_map(|a| a.continued_by);
    let mut continued: Vec<usize> = continued.collect();
    continued.sort_unstable();
    for (at, toponym) in toponyms.iter().enumerate() {
        out.push(Site {
            remote: remote[at],
            first: toponym.phrase_first,
            end: toponym.end,
            toponym: at,
            anaphor: false,
            preposition: toponym.preposition,
            aside: toponym.qualifies.is_some() || toponym.role == Role::Metonym,
            listed: toponym.listed || continued.binary_search(&at).is_ok(),
        });
    }
    for anaphor in anaphors {
        let meant = antecedents(anaphor, toponyms, &remote, gazetteer);
        out.extend(meant.into_iter().enumerate().map(|(at, toponym)| Site {
            first: anaphor.phrase_first,
            end: anaphor.end,
            toponym,
            anaphor: true,
            preposition: anaphor.preposition,
            aside: false,
            listed: at > 0,
            remote: false,
        }));
    }
    out.sort_by_key(|site| (site.first, site.end));
    out
}

/// Which toponyms lie in a country where the text names no other spot, while it names several of another.
fn remote(toponyms: &[Toponym], gazetteer: &Gazetteer) -> Vec<bool> {
    let spot = |place: &PlaceId| !gazetteer.class(*place).is_areal();
    let places = toponyms.iter().filter(|t| t.role != Role::Metonym);
    let mut spots: Vec<PlaceId> = places.filter_map(Toponym::place).filter(spot).collect();
    spots.sort_unstable();
    spots.dedup();
    let countries = spots.iter().map(|&place| gazetteer.country(place));
    let mut countries: Vec<Option<PlaceId>> = countries.collect();
    countries.sort_unstable();
    if !countries.windows(2).any(|pair| pair[0] == pair[1]) {
        return vec![false; toponyms.len()];
    }
    let alone = |place: PlaceId| {
        let country = gazetteer.country(place);
        let from = countries.partition_point(|other| *other < country);
        let mut all = countries[from..].iter().take_while(|o| **o == country);
        match all.next() {
            None => true,
            Some(_) => all.next().is_none() && spots.binary_search(&place).is_ok(),
        }
    };
    let remote = |t: &Toponym| t.place().is_some_and(alone);
    toponyms.iter().map(remote).collect()
}

/// A noun stands for none of the places before the last so many.
const REMEMBERED: usize = 200;

/// The last places before a noun that the noun can stand for, in text order: as many as it counts, or none.
fn antecedents(
    anaphor: &Anaphor,
    toponyms: &[Toponym],
    remote: &[bool],
    gazetteer: &Gazetteer,
) -> Vec<usize> {
    let before = toponyms.partition_point(|t| t.end <= anaphor.first);
    let spot = |place: PlaceId| !gazetteer.class(place).is_areal();
    let fits = |toponym: &Toponym, locating: bool| {
        let place = toponym.place();
        // A town that only locates another is not what «the town» means, unless there is no other; a province is.
        let area = || place.is_some_and(|place| !spot(place));
        let locates = toponym.qualifies.is_some() && !locating && !area();
        if toponym.role == Role::Metonym || locates {
            return false;
        }
        let any = anaphor.kinds.is_empty() && !is_way(toponym) && place.is_none_or(spot);
        any || match place {
            Some(place) => gazetteer.is_any_of(place, &anaphor.kinds),
            None => {
                let mut kinds = toponym.kinds.iter();
                kinds.any(|kind| anaphor.kinds.contains(kind))
            }
        }
    };
    let named = |locating: bool| {
        let before = (0..before).rev().take(REMEMBERED);
        before.filter(move |&at| !remote[at] && fits(&toponyms[at], locating))
    };
    let fitting = || named(false);
    // «They left X for Y; the town is empty»: what a text is about is rather where people are than where they go. «That
    // town» is the one named last.
    let here = || fitting().filter(|&at| !is_way(&toponyms[at]));
    let mut out: Vec<usize> = match anaphor.nearest {
        true => Vec::new(),
        false => last_places(here(), anaphor.places, toponyms),
    };
    if out.len() < anaphor.places {
        out = last_places(fitting(), anaphor.places, toponyms);
    }
    if out.is_empty() && anaphor.places == 1 {
        out = last_places(named(true), 1, toponyms);
    }
    if anaphor.plural && anaphor.places == 1 {
        return out
            .first()
            .map_or(Vec::new(), |&last| whole_list(last, toponyms));
    }
    if out.len() < anaphor.places {
        return Vec::new();
    }
    out.reverse();
    out
}

/// The first of some toponyms, as many as asked for, that are different places.
fn last_places(
    found: impl Iterator<Item = usize>,
    places: usize,
    toponyms: &[Toponym],
) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for at in found {
        let place = toponyms[at].place();
        let new = out
            .iter()
            .all(|&other| place.is_none() || toponyms[other].place() != place);
        if new {
            out.push(at);
        }
        if out.len() == places {
            break;
        }
    }
    out
}

/// Whether people only go to a place, or come from it.
fn is_way(toponym: &Toponym) -> bool {
    matches!(
        toponym.preposition,
        Some(Preposition::To | Preposition::From)
    )
}

/// The places of a list, by its last item; none where that stands alone: «the villages» are not one.
fn whole_list(last: usize, toponyms: &[Toponym]) -> Vec<usize> {
    let first = (0..=last).rev().find(|&at| !toponyms[at].listed);
    let list = first.unwrap_or(last)..=last;
    let items = list.filter(|&at| toponyms[at].qualifies.is_none());
    let items: Vec<usize> = items.collect();
    match items.len() {
        1 => Vec::new(),
        _ => items,
    }
}

/// A place as the event record has it.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPlace {
    /// The gazetteer's name, or the name in the text where the gazetteer lacks it.
    pub name: String,
    /// The gazetteer's place: the place itself, or what a place that it lacks is located by.
    pub place: PlaceId,
    /// Whether the gazetteer has the named place.
    pub listed: bool,
    /// The point and how far off it may be.
    pub located: Located,
    /// How the text relates the event to the place.
    pub relation: Option<String>,
    /// How sure the reading of the name is, 0 to 1.
    pub confidence: f32,
}

/// Where a toponym puts an event; `None` for a name that nothing in the text locates.
pub fn event_place(
    at: usize,
    toponyms: &[Toponym],
    text_of: &dyn Fn(&Toponym) -> String,
    gazetteer: &Gazetteer,
) -> Option<EventPlace> {
    let toponym = &toponyms[at];
    let relation = toponym.relation.as_ref();
    let Some(place) = toponym.place() else {
        let anchor = anchor(at, toponyms)?;
        let by = toponyms[anchor].place()?;
        let relation = toponyms[anchor]
            .relation
            .filter(|_| toponyms[anchor].qualifies == Some(at));
        return Some(EventPlace {
            name: text_of(toponym),
            place: by,
            listed: false,
            located: locate_unknown(by, relation.as_ref(), gazetteer),
            relation: Some(format!(
                "{} {}",
                relation.as_ref().map_or("near".to_owned(), describe),
                gazetteer.place(by).name
            )),
            confidence: 0.6 * toponyms[anchor].confidence,
        });
    };
    let other = far_end(relation, at, toponyms);
    let located = locate(place, relation, other, gazetteer);
    let relation = relation.map(|relation| match other {
        Some(other) => {
            let (this, other) = (&gazetteer.place(place).name, &gazetteer.place(other).name);
            format!("between {this} and {other}")
        }
        None => describe(relation),
    });
    Some(EventPlace {
        name: str::to_owned(&gazetteer.place(place).name),
        place,
        listed: true,
        located,
        relation,
        confidence: toponym.confidence,
    })
}

/// The second place of «between X and Y».
pub(super) fn far_end(
    relation: Option<&Relation>,
    at: usize,
    toponyms: &[Toponym],
) -> Option<PlaceId> {
    let paired = matches!(relation?.kind, RelationKind::Between | RelationKind::Road);
    let next = toponyms.get(at + 1).filter(|next| {
        // The second end follows within a few words.
        const REACH: usize = 5;
        paired && next.first <= toponyms[at].end + REACH
    })?;
    next.place()
}

/// The toponym that locates one that the gazetteer lacks: one that the text relates to it, its neighbour in a
/// list, or the nearest before it.
fn anchor(at: usize, toponyms: &[Toponym]) -> Option<usize> {
    /// Words farther off say nothing of where a village is.
    const REACH: usize = 60;
    let known =
        |&other: &usize| toponyms[other].choice.is_some() && toponyms[other].role != Role::Metonym;
    let near = |&other: &usize| toponyms[other].first.abs_diff(toponyms[at].first) <= REACH;
    let related = (at + 1..toponyms.len())
        .take(3)
        .find(|&o| toponyms[o].qualifies == Some(at));
    related
        .filter(known)
        .or_else(|| (0..at).rev().filter(near).find(known))
        .or_else(|| (at + 1..toponyms.len()).filter(near).find(known))
}
