"""In which claims somebody has a hand: the question of `contributors`, asked about many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q

from claims.models import Appearance, Claim, Event, Evidence, Verb
from claims.steps import CONTRIBUTING
from core.models import Revision, User
from sources.models import Source, Statement

STATEMENT, SOURCE = Statement._meta.label_lower, Source._meta.label_lower


def contributed(user: User, claims: Iterable[Claim]) -> set[int]:
    """Those of the claims in which this person had a hand, in four queries."""
    keys = [claim.pk for claim in claims]
    hands = Event.objects.filter(claim__in=keys, actor=user, verb__in=CONTRIBUTING)
    own = set(hands.exclude(_published_since()).values_list("claim", flat=True))
    return own | _through_sources(user, keys)


def _through_sources(user: User, keys: list[int]) -> set[int]:
    """Those that cite a statement or a source which this person changed."""
    cited = [row for part in (Appearance, Evidence) for row in _cited(part, keys)]
    revised = set(
        Revision.objects.filter(
            actor=user, model__in=[STATEMENT, SOURCE], key__in={key for _, _, key in cited}
        ).values_list("model", "key")
    )
    return {claim for claim, model, key in cited if (model, key) in revised}


def _cited(part, keys: list[int]) -> Iterator[tuple[int, str, str]]:
    relays = "statement__relays__source", "statement__relays__through"
    rows = part.objects.filter(claim__in=keys)
    for claim, statement, *sources in rows.values_list(
        "claim", "statement", "statement__source", *relays
    ):
        yield claim, STATEMENT, str(statement)
        yield from ((claim, SOURCE, str(source)) for source in sources if source)


def with_hand(user: User) -> Q:
    """Claims that this person entered or changed since the last edition, or was handed."""
    hands = Event.objects.filter(claim=OuterRef("pk"), actor=user, verb__in=CONTRIBUTING)
    return Q(Exists(hands.exclude(_published_since()))) | Q(assignee=user)


def _published_since() -> Exists:
    later = Event.objects.filter(claim=OuterRef("claim"), verb=Verb.PUBLISH)
    return Exists(later.filter(pk__gt=OuterRef("pk")))
