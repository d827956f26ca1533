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
    ],
)
def test_a_parameter_that_means_nothing_here_is_an_error(client, query):
    response = client.get(f"{CLAIMS}?{query}")

    body = problem(response)
    assert response.status_code == 400
    assert query.partition("=")[0] in body["errors"]


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
