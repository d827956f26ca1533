"""Published claims behind which something changed, so that the live page differs from the desk.

Nothing is kept for this: the newest changes in the history lead to the editions that are older than
they, and only the newest of those are composed, all at once, and compared. So the cost is bounded,
the number of queries is constant, and what was changed back is not told.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from claims import traces
from claims.document import compose_all
from claims.models import Claim, Status, Verdict
from core.models import Revision
from core.revisions import as_state, changed_names
from record.models import Listing
from sources.models import Publisher, SameRoot, Source, Speaker, Statement

# So many claims are composed at once.
COMPARED = 40
# What no content tells.
UNPUBLISHED = {
    Statement: {"note"},
    Source: {"note"},
    Speaker: {"same_as"},
    Publisher: {"website"},
    Verdict: {"order"},
    SameRoot: {"reason"},
}


@dataclass(frozen=True)
class Behind:
    """The published claims whose pages differ, each with the newest change behind it.

    `left_out` counts those behind which only older changes lie, which were not compared.
    """

    changes: dict[int, Revision]
    left_out: int = 0


def differing() -> Behind:
    """The published claims of which the live page says something else than the desk would now."""
    found = _changed_since_published()
    newest = sorted(found, key=lambda claim: -found[claim].pk)
    differ = _that_differ(newest[:COMPARED])
    return Behind({claim: found[claim] for claim in differ}, len(newest[COMPARED:]))


def in_words(change: Revision) -> str:
    """Who changed what: “Source “The order” was changed by ada.”"""
    name = traces.MODELS[change.model]._meta.verbose_name.capitalize()
    return f"{name} “{change.label}” was {change.action} by {change.actor_name}."


def _changed_since_published() -> dict[int, Revision]:
    """Published claims, with the newest change of what contents tell since their edition."""
    changes = traces.newest_behind_claims()
    listed = Listing.objects.filter(claim=OuterRef("public_id")).values("published_at")
    published = Claim.objects.filter(pk__in=changes, status=Status.PUBLISHED).order_by()
    newer = {
        claim: {change.pk for change in changes[claim] if change.at > since}
        for claim, since in published.values_list("pk", Subquery(listed))
    }
    revisions = Revision.objects.in_bulk(set().union(*newer.values()))
    told = {pk for pk, revision in revisions.items() if _is_told(revision)}
    return {claim: revisions[max(pks & told)] for claim, pks in newer.items() if pks & told}


def _is_told(revision: Revision) -> bool:
    names = changed_names(as_state(revision.before), as_state(revision.after))
    return bool(set(names) - UNPUBLISHED.get(traces.MODELS[revision.model], set()))


def _that_differ(keys: list[int]) -> list[int]:
    """Those of the claims whose newest edition is not what they are composed to now."""
    now = compose_all(keys) if keys else {}
    ids = [content.id for content in now.values()]
    listings = Listing.objects.filter(claim__in=ids).select_related("entry").defer("words")
    live = {listing.claim: listing.entry.content for listing in listings}
    return [key for key in keys if live[now[key].id] != now[key]]
