import html
import json
import re

from django.test import Client

import pytest

from record import claimreview
from record.models import Entry
from sources.models import Speaker
from tests import factories as make
from tests.claim_review_rules import STANDARDS, google_faults, vocabulary_faults
from tests.machine_claims import Everything, claim_by
from tests.published import address_of, json_ld, queries, retract

pytestmark = pytest.mark.django_db
ORIGIN = "http://127.0.0.1:8000"
WITHOUT = {"recorded", "retracted", "newer"}


@pytest.fixture(scope="module")
def made(once):
    return once(Everything)


@pytest.fixture
def claims(made, db):
    return make.a_copy_of(made)


@pytest.fixture(scope="module")
def pages(once, made):
    """Each claim's name, address, structured data and words."""
    return once(lambda: [page_of(name, claim) for name, claim in made.all().items()])


def page_of(name, claim):
    address = address_of(claim)
    page = Client().get(address).content.decode()
    head, _, rest = page.partition('<script type="application/ld+json">')
    script, _, body = rest.partition("</script>")
    words = html.unescape(re.sub(r"<[^>]+>", "", body or head))
    return name, address, [json.loads(script)] if script else [], " ".join(words.split())


def review_of(client, claim) -> dict:
    (review,) = json_ld(client.get(address_of(claim)))
    return review


def test_google_and_schema_org_find_nothing(pages):
    for name, address, reviews, _ in pages:
        for review in reviews:
            assert google_faults(review, ORIGIN + address) == [], name
            if STANDARDS.exists():
                assert vocabulary_faults(review) == [], name


def test_the_checks_find_what_is_wrong(client, claims):
    review = review_of(client, claims.plain)

    assert google_faults(review | {"url": "https://example.org/"}, ORIGIN)
    assert google_faults(review | {"itemReviewed": {"@type": "Claim"}}, review["url"])
    assert google_faults(review | {"reviewRating": {"@type": "Rating"}}, review["url"])
    if STANDARDS.exists():
        assert vocabulary_faults(review | {"jobTitle": "None"})
        assert vocabulary_faults(review | {"citation": {"@type": "Person"}})


def test_there_is_one_for_each_claim_that_somebody_made(pages):
    for name, _, reviews, _ in pages:
        assert len(reviews) == (0 if name in WITHOUT else 1), name


def test_it_stands_on_the_claim_s_own_page_alone(client, claims):
    base = f"/claims/{claims.corrected.public_id}"

    for address in ("/", "/claims/", f"{base}/editions/", f"{base}/editions/2/", f"{base}/embed/"):
        assert json_ld(client.get(address)) == []


def test_it_says_who_claimed_what_when_and_where(client, claims):
    claim = review_of(client, claims.plain)["itemReviewed"]

    assert claim["text"] == claims.plain.text
    assert (claim["author"]["@type"], claim["author"]["name"]) == ("Person", "Mara Lind")
    assert claim["author"]["jobTitle"] == "city engineer"
    assert claim["datePublished"] == "2021-05-25"
    id = claims.plain.public_id
    assert [work["url"] for work in claim["appearance"]] == [f"https://example.org/{id}"]
    assert claim["firstAppearance"]["archivedAt"] == f"https://archive.example.org/{id}"


def test_it_gives_the_verdict_with_its_numbers_and_why(client, claims):
    review = review_of(client, claims.plain)

    rating = review["reviewRating"]
    assert (rating["alternateName"], rating["ratingExplanation"]) == ("True", "It was inspected.")
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, 5, 5)
    assert review["reviewBody"] == "The engineer’s report says so."


def test_what_became_of_a_claim_stands_behind_its_verdict(client, claims):
    rating = review_of(client, claims.superseded)["reviewRating"]

    assert rating["alternateName"] == "True (superseded 25 May 2021)"


def test_it_never_says_what_the_page_does_not(pages):
    for name, _, reviews, shown in pages:
        for review in reviews:
            rating = review["reviewRating"]
            told = [review["itemReviewed"]["text"], rating["ratingExplanation"]]
            told += [rating["alternateName"].partition(" (")[0], review["reviewBody"][:200].strip()]
            assert [text for text in told if text not in shown] == [], name


def test_it_cites_the_works_that_count_and_those_behind_them(client, claims):
    cited = review_of(client, claims.chained)["citation"]

    assert "The order" in [work["name"] for work in cited]
    assert len({work["@id"] for work in cited}) == len(cited) == 3


def test_what_does_not_count_is_not_cited(client):
    claim = claim_with_a_comment()

    cited = review_of(client, claim)["citation"]

    assert "The comments" not in [work["name"] for work in cited]


def claim_with_a_comment():
    claim = claim_by()
    unnamed = make.make_speaker("another commenter", Speaker.Kind.UNNAMED)
    snapshot = make.make_snapshot(source=make.make_source("The comments"))
    make.add_evidence(claim, make.make_statement(snapshot=snapshot, speaker=unnamed))
    make.publish(claim)
    return claim


def test_it_tells_of_a_correction(client, claims):
    (correction,) = review_of(client, claims.corrected)["correction"]

    assert correction["@type"] == "CorrectionComment"
    assert correction["text"] == "We gave the wrong year."
    assert correction["url"].endswith("/editions/2/")


def test_an_unnamed_party_is_no_author(client, claims):
    claim = review_of(client, claims.unnamed)["itemReviewed"]

    assert "author" not in claim
    assert claim["appearance"]


def test_its_dates_are_those_of_the_editions(client, claims):
    review = review_of(client, claims.corrected)

    first, second = Entry.objects.of(claims.corrected.public_id)
    assert review["datePublished"] == first.published.published_at
    assert review["dateModified"] == second.published.published_at


def test_a_claim_keeps_its_name_when_its_address_changes(client, claims):
    review = review_of(client, claims.plain)

    lasting = f"{ORIGIN}/claims/{claims.plain.public_id}/"
    assert review["@id"] == f"{lasting}#review"
    assert review["itemReviewed"]["@id"] == f"{lasting}#claim"


def test_it_goes_when_the_claim_is_retracted(client, claims):
    assert review_of(client, claims.plain)
    retract(claims.plain)

    assert json_ld(client.get(address_of(claims.plain))) == []
    assert client.get(f"/claims/{claims.plain.public_id}.jsonld").status_code == 404


def test_nothing_ends_the_script_early(client, claims):
    page = client.get(address_of(claims.hostile)).content.decode()

    script = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(script)["claimReviewed"] == "</script><!--<b>&"
    assert "<" not in script


def test_it_can_be_had_for_itself(client, claims):
    for name, claim in claims.all().items():
        response = client.get(f"/claims/{claim.public_id}.jsonld")
        if name in WITHOUT:
            assert response.status_code == 404
        else:
            assert response["Content-Type"] == claimreview.MEDIA_TYPE
            assert response.json() == review_of(client, claim)


def test_it_costs_the_page_no_query(client, claims):
    assert queries(client, address_of(claims.corrected)) == 3
    assert queries(client, f"/claims/{claims.corrected.public_id}.jsonld") == 3
