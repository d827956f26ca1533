"""Which fields the API gives, and what it gives beside a claim where it is asked to."""

from __future__ import annotations

import pytest

from record.views.api import examples
from tests import factories as make
from tests.public_addresses import make_everything
from tests.published import copies, next_edition, queries, retract, supersede

pytestmark = pytest.mark.django_db
API = "/api/v1/"
CLAIMS = f"{API}claims/"
MENTIONED = ["statement", "source", "speaker", "publisher", "topic", "verdict"]
LISTS = ["claims", "editions", "corrections", *(f"{kind}s" for kind in MENTIONED)]


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def details() -> list[str]:
    """One address of each detail."""
    known = examples()
    claim = f"{CLAIMS}{known['claim']}/"
    return [claim, f"{claim}editions/1/", *(f"{API}{k}s/{known[k]}/" for k in MENTIONED)]


def row(client, claim, **asked) -> dict:
    rows = client.get(CLAIMS, asked).json()["claims"]
    return next(one for one in rows if one["id"] == claim.public_id)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_gives_only_the_fields_that_are_wanted(client, claim, name):
    whole = client.get(f"{API}{name}/").json()[name]
    wanted = list(whole[0])[1:3]

    told = client.get(f"{API}{name}/", {"fields": ",".join(wanted)}).json()[name]

    assert told == [{field: one[field] for field in wanted} for one in whole]


def test_a_detail_gives_only_the_fields_that_are_wanted(client, claim):
    for address in details():
        whole = client.get(address).json()
        wanted = list(whole)[:2]

        told = client.get(address, {"fields": ", ".join(wanted)}).json()

        assert told == {field: whole[field] for field in wanted}, address


def test_so_does_the_history_of_a_claim(client, claim):
    address = f"{CLAIMS}{claim.public_id}/editions/"

    told = client.get(f"{address}?fields=number,edition_kind").json()

    assert told == {
        "editions": [
            {"number": 2, "edition_kind": "correction"},
            {"number": 1, "edition_kind": "first"},
        ]
    }


def test_without_a_name_all_fields_are_given(client, claim):
    for address in (CLAIMS, *details()):
        assert client.get(f"{address}?fields=").content == client.get(address).content


@pytest.mark.parametrize(
    "asked",
    ["fields=secret", "fields=id,secret", "fields=id&fields=url", "fields=,", "fields=url,"],
)
def test_a_field_that_there_is_not_is_refused_by_name(client, claim, asked):
    for address in (*(f"{API}{name}/" for name in LISTS), *details()):
        refused = client.get(f"{address}?{asked}")

        assert refused.status_code == 400, address
        assert refused["Content-Type"] == "application/problem+json"
        if "secret" in asked:
            assert "secret. There are: " in refused.json()["errors"]["fields"]


def test_fields_that_are_left_out_have_a_mark_of_their_own(client, claim):
    etag = client.get(f"{CLAIMS}?fields=id")["ETag"]

    again = client.get(f"{CLAIMS}?fields=id", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_the_document_is_given_where_it_is_asked_for(client, claim):
    assert not {"document", "relations"} & set(row(client, claim))

    told = row(client, claim, expand="document")

    whole = client.get(f"{CLAIMS}{claim.public_id}/").json()
    assert told["document"] == whole["document"]
    assert "relations" not in told
    assert row(client, claim, fields="id,document") == {
        "id": claim.public_id,
        "document": whole["document"],
    }


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"fields": "id,short", "expand": "relations"}, ["id", "short", "relations"]),
        ({"fields": "id,document", "expand": "relations"}, ["id", "document", "relations"]),
        ({"fields": "id", "expand": "document,relations"}, ["id", "document", "relations"]),
        ({"fields": "id,document", "expand": ""}, ["id", "document"]),
    ],
)
def test_what_is_expanded_stands_beside_the_fields_that_are_wanted(client, claim, asked, given):
    told, whole = row(client, claim, **asked), row(client, claim, expand="document,relations")

    assert told == {name: whole[name] for name in given}


def test_relations_say_where_the_other_claim_stands(client, claim):
    newer = supersede(claim)
    supersede(newer)

    (told,) = [
        one
        for one in row(client, claim, expand="relations")["relations"]
        if one["claim"]["id"] == newer.public_id
    ]

    assert (told["type"], told["incoming"]) == ("supersedes", True)
    assert told["standing"]["state"] == "superseded"
    whole = client.get(f"{CLAIMS}{claim.public_id}/").json()
    assert told in whole["relations"]


def test_a_claim_is_given_anew_once_its_neighbour_stands_elsewhere(client, claim):
    newer = supersede(claim)
    address = f"{CLAIMS}{claim.public_id}/"
    before = client.get(address)

    retract(newer)

    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    states = [one["standing"]["state"] for one in after.json()["relations"]]
    assert after.status_code == 200 and "retracted" in states


def test_a_claim_keeps_its_mark_while_others_are_published(client, claim):
    address = f"{CLAIMS}{claim.public_id}/"
    etag = client.get(address)["ETag"]

    make.make_published_claim()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    next_edition(claim, "update", "More is known.")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "asked", ["expand=secret", "expand=document,editions", "expand=a&expand=b"]
)
def test_what_cannot_be_expanded_is_refused_by_name(client, claim, asked):
    refused = client.get(f"{CLAIMS}?{asked}")

    assert refused.status_code == 400 and "expand" in refused.json()["errors"]


def test_to_expand_costs_as_many_queries_however_many_claims(client, claim):
    address = f"{CLAIMS}?expand=document,relations"
    newer = supersede(claim)
    few = queries(client, address)
    copies(newer, 10)

    assert queries(client, address) == few
