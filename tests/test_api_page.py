"""The page that describes the API, as a person reads it."""

from __future__ import annotations

import pytest
from gunicorn.config import Config

from record.api.describing import addresses
from tests import factories as make
from tests.public_addresses import make_everything
from tests.published import TAG, parsed, text_of

pytestmark = pytest.mark.django_db
DOCS, CLAIMS = "/api/v1/docs/", "/api/v1/claims/"


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def section(client, name: str):
    """What the page tells of one address: each name with what stands behind it, in words."""
    anchor = name.strip("/").replace("/", "-").replace("{", "").replace("}", "")
    sections = parsed(client.get(DOCS)).iter(f"{TAG}section")
    (found,) = [one for one in sections if one.get("aria-labelledby") == anchor]
    terms, told = found.iter(f"{TAG}dt"), found.iter(f"{TAG}dd")
    return {words(t).split()[0]: (t, d) for t, d in zip(terms, told, strict=True)}


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_no_mark_of_a_writer_is_left(client, claim):
    text = text_of(client.get(DOCS))

    assert "`" not in text and "* " not in text


def test_choices_are_a_list_with_what_each_means(client, claim):
    told = section(client, CLAIMS)
    for name in ("basis", "kind", "retracted"):
        assert "one of these" in words(told[name][0])
    items = [words(item) for item in told["basis"][1].iter(f"{TAG}li")]
    assert items[0] == "primary Rests on a primary source that we hold" and len(items) == 5
    codes = [words(code) for code in told["expand"][1].iter(f"{TAG}code")]
    assert codes[-2:] == ["document", "relations"]
    fields = {words(code) for code in told["fields"][1].iter(f"{TAG}code")}
    assert {"id", "short", "standing"} <= fields


def test_it_says_the_least_the_most_and_what_is_taken_otherwise(client, claim):
    told = section(client, CLAIMS)

    assert words(told["limit"][0]).endswith("at least 1, at most 200, 50 without it")
    assert "at most 4000 characters" in words(told["q"][0])
    assert "at most" not in words(told["before"][0])


def test_it_says_what_a_list_holds_and_what_may_come_instead(client, claim):
    assert "array of string" in words(
        section(client, "/api/v1/statements/")["statements[].labels"][0]
    )
    told = section(client, CLAIMS)
    assert "Asked too often." in words(told["429"][1])
    assert {"304", "400", "414", "429"} <= set(told)


def test_claims_come_first_and_what_changed_near_the_end(client, claim):
    kinds = list(dict.fromkeys(one.name.split("/")[3] for one in addresses()))

    assert kinds[:2] == ["claims", "editions"] and kinds[-2:] == ["changes", "export"]


def test_it_leads_to_claims_search(client, claim):
    page = client.get(DOCS)

    (link,) = [
        one.get("href")
        for one in parsed(page).iter(f"{TAG}a")
        if (one.get("href") or "").startswith("/v1alpha1/")
    ]
    assert client.get(link).status_code == 200
    schema = client.get("/api/v1/schema/").json()
    assert "/v1alpha1/claims:search" in schema["info"]["description"]
    assert schema["externalDocs"]["url"].startswith("https://developers.google.com/")


def test_words_are_described_as_long_as_the_server_takes_them(client, claim):
    parameters = client.get("/api/v1/schema/").json()["paths"][CLAIMS]["get"]["parameters"]
    (longest,) = [one["schema"]["maxLength"] for one in parameters if one["name"] == "q"]

    line = f"GET {CLAIMS}?q={'b' * longest} HTTP/1.1\r\n"
    assert len(line) <= Config().limit_request_line
    assert len(line) + 100 > Config().limit_request_line
    assert client.get(CLAIMS, {"q": "b" * longest}).status_code == 200
