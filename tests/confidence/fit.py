#!/usr/bin/env python3
"""Fits the weights of src/report/confidence.rs again, on the open documents of tests/gold and tests/hands.

    pip install scikit-learn
    # with LOWEST_CONFIDENCE in src/report.rs set to 0, so that weak reports are seen too:
    cargo build --release && python3 tests/confidence/fit.py target/release/dateline

Prints how well the confidence of documents left out of the fit matches the share that is right, and the weights.
A report is right when place, days and type are those of an annotated event, as `dateline eval` counts.
"""
import json
import math
import pathlib
import re
import subprocess
import sys

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "report" / "confidence.rs"
KM = {"exact": 10, "near": 25, "admin": 80}
FOLDS = 10
C = 0.3


def distance_km(a, b):
    (lat1, lon1), (lat2, lon2) = a, b
    r = math.radians
    h = math.sin(r(lat2 - lat1) / 2) ** 2 + math.cos(r(lat1)) * math.cos(r(lat2)) * math.sin(r(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h))


def fits(event, row):
    if row["lat"] is None or not row["date_start"] or event["event_type"] != row["event_type"]:
        return False
    near = distance_km((event["lat"], event["lon"]), (row["lat"], row["lon"])) <= KM[row["where_precision"]]
    meets = row["date_start"] <= event["date_end"] and event["date_start"] <= row["date_end"]
    wider = row["date_start"] == row["date_end"] and event["date_start"] != event["date_end"]
    return near and meets and not wider


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def reports(program):
    """(document, evidence, right) of every report that is neither optional nor a double."""
    for folder in sorted((ROOT / "tests").glob("gold/*/")) + sorted((ROOT / "tests").glob("hands/*/")):
        index = [row for row in lines(folder / "index.jsonl") if not row.get("set_aside")]
        keys = ("id", "published", "title")
        records = [
            {**{k: row[k] for k in keys if row.get(k)}, "text": (folder / "docs" / f"{row['id']}.txt").read_text(encoding="utf8")}
            for row in index
        ]
        text = "".join(json.dumps(record) + "\n" for record in records)
        run = subprocess.run([program, "annotate", "-", "--format", "jsonl", "--quiet"], input=text, capture_output=True, text=True)
        rows = lines(folder / "events.jsonl")
        for document in map(json.loads, run.stdout.splitlines()):
            own, used, seen = [r for r in rows if r["doc"] == document["id"]], set(), set()
            for event in document["events"]:
                key = tuple(event[k] for k in ("event_type", "lat", "lon", "date_start", "date_end"))
                match = next((i for i, row in enumerate(own) if i not in used and fits(event, row)), None)
                if key in seen:
                    continue
                seen.add(key)
                used.add(match)
                if match is not None and (own[match].get("optional") or own[match]["modality"] != "asserted"):
                    continue
                yield document["id"], event["evidence"], match is not None


def main(program):
    source = SOURCE.read_text(encoding="utf8")
    names = re.findall(r'^    \("(\w+)", ', source, re.MULTILINE)
    found = list(reports(program))
    x = numpy.array([[evidence.get(name, 0) for name in names] for _, evidence, _ in found])
    y = numpy.array([right for _, _, right in found])
    documents = sorted({document for document, _, _ in found})
    order = numpy.random.RandomState(0).permutation(len(documents))
    fold = {document: order[i] % FOLDS for i, document in enumerate(documents)}
    folds = numpy.array([fold[document] for document, _, _ in found])
    model = lambda: LogisticRegression(C=C, max_iter=3000, fit_intercept=False)
    out = numpy.zeros(len(y))
    for k in range(FOLDS):
        out[folds == k] = model().fit(x[folds != k], y[folds != k]).predict_proba(x[folds == k])[:, 1]
    print(f"{len(y)} reports, {y.mean():.3f} right; left out: area {roc_auc_score(y, out):.3f}, log loss {log_loss(y, out):.3f}")
    for tenth in range(10):
        inside = (out >= tenth / 10) & (out < (tenth + 1) / 10)
        if inside.any():
            print(f"  confidence {tenth / 10:.1f}: {inside.sum():4} reports, {y[inside].mean():.2f} right")
    weights = model().fit(x, y).coef_[0]
    for name, weight in zip(names, weights):
        print(f'    ("{name}", {weight:.2f}),')


if __name__ == "__main__":
    main(sys.argv[1])
