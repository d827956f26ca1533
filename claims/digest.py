"""The daily digest: what the look round finds, and one mail to everybody with something to hear."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from claims import behind, mails, queue, telling
from claims.models import Claim, Memo
from core.dates import in_full
from core.models import User

# How many claims one look round tells of.
MOST = 500


def look_round() -> None:
    """Write memos of claims that are overdue or due, and of live pages that differ; each once."""
    late = Claim.objects.filter(queue.overdue()).select_related("assignee").order_by("pk")
    for claim in late[:MOST]:
        _note("late", claim, in_full(claim.wanted_by), f"late {claim.wanted_by}")
    for claim in queue.due().select_related("assignee").order_by("pk")[:MOST]:
        _note("due", claim, in_full(claim.check_again), f"due {claim.check_again}")
    changes = behind.differing().changes
    for claim in Claim.objects.filter(pk__in=changes).select_related("assignee").order_by("pk"):
        change = changes[claim.pk]
        _note("differs", claim, behind.in_words(change), f"change {change.pk}")


def send_all(day: dt.date | None = None) -> tuple[int, int]:
    """Mail the digest of a day to everybody who has not had it; how many went out, and failed."""
    day = day or timezone.now().date()
    people = User.objects.filter(memos__mailed_at=None, memos__isnull=False, is_active=True)
    sent = failed = 0
    for person in people.distinct().order_by("pk"):
        memos = _taken(person, day)
        if not memos:
            continue
        if mails.send(person, memos, template=mails.DIGEST, subject=_subject(memos)):
            sent += 1
        else:
            failed += 1
            Memo.objects.filter(pk__in=[memo.pk for memo in memos]).update(digest=None)
    return sent, failed


def _taken(person: User, day: dt.date) -> list[Memo]:
    """What this person's digest of the day will hold, marked so that no second run holds it too."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if not person.email or person.memos.filter(digest=day).exists():
            return []
        memos = [
            memo
            for memo in person.memos.unsent().select_related("claim", "event")
            if telling.still_wanted(memo)
        ]
        Memo.objects.filter(pk__in=[memo.pk for memo in memos]).update(digest=day)
    return memos


def _note(about: str, claim: Claim, why: str, occasion_of: str) -> None:
    occasion = telling.BY_NAME[about]
    told = occasion.told.format(claim=claim, why=why)
    people = occasion.people(claim, None)
    telling.write(occasion, claim, people, told, occasion_of=occasion_of)


def _subject(memos: list[Memo]) -> str:
    return "Today: one thing for you" if len(memos) == 1 else f"Today: {len(memos)} for you"
