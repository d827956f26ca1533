"""A download that was cut is gone on with: each row comes once, as it would have come."""

from __future__ import annotations

import json

import pytest

from record import ledger, schema
from record.exporting.tables import ALL
from record.models import Head
from tests import contents
from tests.exported import bytes_of

pytestmark = pytest.mark.django_db
TOPIC = schema.Topic(id="topic00001", name="Bridges", slug="bridges")
WHOLE = ["documents", "log"]
EDITIONS = [table.name for table in ALL if table.subject is None] + WHOLE


def publish(claim: str, *cited, kind: str = "first", notice: str = "") -> None:
    evidence = [contents.evidence(number, one) for number, one in enumerate(cited, start=1)]
    content = contents.content(claim, evidence=evidence, topics=[TOPIC])
    ledger.append([contents.draft(content, kind, notice)])


@pytest.fixture
def size(db):
    """What was said last of a speaker and a source is retracted, or not said any more."""
    mara, ola = contents.statement(7), contents.statement(8, "Ola Dahl", "Another article")
    for claim in ("claim00001", "claim00002", "claim00003", "claim00004"):
        publish(claim, mara, ola)
    publish("claim00005", contents.statement(9, "Ada Ek", "A letter"))
    late = contents.statement(7, "Mara Lind-Berg", "The article")
    publish("claim00002", late, kind="retraction", notice="It was wrong.")
    publish("claim00006", contents.statement(5, "Jon Moe", "A speech"))
    publish("claim00006", kind="update", notice="There is news.")
    return Head.objects.get().size


def gone_on_with(client, name: str, came: list[bytes], size: int) -> list[bytes]:
    """The rows that came before the cut, as the documentation has it, and those that follow."""
    last = json.loads(came[-1])["index"]
    whole = [row for row in came if json.loads(row)["index"] < last]
    *rest, _ = bytes_of(client, name, "ndjson", after=last - 1, as_of=size).splitlines()
    return [*whole, *rest]


@pytest.mark.parametrize("name", EDITIONS)
def test_it_is_what_it_would_have_been_whatever_came_meanwhile(client, size, name):
    *rows, _ = bytes_of(client, name, "ndjson").splitlines()
    publish("claim00004", contents.statement(8, "Ola Dahl", "Another article"), kind="update")

    for cut in range(1, len(rows) + 1):
        assert gone_on_with(client, name, rows[:cut], size) == rows, cut


@pytest.mark.parametrize("name", [*(table.name for table in ALL), *WHOLE])
def test_of_what_was_asked_for_as_of_a_head_so_is_every_table(client, size, name):
    """Also those whose rows tell what something is called now."""
    *rows, _ = bytes_of(client, name, "ndjson", as_of=size).splitlines()
    publish("claim00004", contents.statement(8, "Ola Dahl-Ek", "Another article"), kind="update")

    for cut in range(1, len(rows) + 1):
        assert gone_on_with(client, name, rows[:cut], size) == rows, cut
