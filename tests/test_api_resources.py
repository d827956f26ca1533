"""The lists of the API beside the claims: editions, corrections, statements, what is mentioned."""

from __future__ import annotations

import pytest

from record.api.resources import BESIDE
from record.models import Entry, Listing, Subject
from tests import factories as make
from tests.public_addresses import make_everything
from tests.published import copies, queries, retract, supersede

pytestmark = pytest.mark.django_db
API = "/api/v1/"
LISTS = [
    "claims",
    "editions",
    "corrections",
    "statements",
    "sources",
    "speakers",
    "publishers",
    "topics",
    "verdicts",
]


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def rows(client, name, **asked):
    """All rows of a list, page by page."""
    found, address = [], f"{API}{name}/"
    while address:
        response = client.get(address, asked)
        assert response.status_code == 200, response.content
        told = response.json()
        found += told[name]
        address, asked = told["next"], {}
        assert ("Link" in response) == bool(address)
    return found


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_named_and_pages_give_each_row_once(client, claim, name):
    copies(claim, 3)
    assert client.get(API).json()[name].endswith(f"{API}{name}/")

    whole = rows(client, name)

    assert whole and rows(client, name, limit=1) == whole == rows(client, name, limit=2)


@pytest.mark.parametrize("name", ["sources", "speakers", "publishers", "topics", "verdicts"])
def test_one_is_as_the_list_gives_it(client, claim, name):
    for row in rows(client, name):
        one = client.get(f"{API}{name}/{row['id']}/")
        assert one.json() == row
        assert client.get(row["url"], follow=True).status_code == 200
        claims = client.get(row["claims_url"]).json()["claims"]
        if name != "sources":
            assert claims
        etag = one["ETag"]
        again = client.get(f"{API}{name}/{row['id']}/", headers={"If-None-Match": etag})
        assert again.status_code == 304


def test_a_source_says_what_it_is_and_leads_to_its_annotations(client, claim):
    (row, *_) = rows(client, "sources")

    data = Subject.objects.get(kind="source", public_id=row["id"]).data
    assert (row["title"], row["address"], row["held"]) == (data["title"], data["url"], data["held"])
    assert row["publisher"]["id"] == data["publisher"]["id"]
    assert client.get(row["annotations_url"]).status_code == 200


def test_a_statement_says_who_cites_it_and_where_that_stands(client, claim):
    supersede(claim)
    told = {row["id"]: row for row in rows(client, "statements")}
    piece = Entry.objects.of(claim.public_id).last().content.evidence[0].statement

    row = told[piece.id]
    assert row["speaker"]["name"] == piece.speaker.name
    assert row["passages"][0]["exact"] == piece.passages[0].exact
    (by,) = [one for one in row["cited_by"] if one["claim"] == claim.public_id]
    assert (by["use"], by["stance"]) == ("evidence", "supports")
    assert by["standing"]["state"] == "superseded" and by["standing"]["by"]["id"]
    assert client.get(f"{API}statements/{piece.id}/").json() == row


def test_of_many_that_cite_a_statement_the_first_are_told_beside_it(client, claim):
    """The others are counted, and all are in a list of their own."""
    copies(claim, 2 * BESIDE)
    piece = Entry.objects.of(claim.public_id).last().content.evidence[0].statement

    row = client.get(f"{API}statements/{piece.id}/").json()

    every = every_citation(client, piece.id, limit=70)
    assert len(row["cited_by"]) == BESIDE and row["cited_by_count"] == 2 * BESIDE + 1
    assert row["citations_url"].endswith(f"{API}statements/{piece.id}/citations/")
    assert every[:BESIDE] == row["cited_by"] and len(every) == row["cited_by_count"]
    assert len({one["claim"] for one in every}) == len(every)
    assert row in rows(client, "statements")


def every_citation(client, statement, **asked):
    """All that cite a statement, page by page."""
    found, address = [], f"{API}statements/{statement}/citations/"
    while address:
        response = client.get(address, asked)
        found += response.json()["citations"]
        address, asked = response.json()["next"], {}
    return found


