"""A record is taken over whole into an empty installation: the same bytes, the same head."""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from contextlib import suppress
from io import StringIO

from django.core.management import CommandError, call_command

import pytest

from core.models import Revision
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


def refused(path, **options) -> str:
    with pytest.raises(CommandError) as error:
        call_command("importrecord", path, **options)
    assert not Entry.objects.exists() and not Listing.objects.exists()
    return str(error.value)


def refused_bundle(place, change) -> str:
    """What is said of a bundle in which `change` altered the files, given by their names."""
    with zipfile.ZipFile(place / "bundle.zip") as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    change(files)
    with zipfile.ZipFile(place / "other.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return refused(place / "other.zip", check=True)


@pytest.mark.parametrize("name", ["tables/claims.csv", "tables/speakers.csv", "head.json"])
def test_a_bundle_of_which_a_file_was_altered_is_refused(record, place, name):
    said = refused_bundle(place, lambda files: files.update({name: files[name] + b" "}))

    assert f"{name} in the bundle has another SHA-256" in said


def unname(files, name):
    lines = files["SHA256SUMS"].splitlines(keepends=True)
    files["SHA256SUMS"] = b"".join(one for one in lines if name.encode() not in one)


@pytest.mark.parametrize("name", ["tables/claims.csv", "log.ndjson"])
def test_a_bundle_with_a_file_that_it_does_not_name_is_refused(record, place, name):
    def change(files):
        unname(files, name)
        files[name] += b" "

    assert f"{name} in the bundle is not named in its SHA256SUMS" in refused_bundle(place, change)


@pytest.mark.parametrize("name", ["SHA256SUMS", "head.json", "log.ndjson", "tables/claims.csv"])
def test_a_bundle_without_one_of_its_files_is_refused(record, place, name):
    assert "no bundle of ours" in refused_bundle(place, lambda files: files.pop(name))


@pytest.mark.parametrize("name", ["head.json", "log.ndjson"])
def test_a_bundle_that_does_not_even_name_its_log_is_refused(record, place, name):
    def change(files):
        unname(files, name)
        files.pop(name)

    assert "no bundle of ours" in refused_bundle(place, change)


def test_of_a_bundle_that_broke_on_its_way_nothing_is_taken_over(record, place):
    data, chance = (place / "bundle.zip").read_bytes(), random.Random(1)
    for _ in range(40):
        at = chance.randrange(len(data) * 3 // 4)  # in the files, not in the list of them
        broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        (place / "broken.zip").write_bytes(broken)

        with suppress(CommandError):  # the time of a file, for one, does not matter
            call_command("importrecord", place / "broken.zip", check=True, stdout=StringIO())


def test_a_database_without_tables_is_told_of(record, place, monkeypatch):
    monkeypatch.setattr(Revision._meta, "db_table", "not_there_yet")

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


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda data: data[: len(data) // 2], "was cut on its way"),
        (gzip.compress, "uncompress it first"),
    ],
)
def test_a_file_that_is_no_text_is_told_for_what_it_is(record, place, made, why):
    (place / "other").write_bytes(made((place / "bundle.zip").read_bytes()))

    with pytest.raises(CommandError, match=why):
        call_command("importrecord", place / "other")
