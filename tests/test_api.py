import datetime as dt
import json
import re

from django.core.management import call_command

import pytest

from record.api.asking import names_of
from record.api.rows import Row
from record.api.serializers import ListingSerializer
from record.filters import ClaimFilter
from record.merkle import leaf_hash
from record.models import Entry
from tests import factories as make
from tests.published import address_of, listing_of, next_edition, queries, retract, supersede

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"
ROW = [
    "id",
    "url",
    "short",
    "text",
    "language",
    "kind",
    "verdict",
    "claimant",
    "basis",
    "standing",
    "number",
    "published_at",
    "index",
]


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def rows(client, query: str = "") -> list[dict]:
    response = client.get(f"{CLAIMS}?{query}")
    assert response.status_code == 200, response.content
    return response.json()["claims"]


def ids(client, query: str = "") -> list[str]:
    return [row["id"] for row in rows(client, query)]


def test_a_row_has_these_fields(client, claim):
    assert list(rows(client)[0]) == ROW


def test_a_row_tells_of_the_claim(client, claim):
    listing = listing_of(claim)

    row = rows(client)[0]

    assert row["url"] == f"http://testserver{address_of(claim)}"
    assert row["verdict"] == {"key": "true", "label": "True"}
    assert (row["text"], row["basis"], row["claimant"]) == (claim.text, "primary", "")
    assert (row["number"], row["index"]) == (1, listing.entry_id)
    assert row["standing"] == {"state": "current", "by": None, "since": None}


@pytest.mark.parametrize(
    ("type", "state"),
    [
        ("supersedes", "superseded"),
        ("replaces", "superseded"),
        ("fulfils", "fulfilled"),
        ("makes_moot", "moot"),
    ],
)
def test_standing_names_the_claim_and_the_day(client, claim, type, state):
    older = claim
    newer = supersede(older, type, on=dt.date(2021, 5, 25))

    standing = rows(client)[1]["standing"]

    by = {
        "id": newer.public_id,
        "url": f"http://testserver{address_of(newer)}",
        "short": newer.short,
    }
    assert standing == {"state": state, "by": by, "since": "2021-05-25"}


@pytest.mark.parametrize("type", ["contradicts", "narrows", "repeats"])
def test_other_relations_leave_a_claim_current(client, claim, type):
    supersede(claim, type)

    assert rows(client)[1]["standing"]["state"] == "current"


def test_retracted_claims_are_listed_only_for_who_asks(client, claim):
    retract(claim)

    assert ids(client) == []
    assert rows(client, "retracted=include")[0]["standing"]["state"] == "retracted"


def test_it_filters_as_the_page_does(client, claim):
    assert ids(client, "q=harbour&verdict=true&kind=fact") == [claim.public_id]
    assert ids(client, "q=harbour&verdict=false") == []


def test_pages_follow_each_other_without_gap_or_repetition(client, claim):
    claims = [claim, *(make.make_published_claim() for _ in range(4))]
    seen, address = [], f"{CLAIMS}?limit=2"

    while address:
        response = client.get(address)
        seen += [row["id"] for row in response.json()["claims"]]
        address = response.json()["next"]
        assert response.get("Link") == (f'<{address}>; rel="next"' if address else None)

    assert seen == [claim.public_id for claim in reversed(claims)]


def test_with_words_the_best_match_comes_first(client, claim):
    best = make.make_published_claim(text="The harbour has a tower.", short="A tower")
    other = make.make_published_claim()

    assert ids(client, "q=harbour+tower")[0] == best.public_id
    assert ids(client, "q=harbour&order=date")[0] == other.public_id


def test_numbered_pages_follow_each_other_too(client, claim):
    make.make_published_claim(), make.make_published_claim()
    whole = ids(client, "q=harbour")
    seen, address = [], f"{CLAIMS}?q=harbour&limit=2"

    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["claims"]]
        address = page["next"]

    assert (seen, len(seen)) == (whole, 3)
    assert ids(client, "q=harbour&page=99") == []


def test_with_words_it_makes_as_many_queries_for_eleven_claims_as_for_one(client, claim):
    before = queries(client, f"{CLAIMS}?q=harbour")
    for _ in range(10):
        make.make_published_claim(statement=None)

    assert queries(client, f"{CLAIMS}?q=harbour") == before


