"""Recompute what `claims` holds: that every status and approval has its event."""

from __future__ import annotations

from collections.abc import Iterator

from claims.models import Claim, Event, Status, Verb
from claims.steps import CONTRIBUTING
from core.verifying import BATCH, Check, Fault
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


def editions_were_published() -> Iterator[Fault]:
    published = Event.objects.filter(verb=Verb.PUBLISH).order_by("pk")
    digests = published.values_list("claim__public_id", "digest", "pk")
    for claim, digest, pk in digests.iterator(chunk_size=BATCH):
        if not Entry.objects.of(claim).filter(digest=digest).exists():
            yield Fault(f"event {pk}", f"the log has no edition of {claim} with its digest")


CHECKS = [
    Check("statuses", statuses_follow_events),
    Check("two people", two_people_decided),
    Check("publications", editions_were_published),
]
