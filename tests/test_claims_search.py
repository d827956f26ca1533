"""claims:search, as programs written for Google's Fact Check Tools API meet it."""

import datetime as dt
import json

from django.test.utils import override_settings

import pytest

from record.models import Listing
from sources.models import Speaker
from tests import factories as make
from tests.claims_search import ORIGIN, OURS, SEARCH, answer, paths_of, texts
from tests.machine_claims import THE_DAY, Everything, claim_by, published
from tests.published import address_of, copies, listing_of, next_edition, queries, retract

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(Everything)


@pytest.fixture
def claims(made, db):
    return make.a_copy_of(made)


def test_a_claim_has_the_fields_that_google_gives(client, claims):
    claim = claims.plain

    phrase = claim.text.removesuffix(".").partition("says ")[2]

    (found,) = answer(client, f"query=%22{phrase}%22&{OURS}&pageSize=1")["claims"]

    assert found == {
        "text": claim.text,
        "claimant": "Mara Lind",
        "claimDate": "2021-05-25T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "On Record", "site": "127.0.0.1"},
                "url": f"{ORIGIN}{address_of(claim)}",
                "title": claim.short,
                "reviewDate": f"{listing_of(claim).first_published_at:%Y-%m-%dT%H:%M:%SZ}",
                "textualRating": "True",
                "languageCode": "en",
            }
        ],
    }


def test_it_lists_the_claims_that_have_a_claim_review(client, claims):
    reviewed = {
        claim.text
        for claim in claims.all().values()
        if client.get(f"/claims/{claim.public_id}.jsonld").status_code == 200
    }

    assert set(texts(client, f"{OURS}&pageSize=100")) == reviewed
    assert claims.recorded.text not in reviewed


def test_what_became_of_a_claim_stands_behind_its_verdict(client, claims):
    (found,) = answer(client, f"query=%2Bsuperseded&{OURS}")["claims"]

    assert found["claimReview"][0]["textualRating"] == "True (superseded 25 May 2021)"


def test_a_retracted_claim_is_left_out(client, claims):
    assert claims.plain.text in texts(client, f"{OURS}&pageSize=100")
    retract(claims.plain)

    assert claims.plain.text not in texts(client, f"{OURS}&pageSize=100")
    assert claims.retracted.text not in texts(client, "query=bridge&pageSize=100")


def test_a_draft_is_left_out(client, claims):
    before = client.get(f"{SEARCH}?{OURS}&pageSize=100")
    claim_by(text="Griffins live under the harbour.")

    after = client.get(f"{SEARCH}?{OURS}&pageSize=100")
    assert (after.content, after.headers) == (before.content, before.headers)
    assert answer(client, "query=griffins") == {}


def test_an_unnamed_party_is_no_claimant(client):
    claim = claim_by("a commenter", Speaker.Kind.UNNAMED)
    make.publish(claim)

    found = answer(client, OURS)["claims"][0]
    assert (found["text"], "claimant" in found) == (claim.text, False)


def test_a_day_that_is_not_known_is_left_out(client):
    claim = make.make_sourced_claim()
    said = {"said_earliest": THE_DAY, "said_latest": THE_DAY + dt.timedelta(days=1)}
    make.add_appearance(claim, make.make_statement(said_basis="stated", **said))
    make.publish(claim)

    found = answer(client, OURS)["claims"][0]
    assert (found["text"], "claimDate" in found) == (claim.text, False)


def test_nothing_found_is_an_empty_object(client, claims):
    response = client.get(f"{SEARCH}?query=nobodysaidthis")

    assert (response.status_code, response.content) == (200, b"{}\n")


def test_with_words_the_best_match_comes_first(client, claims):
    best = published(text="The harbour has a tower.", short="A tower")
    published()

    assert paths_of(answer(client, "query=harbour+tower"))[0] == address_of(best)
    assert paths_of(answer(client, OURS))[0] != address_of(best)


def test_a_language_is_taken_without_its_region(client, claims):
    british = published(text="The harbour is grey.", language="en-GB")

    assert texts(client, f"{OURS}&languageCode=hi-IN") == [claims.hindi.text]
    assert texts(client, f"{OURS}&languageCode=EN-us")[0] == british.text
    assert answer(client, f"{OURS}&languageCode=e") == {}
    assert answer(client, f"{OURS}&languageCode=ar-Latn-EG") == {}


