//! The ontology of event types: ACLED's sub-types, and generic codes that the circumstances decide.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::data;
use crate::error::Error;
use crate::table::{Row, Table};

const FILE: &str = "ontology/event_types.csv";

/// Number of a code in an [`Ontology`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

/// One of ACLED's sub-event types, with the names above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventType {
    /// The project's short name of it.
    pub code: String,
    /// `Political violence`, `Demonstrations`, `Strategic developments`, or two of them.
    pub disorder_type: String,
    /// `Battles`, `Explosions/Remote violence`, …
    pub event_type: Arc<str>,
    /// `Armed clash`, `Air/drone strike`, …
    pub sub_event_type: String,
    /// What the program has to know of it.
    pub nature: Nature,
    /// Which of two sub-types of one type says more of what happened: the greater.
    pub detail: u8,
}

/// What decides how an event type goes with others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nature {
    /// Nothing.
    #[default]
    Plain,
    /// Ground changes hands by fighting.
    GroundTaken,
    /// Ground changes hands without fighting.
    GroundGiven,
    /// It is part of a fight that is told at the same place.
    Accompanies,
    /// It says no more than that somebody attacked or was killed.
    Vague,
    /// A number beside it counts killed people.
    Victims,
    /// It is what was told last, at another place: «it was X's turn».
    Same,
}

impl Nature {
    const NAMES: [(&'static str, Nature); 7] = [
        ("", Nature::Plain),
        ("ground taken", Nature::GroundTaken),
        ("ground given", Nature::GroundGiven),
        ("accompanies", Nature::Accompanies),
        ("vague", Nature::Vague),
        ("victims", Nature::Victims),
        ("same", Nature::Same),
    ];
}

impl EventType {
    /// Whether it is one of the developments that are no violence themselves.
    pub fn is_strategic(&self) -> bool {
        &*self.event_type == "Strategic developments"
    }

    /// Whether people take to the streets.
    pub fn is_demonstration(&self) -> bool {
        matches!(&*self.event_type, "Protests" | "Riots")
    }

    /// Whether it is violence from afar: raids, shells, bombs.
    pub fn is_remote(&self) -> bool {
        &*self.event_type == "Explosions/Remote violence"
    }

    /// Whether ground changes hands by fighting.
    pub fn takes_ground(&self) -> bool {
        self.nature == Nature::GroundTaken
    }

    /// Whether ground changes hands without fighting.
    pub fn is_withdrawal(&self) -> bool {
        self.nature == Nature::GroundGiven
    }
}

/// What a number of victims counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toll {
    /// People killed.
    Fatalities,
    /// People hurt, who are never counted as fatalities.
    Wounded,
}

/// What decides the sub-type behind a generic code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether the one who acts (in a loss: who loses) is the state of the country or its ally; `None`
    /// where that is unknown.
    pub by_state: Option<bool>,
    /// Whether those who suffer are called fighters, and the state does not act.
    pub on_fighters: bool,
    /// Whether those who suffer are civilians.
    pub on_civilians: bool,
    /// Whether it came from the air.
    pub from_air: bool,
    /// Whether a shell or a rocket is named near it.
    pub by_projectile: bool,
}

#[derive(Debug)]
enum Meaning {
    Fixed(Arc<EventType>),
    Depends {
        default: Code,
        if_state: Option<Code>,
        if_other: Option<Code>,
        if_fighter: Option<Code>,
        if_civilians: Option<Code>,
        if_air: Option<Code>,
        if_projectile: Option<Code>,
    },
}

#[derive(Debug)]
struct Entry {
    meaning: Meaning,
    toll: Option<Toll>,
    nature: Nature,
}

/// The table of event types.
#[derive(Debug, Default)]
pub struct Ontology {
    entries: Vec<Entry>,
    codes: FxHashMap<String, Code>,
}

impl Ontology {
    /// The table that is built in.
    ///
    /// # Errors
    /// When the embedded file is not such a table, which the tests exclude.
    pub fn embedded() -> Result<Ontology, Error> {
        let content = data::file(FILE).unwrap_or_default();
        Ontology::compile(&Table::parse(Path::new(FILE), content)?)
    }

