"""A record is taken over whole into an empty installation: the same bytes, the same head."""

from __future__ import annotations

import json
import zipfile
from io import StringIO

from django.core.management import CommandError, call_command

import pytest

from record import projection, taking_over
from record import verify as checks
from record.merkle import leaf_hash
from record.models import Entry, Head, Listing
from tests import factories as make
from tests.conftest import without_guards
from tests.published import next_edition, retract, supersede

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    settings.BUNDLES = tmp_path / "bundles"
    return tmp_path


@pytest.fixture
def record(db, place):
    """Several editions, exported; then the record is emptied as a fresh installation is."""
    claim = make.make_published_claim()
    supersede(claim)
    next_edition(claim, "correction", "It was wrong.", finding="Another finding.")
    retract(make.make_published_claim())
    call_command("export", "log.ndjson", output=place / "log.ndjson")
    call_command("export", bundle=True, output=place / "bundle.zip", stdout=StringIO())
    before = told()
    empty()
    assert told() != before
    return before


def empty():
    def act():
        projection._forget()
        Entry.objects.all().delete()
        Head.objects.all().delete()

    without_guards(act)


def told():
    listings = Listing.objects.order_by("claim").values()
    return (
        list(Entry.objects.order_by("index").values()),
        list(Head.objects.values()),
        [{k: v for k, v in row.items() if k != "id"} for row in listings],
    )


@pytest.mark.parametrize("name", ["log.ndjson", "bundle.zip"])
def test_it_is_the_same_record_with_the_same_head(record, place, name):
    out = StringIO()
    call_command("importrecord", place / name, stdout=out)

    assert told() == record
    assert Head.objects.get().root in out.getvalue()
    for check in checks.CHECKS:
        assert list(check.faults()) == [], check.name


def test_a_check_takes_nothing_over(record, place):
    out = StringIO()
    call_command("importrecord", place / "bundle.zip", check=True, stdout=out)

    assert "It is whole" in out.getvalue() and not Entry.objects.exists()


def refused(path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("importrecord", path)
    assert not Entry.objects.exists() and not Listing.objects.exists()
    return str(error.value)


@pytest.mark.parametrize("name", ["tables/claims.csv", "tables/speakers.csv", "head.json"])
def test_a_bundle_of_which_a_file_was_altered_is_refused(record, place, name):
    with zipfile.ZipFile(place / "bundle.zip") as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(place / "other.zip", "w") as archive:
        for one, data in files.items():
            archive.writestr(one, data + b" " if one == name else data)

    assert f"{name} in the bundle has another SHA-256" in refused(place / "other.zip")


def test_a_database_without_tables_is_told_of(record, place, monkeypatch):
    monkeypatch.setattr(Head._meta, "db_table", "not_there_yet")

    with pytest.raises(CommandError, match="run `manage.py migrate` first"):
        call_command("importrecord", place / "bundle.zip")


def altered(place, change) -> str:
    path = place / "log.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))
    return refused(path)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[:-1], "it was cut"),
        (lambda lines: lines[:2] + lines[3:], "Line 3 has entry 3, where 2 follows."),
        (lambda lines: [lines[0].replace(b"True", b"Truer"), *lines[1:]], "another leaf"),
        (lambda lines: [lines[0], b"nonsense\n", *lines[1:]], "Line 2 is no line of a log"),
        (lambda lines: lines[:-1] + [b'{"end":{"lines":99,"size":99}}\n'], "have 99 entries"),
        (lambda lines: [], "it was cut"),
    ],
)
def test_what_is_not_whole_is_refused_and_nothing_stays(record, place, change, why):
    assert why in altered(place, change)


def test_another_head_than_the_bundle_names_is_refused(record, place):
    lines = (place / "log.ndjson").read_bytes().splitlines(keepends=True)
    with pytest.raises(taking_over.CannotTakeOver, match="the head of the bundle tells of 3"):
        taking_over.take_over(lines, expected={"size": 3, "root": "x"})


def test_bytes_that_are_not_canonical_are_refused(record, place):
    def change(lines):
        line = json.loads(lines[0])
        data = json.dumps(line["document"]).encode()
        begin = b'{"index":0,"leaf":"%s","document":' % leaf_hash(data).encode()
        return [begin + data + b"}\n", *lines[1:]]

    assert "not canonical" in altered(place, change)


def test_there_is_a_record_already(db, place):
    make.make_published_claim()
    call_command("export", "log.ndjson", output=place / "log.ndjson")

    with pytest.raises(CommandError, match="entries here already"):
        call_command("importrecord", place / "log.ndjson")


@pytest.mark.parametrize("name", ["missing.zip", "folder"])
def test_a_file_that_cannot_be_read(db, place, name):
    (place / "folder").mkdir()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("importrecord", place / name)


def test_publishing_goes_on_where_the_record_ends(record, place):
    call_command("importrecord", place / "log.ndjson", stdout=StringIO())
    size = Head.objects.get().size

    make.make_published_claim()

    assert Head.objects.get().size == size + 1
    assert list(checks.entries_are_as_written()) == []


@pytest.mark.parametrize("check", [True, False])
def test_editions_far_apart_follow_each_other(record, place, monkeypatch, check):
    monkeypatch.setattr(taking_over, "BATCH", 2)

    call_command("importrecord", place / "log.ndjson", check=check, stdout=StringIO())

    assert Entry.objects.exists() is not check
