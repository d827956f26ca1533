"""The API's description as a page, and how often one address may ask."""

import html5lib
import pytest

from record.api.describing import addresses
from tests.published import text_of

pytestmark = pytest.mark.django_db


def test_the_page_tells_every_address_of_the_description(client):
    described = client.get("/api/v1/schema/").json()["paths"]

    page = client.get("/api/v1/docs/")

    told = text_of(page)
    assert set(described) == {address.path for address in addresses()}
    for path, one in described.items():
        assert path in told
        for parameter in one["get"].get("parameters", []):
            assert parameter["name"] in told
    html5lib.HTMLParser(strict=True).parse(page.content.decode())


def test_each_address_that_needs_no_id_answers(client):
    for address in addresses():
        if address.can_be_tried:
            assert client.get(address.path).status_code == 200, address.path


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
