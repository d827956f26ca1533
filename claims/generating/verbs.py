"""The same claims as an editor would enter them, and a second person approve and publish."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction

from claims import workflow
from claims.generating.contents import Writer
from claims.generating.world import CLAIM, STATEMENTS, STATEMENTS_PER_CLAIM, id_of
from claims.models import Appearance, Bearing, Claim, Evidence, Relation, Topic, Verdict
from core.models import User
from core.revisions import revising
from record import schema
from sources import marking
from sources.capture import capture
from sources.models import Passage, Publisher, Snapshot, Source, Speaker, Statement

# Every so many claims one supersedes the one before it, and one is corrected.
SUPERSEDING, CORRECTED = 3, 4
WAIVER = "No primary source is held: this claim was generated."


@transaction.atomic
def enter(writer: Writer, number: int) -> None:
    """Enter, submit, approve and publish the claim of this number; some have a second edition.

    All of it or nothing, so that a run that is broken off can be gone on with.
    """
    editor, reviewer = account("generator", "Editor"), account("generator-reviewer", "Reviewer")
    content = writer.content(number)
    claim = Claim(
        public_id=content.id,
        text=content.text,
        short=content.short,
        language=content.language,
        verdict=Verdict.objects.get(key="true"),
        finding=content.finding,
        explanation=content.explanation.replace("[", "(").replace("]", ")"),
        last_checked=content.last_checked,
        **interval("holds", content.holds),
    )
    with workflow.creating(claim, by=editor):
        _add_parts(writer, claim, number, content, editor)
        if claim.waiver:
            claim.save(update_fields=["waiver"])
    _publish(claim, editor, reviewer)
    if number % CORRECTED == 0:
        _correct(claim, editor, reviewer)


def _add_parts(
    writer: Writer, claim: Claim, number: int, content: schema.Content, editor: User
) -> None:
    claim.topics.set([topic(told) for told in content.topics])
    own = number * STATEMENTS_PER_CLAIM
    evidence, said = (_statement(writer, own + order, editor) for order in range(2))
    piece = Evidence.objects.create(claim=claim, statement=evidence, stance="supports", order=1)
    for passage in evidence.passages.all():
        Bearing.objects.create(evidence=piece, passage=passage)
    if said.speaker_id != evidence.speaker_id:
        Appearance.objects.create(claim=claim, statement=said)
    if evidence.source.grade != Source.Grade.PRIMARY:
        claim.waiver = WAIVER
    other = Claim.objects.filter(public_id=id_of(CLAIM, number - 1)).first()
    if other and number % SUPERSEDING == 0:
        Relation.objects.create(claim=claim, type="supersedes", other=other, reason="It is newer.")


def _publish(claim: Claim, editor: User, reviewer: User) -> None:
    digest = workflow.submit(claim, by=editor).digest
    read = range(1, claim.evidence.count() + 1)
    workflow.approve(claim, by=reviewer, digest=digest, read=read)
    workflow.publish(claim, by=reviewer)


def _correct(claim: Claim, editor: User, reviewer: User) -> None:
    workflow.reopen(claim, by=editor, kind="correction", reason="A word was wrong.")
    with workflow.revising(claim, by=editor):
        claim.notice = f"This page said something else before: its finding was {claim.finding}"
        claim.finding = claim.explanation.split("\n")[-1]
        claim.save()
    _publish(claim, editor, reviewer)


def account(name: str, group: str) -> User:
    """An account that nobody can sign in with."""
    standing = User.objects.filter(username=name).first()
    if standing:
        return standing
    account = User(username=name, byline="Generator")
    account.set_unusable_password()
    account.save(force_insert=True)
    wanted = [group, "Publisher"] if group == "Reviewer" else [group]
    account.groups.set(Group.objects.filter(name__in=wanted))
    return account


def topic(told: schema.Topic) -> Topic:
    row = {"name": told.name, "slug": told.slug}
    return Topic.objects.get_or_create(public_id=told.id, defaults=row)[0]


def speaker(told: schema.Speaker) -> Speaker:
    """The speaker of this id; where chance has given the name to two, the id tells them apart."""
    taken = Speaker.objects.filter(name__iexact=told.name).exclude(public_id=told.id).exists()
    row = {"name": told.name, "kind": told.kind, "note": told.id if taken else ""}
    return Speaker.objects.get_or_create(public_id=told.id, defaults=row)[0]


def publisher(told: schema.Publisher) -> Publisher:
    standing = Publisher.objects.filter(public_id=told.id).first()
    if standing:
        return standing
    taken = Speaker.objects.filter(name__iexact=told.name).exists()
    note = told.id if taken else ""
    outlet = Speaker.objects.create(name=told.name, kind=Speaker.Kind.OUTLET, note=note)
    return Publisher.objects.create(public_id=told.id, speaker=outlet, slug=told.slug)


def snapshot(writer: Writer, place: int, editor: User) -> Snapshot:
    """The capture of the source of this number, which is entered first where it is missing."""
    work = writer.world.work(place)
    standing = Snapshot.objects.filter(source__public_id=work.told.id).first()
    if standing:
        return standing
    entered = source(work.told, publisher(work.told.publisher))
    with revising(entered, by=editor):
        entered.save()
    return capture(entered, work.text.encode(), by=editor, method=Snapshot.Method.COMMAND)


def source(told: schema.Source, publisher: Publisher) -> Source:
    """What is told of a source as a row, unsaved."""
    return Source(
        public_id=told.id,
        title=told.title,
        kind=told.kind,
        grade=told.grade,
        url=told.url,
        archive_url=told.archive_url,
        author=told.author,
        language=told.language,
        publisher=publisher,
        **interval("published", told.published),
    )


def _statement(writer: Writer, number: int, editor: User) -> Statement:
    """A statement with its words and cue marked where the text has them; it hands on nothing."""
    told = writer.world.statement(number)
    standing = Statement.objects.filter(public_id=told.id).first()
    if standing:
        return standing
    place, spot = divmod(number, STATEMENTS)
    held, spot = snapshot(writer, place, editor), writer.world.work(place).spots[spot]
    statement = Statement(
        public_id=told.id,
        source=held.source,
        speaker=speaker(told.speaker),
        setting=told.setting,
        language=told.language,
        **interval("said", told.said),
    )
    with revising(statement, by=editor):
        statement.save()
        for part, (start, end) in ((Passage.Part.WORDS, spot.words), (Passage.Part.CUE, spot.cue)):
            marking.add_passage(statement, held, part=part, start=start, end=end)
    return statement


def interval(name: str, told: schema.Interval) -> dict[str, object]:
    return {f"{name}_{part}": getattr(told, part) for part in ("earliest", "latest", "basis")}
