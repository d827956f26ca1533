"""In which claims somebody has a hand: the question of `contributors`, asked about many at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from claims import cited
from claims.models import Claim, Event, Hand
from claims.steps import CONTRIBUTING
from core.among import among
from core.models import User
from core.triggers import Keeper

HAND, EVENT = Hand._meta.db_table, Event._meta.db_table
_VERBS = ", ".join(f"'{verb.value}'" for verb in CONTRIBUTING)
_TAKEN = f"""INSERT INTO "{HAND}" (claim_id, person_id) SELECT NEW.claim_id, NEW.actor_id
WHERE NOT EXISTS (SELECT 1 FROM "{HAND}" AS held
    WHERE held.claim_id = NEW.claim_id AND held.person_id = NEW.actor_id);"""
_LET_GO = f'DELETE FROM "{HAND}" WHERE claim_id = NEW.claim_id;'
_EVERY_HAND = f"""INSERT INTO "{HAND}" (claim_id, person_id)
SELECT DISTINCT act.claim_id, act.actor_id FROM "{EVENT}" AS act
WHERE act.verb IN ({_VERBS}) AND NOT EXISTS (SELECT 1 FROM "{HAND}")
    AND NOT EXISTS (SELECT 1 FROM "{EVENT}" AS edition WHERE edition.verb = 'publish'
        AND edition.claim_id = act.claim_id AND edition.id > act.id)"""


def keeper() -> Keeper:
    """What keeps the table of hands with the events; it is filled where it is empty."""
    taken, let_go = f"{HAND}_taken", f"{HAND}_let_go"
    after = f'AFTER INSERT ON "{EVENT}" WHEN NEW.verb'
    return Keeper(
        f"{HAND}_follows_events",
        EVENT,
        (HAND,),
        {
            taken: f'CREATE TRIGGER "{taken}" {after} IN ({_VERBS}) BEGIN {_TAKEN} END',
            let_go: f"CREATE TRIGGER \"{let_go}\" {after} = 'publish' BEGIN {_LET_GO} END",
        },
        (_EVERY_HAND,),
        f" BEGIN IF NEW.verb IN ({_VERBS}) THEN {_TAKEN} "
        f"ELSIF NEW.verb = 'publish' THEN {_LET_GO} END IF; RETURN NULL; END ",
    )


def contributed(user: User, claims: Iterable[Claim]) -> set[int]:
    """Those of the claims in which this person had a hand, in six queries."""
    keys = [claim.pk for claim in claims]
    own = set(Hand.objects.filter(claim__in=keys, person=user).values_list("claim", flat=True))
    behind = cited.hands_in(cited.rows_behind(keys))
    return own | {claim for claim, who in behind if who == user.pk}


def with_hand(user: User) -> Q:
    """Claims in work that this person entered or changed since the last edition, or was handed."""
    own = Hand.objects.filter(person=user).order_by().values_list("claim", flat=True)
    handed = Claim.objects.filter(assignee=user, in_work=1).order_by().values_list("pk", flat=True)
    return Q(pk__in=among([*own, *handed]))
