//! Lettering: how a text looks and how it is written into SVG.

use std::fmt::Display;

use super::labels::Block;
use super::project::Point;
use super::svg::{Num, Svg};
use super::text::{Face, Fonts, family, has_arabic, reach};

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Lettering {
    /// Upright, heavy or slanted.
    pub face: Face,
    /// Pixels.
    pub size: f64,
    /// `#rrggbb`.
    pub colour: &'static str,
    /// The width of the light edge around letters that stand on the map.
    pub halo: f64,
    /// Extra room between letters that do not join.
    pub spacing: f64,
}

/// Which end of a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Left,
    /// Its right end.
    Right,
}

impl Lettering {
    /// Dark, upright, without a halo.
    pub const fn plain(size: f64, colour: &'static str) -> Lettering {
        Lettering {
            face: Face::Regular,
            size,
            colour,
            halo: 0.0,
            spacing: 0.0,
        }
    }

    /// The same in another face.
    pub const fn face(self, face: Face) -> Lettering {
        Lettering { face, ..self }
    }

    /// The same with a halo.
    pub const fn halo(self, halo: f64) -> Lettering {
        Lettering { halo, ..self }
    }

    /// The room that a text takes.
    pub fn block(&self, text: &str, fonts: &Fonts) -> Block {
        let (above, below) = reach(text, self.size);
        let gaps = text.chars().count().saturating_sub(1) as f64;
        Block {
            width: fonts.width(text, self.face, self.size) + self.spacing_of(text) * gaps,
            above,
            below,
        }
    }

    /// Writes a text on one line.
    pub fn write(&self, svg: &mut Svg, at: Point, anchor: Anchor, text: &str) {
        let (x, y, size) = (Num(at.x), Num(at.y), Num(self.size));
        let (halo, spacing) = (Num(self.halo), Num(self.spacing_of(text)));
        let family = family(text);
        let mut attributes: Vec<(&str, &dyn Display)> = vec![
            ("x", &x),
            ("y", &y),
            ("font-family", &family),
            ("font-size", &size),
            ("fill", &self.colour),
        ];
        match self.face {
            Face::Regular => {}
            Face::Bold => attributes.push(("font-weight", &"bold")),
            Face::Italic => attributes.push(("font-style", &"italic")),
        }
        if anchor == Anchor::Right {
            attributes.push(("text-anchor", &"end"));
        }
        if spacing.0 > 0.0 {
            attributes.push(("letter-spacing", &spacing));
        }
        if self.halo > 0.0 {
            attributes.extend::<[(&str, &dyn Display); 4]>([
                ("stroke", &"#ffffff"),
                ("stroke-width", &halo),
                ("stroke-linejoin", &"round"),
                ("paint-order", &"stroke"),
            ]);
        }
        svg.text("text", &attributes, &directed(text));
    }

    /// Letters that join are never drawn apart.
    fn spacing_of(&self, text: &str) -> f64 {
        if has_arabic(text) { 0.0 } else { self.spacing }
    }
}

/// A text that is read from right to left, said to be so: the numbers and marks in it then stand where they belong,
/// whatever surrounds the picture.
fn directed(text: &str) -> String {
    match has_arabic(text) {
        true => format!("\u{202b}{text}\u{202c}"),
        false => text.to_owned(),
    }
}
