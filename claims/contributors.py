"""Who has had a hand in what is about to be published: none of them may approve it."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Q

from claims import cited
from claims.models import Claim, Event
from claims.steps import CONTRIBUTING
from core.models import User


def of(claim: Claim) -> set[int]:
    """Primary keys of everyone who contributed.

    Whoever changed the claim or its parts since the last edition, and whoever ever changed what it
    rests on: a statement with its passages and relays, a source or its probable sameness with
    another, a capture or its regions, a speaker.
    """
    hands = Event.objects.since_last_edition(claim).filter(verb__in=CONTRIBUTING)
    behind = cited.hands_in(cited.rows_behind([claim.pk]))
    return set(hands.values_list("actor", flat=True)) | {who for _, who in behind}


def bylines(claim: Claim) -> tuple[str, ...]:
    """Whoever worked on the coming edition as readers are told: a byline, or else the role."""
    hands = Event.objects.since_last_edition(claim).filter(verb__in=CONTRIBUTING)
    told = [hand.actor.byline or "Editor" for hand in hands.select_related("actor")]
    return tuple(dict.fromkeys(told))


def names(claim: Claim) -> list[str]:
    """Their user names, for the desk."""
    return sorted(user.get_username() for user in User.objects.filter(pk__in=of(claim)))


def may_override(by: User) -> bool:
    """Whether the override was granted by name; being a superuser is not enough."""
    granted = Permission.objects.filter(Q(user=by) | Q(group__user=by))
    return granted.filter(codename="override_two_people").exists()
