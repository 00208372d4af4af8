//! Pictures of maps, as SVG and PNG.
//!
//! The same scene gives the same bytes on every machine: positions are rounded, text is measured and drawn with the
//! fonts of `assets/fonts`, and nothing of the system is used.
//!
//! | the question | where |
//! | --- | --- |
//! | what is shown | [`scene`], [`periods`], [`spot`] |
//! | where it goes | [`project`], [`clip`], [`labels`], [`page`] |
//! | how it looks | [`basemap`], [`marks`], [`panel`], [`wayfinding`], [`legend`], [`scale`], [`lettering`] |
//! | what it says | [`words`], [`text`] |
//! | how it is written | [`svg`], [`png`] |

pub mod words;
pub mod scene;
pub mod shape;
pub mod periods;
pub mod spot;

pub mod project;
pub mod clip;
pub mod labels;

pub mod text;
pub mod lettering;
pub mod basemap;
pub mod marks;
pub mod scale;
pub mod legend;
pub mod wayfinding;
pub mod panel;
pub mod page;

pub mod svg;
pub mod png;

use crate::error::Error;
use crate::write::style::{self, EventStyle};
use basemap::Basemap;
use text::Fonts;
use words::Words;

/// The colour of event types that have none of their own.
const OTHER: &str = "#777777";

/// Whether there is one map, or one for every date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Small maps, one per date; one per month or year where there are many dates.
    Date,
    /// One map with all events.
    None,
}

/// What the one who orders a picture can choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// One map, or many.
    pub by: By,
    /// The width of the picture in pixels; its height follows from what is on it.
    pub width: u32,
    /// What stands above it; `None` for words that fit every map.
    pub title: Option<String>,
}

/// What every part of a picture is drawn with.
pub struct Kit {
    /// The words of one language.
    pub words: Words,
    /// The fonts.
    pub fonts: Fonts,
    /// The look of event types, in the order of legends.
    pub styles: Vec<EventStyle>,
    /// The ground.
    pub basemap: Basemap,
}

impl Kit {
    /// The kit for pictures in a language, or in the first one that there are words of.
    ///
    /// # Errors
    /// When there are no words in that language.
    pub fn new(language: Option<&str>) -> Result<Kit, Error> {
        Ok(Kit {
            words: Words::of(language)?,
            fonts: Fonts::embedded(),
            styles: style::embedded()?,
            basemap: Basemap::embedded()?,
        })
    }

    /// The shape, the colour and the name of a style by its number.
    pub fn look(&self, style: usize) -> (&str, &str, &str) {
        match self.styles.get(style) {
            Some(style) => (&style.shape, &style.colour, style.name_in(&self.words.code)),
            None => (
                panel::UNSTYLED.0,
                panel::UNSTYLED.1,
                self.words.get("other_type"),
            ),
        }
    }
}
