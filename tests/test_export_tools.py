"""What readers use opens the downloads as they are; the examples of docs/api.md run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from io import StringIO
from pathlib import Path

from django.conf import settings as ours
from django.core.management import call_command

import duckdb
import frictionless
import pandas
import pytest

from claims.seeding.loading import load
from record.exporting import bundling
from record.exporting.tables import ALL
from record.models import Listing
from tests.machine_claims import published
from tests.published import copies, next_edition, supersede

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = ours.BASE_DIR / "docs" / "api.md"
EXAMPLES = re.findall(
    r"```python\n(.*?)```", DOCS.read_text().partition("\n# Examples\n")[2], re.DOTALL
)


@pytest.fixture
def site(live_server, settings, tmp_path, monkeypatch):
    """A server with a few claims, one superseded and one corrected; we stand in an empty folder."""
    settings.BUNDLES = tmp_path / "bundles"
    claim = published()
    copies(claim, 3)
    supersede(claim)
    next_edition(claim, "correction", "It was wrong, and more: “so”.\nOn two lines.")
    call_command("export", bundle=True, stdout=StringIO())
    monkeypatch.chdir(tmp_path)
    return live_server.url


@pytest.fixture
def claims(site):
    return Listing.objects.count()


def download(site: str, *names: str) -> None:
    for name in names:
        urllib.request.urlretrieve(f"{site}/api/v1/export/{name}", name)


def program(name: str, *arguments: str) -> str:
    """What a program prints that is installed beside us."""
    path = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    told = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_pandas_opens_the_address_itself(site, claims):
    table = pandas.read_csv(f"{site}/api/v1/export/claims.csv")
    listed = pandas.read_json(f"{site}/api/v1/export/claims.json")

    assert len(table) == len(listed) == claims
    assert list(table.columns) == list(listed.columns)
    assert list(table["id"]) == list(listed["id"])
    assert set(table["standing"]) == {"current", "superseded"}


def test_duckdb_opens_every_form(site, claims):
    download(site, "claims.csv", "claims.ndjson", "claims.json", "evidence.csv")

    for name in ("claims.csv", "claims.ndjson", "claims.json"):
        (count,) = duckdb.sql(f"SELECT count(id) FROM '{name}'").fetchone()
        assert count == claims, name
    joined = duckdb.sql(
        "SELECT count(DISTINCT claim.id) FROM 'claims.csv' claim "
        "JOIN 'evidence.csv' piece ON piece.claim = claim.id WHERE piece.counted"
    )
    assert joined.fetchone()[0] > 0


def test_sqlite_utils_and_datasette_open_the_list(site, claims):
    download(site, "claims.json", "claims.csv")
    program("sqlite-utils", "insert", "record.db", "claims", "claims.json")

    counted = program("sqlite-utils", "memory", "claims.csv", "SELECT count(*) AS n FROM claims")
    assert json.loads(counted) == [{"n": claims}]
    shown = program("datasette", "record.db", "--get", "/record/claims.json?_shape=array")
    assert len(json.loads(shown)) == claims


def test_frictionless_finds_nothing_wrong_with_the_bundle(site, claims):
    download(site, "bundle.zip")
    shutil.unpack_archive("bundle.zip", "bundle")

    report = frictionless.validate("bundle/datapackage.json")

    assert report.valid, report.flatten(["type", "title", "note", "rowNumber", "fieldName"])[:5]
    assert len(report.tasks) == len(ALL)


def test_frictionless_finds_nothing_wrong_with_the_running_example(settings, tmp_path, monkeypatch):
    """Which hands on sources of publishers of which nothing else is cited."""
    settings.BUNDLES = tmp_path / "bundles"
    load()
    call_command("export", bundle=True, stdout=StringIO())
    monkeypatch.chdir(tmp_path)
    shutil.unpack_archive(bundling.newest(), "bundle")

    report = frictionless.validate("bundle/datapackage.json")

    assert report.valid, report.flatten(["type", "title", "note", "rowNumber", "fieldName"])[:5]


def test_the_examples_of_the_documentation_run(site, claims):
    """One after another, in one folder: as somebody who reads them would."""
    assert len(EXAMPLES) == 6
    for example in EXAMPLES:
        script = example.replace("https://example.org", site)
        script = script.replace("designation vacated", "harbour bridge")
        told = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr
        assert told.stdout.strip(), example
