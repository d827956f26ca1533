"""A text that was cut at a length is shown without half words."""

import pytest

from claims.admin.reading import Said
from claims.document import compose
from core.cutting import first_word, last_word
from sources.forms.regions import RegionRow
from sources.reading import in_context
from tests import factories as make

LONG = "Harbour bridges carry lorries. " * 40


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("rbour bridges", "bridges"),
        (" bridges", "bridges"),
        ("港桥承载卡车", "港桥承载卡车"),
        ("", ""),
    ],
)
def test_it_begins_with_a_word_that_is_whole(text, whole):
    assert text[first_word(text) :] == whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("bridges car", "bridges"),
        ("bridges ", "bridges"),
        ("港桥承载卡车", "港桥承载卡车"),
        ("", ""),
    ],
)
def test_it_ends_with_a_word_that_is_whole(text, whole):
    assert text[: last_word(text)] == whole


def test_words_in_their_context_stand_between_whole_words(db):
    snapshot = make.make_snapshot(LONG)
    start = LONG.index("carry", 500)

    found = in_context(snapshot, start, start + 5)

    assert found.before.startswith("…") and found.after.endswith("…")
    assert set(found.before.strip("… ").split()) <= set(LONG.split())
    assert set(found.after.strip("… ").split()) <= set(LONG.split())


def test_where_the_text_begins_and_ends_nothing_is_cut(db):
    snapshot = make.make_snapshot("Harbour bridges carry lorries.")

    found = in_context(snapshot, 16, 21)

    assert (found.before, found.after) == ("Harbour bridges ", " lorries.")


def test_a_long_region_is_told_by_whole_words(db):
    snapshot = make.make_snapshot(LONG)
    row = RegionRow(snapshot=snapshot, initial={"start": 3, "end": len(LONG) - 3})

    first, last = row.words

    assert first.startswith("bour ")  # the region itself begins there
    assert set(first.split()[1:]) <= set(LONG.split())
    assert set(last.split()[:-1]) <= set(LONG.split())


def test_a_reviewer_reads_whole_words_around_a_passage(cast):
    snapshot = make.make_snapshot(LONG, by=cast.editor)
    statement = make.make_statement("carry", snapshot=snapshot, by=cast.editor)
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)

    (piece,) = compose(claim).evidence
    (stretch,) = Said(piece.statement).stretches
    before, words, after, cut = stretch.parts

    assert before == ("", "Harbour bridges ")
    assert words == ("words", "carry")
    assert set(after[1].split()) <= set(LONG.split())
    assert cut == ("", "…")


def test_a_reviewer_reads_what_stands_around_words_and_cue_once(cast):
    snapshot = make.make_snapshot("Mara Lind said it is safe. " + LONG, by=cast.editor)
    statement = make.make_statement(
        "it is safe", snapshot=snapshot, cue="Mara Lind said", by=cast.editor
    )
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)

    (piece,) = compose(claim).evidence
    (stretch,) = Said(piece.statement).stretches

    assert [part for part in stretch.parts if part[0]] == [
        ("cue", "Mara Lind said"),
        ("words", "it is safe"),
    ]
    assert [mark.passage.part for mark in stretch.marks] == ["cue", "words"]
    assert stretch.marks[1].place == "characters 15–25, body"
    assert [mark.words for mark in stretch.marks] == ["", ""]


def test_a_reviewer_reads_a_passage_that_lies_inside_another(cast):
    snapshot = make.make_snapshot("Mara Lind said it is safe. " + LONG, by=cast.editor)
    statement = make.make_statement(
        "Mara Lind said it is safe",
        part="report",
        snapshot=snapshot,
        cue="Mara Lind said",
        by=cast.editor,
    )
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)

    (piece,) = compose(claim).evidence
    (stretch,) = Said(piece.statement).stretches

    assert {mark.passage.part: mark.words for mark in stretch.marks} == {
        "cue": "Mara Lind said",
        "report": "",
    }


COMMENTED = """A headline

The bridge is safe, said Mara Lind.

The bridge was built in 1911. It carries lorries.

Comments

Bo Lindqvist: They never asked. I cross it every day.

Ann: Nor me.
"""


def around(words, by):
    """What an edition carries before and after a passage, and for a machine that finds it again."""
    statement = make.make_statement(words, snapshot=make.make_snapshot(COMMENTED, by=by), by=by)
    claim = make.make_claim(by)
    make.add_evidence(claim, statement, by=by)
    ((passage,),) = (piece.statement.passages for piece in compose(claim).evidence)
    return passage


def test_what_stands_around_the_article_s_words_ends_where_comments_begin(cast):
    passage = around("It carries lorries.", cast.editor)

    assert passage.before.startswith("A headline\n\nThe bridge is safe")
    assert passage.after == ""
    assert passage.suffix == "\n\nComments\n\nBo Lindqvist: They n"


def test_what_stands_around_a_comment_is_that_comment(cast):
    passage = around("They never asked.", cast.editor)

    assert passage.before == "Bo Lindqvist: "
    assert passage.after.startswith(" I cross it every day.")
    assert passage.prefix.startswith("rries.")
