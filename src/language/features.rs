//! What a form of a word tells: tense, number.

/// Grammatical features of a word form, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Features(pub u16);

impl Features {
    /// No restriction.
    pub const ANY: Features = Features(u16::MAX);
    /// Infinitive.
    pub const INFINITIVE: Features = Features(1);
    /// Finite present.
    pub const PRESENT: Features = Features(1 << 1);
    /// Finite past.
    pub const PAST: Features = Features(1 << 2);
    /// Past or passive participle.
    pub const PARTICIPLE: Features = Features(1 << 3);
    /// Present participle, gerund.
    pub const GERUND: Features = Features(1 << 4);
    /// Finite future.
    pub const FUTURE: Features = Features(1 << 5);
    /// Conditional.
    pub const CONDITIONAL: Features = Features(1 << 6);
    /// Subjunctive.
    pub const SUBJUNCTIVE: Features = Features(1 << 7);
    /// Finite passive (in languages that have one).
    pub const PASSIVE: Features = Features(1 << 8);
    /// A noun, singular.
    pub const SINGULAR: Features = Features(1 << 9);
    /// A noun, plural.
    pub const PLURAL: Features = Features(1 << 10);
    /// A noun, dual.
    pub const DUAL: Features = Features(1 << 11);

    /// What has a subject and a tense of its own.
    pub const FINITE: Features = Features::PRESENT
        .union(Features::PAST)
        .union(Features::FUTURE);
    /// What only nouns have.
    pub const NOUN: Features = Features::SINGULAR
        .union(Features::PLURAL)
        .union(Features::DUAL);

    const NAMES: [(&'static str, Features); 12] = [
        ("inf", Features::INFINITIVE),
        ("pres", Features::PRESENT),
        ("past", Features::PAST),
        ("part", Features::PARTICIPLE),
        ("ger", Features::GERUND),
        ("fut", Features::FUTURE),
        ("cond", Features::CONDITIONAL),
        ("subj", Features::SUBJUNCTIVE),
        ("pass", Features::PASSIVE),
        ("sg", Features::SINGULAR),
        ("pl", Features::PLURAL),
        ("dual", Features::DUAL),
    ];

    /// The feature of this name.
    pub fn named(name: &str) -> Option<Features> {
        let row = Features::NAMES.iter().find(|(n, _)| *n == name);
        row.map(|&(_, feature)| feature)
    }

    /// Whether the two sets share a feature.
    pub fn meets(self, other: Features) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub const fn union(self, other: Features) -> Features {
        Features(self.0 | other.0)
    }
}
