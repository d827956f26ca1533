"""What claims:search refuses, in the shape of Google's errors, and what it bears."""

import pytest

from tests.claims_search import OURS, SEARCH, answer, refused
from tests.machine_claims import published

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(once):
    return once(published)


def test_neither_a_query_nor_a_site_is_refused(client):
    for asked in ("", "query=", "query=+", "languageCode=en", "reviewPublisherSiteFilter="):
        error = refused(client, asked)
        assert "Required unless reviewPublisherSiteFilter is given." in error["message"]


def test_an_unknown_parameter_is_refused_as_google_does(client):
    error = refused(client, "query=x&verdict=true")

    message = (
        'Invalid JSON payload received. Unknown name "verdict": Cannot bind query parameter. '
        "Field 'verdict' could not be found in request message."
    )
    assert error["message"] == message
    assert error["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [{"description": message}],
        }
    ]


def test_a_repeated_parameter_is_refused(client):
    for asked in ("query=x&query=y", "query=x&key=1&key=1"):
        assert "Proto field is not repeating" in refused(client, asked)["message"]


def test_every_mistake_is_told(client):
    error = refused(client, "query=x&pageSize=ten&maxAgeDays=-1&x=1")

    violations = error["details"][0]["fieldViolations"]
    assert [one.get("field") for one in violations] == [None, "max_age_days", "page_size"]
    assert error["message"] == "\n".join(one["description"] for one in violations)


@pytest.mark.parametrize(
    "asked",
    [
        "query=%00",
        "query=x&%00=1",
        f"query={'b' * 20_001}",
        f"query=x&{'b' * 20_000}=1",
        "query=x&languageCode=%00",
        "query=x&languageCode=en_US",
        "query=x&languageCode=%25",
        f"reviewPublisherSiteFilter={'b' * 20_000}",
        "reviewPublisherSiteFilter=%00",
        "query=x&pageSize=-1",
        "query=x&pageSize=2147483648",
        "query=x&pageSize=1.5",
        "query=x&pageSize=" + "9" * 5000,
        "query=x&maxAgeDays=2147483648",
        "query=x&maxAgeDays=1e9",
        "query=x&offset=-1",
        "query=x&offset=99999999999999999999",
        "query=x&pageToken=x",
        "query=x&pageToken=%00",
        "query=x&pageToken=:",
        "query=x&pageToken=NQ:AAAA",
        "query=x&pageToken=%F0%9F%98%80:%ff",
        f"query=x&pageToken={'b' * 20_000}",
        "query=x&alt=proto",
        "query=x&alt=media",
        "query=x&callback=alert",
        "query=x&prettyPrint=perhaps",
        "query=x&page_size=1",
        "query=x&=1",
        "query=%ff%fe",
        "query=%ED%A0%80",
    ],
)
def test_what_nobody_means_to_send_is_refused(client, asked):
    refused(client, asked)


@pytest.mark.parametrize(
    "query",
    [
        "b" * 20_000,
        "the+bridge+is+closed+" * 900,
        "%22+-+" * 2_000,
        "-bridge",
        "***",
        "%01%EF%BF%BF",
        "%EF%BF%BD",
        "%28" * 200,
        "'%3B+DROP+TABLE+record_entry%3B--",
    ],
)
def test_odd_words_are_harmless(client, query):
    assert set(answer(client, f"query={query}")) <= {"claims", "nextPageToken"}


def test_any_origin_may_read_it_errors_too(client):
    for asked in (OURS, "x=1"):
        response = client.get(f"{SEARCH}?{asked}")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Type"] == "application/json; charset=UTF-8"
        assert not response.cookies


def test_what_is_no_utf_8_is_refused_by_name_in_a_body_too(client):
    posted = client.post(
        SEARCH,
        b"query=%ff",
        content_type="application/x-www-form-urlencoded",
        headers={"X-HTTP-Method-Override": "GET"},
    )

    for error in (refused(client, "query=%ff"), posted.json()["error"]):
        assert error["message"] == "Invalid value at 'query': It is no UTF-8."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_it_is_read_only(client, method):
    response = getattr(client, method)(f"{SEARCH}?{OURS}")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["error"]["code"] == 405
