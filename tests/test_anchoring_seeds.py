"""The two captured articles: every known span comes out to the character, retyped or not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sources.anchoring import describe, match, matches, segments

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
OFFSETS, CASES = SHARED / "seeds" / "offsets.json", SHARED / "data" / "anchoring" / "run_cases.py"
SOURCES = json.loads(OFFSETS.read_text("utf-8")) if OFFSETS.exists() else {}
SPANS = [(name, span) for name, source in SOURCES.items() for span in source["spans"]]
ASCII = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "…": "...", "–": "-", "\u00a0": " "})
LEI_JUN = [(907, 1149), (1188, 1331), (1334, 1567)]

needs_seeds = pytest.mark.skipif(
    not SOURCES, reason="the captured articles are not beside the project"
)
each_span = pytest.mark.parametrize(
    ("name", "span"), SPANS, ids=[f"{name}-{span['label']}" for name, span in SPANS]
)


def text_of(name):
    return (SHARED / SOURCES[name]["path"]).read_bytes().decode()


def place(found):
    return (found.start, found.end)


@needs_seeds
@each_span
def test_a_span_is_found_with_its_context(name, span):
    found = match(text_of(name), span["exact"], span["prefix"], span["suffix"])

    assert place(found) == (span["start"], span["end"])
    assert found.score == 1.0
    assert found.quoted == span["exact"]


@needs_seeds
@each_span
def test_a_span_retyped_in_ascii_is_found(name, span):
    exact, prefix, suffix = (span[key].translate(ASCII) for key in ("exact", "prefix", "suffix"))

    found = match(text_of(name), exact, prefix, suffix)

    assert exact.isascii()
    assert place(found) == (span["start"], span["end"])
    assert found.score == 1.0
    assert found.quoted == span["exact"]


@needs_seeds
@each_span
def test_a_span_stands_as_often_as_it_is_known_to(name, span):
    text = text_of(name)

    assert len(matches(text, span["exact"])) == span["occurrences"]
    assert len(matches(text, span["exact"].translate(ASCII))) == span["occurrences"]


@needs_seeds
@each_span
def test_a_span_is_described_by_its_known_context(name, span):
    selector = describe(text_of(name), span["start"], span["end"])

    assert dict(**selector) == {key: span[key] for key in ("exact", "prefix", "suffix")}


@needs_seeds
@pytest.mark.parametrize("name", SOURCES)
def test_every_region_is_found_as_it_stands(name):
    text = text_of(name)

    for region in SOURCES[name]["regions"]:
        words = text[region["start"] : region["end"]]
        found = match(text, words.translate(ASCII), hint=region["start"])
        assert found.exact
        assert found.quoted == words.strip()


@needs_seeds
def test_a_no_break_space_is_found_by_a_plain_one():
    text = text_of("liliputing")

    assert text[1116] == "\u00a0"
    assert place(match(text, "would have required US investors")) == (1106, 1138)


@needs_seeds
@pytest.mark.parametrize(
    "retype", [str, lambda quote: quote.translate(ASCII)], ids=["as is", "ASCII"]
)
@pytest.mark.parametrize("marks", ["none", "each", "continued"])
def test_the_three_paragraphs_of_lei_jun_are_three_ranges(marks, retype):
    text = text_of("techradar")
    one, two, three = (text[start:end] for start, end in LEI_JUN)
    quote = {
        "none": f"{one}\n\n{two}\n\n{three}",
        "each": f"“{one}”\n\n“{two}”\n\n“{three}”",
        "continued": f"“{one},”\n\n“{two}\n\n“{three}”",
    }[marks]

    assert [place(part) for part in segments(text, retype(quote))] == LEI_JUN


@needs_seeds
def test_the_cue_between_the_paragraphs_is_left_out():
    text = text_of("techradar")

    assert [place(part) for part in segments(text, text[906:1568])] == LEI_JUN
    assert [place(part) for part in segments(text, text[907:1567].translate(ASCII))] == LEI_JUN


@needs_seeds
def test_a_quote_in_marks_is_found_as_its_words():
    text = text_of("techradar")

    for quote in (f"“{text[907:1149]}”", text[906:1151], f'"{text[907:1149]}"'.translate(ASCII)):
        assert [place(part) for part in segments(text, quote)] == LEI_JUN[:1]


@needs_seeds
def test_an_elided_quote_is_found_part_by_part():
    text = text_of("techradar")

    found = segments(text, "“The company is pleased to announce [...] a final order”")

    assert [part.quoted for part in found] == [text[907:941], "a final order"]


@pytest.mark.skipif(
    not CASES.exists(), reason="the cases of other matchers are not beside the project"
)
def test_it_passes_the_cases_of_other_matchers():
    call = [sys.executable, "-B", str(CASES), "--impl", "sources.anchoring:match"]

    ran = subprocess.run(
        [*call, "--describe", "sources.anchoring:describe", "--path", str(ROOT), "-v"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
