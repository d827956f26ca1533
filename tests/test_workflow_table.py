"""Every pair of status and verb, from every chair."""

from django.contrib.auth.models import Group
from django.db import transaction

import pytest

from claims import workflow
from claims.errors import NotPermitted, Refused, StepNotAllowed, TwoPeopleNeeded
from claims.models import OPEN, Claim, Event, Status, Verb
from claims.steps import STEPS
from tests import factories as make

pytestmark = pytest.mark.django_db

CHAIRS = ["editor", "contributor", "reviewer", "publisher", "superuser", "stranger"]
VERBS = [verb for verb in Verb if verb != Verb.CREATE]
EDITING = {Verb.REVISE, Verb.SUBMIT, Verb.TAKE_BACK, Verb.REOPEN, Verb.DISCARD}
PERMITTED = {
    "editor": EDITING | {Verb.ASSIGN},
    "contributor": EDITING | {Verb.ASSIGN},
    "reviewer": {Verb.REQUEST_CHANGES, Verb.APPROVE, Verb.ASSIGN, Verb.PUBLISH},
    "publisher": {Verb.PUBLISH},
    "superuser": set(VERBS),
    "stranger": set(),
}


@pytest.fixture(scope="module")
def standing(once, people) -> dict[Status, Claim]:
    """A claim in each status."""
    return {status: once(claim_in, status, people) for status in Status}


def claim_in(status: Status, cast) -> Claim:
    """A claim of ada's, with ben's hand in it, brought to a status by the verbs."""
    claim = make.make_sourced_claim(cast.editor)
    with workflow.revising(claim, by=cast.contributor):
        Claim.objects.filter(pk=claim.pk).update(finding="Ben’s finding.")
    getattr(Reaching(claim, cast), status.value)()
    return claim


class Reaching:
    """The way to each status, by the verbs alone."""

    def __init__(self, claim, cast):
        self.claim, self.cast = claim, cast

    def draft(self):
        pass

    def in_review(self):
        workflow.submit(self.claim, by=self.cast.editor)

    def changes_requested(self):
        self.in_review()
        workflow.request_changes(self.claim, by=self.cast.reviewer, reason="Too long.")

    def approved(self):
        self.in_review()
        make.approve(self.claim, self.cast.reviewer)

    def published(self):
        self.approved()
        workflow.publish(self.claim, by=self.cast.reviewer)

    def retracted(self):
        self.published()
        workflow.reopen(self.claim, by=self.cast.editor, kind="retraction", reason="Wrong.")
        with workflow.revising(self.claim, by=self.cast.contributor):
            Claim.objects.filter(pk=self.claim.pk).update(notice="Withdrawn.")
        self.approved()
        workflow.publish(self.claim, by=self.cast.reviewer)

    def discarded(self):
        workflow.discard(self.claim, by=self.cast.editor, reason="Not checkable.")


def do(verb: Verb, claim: Claim, by) -> None:
    """The verb, with everything it asks for."""
    if verb == Verb.REVISE:
        with workflow.revising(claim, by=by):
            Claim.objects.filter(pk=claim.pk).update(finding="Revised.")
    elif verb == Verb.REQUEST_CHANGES:
        workflow.request_changes(claim, by=by, reason="Say more.")
    elif verb == Verb.APPROVE:
        make.approve(claim, by)
    elif verb == Verb.REOPEN:
        workflow.reopen(claim, by=by, kind="update", reason="News.")
    elif verb == Verb.DISCARD:
        workflow.discard(claim, by=by, reason="Gone.")
    elif verb == Verb.ASSIGN:
        workflow.assign(claim, by=by, to=by)
    else:
        getattr(workflow, verb.value)(claim, by=by)


def expected(chair: str, status: Status, verb: Verb) -> type[Refused] | None:
    """What the rules say: the refusal, or None where it succeeds."""
    if verb not in PERMITTED[chair]:
        return NotPermitted
    if status not in STEPS[verb]:
        return StepNotAllowed
    return None


def outcome(claim: Claim, verb: Verb, by) -> type[Refused] | None:
    try:
        do(verb, claim, by)
    except Refused as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("chair", CHAIRS)
@pytest.mark.parametrize("status", list(Status))
def test_each_verb_from_each_chair(status, chair, standing, cast, subtests):
    claim = standing[status]
    for verb in VERBS:
        with subtests.test(verb=verb), Undone():
            found = Claim.objects.get(pk=claim.pk)
            events = Event.objects.count()

            refusal = outcome(found, verb, getattr(cast, chair))

            assert refusal is expected(chair, status, verb)
            assert Event.objects.count() == events + (refusal is None)


class Undone:
    """A block whose every change is taken back."""

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *error):
        transaction.set_rollback(True)
        self.atomic.__exit__(*error)


@pytest.mark.parametrize("chair", ["editor", "contributor"])
def test_a_contributor_with_every_permission_cannot_approve(chair, standing, cast):
    claim = make.a_copy_of(standing[Status.IN_REVIEW])
    person = getattr(cast, chair)
    person.groups.set(Group.objects.all())

    with pytest.raises(TwoPeopleNeeded):
        make.approve(claim, fresh(person))


def test_a_superuser_who_contributed_cannot_approve(cast):
    claim = make.make_sourced_claim(cast.superuser)
    workflow.submit(claim, by=cast.superuser)

    with pytest.raises(TwoPeopleNeeded):
        make.approve(claim, cast.superuser)


def test_the_table_knows_every_verb_and_open_status():
    assert set(STEPS) == set(Verb)
    for status in OPEN:
        assert {verb for verb in STEPS if status in STEPS[verb]} >= {Verb.DISCARD, Verb.ASSIGN}


def fresh(user):
    """The same person without remembered permissions."""
    return type(user).objects.get(pk=user.pk)
