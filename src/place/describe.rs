//! A name found, described by the words before and behind it.

use crate::gazetteer::{KindClass, KindId, romanise};
use crate::place::context::{Context, FeatureAfter, FeatureBefore};
use crate::place::name::Name;
use crate::place::recognise::{Scene, Taken};
use crate::place::rules::Class;
use crate::place::{Candidate, Preposition, Role, Toponym};
use crate::segment::Sentence;
use crate::token::Gap;

impl<'a> Scene<'a> {
    /// The noun that stands behind a name which ends before a token: «X province».
    pub(super) fn feature_after(&self, name_end: usize, end: usize) -> Option<FeatureAfter<'a>> {
        if name_end >= end || self.tokens()[name_end].gap >= Gap::Line {
            return None;
        }
        let found = self.rules.features_after.find_at(self.view, name_end)?;
        let row = self.rules.feature(&found);
        (found.end <= end).then(|| FeatureAfter {
            end: found.end,
            kinds: &row.kinds,
            joined: row.joined,
        })
    }

    /// The noun that a name of the gazetteer itself ends with.
    pub(super) fn feature_within(&self, name: &Name) -> Option<FeatureAfter<'a>> {
        let after = |at: usize| self.feature_after(at, name.end);
        let found = (name.first + 1..name.end).find_map(after)?;
        (found.end == name.end).then_some(found)
    }

    /// One past the noun that stands behind a name: «X city and Y town» is a list.
    fn past_noun(&self, toponym: &Toponym, sentence: &Sentence) -> usize {
        let noun = self.feature_after(toponym.end, sentence.end);
        noun.map_or(toponym.end, |noun| noun.end)
    }

    /// Whether a name is the area of the place before it: «at X, in Y», without «and».
    fn is_area_behind(
        &self,
        before: &Toponym,
        name: &Name,
        feature: Option<&FeatureBefore>,
        begins: usize,
    ) -> bool {
        let areal = |c: &Candidate| self.gazetteer.class(c.place).is_areal();
        // «The province of X» is not the town X.
        let called = |c: &&Candidate| {
            feature.is_none_or(|f| f.kinds.contains(&self.gazetteer.place(c.place).kind))
        };
        let mut meant = name.candidates.iter().filter(called).peekable();
        // «The temple of X, at Y», where nobody knows X.
        let unknown = before.candidates.is_empty() && !before.kinds.is_empty();
        let gap = before.end..begins;
        gap.len() <= 3
            && gap.clone().any(|at| self.is(at, Class::Locative))
            && !gap.clone().any(|at| self.is(at, Class::Conjunction))
            && !before.candidates.iter().any(areal)
            && meant.peek().is_some()
            && (unknown || meant.all(areal))
    }

    /// Whether one of some places lies in one of others.
    pub(super) fn contains(&self, outer: &[Candidate], inner: &[Candidate]) -> bool {
        let within = |outer: &Candidate, inner: &Candidate| {
            outer.place != inner.place && self.gazetteer.is_within(inner.place, outer.place)
        };
        outer
            .iter()
            .any(|outer| inner.iter().any(|inner| within(outer, inner)))
    }

    /// Describes a name by the words before and behind it.
    pub(super) fn toponym(
        &self,
        context: &Context,
        name: Name,
        sentence: &Sentence,
        earlier: &[Toponym],
    ) -> Toponym {
        // In «the X district of Y» the noun is X's, in «the X suburb of Y» it is Y's where X contains Y.
        let of_earlier = |f: &FeatureBefore| {
            earlier.last().is_some_and(|t| {
                f.first <= t.end && !self.contains(&t.candidates, &name.candidates)
            })
        };
        let feature = context.feature_before(name.first);
        let feature = feature.filter(|f| !of_earlier(f));
        let after = match feature {
            Some(_) => None,
            None => self
                .feature_after(name.end, sentence.end)
                .or_else(|| self.feature_within(&name)),
        };
        let described = feature.is_some() || after.is_some();
        let mut end = name.end;
        let begins = feature.as_ref().map_or(name.first, |f| f.first);
        // «the quarter of X, in Y» is no list either.
        let contains = |t: &Toponym| self.contains(&name.candidates, &t.candidates);
        let mut listed = earlier.last().is_some_and(|t| {
            self.is_list_gap(self.past_noun(t, sentence), begins)
                && !contains(t)
                && !self.is_area_behind(t, &name, feature.as_ref(), begins)
        });
        let mut first = name.first;
        let mut phrase_first = name.first;
        let mut kinds = Vec::new();
        let mut candidates = name.candidates;
        if let Some(feature) = &feature {
            phrase_first = feature.first;
            kinds.extend(feature.kinds);
            if feature.joined {
                first = feature.first;
                self.add_facilities(&mut candidates, feature.kinds);
                self.add_namesakes(&mut candidates, feature.kinds, &name.first, name.end);
            }
        } else if let Some(after) = after {
            kinds.extend(after.kinds);
            if after.joined {
                end = after.end;
                self.add_facilities(&mut candidates, &kinds);
                self.add_namesakes(&mut candidates, &kinds, &name.first, name.end);
            }
        } else if let Some(within) = context.feature_at(name.first) {
            // The gazetteer has the name with its noun.
            kinds.extend(within.kinds);
        } else if (listed || self.before_pronoun(name.first, sentence) < name.first)
            && let Some(before) = earlier.last()
            && context.feature_at(before.first).is_none()
        {
            // «the villages of X and Y», not «Tell X and Y»
            let plural = before.candidates.iter().all(|c| {
                matches!(
                    self.gazetteer.class(c.place),
                    KindClass::Settlement | KindClass::Quarter
                )
            });
            let heads = earlier.iter().rev().find(|t| !t.listed);
            let heads = heads.and_then(|head| context.feature_before(head.first));
            // «The provinces of X, Y and Z», where X is a town as well.
            let several = || listed && heads.is_some_and(|f| self.is_plural(f.first));
            if plural || several() {
                kinds.clone_from(&before.kinds);
            }
        }
        // «the airports of X and Y» are one of each.
        let shared = earlier.last().filter(|_| listed && kinds.is_empty());
        let shared = shared.filter(|before| {
            let joined = context.feature_at(before.first).is_some_and(|f| f.joined);
            joined && self.is_plural(before.first)
        });
        if let Some(before) = shared {
            kinds.clone_from(&before.kinds);
            self.add_facilities(&mut candidates, &kinds);
        }
        let back_over_determiners = |mut at: usize| {
            while at > sentence.first
                && (self.is(at - 1, Class::Article) || self.is(at - 1, Class::Adjective))
                && !self.is(at - 1, Class::Locative)
            {
                at -= 1;
            }
            at
        };
        let start = back_over_determiners(phrase_first);
        let relation = context.relation_before(phrase_first, start);
        if let Some(relation) = relation {
            phrase_first = relation.first;
            // «X, north of Y» is no list; «X and north of Y» is.
            let conjoined =
                |t: &Toponym| (t.end..phrase_first).any(|at| self.is(at, Class::Conjunction));
            listed &= earlier.last().is_some_and(conjoined);
        }
        let relation = relation.or_else(|| self.relation_after(end, sentence.end));
        let before = back_over_determiners(phrase_first);
        let before = self.before_pronoun(before, sentence);
        let preposition = self
            .origin(before, sentence)
            .or_else(|| {
                let word = (before > sentence.first).then(|| self.tokens()[before - 1].word)?;
                self.rules.preposition(self.base, word)
            })
            .or_else(|| {
                let word = self.tokens()[phrase_first].word;
                self.rules
                    .preposition(self.base, word)
                    .filter(|_| phrase_first < first)
            })
            // «in X's Y»
            .or_else(|| {
                let owner = earlier.last().filter(|t| t.end == before)?;
                owner.preposition.filter(|_| before < phrase_first)
            });
        let role = self.role(
            &candidates,
            &name.first,
            preposition,
            relation.is_some() || described,
        );
        Toponym {
            first,
            end,
            phrase_first,
            kinds,
            preposition,
            relation,
            candidates,
            qualifies: None,
            listed,
            role,
            choice: None,
            confidence: 0.0,
        }
    }

    /// «towards that of X»: where the pronoun stands, so that what is said of it is said of X.
    pub(super) fn before_pronoun(&self, before: usize, sentence: &Sentence) -> usize {
        let pronoun = before.checked_sub(2).filter(|&at| at >= sentence.first);
        match pronoun {
            Some(at) if self.is(at, Class::Pronoun) && self.is(at + 1, Class::Connector) => at,
            _ => before,
        }
    }

    /// «come from X», «fled X»: a word of leaving stands before the place, with or without «of»; or one of going there:
    /// «in the direction of X».
    pub(super) fn origin(&self, before: usize, sentence: &Sentence) -> Option<Preposition> {
        let at = before.checked_sub(1).filter(|&at| at >= sentence.first)?;
        let word = match self.is(at, Class::Connector) && at > sentence.first {
            true => at - 1,
            false => at,
        };
        if self.is(word, Class::Origin) {
            return Some(Preposition::From);
        }
        // «a group based in X»: nothing need have happened there.
        let lives =
            self.is(at, Class::Locative) && at > sentence.first && self.is(at - 1, Class::Resident);
        if lives {
            return Some(Preposition::From);
        }
        self.is(word, Class::Destination).then_some(Preposition::To)
    }

    /// «the airport of X» is a facility of X, where the gazetteer has one.
    pub(super) fn add_facilities(&self, candidates: &mut Vec<Candidate>, kinds: &[KindId]) {
        let owners: Vec<Candidate> = candidates.clone();
        for owner in owners {
            let found = self.gazetteer.facilities_of(owner.place, kinds);
            if let Some(&nearest) = found.first()
                && !candidates.iter().any(|c| c.place == nearest)
            {
                candidates.push(Candidate {
                    place: nearest,
                    ..owner
                });
            }
        }
    }

    /// «the palace of X» may be a palace whose name only contains X, where no place of such a kind is called X.
    pub(super) fn add_namesakes(
        &self,
        candidates: &mut Vec<Candidate>,
        kinds: &[KindId],
        first: &usize,
        end: usize,
    ) {
        const LIKENESS: f32 = 0.9;
        let fits = |c: &Candidate| self.gazetteer.is_any_of(c.place, kinds);
        if candidates.iter().any(fits) {
            return;
        }
        let mut key = String::new();
        for token in &self.tokens()[*first..end] {
            romanise::push_sound(&mut key, self.tokens().folded(token));
        }
        for place in self.gazetteer.facilities_named(kinds, &key) {
            candidates.push(Candidate {
                place,
                likeness: LIKENESS,
                score: 0.0,
            });
        }
    }

    /// Whether a name stands right behind a verb of striking, or before it in the passive: «blasts shook X», «X was
    /// shelled». What is struck is the town, not who governs from it.
    fn is_struck(&self, name: usize) -> bool {
        /// The auxiliary and an adverb stand between.
        const BEHIND: usize = 4;
        let struck = |at: usize| self.is(at, Class::Struck);
        let behind = name + 1..self.tokens().len().min(name + 1 + BEHIND);
        let mut passive = behind.clone();
        let auxiliary = passive.find(|&at| self.is(at, Class::PassiveAuxiliary));
        name > 0 && struck(name - 1) || auxiliary.is_some_and(|at| (at + 1..behind.end).any(struck))
    }

    /// Countries and seats of government that no locative word precedes stand for those who govern there.
    pub(super) fn role(
        &self,
        candidates: &[Candidate],
        first: &usize,
        preposition: Option<Preposition>,
        described: bool,
    ) -> Role {
        let struck = self.is_struck(*first);
        if self.taken[*first] == Taken::Government && !struck {
            return Role::Metonym;
        }
        let seat = self.is(*first, Class::Metonym);
        if seat && preposition.is_none() && !described && !struck {
            return Role::Metonym;
        }
        let areal = |c: &Candidate| self.gazetteer.class(c.place).is_areal();
        if !candidates.is_empty() && candidates.iter().all(areal) {
            Role::Region
        } else {
            Role::Place
        }
    }
}
