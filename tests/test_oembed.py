import re

import html5lib
import micawber
import pytest

from tests import factories as make
from tests.machine_claims import Everything
from tests.published import TAG, address_of, listing_of, parsed, queries, retract, text_of

pytestmark = pytest.mark.django_db
ORIGIN = "http://127.0.0.1:8000"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def made(once):
    return once(Everything)


@pytest.fixture
def claims(made, db):
    return make.a_copy_of(made)


class Provider(micawber.Provider):
    """The consumer's own reading of an answer, its requests carried to the site under test."""

    def __init__(self, client):
        super().__init__(f"{ORIGIN}/oembed")
        self.client = client

    def fetch(self, url):
        response = self.client.get(url.removeprefix(ORIGIN))
        assert response.status_code == 200
        return response.content.decode()


def discovered(client, claim) -> str:
    """The address that a claim's page announces to consumers."""
    links = parsed(client.get(address_of(claim))).iter(f"{TAG}link")
    (found,) = [one for one in links if one.get("type") == "application/json+oembed"]
    return found.get("href")


def asked(client, url="", **query):
    return client.get("/oembed", {"url": url, **query})


def test_a_consumer_embeds_a_claim(client, claims):
    registry = micawber.ProviderRegistry()
    registry.register(rf"{re.escape(ORIGIN)}/claims/\S+", Provider(client))

    html = micawber.parse_text(ORIGIN + address_of(claims.plain), registry)

    assert "<blockquote" in html
    assert claims.plain.text in html


def test_the_answer_has_all_that_the_specification_demands(client, claims):
    for name, claim in claims.all().items():
        answer = client.get(discovered(client, claim).removeprefix(ORIGIN))
        told = answer.json()
        assert (told["type"], told["version"]) == ("rich", "1.0"), name
        assert {type(told[key]) for key in ("width", "height")} == {int}
        assert told["html"] and told["provider_url"] == f"{ORIGIN}/"
        assert answer["Content-Type"] == "application/json"
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_its_html_is_valid_safe_and_needs_nothing(client, claims):
    for claim in claims.all().values():
        html = asked(client, ORIGIN + address_of(claim)).json()["html"]
        tree = html5lib.HTMLParser(strict=True).parseFragment(html)
        tags = {element.tag.removeprefix(TAG) for element in tree.iter()}
        assert tags <= {"DOCUMENT_FRAGMENT", "figure", "blockquote", "p", "figcaption"} | INLINE
        assert [one.get("href") for one in tree.iter(f"{TAG}a")] == [ORIGIN + address_of(claim)]


INLINE = {"strong", "span", "a"}


def test_it_says_the_verdict_and_what_became_of_it(client, claims):
    html = asked(client, ORIGIN + address_of(claims.superseded)).json()["html"]

    assert "True (superseded 25 May 2021)" in html


def test_a_retracted_claim_says_so_and_no_verdict(client, claims):
    retract(claims.plain)

    html = asked(client, ORIGIN + address_of(claims.plain)).json()["html"]

    assert "<strong>Retracted</strong>" in html
    assert listing_of(claims.plain).finding not in html


def test_it_keeps_to_the_room_that_there_is(client, claims):
    url = ORIGIN + address_of(claims.plain)

    told = asked(client, url, maxwidth=320, maxheight=100).json()
    wide = asked(client, url, maxwidth=5000).json()

    assert (told["width"], told["height"]) == (320, 100)
    assert wide["width"] == 600


@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
@pytest.mark.parametrize("value", ["0", "-1", "wide", "1.5", "", "٣", "9" * 5000])
def test_a_length_that_is_none_is_refused(client, claims, name, value):
    response = asked(client, ORIGIN + address_of(claims.plain), **{name: value})

    assert response.status_code == 400
    assert name in response.json()["detail"]


def test_other_formats_are_not_given(client, claims):
    for given in ("xml", "yaml", ""):
        response = asked(client, ORIGIN + address_of(claims.plain), format=given)
        assert (response.status_code, response.json()["status"]) == (501, 501)


def test_without_an_address_it_says_what_to_give(client):
    for query in ("", "?url="):
        response = client.get(f"/oembed{query}")
        assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
        assert "url is the address of a claim" in response.json()["detail"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000/claims/bbbbbbbbbb/",
        "https://example.org/claims/{id}/",
        "ftp://127.0.0.1:8000/claims/{id}/",
        "/claims/{id}/",
        "javascript:alert(1)",
        "http://[",
        "\0",
        "x" * 10_000,
    ],
)
def test_what_is_no_claim_of_ours_is_not_found(client, claims, url):
    response = asked(client, url.replace("{id}", claims.plain.public_id))

    assert response.status_code == 404


def test_every_address_of_a_claim_is_understood(client, claims):
    base = f"{ORIGIN}/claims/{claims.plain.public_id}/"

    for ending in ("", "any-slug/", "embed/", "?from=feed#why"):
        assert asked(client, base + ending).json()["title"] == claims.plain.short


def test_the_card_alone_may_be_framed_by_others(client, claims):
    card = client.get(f"/claims/{claims.plain.public_id}/embed/")
    page = client.get(address_of(claims.plain))

    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    assert "default-src 'none'" in card["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_the_card_is_valid_small_and_leads_to_the_claim(client, claims):
    for claim in claims.all().values():
        card = client.get(f"/claims/{claim.public_id}/embed/")
        (link,) = parsed(card).iter(f"{TAG}a")
        assert link.get("href") == address_of(claim)
        assert claim.text in text_of(card)
        assert len(card.content) < 3_000


def test_it_takes_few_queries(client, claims):
    assert queries(client, f"/oembed?url={ORIGIN}{address_of(claims.plain)}") == 2
    assert queries(client, f"/claims/{claims.plain.public_id}/embed/") == 2
