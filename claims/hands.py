"""In which claims somebody has a hand: the question of `contributors`, asked about many at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from claims import cited
from claims.models import Claim, Event, Verb
from claims.steps import CONTRIBUTING
from core.models import User


def contributed(user: User, claims: Iterable[Claim]) -> set[int]:
    """Those of the claims in which this person had a hand, in six queries."""
    keys = [claim.pk for claim in claims]
    hands = Event.objects.filter(claim__in=keys, actor=user, verb__in=CONTRIBUTING)
    own = set(hands.exclude(_published_since()).values_list("claim", flat=True))
    behind = cited.hands_in(cited.rows_behind(keys))
    return own | {claim for claim, who in behind if who == user.pk}


def with_hand(user: User) -> Q:
    """Claims that this person entered or changed since the last edition, or was handed."""
    hands = Event.objects.filter(claim=OuterRef("pk"), actor=user, verb__in=CONTRIBUTING)
    return Q(Exists(hands.exclude(_published_since()))) | Q(assignee=user)


def _published_since() -> Exists:
    later = Event.objects.filter(claim=OuterRef("claim"), verb=Verb.PUBLISH)
    return Exists(later.filter(pk__gt=OuterRef("pk")))
