//! The legend: what colours, shapes, sizes and lines mean, as far as the picture has them.

use super::Kit;
use super::lettering::{Anchor, Lettering};
use super::marks::{Sizes, shape};
use super::panel::{GHOST, marker, outline, uncertainty};
use super::project::Point;
use super::scene::Scene;
use super::spot::style_of;
use super::svg::Svg;

const WORDS: Lettering = Lettering::plain(12.0, "#333333");
/// Between items, and between a sign and its words.
const GAP: f64 = 18.0;
const BESIDE: f64 = 4.0;
/// Between circles of growing size, and between each and its number.
const BETWEEN: f64 = 8.0;
const BY_NUMBER: f64 = 3.0;
/// From one row to the next.
const ROW: f64 = 22.0;
/// The radius of signs.
const SIGN: f64 = 5.5;
/// Half of the room that a sign has; a star reaches further than a circle.
const SLOT: f64 = 8.0;

/// A sign with its meaning.
#[derive(Clone, Debug)]
struct Item {
    sign: Sign,
    words: String,
}

#[derive(Clone, Debug)]
enum Sign {
    /// The marker of a style.
    Type(usize),
    /// A marker of an event of which only the region is known.
    Region,
    /// Markers of growing numbers of reports.
    Sizes(Vec<(u64, f64)>),
    Circle,
    Outline,
    /// An event of another map.
    Ghost,
}

/// What a legend has to know of the maps.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The number of reports of the largest marker.
    pub most: u64,
    /// Whether circles of uncertainty are large enough to be seen.
    pub circles: bool,
    /// Whether events of other maps are hinted at.
    pub ghosts: bool,
}

/// The items of a picture's legend, laid out in rows.
pub struct Legend {
    rows: Vec<Row>,
    width: f64,
}

/// Items with their distances from the side where lines begin.
#[derive(Default)]
struct Row {
    items: Vec<(f64, Item)>,
    height: f64,
}

impl Legend {
    /// Lays out what a scene needs in rows of this width.
    pub fn new(kit: &Kit, scene: &Scene, sizes: &Sizes, facts: &Facts, width: f64) -> Legend {
        let mut rows: Vec<Row> = Vec::new();
        let mut used = f64::INFINITY;
        for item in items(kit, scene, sizes, facts) {
            let wide = item.width(kit);
            if used + wide > width {
                rows.push(Row::default());
                used = 0.0;
            }
            if let Some(row) = rows.last_mut() {
                row.height = row.height.max(item.sign.height());
                row.items.push((used, item));
            }
            used += wide + GAP;
        }
        Legend { rows, width }
    }

    /// Pixels from its top to its bottom.
    pub fn height(&self) -> f64 {
        self.rows.iter().map(|row| row.height).sum()
    }

    /// Draws it with its upper left corner at a point.
    pub fn draw(&self, svg: &mut Svg, kit: &Kit, at: Point) {
        let mut top = at.y;
        for row in &self.rows {
            for (start, item) in &row.items {
                item.draw(svg, kit, at.x, self.width, *start, top + row.height / 2.0);
            }
            top += row.height;
        }
    }
}

fn items(kit: &Kit, scene: &Scene, sizes: &Sizes, facts: &Facts) -> Vec<Item> {
    let mut styles: Vec<usize> = scene
        .types()
        .into_iter()
        .map(|t| style_of(t, &kit.styles))
        .collect();
    styles.sort_unstable();
    styles.dedup();
    let mut items: Vec<Item> = styles
        .into_iter()
        .map(|style| Item {
            sign: Sign::Type(style),
            words: kit.look(style).2.to_owned(),
        })
        .collect();
    let mut say = |sign: Sign, key: &str| {
        let words = kit.words.get(key).to_owned();
        items.push(Item { sign, words });
    };
    if facts.most > 1 {
        let mut counts = vec![1, facts.most.div_ceil(4), facts.most];
        counts.dedup();
        let signs = counts.into_iter().map(|n| (n, sizes.radius(n))).collect();
        say(Sign::Sizes(signs), "size");
    }
    if scene.dots.iter().any(|dot| dot.region) {
        say(Sign::Region, "region");
    }
    if facts.circles {
        say(Sign::Circle, "uncertainty");
    }
    if !scene.hulls.is_empty() {
        say(Sign::Outline, "cluster");
    }
    if facts.ghosts {
        say(Sign::Ghost, "ghost");
    }
    items
}

