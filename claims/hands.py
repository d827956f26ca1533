"""In which claims somebody has a hand: the question of `contributors`, asked about many at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.expressions import RawSQL

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
# Acts that are nobody's hand any more once an edition followed them.
_SINCE = f"""act.verb IN ({_VERBS}) AND NOT EXISTS (
    SELECT 1 FROM "{EVENT}" AS edition WHERE edition.verb = 'publish'
        AND edition.claim_id = act.claim_id AND edition.id > act.id)"""
_NOT_TOLD = f"""FROM "{HAND}" WHERE NOT EXISTS (SELECT 1 FROM "{EVENT}" AS act
    WHERE act.claim_id = "{HAND}".claim_id AND act.actor_id = "{HAND}".person_id AND {_SINCE})"""
_MISSING = f"""FROM (
    SELECT DISTINCT act.claim_id, act.actor_id FROM "{EVENT}" AS act WHERE {_SINCE}
) AS told WHERE NOT EXISTS (SELECT 1 FROM "{HAND}" AS held
    WHERE held.claim_id = told.claim_id AND held.person_id = told.actor_id)"""
_MENDED = (
    f"DELETE {_NOT_TOLD}",
    f'INSERT INTO "{HAND}" (claim_id, person_id) SELECT told.claim_id, told.actor_id {_MISSING}',
)


def keeper() -> Keeper:
    """What keeps the table of hands with the events; it is mended where it differs."""
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
        _MENDED,
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


def unlike_events() -> RawSQL:
    """Keys of claims whose hands are not those that their events tell of; one query for all."""
    return RawSQL(f"SELECT claim_id {_NOT_TOLD} UNION SELECT told.claim_id {_MISSING}", [])
