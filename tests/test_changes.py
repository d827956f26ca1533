"""Following the record by the indices of its log: nothing is missed, nothing comes twice."""

from __future__ import annotations

import json
import threading

from django.db import connection

import pytest

from record import ledger
from record.merkle import leaf_hash
from record.models import Entry, Head
from tests import contents
from tests import factories as make
from tests.published import next_edition


def publish(count: int, begin: str = "claim") -> None:
    for number in range(count):
        ledger.append([contents.draft(contents.content(f"{begin}{number:05}"))])


def follow(client, after: int = -1, **more) -> list[dict]:
    """All that there is behind a place, as a follower would ask for it."""
    found, address = [], "/api/v1/changes/"
    asked = {"after": after, **more}
    while address:
        told = client.get(address, asked).json()
        found += told["changes"]
        address, asked = told["next"], {}
    return found


@pytest.mark.django_db
def test_every_entry_comes_once_in_its_order(client):
    publish(7)

    for limit in (1, 3, 7, 100):
        found = follow(client, limit=limit)
        assert [one["index"] for one in found] == list(range(7))


@pytest.mark.django_db
def test_an_entry_is_whole_and_its_bytes_are_those_that_were_hashed(client):
    claim = make.make_published_claim()
    next_edition(claim, "correction", "We erred.")

    found = follow(client)

    entries = list(Entry.objects.order_by("index"))
    assert [one["document"] for one in found] == [json.loads(entry.data) for entry in entries]
    assert [one["leaf"] for one in found] == [leaf_hash(entry.data.encode()) for entry in entries]
    assert found[0]["kind"] == "notice" and found[0]["claim"] == ""
    last = found[-1]
    assert (last["claim"], last["number"]) == (claim.public_id, 2)
    assert last["edition_kind"] == "correction"


@pytest.mark.django_db
def test_whoever_has_all_asks_again_behind_the_same_place(client):
    publish(3)
    told = client.get("/api/v1/changes?after=2").json()
    assert (told["changes"], told["after"], told["next"]) == ([], 2, None)
    assert (told["size"], told["root"]) == (3, Head.objects.get().root)

    publish(1, "later")
    assert [one["claim"] for one in follow(client, after=told["after"])] == ["later00000"]


@pytest.mark.django_db
def test_a_place_that_the_log_has_not_reached_is_refused(client):
    publish(3)

    for address in ("/api/v1/changes/", "/api/v1/export/log.ndjson", "/api/v1/export/claims.csv"):
        assert client.get(f"{address}?after=2").status_code == 200
        refused = client.get(f"{address}?after=3")
        assert refused.status_code == 400
        assert refused.json()["errors"]["after"].startswith(
            "The log has 3 entries: after is at most 2"
        )


@pytest.mark.django_db
def test_an_empty_log_can_be_followed(client):
    told = client.get("/api/v1/changes/?after=-1").json()

    assert (told["changes"], told["after"], told["next"]) == ([], -1, None)


@pytest.mark.django_db
def test_what_has_not_changed_is_not_sent_again(client):
    publish(1)
    etag = client.get("/api/v1/changes/")["ETag"]

    assert client.get("/api/v1/changes/", headers={"If-None-Match": etag}).status_code == 304
    publish(1, "later")
    assert client.get("/api/v1/changes/", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("after=x", "after"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("since=1", "since"),
        ("after=1&after=2", "after"),
        ("after=99999999999999999999", "after"),
        ("after=-2", "after"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, asked, wrong):
    response = client.get(f"/api/v1/changes/?{asked}")
    assert response.status_code == 400 and wrong in response.json()["errors"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_missed_while_two_publish(client):
    """Two write at the same time, one follows; what is not committed yet is behind what is."""

    def write(name):
        try:
            publish(15, name)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[name]) for name in ("first", "other")]
    for writer in writers:
        writer.start()
    found: list[int] = []
    while any(writer.is_alive() for writer in writers) or len(found) < 30:
        after = found[-1] if found else -1
        found += [one["index"] for one in follow(client, after=after, limit=4)]
        if not any(writer.is_alive() for writer in writers) and len(found) >= 30:
            break
    for writer in writers:
        writer.join()

    assert found == list(range(30))
