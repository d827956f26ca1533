"""Downloads of what fits the filters of the list, and of what spreadsheets would run."""

from __future__ import annotations

import json

from django.http import QueryDict

import pytest

from core.cells import plain
from record import ledger
from record.api.exports import scope_of
from record.exporting import rows, writing
from record.exporting.tables import CLAIMS, TABLES
from record.models import Head
from record.models.listing import IN_OWN_WORDS
from tests import contents
from tests.exported import address, bytes_of, lines, table

pytestmark = pytest.mark.django_db


def test_nothing_was_published_yet(client, db):
    rows, end = lines(client, "claims")
    assert rows == [] and end["size"] == 0
    assert bytes_of(client, "log", "ndjson").count(b"\n") == 1
    assert json.loads(bytes_of(client, "claims", "json")) == []
    assert json.loads(bytes_of(client, "claims", "jsonld"))["dataFeedElement"] == []


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"verdict": "false"}, {"b"}),
        ({"kind": "promise"}, {"c"}),
        ({"language": "de"}, {"b"}),
        ({"verdict": "true", "kind": "fact"}, {"a"}),
        ({"published_before": "2020-01-01"}, set()),
        ({"published_after": "2020-01-01"}, {"a", "b", "c"}),
        ({"q": "harbour"}, {"a"}),
    ],
)
def test_the_filters_of_the_list_narrow_each_export(client, db, asked, left):
    told = {"a": {"text": "The harbour is safe"}, "b": {"language": "de"}, "c": {"kind": "promise"}}
    ids = {}
    for name, more in told.items():
        content = contents.content(f"claim{name * 5}", **more)
        if name == "b":
            content = contents.content(
                "claim" + "b" * 5, verdict=contents.VERDICTS["false"], **more
            )
        ledger.append([contents.draft(content)])
        ids[content.id] = name

    for each in ("claims", "documents", "editions"):
        if each == "editions" and "q" in asked:
            continue
        told, _ = lines(client, each, **asked)
        found = {ids[_claim_of(row)] for row in told}
        assert found == left, each
    if "q" not in asked:
        size = Head.objects.get().size
        past, _ = lines(client, "claims", as_of=size, **asked)
        assert {ids[row["id"]] for row in past} == left


def _claim_of(row) -> str:
    return row.get("claim") or row.get("id") or row["document"]["claim"]


def test_cells_are_no_formulas_and_come_back_as_they_were(client, db):
    texts = [
        "=1+1",
        "+49 30",
        "-5 °C",
        "@home",
        "'=1",
        " =x",
        "＝１",
        '"quoted", and\nbroken',
        "plain",
    ]
    for place, text in enumerate(texts):
        told = contents.content(f"claim{place:05}", text=text, state=text)
        ledger.append([contents.draft(told)])

    found = table(client, "claims")

    assert [plain(row["text"]) for row in found] == texts
    assert not [row for row in found if row["text"].lstrip(" ")[:1] in set("=+-@＝")]
    assert bytes_of(client, "claims", "csv") == _written_by_us(client)


def test_a_listing_knows_of_every_free_cell_whether_it_is_tame():
    assert {column.listing for column in CLAIMS if column.free} == set(IN_OWN_WORDS)


def _written_by_us(client) -> bytes:

    told = TABLES["claims"]
    return b"".join(writing.as_csv(told, rows.rows(told, scope_of(QueryDict()))))


def test_what_moves_on_while_words_are_exported_is_told_once(client, db):
    for number in range(4):
        text = f"The harbour of place {number} is safe"
        ledger.append([contents.draft(contents.content(f"claim{number:05}", text=text))])
    ledger.append([contents.draft(contents.content("elsewhere1", text="The moon is far"))])
    content = iter(client.get(address("claims", "ndjson", q="harbour")).streaming_content)
    documents = client.get(address("documents", "ndjson", q="harbour"))
    for moved in ("claim00002", "elsewhere1"):
        again = contents.content(moved, text="The harbour of somewhere is safe, again")
        ledger.append([contents.draft(again, "update", "News.")])

    for told in (content, documents.streaming_content):
        rows = [json.loads(line) for line in b"".join(told).splitlines()[:-1]]
        assert sorted(map(_claim_of, rows))[:4] == [f"claim{number:05}" for number in range(4)]
        assert len({_claim_of(row) for row in rows}) == len(rows)
        assert max(row["index"] for row in rows) < 5