impl Item {
    fn width(&self, kit: &Kit) -> f64 {
        self.sign.width(kit) + BESIDE + WORDS.block(&self.words, &kit.fonts).width
    }

    /// Draws the item `start` pixels from the side where lines begin.
    fn draw(&self, svg: &mut Svg, kit: &Kit, left: f64, width: f64, start: f64, y: f64) {
        let sign = self.sign.width(kit);
        let block = WORDS.block(&self.words, &kit.fonts);
        let baseline = y + (block.above - block.below) / 2.0;
        let (sign_left, words_at, anchor) = match kit.words.right_to_left() {
            false => (left + start, left + start + sign + BESIDE, Anchor::Left),
            true => {
                let right = left + width - start;
                (right - sign, right - sign - BESIDE, Anchor::Right)
            }
        };
        self.sign.draw(svg, kit, sign_left, y);
        let at = Point {
            x: words_at,
            y: baseline,
        };
        WORDS.write(svg, at, anchor, &self.words);
    }
}

impl Sign {
    /// The height of a row in which it stands.
    fn height(&self) -> f64 {
        match self {
            Sign::Sizes(sizes) => {
                let largest = sizes.iter().map(|(_, radius)| radius * 2.0 + 4.0);
                largest.fold(ROW, f64::max)
            }
            _ => ROW,
        }
    }

    fn width(&self, kit: &Kit) -> f64 {
        match self {
            Sign::Sizes(sizes) => {
                let numbers = sizes.iter().map(|(n, radius)| {
                    radius * 2.0 + BY_NUMBER + WORDS.block(&n.to_string(), &kit.fonts).width
                });
                numbers.sum::<f64>() + BETWEEN * (sizes.len() as f64 - 1.0)
            }
            _ => SLOT * 2.0,
        }
    }

    fn draw(&self, svg: &mut Svg, kit: &Kit, left: f64, y: f64) {
        let at = Point { x: left + SLOT, y };
        match self {
            Sign::Type(style) => {
                let (form, colour, _) = kit.look(*style);
                marker(svg, at, SIGN, (form, colour), false, "");
            }
            Sign::Region => marker(svg, at, SIGN, ("circle", "#555555"), true, ""),
            Sign::Circle => uncertainty(svg, at, SIGN + 1.0, false),
            Sign::Ghost => svg.element(
                "path",
                &[("d", &shape("circle", at, 2.0)), ("fill", &GHOST)],
            ),
            Sign::Outline => outline(svg, &shape("pentagon", at, SIGN + 0.5)),
            Sign::Sizes(sizes) => self.draw_sizes(svg, kit, sizes, left, y),
        }
    }

    /// Circles with their numbers, the smallest where lines begin.
    fn draw_sizes(&self, svg: &mut Svg, kit: &Kit, sizes: &[(u64, f64)], left: f64, y: f64) {
        let mut used = 0.0;
        for (count, radius) in sizes {
            let said = count.to_string();
            let block = WORDS.block(&said, &kit.fonts);
            let wide = radius * 2.0 + BY_NUMBER + block.width;
            let (x, number) = match kit.words.right_to_left() {
                false => (left + used + radius, left + used + radius * 2.0 + BY_NUMBER),
                true => {
                    let start = left + self.width(kit) - used - wide;
                    (start + wide - radius, start)
                }
            };
            marker(
                svg,
                Point { x, y },
                *radius,
                ("circle", "#8c8c8c"),
                false,
                "",
            );
            let at = Point {
                x: number,
                y: y + (block.above - block.below) / 2.0,
            };
            WORDS.write(svg, at, Anchor::Left, &said);
            used += wide + BETWEEN;
        }
    }
}
