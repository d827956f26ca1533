"""The API's description as a page, and how often one address may ask."""

import json
import re

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

import html5lib
import hypothesis
import jsonschema
import pytest
import schemathesis
from schemathesis.generation import GenerationMode

from config.wsgi import application
from record.api.describing import addresses
from record.models import Entry
from record.views.api import examples
from tests import factories as make
from tests.public_addresses import make_everything
from tests.published import copies, queries, text_of

pytestmark = pytest.mark.django_db
FUZZING = hypothesis.settings(
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def page_of(client):
    response = client.get("/api/v1/docs/")
    assert response.status_code == 200
    return response, html5lib.HTMLParser(strict=True).parse(response.content.decode())


def test_the_page_tells_every_address_of_the_description(client, claim):
    described = client.get("/api/v1/schema/").json()["paths"]

    page, _ = page_of(client)

    told = text_of(page)
    for path, one in described.items():
        assert path in told
        for parameter in one["get"].get("parameters", []):
            assert parameter["name"] in told


def test_each_address_has_an_example_that_answers(client, claim):
    told = {one.name: one.example(examples()) for one in addresses()}

    page, _ = page_of(client)

    for path, example in told.items():
        assert f'href="{example}"' in page.content.decode(), path
        assert client.get(example).status_code == 200, path


def test_where_nothing_is_published_the_page_is_there_too(client, db):
    page, _ = page_of(client)

    assert 'href="/api/v1/claims/"' in page.content.decode()


def test_each_link_within_the_page_leads_somewhere(client, claim):
    page = page_of(client)[0].content.decode()

    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page, anchor


def test_it_runs_nothing_from_elsewhere_and_is_linked(client, claim):
    page, _ = page_of(client)

    assert "<script" not in page.content.decode().replace('<script src="/static/', "")
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert 'href="/api/v1/docs/"' in client.get("/about/").content.decode()
    assert client.get("/api/v1/").json()["docs"].endswith("/api/v1/docs/")


def test_the_page_costs_as_many_queries_whatever_there_is(client, claim):
    few = queries(client, "/api/v1/docs/")
    copies(claim, 5)

    assert queries(client, "/api/v1/docs/") == few


def test_a_document_is_described_by_the_shape_of_an_entry(client, claim):
    schema = client.get("/api/v1/schema/").json()
    one = {"$ref": "#/components/schemas/PublishedEdition", **schema}
    entry = Entry.objects.of(claim.public_id).last()

    jsonschema.validate(json.loads(entry.data), one)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(entry.data) | {"content": {}}, one)


def test_the_description_says_how_each_list_is_answered(client, claim):
    schema = client.get("/api/v1/schema/").json()

    for path in schema["paths"]:
        answers = schema["paths"][path]["get"]["responses"]
        name = answers["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
        given = client.get(next(a.example(examples()) for a in addresses() if a.name == path))
        fields = schema["components"]["schemas"][name]["properties"]
        assert set(given.json()) == set(fields), path
        assert {"304", "400", "429"} <= set(answers)


@pytest.fixture
def described(claim):
    """The API as a fuzzer reads it. No request closes the connection that the test is on."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    for moment in moments:
        moment.connect(close_old_connections)


def there_is(case) -> dict:
    """What the address names, of what is published: most made up ids lead nowhere."""
    known = {"number": 1, "public_id": examples()[case.path.split("/")[3].removesuffix("s")]}
    return {name: known.get(name, examples()["claim"]) for name in case.path_parameters}


def ask(operation, mode):
    """Ask what the description allows, or what it does not, and hold the answers against it."""

    @FUZZING
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def asked(case):
        # That these exclude each other, OpenAPI cannot say.
        hypothesis.assume(len({"before", "page", "order"} & set(case.query)) < 2)
        if mode == GenerationMode.POSITIVE and case.path_parameters:
            case.path_parameters = there_is(case)
        case.call_and_validate()

    asked()


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
def test_whatever_is_asked_is_answered_as_the_description_says(described, mode):
    operations = [found.ok() for found in described.get_all_operations()]

    for operation in operations:
        ask(operation, mode)

    assert {one.path for one in operations} == {one.name for one in addresses()}


@pytest.fixture
def twice_a_minute(settings, tmp_path):
    settings.API_RATE = "2/min"
    settings.CACHES = settings.CACHES | {
        "shared": {**settings.CACHES["shared"], "LOCATION": tmp_path}
    }


def test_who_asks_too_often_is_told_how_long_to_wait(client, twice_a_minute):
    for _ in range(2):
        assert client.get("/api/v1/").status_code == 200

    refused = client.get("/api/v1/export/claims.csv")

    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get("/api/v1/", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_who_asks_is_not_hidden_by_a_made_up_header(client, twice_a_minute):
    for number in range(2):
        client.get("/api/v1/", headers={"X-Forwarded-For": f"192.0.2.{number}"})

    assert client.get("/api/v1/", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429
