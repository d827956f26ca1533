import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def problem(response) -> dict:
    """The body of an error, which is a problem document."""
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == response.status_code
    return body


@pytest.mark.parametrize(
    "query",
    [
        "verdit=true",
        "status=draft",
        "listing__words=x",
        "verdict=true&verdict=false",
        "limit=0",
        "limit=201",
        "limit=1000000000",
        "limit=ten",
        "limit=1&limit=2",
        "before=-1",
        "before=99999999999999999999999",
        "before=x",
        "kind=rumour",
        "basis=hearsay",
        "topic=x",
        "speaker=bbbbbbbbbbb",
        "source=%00",
        "language=%00",
        "published_after=yesterday",
        "published_after=0001-01-01",
        "published_before=9999-12-31",
        "published_after=2020-01-01T00:00:00%2B16:30",
        "retracted=only",
        "format=xml",
        f"q={'b' * 20_001}",
        "year=1899",
        "page=0",
        "order=best",
        "before=1&order=relevance",
        "page=1&order=date",
        "q=%00",
        "q=%ff%fe",
        "q=%ED%A0%80",
        "published_after=2026-01-02&published_before=2026-01-01",
        "page=2",
        "page=2&verdict=true",
    ],
)
def test_a_parameter_that_means_nothing_here_is_an_error(client, query):
    response = client.get(f"{CLAIMS}?{query}")

    body = problem(response)
    assert response.status_code == 400
    assert query.partition("=")[0] in body["errors"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("kind=lie", "There is no lie. There are: fact, attribution, promise."),
        (
            "basis=hearsay",
            "There is no hearsay. There are: primary, independent, single, waived, none.",
        ),
        ("retracted=only", "There is no only. There are: include."),
        ("order=best", "There is no best. There are: relevance, date."),
        ("published_after=25.5.2021", "Give a day that there is, such as 2021-05-25."),
        ("q=%ff", "This is no UTF-8."),
        ("verdit=true", "Unknown parameter. Did you mean verdict?"),
        (f"before={2**63}", "No log is as long as that."),
        ("published_after=2026-02-30", "Give a day that there is, such as 2021-05-25."),
    ],
)
def test_it_says_what_could_be_given_instead(client, query, told):
    assert problem(client.get(f"{CLAIMS}?{query}"))["errors"] == {query.partition("=")[0]: told}


def test_of_a_parameter_like_no_other_all_are_told(client):
    told = problem(client.get("/api/v1/changes/?zzz=1"))["errors"]["zzz"]

    assert told == "Unknown parameter. There are: after, limit."


def test_an_edition_s_kind_that_is_none_is_told_those_there_are(client):
    body = problem(client.get("/api/v1/editions/?edition_kind=lie"))

    assert body["errors"]["edition_kind"].startswith("There is no lie. There are: first, edit, ")


def test_days_in_the_wrong_order_are_both_named(client):
    asked = "published_after=2026-01-02&published_before=2026-01-01"
    for address in (CLAIMS, "/api/v1/export/claims.csv"):
        refused = client.get(f"{address}?{asked}")
        assert set(problem(refused)["errors"]) == {"published_after", "published_before"}


def test_a_character_that_stands_for_none_may_be_looked_for(client):
    assert client.get(f"{CLAIMS}?q=%EF%BF%BD").status_code == 200


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/v1/claims", "/api/v1/claims/"),
        ("/api/v1/docs", "/api/v1/docs/"),
        ("/api/v1/claims/bbbbbbbbbb", "/api/v1/claims/bbbbbbbbbb/"),
        ("/api/v2/", "There is no version 2. This one begins at /api/v1/"),
        ("/api/v2", "There is no version 2."),
        ("/api/v1/people/", "/api/v1/docs/"),
        (
            "/api/v1/export/claims.xlsx",
            "There is no claims.xlsx. Of claims there are: csv, ndjson, json, jsonld.",
        ),
        ("/api/v1/export/nope.csv", "There are: claims, editions, "),
        ("/api/v1/export/nope.csv", "bundle.zip"),
    ],
)
def test_where_nothing_is_it_says_what_there_is(client, path, told):
    response = client.get(path)

    assert response.status_code == 404
    assert told in problem(response)["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v2/claims/",
        "/api/v1/people/",
        f"{CLAIMS}bbbbbbbbbb/",
        f"{CLAIMS}%00/",
        f"{CLAIMS}x/",
        f"{CLAIMS}bbbbbbbbbb/editions/",
        f"{CLAIMS}bbbbbbbbbb/editions/1/",
        f"{CLAIMS}%0A/",
    ],
)
def test_what_is_not_published_is_a_problem_too(client, path):
    assert client.get(path).status_code == 404
    problem(client.get(path))


def test_a_draft_is_as_unknown_as_an_id_that_was_never_given(client):
    draft = make.make_sourced_claim()

    one = client.get(f"{CLAIMS}{draft.public_id}/")
    other = client.get(f"{CLAIMS}bbbbbbbbbb/")

    assert (one.status_code, one.content) == (other.status_code, other.content)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_it_is_read_only(client, method):
    response = getattr(client, method)(CLAIMS)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_any_origin_may_read_it_errors_too(client):
    for address in (CLAIMS, f"{CLAIMS}?x=1", "/api/v1/schema/", "/api/nothing"):
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"


def test_whatever_is_asked_for_is_answered_in_json(client):
    for kind in ("text/html", "application/xml", "nonsense"):
        assert client.get(CLAIMS, headers={"Accept": kind})["Content-Type"] == "application/json"


def test_head_answers_without_a_body(client, claim):
    response = client.head(CLAIMS)

    assert (response.status_code, response.content) == (200, b"")
