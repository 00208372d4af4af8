//! One map in its frame.

use super::clip::Rect;
use super::labels::Board;
use super::lettering::{Anchor, Lettering};
use super::marks::{Sizes, arrange, shape};
use super::project::{Point, View};
use super::scale::bar;
use super::scene::{Dot, Hull};
use super::spot::{Spot, spots};
use super::svg::{Num, Svg};
use super::wayfinding::label_ground;
use super::{Kit, OTHER};

/// Names of places where something happened.
const PLACE: Lettering = Lettering::plain(11.5, "#1c1c1c").halo(3.0);
const SCALE: Lettering = Lettering::plain(10.0, "#444444").halo(2.5);

/// Events of other maps.
pub const GHOST: &str = "#bdb7ae";

/// Where only the region is known, its circle is dashed from this radius on, in metres.
const REGION_M: f64 = 60_000.0;

/// What one map shows.
pub struct Panel<'a> {
    /// The events.
    pub dots: Vec<&'a Dot>,
    /// The outlines of their clusters.
    pub hulls: Vec<&'a Hull>,
    /// Events of the other maps, which are hinted at.
    pub ghosts: Vec<&'a Dot>,
    /// Whether it has the scale bar.
    pub scale: bool,
}

impl Panel<'_> {
    /// Draws the map with its upper left corner at the origin; `ground` is the id of what was drawn of the base map.
    pub fn draw(&self, svg: &mut Svg, kit: &Kit, view: &View, sizes: &Sizes, ground: &str) {
        let spots = spots(&self.dots, &kit.styles);
        svg.open("g", &[("clip-path", &"url(#frame)")]);
        svg.element("use", &[("href", &format!("#{ground}"))]);
        self.draw_ghosts(svg, view);
        draw_circles(svg, view, &spots);
        self.draw_hulls(svg, view);
        let mut board = Board::new(Rect {
            left: 3.0,
            top: 3.0,
            right: view.width - 3.0,
            bottom: view.height - 3.0,
        });
        if self.scale {
            draw_scale(svg, kit, view, &mut board);
        }
        let standing = stand(view, sizes, &spots, &mut board);
        draw_marks(svg, kit, &standing);
        label_spots(svg, kit, &standing, &mut board);
        label_ground(svg, kit, view, &spots, &mut board);
        svg.close("g");
        let (width, height) = (Num(view.width), Num(view.height));
        svg.element(
            "rect",
            &[
                ("width", &width),
                ("height", &height),
                ("fill", &"none"),
                ("stroke", &"#b9b4ac"),
            ],
        );
    }

    fn draw_ghosts(&self, svg: &mut Svg, view: &View) {
        let mut places: Vec<String> = self
            .ghosts
            .iter()
            .map(|dot| {
                let at = view.at(dot.at[0], dot.at[1]);
                shape("circle", at, 1.6)
            })
            .collect();
        places.sort();
        places.dedup();
        if !places.is_empty() {
            svg.element("path", &[("d", &places.concat()), ("fill", &GHOST)]);
        }
    }

    fn draw_hulls(&self, svg: &mut Svg, view: &View) {
        let frame = beyond(view);
        for hull in &self.hulls {
            let path = hull.shape.path(view, &frame);
            if !path.is_empty() {
                outline(svg, &path);
            }
        }
    }
}

/// The outline of a cluster.
pub fn outline(svg: &mut Svg, path: &str) {
    svg.element(
        "path",
        &[
            ("d", &path),
            ("fill", &"#3b3b6d"),
            ("fill-opacity", &"0.07"),
            ("stroke", &"#3b3b6d"),
            ("stroke-width", &"1.1"),
        ],
    );
}

/// One marker, filled where the place is known.
pub fn marker(
    svg: &mut Svg,
    at: Point,
    radius: f64,
    look: (&str, &str),
    region: bool,
    title: &str,
) {
    let (form, colour) = look;
    let (fill, edge, width) = match region {
        true => ("#ffffff", colour, Num((radius * 0.5).min(1.8))),
        false => (colour, "#ffffff", Num((radius * 0.2).min(0.8))),
    };
    let path = shape(form, at, if region { radius - 0.5 } else { radius });
    let attributes: [(&str, &dyn std::fmt::Display); 5] = [
        ("d", &path),
        ("fill", &fill),
        ("stroke", &edge),
        ("stroke-width", &width),
        ("stroke-linejoin", &"round"),
    ];
    if title.is_empty() {
        svg.element("path", &attributes);
    } else {
        svg.open("path", &attributes);
        svg.text("title", &[], title);
        svg.close("path");
    }
}

/// A circle within which events lie.
pub fn uncertainty(svg: &mut Svg, at: Point, radius: f64, dashed: bool) {
    let (x, y, r) = (Num(at.x), Num(at.y), Num(radius));
    let (opacities, dashes) = match dashed {
        true => (("0", "0.45"), "3 5"),
        false => (("0.06", "0.6"), "none"),
    };
    svg.element(
        "circle",
        &[
            ("cx", &x),
            ("cy", &y),
            ("r", &r),
            ("fill", &"#444444"),
            ("fill-opacity", &opacities.0),
            ("stroke", &"#777777"),
            ("stroke-opacity", &opacities.1),
            ("stroke-width", &"0.7"),
            ("stroke-dasharray", &dashes),
        ],
    );
}

