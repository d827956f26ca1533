"""What the page of a claim says of everything that happened since it was published."""

import datetime as dt

import pytest

from tests import factories as make
from tests.published import (
    TAG,
    address_of,
    links_of,
    next_edition,
    parsed,
    retract,
    supersede,
    text_of,
)

pytestmark = pytest.mark.django_db
THE_DAY = dt.date(2021, 5, 25)


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def test_a_correction_stands_on_top_and_leads_to_what_it_said(client, claim):
    next_edition(claim, "correction", "We gave the wrong day.")

    page = client.get(address_of(claim))

    text = text_of(page)
    assert text.index("We gave the wrong day.") < text.index(claim.text)
    assert f"/claims/{claim.public_id}/editions/1/" in links_of(page)


def test_a_changed_verdict_says_what_it_was(client, claim):
    next_edition(claim, "update", "New evidence.", verdict="not-enough-evidence")

    page = text_of(client.get(address_of(claim)))

    assert "The verdict was “True” before." in page


def test_a_clarification_stays_in_the_history(client, claim):
    next_edition(claim, "clarification", "Said more clearly.")

    page = text_of(client.get(address_of(claim)))

    assert page.index("Said more clearly.") > page.index(claim.text)


def test_a_superseded_claim_keeps_its_verdict_and_says_since_when(client, claim):
    older = claim
    newer = supersede(older, on=THE_DAY)

    page = client.get(address_of(older))

    assert "True then. Since 25 May 2021: What holds since →" in text_of(page)
    assert address_of(newer) in links_of(page)


@pytest.mark.parametrize(
    ("type", "word"),
    [
        ("fulfils", "Fulfilled"),
        ("makes_moot", "Made moot"),
        ("contradicts", "Contradicted"),
        ("replaces", "Replaced"),
    ],
)
def test_it_says_what_other_claims_did_to_it(client, claim, type, word):
    older = claim
    supersede(older, type)

    assert f"{word}: What holds since →" in text_of(client.get(address_of(older)))


def test_a_retracted_claim_supersedes_nothing(client, claim):
    older = claim
    retract(supersede(older))

    page = text_of(client.get(address_of(older)))

    assert "True then." not in page
    assert "Superseded by: What holds since (retracted)" in page


def test_a_retracted_claim_keeps_its_page(client, claim):
    retract(claim, "Nobody claimed this.")

    page = client.get(address_of(claim))

    assert page.status_code == 200
    assert "Nobody claimed this." in text_of(page)
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_a_retracted_claim_upholds_no_verdict(client, claim):
    retract(claim)

    page = client.get(address_of(claim))
    tree = parsed(page)
    heading = next(h2 for h2 in tree.iter(f"{TAG}h2") if h2.get("id") == "verdict")
    assert "".join(heading.itertext()) == "Verdict: Retracted"
    assert next(tree.iter(f"{TAG}title")).text.startswith("Retracted: ")
    assert "its verdict, which was “True”" in text_of(page)
    assert claim.finding in text_of(page)


def test_what_has_not_changed_is_not_sent_again(client, claim):
    address = address_of(claim)
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_link_from_another_claim_changes_the_page_s_mark(client, claim):
    before = client.get(address_of(claim))["ETag"]
    supersede(claim)

    assert client.get(address_of(claim))["ETag"] != before


def test_a_relation_to_a_draft_shows_only_once_both_are_published(client):
    claim, draft = make.make_sourced_claim(), make.make_sourced_claim()
    make.relate(claim, "narrows", draft)
    make.publish(claim)

    assert "Narrows" not in text_of(client.get(address_of(claim)))
    make.publish(draft)
    assert f"Narrows: {draft.short}" in text_of(client.get(address_of(claim)))
    assert f"Narrowed by: {claim.short}" in text_of(client.get(address_of(draft)))
