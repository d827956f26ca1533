"""Very many rows are entered at once, and are what they would be one by one."""

import datetime as dt
import re

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from claims.models import Claim
from core import bulk
from core.ids import ALPHABET
from core.models import Revision
from sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db


def a_source(by):
    days = {"published_earliest": dt.date(2021, 5, 1), "published_latest": dt.date(2021, 5, 31)}
    return Source(title="Tab\there\nand \\ a “line”", kind=Source.Kind.POST, **days)


def a_claim(by):
    return Claim(text="Łódź 橋 🌉", short="x", slug="x", last_checked=dt.date(2024, 2, 29))


def a_revision(by):
    return Revision(model="m", key="1", label="", action="created", after='{"a":1}', actor=by)


def a_snapshot(by):
    source, _ = Source.objects.get_or_create(title="A page")
    lists = {"remarks": ["One", {"two": None}], "pieces": []}
    moment = {"received_at": timezone.now(), "captured_at": dt.datetime(2021, 5, 1, tzinfo=dt.UTC)}
    text = {"text": "t", "characters": 1, "byte_count": 2**40, "method": Snapshot.Method.COMMAND}
    return Snapshot(source=source, captured_by=by, **lists, **moment, **text)


def told(row) -> dict:
    """The columns of a row as the database has them, but for what differs from row to row."""
    (found,) = type(row).objects.filter(pk=row.pk).values()
    own = ("id", "public_id", "created_at", "changed_at", "received_at", "at")
    return {name: value for name, value in found.items() if name not in own}


@pytest.mark.parametrize("make_one", [a_source, a_claim, a_revision, a_snapshot])
def test_a_row_is_what_it_would_be_by_itself(cast, make_one):
    alone, among_many = make_one(cast.editor), make_one(cast.editor)
    alone.save()

    bulk.enter([make_one(cast.editor), among_many])

    assert told(among_many) == told(alone)


def test_each_row_has_its_key_a_public_id_and_the_moment():
    rows = [Source(title=title, public_id="") for title in ("One", "Two")]

    bulk.enter(rows)

    assert list(Source.objects.order_by("pk")) == rows
    for row in rows:
        stored = Source.objects.get(pk=row.pk)
        assert (stored.public_id, stored.created_at) == (row.public_id, row.created_at)
        assert not row._state.adding


def test_a_public_id_that_is_given_stays():
    row = Source(title="One")
    given = row.public_id

    bulk.enter([row])

    assert Source.objects.get().public_id == given


def test_the_next_row_of_another_way_gets_a_key_of_its_own():
    bulk.enter([Source(title="One"), Source(title="Two")])
    Source.objects.create(title="Three")
    bulk.enter([Source(title="Four")])

    assert [source.title for source in Source.objects.order_by("pk")] == [
        "One",
        "Two",
        "Three",
        "Four",
    ]


@pytest.mark.parametrize("wrong", [{"kind": "rumour"}, {"status": "published"}])
def test_what_a_constraint_or_a_guard_refuses_is_entered_in_no_part(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.enter([Claim(), Claim(**wrong)])

    assert not Claim.objects.exists()


def test_nothing_is_entered_of_no_rows():
    bulk.enter([])


def test_public_ids_are_like_any_other():
    ids = list(bulk.public_ids(2_000))

    assert len(set(ids)) == len(ids) == 2_000
    assert all(re.fullmatch(f"[{ALPHABET}]{{10}}", one) for one in ids)
    assert set("".join(ids)) == set(ALPHABET)
