"""Very many rows are entered at once, and are what they would be one by one."""

import datetime as dt
import os
import re
import sqlite3
import stat
from contextlib import suppress
from types import SimpleNamespace

from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

import pytest

from claims.models import Claim
from core import bulk
from core.bulk.sizes import ROOM
from core.bulk.tables import table_of
from core.ids import ALPHABET
from core.models import Revision
from sources import vault
from sources.models import Publisher, Snapshot, Source, Speaker

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


@pytest.mark.parametrize("model", [Source, Claim, Revision, Snapshot, Publisher])
def test_a_new_row_is_what_the_model_makes(cast, model):
    related = {Revision: {"actor": cast.editor}, Snapshot: {"captured_by": cast.editor}}
    told = related.get(model, {})

    made, expected = bulk.new(model, **told), model(**told)

    own = ("public_id", "_state")
    assert made.__dict__.keys() == expected.__dict__.keys()
    for name in made.__dict__.keys() - own:
        assert getattr(made, name) == getattr(expected, name), name
    assert made._state.adding
    assert made._state.fields_cache == expected._state.fields_cache


def test_what_is_made_for_each_new_row_is_its_own():
    one, other = bulk.new(Snapshot), bulk.new(Snapshot)
    one.remarks.append("Told.")

    assert other.remarks == []


def test_a_new_row_has_no_column_that_its_model_has_not():
    with pytest.raises(TypeError, match="Source has no titel"):
        bulk.new(Source, titel="One")


def test_rows_refer_to_those_that_had_no_key_when_they_were_made(django_assert_num_queries):
    speaker = bulk.new(Speaker, name="The Herald", kind=Speaker.Kind.OUTLET.value)
    publisher = Publisher(speaker=speaker, slug="herald")
    source = bulk.new(Source, title="One", publisher=publisher)
    for row in (speaker, publisher, source):
        bulk.enter([row])

    with django_assert_num_queries(0):
        assert str(source) == "One (The Herald)"
    assert Source.objects.get().publisher.speaker == speaker


# Entered beside


def titles() -> list[str]:
    return list(Source.objects.order_by("pk").values_list("title", flat=True))


def test_rows_are_written_beside_in_order_and_what_is_asked_meanwhile_sees_them():
    with transaction.atomic(), bulk.beside():
        bulk.enter([Source(title="One")])
        bulk.enter([Source(title="Two"), Source(title="Three")])
        assert titles() == ["One", "Two", "Three"]
        bulk.enter([Source(title="Four")])

    assert titles() == ["One", "Two", "Three", "Four"]


def test_a_row_is_written_as_it_was_when_it_was_entered():
    row = Source(title="One")
    with transaction.atomic(), bulk.beside():
        bulk.enter([row])
        row.title = "Another"

    assert titles() == ["One"]


def test_keys_go_on_from_block_to_block_however_many_are_needed():
    for count in (2, 1, 40, 3):
        rows = [Source(title="One") for _ in range(count)]
        with transaction.atomic(), bulk.beside():
            bulk.enter(rows[:1])
            bulk.enter(rows[1:])
        Source.objects.create(title="Between")

    keys = list(Source.objects.order_by("pk").values_list("pk", flat=True))
    assert len(set(keys)) == len(keys) == 2 + 1 + 40 + 3 + 4
    assert Source.objects.filter(title="Between").last().pk == keys[-1]


@pytest.mark.parametrize("asks", [False, True])
def test_what_is_refused_beside_is_raised_and_nothing_is_entered(asks):
    with pytest.raises(IntegrityError), transaction.atomic(), bulk.beside():
        bulk.enter([Source(title="One")])
        bulk.enter([Claim(status="published")])
        bulk.enter([Source(title="Two")])
        if asks:
            titles()
            pytest.fail("It was asked, though what was entered before is refused.")

    assert titles() == []
    bulk.enter([Source(title="Three")])
    assert titles() == ["Three"]


def test_what_is_refused_is_raised_again_where_somebody_passed_over_it():
    with pytest.raises(IntegrityError), transaction.atomic(), bulk.beside():
        bulk.enter([Claim(status="published")])
        with suppress(IntegrityError), transaction.atomic():
            titles()

    assert titles() == []


def test_rows_may_refer_to_nothing():
    bulk.enter([Source(title="One", publisher=None), bulk.new(Source, title="Two", publisher=None)])

    assert Source.objects.filter(publisher=None).count() == 2


def test_a_list_that_grows_later_is_written_as_it_was(cast):
    row = a_snapshot(cast.editor)
    with transaction.atomic(), bulk.beside():
        bulk.enter([row])
        row.remarks.append("Later.")

    assert Snapshot.objects.get().remarks == ["One", {"two": None}]


def test_there_is_one_block_at_a_time():
    refused = pytest.raises(transaction.TransactionManagementError, match="One block")
    with transaction.atomic(), bulk.beside(), refused, bulk.beside():
        pytest.fail("It began.")


def test_a_block_needs_a_transaction(monkeypatch):
    refused = pytest.raises(transaction.TransactionManagementError, match="in a transaction")
    with monkeypatch.context() as without, refused:
        without.setattr(connections["default"], "in_atomic_block", False)
        with bulk.beside():
            pytest.fail("It began.")


@pytest.mark.engine("sqlite")
def test_nothing_is_written_after_a_rollback():
    table = table_of(Source)
    rows = table.values([Source(title="One")], connection)
    bare = SimpleNamespace(vendor="sqlite", connection=sqlite3.connect(":memory:"))

    with pytest.raises(transaction.TransactionManagementError, match="rolled back"):
        table.write(rows, bare)


def test_a_block_that_fails_leaves_nothing_and_nobody_writing():
    with pytest.raises(KeyError), transaction.atomic(), bulk.beside():
        bulk.enter([Source(title=str(number)) for number in range(500)])
        raise KeyError

    assert titles() == []
    assert not connection.execute_wrappers


@pytest.mark.parametrize("left_out", [0o022, 0o077])
def test_a_file_is_kept_whole_and_for_reading_alone(left_out):
    before = os.umask(left_out)
    digest = vault.keep(b"One page, %o" % left_out)
    os.umask(before)
    place = vault.path_of(digest)

    assert vault.keep(b"One page, %o" % left_out) == digest
    assert vault.read(digest) == b"One page, %o" % left_out
    assert stat.S_IMODE(place.stat().st_mode) == 0o440
    assert [each.name for each in place.parent.iterdir() if each.name.startswith(digest)] == [
        digest
    ]


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("fails", [False, True])
def test_sqlite_has_more_room_in_a_block_alone(fails):
    def room() -> list[int]:
        with connection.cursor() as cursor:
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ROOM]

    before = room()
    with suppress(KeyError), bulk.roomy():
        assert room() == list(ROOM.values()) != before
        if fails:
            raise KeyError

    assert room() == before
