//! From SVG to pixels, with nothing but the fonts that are built in.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::text::FONTS;

/// A picture as PNG, so many pixels to one of the SVG.
///
/// # Errors
/// What went wrong, in words: an SVG that is none, or a picture too large for the memory.
pub fn encode(svg: &str, scale: f32) -> Result<Vec<u8>, String> {
    let mut options = Options::default();
    for font in FONTS {
        options.fontdb_mut().load_font_data(font.to_vec());
    }
    options.font_family = "Noto Sans".to_owned();
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let pixels = |length: u32| (length as f32 * scale).ceil() as u32;
    let too_large = || "the picture is too large".to_owned();
    let mut pixmap =
        Pixmap::new(pixels(size.width()), pixels(size.height())).ok_or_else(too_large)?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    pixmap.encode_png().map_err(|error| error.to_string())
}
