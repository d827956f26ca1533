"""Decisions at the desk: who may take them, what refuses them, what they change."""

from django.contrib.auth.models import Permission
from django.urls import reverse

import pytest

from claims import workflow
from claims.models import Status, Verb
from core.revisions import revising
from record.models import Listing
from tests import factories as make
from tests.desk import page, read, status_of, told

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


def test_what_is_open_comes_first_and_is_named_where_one_decides(reviewer, claim):
    claim.evidence.all().delete()

    shown = reviewer.get(page(claim, "review")).content.decode()

    checklist = shown.partition('<ul class="checklist">')[2]
    assert checklist.index('class="open"') < checklist.index('class="met"')
    assert "It cannot be approved yet: " in shown


def test_a_reviewer_approves_what_was_read(reviewer, claim):
    sent = read(reviewer, claim) | {"decision": "approve"}

    response = reviewer.post(page(claim, "review"), sent, follow=True)

    assert told(response) == ["“Bridge safe” is approved. No other claim waits for your review."]
    assert response.redirect_chain[0][0] == reverse("admin:index")
    assert workflow.approval_of(claim).read == [1]


def test_an_editor_is_told_who_decides(client, cast, claim):
    client.force_login(cast.editor)

    shown = client.get(page(claim, "review")).content.decode()

    assert "A reviewer decides on it; your account is none." in shown
    assert "You had a hand in it" in shown


def test_approving_and_publishing_can_be_one_act(reviewer, claim):
    sent = read(reviewer, claim) | {"decision": "approve_and_publish"}

    response = reviewer.post(page(claim, "review"), sent, follow=True)

    assert status_of(claim) == Status.PUBLISHED
    listing = Listing.objects.get()
    assert listing.number == 1
    link = f"<a href='{listing.get_absolute_url()}'>The live page of “{claim}”</a>"
    assert told(response)[0].endswith(link)


def test_a_reviewer_without_that_right_cannot_publish(client, cast, claim):
    cast.reviewer.groups.set(cast.reviewer.groups.filter(name="Reviewer"))
    client.force_login(cast.reviewer)
    sent = read(client, claim) | {"decision": "approve_and_publish"}

    response = client.post(page(claim, "review"), sent)

    assert "does not allow you to publish a claim" in response.content.decode()
    assert status_of(claim) == Status.IN_REVIEW


def test_evidence_that_was_not_ticked_refuses_the_approval(reviewer, claim):
    sent = read(reviewer, claim, ticked=False) | {"decision": "approve"}

    response = reviewer.post(page(claim, "review"), sent)

    assert response.status_code == 409
    assert "Read evidence [1] in its context first, and tick it." in response.content.decode()


def test_a_claim_is_returned_with_a_reason(reviewer, claim):
    sent = read(reviewer, claim) | {"decision": "return", "reason": "Capture the order."}

    reviewer.post(page(claim, "review"), sent)

    assert status_of(claim) == Status.CHANGES_REQUESTED
    assert claim.events.last().reason == "Capture the order."


def test_returning_needs_a_reason_and_keeps_the_ticks(reviewer, claim):
    sent = read(reviewer, claim) | {"decision": "return", "reason": " "}

    response = reviewer.post(page(claim, "review"), sent)

    assert "Give a reason." in response.content.decode()
    assert "checked" in response.content.decode()
    assert status_of(claim) == Status.IN_REVIEW


@pytest.fixture
def source_changed(reviewer, cast, claim):
    """The answer to an approval, after the evidence had come to say something else."""
    sent = read(reviewer, claim) | {"decision": "approve", "reason": "Half typed."}
    statement = claim.evidence.get().statement
    with revising(statement, by=cast.contributor):
        statement.role = "Not an engineer"
        statement.save()
    return reviewer.post(page(claim, "review"), sent)


def test_what_changed_while_it_was_read_cannot_be_approved(source_changed, claim):
    assert "The claim changed while you read it." in source_changed.content.decode()
    assert status_of(claim) == Status.IN_REVIEW


def test_a_tick_does_not_outlive_what_was_ticked(source_changed):
    shown = source_changed.content.decode()

    assert "Half typed." in shown
    assert " checked" not in shown


def test_the_later_of_two_reviewers_is_told_who_was_first(reviewer, cast, claim):
    sent = read(reviewer, claim) | {"decision": "approve"}
    make.approve(claim, cast.superuser)

    response = reviewer.post(page(claim, "review"), sent)

    assert "cleo was first: “approved”" in response.content.decode()
    assert claim.events.filter(verb=Verb.APPROVE).count() == 1


def test_an_incomplete_form_decides_nothing(reviewer, claim):
    response = reviewer.post(page(claim, "review"), {"decision": "approve"})

    assert response.status_code == 409
    assert status_of(claim) == Status.IN_REVIEW


@pytest.mark.parametrize("who", ["editor", "contributor", "publisher", "stranger"])
def test_who_is_no_reviewer_cannot_approve(client, cast, claim, who):
    client.force_login(cast.reviewer)
    sent = read(client, claim) | {"decision": "approve"}
    client.force_login(getattr(cast, who))

    client.post(page(claim, "review"), sent)

    assert status_of(claim) == Status.IN_REVIEW


def test_a_superuser_cannot_approve_own_work(client, cast):
    claim = make.make_sourced_claim(cast.superuser)
    workflow.submit(claim, by=cast.superuser)
    client.force_login(cast.superuser)
    sent = read(client, claim) | {"decision": "approve", "override": "I want to."}

    response = client.post(page(claim, "review"), sent)

    assert response.status_code == 409
    assert status_of(claim) == Status.IN_REVIEW


@pytest.mark.parametrize("reason, status", [("", Status.IN_REVIEW), ("Night.", Status.APPROVED)])
def test_an_override_granted_by_name_needs_its_reason(client, cast, reason, status):
    claim = make.make_sourced_claim(cast.superuser)
    workflow.submit(claim, by=cast.superuser)
    override = Permission.objects.get(codename="override_two_people")
    cast.superuser.user_permissions.add(override)
    client.force_login(cast.superuser)
    sent = read(client, claim) | {"decision": "approve", "override": reason}

    client.post(page(claim, "review"), sent)

    assert status_of(claim) == status
