"""The corrections log: every correction and retraction, newest first, with both editions."""

import pytest

from record.views import site
from tests import factories as make
from tests.published import (
    TAG,
    address_of,
    links_of,
    next_edition,
    parsed,
    queries,
    retract,
    text_of,
)

pytestmark = pytest.mark.django_db


def make_changes() -> dict:
    """One claim of each kind of change."""
    claims = {name: make.make_published_claim(short=f"The {name} one") for name in KINDS}
    next_edition(claims["clarified"], "clarification", "We said it more clearly.")
    next_edition(claims["updated"], "update", "It went on.", verdict="mostly-true")
    next_edition(claims["corrected"], "correction", "We gave the wrong day.", place="Harbour")
    next_edition(claims["turned"], "correction", "It is not so.", verdict="partly-true")
    retract(claims["retracted"], "We withdraw it.")
    return claims


KINDS = ("clarified", "updated", "corrected", "turned", "retracted")


@pytest.fixture(scope="module")
def claims(once):
    return once(make_changes)


@pytest.fixture
def page(client, claims, db):
    return client.get("/corrections/")


def items(page) -> list[str]:
    """The words of each change."""
    found = [item for item in parsed(page).iter(f"{TAG}li") if "change " in item.get("class", "")]
    return [" ".join("".join(item.itertext()).split()) for item in found]


def test_it_tells_corrections_and_retractions_newest_first(page):
    told = items(page)

    assert [one.split(" ·")[0] for one in told] == ["Retraction", "Correction", "Correction"]
    assert ["retracted" in told[0], "turned" in told[1], "corrected" in told[2]] == [True] * 3


def test_it_leaves_out_what_is_no_error(page):
    assert "We said it more clearly." not in text_of(page)
    assert "It went on." not in text_of(page)


def test_it_tells_from_which_verdict_to_which(page):
    turned = items(page)[1]

    assert "Verdict: before: True → now: Partly true It is not so." in turned
    assert "Changed: the verdict." in turned


def test_where_the_verdict_stays_it_says_so_and_what_changed(page):
    corrected = items(page)[2]

    assert "We gave the wrong day." in corrected
    assert "Changed: the place. The verdict stays: True." in corrected


def test_both_editions_and_the_claim_are_one_step_away(client, page, claims):
    claim = claims["turned"]
    editions = [f"/claims/{claim.public_id}/editions/{number}/" for number in (1, 2)]

    assert {address_of(claim), *editions} <= set(links_of(page))
    for address in editions:
        assert client.get(address).status_code == 200


def test_a_retracted_claim_is_told_and_keeps_its_page(client, page, claims):
    address = address_of(claims["retracted"])

    assert address in links_of(page)
    assert "No verdict stands; it was “True”." in text_of(page)
    response = client.get(address)
    assert response.status_code == 200
    assert "We withdraw it." in text_of(response)


def test_the_pages_of_the_log_follow_one_another(client, page, claims, monkeypatch):
    monkeypatch.setattr(site, "PAGE_LENGTH", 2)
    whole, found, address = items(page), [], "/corrections/"

    while address:
        shown = client.get(address)
        found += items(shown)
        following = [a for a in parsed(shown).iter(f"{TAG}a") if a.get("rel") == "next"]
        address = f"/corrections/{following[0].get('href')}" if following else None

    assert found == whole
    assert "/corrections/" in links_of(shown)


def test_a_page_beyond_the_end_says_so(client, claims):
    page = client.get("/corrections/?before=0")

    assert page.status_code == 200
    assert "Nothing older was corrected or retracted." in text_of(page)


@pytest.mark.parametrize("before", ["x", "-1", "%00", "9" * 40, "1&before=2"])
def test_a_page_that_cannot_be_is_refused_in_words(client, before):
    page = client.get(f"/corrections/?before={before}")

    assert page.status_code == 400
    assert "There is no such page of the log." in text_of(page)


def test_it_is_sent_again_only_after_something_is_corrected(client, page):
    known = {"If-None-Match": page["ETag"]}
    claim = make.make_published_claim()
    assert client.get("/corrections/", headers=known).status_code == 304

    next_edition(claim, "correction", "We erred.")

    assert client.get("/corrections/", headers=known).status_code == 200


def test_it_needs_as_many_queries_for_eleven_changes_as_for_one(client):
    next_edition(make.make_published_claim(), "correction", "We erred.")
    one = queries(client, "/corrections/")
    for _ in range(10):
        next_edition(make.make_published_claim(), "correction", "We erred again.")

    assert queries(client, "/corrections/") == one


def test_the_front_page_has_the_latest_and_the_corrected(client, page, claims):
    front = client.get("/")

    assert items(front) == items(page)
    assert address_of(claims["clarified"]) in links_of(front)
    assert "The retracted one True" not in text_of(front)


def test_the_front_page_needs_few_queries_however_much_there_is(client):
    next_edition(make.make_published_claim(), "correction", "We erred.")
    one = queries(client, "/")
    for _ in range(site.LATEST + 1):
        next_edition(make.make_published_claim(), "correction", "We erred again.")

    assert queries(client, "/") == one <= 7
