//! The actors of `ontology/actors.csv`: who they are, on which side, and from when to when.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use crate::data;
use crate::document::DaySpan;
use crate::error::Error;
use crate::table::{Row, Table};

/// Number of an actor in [`KnownActors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub u16);

/// Whose territory an actor holds or takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The government of the country that the conflict is about, and its allies.
    State,
    /// Its armed or political opposition.
    Rebel,
    /// Jihadist organisations.
    Jihadist,
    /// Kurdish-led forces.
    Kurdish,
    /// Another state, for itself.
    Foreign,
    /// The international coalition and its members.
    Coalition,
    /// People who do not fight.
    Civilian,
    /// Organisations and media above the parties.
    International,
    /// Not told.
    Unknown,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// The armed forces of a state.
    Military,
    /// An armed group that is not a state's own army.
    Militia,
    /// A government, a ministry, a party.
    Government,
    /// An outlet or agency.
    Media,
    /// Someone who counts and reports.
    Observer,
    /// People who do not fight.
    Civilians,
    /// An organisation that helps or mediates.
    Organisation,
    /// A source known by its role only: a military source, residents.
    Source,
}

const SIDES: [(&str, Side); 9] = [
    ("state", Side::State),
    ("rebel", Side::Rebel),
    ("jihadist", Side::Jihadist),
    ("kurdish", Side::Kurdish),
    ("foreign", Side::Foreign),
    ("coalition", Side::Coalition),
    ("civilian", Side::Civilian),
    ("international", Side::International),
    ("unknown", Side::Unknown),
];

const KINDS: [(&str, ActorKind); 8] = [
    ("military", ActorKind::Military),
    ("militia", ActorKind::Militia),
    ("government", ActorKind::Government),
    ("media", ActorKind::Media),
    ("observer", ActorKind::Observer),
    ("civilians", ActorKind::Civilians),
    ("organisation", ActorKind::Organisation),
    ("source", ActorKind::Source),
];

impl ActorKind {
    /// The kind of this name in the table.
    pub fn named(name: &str) -> Option<ActorKind> {
        let row = KINDS.iter().find(|(n, _)| *n == name);
        row.map(|&(_, kind)| kind)
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Short stable name, for the tables of the language folders.
    pub id: Box<str>,
    /// Canonical name.
    pub name: Box<str>,
    /// Whose territory it holds or takes.
    pub side: Side,
    /// What it is.
    pub kind: ActorKind,
    /// The nation or people whose adjective may stand for it; empty for most.
    pub nation: Box<str>,
    /// First day on which it can have acted; `None` where that does not matter.
    pub active_from: Option<Date>,
    /// Last day on which it can have acted; `None` while it lasts.
    pub active_to: Option<Date>,
    /// When reports that name it are likeliest, where the table of heydays says so.
    pub heyday: Option<DaySpan>,
}

impl Actor {
    /// Whether it can have acted on one of these days.
    pub fn is_active(&self, days: DaySpan) -> bool {
        self.active_from.is_none_or(|from| days.last() >= from)
            && self.active_to.is_none_or(|to| days.first() <= to)
    }

    /// Whether it speaks rather than acts.
    pub fn is_source(&self) -> bool {
        use ActorKind::*;
        matches!(self.kind, Media | Observer | Source)
    }
}

/// All actors, with their names in every language.
#[derive(Clone, Debug, Default)]
pub struct KnownActors {
    list: Vec<Actor>,
    aliases: BTreeMap<String, Vec<(ActorId, Box<str>)>>,
}

impl std::ops::Index<ActorId> for KnownActors {
    type Output = Actor;
    fn index(&self, id: ActorId) -> &Actor {
        &self.list[id.0 as usize]
    }
}

impl KnownActors {
    /// The table that is built in.
    ///
    /// # Errors
    /// When a row of it cannot be used, which the tests exclude.
    pub fn embedded() -> Result<KnownActors, Error> {
        let path = "ontology/actors.csv";
        let content = data::file(path).unwrap_or_default();
        let mut actors = KnownActors::parse(&Table::parse(Path::new(path), content)?)?;
        let path = "ontology/heyday.csv";
        let content = data::file(path).unwrap_or_default();
        actors.add_heydays(&Table::parse(Path::new(path), content)?)?;
        Ok(actors)
    }

    /// Reads `actor,from,to,…`.
    fn add_heydays(&mut self, table: &Table) -> Result<(), Error> {
        for row in table.rows() {
            let actor = self.by_id(row.get("actor"));
            let actor =
                actor.ok_or_else(|| row.error(format!("no actor {:?}", row.get("actor"))))?;
            let date = |column: &str| {
                let text = row.get(column);
                DaySpan::parse_iso(text).ok_or_else(|| row.error(format!("{text:?} is not a date")))
            };
            self.list[actor.0 as usize].heyday = Some(date("from")?.hull(date("to")?));
        }
        Ok(())
    }

