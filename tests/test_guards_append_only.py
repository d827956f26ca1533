"""Append-only tables refuse every way of changing what stands in them, on both engines."""

from django.db import IntegrityError, connection, transaction

import pytest

from claims.models import Event
from core import triggers
from core.models import Revision
from record.models import Entry
from sources.models import Snapshot
from tests import factories as make

pytestmark = pytest.mark.django_db

MODELS = [Entry, Event, Revision, Snapshot]
COLUMN = {Entry: "data", Event: "reason", Revision: "after", Snapshot: "text"}
ids = [model.__name__ for model in MODELS]


@pytest.fixture(scope="module")
def rows(once):
    """One row and more in each of the tables."""
    once(make.make_published_claim)


@pytest.fixture
def refused():
    """The act must be refused by a guard: by this one, or by another that stands before it."""

    def check(act):
        told = r"append-only|next index|does not lead"
        with pytest.raises(IntegrityError, match=told), transaction.atomic():
            act()

    return check


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_it_refuses_update(model, rows, refused):
    refused(lambda: model.objects.update(**{COLUMN[model]: "changed"}))

    assert not model.objects.filter(**{COLUMN[model]: "changed"}).exists()


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_it_refuses_delete(model, rows, refused):
    table, before = model._meta.db_table, model.objects.count()

    refused(lambda: connection.cursor().execute(f'DELETE FROM "{table}"'))

    assert model.objects.count() == before > 0


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_it_refuses_truncate(model, rows, refused):
    table = model._meta.db_table
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused(lambda: connection.cursor().execute(f'TRUNCATE "{table}" CASCADE'))


@pytest.mark.parametrize("model", MODELS, ids=ids)
def test_it_refuses_bulk_create_that_updates(model, rows, refused):
    row = model.objects.first()
    setattr(row, COLUMN[model], "changed")

    refused(
        lambda: model.objects.bulk_create(
            [row], update_conflicts=True, update_fields=[COLUMN[model]], unique_fields=["pk"]
        )
    )


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("model", MODELS, ids=ids)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_it_refuses_replace(model, recursive, rows, refused):
    """Also on a connection that does not ask triggers when REPLACE deletes."""
    table = model._meta.db_table
    connection.cursor().execute(f"PRAGMA recursive_triggers={recursive}")
    try:
        refused(
            lambda: connection.cursor().execute(f'REPLACE INTO "{table}" SELECT * FROM "{table}"')
        )
    finally:
        connection.cursor().execute("PRAGMA recursive_triggers=ON")


def test_saving_a_read_row_again_is_refused(rows, refused):
    entry = Entry.objects.first()
    entry.data = "{}"

    refused(entry.save)


def test_every_declared_guard_stands():
    assert triggers.missing(connection) == []


def test_a_missing_guard_is_named():
    guard = triggers.every_guard()[0]
    triggers.drop(connection, [guard])
    try:
        assert set(triggers.missing(connection)) == set(guard.triggers(connection.vendor))
    finally:
        triggers.install(connection, [guard])


@pytest.mark.engine("postgresql")
def test_a_disabled_guard_counts_as_missing():
    name = triggers.every_guard()[0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{name.table}" DISABLE TRIGGER "{name.name}"')

    assert name.name in triggers.missing(connection)
