"""Articles of our own wording as JSON lines: `articles.py many` gives enough for 5,000 events, `articles.py one` one."""

import csv
import json
import pathlib
import sys

SENTENCES = [
    "Government forces captured {place} on {day}, the SOHR said.",
    "An air strike on {place} killed {count} civilians on {day}.",
    "Clashes broke out in {place} on {day} between the rebels and the army.",
    "Demonstrators protested in {place} on {day}.",
    "Rebels shelled {place} on {day}, killing {count} people.",
]
MONTHS = "January February March April May June July August September October November December".split()


def places():
    root = pathlib.Path(__file__).resolve().parents[3]
    for table in sorted(root.glob("gazetteer/places/SY*.csv")):
        rows = csv.DictReader(line for line in table.open(encoding="utf-8") if not line.startswith("#"))
        yield from (row["name"] for row in rows if row["kind"] in ("city", "town", "village"))


def articles(count):
    names = list(places())
    for number in range(count):
        # Three in four lie in a few places, as in a war.
        place = names[(number * 7 + 1) % (len(names) if number % 4 == 0 else 40)]
        month, day = number * 5 % 12, (number * 11 + number // 84) % 28 + 1
        sentence = SENTENCES[number % len(SENTENCES)]
        text = sentence.format(place=place, day=f"{day} {MONTHS[month]} 2018", count=number % 30 + 2)
        published = f"2018-{month + 1:02}-{day:02}"
        yield {"id": f"article-{number}", "language": "en", "published": published, "text": text}


for article in articles({"one": 1, "many": 8000}[sys.argv[1]]):
    print(json.dumps(article))