    /// Reads `id,name,side,kind,nation,active_from,active_to,aliases_<code>…`.
    ///
    /// # Errors
    /// An unknown side or kind, a date that is none, an id that was there before.
    pub fn parse(table: &Table) -> Result<KnownActors, Error> {
        let mut out = KnownActors::default();
        for row in table.rows() {
            let actor = actor(&row)?;
            if out.by_id(&actor.id).is_some() {
                return Err(row.error(format!("{:?} is there twice", actor.id)));
            }
            let id = ActorId(out.list.len() as u16);
            out.list.push(actor);
            for column in table.header() {
                if let Some(code) = column.strip_prefix("aliases_") {
                    let aliases = out.aliases.entry(code.to_owned()).or_default();
                    aliases.extend(row.list(column).map(|alias| (id, alias.into())));
                }
            }
        }
        Ok(out)
    }

    /// The actors in table order.
    pub fn iter(&self) -> impl Iterator<Item = (ActorId, &Actor)> {
        let numbered = self.list.iter().enumerate();
        numbered.map(|(at, actor)| (ActorId(at as u16), actor))
    }

    /// The actor with this id in the table.
    pub fn by_id(&self, id: &str) -> Option<ActorId> {
        let found = self.iter().find(|(_, actor)| &*actor.id == id);
        found.map(|(number, _)| number)
    }

    /// The first actor of a kind that an adjective of nationality stands for.
    pub fn of_nation(&self, nation: &str, kind: ActorKind) -> Option<ActorId> {
        let fits = |actor: &Actor| actor.kind == kind && &*actor.nation == nation;
        let found = self.iter().find(|(_, actor)| fits(actor));
        found.map(|(number, _)| number)
    }

    /// Who fights where an actor is said to: for a government its army, otherwise the actor itself.
    pub fn forces_of(&self, id: ActorId) -> ActorId {
        let actor = &self[id];
        match actor.kind {
            ActorKind::Government if !actor.nation.is_empty() => {
                let nation = actor.nation.trim_end_matches("_defence");
                let army = self.of_nation(nation, ActorKind::Military);
                army.or_else(|| self.of_nation(nation, ActorKind::Militia))
                    .unwrap_or(id)
            }
            _ => id,
        }
    }

    /// All names of all actors: the canonical ones, and the aliases in every language.
    pub fn names(&self) -> impl Iterator<Item = (ActorId, &str)> {
        let canonical = self.iter().map(|(id, actor)| (id, &*actor.name));
        let aliases = self.aliases.values().flatten();
        canonical.chain(aliases.map(|(id, alias)| (*id, &**alias)))
    }

    /// The names that a language has for actors.
    pub fn aliases(&self, code: &str) -> &[(ActorId, Box<str>)] {
        self.aliases.get(code).map_or(&[], Vec::as_slice)
    }
}

fn actor(row: &Row) -> Result<Actor, Error> {
    let side = SIDES.iter().find(|(name, _)| *name == row.get("side"));
    let Some(&(_, side)) = side else {
        return Err(row.error(format!("unknown side {:?}", row.get("side"))));
    };
    let kind = ActorKind::named(row.get("kind"))
        .ok_or_else(|| row.error(format!("unknown kind {:?}", row.get("kind"))))?;
    let day = |column: &str| match row.get(column) {
        "" => Ok(None),
        text => DaySpan::parse_iso(text)
            .map(Some)
            .ok_or_else(|| row.error(format!("{column}: {text:?} is not a date"))),
    };
    Ok(Actor {
        id: row.get("id").into(),
        name: row.get("name").into(),
        side,
        kind,
        nation: row.get("nation").into(),
        active_from: day("active_from")?.map(DaySpan::first),
        active_to: day("active_to")?.map(DaySpan::last),
        heyday: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn life_spans_and_forces() {
        let actors = KnownActors::embedded().unwrap();
        let id = |name: &str| actors.by_id(name).unwrap();
        let active =
            |name: &str, day: &str| actors[id(name)].is_active(DaySpan::parse_iso(day).unwrap());
        assert!(!active("islamic_state", "2013-03"));
        assert!(active("islamic_state", "2013-04"));
        assert!(active("jabhat_al_nusra", "2016-07"));
        assert!(!active("jabhat_al_nusra", "2017-01"));
        assert!(active("syria_government", "1990"));
        assert_eq!(actors.forces_of(id("turkish_mod")), id("turkish_army"));
        assert_eq!(
            actors.forces_of(id("russia_government")),
            id("russian_army")
        );
        assert_eq!(actors.forces_of(id("hezbollah")), id("hezbollah"));
    }

    #[test]
    fn rows_that_cannot_be_used_are_named() {
        let head = "id,name,side,kind,nation,active_from,active_to\n";
        for (row, part) in [
            ("a,A,nobody,military,,,", "unknown side"),
            ("a,A,state,navy,,,", "unknown kind"),
            ("a,A,state,military,,soon,", "not a date"),
            ("a,A,state,military,,,\na,B,rebel,militia,,,", "twice"),
        ] {
            let table = Table::parse(Path::new("actors.csv"), format!("{head}{row}\n")).unwrap();
            let error = KnownActors::parse(&table).unwrap_err().to_string();
            assert!(error.contains(part), "{row}: {error}");
        }
    }
}
