"""What each verb does, asks for and refuses."""

from django.contrib.auth.models import Group, Permission

import pytest

from claims import workflow
from claims.document import compose, digest_of
from claims.errors import (
    Incomplete,
    NothingToPublish,
    NotPermitted,
    NotRead,
    ReasonNeeded,
    Stale,
    StepNotAllowed,
    TwoPeopleNeeded,
    Unapproved,
)
from claims.models import Claim, Evidence, Status
from core.models import Revision
from core.revisions import revising
from record.models import Entry, Listing
from sources import marking
from sources.extraction import Stretch
from sources.models import SameRoot, Speaker, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made_and_submitted(once, people):
    claim = once(make.make_sourced_claim, people.editor)
    once(workflow.submit, claim, by=people.editor)
    return claim


@pytest.fixture(scope="module")
def made_and_published(once, people):
    return once(make.make_published_claim, people.editor, people.reviewer)


@pytest.fixture
def submitted(made_and_submitted, cast):
    return make.a_copy_of(made_and_submitted)


@pytest.fixture
def published(made_and_published, cast):
    return make.a_copy_of(made_and_published)


def revise(claim, by, **fields):
    with workflow.revising(claim, by=by):
        Claim.objects.filter(pk=claim.pk).update(**fields)


def test_whom_a_claim_was_handed_to_is_over_with_its_edition(cast):
    claim = make.make_sourced_claim(cast.editor)
    workflow.assign(claim, by=cast.editor, to=cast.reviewer)
    make.publish(claim, cast.editor, cast.reviewer)

    workflow.reopen(claim, by=cast.editor, kind="update", reason="It changed.")

    assert Claim.objects.get(pk=claim.pk).assignee is None


def test_a_claim_with_gaps_cannot_be_submitted(cast):
    claim = make.make_claim(cast.editor, finding="")

    with pytest.raises(Incomplete) as refusal:
        workflow.submit(claim, by=cast.editor)

    assert "finding" in [line.key for line in refusal.value.lines]
    assert Claim.objects.get(pk=claim.pk).status == Status.DRAFT


def test_a_revision_takes_a_claim_out_of_review(submitted, cast):
    revise(submitted, cast.contributor, finding="Other.")

    assert submitted.status == Status.DRAFT


def test_a_revision_of_a_returned_claim_leaves_it_returned(submitted, cast):
    workflow.request_changes(submitted, by=cast.reviewer, reason="Shorter.")
    revise(submitted, cast.editor, finding="Short.")

    assert submitted.status == Status.CHANGES_REQUESTED


def test_a_revision_keeps_what_was_before_and_after(cast):
    claim = make.make_claim(cast.editor, finding="Before.")
    revise(claim, cast.contributor, finding="After.")
    revision = Revision.objects.of(claim).last()

    assert ("Before." in revision.before, "After." in revision.after) == (True, True)
    assert revision.actor_name == "ben"


@pytest.mark.parametrize("reason", ["", "   "])
def test_returning_a_claim_needs_a_reason(reason, submitted, cast):
    with pytest.raises(ReasonNeeded):
        workflow.request_changes(submitted, by=cast.reviewer, reason=reason)


def test_an_approved_claim_can_still_be_returned(submitted, cast):
    make.approve(submitted, cast.reviewer)
    workflow.request_changes(submitted, by=cast.reviewer, reason="On second thoughts.")

    assert submitted.status == Status.CHANGES_REQUESTED


def test_counted_evidence_must_be_read(submitted, cast):
    with pytest.raises(NotRead, match=r"\[1\]"):
        make.approve(submitted, cast.reviewer, read=[])


def test_evidence_that_does_not_count_need_not_be_read(cast):
    claim = make.make_sourced_claim(cast.editor)
    make.add_evidence(claim, stance="context", by=cast.editor)
    workflow.submit(claim, by=cast.editor)

    assert make.approve(claim, cast.reviewer, read=[1]).read == [1]


def test_where_no_evidence_counts_all_of_it_must_be_read(cast):
    claim = make.make_claim(cast.editor, waiver="The order is not public.")
    make.add_evidence(claim, make.make_statement(speaker=make.make_speaker("", "unnamed")))
    workflow.submit(claim, by=cast.editor)

    with pytest.raises(NotRead, match=r"\[1\]"):
        make.approve(claim, cast.reviewer, read=[])
    make.approve(claim, cast.reviewer, read=[1])


