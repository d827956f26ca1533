"""An earlier state of a row comes back as a new change, and history outlives whoever made it."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

import pytest

from claims import workflow
from claims.errors import NotPermitted, StepNotAllowed
from claims.models import Claim, Event, Verb
from core import revisions
from core.models import Revision
from sources import marking, restoring
from sources.extraction import Stretch
from sources.models import Passage, Relay, Source, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(row, name="restore", *more) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[row.pk, *more])


def first(row) -> Revision:
    return Revision.objects.of(row).first()


def newest(row) -> Revision:
    return Revision.objects.of(row).last()


def bring_back(client, row, revision):
    """Open the page and press its button, as somebody does."""
    asked = client.get(page(row, "restore", revision.pk))
    fields = dict(re.findall(r'name="(read|version)" value="([^"]*)"', asked.content.decode()))
    return client.post(page(row, "restore", revision.pk), fields, follow=True)


@pytest.fixture
def source(cast) -> Source:
    """A source whose title was right, and then was not."""
    found = make.make_source(by=cast.editor, title="Bridge report of the city engineer")
    with revisions.revising(found, by=cast.editor):
        found.title = "Bridge report of the mayor"
        found.grade = "tertiary"
        found.save()
    return found


def test_history_marks_the_words_and_offers_what_stood_before(client, cast, source):
    client.force_login(cast.editor)
    told = client.get(page(source, "history")).content.decode()
    assert "<del>" in told and "city engineer</del>" in told and "mayor</ins>" in told
    assert told.count("Bring this back") == Revision.objects.of(source).count() - 1


def test_row_is_brought_back_as_a_new_change_that_can_be_undone(client, cast, source):
    client.force_login(cast.editor)
    before, version = newest(source), source.version
    told = bring_back(client, source, first(source)).content.decode()
    source.refresh_from_db()
    assert source.title == "Bridge report of the city engineer"
    assert source.version == version + 1
    assert newest(source).reason.startswith("Brought back as it was on ")
    assert f'<a href="{page(source, "restore", before.pk)}">Undo</a>' in told
    bring_back(client, source, before)
    source.refresh_from_db()
    assert source.title == "Bridge report of the mayor"
    assert Revision.objects.of(source).count() == 4


def test_looking_changes_nothing(client, cast, source):
    client.force_login(cast.editor)
    told = client.get(page(source, "restore", first(source).pk)).content.decode()
    assert "What" in told and "city engineer" in told
    source.refresh_from_db()
    assert source.title == "Bridge report of the mayor"


def test_what_somebody_saved_meanwhile_is_not_overwritten(client, cast, source):
    client.force_login(cast.editor)
    asked = client.get(page(source, "restore", first(source).pk)).content.decode()
    read = re.search(r'name="read" value="([^"]*)"', asked)[1]
    with revisions.revising(source, by=cast.reviewer):
        source.author = "Jane Roe"
        source.save()
    answer = client.post(page(source, "restore", first(source).pk), {"read": read})
    assert answer.status_code == 409
    assert f"{cast.reviewer.username} saved this" in answer.content.decode()
    source.refresh_from_db()
    assert source.title == "Bridge report of the mayor"


def test_state_of_another_row_is_not_to_be_had(client, cast, source):
    client.force_login(cast.editor)
    other = make.make_source(by=cast.editor)
    assert client.get(page(source, "restore", first(other).pk)).status_code == 404


def test_what_holds_no_more_is_refused_in_words(client, cast):
    """An address that has come to another source meanwhile."""
    client.force_login(cast.editor)
    source = make.make_source(by=cast.editor, url="https://example.org/bridge")
    with revisions.revising(source, by=cast.editor):
        source.url = "https://example.org/elsewhere"
        source.save()
    make.make_source(by=cast.editor, url="https://example.org/bridge")
    answer = bring_back(client, source, first(source))
    assert answer.status_code == 409 and "Nothing was saved." in answer.content.decode()
    source.refresh_from_db()
    assert source.url == "https://example.org/elsewhere"


@pytest.fixture
def statement(cast) -> Statement:
    """A statement with a passage and a relay, of which both were then taken away."""
    found = make.make_statement(by=cast.editor)
    filing = make.make_source(by=cast.editor, title="The filing")
    kept = found.passages.get()
    snapshot = kept.snapshot
    with revisions.revising(found, by=cast.editor):
        cue = marking.add_passage(found, snapshot, part="cue", start=0, end=3)
        Relay.objects.create(statement=found, source=filing, passage=cue)
    with revisions.revising(found, by=cast.editor):
        found.relays.all().delete()
        cue.delete()
        found.role = "Mayor"
        found.save()
    return found


def test_statement_comes_back_with_its_passages_and_relays(client, cast, statement):
    client.force_login(cast.editor)
    kept = statement.passages.get()
    whole = Revision.objects.of(statement)[1]
    bring_back(client, statement, whole)
    statement.refresh_from_db()
    assert statement.role == ""
    assert kept in statement.passages.all() and statement.passages.count() == 2
    relay = statement.relays.get()
    assert (relay.source.title, relay.passage.part) == ("The filing", "cue")
    bring_back(client, statement, newest(statement))
    assert statement.passages.count() == 2


def test_passage_that_a_claim_rests_on_stays(client, cast, statement):
    """Going back to before it was marked would take the words from under the claim."""
    client.force_login(cast.editor)
    snapshot = statement.passages.get().snapshot
    before = newest(statement)
    with revisions.revising(statement, by=cast.editor):
        passage = marking.add_passage(statement, snapshot, part="report", start=4, end=9)
    claim = make.make_claim(by=cast.editor)
    make.add_evidence(claim, statement, by=cast.editor)
    answer = bring_back(client, statement, before)
    assert answer.status_code == 409
    assert "something rests on what you removed" in answer.content.decode()
    assert passage in statement.passages.all()


def test_regions_come_back(client, cast):
    client.force_login(cast.editor)
    snapshot = make.make_snapshot(by=cast.editor)
    was = [(r.kind, r.start, r.end) for r in snapshot.regions.all()]
    marking.replace_regions(snapshot, [Stretch("headline", 0, 5)], by=cast.editor)
    bring_back(client, snapshot, first(snapshot))
    assert [(r.kind, r.start, r.end) for r in snapshot.regions.all()] == was


def test_reader_of_the_desk_may_look_at_history_and_bring_nothing_back(client, cast, source):
    client.force_login(cast.reviewer)
    assert "Bring this back" not in client.get(page(source, "history")).content.decode()
    assert client.get(page(source, "restore", first(source).pk)).status_code == 403
    with pytest.raises(restoring.CannotRestore):
        gone = Revision(model="sources.source", key=source.pk, before="{}", after="")
        restoring.restore(source, gone, by=cast.editor, version=source.version)


@pytest.fixture
def claim(cast) -> Claim:
    """A draft whose finding was changed, and whose piece of evidence was taken out."""
    found = make.make_sourced_claim(cast.editor)
    found = Claim.objects.get(pk=found.pk)
    with workflow.revising(found, by=cast.editor):
        found.finding = "Nobody has looked at it."
        found.save()
        found.evidence.all().delete()
    return found


def test_claim_comes_back_with_its_parts(client, cast, claim):
    client.force_login(cast.editor)
    whole, cut = list(Revision.objects.of(claim).order_by("-pk")[:2])[::-1]
    history = client.get(page(claim, "history")).content.decode()
    assert page(claim, "restore", whole.pk) in history
    assert page(claim, "restore", cut.pk) not in history
    told = bring_back(client, claim, whole).content.decode()
    claim.refresh_from_db()
    assert claim.finding != "Nobody has looked at it." and claim.evidence.count() == 1
    last = Event.objects.filter(claim=claim).last()
    assert last.verb == Verb.REVISE and last.reason.startswith("Brought back")
    assert f'<a href="{page(claim, "restore", cut.pk)}">Undo</a>' in told
    bring_back(client, claim, cut)
    claim.refresh_from_db()
    assert claim.finding == "Nobody has looked at it." and not claim.evidence.exists()


def unmark(claim: Claim, by) -> Passage:
    """The passage that the claim rested on, taken away; its statement keeps another."""
    passage = Passage.objects.get(statement=Statement.objects.get())
    with revisions.revising(passage.statement, by=by):
        marking.add_passage(passage.statement, passage.snapshot, part="cue", start=0, end=3)
        Passage.objects.filter(pk=passage.pk).delete()
    return passage


def test_words_that_are_not_marked_any_more_are_not_passed_over(client, cast, claim):
    client.force_login(cast.editor)
    gone, whole = unmark(claim, cast.editor), Revision.objects.of(claim).order_by("-pk")[1]

    answer = bring_back(client, claim, whole)

    assert answer.status_code == 409
    assert f"“{gone.exact}”, which are not marked any more" in answer.content.decode()
    assert not claim.evidence.exists()


def test_words_that_were_marked_again_are_the_same_words(client, cast, claim):
    client.force_login(cast.editor)
    gone, whole = unmark(claim, cast.editor), Revision.objects.of(claim).order_by("-pk")[1]
    statement = Statement.objects.get(pk=gone.statement_id)
    with revisions.revising(statement, by=cast.editor):
        marking.add_passage(
            statement, gone.snapshot, part=gone.part, start=gone.start, end=gone.end
        )

    assert bring_back(client, claim, whole).status_code == 200
    assert [one.exact for one in claim.evidence.get().passages.all()] == [gone.exact]


def test_a_statement_that_was_taken_away_is_told_in_words(client, cast, claim):
    client.force_login(cast.editor)
    Statement.objects.all().delete()

    answer = bring_back(client, claim, Revision.objects.of(claim).order_by("-pk")[1])

    assert answer.status_code == 409
    assert "no longer there: the statement that it had" in answer.content.decode()


def test_what_was_brought_back_was_changed_then(cast, claim):
    before = claim.changed_at
    workflow.bring_back(claim, by=cast.editor, to=Revision.objects.of(claim).order_by("-pk")[1])
    assert claim.changed_at > before


def test_a_refused_page_can_be_sent_again(client, cast, claim):
    client.force_login(cast.editor)
    whole = Revision.objects.of(claim).order_by("-pk")[1]
    stale = client.post(page(claim, "restore", whole.pk), {"version": claim.version - 1})
    version = re.search(r'name="version" value="([^"]*)"', stale.content.decode())[1]

    again = client.post(page(claim, "restore", whole.pk), {"version": version})

    assert again.status_code == 302 and claim.evidence.exists()


def test_claim_of_an_older_version_is_refused(client, cast, claim):
    client.force_login(cast.editor)
    whole = Revision.objects.of(claim).order_by("-pk")[1]
    answer = client.post(page(claim, "restore", whole.pk), {"version": claim.version - 1})
    assert answer.status_code == 409
    assert not claim.evidence.exists()


def test_closed_claim_is_reopened_first(client, cast):
    client.force_login(cast.editor)
    made = make.make_published_claim(cast.editor, short="The bridge is safe")
    claim = Claim.objects.get(pk=made.pk)
    revision = first(claim)
    assert "Bring this back" not in client.get(page(claim, "history")).content.decode()
    with pytest.raises(StepNotAllowed):
        workflow.bring_back(claim, by=cast.editor, to=revision)
    with pytest.raises(NotPermitted):
        workflow.bring_back(claim, by=cast.reviewer, to=revision)
    claim.refresh_from_db()
    workflow.reopen(claim, by=cast.editor, kind="update", reason="It was looked at again.")
    with workflow.revising(claim, by=cast.editor):
        claim.finding = "Somebody looked again."
        claim.save()
    workflow.bring_back(claim, by=cast.editor, to=newest_published(claim))
    claim.refresh_from_db()
    assert claim.finding != "Somebody looked again." and claim.edition_kind == "update"


def newest_published(claim: Claim) -> Revision:
    published = claim.events.filter(verb=Verb.PUBLISH).last()
    return Revision.objects.of(claim).filter(at__lte=published.at).last()


def test_log_of_changes_is_narrowed_to_one_kind(client, cast, source):
    client.force_login(cast.editor)
    make.make_claim(cast.editor, short="Bridge safe")
    address = reverse("admin:core_revision_changelist")
    sources = client.get(address, {"kind": "sources.source"}).context["cl"].result_list
    assert {each.model for each in sources} == {"sources.source"} and len(sources) == 2
    assert not client.get(address, {"kind": "sources.speaker"}).context["cl"].result_list


def test_history_outlives_whoever_made_it(client, cast, source):
    """An account cannot be taken away, and one that is renamed or closed stays named as it was."""
    name = cast.editor.username
    for model in (Revision, Event):
        assert model._meta.get_field("actor_name")
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        cast.editor.delete()
    client.force_login(cast.superuser)
    assert client.post(reverse("admin:core_user_delete", args=[cast.editor.pk])).status_code == 403
    cast.editor.username, cast.editor.is_active = "somebody-else", False
    cast.editor.save()
    told = client.get(page(source, "history")).content.decode()
    assert f"by {name}" in told and "somebody-else" not in told


def test_relays_that_stand_in_both_stay_the_rows_that_they_are(client, cast):
    client.force_login(cast.editor)
    statement = make.make_statement(by=cast.editor)
    with revisions.revising(statement, by=cast.editor):
        Relay.objects.create(
            statement=statement, source=make.make_source(), passage=statement.passages.get()
        )
    relay, before = Relay.objects.get(), newest(statement)
    with revisions.revising(statement, by=cast.editor):
        statement.role = "Mayor"
        statement.save()

    bring_back(client, statement, before)

    assert Relay.objects.get() == relay
    assert newest(statement).after == before.after
