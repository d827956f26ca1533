"""Who has had a hand in what is about to be published: none of them may approve it."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Q

from claims.models import Claim, Event
from claims.steps import CONTRIBUTING
from core.models import Revision, User
from sources.models import Source, Statement


def of(claim: Claim) -> set[int]:
    """Primary keys of everyone who contributed.

    Whoever changed the claim or its parts since the last edition, and whoever ever changed a
    statement (with its passages and relays) or a source that it cites.
    """
    hands = Event.objects.since_last_edition(claim).filter(verb__in=CONTRIBUTING)
    return set(hands.values_list("actor", flat=True)) | _of_sources(claim)


def names(claim: Claim) -> list[str]:
    """Their user names, for the desk."""
    return sorted(user.get_username() for user in User.objects.filter(pk__in=of(claim)))


def may_override(by: User) -> bool:
    """Whether the override was granted by name; being a superuser is not enough."""
    granted = Permission.objects.filter(Q(user=by) | Q(group__user=by))
    return granted.filter(codename="override_two_people").exists()


def _of_sources(claim: Claim) -> set[int]:
    statements = Statement.objects.filter(
        Q(appearances__claim=claim) | Q(evidence__claim=claim)
    ).values_list("pk", "source_id", "relays__source_id", "relays__through_id")
    rows = list(statements)
    sources = {pk for row in rows for pk in row[1:] if pk}
    return _revisers(Statement, {row[0] for row in rows}) | _revisers(Source, sources)


def _revisers(model, keys: set[int]) -> set[int]:
    revisions = Revision.objects.filter(
        model=model._meta.label_lower, key__in=[str(key) for key in keys]
    )
    return set(revisions.values_list("actor", flat=True))
