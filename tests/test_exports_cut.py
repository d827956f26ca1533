"""A download that ends before its end: the reader sees it, and the server goes on."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

from django.db import connection
from django.http import QueryDict

import pytest

from record.api.exports import scope_of
from record.exporting import files
from record.exporting.copying import PIECE
from record.models import Entry
from tests import factories as make
from tests.exported import address, lines
from tests.published import copies


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "form"), [("claims", "csv"), ("log", "ndjson"), ("documents", "ndjson")]
)
def test_who_goes_away_leaves_the_database_as_it_was(name, form, monkeypatch):
    """Also in the middle of what the database itself writes."""
    monkeypatch.setattr("record.exporting.copying.PIECE", 100)
    copies(make.make_published_claim(), 300)
    content = files.content(name, form, scope_of(QueryDict()))
    for _ in range(2):
        next(content)

    content.close()

    assert not connection.in_atomic_block
    assert Entry.objects.count() > 300
    again = b"".join(files.content(name, form, scope_of(QueryDict())))
    assert again.count(b"\n") > 300


@pytest.mark.django_db(transaction=True)
def test_what_was_cut_has_no_last_line_and_is_gone_on_with(client, live_server):
    copies(make.make_published_claim(), 250)
    whole, _ = lines(client, "documents")
    server = urlsplit(live_server.url)
    reader = http.client.HTTPConnection(server.hostname, server.port)
    reader.request("GET", address("documents", "ndjson"))
    begun = reader.getresponse().read(PIECE)
    reader.close()

    *told, cut = begun.split(b"\n")
    first = [json.loads(line) for line in told]
    assert b'{"end"' not in begun and cut
    rest, end = lines(client, "documents", after=first[-1]["index"])
    assert first + rest == whole and end["lines"] == len(rest)
    assert client.get("/api/v1/claims/").status_code == 200


@pytest.mark.django_db
def test_an_error_in_the_middle_leaves_no_whole_answer(client, monkeypatch):
    """The answer is not ended, so a program that reads it sees that it was cut."""
    copies(make.make_published_claim(), 150)

    def fail(*args):
        raise OSError("The disk is gone.")

    content = iter(client.get(address("documents", "ndjson")).streaming_content)
    told = [next(content)]
    monkeypatch.setattr("record.exporting.log._lines", fail)
    with pytest.raises(OSError, match="gone"):
        told.extend(content)
    assert b'{"end"' not in b"".join(told)
