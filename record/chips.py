"""What is in force on the list of claims, in words, with the addresses of its neighbours."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from record import wording
from record.models import Subject
from record.search import Asked

PLACES = ("before", "page")
ORDERS = {"relevance": _("Best match"), "date": _("Newest")}
LONGEST = 60


def in_force(chosen: dict, query: QueryDict, named: dict[str, Subject]) -> list[dict]:
    """Each filter in force with its value in words, and the query without it."""
    return [
        {
            "filter": name,
            "name": wording.FILTERS[name],
            "value": _told(name, value, named),
            "without": address(query, **{name: None}),
        }
        for name, value in chosen.items()
    ]


def orders(by_relevance: bool, query: QueryDict) -> list[dict]:
    """The orders in which what was found can be listed."""
    chosen = "relevance" if by_relevance else "date"
    return [
        {"name": told, "chosen": name == chosen, "address": address(query, order=name)}
        for name, told in ORDERS.items()
    ]


def instead(asked: Asked, query: QueryDict) -> list[dict]:
    """For each word that no claim holds: those that were looked for in its place."""
    return [
        {"asked": word, "used": known, "address": address(query, q=" ".join(known))}
        for word, known in sorted(asked.ranking.instead.items())
    ]


def address(query: QueryDict, **changes: str | None) -> str:
    """The list with other filters, from its first page."""
    changed = query.copy()
    for name in PLACES:
        changed.pop(name, None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}" if changed else reverse("claims")


def _told(name: str, value: object, named: dict[str, Subject]) -> str:
    if name in named:
        return named[name].name
    if name in ("kind", "basis"):
        return {"kind": wording.KINDS, "basis": wording.BASES}[name][value]
    text = "shown" if name == "retracted" else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
