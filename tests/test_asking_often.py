"""How often one address may ask: the API and claims:search together, by all workers."""

from __future__ import annotations

import time

from django.core.cache import caches

import pytest

from record.api.throttling import subscriber
from tests.claims_search import OURS, SEARCH

pytestmark = pytest.mark.django_db
API = "/api/v1/"
MINE = "192.0.2.1"


@pytest.fixture(autouse=True)
def twice_a_minute(settings, tmp_path):
    settings.API_RATE = "2/min"
    settings.CACHES = settings.CACHES | {
        "shared": {**settings.CACHES["shared"], "LOCATION": tmp_path}
    }


def ask(client, *addresses, path=API):
    """What each of these addresses is answered, one after another."""
    return [client.get(path, REMOTE_ADDR=one).status_code for one in addresses]


def test_who_asks_too_often_is_told_how_long_to_wait(client):
    assert ask(client, MINE, MINE) == [200, 200]

    refused = client.get("/api/v1/export/claims.csv", REMOTE_ADDR=MINE)

    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    seconds = int(refused["Retry-After"])
    assert 0 < seconds <= 60
    assert refused.json()["detail"] == f"Asked too often; wait {seconds} seconds."
    assert ask(client, "192.0.2.2") == [200]


def test_who_asks_is_not_hidden_by_a_made_up_header(client):
    for number in range(2):
        client.get(API, headers={"X-Forwarded-For": f"192.0.2.{number}"})

    assert client.get(API, headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429


def test_claims_search_refuses_as_google_does(client):
    address = f"{SEARCH}?{OURS}"
    assert ask(client, MINE, MINE, path=address) == [200, 200]

    refused = client.get(address, REMOTE_ADDR=MINE)

    seconds = int(refused["Retry-After"])
    assert refused.status_code == 429 and 0 < seconds <= 60
    assert refused.json()["error"] == {
        "code": 429,
        "message": f"Asked too often; wait {seconds} seconds.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds}s"}
        ],
    }
    assert refused["Cache-Control"] == "no-store"
    assert refused["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in refused["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_claims_search_counts_whatever_is_asked_of_it(client, method):
    for _ in range(2):
        assert getattr(client, method)(f"{SEARCH}?{OURS}").status_code in (200, 405)

    assert getattr(client, method)(f"{SEARCH}?{OURS}").status_code == 429


def test_what_was_not_changed_is_counted_too(client):
    etag = client.get(f"{SEARCH}?{OURS}")["ETag"]
    again = {"If-None-Match": etag}

    answers = [client.get(f"{SEARCH}?{OURS}", headers=again).status_code for _ in range(2)]

    assert answers == [304, 429]


def test_the_api_and_claims_search_are_counted_together(client):
    assert ask(client, MINE) == ask(client, MINE, path=f"{SEARCH}?{OURS}") == [200]

    assert ask(client, MINE) == ask(client, MINE, path=f"{SEARCH}?{OURS}") == [429]


def test_the_workers_count_together(client):
    """Each has a cache of its own object; what was counted lies where all of them look."""
    for _ in range(2):
        assert ask(client, MINE, path=f"{SEARCH}?{OURS}") == [200]
        del caches["shared"]

    assert ask(client, MINE, path=f"{SEARCH}?{OURS}") == [429]


def test_it_is_answered_again_when_the_time_is_over(client, settings):
    settings.API_RATE = "1/s"
    address = f"{SEARCH}?{OURS}"
    answers = (client.get(address) for _ in range(20))
    refused = next(answer for answer in answers if answer.status_code == 429)

    time.sleep(int(refused["Retry-After"]))

    assert client.get(address).status_code == 200


def test_without_a_rate_nobody_is_counted(client, settings):
    settings.API_RATE = ""

    assert ask(client, *[MINE] * 5, path=f"{SEARCH}?{OURS}") == [200] * 5


@pytest.mark.parametrize("path", [API, f"{SEARCH}?{OURS}"])
def test_all_addresses_of_a_network_of_ipv6_count_as_one(client, path):
    same = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:DB8:0:1::3"]

    assert ask(client, *same, path=path) == [200, 200, 429]
    assert ask(client, "2001:db8:0:2::1", path=path) == [200]


def test_ipv4_within_ipv6_counts_as_itself(client):
    assert ask(client, MINE, f"::ffff:{MINE}", "::ffff:c000:201") == [200, 200, 429]
    assert ask(client, "::ffff:192.0.2.2") == [200]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.1]", "192.0.2.1"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_who_asks_is_told_by_the_address(address, who):
    assert subscriber(address) == who
