"""check.py PROGRAM FOLDER EMPTY: reads every format that `map` wrote with the programs that others use, and compares it with the GeoJSON.

Features, columns, types and values must be the same, those of columns without any value too. What a format cannot say is in
the tables below.
"""

import json
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet

# The columns, as DESIGN and the README give them.
TEXT = """event_id date_basis disorder_type event_type sub_event_type actor1 actor2 location location_id location_relation
    admin1 admin1_pcode country claimed_by relayed_by quote cluster_id"""
INTEGER = """time_precision geo_precision uncertainty_m fatalities fatalities_low fatalities_high n_reports n_sources"""
COLUMNS = {
    **{name: "date" for name in ("event_date", "event_date_end")},
    **{name: "text" for name in TEXT.split()},
    **{name: "integer" for name in INTEGER.split()},
    "disputed": "boolean",
    "confidence": "real",
    "documents": "list",
    "source_urls": "list",
}

# What GDAL calls the types. FlatGeobuf keeps days as text (see src/write/flatgeobuf.rs); CSV has no lists, and GDAL 3.6 does
# not say of FlatGeobuf's JSON that it is some.
NAMES = {"date": "Date", "text": "String", "integer": "Integer64", "real": "Real", "boolean": "Integer(Boolean)"}
GDAL = {
    "events.gpkg": NAMES | {"list": "String(JSON)"},
    "events.fgb": NAMES | {"list": "String", "date": "String"},
    "events.csv": NAMES | {"list": "String"},
    # GeoJSON has no types: GDAL guesses from the values, and can say nothing of a column without any.
    "events.geojson": None,
    "events.geojsonl": None,
    "events.geojsons": None,
}
ARROW = {
    "date": "date32[day]",
    "text": "string",
    "integer": "int64",
    "real": "double",
    "boolean": "bool",
    "list": "list<element: string not null>",
}

failures = []


def check(what, found, expected):
    if found != expected:
        failures.append(f"{what}: {found!r} instead of {expected!r}")


