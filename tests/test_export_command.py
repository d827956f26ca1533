"""`manage.py export`: to a file or to standard output, the same bytes as the addresses give."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

from django.core.management import CommandError, call_command

import pytest

from record.exporting import bundling
from record.models import Head
from tests import factories as make
from tests.exported import bytes_of
from tests.published import retract, supersede

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.BUNDLES = tmp_path / "bundles"
    return tmp_path


@pytest.mark.parametrize("name", ["claims.csv", "evidence.ndjson", "log.ndjson", "claims.jsonld"])
def test_a_file_has_the_bytes_of_the_address(client, claim, place, name):
    call_command("export", name, output=place / name)

    assert (place / name).read_bytes() == bytes_of(client, *name.split("."))
    assert [one.name for one in place.iterdir()] == [name]


def test_filters_and_stretches_are_those_of_the_address(client, claim, place):
    size = Head.objects.get().size
    retract(claim)
    call_command("export", "claims.csv", output=place / "a", where=["retracted=include"])
    call_command("export", "claims.csv", output=place / "b", as_of=size, gzip=True)
    call_command("export", "editions.csv", output=place / "c", after=size - 1)

    assert (place / "a").read_bytes() == bytes_of(client, "claims", "csv", retracted="include")
    told = gzip.decompress((place / "b").read_bytes())
    assert (
        told == bytes_of(client, "claims", "csv", as_of=size) and claim.public_id in told.decode()
    )
    assert (place / "c").read_bytes() == bytes_of(client, "editions", "csv", after=size - 1)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"export": "drafts.csv"}, "There is no drafts.csv."),
        ({}, "Export one of: claims.csv"),
        ({"export": "claims.csv", "where": ["verdit=true"]}, "no filter verdit"),
        ({"export": "claims.csv", "where": ["verdict"]}, "write FILTER=VALUE"),
        ({"export": "claims.csv", "as_of": 10_000}, "as_of is at most that"),
        ({"export": "log.ndjson", "where": ["kind=fact"]}, "The log has no filters."),
        ({"export": "claims.csv", "bundle": True}, "takes no name"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(claim, place, given, told):
    args = [given.pop("export")] if "export" in given else []
    with pytest.raises(CommandError, match=told):
        call_command("export", *args, output=place / "x", **given)
    assert not list(place.iterdir())


@pytest.mark.parametrize("more", [{}, {"bundle": True}])
def test_a_place_that_cannot_be_written_is_named(claim, place, more):
    args = [] if more else ["claims.csv"]
    (place / "file").write_text("")
    with pytest.raises(CommandError, match="file/x cannot be written: "):
        call_command("export", *args, output=place / "file" / "x", **more)


def test_a_database_without_tables_is_named(place):
    """Likely it is another one than was meant."""
    settings = {"ON_RECORD_VAR": str(place), "DATABASE_URL": ""}
    said = subprocess.run(
        [sys.executable, "manage.py", "export", "claims.csv"],
        cwd=Path(__file__).parents[1],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1 and said.stderr.startswith("CommandError: The database has no")
    assert f"{place}/on-record.sqlite3" in said.stderr and "ON_RECORD_VAR" in said.stderr


@pytest.fixture
def bundle(claim) -> Path:
    """The newest bundle, of several editions."""
    supersede(claim)
    out = StringIO()
    call_command("export", bundle=True, stdout=out)
    assert Head.objects.get().root in out.getvalue()
    return bundling.newest()


def test_the_same_head_gives_the_same_bundle(bundle, place):
    call_command("export", bundle=True, output=place / "again.zip", stdout=StringIO())

    assert (place / "again.zip").read_bytes() == bundling.newest().read_bytes()


def test_the_head_of_a_bundle_is_told_by_the_address_that_it_names(client, bundle):
    with ZipFile(bundle) as archive:
        named = re.search(r"/api/v1/export/log\S+", archive.read("README.md").decode())[0]
        head = json.loads(archive.read("head.json"))
    make.make_published_claim()

    (line,) = b"".join(client.get(named).streaming_content).splitlines()

    told = json.loads(line)["end"]
    assert (told["size"], told["root"]) == (head["size"], head["root"])
    assert Head.objects.get().root != head["root"]


def test_the_newest_bundle_can_be_downloaded(client, bundle):
    response = client.get("/api/v1/export/bundle.zip")

    assert b"".join(response.streaming_content) == bundling.newest().read_bytes()
    assert response["Content-Type"] == "application/zip"
    again = client.get("/api/v1/export/bundle.zip", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_where_none_was_made_it_says_how(client, db):
    response = client.get("/api/v1/export/bundle.zip")
    assert response.status_code == 404 and "one by one" in response.json()["detail"]


def test_a_bundle_that_fails_leaves_nothing_behind(claim, place, monkeypatch):
    def fail(*args):
        raise OSError("The disk is full.")

    monkeypatch.setattr(bundling, "_package", fail)
    with pytest.raises(OSError, match="full"):
        call_command("export", bundle=True)
    assert bundling.newest() is None and not list((place / "bundles").iterdir())


def test_what_is_published_while_a_bundle_is_made_is_not_in_it(claim, place, monkeypatch):
    call_command("export", bundle=True, output=place / "before.zip", stdout=StringIO())
    then = bundling.head()
    monkeypatch.setattr(bundling, "head", lambda: then)
    supersede(claim)

    call_command("export", bundle=True, output=place / "after.zip", stdout=StringIO())

    assert (place / "after.zip").read_bytes() == (place / "before.zip").read_bytes()


def read(response):
    """The answer, read to its end as a browser would, so that its file is closed."""
    assert response.getvalue()
    return response


def test_a_newer_bundle_is_seen_by_its_day(client, bundle):
    first = read(client.get("/api/v1/export/bundle.zip"))["Last-Modified"]
    make.make_published_claim()
    call_command("export", bundle=True, stdout=StringIO())
    os.utime(bundling.newest(), (2_000_000_000, 2_000_000_000))

    again = read(client.get("/api/v1/export/bundle.zip", headers={"If-Modified-Since": first}))

    assert again.status_code == 200
