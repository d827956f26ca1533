"""Rows that become claims: what each becomes, what is wrong with it, and what is made."""

import json

import pytest

from claims import workflow
from claims.models import Claim, Event, ImportRow, Status, Topic, Verb
from core.models import Revision
from tests import factories as make
from tests.imports import brought_in, checked, outcomes, problems, sheet

pytestmark = pytest.mark.django_db
BRIDGE = {"text": "The bridge is safe.", "short": "Bridge safe"}


@pytest.fixture
def ada(cast):
    return cast.editor


def test_a_row_becomes_a_draft_of_whoever_brings_it_in(ada):
    work = brought_in(sheet(BRIDGE), ada)

    claim = Claim.objects.get()
    assert (claim.status, claim.text) == (Status.DRAFT, "The bridge is safe.")
    event = Event.objects.get()
    assert (event.verb, event.actor, event.claim) == (Verb.CREATE, ada, claim)
    assert Revision.objects.of(claim).get().actor == ada
    assert ImportRow.objects.get(work=work).made == claim.public_id
    assert (work.stage, work.tally) == ("done", {"entered": 1})


def test_every_column_reaches_its_place(ada):
    Topic.objects.create(name="Bridges", slug="bridges")
    Topic.objects.create(name="Harbour works", slug="harbour")
    said, other = make.make_statement(), make.make_statement()
    row = {
        **BRIDGE,
        "kind": "Fact",
        "language": "en-GB",
        "topics": "bridges; harbour",
        "place": "Harbour",
        "holds_earliest": "2021-05-25",
        "holds_latest": "2021-05-25",
        "holds_words": "on Tuesday",
        "holds_basis": "stated",
        "state": "open again",
        "made_in": other.public_id,
        "evidence": f"supports {said.public_id}; context {other.public_id}",
        "verdict": "mostly true",
        "finding": "It was inspected.",
        "explanation": "So says [1].",
        "last_checked": "2021-06-01",
        "check_again": "2021-12-01",
    }

    brought_in(sheet(row), ada)

    claim = Claim.objects.get()
    assert sorted(topic.slug for topic in claim.topics.all()) == ["bridges", "harbour"]
    pieces = claim.evidence.order_by("order")
    assert [(p.order, p.stance, p.statement) for p in pieces] == [
        (1, "supports", said),
        (2, "context", other),
    ]
    assert pieces[0].passage_ids() == [passage.pk for passage in said.passages.all()]
    assert claim.appearances.get().statement == other
    assert (claim.verdict.key, claim.place, claim.state) == ("mostly-true", "Harbour", "open again")
    assert str(claim.holds) == "25 May 2021"
    assert (str(claim.last_checked), str(claim.check_again)) == ("2021-06-01", "2021-12-01")


def test_what_was_brought_in_can_be_submitted(ada):
    said = make.make_statement(snapshot=make.primary_snapshot())
    told = {"finding": "So.", "explanation": "See [1].", "verdict": "true"}
    brought_in(sheet({**BRIDGE, **told, "evidence": f"supports {said.public_id}"}), ada)

    workflow.submit(Claim.objects.get(), by=ada)

    assert Claim.objects.get().status == Status.IN_REVIEW


