//! The sheet: title, legend, maps, credits.

use super::legend::{Facts, Legend};
use super::lettering::{Anchor, Lettering};
use super::marks::Sizes;
use super::panel::Panel;
use super::periods::{periods, title};
use super::project::{Extent, Point, View};
use super::scene::{Dot, Scene};
use super::spot::spots;
use super::svg::{Num, Svg};
use super::text::Face;
use super::{By, Kit, Options};

const TITLE: Lettering = Lettering::plain(24.0, "#111111").face(Face::Bold);
const SUBTITLE: Lettering = Lettering::plain(14.0, "#555555");
const DATE: Lettering = Lettering::plain(13.0, "#111111").face(Face::Bold);
const COUNT: Lettering = Lettering::plain(11.0, "#777777");
const CREDITS: Lettering = Lettering::plain(10.0, "#777777");

const MARGIN: f64 = 20.0;
/// Between maps.
const GUTTER: f64 = 14.0;
/// Above a map, for its date.
const HEAD: f64 = 22.0;
/// Maps are not narrower than this while there is room.
const NARROWEST: f64 = 225.0;
/// No more lines of the title than this are shown.
const TITLE_LINES: usize = 3;

/// The picture of a scene as SVG.
pub fn draw(scene: &Scene, options: &Options, kit: &Kit) -> String {
    let width = f64::from(options.width);
    let inner = (width - 2.0 * MARGIN).max(100.0);
    let sheets = match options.by {
        By::Date => periods(&scene.dots),
        By::None => Vec::new(),
    };
    // One date is one map, which needs no heading of its own.
    let single = sheets.len() < 2;
    let columns = if single {
        1
    } else {
        columns(sheets.len(), inner)
    };
    let across = (inner - GUTTER * (columns as f64 - 1.0)) / columns as f64;
    let view = View::new(extent(&scene.dots), across.floor());
    let panels: Vec<Panel> = match single {
        true => vec![whole(scene)],
        false => {
            let maps = sheets.iter().enumerate();
            maps.map(|(i, (_, dots))| part(scene, dots, i == 0))
                .collect()
        }
    };
    let reports: Vec<Vec<u64>> = panels.iter().map(|panel| reports(panel, kit)).collect();
    let most = reports.iter().flatten().copied().max();
    let (usual, largest) = if single { (5.5, 26.0) } else { (4.5, 15.0) };
    let sizes = Sizes::new(&reports, view.width * view.height, usual, largest);
    let seen = |dot: &Dot| dot.uncertainty_m / view.metres_per_pixel(dot.at[1]) > 4.0;
    let facts = Facts {
        most: most.unwrap_or(0),
        circles: scene.dots.iter().any(seen),
        ghosts: !single,
    };
    let legend = Legend::new(kit, scene, &sizes, &facts, inner);

    let mut sheet = Sheet {
        kit,
        width,
        y: MARGIN,
        body: Svg::new(),
    };
    let heading = options.title.as_deref().unwrap_or(kit.words.get("title"));
    sheet.lines(heading, TITLE, 30.0, TITLE_LINES);
    sheet.lines(&subtitle(scene, kit), SUBTITLE, 20.0, 2);
    sheet.y += 6.0;
    let at = sheet.at();
    legend.draw(&mut sheet.body, kit, at);
    sheet.y += legend.height() + 8.0;
    for (number, panel) in panels.iter().enumerate() {
        let column = number % columns;
        let place = if kit.words.right_to_left() {
            columns - 1 - column
        } else {
            column
        };
        let x = MARGIN + place as f64 * (view.width + GUTTER);
        if !single {
            let (name, dots) = &sheets[number];
            sheet.head(
                x,
                view.width,
                &title(name, &kit.words),
                &kit.words.events(dots.len()),
            );
        }
        let down = if single { 0.0 } else { HEAD };
        let moved = format!("translate({},{})", Num(x), Num(sheet.y + down));
        sheet.body.open("g", &[("transform", &moved)]);
        panel.draw(&mut sheet.body, kit, &view, &sizes, "ground");
        sheet.body.close("g");
        if column + 1 == columns || number + 1 == panels.len() {
            sheet.y += down + view.height + GUTTER;
        }
    }
    sheet.lines(kit.words.get("attribution"), CREDITS, 14.0, 4);
    sheet.finish(heading, scene, &view)
}

/// How many reports each marker of a map stands for.
fn reports(panel: &Panel, kit: &Kit) -> Vec<u64> {
    let marks = spots(&panel.dots, &kit.styles)
        .into_iter()
        .flat_map(|spot| spot.marks);
    marks.map(|mark| mark.reports).collect()
}

/// All events on one map.
fn whole(scene: &Scene) -> Panel<'_> {
    Panel {
        dots: scene.dots.iter().collect(),
        hulls: scene.hulls.iter().collect(),
        ghosts: Vec::new(),
        scale: true,
    }
}

