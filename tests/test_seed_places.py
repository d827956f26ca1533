"""What the seeds quote stands in the two articles, at its place; and nothing else of them is here.

The articles are not part of the project. Where they lie beside it, every word is checked.
"""

from __future__ import annotations

import json
import re
import tomllib

from django.conf import settings

import pytest

from claims.seeding import files
from claims.seeding.loading import FOLDER
from sources import anchoring
from sources.capture import capture
from sources.models import Snapshot
from tests import factories as make

BESIDE = settings.BASE_DIR.parent / "shared" / "seeds"
# Not skipped where they are absent, since nothing is amiss then: there is nothing to test.
__test__ = BESIDE.is_dir()

OFFSETS = BESIDE / "offsets.json"
ARTICLES = json.loads(OFFSETS.read_text(encoding="utf-8")) if __test__ else {}
# What two strings may have in common without one being taken from the other.
CHANCE = 40


def full_text(name):
    data = (BESIDE.parent / ARTICLES[name]["path"]).read_bytes()
    return data.decode("utf-8")


TEXTS = {name: full_text(name) for name in ARTICLES}
SEEDS = files.read(FOLDER)
PIECES = [
    pytest.param(item.key, piece, id=f"{item.key}-{piece['start']}")
    for item in SEEDS.excerpts
    for piece in item.told["pieces"]
]
PASSAGES = [
    pytest.param(item.told["source"], mark, id=f"{item.key}-{mark['part']}-{mark['at'][0]}")
    for item in SEEDS.statements
    for mark in item.told["passages"]
]


def strings(value):
    """Every text in a parsed seed file."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


def windows(text):
    """Every run of CHANCE characters, white space evened out."""
    even = re.sub(r"\s+", " ", text)
    return {even[at : at + CHANCE] for at in range(len(even) - CHANCE + 1)}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ARTICLES)
def test_the_excerpt_names_the_text_as_it_is_captured(name):
    told = next(item.told for item in SEEDS.excerpts if item.key == name)

    data = TEXTS[name].encode()
    whole = capture(make.make_source(), data, by=make.someone(), method=Snapshot.Method.COMMAND)

    assert told["full_text_sha256"] == whole.text_sha256 == ARTICLES[name]["sha256"]
    assert told["full_characters"] == whole.characters


@pytest.mark.parametrize(("name", "piece"), PIECES)
def test_a_piece_stands_at_its_place_with_what_is_around_it(name, piece):
    start, end = piece["start"], piece["start"] + len(piece["text"])

    found = anchoring.describe(TEXTS[name], start, end)

    assert (found.exact, found.prefix, found.suffix) == (
        piece["text"],
        piece["prefix"],
        piece["suffix"],
    )


@pytest.mark.parametrize(("name", "piece"), PIECES)
def test_a_piece_is_of_the_kind_of_its_region(name, piece):
    end = piece["start"] + len(piece["text"])
    regions = ARTICLES[name]["regions"]

    around = [r for r in regions if r["start"] <= piece["start"] and end <= r["end"]]

    assert [region["kind"] for region in around] == [piece["kind"]]


@pytest.mark.parametrize(("name", "mark"), PASSAGES)
def test_a_passage_is_anchored_in_the_full_text(name, mark):
    start, end = mark["at"]
    selector = anchoring.describe(TEXTS[name], start, end)

    found = anchoring.match(TEXTS[name], **selector, hint=start)

    assert found
    assert (found.start, found.end) == (start, end)
    assert found.quoted.startswith(mark["begins"])


@pytest.mark.parametrize(("name", "piece"), PIECES)
def test_a_piece_is_no_longer_than_its_passages(name, piece):
    marks = [m.values[1]["at"] for m in PASSAGES if m.values[0] == name]
    start, end = piece["start"], piece["start"] + len(piece["text"])

    quoted = {at for low, high in marks for at in range(max(low, start), min(high, end))}

    left = [TEXTS[name][at] for at in range(start, end) if at not in quoted]
    assert "".join(left).strip() == ""


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: path.stem)
def test_a_seed_file_holds_nothing_else_of_the_articles(path):
    text = path.read_text(encoding="utf-8")
    held = [text, *strings(tomllib.loads(text))] if path.suffix == ".toml" else [text]
    quoted = [each for item in SEEDS.excerpts for p in item.told["pieces"] for each in [p["text"]]]
    titles = [item.told["title"] for item in SEEDS.sources]

    theirs = set().union(*(windows(full) for full in TEXTS.values()))
    allowed = set().union(*(windows(each) for each in [*quoted, *titles]))

    ours = set().union(*(windows(each) for each in held))
    assert sorted(ours & theirs - allowed) == []
