"""Recompute what `claims` holds: that statuses, approvals and editions have their events."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

import msgspec

from claims import hands
from claims.generating.running import GENERATED
from claims.models import Claim, Event, Status, Verb
from claims.steps import CONTRIBUTING
from core.verifying import BATCH, Check, Fault
from record import schema
from record.models import Entry


def statuses_follow_events() -> Iterator[Fault]:
    for claim in Claim.objects.order_by("pk").iterator(chunk_size=BATCH):
        last = claim.events.order_by("version").last()
        stands = (last.to_status, last.version) if last else (Status.DRAFT, 0)
        if (claim.status, claim.version) != stands:
            yield Fault(f"claim {claim.public_id}", "its status is not where its events lead")


def two_people_decided() -> Iterator[Fault]:
    for claim in Claim.objects.order_by("pk").iterator(chunk_size=BATCH):
        hands: set[int] = set()
        for event in claim.events.order_by("version"):
            if event.verb in CONTRIBUTING:
                hands.add(event.actor_id)
            elif event.verb == Verb.PUBLISH:
                hands.clear()
            elif event.verb == Verb.APPROVE and event.actor_id in hands and not event.overrides:
                yield Fault(f"event {event.pk}", f"{event.actor_name} approved their own work")


def hands_follow_events() -> Iterator[Fault]:
    """Whose hand is in a claim is what its events since the last edition say, and nothing else."""
    unlike = Claim.objects.filter(pk__in=hands.unlike_events()).order_by("pk")
    for public_id in unlike.values_list("public_id", flat=True):
        yield Fault(f"claim {public_id}", "whose hand is in it is not what events say")


def editions_were_published() -> Iterator[Fault]:
    """Of each claim at the desk, the editions are those that were published there, each as it was
    approved; and where there is a desk, no edition is of a claim that it does not know.
    """
    for claim in Claim.objects.order_by("pk").iterator(chunk_size=BATCH):
        published, editions = _publications(claim), list(Entry.objects.of(claim.public_id))
        if len(published) != len(editions):
            told = f"{len(published)} editions were published, the log has {len(editions)}"
            yield Fault(f"claim {claim.public_id}", told)
        for (event, consent), entry in zip(published, editions, strict=False):
            if told := _wrong_with_edition(event, consent, entry):
                yield Fault(f"event {event.pk}", told)
    if Claim.objects.exists():
        at_desk = Exists(Claim.objects.filter(public_id=OuterRef("claim")))
        strays = Entry.objects.editions().filter(~at_desk).exclude(claim__startswith=GENERATED)
        for index, claim in strays.order_by("index").values_list("index", "claim"):
            yield Fault(f"entry {index}", f"the desk knows no claim {claim}")


def _publications(claim: Claim) -> list[tuple[Event, Event | None]]:
    """Each publication with the approval that stood then."""
    found, consent = [], None
    for event in claim.events.order_by("version"):
        if event.verb == Verb.PUBLISH:
            found.append((event, consent))
        if event.verb != Verb.ASSIGN:
            consent = event if event.verb == Verb.APPROVE else None
    return found


def _wrong_with_edition(event: Event, consent: Event | None, entry: Entry) -> str:
    if consent is None or consent.digest != event.digest:
        return "what it published was not approved before"
    if entry.digest != event.digest:
        return f"edition {entry.number} of the log is not what it published"
    try:
        approval = entry.published.approval
    except msgspec.MsgspecError:
        return ""  # the check of the entries names it
    override = consent.reason if consent.overrides else ""
    if (approval.at, approval.override) != (schema.instant(consent.at), override):
        return f"edition {entry.number} of the log tells of another approval"
    return ""


CHECKS = [
    Check("statuses", statuses_follow_events),
    Check("two people", two_people_decided),
    Check("hands", hands_follow_events),
    Check("publications", editions_were_published),
]