@pytest.mark.parametrize(
    "cells, column, told",
    [
        ({"text": " "}, "text", "Write the claim"),
        ({"text": "x" * 80, "short": ""}, "short", "Write a short form of at most 75"),
        ({"short": "x" * 76}, "short", "at most 75 characters"),
        ({"kind": "rumour"}, "kind", "“rumour” is none of fact, attribution, promise."),
        ({"kind": "rumour", "verdict": "pending"}, "kind", "“rumour” is none of"),
        ({"language": "English!"}, "language", "is no code of a language"),
        ({"holds_earliest": "25/05/2021"}, "holds_earliest", "write year-month-day"),
        ({"holds_earliest": "2021-02-30"}, "holds_earliest", "“2021-02-30” is no day"),
        ({"check_again": "20210601"}, "check_again", "is no day"),
        ({"holds_earliest": "2021-05-25"}, "holds_basis", "Say what this date rests on."),
        ({"holds_basis": "guess"}, "holds_basis", "none of stated, derived, outside"),
        ({"topics": "Bridge"}, "topics", "There is no topic “Bridge”. Did you mean “Bridges”?"),
        ({"topics": "Zebras"}, "topics", "Enter it under Topics first."),
        ({"verdict": "maybe"}, "verdict", "There is no such verdict. For a fact choose"),
        ({"verdict": "pending"}, "verdict", "is not a verdict for a fact: choose one of “True”"),
        ({"made_in": "bbbbbbbbbb"}, "made_in", "There is no statement with the id “bbbbbbbbbb”"),
        ({"evidence": "bbbbbbbbbb"}, "evidence", "cannot be read: write supports"),
        ({"evidence": "supports bbbbbbbbbb"}, "evidence", "There is no statement with the id"),
        ({"place": "x" * 121}, "place", "at most 120 characters"),
    ],
)
def test_what_is_wrong_is_said_with_line_column_and_what_to_do(ada, cells, column, told):
    Topic.objects.create(name="Bridges", slug="bridges")

    work = checked(sheet({**BRIDGE, **cells}), ada)

    (where,) = problems(work)
    assert where[:2] == (2, column)
    assert told in where[2]
    assert not Claim.objects.exists()


def test_every_fault_of_a_row_is_told_at_once(ada):
    work = checked(sheet({**BRIDGE, "kind": "x", "verdict": "y", "check_again": "z"}), ada)

    assert {column for _, column, _ in problems(work)} == {"kind", "verdict", "check_again"}


def test_a_second_run_of_the_same_file_adds_nothing(ada):
    data = sheet(BRIDGE, {"text": "The tunnel is shut.", "short": "Tunnel"})
    brought_in(data, ada)

    again = checked(data, ada)

    assert outcomes(again) == ["there", "there"]
    assert Claim.objects.count() == 2


def test_it_stays_so_when_the_claim_was_reworded_meanwhile(ada):
    brought_in(sheet(BRIDGE), ada)
    claim = Claim.objects.get()
    with workflow.revising(claim, by=ada):
        claim.text = "The harbour bridge is safe."
        claim.save()

    assert outcomes(checked(sheet(BRIDGE), ada)) == ["there"]


def test_a_claim_that_was_typed_in_is_there_already(ada):
    claim = make.make_claim(ada, **BRIDGE)

    work = checked(sheet({**BRIDGE, "text": "the  bridge is SAFE."}), ada)

    row = ImportRow.objects.get(work=work)
    assert (row.outcome, row.made, row.note) == ("there", claim.public_id, "At the desk already.")


def test_the_same_row_twice_in_a_file_is_entered_once(ada):
    work = brought_in(sheet(BRIDGE, BRIDGE), ada)

    assert outcomes(work) == ["entered", "there"]
    assert ImportRow.objects.last().note == "The same as line 2."


def test_the_same_words_in_another_language_are_another_claim(ada):
    work = brought_in(sheet({**BRIDGE, "language": "en"}, {**BRIDGE, "language": "fr"}), ada)

    assert outcomes(work) == ["entered", "entered"]


def test_json_is_brought_in_alike(ada):
    Topic.objects.create(name="Bridges", slug="bridges")
    data = json.dumps([{**BRIDGE, "topics": ["Bridges"], "place": None}]).encode()

    brought_in(data, ada, name="claims.json")

    assert [topic.name for topic in Claim.objects.get().topics.all()] == ["Bridges"]


@pytest.mark.parametrize("canary", ["<script>alert(1)</script>", "'; DROP TABLE claims_claim;--"])
def test_text_is_taken_as_it_stands(ada, canary):
    brought_in(sheet({"text": canary, "short": canary}), ada)

    assert Claim.objects.get().text == canary
