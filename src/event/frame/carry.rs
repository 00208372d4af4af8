//! Where something happened that its sentence does not place: where its other happenings are, or what the text is about.

use smallvec::smallvec;

use crate::event::arguments::Places;
use crate::event::frame::{Findings, Frame, PLACE_LASTS, Tie};
use crate::event::site::Site;
use crate::gazetteer::{Gazetteer, PlaceId};
use crate::language::ClassId;
use crate::place::Preposition;
use crate::segment::Sentence;

/// A place that ends within so many words of the beginning of a text may be where it was written.
const DATELINE: usize = 4;

/// The places that a text has spoken of so far.
pub(super) struct Carried<'a> {
    found: &'a Findings<'a>,
    gazetteer: &'a Gazetteer,
    /// The names of seats of government.
    seats: Option<ClassId>,
    /// So many sites were looked at.
    read: usize,
    /// The town that they name, and whether they name another.
    only: Option<&'a Site>,
    several: bool,
}

impl<'a> Carried<'a> {
    /// Nothing looked at yet.
    pub fn of(found: &'a Findings<'a>, gazetteer: &'a Gazetteer) -> Carried<'a> {
        Carried {
            found,
            gazetteer,
            seats: found.view.lexicon.class("metonym"),
            read: 0,
            only: None,
            several: false,
        }
    }

    /// Frames without a place take that of their sentence's other frames, or what the last sentences of their paragraph
    /// are about. Sentences come in text order.
    pub fn carry(&mut self, drafts: &mut [Frame], earlier: &[Frame], number: usize) {
        let placed = |frame: &Frame| !frame.places.is_empty();
        if drafts.iter().all(placed) {
            return;
        }
        let mut here = drafts.iter().filter(|frame| placed(frame));
        let here = here.next().map(|frame| frame.places.clone());
        for frame in drafts.iter_mut().filter(|f| f.places.is_empty()) {
            if let Some(places) = &here {
                frame.places.clone_from(places);
                frame.tie = Tie::Carried(0);
            } else if !frame.shifted
                && let Some((places, steps)) = self.last_place(earlier, number)
            {
                frame.places = places;
                frame.tie = Tie::Carried(steps);
            } else if let Some(only) = self.only_place(number) {
                frame.places = smallvec![only];
                frame.tie = Tie::Carried(PLACE_LASTS);
            }
        }
    }

    /// The only town that a text has spoken of so far: what it is about.
    fn only_place(&mut self, number: usize) -> Option<usize> {
        let end = self.found.sentences[number].end;
        while let Some(site) = self.found.sites.get(self.read)
            && site.first < end
            && !self.several
        {
            self.read += 1;
            self.read_site(site);
        }
        let only = self.only.filter(|_| !self.several)?;
        (self.place(only).is_some() && is_there(only)).then_some(only.toponym)
    }

    /// Notes the town that a site names, if it is one that something may have happened in.
    fn read_site(&mut self, site: &'a Site) {
        // Where a text was written stands before it; where governments sit, people speak.
        let head = || site.end <= self.found.sentences[0].first + DATELINE || self.is_seat(site);
        let place = self.place(site);
        let spot = || place.is_none_or(|p| !self.gazetteer.class(p).is_areal());
        if site.aside || site.anaphor || head() || !spot() {
            return;
        }
        match self.only {
            Some(other) if self.place(other) != place => self.several = true,
            Some(other) if is_there(other) => {}
            _ => self.only = Some(site),
        }
    }

    /// Where the last happening of a paragraph was, or the first place that its last sentences name.
    fn last_place(&self, earlier: &[Frame], number: usize) -> Option<(Places, usize)> {
        let found = self.found;
        let paragraph = found.sentences[number].paragraph;
        let same = |steps: &usize| found.sentences[number - steps].paragraph == paragraph;
        let reach = (1..=PLACE_LASTS.min(number)).take_while(same);
        for steps in reach {
            let told = earlier
                .iter()
                .rev()
                .take_while(|f| f.sentence >= number - steps)
                .find(|f| f.sentence == number - steps && !f.places.is_empty());
            if let Some(frame) = told {
                return Some((frame.places.clone(), steps));
            }
            let sites = within(found.sites, &found.sentences[number - steps]);
            let spot = |site: &&Site| {
                let scene = |place| !self.gazetteer.class(place).is_areal() && !site.remote;
                // «He promised in X»: where governments sit, people speak.
                is_there(site)
                    && !site.aside
                    && !self.is_seat(site)
                    && self.place(site).is_some_and(scene)
            };
            if let Some(site) = sites.iter().find(spot) {
                return Some((smallvec![site.toponym], steps));
            }
        }
        None
    }

    fn place(&self, site: &Site) -> Option<PlaceId> {
        self.found.toponyms[site.toponym].place()
    }

    /// Whether a site's name is that of a seat of government.
    fn is_seat(&self, site: &Site) -> bool {
        let view = self.found.view;
        let word = view.tokens[self.found.toponyms[site.toponym].first].word;
        let seat = |class| view.lexicon.is_member(word, class);
        self.seats.is_some_and(seat)
    }
}

/// Whether something may have happened at a site: where people only come from or go to, nothing need have.
fn is_there(site: &Site) -> bool {
    !matches!(site.preposition, Some(Preposition::To | Preposition::From))
}

/// The sites that begin in a sentence.
fn within<'a>(sites: &'a [Site], sentence: &Sentence) -> &'a [Site] {
    let from = sites.partition_point(|site| site.first < sentence.first);
    let to = sites.partition_point(|site| site.first < sentence.end);
    &sites[from..to.max(from)]
}
