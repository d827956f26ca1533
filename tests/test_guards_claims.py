"""What the database itself refuses about claims, whoever writes, on both engines."""

from django.db import IntegrityError, transaction

import pytest

from claims import workflow
from claims.document import compose, digest_of
from claims.models import Bearing, Claim, Event, Status, Verb
from record.models import Entry, Head
from tests import factories as make

pytestmark = pytest.mark.django_db


def act(claim, verb, by, to, **told):
    """Write an event past the workflow."""
    told.setdefault("version", claim.version + 1)
    told.setdefault("from_status", claim.status)
    with transaction.atomic():
        return Event.objects.create(
            claim=claim, verb=verb, to_status=to, actor=by, actor_name=str(by), **told
        )


@pytest.fixture(scope="module")
def made(once, people):
    return once(make_submitted, people.editor)


@pytest.fixture
def submitted(made, cast):
    return make.a_copy_of(made)


def make_submitted(editor):
    claim = make.make_sourced_claim(editor)
    workflow.submit(claim, by=editor)
    return claim


@pytest.mark.parametrize("status", [s for s in Status.values if s != "draft"])
def test_a_status_without_its_event_is_refused(status, cast):
    claim = make.make_claim(cast.editor)

    with pytest.raises(IntegrityError, match="only by a verb"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(status=status)


def test_a_claim_that_does_not_begin_as_a_draft_is_refused():
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        Claim.objects.create(text="x", short="x", status=Status.PUBLISHED)


def test_an_approval_by_the_author_is_refused(submitted, cast):
    with pytest.raises(IntegrityError, match="Two people"):
        act(submitted, Verb.APPROVE, cast.editor, Status.APPROVED, digest="d" * 64)


def test_an_approval_without_digest_is_refused(submitted, cast):
    with pytest.raises(IntegrityError):
        act(submitted, Verb.APPROVE, cast.reviewer, Status.APPROVED)


def test_an_override_without_reason_is_refused(submitted, cast):
    with pytest.raises(IntegrityError):
        act(submitted, Verb.APPROVE, cast.editor, Status.APPROVED, digest="d" * 64, overrides=True)


def test_publication_without_approval_is_refused(submitted, cast):
    digest = digest_of(submitted, compose(submitted))

    with pytest.raises(IntegrityError):
        act(submitted, Verb.PUBLISH, cast.publisher, Status.PUBLISHED, digest=digest)


def test_publication_of_another_digest_is_refused(submitted, cast):
    make.approve(submitted, cast.reviewer)

    with pytest.raises(IntegrityError, match="to the letter"):
        act(submitted, Verb.PUBLISH, cast.publisher, Status.PUBLISHED, digest="d" * 64)


def test_an_approval_that_a_revision_voided_is_no_approval(submitted, cast):
    consent = make.approve(submitted, cast.reviewer)
    with workflow.revising(submitted, by=cast.editor):
        Claim.objects.filter(pk=submitted.pk).update(finding="Other.")

    with pytest.raises(IntegrityError):
        act(
            submitted,
            Verb.PUBLISH,
            cast.publisher,
            Status.PUBLISHED,
            digest=consent.digest,
            from_status=Status.APPROVED,
        )


def test_an_event_out_of_step_is_refused(cast):
    claim = make.make_claim(cast.editor)

    with pytest.raises(IntegrityError, match="does not lead"):
        act(claim, Verb.SUBMIT, cast.editor, Status.PUBLISHED)


def test_an_event_that_skips_a_version_is_refused(cast):
    claim = make.make_claim(cast.editor)

    with pytest.raises(IntegrityError, match="does not lead"):
        act(claim, Verb.SUBMIT, cast.editor, Status.IN_REVIEW, version=claim.version + 2)


def test_a_passage_of_another_statement_cannot_bear_on_a_claim(cast):
    claim = make.make_claim(cast.editor)
    evidence = make.add_evidence(claim, by=cast.editor)
    other = make.make_statement().passages.get()

    with pytest.raises(IntegrityError, match="belongs to the statement"), transaction.atomic():
        Bearing.objects.create(evidence=evidence, passage=other)


@pytest.mark.parametrize("type", ["supersedes", "replaces"])
def test_a_circle_of_claims_is_refused(type, cast):
    one, two, three = (make.make_claim(cast.editor) for _ in range(3))
    make.relate(one, type, two)
    make.relate(two, type, three)

    with pytest.raises(IntegrityError, match="circle"):
        make.relate(three, type, one)


def test_claims_may_contradict_each_other(cast):
    one, two = make.make_claim(cast.editor), make.make_claim(cast.editor)
    make.relate(one, "contradicts", two)

    assert make.relate(two, "contradicts", one).pk


def test_the_log_takes_only_the_next_index(cast):
    make.make_published_claim()
    last = Entry.objects.last()
    last.index, last.number = last.index + 2, last.number + 1

    with pytest.raises(IntegrityError, match="next index"), transaction.atomic():
        last.save(force_insert=True)


def test_the_log_never_goes_back_in_time(cast):
    make.make_published_claim()
    entry = Entry.objects.last()
    entry.published_at = Entry.objects.first().published_at
    entry.index, entry.number = entry.index + 1, entry.number + 1

    with pytest.raises(IntegrityError, match="never older"), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_the_head_only_moves_forward(size):
    make.make_published_claim()

    with pytest.raises(IntegrityError, match="only moves forward"), transaction.atomic():
        Head.objects.update(size=size)


def test_the_head_cannot_be_removed():
    make.make_published_claim()

    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        Head.objects.all().delete()
