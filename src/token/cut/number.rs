//! Numbers in digits.

use crate::language::WordId;
use crate::token::cut::{Cutter, Writing};
use crate::token::fold::Fold;
use crate::token::{Case, Gap, Kind};

impl Cutter<'_> {
    pub(super) fn number(&mut self) {
        let mut number = Writing::new(self.at);
        let mut value: u32 = 0;
        let mut group = self.digits(&mut number, &mut value);
        let mut whole = true;
        if group <= 3 {
            while let Some(length) = self.grouped() {
                self.replace(&mut number, length, &[]);
                group = self.digits(&mut number, &mut value);
            }
        }
        let folded = self.folded(&mut number);
        // Decimals belong to the number but not to its value.
        let bytes = self.text.as_bytes();
        if matches!(bytes.get(self.at), Some(b',' | b'.'))
            && bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit)
            && group <= 3
            && !self.after_point()
        {
            let length = bytes[self.at + 1..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            if length <= 2 && bytes.get(self.at + 1 + length) != Some(&b'.') {
                self.at += 1 + length;
                whole = false;
            }
        }
        let case = if whole { Case::Lower } else { Case::Upper };
        self.push(
            number.start,
            folded,
            WordId::UNKNOWN,
            Kind::Number,
            value,
            case,
        );
    }

    /// Whether the cursor's word is glued to a number: the h of 17h30 is a word of its own.
    pub(super) fn after_number(&self) -> bool {
        let last = self.out.list.last();
        self.gap == Gap::None && last.is_some_and(|t| t.kind == Kind::Number)
    }

    /// Whether digits and a point stand directly before the cursor's number, as in 26.08.17.
    fn after_point(&self) -> bool {
        match self.out.list.as_slice() {
            [.., number, point] => {
                number.kind == Kind::Number && point.is_mark('.') && point.gap == Gap::None
            }
            _ => false,
        }
    }

    /// Reads digits, returns how many.
    fn digits(&mut self, number: &mut Writing, value: &mut u32) -> usize {
        let mut count = 0;
        while let Some(c) = self.peek() {
            let Fold::Digit(digit) = self.folder.fold(c) else {
                break;
            };
            *value = value.saturating_mul(10).saturating_add(digit);
            self.digit(number, c, digit);
            count += 1;
        }
        count
    }

    /// Reads one digit.
    pub(super) fn digit(&mut self, number: &mut Writing, c: char, digit: u32) {
        match c.is_ascii() {
            true => self.at += 1,
            false => self.replace(number, c.len_utf8(), &[(b'0' + digit as u8) as char]),
        }
    }

    /// Length of a grouping mark that is followed by exactly three digits.
    fn grouped(&self) -> Option<usize> {
        let mark = self.peek()?;
        if !self.segmentation.group_marks.contains(&mark) {
            return None;
        }
        let mut rest = self.text[self.at + mark.len_utf8()..].chars();
        let digit =
            |c: Option<char>| c.is_some_and(|c| matches!(self.folder.fold(c), Fold::Digit(_)));
        let three = digit(rest.next()) && digit(rest.next()) && digit(rest.next());
        (three && !digit(rest.next())).then_some(mark.len_utf8())
    }
}
