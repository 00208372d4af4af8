//! The table of places: what they are, where they are, what they are called.
//!
//! Names are found through an [`index`] over folded keys, and through a second one over
//! [`romanise`]d keys when the first misses.

mod bytes;
pub mod check;
mod facilities;
pub mod import;
pub mod index;
mod likeness;
pub mod load;
pub mod lookup;
mod packed;
pub mod romanise;
pub mod stats;

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashSet;

use crate::gazetteer::facilities::Facilities;
use crate::gazetteer::index::NameIndex;
use crate::place::sphere::{self, Direction};

/// Number of a place in a [`Gazetteer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(pub u32);

/// Number of a kind of place (`village`, `airbase`) in a [`Gazetteer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u8);

/// How the pipeline treats a kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KindClass {
    /// A state.
    Country,
    /// A governorate.
    Admin,
    /// A town or a village.
    Settlement,
    /// A part of a town.
    Quarter,
    /// Something built: a base, a dam, a camp.
    Facility,
    /// A hill, a mountain, an island.
    Relief,
    /// A river, a lake, a sea.
    Water,
    /// A stretch of land without a sharp edge.
    Region,
    /// A road.
    Line,
}

impl KindClass {
    const NAMES: [(&'static str, KindClass); 9] = [
        ("country", KindClass::Country),
        ("admin", KindClass::Admin),
        ("settlement", KindClass::Settlement),
        ("quarter", KindClass::Quarter),
        ("facility", KindClass::Facility),
        ("relief", KindClass::Relief),
        ("water", KindClass::Water),
        ("region", KindClass::Region),
        ("line", KindClass::Line),
    ];

    /// Whether a name of this class means an area in which events lie, not a place where one lies.
    pub fn is_areal(self) -> bool {
        matches!(
            self,
            KindClass::Country
                | KindClass::Admin
                | KindClass::Region
                | KindClass::Water
                | KindClass::Line
        )
    }
}

/// A kind of place.
#[derive(Clone, Debug)]
pub struct PlaceKind {
    /// Its name in the tables.
    pub name: Box<str>,
    /// How it is treated.
    pub class: KindClass,
    /// How much likelier a bare name means this kind than a village (natural logarithm).
    pub prior: f32,
    /// The kind whose words name this one too: a hamlet is called a village.
    pub like: Option<KindId>,
}

/// A place: one row of the gazetteer.
#[derive(Clone, Debug)]
pub struct Place {
    /// Stable identifier.
    pub id: Box<str>,
    /// The name that events carry.
    pub name: Box<str>,
    /// Names by language code, from the columns `name_<code>`.
    pub names: Vec<(Box<str>, Box<str>)>,
    /// What it is.
    pub kind: KindId,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// OCHA P-code of the governorate.
    pub admin1: Option<Box<str>>,
    /// The place that contains it.
    pub within: Option<PlaceId>,
    /// Metres from the point to the edge of the place, about.
    pub radius_m: f64,
}

impl Place {
    /// The name in a language, or the main one.
    pub fn name_in(&self, code: &str) -> &str {
        let named = self.names.iter().find(|(c, _)| &**c == code);
        named.map_or(&self.name, |(_, name)| name)
    }
}

/// The places and the index of their names.
#[derive(Debug)]
pub struct Gazetteer {
    places: Vec<Place>,
    kinds: Vec<PlaceKind>,
    names: NameIndex,
    /// First words of the names in scripts without capitals, folded, written articles included.
    first_words: FxHashSet<Box<str>>,
    /// Those of them that are a whole name.
    single_words: FxHashSet<Box<str>>,
    /// The country of each place of the tables: every choice among places asks for it.
    countries: Vec<Option<PlaceId>>,
    /// Where each place of the tables is on the sphere, found out when it is first asked for.
    directions: Vec<OnceLock<Direction>>,
    /// For «the airport of X».
    facilities: Facilities,
    /// Found out when it is asked for.
    fingerprint: LazyLock<String, Box<dyn FnOnce() -> String + Send>>,
    /// The places of a compiled file, numbered behind those of the tables.
    packed: Option<packed::Packed>,
}

impl Gazetteer {
    /// A place by its number.
    pub fn place(&self, id: PlaceId) -> &Place {
        let at = id.0 as usize;
        match &self.packed {
            Some(packed) if at >= self.places.len() => packed.place(at - self.places.len()),
            _ => &self.places[at],
        }
    }

    /// How many places there are, those of a compiled file included.
    pub fn count(&self) -> usize {
        self.places.len() + self.packed.as_ref().map_or(0, packed::Packed::len)
    }

    /// The places of the tables, in their order; those of a compiled file are too many to be gone through.
    pub fn places(&self) -> impl Iterator<Item = (PlaceId, &Place)> {
        let numbered = self.places.iter().enumerate();
        numbered.map(|(at, place)| (PlaceId(at as u32), place))
    }

    /// An identifier that changes with any cell of the tables.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The codes of the languages in which the tables name places beside the main name.
    pub fn languages(&self) -> BTreeSet<&str> {
        let names = self.places.iter().flat_map(|place| &place.names);
        names.map(|(code, _)| &**code).collect()
    }

    /// The kind of a place.
    pub fn kind(&self, id: PlaceId) -> &PlaceKind {
        &self.kinds[self.place(id).kind.0 as usize]
    }

