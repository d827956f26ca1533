"""A claim's whole way through the desk, from the first word to its retraction."""

from django.urls import reverse

import pytest

from claims import workflow
from claims.models import Claim, Status
from record.models import Listing
from tests import factories as make
from tests.desk import act, address, empty, opened, page, read, status_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(client, cast):
    """Entered by the editor on the page: no finding yet, and one secondary source."""
    client.force_login(cast.editor)
    statement = make.make_statement(by=cast.editor, speaker=make.make_speaker("Mara Lind"))
    row = {"evidence-TOTAL_FORMS": 1, "evidence-0-statement": statement.pk}
    row |= {"evidence-0-stance": "supports"}
    data = empty(text="The bridge is safe.", short="Bridge safe")
    verdict = make.Verdict.objects.get(key="true").pk
    client.post(
        reverse("admin:claims_claim_add"),
        data | row | {"verdict": verdict, "explanation": "The engineer says so [1]."},
    )
    return Claim.objects.get()


def decide(client, claim, user, decision, **given):
    client.force_login(user)
    return client.post(page(claim, "review"), read(client, claim) | given | {"decision": decision})


def entered(client, claim):
    """The finding added on the page, so that the claim can be submitted."""
    client.post(address(claim), opened(client, claim) | {"finding": "It was inspected."})


def published(client, cast, claim):
    """The waiver given, and the rest of the way to the first edition."""
    act(client, claim, "waive", reason="The report is not public.")
    act(client, claim, "submit")
    decide(client, claim, cast.reviewer, "approve")
    client.force_login(cast.publisher)
    act(client, claim, "publish")


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


def test_a_waived_claim_is_approved_and_published(client, cast, claim):
    entered(client, claim)

    published(client, cast, claim)

    listing = Listing.objects.get()
    assert (listing.finding, listing.basis) == ("It was inspected.", "waived")


def test_a_published_claim_is_retracted(client, cast, claim):
    entered(client, claim)
    published(client, cast, claim)
    client.force_login(cast.editor)
    act(client, claim, "reopen", kind="retraction", reason="Nobody claimed it.")
    client.post(address(claim), opened(client, claim) | {"notice": "We withdraw this."})
    act(client, claim, "submit")

    decide(client, claim, cast.reviewer, "approve_and_publish")

    assert status_of(claim) == Status.RETRACTED
    assert Listing.objects.get().retracted


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
    assert Listing.objects.get().finding == "It was inspected."
    assert Listing.objects.get().number == 1


def test_discarding_a_reopened_claim_brings_the_edition_back(client, cast, claim):
    entered(client, claim)
    published(client, cast, claim)
    client.force_login(cast.editor)
    act(client, claim, "reopen", kind="update", reason="More is known.")
    client.post(address(claim), opened(client, claim) | {"finding": "Something else."})

    act(client, claim, "discard", reason="Nothing new after all.")

    again = Claim.objects.get()
    assert (again.status, again.finding) == (Status.PUBLISHED, "It was inspected.")