@pytest.mark.parametrize("site", ["example.org", "www.example.org", "https://www.Example.org/"])
def test_our_own_site_is_known_without_protocol_and_www(client, claims, site):
    with override_settings(NEWSROOM_URL="https://www.example.org"):
        found = answer(client, f"reviewPublisherSiteFilter={site}")["claims"]

    assert found[0]["claimReview"][0]["publisher"]["site"] == "example.org"


@pytest.mark.parametrize("site", ["nytimes.com", "127.0.0.1.example.org", "0.1", "http://[", "/"])
def test_of_another_site_there_is_nothing(client, claims, site):
    assert answer(client, f"query=bridge&reviewPublisherSiteFilter={site}") == {}


def test_age_counts_from_the_claim_or_the_review_whichever_is_newer(client, claims):
    days_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=10)
    Listing.objects.update(first_published_at=days_ago)
    recent = {"made_from": days_ago.date() + dt.timedelta(days=7)}
    Listing.objects.filter(claim=claims.plain.public_id).update(
        **recent, made_to=recent["made_from"]
    )

    assert texts(client, f"{OURS}&maxAgeDays=5") == [claims.plain.text]
    assert len(texts(client, f"{OURS}&maxAgeDays=10")) == 9
    assert len(texts(client, f"{OURS}&maxAgeDays=2147483647")) == 9


def test_ten_are_given_and_a_hundred_at_most(client, claims):
    copies(claims.plain, 100)

    assert len(texts(client, OURS)) == len(texts(client, f"{OURS}&pageSize=0")) == 10
    assert len(texts(client, f"{OURS}&pageSize=2147483647")) == 100


def test_it_makes_as_many_queries_for_a_hundred_claims_as_for_one(client, claims):
    with_words, without = f"{SEARCH}?query=harbour&pageSize=100", f"{SEARCH}?{OURS}&pageSize=100"
    before = queries(client, with_words), queries(client, without)
    copies(claims.superseded, 90)

    assert (queries(client, with_words), queries(client, without)) == before
    assert before[1] == 4


def test_what_google_takes_of_everybody_changes_nothing(client, claims):
    common = "key=k&fields=claims&quotaUser=me&access_token=a&oauth_token=o&$.xgafv=2"
    common += "&uploadType=media&upload_protocol=raw&alt=json&prettyPrint=true"

    assert answer(client, f"{OURS}&{common}") == answer(client, OURS)


def test_common_parameters_go_by_two_names(client, claims):
    told = answer(client, f"{OURS}&$alt=json&$key=k&$prettyPrint=true&$fields=claims/text")

    assert told == answer(client, f"{OURS}&fields=claims/text")
    assert client.get(f"{SEARCH}?{OURS}&$alt=json&alt=json").status_code == 400
    assert client.get(f"{SEARCH}?{OURS}&$query=x").status_code == 400


def test_it_is_written_without_line_breaks_for_who_asks(client, claims):
    whole = client.get(f"{SEARCH}?{OURS}").content
    short = client.get(f"{SEARCH}?{OURS}&prettyPrint=false").content

    assert whole.count(b"\n") > short.count(b"\n") == 1
    assert json.loads(whole) == json.loads(short)


def test_what_has_not_changed_is_not_sent_again(client, claims):
    address = f"{SEARCH}?query=harbour&maxAgeDays=3"
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    next_edition(claims.plain, "correction", "We erred.", text="The harbour bridge is old.")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_what_grows_too_old_leaves_an_answer_that_was_kept(client, claims, monkeypatch):
    address = f"{SEARCH}?{OURS}&maxAgeDays=3"
    kept = client.get(address)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = client.get(address, headers={name: kept[header]})
        assert (again.status_code, again.content) == (200, b"{}\n")


def test_head_answers_without_a_body(client, claims):
    head, get = client.head(f"{SEARCH}?{OURS}"), client.get(f"{SEARCH}?{OURS}")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
