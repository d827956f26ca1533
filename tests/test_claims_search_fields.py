"""`fields` of claims:search, and what its neighbour for images says."""

from __future__ import annotations

import json

import pytest
from googleapiclient.discovery_cache import get_static_doc

from record.claims_search import fields
from tests.claims_search import OURS, SEARCH, answer, refused
from tests.machine_claims import published
from tests.published import copies

pytestmark = pytest.mark.django_db
TEXTS = "claims/text"


@pytest.fixture(scope="module", autouse=True)
def made(once):
    return once(lambda: copies(published(), 2))


def claim_with(client, mask: str) -> dict:
    """The first claim of an answer that is narrowed."""
    return answer(client, f"{OURS}&fields={mask}")["claims"][0]


def test_the_fields_are_those_of_google_s_description():
    """Its client has the description with it."""
    schemas = json.loads(get_static_doc("factchecktools", "v1alpha1"))["schemas"]

    def shape(name):
        told = schemas[f"GoogleFactcheckingFactchecktoolsV1alpha1{name}"]["properties"]
        refs = {field: one.get("items", one).get("$ref") for field, one in told.items()}
        return {
            field: shape(ref.partition("V1alpha1")[2]) if ref else {} for field, ref in refs.items()
        }

    assert shape("FactCheckedClaimSearchResponse") == fields.ANSWER


def test_only_what_is_named_is_given(client):
    whole = answer(client, f"{OURS}&pageSize=2")

    told = answer(client, f"{OURS}&pageSize=2&fields=claims(text,claimReview/url)")

    assert list(told) == ["claims"] and len(told["claims"]) == 2
    for narrow, wide in zip(told["claims"], whole["claims"], strict=True):
        (review,) = wide["claimReview"]
        assert narrow == {"text": wide["text"], "claimReview": [{"url": review["url"]}]}


@pytest.mark.parametrize(
    ("mask", "keys"),
    [
        (TEXTS, {"text"}),
        ("claims.text", {"text"}),
        ("claims(text)", {"text"}),
        ("claims/text,claims/claimant", {"text", "claimant"}),
        ("nextPageToken, claims( text, claimant )", {"text", "claimant"}),
        ("claims,claims/text", {"text", "claimant", "claimDate", "claimReview"}),
        ("claims/*", {"text", "claimant", "claimDate", "claimReview"}),
        ("*", {"text", "claimant", "claimDate", "claimReview"}),
        ("claims/*/url", {"claimReview"}),
        ("claims(claimReview(publisher(name)))", {"claimReview"}),
        ("*/claimDate", {"claimDate"}),
    ],
)
def test_each_way_to_write_a_mask_is_understood(client, mask, keys):
    assert set(claim_with(client, mask)) == keys


@pytest.mark.parametrize(
    "mask",
    [
        "claims/claimReview/publisher/name",
        "claims.claimReview.publisher.name",
        "claims(claimReview(publisher(name)))",
        "claims/claimReview(publisher/name)",
        "claims/*/*/name",
    ],
)
def test_ways_to_say_the_same_are_answered_the_same(client, mask):
    assert claim_with(client, mask) == {"claimReview": [{"publisher": {"name": "On Record"}}]}


def test_an_empty_mask_is_none(client):
    assert answer(client, f"{OURS}&fields=") == answer(client, OURS)


def test_of_nothing_found_nothing_is_left(client):
    assert answer(client, "query=unheardof&fields=claims/text") == {}


@pytest.mark.parametrize(
    "mask",
    [
        *("verdict", "claims/verdict", "claims/text/x", "nextPageToken/*", "claims/*/x"),
        *("Claims", "claim*", "claims%00", "claims text", "$", "%ff", "claims;nextPageToken"),
        *(",", "claims,", ",claims", "claims,,claims", "/", "claims/", "/claims", "claims//text"),
        *("(", ")", "()", "claims(", "claims)", "claims()", "(claims)", "claims(text"),
        *("claims(text)x", "claims(text)/x", "claims(text)(claimant)", "claims(text,)"),
        *("claims((text))", "*(*(*(*(*))))", "(" * 900, "claims(" * 200, "a/" * 900, "a" * 2001),
    ],
)
def test_a_mask_that_leads_nowhere_is_refused(client, mask):
    (violation,) = refused(client, f"{OURS}&fields={mask}")["details"][0]["fieldViolations"]

    assert violation["field"] == "fields"


def test_what_leads_nowhere_is_named(client):
    message = refused(client, f"{OURS}&fields=claims(text,verdict)")["message"]

    assert message.endswith("Cannot find matching fields for path 'claims/verdict'.")


def test_a_token_is_good_for_another_mask(client):
    """`fields` is no part of the question."""
    first = answer(client, f"{OURS}&pageSize=1&fields=nextPageToken")

    second = answer(client, f"{OURS}&pageSize=1&pageToken={first['nextPageToken']}&fields={TEXTS}")

    assert set(first) == {"nextPageToken"} and set(second) == {"claims"}


def test_each_mask_has_a_mark_of_its_own(client):
    one, other = (client.get(f"{SEARCH}?{OURS}&fields={mask}") for mask in (TEXTS, "claims/*"))

    assert one["ETag"] != other["ETag"]
    again = {"If-None-Match": one["ETag"]}
    assert client.get(f"{SEARCH}?{OURS}&fields={TEXTS}", headers=again).status_code == 304


def test_a_mask_may_come_in_a_header(client):
    """The parameter counts where both are there."""
    headers = {"X-Goog-FieldMask": TEXTS}

    narrow = client.get(f"{SEARCH}?{OURS}", headers=headers)
    both = client.get(f"{SEARCH}?{OURS}&$fields=claims/claimDate", headers=headers)
    empty = client.get(f"{SEARCH}?{OURS}&fields=&$fields=", headers=headers)

    assert narrow.content == client.get(f"{SEARCH}?{OURS}&fields={TEXTS}").content
    assert "X-Goog-FieldMask" in narrow["Vary"] and empty.status_code == 400
    assert client.get(f"{SEARCH}?{OURS}&fields=", headers=headers).content == narrow.content
    assert set(both.json()["claims"][0]) == {"claimDate"}


def test_a_header_with_another_mask_is_not_answered_from_what_is_known(client):
    asked = f"{SEARCH}?{OURS}"
    one = client.get(asked, headers={"X-Goog-FieldMask": TEXTS})

    for mask, status in (("", 200), ("claims/*", 200), (TEXTS, 304)):
        headers = {"If-None-Match": one["ETag"], "X-Goog-FieldMask": mask}
        assert client.get(asked, headers=headers).status_code == status


def test_a_header_that_leads_nowhere_is_refused(client):
    told = client.get(f"{SEARCH}?{OURS}", headers={"X-Goog-FieldMask": "verdict"})

    (violation,) = told.json()["error"]["details"][0]["fieldViolations"]
    assert (told.status_code, violation["field"]) == (400, "fields")


def test_images_are_refused_in_google_s_shape(client):
    for asked in ("", "?imageUri=https://example.org/picture.png&pageSize=1", "?x=1"):
        response = client.get(f"/v1alpha1/claims:imageSearch{asked}")
        error = response.json()["error"]
        assert (response.status_code, error["code"], error["status"]) == (501, 501, "UNIMPLEMENTED")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cache-Control"] == "no-store"
    assert client.put("/v1alpha1/claims:imageSearch").status_code == 405