/// Some of the events, with a hint of the others.
fn part<'a>(scene: &'a Scene, dots: &[&'a Dot], scale: bool) -> Panel<'a> {
    let here = |id: &str| dots.iter().any(|dot| dot.cluster.as_deref() == Some(id));
    Panel {
        dots: dots.to_vec(),
        hulls: scene.hulls.iter().filter(|hull| here(&hull.id)).collect(),
        ghosts: scene.dots.iter().collect(),
        scale,
    }
}

/// So many columns that the rows are as full as can be.
fn columns(maps: usize, width: f64) -> usize {
    let most = ((width + GUTTER) / (NARROWEST + GUTTER)).floor().max(1.0) as usize;
    let rows = maps.div_ceil(most.min(maps));
    maps.div_ceil(rows)
}

/// Around a scene without events: Syria.
const NOTHING: Extent = Extent {
    west: 35.4,
    south: 32.2,
    east: 42.5,
    north: 37.4,
};
/// Around a place so that its surroundings are seen, in metres.
const SURROUNDINGS_M: f64 = 30_000.0;

/// What a map has to show for all events to be on it, with some room at the edge.
fn extent(dots: &[Dot]) -> Extent {
    let around = |dot: &Dot| {
        let radius = if dot.region {
            0.0
        } else {
            dot.uncertainty_m.min(SURROUNDINGS_M)
        };
        Extent::around(dot.at[0], dot.at[1], radius.max(SURROUNDINGS_M))
    };
    let all = dots.iter().map(around).reduce(Extent::hull);
    all.unwrap_or(NOTHING)
}

fn subtitle(scene: &Scene, kit: &Kit) -> String {
    if scene.dots.is_empty() {
        return kit.words.get("no_events").to_owned();
    }
    let count = kit.words.events(scene.dots.len());
    let days = scene.dots.iter().filter_map(|dot| dot.days);
    match days.reduce(|all, days| all.hull(days)) {
        Some(days) => format!("{count} · {}", kit.words.range(days.first(), days.last())),
        None => count,
    }
}

/// A sheet that is filled from top to bottom.
struct Sheet<'a> {
    kit: &'a Kit,
    width: f64,
    y: f64,
    body: Svg,
}

impl Sheet<'_> {
    fn at(&self) -> Point {
        Point {
            x: MARGIN,
            y: self.y,
        }
    }

    /// Writes a text from margin to margin.
    fn lines(&mut self, text: &str, lettering: Lettering, height: f64, most: usize) {
        let inner = self.width - 2.0 * MARGIN;
        let fonts = &self.kit.fonts;
        let lines = fonts.wrap(text, lettering.face, lettering.size, inner);
        for line in lines.iter().take(most) {
            let (x, anchor) = match self.kit.words.right_to_left() {
                true => (self.width - MARGIN, Anchor::Right),
                false => (MARGIN, Anchor::Left),
            };
            let y = self.y + lettering.size;
            lettering.write(&mut self.body, Point { x, y }, anchor, line);
            self.y += height;
        }
    }

    /// Writes the date and the number of events above a map.
    fn head(&mut self, x: f64, width: f64, date: &str, count: &str) {
        let y = self.y + DATE.size + 2.0;
        let (left, right) = (Point { x, y }, Point { x: x + width, y });
        let (start, end) = ((left, Anchor::Left), (right, Anchor::Right));
        let (start, end) = match self.kit.words.right_to_left() {
            true => (end, start),
            false => (start, end),
        };
        DATE.write(&mut self.body, start.0, start.1, date);
        COUNT.write(&mut self.body, end.0, end.1, count);
    }

    /// The whole picture: what describes it, what is drawn once and used on every map, and the sheet.
    fn finish(self, heading: &str, scene: &Scene, view: &View) -> String {
        let height = (self.y + MARGIN / 2.0).ceil();
        let (w, h) = (Num(self.width), Num(height));
        let mut svg = Svg::new();
        svg.open(
            "svg",
            &[
                ("xmlns", &"http://www.w3.org/2000/svg"),
                ("width", &w),
                ("height", &h),
                ("viewBox", &format!("0 0 {w} {h}")),
                ("lang", &self.kit.words.code),
                ("role", &"img"),
                ("aria-labelledby", &"title desc"),
            ],
        );
        svg.text("title", &[("id", &"title")], heading);
        svg.text("desc", &[("id", &"desc")], &subtitle(scene, self.kit));
        svg.open("defs", &[]);
        svg.open("clipPath", &[("id", &"frame")]);
        let (width, high) = (Num(view.width), Num(view.height));
        svg.element("rect", &[("width", &width), ("height", &high)]);
        svg.close("clipPath");
        svg.open("g", &[("id", &"ground")]);
        self.kit.basemap.draw(&mut svg, view, &scene.dots);
        svg.close("g");
        svg.close("defs");
        svg.element(
            "rect",
            &[("width", &w), ("height", &h), ("fill", &"#ffffff")],
        );
        svg.append(&self.body);
        svg.close("svg");
        svg.into_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_their_rows() {
        for (maps, width, expected) in [
            (1, 1160.0, 1),
            (2, 1160.0, 2),
            (4, 1160.0, 4),
            (5, 1160.0, 3),
            (11, 1160.0, 4),
            (24, 1160.0, 4),
            (24, 960.0, 4),
            (3, 200.0, 1),
        ] {
            assert_eq!(columns(maps, width), expected, "{maps} in {width}");
        }
    }
}
