"""The difference of two contents: complete, word by word, named in an editor's words."""

import dataclasses

import msgspec
import pytest

from claims.document import compose
from core.differing import ADDED, REMOVED, SAME, runs
from core.revisions import revising
from record import schema
from record.difference import compare, difference
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def content(once):
    """Structures that no test changes: each makes changed ones."""
    return once(make_content)


def make_content():
    claim = make.make_sourced_claim(finding="The bridge was inspected in May.")
    make.add_appearance(claim, make.make_statement())
    return compose(claim)


def changed(content, **fields):
    return msgspec.structs.replace(content, **fields)


def told(changes):
    return [(change.where, change.in_words) for change in changes]


def test_a_content_does_not_differ_from_itself(content):
    assert difference(content, msgspec.convert(schema.as_value(content), schema.Content)) == []


def test_words_are_told_apart_within_a_sentence(content):
    (change,) = difference(content, changed(content, finding="The bridge was inspected in June."))

    assert change.where == "Finding"
    kinds = [(run.kind, run.text) for run in change.runs]
    assert kinds == [
        (SAME, "The bridge was inspected in "),
        (REMOVED, "May"),
        (ADDED, "June"),
        (SAME, "."),
    ]


@pytest.mark.parametrize(
    "before, after", [("", "a b"), ("a b", ""), ("a  b\n", "a c b"), ("x", "y")]
)
def test_runs_give_back_both_texts(before, after):
    found = runs(before, after)

    assert "".join(run.text for run in found if run.kind != ADDED) == before
    assert "".join(run.text for run in found if run.kind != REMOVED) == after


def test_very_long_texts_are_shown_whole():
    found = runs("a b " * 2000, "c d " * 2000)

    assert [run.kind for run in found] == [REMOVED, ADDED]


def test_removed_evidence_is_told_with_its_words(content):
    (change,) = difference(content, changed(content, evidence=[]))

    assert (change.where, change.kind) == ("Evidence [1]", REMOVED)
    assert "The bridge is safe" in change.runs[0].text


def test_added_evidence_is_told_with_its_words(content):
    (change,) = difference(changed(content, evidence=[]), content)

    assert (change.where, change.in_words) == ("Evidence [1]", "Added")
    assert change.runs[0].text.startswith("supports: ")


def test_a_change_inside_evidence_names_the_piece(content):
    piece = changed(content.evidence[0], stance="context", note="By the way.")

    changes = difference(content, changed(content, evidence=[piece]))

    assert told(changes) == [("Evidence [1], stance", "Changed"), ("Evidence [1], note", "Added")]


def test_evidence_is_paired_by_its_statement_not_by_its_place(content):
    other = changed(content.evidence[0], number=2, statement=content.appearances[0].statement)
    first = changed(content, evidence=[content.evidence[0], other])
    turned = [changed(other, number=1), changed(content.evidence[0], number=2)]

    changes = difference(first, changed(content, evidence=turned))

    assert [change.where for change in changes] == [
        "Evidence [2], number",
        "Evidence [1], number",
        "Evidence, order",
    ]


def test_another_verdict_is_told_in_one_line(content):
    verdict = changed(content.verdict, key="false", label="False", value=1)

    (change,) = difference(content, changed(content, verdict=verdict))

    assert change.where == "Verdict"
    assert [run.text for run in change.runs] == ["True", "False"]


def test_another_meaning_of_the_same_verdict_is_told(content):
    verdict = changed(content.verdict, meaning="It holds.")

    assert told(difference(content, changed(content, verdict=verdict))) == [
        ("Verdict, meaning", "Changed")
    ]


def test_a_change_in_a_cited_source_is_told(content):
    statement = content.evidence[0].statement
    source = changed(statement.source, archive_url="https://archive.example/1")
    piece = changed(content.evidence[0], statement=changed(statement, source=source))

    changes = difference(content, changed(content, evidence=[piece]))

    assert told(changes) == [("Evidence [1], source, archive address", "Added")]


def test_another_speaker_of_the_same_name_is_told(content):
    claimant = content.claimant
    namesake = changed(claimant, speaker=changed(claimant.speaker, id="another"))

    changes = difference(content, changed(content, claimant=namesake))

    assert [change.where for change in changes] == ["Claimant, speaker"]


def test_dates_are_told(content):
    holds = changed(content.holds, earliest="2021-05-25", basis="stated")

    changes = difference(content, changed(content, holds=holds))

    assert [change.where for change in changes] == [
        "When it holds, earliest",
        "When it holds, rests on",
    ]


FIELDS = [field.name for field in msgspec.structs.fields(schema.Content)]


@pytest.mark.parametrize("name", FIELDS)
def test_a_change_of_any_field_is_told(content, name):
    before = schema.as_value(content)
    after = before | {name: _other(before[name])}

    assert len(compare(before, after)) == 1


def _other(value):
    match value:
        case list():
            return [*value, {"id": "new", "name": "New"}]
        case dict():
            return None
        case None:
            return "2021-05-25"
        case int():
            return value + 1
        case _:
            return f"{value} and more"


def test_what_was_changed_at_the_desk_shows_against_the_edition(cast):
    claim = make.make_published_claim(cast.editor)
    before = compose(claim)
    statement = claim.evidence.get().statement
    with revising(statement, by=cast.editor):
        statement.role = "City engineer"
        statement.save()

    (change,) = difference(before, compose(claim))

    assert dataclasses.astuple(change)[:2] == ("Evidence [1], role", ADDED)


def test_a_sentence_written_anew_reads_as_one_change():
    found = runs("We looked for the day it began.", "The day we began is not named.")

    assert [run.kind for run in found] == [REMOVED, ADDED, SAME]