    /// Reads `code,disorder_type,event_type,sub_event_type,default,if_…,toll,nature,detail`.
    ///
    /// # Errors
    /// A code given twice, a reference to a code that is not a row with ACLED's names, an unknown word.
    pub fn compile(table: &Table) -> Result<Ontology, Error> {
        let mut out = Ontology::default();
        for (at, row) in table.rows().enumerate() {
            let code = row.get("code").to_owned();
            if out.codes.insert(code, Code(at as u16)).is_some() {
                return Err(row.error("this code has a row already"));
            }
        }
        let fixed: Vec<bool> = table.rows().map(|r| r.get("default").is_empty()).collect();
        for row in table.rows() {
            let reference = |column: &str| match (row.get(column), out.code(row.get(column))) {
                ("", _) => Ok(None),
                (_, Some(code)) if fixed[code.0 as usize] => Ok(Some(code)),
                (other, _) => Err(row.error(format!("{column}: no event type {other:?}"))),
            };
            let meaning = match reference("default")? {
                None => Meaning::Fixed(Arc::new(event_type(row)?)),
                Some(default) => Meaning::Depends {
                    default,
                    if_state: reference("if_state")?,
                    if_other: reference("if_other")?,
                    if_fighter: reference("if_fighter")?,
                    if_civilians: reference("if_civilians")?,
                    if_air: reference("if_air")?,
                    if_projectile: reference("if_projectile")?,
                },
            };
            let toll = match row.get("toll") {
                "" => None,
                "fatalities" => Some(Toll::Fatalities),
                "wounded" => Some(Toll::Wounded),
                other => return Err(row.error(format!("unknown toll {other:?}"))),
            };
            out.entries.push(Entry {
                meaning,
                toll,
                nature: nature(row)?,
            });
        }
        Ok(out)
    }

    /// The code of this name.
    pub fn code(&self, name: &str) -> Option<Code> {
        self.codes.get(name).copied()
    }

    /// The name of a code.
    pub fn name(&self, code: Code) -> &str {
        let named = self.codes.iter().find(|(_, c)| **c == code);
        named.map_or("", |(name, _)| name)
    }

    /// The sub-type that a code stands for under the circumstances.
    ///
    /// The weapon decides before the victims, the victims before the side; without any of them the default holds.
    pub fn resolve(&self, code: Code, circumstances: &Circumstances) -> &Arc<EventType> {
        let target = match &self.entries[code.0 as usize].meaning {
            Meaning::Fixed(event_type) => return event_type,
            Meaning::Depends {
                default,
                if_state,
                if_other,
                if_fighter,
                if_civilians,
                if_air,
                if_projectile,
            } => {
                let by_side = match circumstances.by_state {
                    Some(true) => *if_state,
                    Some(false) => *if_other,
                    None => None,
                };
                let when = |holds: bool, code: Option<Code>| code.filter(|_| holds);
                when(circumstances.by_projectile, *if_projectile)
                    .or(when(circumstances.from_air, *if_air))
                    .or(when(circumstances.on_fighters, *if_fighter))
                    .or(when(circumstances.on_civilians, *if_civilians))
                    .or(by_side)
                    .unwrap_or(*default)
            }
        };
        // `compile` lets references lead to rows with names only, so this ends at the next step.
        self.resolve(target, circumstances)
    }

    /// What the number that goes with a code counts; `None` where the code is no count of victims.
    pub fn toll(&self, code: Code) -> Option<Toll> {
        self.entries[code.0 as usize].toll
    }

    /// Whether a code says no more than that somebody attacked or was killed.
    pub fn is_vague(&self, code: Code) -> bool {
        self.entries[code.0 as usize].nature == Nature::Vague
    }

    /// Whether a code stands for what was told last.
    pub fn is_same(&self, code: Code) -> bool {
        self.entries[code.0 as usize].nature == Nature::Same
    }

    /// Whether a number beside words of this code counts killed people.
    pub fn has_victims(&self, code: Code) -> bool {
        self.entries[code.0 as usize].nature == Nature::Victims
    }

