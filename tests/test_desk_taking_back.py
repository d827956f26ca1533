"""A mark made by mistake is taken back by whoever made it, while nothing rests on it."""

import datetime as dt
import re

from django.urls import reverse

import pytest

from core.models import Revision
from core.revisions import revising
from sources.models import Statement
from sources.taking_back import NOT_FRESH, RESTED_ON
from tests import factories as make

pytestmark = pytest.mark.django_db
WORDS = "The bridge is safe"


@pytest.fixture
def snapshot(cast):
    return make.make_snapshot(by=cast.contributor)


def mark(client, snapshot, **more):
    """Mark the words in the captured text, as the reader sends them."""
    start = snapshot.text.index(WORDS)
    place = f"words:{start}-{start + len(WORDS)}"
    sent = {"passage": place, "exact": WORDS, "name": "Mara Lind", "kind": "person"}
    address = reverse("admin:sources_snapshot_change", args=[snapshot.pk])
    return client.post(address, sent | more, follow=True)


def undo(response) -> str:
    return re.search(r'<a href="([^"]*)">Undo</a>', response.content.decode())[1]


@pytest.fixture
def marked(client, cast, snapshot):
    client.force_login(cast.editor)
    return undo(mark(client, snapshot))


def test_what_was_just_marked_is_taken_back(client, marked, snapshot):
    asked = client.get(marked)
    assert WORDS in asked.content.decode() and Statement.objects.exists()

    done = client.post(marked, follow=True)

    assert not Statement.objects.exists()
    assert done.redirect_chain[0][0] == reverse("admin:sources_snapshot_change", args=[snapshot.pk])
    assert "is not marked any more" in done.content.decode()
    assert Revision.objects.last().action == "deleted"


def test_words_added_to_a_statement_are_undone_by_what_stood_before(client, cast, snapshot):
    client.force_login(cast.editor)
    statement = make.make_statement("It will carry", snapshot=snapshot, by=cast.editor)

    address = undo(mark(client, snapshot, statement=statement.pk))

    before = Revision.objects.of(statement).first()
    assert address == reverse("admin:sources_statement_restore", args=[statement.pk, before.pk])


def test_what_a_claim_rests_on_stays(client, cast, marked):
    make.add_evidence(make.make_claim(cast.editor), Statement.objects.get(), by=cast.editor)

    refused = client.post(marked)

    assert refused.status_code == 409 and RESTED_ON in refused.content.decode()
    assert Statement.objects.exists()


def test_what_somebody_else_touched_stays(client, cast, marked):
    statement = Statement.objects.get()
    with revising(statement, by=cast.contributor):
        statement.role = "Engineer"
        statement.save()

    assert NOT_FRESH in client.get(marked).content.decode()
    assert client.post(marked).status_code == 409
    assert Statement.objects.exists()


def test_what_was_marked_long_ago_stays(client, cast, snapshot, monkeypatch):
    client.force_login(cast.editor)
    marked = undo(mark(client, snapshot))
    monkeypatch.setattr("sources.taking_back.A_WHILE", dt.timedelta(0))

    assert client.post(marked).status_code == 409
    assert Statement.objects.exists()
