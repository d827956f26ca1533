"""What an export answers, read as a program would."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from urllib.parse import urlencode

from django.core.management import call_command


def address(name: str, form: str, **asked) -> str:
    return f"/api/v1/export/{name}.{form}" + (f"?{urlencode(asked)}" if asked else "")


def bytes_of(client, name: str, form: str, **asked) -> bytes:
    response = client.get(address(name, form, **asked))
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def table(client, name: str, **asked) -> list[dict[str, str]]:
    """The rows of a CSV export, by the names of the columns."""
    text = bytes_of(client, name, "csv", **asked).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def lines(client, name: str, **asked) -> tuple[list[dict], dict]:
    """The objects of an NDJSON export, and what its last line tells."""
    *told, end = map(json.loads, bytes_of(client, name, "ndjson", **asked).splitlines())
    return told, end["end"]


def column(rows: list[dict], name: str = "id") -> list:
    return [row[name] for row in rows]


def unpacked_bundle(place: Path) -> Path:
    """A bundle of what stands now, made and unpacked in a folder."""
    call_command("export", bundle=True, output=place / "made.zip", stdout=io.StringIO())
    with zipfile.ZipFile(place / "made.zip") as archive:
        archive.extractall(place / "unpacked")
    return place / "unpacked"