    /// Whether a place is of one of these kinds, or of one that their words name too.
    pub fn is_any_of(&self, id: PlaceId, kinds: &[KindId]) -> bool {
        let own = self.place(id).kind;
        let like = self.kinds[own.0 as usize].like;
        kinds.contains(&own) || like.is_some_and(|like| kinds.contains(&like))
    }

    /// The class of a place's kind.
    pub fn class(&self, id: PlaceId) -> KindClass {
        self.kind(id).class
    }

    /// Whether a kind of place is a settlement or a part of one.
    pub fn is_settlement(&self, kind: KindId) -> bool {
        let class = self.kinds[kind.0 as usize].class;
        matches!(class, KindClass::Settlement | KindClass::Quarter)
    }

    /// A kind by its name in the tables.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        let at = self.kinds.iter().position(|k| &*k.name == name);
        at.map(|at| KindId(at as u8))
    }

    /// The name of a kind in the tables.
    pub fn kind_name(&self, kind: KindId) -> &str {
        &self.kinds[kind.0 as usize].name
    }

    /// The folded first words of the names in scripts without capitals, as they are written: with their article.
    pub fn first_words(&self) -> &FxHashSet<Box<str>> {
        &self.first_words
    }

    /// Whether a place in a script without capitals has a name of this one folded word, article included.
    pub fn has_single_word(&self, folded: &str) -> bool {
        self.single_words.contains(folded)
    }

    /// The index of names.
    pub fn names(&self) -> &NameIndex {
        &self.names
    }

    /// Whether `inner` lies in `outer` by the column `within` or by its governorate.
    pub fn is_within(&self, inner: PlaceId, outer: PlaceId) -> bool {
        let admin1 = self.place(inner).admin1.as_deref();
        if inner != outer && admin1.is_some_and(|code| code == &*self.place(outer).id) {
            return true;
        }
        self.containers(inner).any(|place| place == outer)
    }

    /// What contains a place, from the nearest container outwards.
    pub fn containers(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> + '_ {
        // A chain longer than this would be a cycle in the table.
        const DEEPEST: usize = 8;
        std::iter::successors(self.place(id).within, |&p| self.place(p).within).take(DEEPEST)
    }

    /// The country that a place lies in, or that it is.
    pub fn country(&self, id: PlaceId) -> Option<PlaceId> {
        let known = self.countries.get(id.0 as usize).copied();
        known.unwrap_or_else(|| self.find_country(id))
    }

    fn find_country(&self, id: PlaceId) -> Option<PlaceId> {
        std::iter::once(id)
            .chain(self.containers(id))
            .find(|&p| self.class(p) == KindClass::Country)
    }

    /// The governorate that a place lies in, or that it is.
    pub fn admin1(&self, id: PlaceId) -> Option<PlaceId> {
        let code = self.place(id).admin1.as_deref()?;
        let found = self.places().find(|(_, place)| &*place.id == code);
        found.map(|(id, _)| id)
    }

    /// The facilities of some kinds that belong to a place: those in it, and those named after it within 60 km.
    pub fn facilities_of(&self, owner: PlaceId, kinds: &[KindId]) -> Vec<PlaceId> {
        const NAMED_AFTER_WITHIN_M: f64 = 60_000.0;
        let within = match self.class(owner) {
            KindClass::Admin => &[],
            _ => self.facilities.within(owner, &self.places),
        };
        let named = self
            .facilities
            .named_after(owner, &self.place(owner).name, &self.places);
        let near = |id: &&PlaceId| self.distance_m(**id, owner) < NAMED_AFTER_WITHIN_M;
        let of_kind = |id: &PlaceId| kinds.contains(&self.place(*id).kind);
        let named = named.iter().filter(|id| of_kind(id)).filter(near);
        let within = within.iter().filter(|id| of_kind(id));
        let all = within.chain(named).copied();
        let mut found: Vec<PlaceId> = all.filter(|id| *id != owner).collect();
        found.sort_unstable();
        found.dedup();
        found.sort_by(|&a, &b| {
            let near = |id| self.distance_m(id, owner);
            near(a).total_cmp(&near(b))
        });
        found
    }

    /// The facilities of some kinds of which words of the main name sound like a key of two consonants or more.
    pub fn facilities_named(&self, kinds: &[KindId], key: &str) -> impl Iterator<Item = PlaceId> {
        const FEWEST_SOUNDS: usize = 2;
        let named = match key.chars().count() {
            FEWEST_SOUNDS.. => self.facilities.sounding(key, &self.places),
            _ => &[],
        };
        let of_kind = |id: &PlaceId| kinds.contains(&self.place(*id).kind);
        named.iter().copied().filter(of_kind)
    }

    /// Where a place is on the sphere.
    pub fn direction(&self, id: PlaceId) -> Direction {
        let find = || {
            let place = self.place(id);
            sphere::direction((place.lat, place.lon))
        };
        match self.directions.get(id.0 as usize) {
            Some(known) => *known.get_or_init(find),
            None => find(),
        }
    }

    /// Great-circle distance between two places in metres.
    pub fn distance_m(&self, a: PlaceId, b: PlaceId) -> f64 {
        let (a, b) = (self.place(a), self.place(b));
        sphere::distance_m((a.lat, a.lon), (b.lat, b.lon))
    }
}