def gdal(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def types(path, layer):
    lines = gdal("ogrinfo", "-so", str(path), layer).splitlines()
    fields = (line.rsplit(" (", 1)[0].split(": ", 1) for line in lines if line.endswith(")") and ": " in line)
    return {name: kind for name, kind in fields if name in COLUMNS}


def count(path, *options):
    lines = gdal("ogrinfo", "-so", *options, str(path), "events").splitlines()
    return next(int(line.split(": ")[1]) for line in lines if line.startswith("Feature Count"))


def canonical(name, value):
    """A value as the GeoJSON says it."""
    kind = COLUMNS[name]
    if value is None or value == "" and kind != "list":
        return None
    if kind == "date":
        return str(value).replace("/", "-")
    if kind == "boolean":
        return bool(value)
    if kind == "list" and isinstance(value, str):
        return json.loads(value) if value.startswith("[") else unjoined(value)
    return value


def unjoined(text):
    """The items of a list as CSV joins them."""
    items, escaped = [""], False
    for character in text[text.startswith("'=") :]:
        if not escaped and character == "\\":
            escaped = True
        elif not escaped and character == "|":
            items.append("")
        else:
            items[-1] += character
            escaped = False
    return items if text else []


def features(collection):
    found = {}
    for feature in collection["features"]:
        values = {name: canonical(name, feature["properties"].get(name)) for name in COLUMNS}
        found[values["event_id"]] = (feature["geometry"]["coordinates"], values)
    return found


def through_gdal(path, layer="events"):
    options = ["-oo", "EMPTY_STRING_AS_NULL=YES"] if path.suffix == ".csv" else []
    return json.loads(gdal("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(path), layer, *options))


def before_csv(features):
    """Values as they were before CSV: it guards texts against being taken for formulas, and an empty cell may be an empty list."""

    def before(name, value):
        if COLUMNS[name] == "list":
            return value or []
        guarded = isinstance(value, str) and value[:1] == "'" and value[1:2] in ("=", "+", "-", "@", "\t", "\r")
        return value[1:] if guarded else value

    return {id: (place, {n: before(n, v) for n, v in values.items()}) for id, (place, values) in features.items()}


def check_gdal(folder, expected):
    days = Counter(values["event_date"] for _, values in expected.values())
    for name, kinds in GDAL.items():
        path = folder / name
        found = features(through_gdal(path))
        if path.suffix == ".csv":
            found = before_csv(found)
        check(f"{name}: events", sorted(found), sorted(expected))
        for id, feature in found.items():
            check(f"{name}: {id}", feature, expected.get(id))
        if kinds:
            check(f"{name}: types", types(path, "events"), {column: kinds[kind] for column, kind in COLUMNS.items()})
        for day, wanted in days.items():
            check(f"{name}: on {day}", count(path, "-where", f"event_date = '{day}'"), wanted)
        first = next(iter(expected.values()))[0]
        west, south, east, north = first[0] - 0.01, first[1] - 0.01, first[0] + 0.01, first[1] + 0.01
        inside = sum(west <= x <= east and south <= y <= north for (x, y), _ in expected.values())
        box = [str(side) for side in (west, south, east, north)]
        check(f"{name}: around {first}", count(path, "-spat", *box), inside)


def check_layers(folder):
    """The GeoPackage has a layer for each of the folder's."""
    package = folder / "events.gpkg"
    for layer in sorted((folder / "layers").iterdir()):
        wanted = features(json.loads(layer.read_text(encoding="utf-8")))
        check(f"{package.name} {layer.stem}", features(through_gdal(package, layer.stem)), wanted)
        kinds = {column: GDAL[package.name][kind] for column, kind in COLUMNS.items()}
        check(f"{package.name} {layer.stem}: types", types(package, layer.stem), kinds)
    clusters = json.loads((folder / "clusters.geojson").read_text(encoding="utf-8"))["features"]
    found = through_gdal(package, "clusters")["features"]
    check(f"{package.name} clusters", len(found), len(clusters))


def check_parquet(folder, expected):
    table = pyarrow.parquet.read_table(folder / "events.parquet")
    kinds = {field.name: str(field.type) for field in table.schema if field.name in COLUMNS}
    check("events.parquet: types", kinds, {column: ARROW[kind] for column, kind in COLUMNS.items()})
    geo = json.loads(table.schema.metadata[b"geo"])
    check("events.parquet: version", geo["version"], "1.1.0")
    geometry = geo["columns"][geo["primary_column"]]
    check("events.parquet: shapes", geometry["geometry_types"], ["Point"])
    found = {}
    for row in table.to_pylist():
        order, shape, x, y = struct.unpack("<BIdd", row["geometry"])
        check("events.parquet: point", (order, shape), (1, 1))
        check("events.parquet: box", row["bbox"], {"xmin": x, "ymin": y, "xmax": x, "ymax": y})
        found[row["event_id"]] = ([x, y], {name: canonical(name, row[name]) for name in COLUMNS})
    check("events.parquet", found, expected)


def check_empty(folder):
    """A map without events opens as well, and has the same types."""
    for name, kinds in GDAL.items():
        if kinds:
            check(f"{name} without events", count(folder / name), 0)
            wanted = {column: kinds[kind] for column, kind in COLUMNS.items()}
            check(f"{name} without events: types", types(folder / name, "events"), wanted)
    check("events.parquet without events", pyarrow.parquet.read_table(folder / "events.parquet").num_rows, 0)


def dateline(program, *arguments):
    run = subprocess.run([program, "query", *arguments], capture_output=True, text=True)
    return run.stdout, run.stderr


def check_query(program, folder, expected):
    """`query` reads what GDAL makes of the events."""
    events = str(folder / "events.gpkg")
    box = "39,34,41,36"
    west, south, east, north = map(float, box.split(","))
    inside = sum(west <= x <= east and south <= y <= north for (x, y), _ in expected.values())
    made = {
        "indexed.fgb": ["-f", "FlatGeobuf"],
        "plain.fgb": ["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO"],
        "heights.fgb": ["-f", "FlatGeobuf", "-dim", "XYZ"],
        "heights.gpkg": ["-f", "GPKG", "-dim", "XYZM"],
        "multi.gpkg": ["-f", "GPKG", "-nlt", "MULTIPOINT"],
        "plain.gpkg": ["-f", "GPKG", "-lco", "SPATIAL_INDEX=NO", "-lco", "FID=number", "-lco", "GEOMETRY_NAME=place"],
    }
    for name, options in made.items():
        path = folder / name
        path.unlink(missing_ok=True)
        gdal("ogr2ogr", *options, str(path), events, "events")
        lines = dateline(program, str(path), "--bbox", box, "--format", "geojsonl")[0].splitlines()
        found = features({"features": map(json.loads, lines)})
        check(f"query {name}: events", len(found), inside)
        for id, (_, values) in found.items():
            # FlatGeobuf has no days when GDAL writes it.
            values |= {name: str(values[name])[:10] for name in ("event_date", "event_date_end")}
            check(f"query {name}: {id}", values, expected[id][1])
        path.unlink()
    for name, options in {"other.fgb": ["-f", "FlatGeobuf"], "other.gpkg": ["-f", "GPKG"]}.items():
        path = folder / name
        path.unlink(missing_ok=True)
        gdal("ogr2ogr", *options, "-t_srs", "EPSG:32637", str(path), events, "events")
        check(f"query {name}", "EPSG:32637" in dateline(program, str(path), "--format", "count")[1], True)
        path.unlink()


def main():
    program, folder, empty = sys.argv[1], *map(Path, sys.argv[2:])
    expected = features(json.loads((folder / "events.geojson").read_text(encoding="utf-8")))
    quotes = "".join(values["quote"] for _, values in expected.values())
    check("an Arabic quote among the events", any("\u0600" <= letter <= "\u06ff" for letter in quotes), True)
    without = [name for name in COLUMNS if all(values[name] is None for _, values in expected.values())]
    check("a column without a value among the events", bool(without), True)
    check_gdal(folder, expected)
    check_layers(folder)
    check_parquet(folder, expected)
    check_empty(empty)
    check_query(program, folder, expected)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"formats: {len(expected)} events in {len(GDAL) + 1} formats, {len(failures)} differences")
    sys.exit(bool(failures))


main()