    /// Whether the sub-type depends on the circumstances.
    pub fn is_generic(&self, code: Code) -> bool {
        matches!(
            self.entries[code.0 as usize].meaning,
            Meaning::Depends { .. }
        )
    }

    /// The sub-types in the order of the table.
    pub fn types(&self) -> impl Iterator<Item = &EventType> {
        self.entries
            .iter()
            .filter_map(|entry| match &entry.meaning {
                Meaning::Fixed(event_type) => Some(&**event_type),
                Meaning::Depends { .. } => None,
            })
    }
}

fn nature(row: Row) -> Result<Nature, Error> {
    let name = row.get("nature");
    let found = Nature::NAMES.iter().find(|(known, _)| *known == name);
    let found = found.ok_or_else(|| row.error(format!("unknown nature {name:?}")))?;
    Ok(found.1)
}

fn event_type(row: Row) -> Result<EventType, Error> {
    let get = |column: &str| row.get(column).to_owned();
    let detail = match row.get("detail") {
        "" => Ok(0),
        number => number.parse(),
    };
    Ok(EventType {
        nature: nature(row)?,
        detail: detail.map_err(|_| row.error("detail: not a small number"))?,
        code: get("code"),
        disorder_type: get("disorder_type"),
        event_type: row.get("event_type").into(),
        sub_event_type: get("sub_event_type"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, circumstances: Circumstances, expected: &str) {
        let ontology = Ontology::embedded().expect("the embedded table");
        let code = ontology.code(code).expect("a code of the table");
        let found = ontology.resolve(code, &circumstances);
        assert_eq!(found.sub_event_type, expected);
    }

    #[test]
    fn circumstances_decide() {
        let none = Circumstances::default();
        let side = |state| Circumstances {
            by_state: Some(state),
            ..none
        };
        let civilians = Circumstances {
            on_civilians: true,
            ..none
        };
        let air = Circumstances {
            from_air: true,
            by_state: Some(true),
            ..none
        };
        check("capture", side(true), "Government regains territory");
        check(
            "capture",
            side(false),
            "Non-state actor overtakes territory",
        );
        check("killing", none, "Armed clash");
        check("killing", civilians, "Attack");
        check("bombardment", none, "Shelling/artillery/missile attack");
        check("bombardment", air, "Air/drone strike");
        check(
            "killing",
            Circumstances {
                on_civilians: true,
                ..air
            },
            "Air/drone strike",
        );
        check("seizure", side(true), "Arrests");
        check("seizure", side(false), "Abduction/forced disappearance");
        check("suicide_bomb", air, "Suicide bomb");
        let projectile = Circumstances {
            by_projectile: true,
            ..none
        };
        check("killing", projectile, "Shelling/artillery/missile attack");
        let fighters = Circumstances {
            on_fighters: true,
            ..none
        };
        check("seizure", fighters, "Armed clash");
    }

    #[test]
    fn every_sub_type_is_there_once() {
        let ontology = Ontology::embedded().expect("the embedded table");
        let mut names: Vec<_> = ontology.types().map(|t| &t.sub_event_type).collect();
        names.sort();
        names.dedup();
        assert_eq!((names.len(), ontology.types().count()), (25, 25));
    }

    #[test]
    fn wrong_tables_are_named() {
        let header = "code,disorder_type,event_type,sub_event_type,default,toll,nature,detail\n";
        for (rows, message) in [
            ("a,x,y,z,,,,\na,x,y,z,,,,\n", "a row already"),
            ("a,,,,b,,,\n", "no event type"),
            ("a,x,y,z,,,,\nb,,,,a,,,\nc,,,,b,,,\n", "no event type"),
            ("a,x,y,z,,many,,\n", "unknown toll"),
            ("a,x,y,z,,,odd,\n", "unknown nature"),
            ("a,x,y,z,,,,much\n", "detail"),
        ] {
            let content = format!("{header}{rows}");
            let table = Table::parse(Path::new(FILE), content).expect("CSV");
            let error = Ontology::compile(&table).expect_err("a wrong row");
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