def test_what_cites_a_statement_is_narrowed_and_refused_as_other_lists_are(client, claim):
    piece = Entry.objects.of(claim.public_id).last().content.evidence[0].statement
    address = f"{API}statements/{piece.id}/citations/"

    assert client.get(f"{address}?fields=claim,use").json()["citations"] == [
        {"use": "evidence", "claim": claim.public_id}
    ]
    for asked in ("limit=201", "after=x", "claim=x", "fields=x"):
        assert client.get(f"{address}?{asked}").status_code == 400
    assert client.get(f"{API}statements/bbbbbbbbbb/citations/").status_code == 404
    few = queries(client, f"{address}?limit=50")
    copies(claim, 10)
    assert queries(client, f"{address}?limit=50") == few
    assert (
        client.get(address, headers={"If-None-Match": client.get(address)["ETag"]}).status_code
        == 304
    )


def test_what_a_retracted_claim_cites_is_not_counted(client, claim):
    other = make.make_sourced_claim()
    statement = other.evidence.get().statement
    third = make.make_claim()
    make.add_evidence(third, statement)
    for one in (other, third):
        make.publish(one)
    assert len(every_citation(client, statement.public_id)) == 2

    retract(third)

    row = client.get(f"{API}statements/{statement.public_id}/").json()
    assert [one["claim"] for one in row["cited_by"]] == [other.public_id]
    assert row["cited_by_count"] == 1
    assert every_citation(client, statement.public_id) == row["cited_by"]


def test_what_only_a_retracted_claim_cites_is_not_there(client, db):
    gone = make.make_published_claim()
    statement = gone.evidence.get().statement
    speaker = statement.speaker
    assert client.get(f"{API}statements/{statement.public_id}/").status_code == 200

    retract(gone)

    assert client.get(f"{API}statements/{statement.public_id}/").status_code == 404
    assert client.get(f"{API}speakers/{speaker.public_id}/").status_code == 404
    assert statement.public_id not in [row["id"] for row in rows(client, "statements")]


def test_editions_are_all_of_them_and_narrowed(client, claim):
    whole = rows(client, "editions")
    entries = Entry.objects.editions().order_by("-index")

    assert [row["index"] for row in whole] == [entry.index for entry in entries]
    ours = rows(client, "editions", claim=claim.public_id)
    assert [row["number"] for row in ours] == [2, 1]
    corrected = rows(client, "editions", edition_kind="correction")
    assert [row["claim"] for row in corrected] == [claim.public_id]
    assert corrected == rows(client, "corrections")
    assert ours[0]["notice"] == "We erred." and ours[0]["standing"]["state"] == "superseded"
    assert client.get(ours[0]["api_url"]).json()["leaf"] == ours[0]["leaf"]
    assert client.get(ours[0]["bytes_url"])["On-Record-Leaf"] == ours[0]["leaf"]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_costs_as_many_queries_however_long_it_is(client, claim, name):
    copies(claim, 2)
    few = queries(client, f"{API}{name}/?limit=2")
    copies(claim, 10)

    assert queries(client, f"{API}{name}/?limit=50") <= few + 1


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "asked",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=1&limit=2",
        "secret=1",
        "limit=999999999999999999999",
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, claim, name, asked):
    response = client.get(f"{API}{name}/?{asked}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert asked.partition("=")[0] in response.json()["errors"]


@pytest.mark.parametrize(
    "path",
    [
        "speakers/bbbbbbbbbb/",
        "speakers/%00/",
        "sources/x/",
        "statements/bbbbbbbbbb/",
        "verdicts/none/",
        "editions/?after=1",
        "editions/?claim=x",
        "editions/?edition_kind=x",
        "speakers/?before=1",
        "statements/?after=-1",
    ],
)
def test_odd_addresses_are_told_as_problems(client, claim, path):
    response = client.get(f"{API}{path}")

    assert response.status_code in (400, 404)
    assert response["Content-Type"] == "application/problem+json"
    assert Listing.objects.exists()
