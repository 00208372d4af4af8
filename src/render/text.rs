//! The fonts of pictures: how wide a text is in them, and where to break it.

use harfrust::{FontRef, ShapeOptions, ShaperData, UnicodeBuffer};

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Upright.
    Regular,
    /// Heavy.
    Bold,
    /// Slanted; letters that join have no such form and stay upright.
    Italic,
}

/// The files, which PNG pictures are drawn with: nothing of the system is used.
pub const FONTS: [&[u8]; 5] = [
    include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../assets/fonts/NotoSans-Italic.ttf"),
    include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoNaskhArabic-Bold.ttf"),
];

/// The families of a text in Latin letters, the bundled one first.
const SANS: &str = "'Noto Sans', 'Helvetica Neue', Arial, sans-serif";
/// The families of a text in Arabic letters.
const NASKH: &str = "'Noto Naskh Arabic', 'Noto Sans', 'Geeza Pro', Arial, serif";

/// Measures texts.
pub struct Fonts {
    fonts: Vec<(FontRef<'static>, ShaperData)>,
}

impl Fonts {
    /// The fonts that are built in.
    pub fn embedded() -> Fonts {
        let fonts = FONTS.iter().filter_map(|bytes| FontRef::new(bytes).ok());
        let fonts = fonts.map(|font| {
            let data = ShaperData::new(&font);
            (font, data)
        });
        Fonts {
            fonts: fonts.collect(),
        }
    }

    /// The width of a text in pixels, its letters joined and moved together as they will be drawn.
    pub fn width(&self, text: &str, face: Face, size: f64) -> f64 {
        let runs = runs(text).into_iter();
        runs.map(|(run, arabic)| self.run(run, arabic, face, size))
            .sum()
    }

    /// The lines of a text in a column; a word that is wider than the column is cut.
    pub fn wrap(&self, text: &str, face: Face, size: f64, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let word = self.cut(word, face, size, width);
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) if self.width(&longer, face, size) <= width => {
                    *line = longer;
                }
                _ => lines.push(word),
            }
        }
        lines
    }

    /// A text, or as much of its beginning as fits, with an ellipsis.
    pub fn cut(&self, text: &str, face: Face, size: f64, width: f64) -> String {
        if self.width(text, face, size) <= width {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let shortened = |end: &usize| format!("{}…", &text[..*end]);
        let fits = ends.partition_point(|end| self.width(&shortened(end), face, size) <= width);
        ends.get(fits.saturating_sub(1))
            .map_or_else(String::new, shortened)
    }

    fn run(&self, text: &str, arabic: bool, face: Face, size: f64) -> f64 {
        let number = match (arabic, face) {
            (true, Face::Bold) => 4,
            (true, _) => 3,
            (false, Face::Regular) => 0,
            (false, Face::Bold) => 1,
            (false, Face::Italic) => 2,
        };
        let Some((font, data)) = self.fonts.get(number) else {
            return 0.0;
        };
        let shaper = data.shaper(font).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let glyphs = shaper.shape(buffer, ShapeOptions::new());
        let advances = glyphs
            .glyph_positions()
            .iter()
            .map(|p| f64::from(p.x_advance));
        advances.sum::<f64>() * size / f64::from(shaper.units_per_em())
    }
}

/// Whether a text has letters that are written from right to left and joined.
pub fn has_arabic(text: &str) -> bool {
    text.chars().any(is_arabic)
}

/// The value of `font-family` for a text.
pub fn family(text: &str) -> &'static str {
    if has_arabic(text) { NASKH } else { SANS }
}

/// How far a line of text reaches above and below its baseline, in pixels.
pub fn reach(text: &str, size: f64) -> (f64, f64) {
    match has_arabic(text) {
        true => (size * 0.95, size * 0.42),
        false => (size * 0.80, size * 0.24),
    }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// A text cut where the script changes; what has no script goes with what stands before it.
fn runs(text: &str) -> Vec<(&str, bool)> {
    let mut runs = Vec::new();
    let mut start = 0;
    let mut current = has_arabic(text.split_whitespace().next().unwrap_or_default());
    for (at, c) in text.char_indices() {
        let arabic = is_arabic(c);
        if c.is_alphabetic() && arabic != current {
            runs.push((&text[start..at], current));
            (start, current) = (at, arabic);
        }
    }
    runs.push((&text[start..], current));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_plausible() {
        let fonts = Fonts::embedded();
        assert_eq!(fonts.fonts.len(), FONTS.len());
        let width = |text: &str, face| fonts.width(text, face, 10.0);
        assert_eq!(width("", Face::Regular), 0.0);
        assert!(width("Mayadin", Face::Regular) > 30.0 && width("Mayadin", Face::Regular) < 50.0);
        assert!(width("Mayadin", Face::Bold) > width("Mayadin", Face::Regular));
        assert!(width("الميادين", Face::Regular) > 20.0);
        let apart: f64 = "الميادين"
            .chars()
            .map(|c| width(&c.to_string(), Face::Regular))
            .sum();
        assert!(
            width("الميادين", Face::Regular) < apart,
            "letters are joined"
        );
    }

    #[test]
    fn lines_fit() {
        let fonts = Fonts::embedded();
        for text in [
            "Une phrase assez longue pour trois lignes au moins, sinon quatre",
            "Unmotbienpluslongquelacolonnequidoitleportersanslecouper court",
            "",
        ] {
            let lines = fonts.wrap(text, Face::Regular, 10.0, 100.0);
            for line in &lines {
                let width = fonts.width(line, Face::Regular, 10.0);
                assert!(width <= 100.0 && !line.is_empty(), "{line}: {width}");
            }
            assert_eq!(lines.is_empty(), text.is_empty());
        }
    }

    #[test]
    fn scripts() {
        for (text, expected) in [
            ("Homs", vec![("Homs", false)]),
            ("حمص 12", vec![("حمص 12", true)]),
            ("Homs حمص", vec![("Homs ", false), ("حمص", true)]),
        ] {
            assert_eq!(runs(text), expected);
        }
    }
}
