"""Every migration runs on a database with the guards in place, there and back."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

import pytest

from claims.models import Topic, Verdict
from core import triggers
from record import ledger, verify
from record.models import Listing
from record.search import search
from sources.models import Publisher, Snapshot, Speaker
from tests import contents
from tests import factories as make

OURS = ["claims", "record", "sources", "core"]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_guards_are_gone_while_a_migration_runs_and_stand_after_it():
    assert triggers.missing(connection) == []

    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_record_migrates_back_and_forth():
    call_command("migrate", "record", "0001", verbosity=0)
    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []
    make.make_published_claim()
    assert len(search(Listing.objects.all(), "bridge")) == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_spreadsheet_would_run_is_found_among_what_was_listed_before():
    told = {"claim0safe": "The bridge is safe", "claim00sum": "=1+1 is what the bridge cost"}
    for public_id, text in told.items():
        ledger.append([contents.draft(contents.content(public_id, text=text))])

    call_command("migrate", "record", "0010", verbosity=0)
    call_command("migrate", verbosity=0)

    tame = dict(Listing.objects.values_list("claim", "tame"))
    assert tame == {"claim0safe": True, "claim00sum": False}
    assert list(verify.listings_are_current()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("label", "before"), [("sources", "0001"), ("claims", "0002")])
def test_rows_from_before_they_had_a_version_begin_at_none(label, before):
    make.make_published_claim()
    Topic.objects.create(name="Bridges", slug="bridges")
    models = [Speaker, Publisher, Topic, Verdict]
    held = [list(model.objects.values()) for model in models]

    call_command("migrate", label, before, verbosity=0)
    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []
    assert [list(model.objects.values()) for model in models] == held
    assert all(row["version"] == 0 for rows in held for row in rows)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("label", OURS)
def test_every_table_can_be_rebuilt_once_the_guards_are_dropped(label):
    """A column added and removed: on SQLite that makes each table anew, with its rows."""
    make.make_published_claim()
    before = Snapshot.objects.values().get()

    triggers.drop(connection)
    for model in apps.get_app_config(label).get_models():
        field = models.IntegerField(null=True, default=None)
        field.set_attributes_from_name("passing")
        with connection.schema_editor() as editor:
            editor.add_field(model, field)
        with connection.schema_editor() as editor:
            editor.remove_field(model, field)
    triggers.install(connection)

    assert triggers.missing(connection) == []
    assert Snapshot.objects.values().get() == before


@pytest.mark.django_db
def test_every_migration_is_applied():
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_a_newsrooms_own_scale_survives_the_next_migration():
    Verdict.objects.filter(key="true").update(label="Right")

    call_command("migrate", verbosity=0)

    assert Verdict.objects.get(key="true").label == "Right"
