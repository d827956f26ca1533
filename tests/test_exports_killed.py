"""The server is killed, or the reader goes away, amid a download: with real processes."""

from __future__ import annotations

import hashlib
import http.client
import json
from contextlib import ExitStack

from django.db import connection

import pytest

from record.models import Entry
from tests import factories as make
from tests.exported import address
from tests.published import copies, copy_with_evidence
from tests.serving import THREADS, eventually, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLAIMS, PIECES = 500, 3
# Past the first two blocks of what is written, and far from the last.
READ = 250
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@pytest.fixture
def server(transactional_db, tmp_path):
    """A server with claims enough that what it writes of them takes several blocks."""
    claim = make.make_published_claim()
    evidence = copy_with_evidence(claim, PIECES).entry.content.evidence
    copies(claim, CLAIMS, evidence=evidence)
    with serving(tmp_path) as server:
        yield server
    assert "Traceback" not in server.told()


def whole(server, name: str, **asked) -> tuple[list[dict], dict]:
    """The objects of a download that has its end, which tells the truth of them."""
    with server.ask(address(name, "ndjson", **asked)) as response:
        content = response.read()
    *told, end = objects(content)
    lines = content[: content.rindex(b'{"end"')]
    counted = {"lines": len(told), "sha256": hashlib.sha256(lines).hexdigest()}
    assert end["end"].items() >= counted.items()
    return told, end["end"]


def objects(content: bytes) -> list[dict]:
    return [json.loads(line) for line in content.splitlines()]


def cut(server, name: str) -> list[dict]:
    """The whole lines of a download whose server is killed while it is read."""
    with server.ask(address(name, "ndjson")) as response:
        assert response.getheader("Transfer-Encoding") == "chunked"
        begun = b"".join(response.readline() for _ in range(READ))
        server.kill()
        with pytest.raises(http.client.IncompleteRead) as seen:
            response.read()
    begun += seen.value.partial
    assert b'{"end"' not in begun
    return objects(begun[: begun.rindex(b"\n") + 1])


@pytest.mark.parametrize("name", ["log", "claims"])
def test_what_a_killed_server_left_is_gone_on_with(server, name):
    """Each edition once, from one worker and from the next."""
    first = cut(server, name)

    rest, end = whole(server, name, after=first[-1]["index"])

    everything, the_end = whole(server, name)
    assert READ <= len(first) < CLAIMS < len(everything)
    assert first + rest == everything
    assert len({one["index"] for one in everything}) == len(everything)
    assert [end[name] for name in ("size", "root")] == [the_end[name] for name in ("size", "root")]
    assert len(server.workers()) == 2


def test_an_edition_of_several_lines_is_asked_for_again(server):
    """As the documentation says: some of its lines may have come, and others not."""
    first, (everything, _) = cut(server, "evidence"), whole(server, "evidence")

    for missing in range(PIECES):
        came = first[: len(first) - missing]
        last = came[-1]["index"]
        rest, _ = whole(server, "evidence", after=last - 1)
        assert [one for one in came if one["index"] < last] + rest == everything


def count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def somebody_reads() -> bool:
    """Whether a process beside this one has a query or a transaction open."""
    if connection.vendor == "postgresql":
        return count(f"{OTHERS} AND state <> 'idle'") > 0
    # The journal is emptied unless somebody reads: then it says 1.
    return count("PRAGMA wal_checkpoint(TRUNCATE)") == 1


@pytest.mark.parametrize(("name", "form"), [("log", "ndjson"), ("claims", "csv")])
def test_readers_who_go_away_leave_nothing_open(server, name, form):
    """As many as there are threads: were one of these lost for each, nobody would answer."""
    with ExitStack() as readers:
        for _ in range(THREADS):
            assert readers.enter_context(server.ask(address(name, form))).readline()
        # On SQLite nothing is open while a reader makes the server wait.
        if connection.vendor == "postgresql":
            eventually(somebody_reads)

    assert whole(server, "log")[1]["lines"] == Entry.objects.count()
    eventually(lambda: not somebody_reads())
    if connection.vendor == "postgresql":
        assert count(OTHERS) <= THREADS
    assert len(server.workers()) == 1
