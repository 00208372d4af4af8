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

/// One past the last character of two bytes: the Latin and Arabic letters are below it.
const TABLE: usize = 0x800;
/// The first character of two bytes.
const FIRST_PAIR: u16 = 0xc280;
/// From there to the last.
const PAIRS: usize = 0xdfbf - FIRST_PAIR as usize + 1;

/// What the characters of most texts become, looked up rather than found out again for each.
struct Tables {
    folds: Vec<Fold>,
    /// By both bytes, from the first pair of them.
    pairs: Vec<Pair>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let characters = (0..TABLE as u32).filter_map(char::from_u32);
    let folds: Vec<Fold> = characters.clone().map(find_out).collect();
    let mut pairs = vec![Pair::default(); PAIRS];
    for (c, fold) in characters.zip(&folds).skip(0x80) {
        let mut bytes = [0; 2];
        c.encode_utf8(&mut bytes);
        pairs[usize::from(u16::from_be_bytes(bytes) - FIRST_PAIR)] = Pair::new(c, *fold);
    }
    Tables { folds, pairs }
});

/// Folds characters.
#[derive(Clone, Copy)]
pub(super) struct Folder(&'static Tables);

impl Folder {
    pub fn new() -> Folder {
        Folder(&TABLES)
    }

    /// Folds one character. Latin letters lose case and accents; Arabic letters take one form each.
    #[inline]
    pub fn fold(self, c: char) -> Fold {
        let known = self.0.folds.get(c as usize);
        known.copied().unwrap_or_else(|| find_out(c))
    }

    /// Folds a character of two bytes, which are nothing where they are no such.
    #[inline]
    pub fn fold_pair(self, bytes: [u8; 2]) -> Pair {
        let at = u16::from_be_bytes(bytes).wrapping_sub(FIRST_PAIR);
        let pair = self.0.pairs.get(usize::from(at));
        pair.copied().unwrap_or_default()
    }
}

/// What a character of two bytes becomes, where that is one letter of no more bytes: those, and what is to be known of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Pair(u32);

impl Pair {
    const LETTER: u32 = 1 << 16;
    const CHANGED: u32 = 1 << 17;
    const CAPITAL: u32 = 1 << 18;
    const TWO_BYTES: u32 = 1 << 19;
    const END: u32 = 1 << 20;

    fn new(c: char, fold: Fold) -> Pair {
        let letter = match fold {
            Fold::Letter(letter) => letter,
            Fold::Mark(_) | Fold::Space => return Pair(Pair::END),
            _ => return Pair::default(),
        };
        let length = letter.len_utf8();
        if length > 2 {
            return Pair::default();
        }
        let mut bytes = [0; 4];
        letter.encode_utf8(&mut bytes);
        let flag = |flag: u32, holds: bool| if holds { flag } else { 0 };
        Pair(
            u32::from_le_bytes(bytes)
                | Pair::LETTER
                | flag(Pair::CHANGED, letter != c)
                | flag(Pair::CAPITAL, letter != c && c.is_uppercase())
                | flag(Pair::TWO_BYTES, length == 2),
        )
    }

    /// Whether it is a letter and becomes one.
    #[inline]
    pub fn is_letter(self) -> bool {
        self.0 & Pair::LETTER != 0
    }

    /// Whether it is a letter that stays as it is.
    #[inline]
    pub fn is_kept(self) -> bool {
        self.0 & (Pair::LETTER | Pair::CHANGED) == Pair::LETTER
    }

    /// Whether it is a mark or a space, at which words end.
    #[inline]
    pub fn is_end(self) -> bool {
        self.0 == Pair::END
    }

    /// Whether it becomes another.
    #[inline]
    pub fn is_changed(self) -> bool {
        self.0 & Pair::CHANGED != 0
    }

    /// Whether it is the capital of another.
    #[inline]
    pub fn is_capital(self) -> bool {
        self.0 & Pair::CAPITAL != 0
    }

    /// The bytes of what it becomes; a zero behind a single one.
    #[inline]
    pub fn bytes(self) -> [u8; 2] {
        (self.0 as u16).to_le_bytes()
    }

    /// How many they are.
    #[inline]
    pub fn length(self) -> usize {
        1 + usize::from(self.0 & Pair::TWO_BYTES != 0)
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
