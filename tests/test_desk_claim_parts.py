"""The parts of a claim on its page: evidence with its passages, appearances, relations."""

from django.urls import reverse

import pytest

from claims import forms
from claims.models import Relation, Topic, Verb
from tests import factories as make
from tests.desk import address, opened

pytestmark = pytest.mark.django_db
ADD = reverse("admin:claims_claim_add")


@pytest.fixture
def desk(client, cast):
    """The editor, signed in."""
    client.force_login(cast.editor)
    return client


@pytest.fixture(scope="module")
def made(once, people):
    return once(make.make_sourced_claim, people.editor)


@pytest.fixture
def claim(made, cast):
    return make.a_copy_of(made)


def test_topics_are_kept(desk, claim):
    topic = Topic.objects.create(name="Bridges", slug="bridges")

    desk.post(address(claim), opened(desk, claim) | {"topics": [topic.pk]})

    assert list(claim.topics.all()) == [topic]
    assert claim.events.last().verb == Verb.REVISE


def test_passages_that_do_not_bear_can_be_left_out(desk, cast):
    claim = make.make_claim(cast.editor)
    statement = make.make_statement(cue="said Mara Lind")
    piece = make.add_evidence(claim, statement, by=cast.editor)
    words = statement.passages.get(part="words")

    desk.post(address(claim), opened(desk, claim) | {"evidence-0-bearing": [words.pk]})

    assert piece.passage_ids() == [words.pk]


def test_passages_are_shown_with_their_words(desk, claim):
    shown = desk.get(address(claim)).content.decode()

    assert "<q>The bridge is safe</q>" in shown


def test_evidence_is_numbered_in_the_order_asked_for(desk, claim):
    other = make.add_evidence(claim, by=make.someone("ada"))
    first = claim.evidence.exclude(pk=other.pk).get()

    data = opened(desk, claim) | {"evidence-0-order": 9}
    desk.post(address(claim), data)

    assert [(row.pk, row.order) for row in claim.evidence.all()] == [(other.pk, 1), (first.pk, 2)]


def test_evidence_can_be_taken_out(desk, claim):
    desk.post(address(claim), opened(desk, claim) | {"evidence-0-DELETE": "on"})

    assert not claim.evidence.exists()


def test_evidence_keeps_its_statement(desk, claim):
    statement = claim.evidence.get().statement
    other = make.make_statement()

    desk.post(address(claim), opened(desk, claim) | {"evidence-0-statement": other.pk})

    assert claim.evidence.get().statement == statement


def test_a_statement_is_listed_once(desk, claim):
    statement = claim.evidence.get().statement
    data = opened(desk, claim) | {"evidence-TOTAL_FORMS": 2, "evidence-1-stance": "supports"}

    response = desk.post(address(claim), data | {"evidence-1-statement": statement.pk})

    assert "Nothing was saved." in response.content.decode()
    assert claim.evidence.count() == 1


def test_statements_are_found_with_speaker_words_and_source(desk, claim):
    statement = claim.evidence.get().statement
    query = {"app_label": "claims", "model_name": "evidence", "field_name": "statement"}

    found = desk.get(reverse("admin:autocomplete"), query | {"term": statement.speaker.name})

    line = f"{statement.speaker}: “The bridge is safe” – {statement.source.title}"
    assert [row["text"] for row in found.json()["results"]] == [line]


def related(claim, type, other):
    return {
        "relations-TOTAL_FORMS": 1,
        "relations-0-type": type,
        "relations-0-other": other.pk,
        "relations-0-claim": claim.pk,
    }


def test_a_relation_is_entered(desk, claim, cast):
    other = make.make_claim(cast.editor)

    desk.post(address(claim), opened(desk, claim) | related(claim, "supersedes", other))

    assert Relation.objects.get().other == other


@pytest.mark.parametrize("type", ["supersedes", "replaces"])
def test_a_circle_is_refused_at_the_row(desk, cast, type):
    one, two, three = (make.make_claim(cast.editor, short=name) for name in ("I", "II", "III"))
    make.relate(two, type, three, by=cast.editor)
    make.relate(three, type, one, by=cast.editor)

    response = desk.post(address(one), opened(desk, one) | related(one, type, two))

    assert f"circle: “II” {type} “III” {type} “I” already." in response.content.decode()
    assert Relation.objects.count() == 2


def test_a_circle_of_another_kind_is_allowed(desk, claim, cast):
    other = make.make_claim(cast.editor)
    make.relate(other, "contradicts", claim, by=cast.editor)
    claim.refresh_from_db()

    desk.post(address(claim), opened(desk, claim) | related(claim, "contradicts", other))

    assert Relation.objects.count() == 2


def test_a_circle_found_by_the_database_is_told_too(desk, cast, monkeypatch):
    monkeypatch.setattr(forms, "circle", lambda *arguments: [])
    claim, other = make.make_claim(cast.editor), make.make_claim(cast.editor)
    make.relate(other, "replaces", claim, by=cast.editor)

    response = desk.post(address(claim), opened(desk, claim) | related(claim, "replaces", other))

    assert "replace each other in a circle" in response.content.decode()
    assert Relation.objects.count() == 1
