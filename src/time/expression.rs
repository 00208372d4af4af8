//! What a time expression says, before anybody knows when the text was published.

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimexType {
    /// A day, or a longer calendar unit.
    Date,
    /// A part of a day, or a clock time.
    Time,
    /// How long.
    Duration,
    /// How often.
    Set,
}

/// What a mention of time says about the happening beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// When something happened or will happen.
    Event,
    /// From when on something has lasted: "depuis le 24 août".
    Since,
    /// Until when something lasts: "jusqu'au 30 juin".
    Until,
    /// A duration, a habit, or a year alone: it dates no event.
    Background,
    /// The document's own date in a heading or a metadata line.
    Publication,
}

/// The time of the verb beside a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// No verb says.
    #[default]
    Open,
    /// Past.
    Past,
    /// Future, or a plan.
    Future,
}

/// A third of a month or of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// "début mars"
    Start,
    /// "à la mi-mars"
    Middle,
    /// "fin mars"
    End,
}

/// Part of a day, with the letters that TIMEX3 has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOfDay {
    /// Hour and minute; a minute that is not said is 0.
    Clock(u8, u8),
    /// Before noon, dawn included.
    Morning,
    /// Noon.
    Midday,
    /// After noon.
    Afternoon,
    /// Evening.
    Evening,
    /// Night.
    Night,
}

impl TimeOfDay {
    /// The part of day that a table names by its TIMEX3 letters.
    pub fn named(letters: &str) -> Option<TimeOfDay> {
        Some(match letters {
            "MO" => TimeOfDay::Morning,
            "MI" => TimeOfDay::Midday,
            "AF" => TimeOfDay::Afternoon,
            "EV" => TimeOfDay::Evening,
            "NI" => TimeOfDay::Night,
            _ => return None,
        })
    }

    /// What TIMEX3 writes after the day.
    pub fn suffix(self) -> String {
        match self {
            TimeOfDay::Clock(hour, minute) => format!("T{hour:02}:{minute:02}"),
            TimeOfDay::Morning => "TMO".to_owned(),
            TimeOfDay::Midday => "TMI".to_owned(),
            TimeOfDay::Afternoon => "TAF".to_owned(),
            TimeOfDay::Evening => "TEV".to_owned(),
            TimeOfDay::Night => "TNI".to_owned(),
        }
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// A calendar day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Seven days; as a period from Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl Unit {
    /// The unit that a table names.
    pub fn named(name: &str) -> Option<Unit> {
        Some(match name {
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "weekend" => Unit::Weekend,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        })
    }
}

/// How many units: exactly so many, or between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// At least.
    pub low: i32,
    /// At most.
    pub high: i32,
    /// Whether it was said without "près de", "environ".
    pub exact: bool,
}

impl Amount {
    /// Exactly so many.
    pub fn exactly(count: i32) -> Amount {
        Amount {
            low: count,
            high: count,
            exact: true,
        }
    }
}

/// The parts of a calendar date that a text names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// With its century.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31.
    pub day: Option<i8>,
    /// 1 (Monday) to 7 (Sunday).
    pub weekday: Option<i8>,
    /// The first month of the season that is named instead of a month.
    pub season: Option<i8>,
    /// The part of the month, or of the year where no month is named.
    pub part: Option<Part>,
}

impl Calendar {
    /// Whether it says more than a year or a part of one.
    pub fn is_within_year(&self) -> bool {
        let parts = [self.month, self.day, self.weekday, self.season];
        parts.iter().any(Option::is_some)
    }

    /// Whether it names a weekday and nothing else.
    pub fn is_weekday(&self) -> bool {
        let alone = Calendar {
            weekday: self.weekday,
            ..Calendar::default()
        };
        self.weekday.is_some() && *self == alone
    }

    /// Whether it is a day of a month, whatever the year.
    pub fn names_day(&self) -> bool {
        self.day.is_some() && self.month.is_some()
    }
}

/// Which of the dates that fit is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// The nearest in the direction of the tense.
    #[default]
    Tense,
    /// "mardi dernier": the last one before the day of publication.
    Last,
    /// "mardi de la semaine dernière": the one of the week from Monday to Sunday before that of publication.
    LastWeek,
    /// "mardi prochain": the first one after the day of publication.
    Next,
    /// "ce mardi": the day of publication itself.
    Today,
    /// "ce mardi-là", "le même mardi": the day that is being told about, or the nearest before it.
    Same,
    /// "le mardi suivant": the first one after the day that is being told about.
    Following,
    /// "le mardi précédent": the last one before the day that is being told about.
    Preceding,
}

/// What a relative expression is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The day of publication: "hier".
    Publication,
    /// The day that is being told about: "la veille".
    Narrative,
    /// The same, or the day from which it was counted: "le lendemain …; le surlendemain" count from one day.
    Start,
}

/// The symbolic value of a time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A date of the calendar, as far as it is named.
    Date(Calendar, Direction),
    /// From one date to another; the first takes from the second what it does not name itself.
    Range(Calendar, Calendar),
    /// So many units before (negative sign) or after the anchor.
    Shift {
        /// What it is relative to.
        anchor: Anchor,
        /// -1 before, 1 after.
        sign: i32,
        /// How many units.
        amount: Amount,
        /// Which units.
        unit: Unit,
    },
    /// A whole calendar unit: "le mois dernier", "cette semaine".
    Period {
        /// What it is relative to.
        anchor: Anchor,
        /// 0 for the unit that holds the anchor, -1 for the one before.
        offset: i32,
        /// Which unit.
        unit: Unit,
        /// The part of the unit.
        part: Option<Part>,
    },
    /// The last (negative sign) or next units, counted from the day of publication: "ces dernières 24 heures".
    Within {
        /// -1 the last, 1 the next.
        sign: i32,
        /// How many units.
        amount: Amount,
        /// Which units.
        unit: Unit,
    },
    /// A part of the day that is being told about.
    PartOfDay,
    /// So many days after an event (negative: before) that the text names instead of dating it.
    Event {
        /// Distance in days, at least and at most.
        days: (i32, i32),
        /// First token of the words that name the event.
        first: usize,
        /// One past the last of those words.
        end: usize,
    },
    /// How long.
    Duration(Amount, Unit),
    /// How often.
    Set,
}

/// A mention of time in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeMention {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// TIMEX3 type.
    pub kind: TimexType,
    /// What it says.
    pub expression: Expression,
    /// The part of the day that it names.
    pub time: Option<TimeOfDay>,
    /// What it says about the happening beside it.
    pub role: Role,
    /// The tense that bare weekdays and dates without a year are read in.
    pub tense: Tense,
    /// Whether it only says which happening a noun means («the attack of Tuesday»), or when somebody said so. The story
    /// does not go on from there.
    pub names: bool,
    /// Whether it stands behind a participle that describes a noun behind a comma: «X, taken on Monday, …».
    pub described: bool,
}

impl TimeMention {
    /// Whether it can be the date of an event.
    pub fn dates_event(&self) -> bool {
        self.role == Role::Event
    }

    /// Whether it looks back from what is being told: «the day before».
    pub fn looks_back(&self) -> bool {
        match self.expression {
            Expression::Shift { anchor, sign, .. } => anchor == Anchor::Narrative && sign < 0,
            Expression::Period { anchor, offset, .. } => anchor == Anchor::Narrative && offset < 0,
            Expression::Date(_, direction) => direction == Direction::Preceding,
            _ => false,
        }
    }
}
