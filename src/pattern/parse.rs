//! The written form of a pattern.

use crate::language::{Base, Features};
use crate::pattern::{Label, MentionClass};
use crate::token::{plain_word, tokenize};

/// A pattern as it is written.
pub(super) enum Element {
    One(Label, Option<String>),
    Sequence(Vec<Element>),
    Choice(Vec<Element>),
    Optional(Box<Element>),
}

/// Reads a pattern.
pub(super) struct Parser<'p, 'b> {
    /// What is still to be read.
    pub rest: &'p str,
    /// Where words, lemmas and classes get their numbers.
    pub base: &'b mut Base,
}

impl<'p> Parser<'p, '_> {
    /// Reads elements up to the end or a closing mark.
    pub fn sequence(&mut self) -> Result<Element, String> {
        let mut list = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with([')', '|']) {
                return Ok(Element::Sequence(list));
            }
            let element = self.element()?;
            list.push(match self.rest.strip_prefix('?') {
                Some(rest) => {
                    self.rest = rest;
                    Element::Optional(Box::new(element))
                }
                None => element,
            });
        }
    }

    fn element(&mut self) -> Result<Element, String> {
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let mut choices = vec![self.sequence()?];
            while let Some(rest) = self.rest.strip_prefix('|') {
                self.rest = rest;
                choices.push(self.sequence()?);
            }
            self.rest = self
                .rest
                .strip_prefix(')')
                .ok_or("a parenthesis is not closed")?;
            return Ok(Element::Choice(choices));
        }
        let marks = ["\\(", "\\)"];
        if let Some(mark) = marks.into_iter().find(|m| self.rest.starts_with(m)) {
            self.rest = &self.rest[mark.len()..];
            return self.literal(&mark[1..]);
        }
        let word = self.word();
        if let Some(most) = word.strip_prefix('~') {
            let most = if most.is_empty() { "3" } else { most };
            let most = most.parse().map_err(|_| format!("{word:?}: not a gap"))?;
            return Ok(Element::One(Label::Gap(most), None));
        }
        if let Some((name, low, high)) = digits_of(word) {
            return Ok(Element::One(
                Label::Digits(low, high),
                name.map(str::to_owned),
            ));
        }
        if let Some((name, class)) = class_of(word) {
            return Ok(Element::One(self.class(class), Some(name.to_owned())));
        }
        let (name, lemma) = match word.split_once("=[") {
            Some((name, lemma)) => (Some(name), Some(lemma)),
            None => (None, word.strip_prefix('[')),
        };
        if let Some(lemma) = lemma.and_then(|w| w.strip_suffix(']')) {
            return self.lemma(lemma, name);
        }
        self.literal(word)
    }

    /// The characters up to the next one with a meaning of its own.
    fn word(&mut self) -> &'p str {
        let end = |from: usize| {
            let stop = self.rest[from..].find([' ', '(', ')', '|', '?']);
            stop.map_or(self.rest.len(), |at| from + at)
        };
        let plain = end(0);
        let to = match self.rest[..plain].find(['[', '<']) {
            // What is in brackets has no meaning of its own.
            Some(at) => {
                let opening = self.rest[at..].starts_with('[');
                let close = if opening { ']' } else { '>' };
                end(self.rest[at..].find(close).map_or(at, |to| at + to))
            }
            None => plain,
        };
        let (word, rest) = self.rest.split_at(to);
        self.rest = rest;
        word
    }

    fn class(&mut self, class: &str) -> Label {
        let mention = MentionClass::NAMES.iter().find(|(name, _)| *name == class);
        match mention {
            Some(&(_, mention)) => Label::Mention(mention),
            None => Label::Class(self.base.lexicon.class_id(class)),
        }
    }

    fn lemma(&mut self, lemma: &str, name: Option<&str>) -> Result<Element, String> {
        let (lemma, features) = match lemma.split_once(':') {
            None => (lemma, Features::ANY),
            Some((lemma, names)) => {
                let mut features = Features::default();
                for name in names.split('+') {
                    let named = Features::named(name);
                    features = features.union(named.ok_or(format!("unknown feature {name:?}"))?);
                }
                (lemma, features)
            }
        };
        let id = self.base.lexicon.lemma(lemma);
        let id = id.ok_or(format!("the lexicon has no lemma {lemma:?}"))?;
        let label = Label::Lemma(id, features);
        Ok(Element::One(label, name.map(str::to_owned)))
    }

    /// A literal is folded as text is, so `l'est` is two words here as there.
    fn literal(&mut self, word: &str) -> Result<Element, String> {
        if let Some(word) = plain_word(word) {
            let id = self.base.vocabulary.intern(word);
            return Ok(Element::One(Label::Word(id), None));
        }
        let empty = crate::language::Vocabulary::default();
        let tokens = tokenize(word, &self.base.segmentation, &empty);
        if tokens.is_empty() {
            return Err(format!("{word:?} is not a word"));
        }
        let mut list = Vec::new();
        for token in tokens.iter() {
            let id = self.base.vocabulary.intern(tokens.folded(token));
            list.push(Element::One(Label::Word(id), None));
        }
        Ok(Element::Sequence(list))
    }
}

/// Splits `name=<class>` or `<class>`.
fn class_of(word: &str) -> Option<(&str, &str)> {
    let (name, class) = match word.split_once('=') {
        Some((name, class)) => (Some(name), class),
        None => (None, word),
    };
    let class = class.strip_prefix('<')?.strip_suffix('>')?;
    Some((name.unwrap_or(class), class))
}

/// Splits `name=#low-high` or `#low-high`.
fn digits_of(word: &str) -> Option<(Option<&str>, u32, u32)> {
    let (name, range) = match word.split_once('=') {
        Some((name, range)) => (Some(name), range),
        None => (None, word),
    };
    let (low, high) = range.strip_prefix('#')?.split_once('-')?;
    Some((name, low.parse().ok()?, high.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use crate::language::Base;
    use crate::pattern::{MentionIndex, Patterns, View};
    use crate::token::tokenize;

    #[test]
    fn elements_match_what_they_say() {
        for (pattern, text, found) in [
            ("le #1-31", "le 22", Some(2)),
            ("le #1-31", "le 32", None),
            ("le #1-31", "le 2,5", None),
            ("#1900-2100", "2000", Some(1)),
            ("#1900-2100", "2 000", None),
            ("le #1-31 (mai|juin)?", "le 22 juin", Some(3)),
            ("le ~2 mai", "le 3 du mai", Some(4)),
            ("le ~2 mai", "le 3, mai", None),
        ] {
            let mut base = Base::default();
            base.segmentation.group_marks.push(' ');
            let mut patterns = Patterns::default();
            patterns.add(pattern, 0, &mut base).unwrap();
            patterns.finish(&mut base);
            let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
            let view = View {
                tokens: &tokens,
                lexicon: &base.lexicon,
                mentions: &MentionIndex::new(&tokens, &base.openers),
            };
            let end = patterns.find_at(view, 0).map(|m| m.end);
            assert_eq!(end, found, "{pattern} in {text}");
        }
    }
}