def test_an_approval_of_something_else_is_refused(submitted, cast):
    with pytest.raises(Unapproved):
        workflow.approve(submitted, by=cast.reviewer, digest="0" * 64, read=[1])


def test_whoever_marked_a_cited_statement_cannot_approve(cast):
    statement = make.make_statement(snapshot=make.primary_snapshot(cast.editor), by=cast.editor)
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)
    with revising(statement, by=cast.reviewer):
        Statement.objects.filter(pk=statement.pk).update(role="Engineer")
    workflow.submit(claim, by=cast.editor)

    with pytest.raises(TwoPeopleNeeded):
        make.approve(claim, cast.reviewer)


def test_whoever_changed_a_source_behind_a_statement_cannot_approve(cast):
    statement = make.make_statement(snapshot=make.primary_snapshot(cast.editor), by=cast.editor)
    order = make.make_source(grade="primary", by=cast.reviewer)
    statement.relays.create(source=order)
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)
    workflow.submit(claim, by=cast.editor)

    with pytest.raises(TwoPeopleNeeded):
        make.approve(claim, cast.reviewer)


def divide_anew(snapshot, by):
    marking.replace_regions(snapshot, [Stretch("body", 0, snapshot.characters)], by=by)


def rename(speaker, by):
    with revising(speaker, by=by):
        Speaker.objects.filter(pk=speaker.pk).update(kind="person", name="Somebody named")


def join(source, by):
    pair = SameRoot(one=source, other=make.make_source(), reason="One text.")
    with revising(pair, by=by):
        pair.save()


HANDS = [
    lambda statement, by: divide_anew(statement.passages.get().snapshot, by),
    lambda statement, by: rename(statement.speaker, by),
    lambda statement, by: join(statement.source, by),
]


@pytest.mark.parametrize("hand", HANDS)
def test_whoever_changed_what_decides_what_counts_cannot_approve(hand, cast):
    statement = make.make_statement(snapshot=make.primary_snapshot(cast.editor), by=cast.editor)
    hand(statement, cast.reviewer)
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)
    workflow.submit(claim, by=cast.editor)

    with pytest.raises(TwoPeopleNeeded):
        make.approve(claim, cast.reviewer)


def test_another_capture_of_the_source_bars_nobody(cast):
    claim = make.make_sourced_claim(cast.editor)
    make.make_snapshot(source=claim.evidence.get().statement.source, by=cast.reviewer)
    workflow.submit(claim, by=cast.editor)

    assert make.approve(claim, cast.reviewer)


def test_whoever_contributed_to_an_earlier_edition_may_approve_the_next(published, cast):
    cast.editor.groups.add(Group.objects.get(name="Reviewer"))
    editor = type(cast.editor).objects.get(pk=cast.editor.pk)
    # The statement is ada's too, and that bars her for as long as it is cited.
    Evidence.objects.filter(claim=published).delete()
    snapshot = make.primary_snapshot(cast.contributor)
    other = make.make_statement(snapshot=snapshot, by=cast.contributor)
    workflow.reopen(published, by=cast.contributor, kind="update", reason="News.")
    revise(published, cast.contributor, notice="It said less.")
    make.add_evidence(published, other, by=cast.contributor)
    workflow.submit(published, by=cast.contributor)

    assert make.approve(published, editor)


def override(user):
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["override_two_people", "review_claim"])
    )
    return type(user).objects.get(pk=user.pk)


def test_an_override_granted_by_name_shows_in_the_log_and_the_edition(submitted, cast):
    make.approve(submitted, override(cast.editor), override="Nobody else is on duty.")
    workflow.publish(submitted, by=cast.publisher)

    assert submitted.events.get(verb="approve").overrides
    assert Entry.objects.last().published.approval.override == "Nobody else is on duty."


def test_a_superuser_cannot_override_without_being_granted_it(cast):
    claim = make.make_sourced_claim(cast.superuser)
    workflow.submit(claim, by=cast.superuser)

    with pytest.raises(NotPermitted):
        make.approve(claim, cast.superuser, override="Because I can.")


def test_publishing_writes_exactly_what_was_approved(submitted, cast):
    content = compose(submitted)
    digest = digest_of(submitted, content)
    workflow.approve(submitted, by=cast.reviewer, digest=digest, read=[1])
    workflow.publish(submitted, by=cast.publisher)
    entry = Entry.objects.last()

    assert entry.content == content
    assert entry.published.approval.digest == digest
    assert entry.published.approval.byline == "Rana Ray"


