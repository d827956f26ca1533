"""Rules of the verbs that no page shows by itself: who had a hand, what an edit may change."""

import datetime as dt

import pytest

from claims import contributors, workflow
from claims.document import compose
from claims.errors import NothingToPublish, ReasonNeeded
from claims.models import Claim, EditionKind
from core.revisions import revising
from record.models import Entry
from sources.models import Relay
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once, people):
    return once(make.make_published_claim, people.editor, people.reviewer)


@pytest.fixture
def published(made, cast):
    return make.a_copy_of(made)


def revise(claim, by, **fields):
    with workflow.revising(claim, by=by):
        Claim.objects.filter(pk=claim.pk).update(**fields)


def changed_by(row, who, **fields):
    """Somebody else changes a row of the desk; who that is must be told as a contributor."""
    with revising(row, by=who):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_reopening_needs_a_reason(published, cast, reason):
    with pytest.raises(ReasonNeeded):
        workflow.reopen(published, by=cast.editor, kind="update", reason=reason)


def test_reopening_begins_without_the_last_notice(published, cast):
    workflow.reopen(published, by=cast.editor, kind="update", reason="News.")
    revise(published, cast.editor, notice="It said less before.")
    make.publish(published, cast.editor, cast.reviewer)

    workflow.reopen(published, by=cast.editor, kind="correction", reason="We erred.")

    assert Claim.objects.get(pk=published.pk).notice == ""


def behind_an_appearance(claim, statement):
    make.add_appearance(claim, statement, by=make.someone())
    return statement


def behind_who_it_was_for(claim, statement):
    statement.on_behalf_of = make.make_speaker("Acme")
    statement.save()
    make.add_appearance(claim, statement, by=make.someone())
    return statement.on_behalf_of


def behind_a_source_in_between(claim, statement):
    between, origin = make.make_source("Between"), make.make_source("Origin")
    Relay.objects.create(statement=statement, source=origin, through=between)
    make.add_evidence(claim, statement, by=make.someone())
    return between


@pytest.mark.parametrize(
    "behind", [behind_an_appearance, behind_who_it_was_for, behind_a_source_in_between]
)
def test_whoever_changed_what_a_claim_rests_on_is_a_contributor(cast, behind):
    claim = make.make_claim(cast.editor)
    row = behind(claim, make.make_statement())
    assert cast.reviewer.pk not in contributors.of(claim)

    changed_by(row, cast.reviewer, **{"note": "Seen."})

    assert cast.reviewer.pk in contributors.of(claim)


def test_whoever_reopened_a_claim_is_a_contributor(published, cast):
    workflow.reopen(published, by=cast.superuser, kind="update", reason="News.")

    assert cast.superuser.pk in contributors.of(published)


def test_the_record_has_no_name_of_an_account(cast):
    for person in (cast.editor, cast.reviewer):
        person.username = f"account-of-{person.username}"
        person.byline = ""
        person.save()
    claim = make.make_published_claim(cast.editor, cast.reviewer)

    edition = Entry.objects.of(claim.public_id).get()

    assert edition.published.authors == ["Editor"]
    assert edition.published.approval.byline == "Reviewer"
    assert "account-of" not in edition.data


def with_an_appearance(claim):
    make.add_appearance(claim, make.make_statement(), by=make.someone("ada"))


def with_a_relation(claim):
    make.relate(claim, "contradicts", make.make_claim(), by=make.someone("ada"))


def with_another_date(claim):
    revise(claim, make.someone("ada"), holds_earliest=dt.date(2021, 5, 25), holds_basis="stated")


def with_another_place(claim):
    revise(claim, make.someone("ada"), place="Washington")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (with_an_appearance, "where it was said"),
        (with_a_relation, "the relations"),
        (with_another_date, "the dates"),
        (with_another_place, "the place"),
    ],
)
def test_an_edit_is_refused_where_more_changes(published, cast, change, told):
    workflow.reopen(published, by=cast.editor, kind=EditionKind.EDIT, reason="A comma.")
    change(published)

    with pytest.raises(NothingToPublish, match=told):
        workflow.submit(published, by=cast.editor)


def test_an_edit_is_refused_where_the_basis_changes(cast):
    claim = make.make_claim(cast.editor, waiver="The order is not public.")
    make.add_evidence(claim, by=cast.editor)
    make.publish(claim, cast.editor, cast.reviewer)
    workflow.reopen(claim, by=cast.editor, kind=EditionKind.EDIT, reason="A comma.")
    revise(claim, cast.editor, waiver="We could not be bothered.")

    with pytest.raises(NothingToPublish, match="the basis"):
        workflow.submit(claim, by=cast.editor)


def test_a_waiver_gives_no_basis_to_a_verdict_that_needs_none(cast):
    claim = make.make_claim(
        cast.editor, verdict="not-enough-evidence", waiver="The order is not public."
    )
    make.add_evidence(claim, stance="context", by=cast.editor)

    assert compose(claim).basis != "waived"
