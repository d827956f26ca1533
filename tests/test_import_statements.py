"""Rows that become statements: the words are looked for in the capture, and cut there."""

import pytest

from claims.models import ImportRow
from core.models import Revision
from sources.models import Passage, Region, Speaker, Statement
from tests import factories as make
from tests.imports import brought_in, checked, outcomes, problems, sheet

pytestmark = pytest.mark.django_db
WORDS = "The bridge is safe"


@pytest.fixture
def ada(cast):
    return cast.editor


@pytest.fixture
def lind(db):
    return make.make_speaker("Mara Lind")


@pytest.fixture
def source(lind, ada):
    return make.make_snapshot(by=ada).source


def row(of, **cells):
    return {"source": of.public_id, "speaker": "Mara Lind", "words": WORDS} | cells


def test_a_row_marks_its_words_where_they_stand(ada, source, lind):
    cue = "said Mara Lind, the city engineer"
    brought_in(sheet(row(source, cue=cue, role="engineer")), ada, "statements")

    statement = Statement.objects.get()
    snapshot = source.snapshots.get()
    assert (statement.speaker, statement.source, statement.role) == (lind, source, "engineer")
    marked = {p.part: p for p in statement.passages.all()}
    assert marked["words"].exact == WORDS
    assert snapshot.text[marked["cue"].start : marked["cue"].end] == cue
    assert Revision.objects.of(statement).get().actor == ada


def test_typography_is_folded_and_the_stored_words_are_taken(ada, source):
    brought_in(sheet(row(source, words='"The  bridge is safe"')), ada, "statements")

    assert Passage.objects.get().exact == WORDS


def test_the_source_may_be_named_by_address_or_title(ada, lind):
    source = make.make_source("Bridge opens", by=ada, url="https://example.org/bridge")
    make.make_snapshot(source=source, by=ada)
    rows = [
        row(source, source="HTTPS://Example.org/bridge#top"),
        row(source, source="bridge opens", words="It will carry lorries from June."),
    ]

    work = brought_in(sheet(*rows), ada, "statements")

    assert outcomes(work) == ["entered", "entered"]


@pytest.mark.parametrize("title", ["2.5%", "0-60 in 3 s", "bbc.co.uk", "…"])
def test_a_title_is_found_whatever_its_marks(ada, lind, title):
    source = make.make_source(title, by=ada)
    make.make_snapshot(source=source, by=ada)

    work = brought_in(sheet(row(source, source=title.upper())), ada, "statements")

    assert outcomes(work) == ["entered"]


@pytest.mark.parametrize(
    "cells, column, told",
    [
        ({"source": ""}, "source", "Name the source"),
        ({"source": "https://example.org/none"}, "source", "is not at the desk"),
        ({"words": ""}, "words", "Give the speaker’s words"),
        ({"words": "The moon is made of cheese"}, "words", "do not stand in the captured text"),
        ({"words": "The bridge is save"}, "words", "The nearest is “The bridge is safe”"),
        ({"words": "the"}, "words", "These words stand at 2 places. Copy a few words"),
        ({"speaker": ""}, "speaker", "Name the speaker."),
        ({"speaker": "Nobody"}, "speaker", "Say in “speaker_kind” what a new speaker is"),
        ({"speaker": "N", "speaker_kind": "robot"}, "speaker_kind", "“robot” is none of person"),
        ({"on_behalf_of": "Nobody"}, "on_behalf_of", "Not one speaker is called “Nobody”"),
        ({"setting": "tv"}, "setting", "“tv” is none of speech"),
        ({"said_earliest": "May"}, "said_earliest", "“May” is no day"),
        ({"words": "opened to traffic on Monday, the city said.\n\n“The bridge"}, "words", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_column(ada, source, cells, column, told):
    work = checked(sheet(row(source, report="") | cells), ada, "statements")

    line, where, what = problems(work)[0]
    assert (line, where) == (2, column)
    assert told in what
    assert not Statement.objects.exists()


def test_a_source_of_which_nothing_is_captured_is_told_of(ada, lind):
    source = make.make_source(by=ada)

    ((_, column, told),) = problems(checked(sheet(row(source)), ada, "statements"))

    assert (column, told[:36]) == ("source", "Nothing of this source is captured: ")


def test_words_at_several_places_are_told_apart_by_what_stands_before(ada, lind):
    snapshot = make.make_snapshot(
        "It is late, he said.\n\nShe agreed: it is late, she said.\n", by=ada
    )
    named = row(snapshot.source, words="it is late", before="She agreed:")

    brought_in(sheet(named), ada, "statements")

    assert Passage.objects.get().start == snapshot.text.index("it is late")


def test_a_new_speaker_is_entered_once(ada, source):
    new = {"speaker": "Ola Berg", "speaker_kind": "person"}
    rows = [row(source, **new), row(source, words="It will carry lorries from June.", **new)]

    work = checked(sheet(*rows), ada, "statements")
    assert ImportRow.objects.filter(work=work).first().note == "“Ola Berg” will be a new speaker"
    brought_in(sheet(*rows), ada, "statements")

    speaker = Speaker.objects.get(name="Ola Berg")
    assert {s.speaker for s in Statement.objects.all()} == {speaker}
    assert Revision.objects.of(speaker).get().actor == ada


def test_two_of_one_name_are_told_apart_by_their_note(ada, source):
    make.make_speaker("Kim Lee", note="the physicist")
    second = make.make_speaker("Kim Lee", note="the mayor")

    unclear = checked(sheet(row(source, speaker="Kim Lee")), ada, "statements")
    assert "“Kim Lee (the physicist)”" in problems(unclear)[0][2]
    brought_in(sheet(row(source, speaker="Kim Lee (the mayor)")), ada, "statements")

    assert Statement.objects.get().speaker == second


def test_a_second_run_adds_nothing(ada, source, lind):
    by_hand = make.make_statement(WORDS, snapshot=source.snapshots.get(), speaker=lind, by=ada)
    data = sheet(row(source), row(source, words="It will carry lorries from June."))
    brought_in(data, ada, "statements")

    work = checked(data, ada, "statements")

    assert outcomes(work) == ["there", "there"]
    assert Statement.objects.count() == 2
    assert ImportRow.objects.filter(work=work).first().made == by_hand.public_id


def test_words_across_two_regions_are_refused(ada, lind):
    snapshot = make.make_snapshot(by=ada)
    assert Region.objects.filter(snapshot=snapshot).exists()
    across = snapshot.text[20:80]

    work = checked(sheet(row(snapshot.source, words=across)), ada, "statements")

    assert problems(work)
