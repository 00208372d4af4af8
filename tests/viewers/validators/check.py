"""check.py LIST: geojson-validator reads the files of a list, and ids are unique; anything that is said is wrong."""

import collections
import json
import pathlib
import sys

import geojson_validator

geojson_validator.configure_logging(enabled=False)


def remarks(file):
    """What there is to say about a file."""
    collection = json.loads(file.read_text(encoding="utf-8"))
    structure = geojson_validator.validate_structure(collection)
    geometries = geojson_validator.validate_geometries(collection)
    for kind, found in [("structure", structure), *((k, geometries[k]) for k in ("invalid", "problematic"))]:
        for criterion, where in found.items():
            yield f"{kind}: {criterion}: {where}"
    for skipped in geometries["skipped_validation"]:
        yield f"not validated: {skipped}"
    ids = collections.Counter(feature["id"] for feature in collection["features"] if "id" in feature)
    for name, count in ids.items():
        if count > 1:
            yield f"the id {name} is there {count} times"


files = [pathlib.Path(line) for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").split("\n") if line]
said = [f"{file}: {remark}" for file in files for remark in remarks(file)]
for line in said:
    print(line, file=sys.stderr)
print(f"geojson-validator: {len(files)} files, {len(said)} remarks")
sys.exit(1 if said or not files else 0)
