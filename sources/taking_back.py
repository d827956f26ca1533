"""Take back a statement that was just marked by mistake; history keeps that it was there."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from core import revisions
from core.models import Revision, User
from sources.marking import CannotMark
from sources.models import Statement

A_WHILE = dt.timedelta(hours=1)
NOT_FRESH = (
    "This statement is not yours alone, or not of the last hour: it stays. Correct it on its page."
)
RESTED_ON = "A claim rests on this statement: take it out of the claim first."


def is_fresh(statement: Statement, by: User) -> bool:
    """Whether this person marked it within the last hour, and nobody else touched it since."""
    history = Revision.objects.of(statement)
    first = history.first()
    own = first is not None and not history.exclude(actor=by).exists()
    return own and first.at > timezone.now() - A_WHILE


def take_back(statement: Statement, *, by: User) -> None:
    """Remove it with its passages and relays; raises CannotMark where it is not fresh, or used."""
    with transaction.atomic():
        Statement.objects.select_for_update().only("pk").get(pk=statement.pk)
        if not is_fresh(statement, by):
            raise CannotMark(NOT_FRESH)
        try:
            revisions.delete(statement, by=by, reason="It was marked by mistake.")
        except ProtectedError:
            raise CannotMark(RESTED_ON) from None
