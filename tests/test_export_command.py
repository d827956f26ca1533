"""`manage.py export`: to a file or to standard output, the same bytes as the addresses give."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import random
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

import pytest

from claims.seeding.loading import load
from record.exporting import bundling
from record.exporting.tables import ALL
from record.models import Head
from tests import factories as make
from tests.exported import bytes_of
from tests.published import next_edition, retract, supersede

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


@pytest.fixture
def bundle(claim, place) -> Path:
    """A bundle of several editions, unpacked."""
    supersede(claim)
    next_edition(claim, "correction", "It was wrong.", finding="=Another finding.")
    gone = make.make_published_claim()
    retract(gone)
    out = StringIO()
    call_command("export", bundle=True, stdout=out)
    assert Head.objects.get().root in out.getvalue()
    with zipfile.ZipFile(bundling.newest()) as archive:
        archive.extractall(place / "unpacked")
    return place / "unpacked"


def verified(bundle: Path, *more) -> tuple[int, str]:
    """What its own script says, in a Python that knows nothing of us."""
    command = [sys.executable, "-I", "-S", str(bundle / "verify.py"), *map(str, more)]
    told = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    return told.returncode, told.stdout + told.stderr


def test_a_bundle_proves_itself(bundle):
    status, told = verified(bundle)

    head = Head.objects.get()
    assert status == 0, told
    assert f"Log: {head.size} entries, root {head.root}" in told
    assert "Not checked: whether the quoted words stand in the sources." in told


@pytest.mark.parametrize(
    ("name", "before", "after", "wrong"),
    [
        ("log.ndjson", "It was wrong.", "It was right.", "its bytes have another leaf"),
        ("head.json", '"size": ', '"size": 1', "the head tells of 1"),
        ("tables/claims.csv", "is safe", "is unsafe", "text is “The harbour bridge is unsafe"),
        ("datapackage.json", "integer", "string", "another SHA-256"),
    ],
)
def test_what_was_altered_is_named(bundle, name, before, after, wrong):
    path = bundle / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))

    status, told = verified(bundle)
    assert status == 1 and wrong in told and f"{name} has another SHA-256" in told


def falsified(bundle: Path, name: str, data: bytes) -> tuple[int, str]:
    """What the script says of other bytes in a file, where the manifest was written anew to fit."""
    (bundle / name).write_bytes(data)
    sums = (bundle / "SHA256SUMS").read_text().splitlines()
    fitting = [
        f"{hashlib.sha256((bundle / line[66:]).read_bytes()).hexdigest()}  {line[66:]}"
        for line in sums
    ]
    (bundle / "SHA256SUMS").write_text("".join(f"{line}\n" for line in fitting))
    return verified(bundle)


@pytest.fixture
def whole(place, db) -> Path:
    """The bundle of the running example, which has rows in every table."""
    load()
    call_command("export", bundle=True, stdout=StringIO())
    with zipfile.ZipFile(bundling.newest()) as archive:
        archive.extractall(place / "whole")
    return place / "whole"


def as_csv(rows: list[list[str]]) -> bytes:
    lines = StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode()


def test_no_cell_of_a_table_can_say_something_else_than_the_log(whole):
    assert verified(whole)[0] == 0
    for table in ALL:
        name = f"tables/{table.name}.csv"
        before = (whole / name).read_bytes()
        head, *rows, last = csv.reader(StringIO(before.decode(), newline=""))

        altered = [last[0], *(f"{cell}9" for cell in last[1:])]
        status, said = falsified(whole, name, as_csv([head, *rows, altered]))
        assert status == 1 and "SHA-256 than" not in said
        for column in head[1:]:
            assert f"{name}, {last[0]}: {column} is “" in said, (table.name, column)

        another = [f"{last[0]}9", *last[1:]]
        for wrong in ([*rows, another], rows, [*rows, last, last]):
            status, said = falsified(whole, name, as_csv([head, *wrong]))
            assert status == 1 and name in said, said
        falsified(whole, name, before)
    assert verified(whole)[0] == 0


def test_whatever_byte_is_altered_its_file_is_named(bundle):
    chance = random.Random(1)
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        data, name = path.read_bytes(), path.relative_to(bundle).as_posix()
        if name == "verify.py":
            continue
        for _ in range(3):
            place = chance.randrange(len(data))
            path.write_bytes(data[:place] + bytes([data[place] ^ 0x91]) + data[place + 1 :])

            status, said = verified(bundle)

            assert status == 1 and "Traceback" not in said, said
            assert name in said or name == "SHA256SUMS"
        path.write_bytes(data)


@pytest.mark.parametrize("name", ["head.json", "log.ndjson", "SHA256SUMS", "tables/claims.csv"])
def test_a_file_that_is_missing_or_empty_is_named(bundle, name):
    (bundle / name).write_bytes(b"")
    status, said = verified(bundle)
    assert status == 1 and name in said or name == "SHA256SUMS"
    (bundle / name).unlink()

    status, said = verified(bundle)
    assert status == 1 and name in said and "Traceback" not in said


def test_an_entry_that_is_missing_is_seen_though_all_hashes_were_made_again(bundle):
    path = bundle / "log.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))

    status, told = verified(bundle)
    assert status == 1 and "line 3: entry 3 where 2 follows" in told


def test_quoted_words_are_looked_up_in_ones_own_copy(bundle, claim, place):
    snapshot = claim.evidence.get().statement.passages.get().snapshot
    copy, altered, other = place / "copy.txt", place / "altered.txt", place / "other.txt"
    copy.write_text(snapshot.text)
    altered.write_text(f"New first line\n{snapshot.text}")
    other.write_text("Nothing of it.")

    status, told = verified(bundle, "--text", copy)
    assert status == 0, told
    assert f"{copy}: " in told and "stand exactly where they should, 0 do not." in told
    status, told = verified(bundle, "--text", copy, altered, other, place / "none.txt")
    assert status == 1 and "3 things are wrong:" in told
    assert f"{altered}: no passage was cut from exactly this text" in told
    assert f"{place / 'none.txt'} cannot be read" in told


def test_the_same_head_gives_the_same_bundle(bundle, place):
    call_command("export", bundle=True, output=place / "again.zip", stdout=StringIO())

    assert (place / "again.zip").read_bytes() == bundling.newest().read_bytes()


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