def test_a_statement_changed_after_approval_voids_it(submitted, cast):
    make.approve(submitted, cast.reviewer)
    statement = submitted.evidence.get().statement
    with revising(statement, by=cast.editor):
        Statement.objects.filter(pk=statement.pk).update(role="Somebody else")

    with pytest.raises(Unapproved):
        workflow.publish(submitted, by=cast.publisher)
    assert not Listing.objects.filter(claim=submitted.public_id).exists()


def test_an_edit_after_publication_leaves_the_public_edition_alone(published, cast):
    before = Listing.objects.values().get()
    workflow.reopen(published, by=cast.editor, kind="update", reason="News.")
    revise(published, cast.editor, finding="Quite other.")

    assert Listing.objects.values().get() == before
    assert workflow.differs_from_live(published)


def test_whoever_lacks_the_permission_cannot_waive(cast):
    cast.editor.groups.get().permissions.remove(Permission.objects.get(codename="waive_sourcing"))
    editor = type(cast.editor).objects.get(pk=cast.editor.pk)
    claim = make.make_claim(editor)

    with pytest.raises(NotPermitted, match="waive"):
        revise(claim, editor, waiver="Trust me.")
    assert Claim.objects.get(pk=claim.pk).waiver == ""


def test_a_new_claim_cannot_be_entered_with_a_waiver_either(cast):
    cast.editor.groups.get().permissions.remove(Permission.objects.get(codename="waive_sourcing"))
    editor = type(cast.editor).objects.get(pk=cast.editor.pk)

    with pytest.raises(NotPermitted, match="waive"):
        make.make_claim(editor, waiver="Trust me.")
    assert not Claim.objects.filter(waiver="Trust me.").exists()


def test_a_new_claim_is_the_first_line_of_its_history(cast):
    claim = make.make_claim(cast.editor)

    assert [revision.action for revision in Revision.objects.of(claim)] == ["created"]


def test_an_override_that_is_not_needed_is_none(submitted, cast):
    event = make.approve(submitted, override(cast.reviewer), override="To be safe.")

    assert not event.overrides


@pytest.mark.parametrize("kind", ["", "first", "nonsense"])
def test_reopening_needs_a_kind_of_edition(kind, published, cast):
    with pytest.raises(StepNotAllowed):
        workflow.reopen(published, by=cast.editor, kind=kind, reason="News.")


@pytest.mark.parametrize("kind", ["clarification", "update", "correction", "retraction"])
def test_a_further_edition_needs_a_notice(kind, published, cast):
    workflow.reopen(published, by=cast.editor, kind=kind, reason="News.")

    with pytest.raises(Incomplete) as refusal:
        workflow.submit(published, by=cast.editor)
    assert [line.key for line in refusal.value.lines] == ["notice"]


def next_edition(claim, kind, cast, **fields):
    workflow.reopen(claim, by=cast.editor, kind=kind, reason="News.")
    revise(claim, cast.editor, **fields)
    make.publish(claim, cast.editor, cast.reviewer)


def test_an_edit_needs_no_notice(published, cast):
    next_edition(published, "edit", cast, explanation="The engineer’s report says so, in full.")

    assert Entry.objects.last().edition_kind == "edit"


def test_an_edit_that_changes_the_verdict_is_refused(published, cast):
    verdict = make.Verdict.objects.get(key="mostly-true")

    with pytest.raises((NothingToPublish, Incomplete), match="the verdict"):
        next_edition(published, "edit", cast, verdict=verdict)
    assert Listing.objects.get().number == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "The harbour bridge is unsafe."},
        {"finding": "It was never inspected."},
        {"place": "Elsewhere"},
    ],
)
def test_an_edit_that_says_something_else_is_refused_before_anybody_reviews_it(
    fields, published, cast
):
    workflow.reopen(published, by=cast.editor, kind="edit", reason="A slip.")
    revise(published, cast.editor, **fields)

    with pytest.raises(NothingToPublish, match="spelling and style"):
        workflow.submit(published, by=cast.editor)


