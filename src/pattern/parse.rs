//! The written form of a pattern.

use crate::language::{Base, Features};
use crate::pattern::alphabet::{Alphabet, Symbol};
use crate::pattern::{Label, MentionClass};
use crate::token::{fold_letters, plain_word, tokenize};

/// A pattern as it is written.
#[derive(Debug)]
pub(super) enum Element {
    One(Symbol),
    Sequence(Vec<Element>),
    Choice(Vec<Element>),
    Optional(Box<Element>),
}

/// About so many elements stand together.
const USUAL: usize = 8;

/// Reads a pattern.
pub(super) struct Parser<'p, 'b> {
    /// What is still to be read.
    pub rest: &'p str,
    /// Where words, lemmas and classes get their numbers.
    pub base: &'b mut Base,
    /// What the table is written in.
    pub alphabet: &'b mut Alphabet,
}

impl<'p> Parser<'p, '_> {
    /// Reads elements up to the end or a closing mark.
    pub fn sequence(&mut self) -> Result<Element, String> {
        let Some(first) = self.next_element()? else {
            return Ok(Element::Sequence(Vec::new()));
        };
        let Some(second) = self.next_element()? else {
            return Ok(first);
        };
        let mut list = Vec::with_capacity(USUAL);
        list.extend([first, second]);
        while let Some(element) = self.next_element()? {
            list.push(element);
        }
        Ok(Element::Sequence(list))
    }

    /// The next element of a sequence; `None` at its end.
    fn next_element(&mut self) -> Result<Option<Element>, String> {
        self.rest = self.rest.trim_start();
        if matches!(self.rest.as_bytes(), [] | [b')' | b'|', ..]) {
            return Ok(None);
        }
        let element = self.element()?;
        Ok(Some(match self.rest.strip_prefix('?') {
            Some(rest) => {
                self.rest = rest;
                Element::Optional(Box::new(element))
            }
            None => element,
        }))
    }

    fn element(&mut self) -> Result<Element, String> {
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let mut choices = Vec::with_capacity(USUAL);
            choices.push(self.sequence()?);
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
        if let Some(known) = self.alphabet.written(word) {
            return Ok(Element::One(known));
        }
        let element = self.read(word)?;
        if let Element::One(symbol) = element {
            self.alphabet.note(word, symbol);
        }
        Ok(element)
    }

    /// Reads a word that has not stood in the table before.
    fn read(&mut self, word: &str) -> Result<Element, String> {
        let mark = |byte| matches!(byte, b'~' | b'#' | b'<' | b'[' | b'=');
        if !word.bytes().any(mark) {
            return self.literal(word);
        }
        if let Some(most) = word.strip_prefix('~') {
            let most = if most.is_empty() { "3" } else { most };
            let most = most.parse().map_err(|_| format!("{word:?}: not a gap"))?;
            return Ok(self.one(Label::Gap(most), None));
        }
        if let Some((name, low, high)) = digits_of(word) {
            return Ok(self.one(Label::Digits(low, high), name));
        }
        if let Some((name, class)) = class_of(word) {
            let class = self.class(class);
            return Ok(self.one(class, Some(name)));
        }
        let (name, lemma) = match word.rsplit_once('=') {
            Some((name, lemma)) => (Some(name), lemma),
            None => (None, word),
        };
        let lemma = lemma.strip_prefix('[');
        if let Some(lemma) = lemma.and_then(|w| w.strip_suffix(']')) {
            return self.lemma(lemma, name);
        }
        self.literal(word)
    }

    /// The characters up to the next one with a meaning of its own.
    fn word(&mut self) -> &'p str {
        let bytes = self.rest.as_bytes();
        let end = |from: usize| {
            let stop = |byte: &u8| matches!(byte, b' ' | b'(' | b')' | b'|' | b'?');
            let stop = bytes[from..].iter().position(stop);
            stop.map_or(bytes.len(), |at| from + at)
        };
        let plain = end(0);
        let opening = |byte: &u8| matches!(byte, b'[' | b'<');
        let to = match bytes[..plain].iter().position(opening) {
            // What is in brackets has no meaning of its own.
            Some(at) => {
                let close = if bytes[at] == b'[' { b']' } else { b'>' };
                let closing = bytes[at..].iter().position(|byte| *byte == close);
                end(at + closing.unwrap_or(0))
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

    fn one(&mut self, label: Label, name: Option<&str>) -> Element {
        Element::One(self.alphabet.symbol(label, name))
    }

    fn lemma(&mut self, lemma: &str, name: Option<&str>) -> Result<Element, String> {
        let (lemma, features) = match lemma.split_once(':') {
            None => (lemma, Features::ANY),
            Some((lemma, names)) => {
                let mut features = Features::default();
                for name in names.split('+') {
                    let named = Features::named(name);
                    features =
                        features.union(named.ok_or_else(|| format!("unknown feature {name:?}"))?);
                }
                (lemma, features)
            }
        };
        let id = self.base.lexicon.lemma(lemma);
        let id = id.ok_or_else(|| format!("the lexicon has no lemma {lemma:?}"))?;
        Ok(self.one(Label::Lemma(id, features), name))
    }

    /// A literal is folded as text is, so `l'est` is two words here as there.
    fn literal(&mut self, word: &str) -> Result<Element, String> {
        if let Some(word) = plain_word(word) {
            let id = self.base.vocabulary.intern(word);
            return Ok(self.one(Label::Word(id), None));
        }
        let mut folded = String::new();
        if fold_letters(word, &self.base.segmentation, &mut folded).is_some() {
            let id = self.base.vocabulary.intern(&folded);
            return Ok(self.one(Label::Word(id), None));
        }
        let empty = crate::language::Vocabulary::default();
        let tokens = tokenize(word, &self.base.segmentation, &empty);
        let mut one = |token| {
            let id = self.base.vocabulary.intern(tokens.folded(token));
            self.one(Label::Word(id), None)
        };
        match tokens.len() {
            0 => Err(format!("{word:?} is not a word")),
            1 => Ok(one(&tokens[0])),
            _ => Ok(Element::Sequence(tokens.iter().map(one).collect())),
        }
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