def test_what_is_published_meanwhile_repeats_nothing(client, claim):
    make.make_published_claim(), make.make_published_claim()
    first = client.get(f"{CLAIMS}?limit=2").json()
    make.make_published_claim()

    second = client.get(first["next"]).json()

    assert [row["id"] for row in second["claims"]] == [claim.public_id]


def test_a_claim_has_its_whole_document_and_its_place_in_the_log(client, claim):
    entry = Entry.objects.of(claim.public_id).get()

    body = client.get(f"{CLAIMS}{claim.public_id}/").json()

    assert body["document"] == json.loads(entry.data)
    assert (body["index"], body["leaf"]) == (entry.index, entry.leaf)
    assert leaf_hash(client.get(body["bytes_url"]).content) == body["leaf"]
    assert body["standing"]["state"] == "current"


def test_a_retracted_claim_is_still_there(client, claim):
    retract(claim)

    body = client.get(f"{CLAIMS}{claim.public_id}/").json()

    assert body["standing"]["state"] == "retracted"
    assert body["document"]["edition_kind"] == "retraction"


def test_the_history_is_listed_newest_first(client, claim):
    next_edition(claim, "update", "New evidence.", verdict="not-enough-evidence")

    newer, older = client.get(f"{CLAIMS}{claim.public_id}/editions/").json()["editions"]

    assert (newer["number"], newer["verdict_changed"]) == (2, True)
    assert (newer["notice"], newer["verdict"]) == ("New evidence.", "Not enough evidence")
    assert (older["number"], older["verdict"]) == (1, "True")


def test_an_earlier_edition_can_be_read(client):
    claim = make.make_published_claim(finding="It was so.")
    next_edition(claim, "correction", "We erred.", finding="It was not so.")

    body = client.get(f"{CLAIMS}{claim.public_id}/editions/1/").json()

    assert body["document"]["content"]["finding"] == "It was so."


def test_what_has_not_changed_is_not_sent_again(client, claim):
    for address in (
        CLAIMS,
        f"{CLAIMS}{claim.public_id}/",
        f"{CLAIMS}{claim.public_id}/editions/1/",
    ):
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert not again.has_header("Content-Length")


def test_a_draft_changes_no_mark_and_an_edition_does(client):
    make.make_published_claim()
    before = client.get(CLAIMS)["ETag"]

    make.make_sourced_claim()
    assert client.get(CLAIMS)["ETag"] == before
    make.make_published_claim()
    assert client.get(CLAIMS)["ETag"] != before


def test_it_needs_as_many_queries_for_eleven_claims_as_for_one(client):
    older = make.make_published_claim()
    supersede(older)
    before = queries(client, CLAIMS)
    statement = make.make_statement(snapshot=make.primary_snapshot())
    for _ in range(9):
        make.make_published_claim(statement=statement)

    assert queries(client, CLAIMS) == before == 2


def test_its_description_is_complete(tmp_path):
    file = tmp_path / "schema.yml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))

    assert "/api/v1/claims/{claim}/editions/{number}/" in file.read_text()


def test_the_first_page_is_the_first_with_words_or_without(client, claim):
    """A number of a later page wants words: by date, a page begins before an index."""
    assert client.get(f"{CLAIMS}?page=1").json() == client.get(CLAIMS).json()
    assert client.get(f"{CLAIMS}?page=1&q=harbour").status_code == 200


def test_every_filter_is_documented(settings):
    text = (settings.BASE_DIR / "docs/api.md").read_text()
    table = text.partition("### Filters")[2].partition("### Pages")[0]

    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == list(ClaimFilter.base_filters)


def test_the_description_has_every_filter_and_no_more(client):
    described = client.get("/api/v1/schema/").json()["paths"][CLAIMS]["get"]["parameters"]

    names = {parameter["name"] for parameter in described}
    more = {"before", "page", "order", "limit", "fields", "expand"}
    assert names == {*ClaimFilter.base_filters} | more


def test_what_is_described_is_what_is_given():
    """The rows of the list are made without the serializer that describes them."""
    assert names_of(ListingSerializer) == list(Row.__struct_fields__)