def test_a_retraction_leaves_the_lists_and_keeps_its_page(published, cast):
    next_edition(published, "retraction", cast, notice="Nobody made this claim.")

    assert published.status == Status.RETRACTED
    assert Listing.objects.get().retracted
    assert not Listing.objects.current().exists()


def test_a_retracted_claim_can_be_taken_up_again(published, cast):
    next_edition(published, "retraction", cast, notice="Nobody made this claim.")
    next_edition(published, "correction", cast, notice="They did make it.")

    assert published.status == Status.PUBLISHED
    assert Listing.objects.current().get().number == 3


def test_discarding_a_new_draft_ends_it(cast):
    claim = make.make_claim(cast.editor)
    workflow.discard(claim, by=cast.editor, reason="Not checkable.")

    assert claim.status == Status.DISCARDED


def test_discarding_a_reopened_claim_brings_the_desk_back_to_the_live_edition(published, cast):
    workflow.reopen(published, by=cast.editor, kind="update", reason="News.")
    revise(published, cast.editor, finding="Other.", place="Elsewhere")
    make.add_evidence(published, by=cast.editor)
    workflow.discard(published, by=cast.editor, reason="No news after all.")

    assert published.status == Status.PUBLISHED
    assert (published.finding, published.place) == ("It was inspected.", "")
    assert compose(published) == Entry.objects.last().content
    assert not workflow.differs_from_live(published)


def test_discarding_after_two_editions_goes_back_to_the_second(published, cast):
    next_edition(published, "update", cast, finding="Second.", notice="It said first.")
    workflow.reopen(published, by=cast.editor, kind="update", reason="More news.")
    revise(published, cast.editor, finding="Third.")
    workflow.discard(published, by=cast.editor, reason="None.")

    assert published.finding == "Second."


def test_discarding_says_what_is_in_the_way(cast):
    one, other = make.make_sourced_claim(cast.editor), make.make_claim(cast.editor)
    make.relate(one, "supersedes", other, by=cast.editor)
    make.publish(one, cast.editor, cast.reviewer)
    workflow.reopen(one, by=cast.editor, kind="update", reason="News.")
    with workflow.revising(one, by=cast.editor):
        one.relations.all().delete()
    make.relate(other, "supersedes", one, by=cast.editor)

    with pytest.raises(StepNotAllowed, match="circle"):
        workflow.discard(one, by=cast.editor, reason="No.")
    assert Claim.objects.get(pk=one.pk).status == Status.DRAFT


def test_a_claim_can_be_handed_to_somebody_in_any_open_state(submitted, cast):
    workflow.assign(submitted, by=cast.editor, to=cast.reviewer)
    make.approve(submitted, cast.reviewer)
    workflow.assign(submitted, by=cast.reviewer, to=cast.publisher)
    workflow.publish(submitted, by=cast.publisher)

    assert submitted.status == Status.PUBLISHED


def test_acting_on_a_version_that_has_passed_tells_who_was_first(submitted, cast):
    early = Claim.objects.get(pk=submitted.pk)
    workflow.request_changes(submitted, by=cast.reviewer, reason="No.")

    with pytest.raises(Stale, match="rana was first: “changes requested”"):
        make.approve(early, cast.superuser)


def test_doing_a_thing_twice_is_refused(published, cast):
    with pytest.raises(StepNotAllowed):
        workflow.publish(published, by=cast.publisher)
    assert Entry.objects.of(published.public_id).count() == 1


def test_a_deactivated_account_can_do_nothing(submitted, cast):
    cast.reviewer.is_active = False

    with pytest.raises(NotPermitted):
        make.approve(submitted, cast.reviewer)


def test_approving_and_publishing_is_one_act(submitted, cast):
    digest = digest_of(submitted, compose(submitted))
    workflow.approve_and_publish(submitted, by=cast.reviewer, digest=digest, read=[1])

    assert [e.verb for e in submitted.events.all()][-2:] == ["approve", "publish"]


def test_where_publishing_fails_the_approval_is_not_kept_either(submitted, cast):
    reviewer = cast.reviewer
    reviewer.groups.set(Group.objects.filter(name="Reviewer"))
    reviewer = type(reviewer).objects.get(pk=reviewer.pk)
    digest = digest_of(submitted, compose(submitted))

    with pytest.raises(NotPermitted):
        workflow.approve_and_publish(submitted, by=reviewer, digest=digest, read=[1])
    assert Claim.objects.get(pk=submitted.pk).status == Status.IN_REVIEW
