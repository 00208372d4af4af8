//! The parts of the page that are the same for every map.

use std::sync::LazyLock;

/// The template.
pub(super) const PAGE: &str = include_str!("../../../assets/map/page.html");
/// What the interface says, in its languages.
pub(super) const WORDS: &str = include_str!("../../../assets/map/words.csv");

/// The licence asks to be kept with the library.
const LEAFLET_LICENCE: &str = include_str!("../../../assets/leaflet/LICENSE");
const LEAFLET_STYLE: &str = include_str!("../../../assets/leaflet/leaflet.css");
const LEAFLET: &str = include_str!("../../../assets/leaflet/leaflet.js");
const STYLE: &str = include_str!("../../../assets/map/map.css");

/// What must stand before the library.
const GUARD: &str = include_str!("../../../assets/map/js/guard.js");

macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        [$(include_str!(concat!("../../../assets/map/js/", $name, ".js"))),*]
    };
}

/// The page's own scripts, in the order in which they rest on each other.
const MODULES: [&str; 12] = modules![
    "data", "words", "dom", "basemap", "state", "groups", "symbols", "layer", "timeline", "popup",
    "list", "main",
];

/// The content of the style block.
pub(super) fn style() -> &'static str {
    static BLOCK: LazyLock<String> =
        LazyLock::new(|| as_parsed(&format!("\n{LEAFLET_STYLE}\n{STYLE}")));
    &BLOCK
}

/// Browsers read every line end as one character, and take the hash of what they read.
fn as_parsed(block: &str) -> String {
    block.replace("\r\n", "\n")
}

/// The content of the script block: the library, then the modules in one scope of their own.
pub(super) fn script() -> &'static str {
    static BLOCK: LazyLock<String> = LazyLock::new(|| {
        // The library's source map is not there, and a browser's tools would look for it.
        let leaflet = LEAFLET.split("\n//# sourceMappingURL").next();
        let leaflet = leaflet.unwrap_or_default();
        let modules = MODULES.concat();
        let block = format!(
            "\n{GUARD}\n/*\n{LEAFLET_LICENCE}*/\n{leaflet}\n\n(() => {{\n\"use strict\";\n\n{modules}}})();\n"
        );
        as_parsed(&block)
    });
    &BLOCK
}

/// What lies under the events: the collections of `assets/basemap/` by name, in drawing order.
pub(super) const BASEMAP: [(&str, &str); 4] = [
    (
        "countries",
        include_str!("../../../assets/basemap/countries.geojson"),
    ),
    (
        "water",
        include_str!("../../../assets/basemap/water.geojson"),
    ),
    (
        "borders",
        include_str!("../../../assets/basemap/borders.geojson"),
    ),
    (
        "labels",
        include_str!("../../../assets/basemap/labels.geojson"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_where_they_should() {
        let basemap = BASEMAP.map(|(_, content)| content);
        assert!(!style().contains('\r') && !script().contains('\r'));
        for block in [style(), script()].into_iter().chain(basemap) {
            let block = block.to_ascii_lowercase();
            for mark in ["</script", "</style", "<!--", "<script", "sourcemappingurl"] {
                assert!(!block.contains(mark), "{mark}");
            }
        }
    }
}
