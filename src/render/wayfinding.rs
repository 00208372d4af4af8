//! The names on the ground, which help to find one's way, where events leave room for them.

use super::Kit;
use super::basemap::{Named, middle_of};
use super::clip::Rect;
use super::labels::Board;
use super::lettering::{Anchor, Lettering};
use super::marks::shape;
use super::project::{Point, View};
use super::shape::{Position, Shape};
use super::spot::Spot;
use super::svg::Svg;
use super::text::Face;

/// Names of towns that help to find one's way.
const TOWN: Lettering = Lettering::plain(10.0, "#77726b").halo(2.5);
const COUNTRY: Lettering = Lettering {
    spacing: 2.0,
    ..Lettering::plain(10.5, "#8d8881").halo(2.5)
};
const PROVINCE: Lettering = Lettering {
    spacing: 1.2,
    ..Lettering::plain(9.0, "#b3ada4").halo(2.0)
};
const WATER: Lettering = Lettering::plain(9.5, "#6a9bb8")
    .face(Face::Italic)
    .halo(2.0);
/// A frame at least so wide has room for the names of provinces, small towns and small rivers.
const ROOMY: f64 = 520.0;
/// A town so near to a place with events, in pixels, is that place.
const SAME: f64 = 6.0;

/// Names what helps to find one's way, the most helpful first.
pub fn label_ground(svg: &mut Svg, kit: &Kit, view: &View, spots: &[Spot], board: &mut Board) {
    let most = if view.width >= ROOMY { 3 } else { 1 };
    let mut labels: Vec<&Named> = kit.basemap.labels().filter(|l| l.rank <= most).collect();
    labels.sort_by_key(|label| (order(&label.kind), label.rank));
    for label in labels {
        let Some(name) = label.name_in(&kit.words.code) else {
            continue;
        };
        match (&*label.kind, &label.shape) {
            ("river", Shape::Lines(lines)) => label_river(svg, kit, view, lines, name, board),
            ("city", Shape::Points(points)) => {
                for at in points.iter().map(|p| view.at(p[0], p[1])) {
                    let mut places = spots.iter().map(|s| view.at(s.at[0], s.at[1]));
                    if !places.any(|s| (s.x - at.x).hypot(s.y - at.y) < SAME) {
                        label_town(svg, kit, at, name, board);
                    }
                }
            }
            (kind, Shape::Points(points)) => {
                for at in points.iter().map(|p| view.at(p[0], p[1])) {
                    label_area(svg, kit, at, kind, name, board);
                }
            }
            _ => {}
        }
    }
}

fn order(kind: &str) -> usize {
    let kinds = ["country", "city", "river", "sea"];
    kinds.iter().position(|k| *k == kind).unwrap_or(kinds.len())
}

fn label_town(svg: &mut Svg, kit: &Kit, at: Point, name: &str, board: &mut Board) {
    let block = TOWN.block(name, &kit.fonts);
    if let Some(left) = board.beside(at, 1.5, block) {
        board.block(Rect::around(at, 2.0));
        let square = shape("square", at, 1.7);
        svg.element("path", &[("d", &square), ("fill", &TOWN.colour)]);
        TOWN.write(svg, left, Anchor::Left, name);
    }
}

fn label_river(
    svg: &mut Svg,
    kit: &Kit,
    view: &View,
    lines: &[Vec<Position>],
    name: &str,
    board: &mut Board,
) {
    let block = WATER.block(name, &kit.fonts);
    let middle = middle_of(lines, view, &inside(view));
    if let Some(left) = middle.and_then(|at| board.beside(at, 1.0, block)) {
        WATER.write(svg, left, Anchor::Left, name);
    }
}

fn label_area(svg: &mut Svg, kit: &Kit, at: Point, kind: &str, name: &str, board: &mut Board) {
    let (lettering, name) = match kind {
        "country" => (COUNTRY, name.to_uppercase()),
        "sea" => (WATER, name.to_owned()),
        _ => (PROVINCE, name.to_uppercase()),
    };
    let block = lettering.block(&name, &kit.fonts);
    if let Some(left) = board.on(at, block) {
        lettering.write(svg, left, Anchor::Left, &name);
    }
}

/// The frame without its edge.
fn inside(view: &View) -> Rect {
    Rect {
        left: 10.0,
        top: 10.0,
        right: view.width - 10.0,
        bottom: view.height - 10.0,
    }
}