fn draw_circles(svg: &mut Svg, view: &View, spots: &[Spot]) {
    for spot in spots {
        let at = view.at(spot.at[0], spot.at[1]);
        let per_pixel = view.metres_per_pixel(spot.at[1]);
        for metres in &spot.radii_m {
            let radius = metres / per_pixel;
            // A circle that its own marker covers says nothing.
            if radius > 4.0 {
                uncertainty(svg, at, radius, *metres >= REGION_M);
            }
        }
    }
}

/// A place with its markers, where they stand on this map.
struct Standing<'a> {
    spot: &'a Spot,
    at: Point,
    marks: Vec<(Point, f64)>,
}

/// Finds a stand for the markers of each place: those of known places on them, those of regions where there is room.
fn stand<'a>(
    view: &View,
    sizes: &Sizes,
    spots: &'a [Spot],
    board: &mut Board,
) -> Vec<Standing<'a>> {
    let (regions, places): (Vec<&Spot>, Vec<&Spot>) = spots.iter().partition(|s| s.is_region());
    let mut standing = Vec::new();
    for spot in places.into_iter().chain(regions) {
        let radii: Vec<f64> = spot.marks.iter().map(|m| sizes.radius(m.reports)).collect();
        let around = arrange(&radii);
        let at = view.at(spot.at[0], spot.at[1]);
        let rects = |at: Point| {
            let rects = around.iter().zip(&radii);
            rects
                .map(move |(p, r)| Rect::around(at.moved(p.x, p.y), *r))
                .collect::<Vec<_>>()
        };
        let at = match spot.is_region() {
            true => board.near(at, rects).unwrap_or(at),
            false => at,
        };
        rects(at).into_iter().for_each(|rect| board.block(rect));
        let marks = around
            .iter()
            .zip(&radii)
            .map(|(p, r)| (at.moved(p.x, p.y), *r));
        let marks = marks.collect();
        standing.push(Standing { spot, at, marks });
    }
    standing
}

fn draw_marks(svg: &mut Svg, kit: &Kit, standing: &[Standing]) {
    for Standing { spot, marks, .. } in standing {
        for (mark, (at, radius)) in spot.marks.iter().zip(marks) {
            let (form, colour, name) = kit.look(mark.style);
            let events = kit.words.events(mark.events);
            let title = match spot.said(kit) {
                place if place.is_empty() => format!("{name} ({events})"),
                place => format!("{place}: {name} ({events})"),
            };
            marker(svg, *at, *radius, (form, colour), mark.region, &title);
        }
    }
}

fn label_spots(svg: &mut Svg, kit: &Kit, standing: &[Standing], board: &mut Board) {
    for Standing { spot, at, marks } in standing {
        let name = spot.said(kit);
        if name.is_empty() {
            continue;
        }
        let block = PLACE.block(&name, &kit.fonts);
        let largest = marks.iter().map(|(_, radius)| *radius).fold(0.0, f64::max);
        let reach = marks
            .iter()
            .map(|(p, radius)| (p.x - at.x).hypot(p.y - at.y) + radius);
        let reach = reach.fold(0.0, f64::max);
        // Beside the marker on the place if none of the others is there, or else beside them all, or not far from them.
        let left = [largest, reach, reach + 9.0]
            .into_iter()
            .find_map(|clear| board.beside(*at, clear, block));
        if let Some(left) = left {
            PLACE.write(svg, left, Anchor::Left, &name);
        }
    }
}

fn draw_scale(svg: &mut Svg, kit: &Kit, view: &View, board: &mut Board) {
    let bar = bar(view, (view.width * 0.25).min(160.0));
    let said = match bar.metres >= 1000.0 {
        true => kit
            .words
            .fill("km", &[("n", &(bar.metres / 1000.0).to_string())]),
        false => kit.words.fill("metres", &[("n", &bar.metres.to_string())]),
    };
    let (left, right, y) = (10.0, 10.0 + bar.pixels, view.height - 10.0);
    let path = format!(
        "M{left},{}V{}H{}V{}",
        Num(y - 5.0),
        Num(y),
        Num(right),
        Num(y - 5.0)
    );
    for (colour, width) in [("#ffffff", Num(3.5)), ("#444444", Num(1.2))] {
        svg.element(
            "path",
            &[
                ("d", &path),
                ("fill", &"none"),
                ("stroke", &colour),
                ("stroke-width", &width),
            ],
        );
    }
    let block = SCALE.block(&said, &kit.fonts);
    let at = Point {
        x: left + 4.0,
        y: y - 5.0,
    };
    SCALE.write(svg, at, Anchor::Left, &said);
    board.block(Rect {
        left,
        top: y - 6.0 - block.above,
        right: right.max(left + block.width + 4.0),
        bottom: view.height,
    });
}

/// A little more than the frame, so that no cut edge is seen.
fn beyond(view: &View) -> Rect {
    Rect {
        left: -8.0,
        top: -8.0,
        right: view.width + 8.0,
        bottom: view.height + 8.0,
    }
}

/// The look of an event type that has no style of its own.
pub const UNSTYLED: (&str, &str) = ("circle", OTHER);
