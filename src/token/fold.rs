//! One form for every letter: case, accents and the variants of Arabic letters are folded away.

use std::sync::LazyLock;

/// How a character is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Letter(char),
    /// A letter that becomes two.
    Letters([char; 2]),
    Digit(u32),
    /// Belongs to a word but leaves no trace: diacritics, tatweel, zero-width joiners.
    Nothing,
    Space,
    Hyphen,
    Apostrophe,
    Mark(char),
}

/// One past the last character of the table: the Latin and Arabic letters are below it.
const TABLE: usize = 0x800;

/// What the characters of most texts become, looked up rather than found out again for each.
static FOLDS: LazyLock<Vec<Fold>> = LazyLock::new(|| {
    let characters = (0..TABLE as u32).filter_map(char::from_u32);
    characters.map(find_out).collect()
});

/// Folds characters.
#[derive(Clone, Copy)]
pub(super) struct Folder(&'static [Fold]);

impl Folder {
    pub fn new() -> Folder {
        Folder(&FOLDS)
    }

    /// Folds one character. Latin letters lose case and accents; Arabic letters take one form each.
    #[inline]
    pub fn fold(self, c: char) -> Fold {
        let known = self.0.get(c as usize);
        known.copied().unwrap_or_else(|| find_out(c))
    }
}

fn find_out(c: char) -> Fold {
    use Fold::*;
    match c {
        'a'..='z' => Letter(c),
        'A'..='Z' => Letter(c.to_ascii_lowercase()),
        '0'..='9' => Digit(c as u32 - '0' as u32),
        '٠'..='٩' => Digit(c as u32 - '٠' as u32),
        '۰'..='۹' => Digit(c as u32 - '۰' as u32),
        ' '
        | '\t'
        | '\n'
        | '\r'
        | '\u{a0}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{3000}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{85}'
        | '\u{b}'
        | '\u{c}' => Space,
        '-' | '\u{2010}' | '\u{2011}' => Hyphen,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{2bf}' | '\u{2be}' | '`' | '\u{b4}' => {
            Apostrophe
        }
        'à'..='å' | 'À'..='Å' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą' | 'Ą' => Letter('a'),
        'æ' | 'Æ' => Letters(['a', 'e']),
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => Letter('c'),
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'Ē' | 'ė' | 'Ė' | 'ę' | 'Ę' => Letter('e'),
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' | 'ı' | 'İ' | 'į' => Letter('i'),
        'ñ' | 'Ñ' | 'ń' => Letter('n'),
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'Ō' | 'ő' => Letter('o'),
        'œ' | 'Œ' => Letters(['o', 'e']),
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'Ū' | 'ű' => Letter('u'),
        'ý' | 'ÿ' | 'Ý' | 'Ÿ' => Letter('y'),
        'ß' => Letters(['s', 's']),
        'ş' | 'Ş' | 'š' | 'Š' | 'ś' | 'ṣ' | 'Ṣ' => Letter('s'),
        'ğ' | 'Ğ' | 'ġ' | 'Ġ' => Letter('g'),
        'ḥ' | 'Ḥ' | 'ḩ' | 'Ḩ' | 'ħ' | 'ẖ' => Letter('h'),
        'ṭ' | 'Ṭ' | 'ţ' | 'Ţ' | 'ť' => Letter('t'),
        'ḍ' | 'Ḍ' | 'đ' | 'Đ' | 'ḏ' => Letter('d'),
        'ẓ' | 'Ẓ' | 'ž' | 'Ž' | 'ż' | 'ź' => Letter('z'),
        'ł' | 'Ł' => Letter('l'),
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ا' => Letter('ا'),
        'ى' | 'ي' | 'ی' => Letter('ي'),
        'ة' | 'ه' => Letter('ه'),
        'ك' | 'ک' => Letter('ك'),
        'ء'..='غ' | 'ف'..='و' => Letter(c),
        'ـ'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{200c}'..='\u{200f}'
        | '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{feff}' => Nothing,
        '،' => Mark(','),
        '؛' => Mark(';'),
        '؟' => Mark('?'),
        '…' => Mark('…'),
        '–' | '—' | '−' | '―' => Mark('–'),
        '«' | '“' | '„' => Mark('«'),
        '»' | '”' => Mark('»'),
        c if c.is_alphabetic() => match c.to_lowercase().next() {
            Some(lower) => Letter(lower),
            None => Nothing,
        },
        c => Mark(c),
    }
}
