"""The verbs as buttons and pages: what they ask, what refuses them, who is offered which."""

import pytest

from claims import contributors, workflow
from claims.models import Claim, Event, Status, Verb
from core.revisions import revising
from tests import factories as make
from tests.desk import act, address, page, status_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once, people):
    return once(make_submitted, people.editor)


@pytest.fixture
def claim(made, cast):
    return make.a_copy_of(made)


def make_submitted(editor):
    claim = make.make_sourced_claim(editor, short="Bridge safe")
    workflow.submit(claim, by=editor)
    return claim


@pytest.fixture
def reviewer(client, cast):
    client.force_login(cast.reviewer)
    return client


@pytest.mark.parametrize("name", ["request-changes", "reopen", "waive", "assign", "discard"])
def test_what_needs_a_reason_asks_for_it_first(client, cast, claim, name):
    client.force_login(cast.superuser)

    response = client.get(page(claim, name))

    assert response.status_code == 200
    assert claim.text in response.content.decode()
    assert Event.objects.filter(claim=claim).last().verb == Verb.SUBMIT


def test_a_reason_that_is_missing_is_asked_for_again(reviewer, claim):
    response = act(reviewer, claim, "request-changes", reason="")

    assert "This field is required." in response.content.decode()
    assert status_of(claim) == Status.IN_REVIEW


def test_a_refused_act_keeps_what_was_typed(reviewer, claim):
    version = claim.version
    workflow.assign(claim, by=make.someone("ada"), to=None)

    sent = {"version": version, "reason": "Typed for long."}
    response = reviewer.post(page(claim, "request-changes"), sent)

    assert response.status_code == 409
    assert "ada was first: “assigned”" in response.content.decode()
    assert "Typed for long." in response.content.decode()


def test_submitting_what_is_incomplete_tells_what_is_missing(client, cast):
    claim = make.make_claim(cast.editor, finding="")
    client.force_login(cast.editor)

    response = act(client, claim, "submit")

    assert "Write one sentence: what we found." in told(response)[0]
    assert status_of(claim) == Status.DRAFT


def test_a_waiver_says_what_becomes_of_the_review(client, cast, claim):
    client.force_login(cast.editor)

    assert "Saving makes it a draft again" in client.get(page(claim, "waive")).content.decode()
    done = told(act(client, claim, "waive", reason="The report is not public."))
    assert "It was in review and is a draft again: submit it anew." in done[0]


def make_void(cast):
    """An approved claim of which a source was changed behind the approval."""
    claim = at(Status.APPROVED, cast)
    source = claim.evidence.get().statement.source
    with revising(source, by=cast.editor):
        source.author = "Ann Other"
        source.save()
    return claim


def test_what_lost_its_approval_from_behind_is_submitted_again(client, cast):
    claim = make_void(cast)
    client.force_login(cast.editor)

    assert ">Submit again<" in client.get(address(claim)).content.decode()
    act(client, claim, "submit-again")

    assert status_of(claim) == Status.IN_REVIEW
    make.approve(claim := Claim.objects.get(pk=claim.pk), cast.reviewer)
    workflow.publish(claim, by=cast.publisher)


def test_what_lost_its_approval_is_offered_to_no_publisher(client, cast):
    claim = make_void(cast)
    client.force_login(cast.superuser)

    for shown in (address(claim), page(claim, "review")):
        assert "ublish what was approved" not in (text := client.get(shown).content.decode())
        assert page(claim, "publish") not in text


def test_an_approval_that_stands_need_not_be_submitted_again(client, cast):
    claim = at(Status.APPROVED, cast)
    client.force_login(cast.superuser)

    text = client.get(address(claim)).content.decode()
    assert page(claim, "publish") in text
    assert page(claim, "submit-again") not in text


def test_what_was_submitted_too_early_is_taken_back(client, cast, claim):
    client.force_login(cast.editor)
    assert ">Take back from review<" in client.get(address(claim)).content.decode()

    act(client, claim, "take-back")

    assert status_of(claim) == Status.DRAFT
    assert claim.events.last().verb == Verb.TAKE_BACK
    assert page(claim, "take-back") not in client.get(address(claim)).content.decode()


def test_what_a_reviewer_approved_is_not_taken_back_from_review(client, cast):
    claim = at(Status.APPROVED, cast)
    client.force_login(cast.editor)

    assert page(claim, "take-back") not in client.get(address(claim)).content.decode()
    response = act(client, claim, "take-back")

    assert status_of(claim) == Status.APPROVED
    assert told(response) == ["“Taken back from review” does not follow from “Approved”."]


def test_whoever_takes_a_claim_back_has_no_hand_in_it(client, cast, claim):
    client.force_login(cast.contributor)

    act(client, claim, "take-back")

    assert status_of(claim) == Status.DRAFT
    assert contributors.of(claim) == {cast.editor.pk}


def test_a_claim_is_handed_to_somebody(client, cast, claim):
    client.force_login(cast.editor)

    act(client, claim, "assign", to=cast.reviewer.pk)

    assert Claim.objects.get(pk=claim.pk).assignee == cast.reviewer


def test_a_stranger_is_offered_no_act(client, cast, claim):
    client.force_login(cast.stranger)

    act(client, claim, "discard", reason="Mine now.")

    assert status_of(claim) == Status.IN_REVIEW


ALLOWED = {
    "submit": {"editor", "superuser"},
    "submit-again": {"editor", "superuser"},
    "take-back": {"editor", "superuser"},
    "publish": {"reviewer", "publisher", "superuser"},
    "request-changes": {"reviewer", "superuser"},
    "reopen": {"editor", "superuser"},
    "waive": {"editor", "superuser"},
    "assign": {"editor", "reviewer", "superuser"},
    "discard": {"editor", "superuser"},
}
READY = {
    "submit": Status.DRAFT,
    "submit-again": Status.APPROVED,
    "publish": Status.APPROVED,
    "reopen": Status.PUBLISHED,
}


@pytest.fixture(scope="module")
def standing(once, people):
    """A claim in each status that an act begins from."""
    return {status: once(at, status, people) for status in (Status.IN_REVIEW, *READY.values())}


def at(status, cast):
    claim = make.make_sourced_claim(cast.editor)
    if status == Status.PUBLISHED:
        make.publish(claim, cast.editor, cast.reviewer)
    elif status != Status.DRAFT:
        workflow.submit(claim, by=cast.editor)
    if status == Status.APPROVED:
        make.approve(claim, cast.reviewer)
    return claim


@pytest.mark.parametrize("who", ["editor", "reviewer", "publisher", "superuser", "stranger"])
@pytest.mark.parametrize("name", ALLOWED)
def test_each_act_is_for_its_chairs_only(client, cast, standing, name, who):
    claim = make.a_copy_of(standing[READY.get(name, Status.IN_REVIEW)])
    before = claim.version
    client.force_login(getattr(cast, who))

    act(client, claim, name, reason="Because.", kind="edit", to=cast.editor.pk)

    done = Claim.objects.get(pk=claim.pk).version > before
    assert done == (who in ALLOWED[name])
