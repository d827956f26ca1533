"""A claim's whole way through the desk, from the first word to its retraction."""

from django.test import Client
from django.urls import reverse

import pytest

from claims import workflow
from claims.models import Claim, Status
from tests import factories as make
from tests.desk import act, address, empty, opened, page, read, status_of
from tests.published import listing_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(once, people):
    return once(begin, Client(), people)


@pytest.fixture
def claim(client, begun, cast):
    client.force_login(cast.editor)
    return make.a_copy_of(begun)


@pytest.fixture(scope="module")
def gone_all_the_way(once, people):
    return once(go_all_the_way, Client(), people)


@pytest.fixture
def live(client, gone_all_the_way, cast):
    """A claim that was published by the buttons of the desk, with a waiver."""
    client.force_login(cast.editor)
    return make.a_copy_of(gone_all_the_way)


def begin(client, cast):
    """Entered by the editor on the page: no finding yet, and one secondary source."""
    client.force_login(cast.editor)
    statement = make.make_statement(by=cast.editor)
    row = {"evidence-TOTAL_FORMS": 1, "evidence-0-statement": statement.pk}
    row |= {"evidence-0-stance": "supports"}
    data = empty(text="The bridge is safe.", short="Bridge safe")
    verdict = make.Verdict.objects.get(key="true").pk
    client.post(
        reverse("admin:claims_claim_add"),
        data | row | {"verdict": verdict, "explanation": "The engineer says so [1]."},
    )
    return Claim.objects.latest("pk")


def decide(client, claim, user, decision, **given):
    client.force_login(user)
    return client.post(page(claim, "review"), read(client, claim) | given | {"decision": decision})


def entered(client, claim):
    """The finding added on the page, so that the claim can be submitted."""
    client.post(address(claim), opened(client, claim) | {"finding": "It was inspected."})


def go_all_the_way(client, cast):
    """The finding and the waiver given, submitted, approved and published."""
    claim = begin(client, cast)
    entered(client, claim)
    act(client, claim, "waive", reason="The report is not public.")
    act(client, claim, "submit")
    decide(client, claim, cast.reviewer, "approve")
    client.force_login(cast.publisher)
    act(client, claim, "publish")
    return claim


def test_what_is_missing_is_told_and_refused(client, claim):
    assert "Write one sentence: what we found." in client.get(address(claim)).content.decode()

    act(client, claim, "submit")

    assert status_of(claim) == Status.DRAFT


def test_poor_sourcing_may_be_read_but_not_approved(client, cast, claim):
    entered(client, claim)
    act(client, claim, "submit")

    refused = decide(client, claim, cast.reviewer, "approve")

    assert "Capture a primary source" in refused.content.decode()
    assert status_of(claim) == Status.IN_REVIEW


def test_whoever_wrote_it_cannot_approve_it(client, cast, claim):
    entered(client, claim)
    act(client, claim, "waive", reason="The report is not public.")
    act(client, claim, "submit")

    decide(client, claim, cast.editor, "approve")

    assert status_of(claim) == Status.IN_REVIEW


def test_a_waived_claim_is_approved_and_published(live):
    listing = listing_of(live)

    assert (listing.finding, listing.basis) == ("It was inspected.", "waived")


def test_a_published_claim_is_retracted(client, cast, live):
    claim = live
    act(client, claim, "reopen", kind="retraction", reason="Nobody claimed it.")
    client.post(address(claim), opened(client, claim) | {"notice": "We withdraw this."})
    act(client, claim, "submit")

    decide(client, claim, cast.reviewer, "approve_and_publish")

    assert status_of(claim) == Status.RETRACTED
    assert listing_of(claim).retracted


def test_an_edit_voids_the_approval_and_leaves_the_live_page_alone(client, cast):
    claim = make.make_published_claim(cast.editor)
    workflow.reopen(claim, by=cast.editor, kind="edit", reason="Spelling.")
    workflow.submit(claim, by=cast.editor)
    make.approve(claim, cast.reviewer)
    client.force_login(cast.editor)

    client.post(address(claim), opened(client, claim) | {"finding": "It was inspected well."})

    client.force_login(cast.publisher)
    act(client, claim, "publish")
    assert status_of(claim) == Status.DRAFT
    listing = listing_of(claim)
    assert (listing.finding, listing.number) == ("It was inspected.", 1)


def test_discarding_a_reopened_claim_brings_the_edition_back(client, live):
    claim = live
    act(client, claim, "reopen", kind="update", reason="More is known.")
    client.post(address(claim), opened(client, claim) | {"finding": "Something else."})

    act(client, claim, "discard", reason="Nothing new after all.")

    again = Claim.objects.get(pk=claim.pk)
    assert (again.status, again.finding) == (Status.PUBLISHED, "It was inspected.")
