"""What public pages read: a claim's history, neighbours and standing, in few queries.

An edition is shown as it was published; what became of the claim since is computed here, from the
links of other claims, and never changes the edition or its verdict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

import msgspec

from record.models import Entry, Link, Listing, Mention, Subject
from record.models.listing import claim_address

# From the weightiest to the least; a contradiction alone leaves a claim where it stands.
STATES = {
    "fulfils": "fulfilled",
    "replaces": "superseded",
    "supersedes": "superseded",
    "makes_moot": "moot",
    "contradicts": "current",
}


class _Label(msgspec.Struct):
    label: str


class _Verdict(msgspec.Struct):
    verdict: _Label


class _Approval(msgspec.Struct):
    byline: str
    override: str


class _Told(msgspec.Struct):
    """The little of an edition that its history tells."""

    notice: str
    verdict_changed: bool
    approval: _Approval
    content: _Verdict


@dataclass(frozen=True)
class Note:
    """One edition in the history of a claim."""

    entry: Entry
    told: _Told
    before: str

    @property
    def on_top(self) -> bool:
        """Corrections, retractions and changed verdicts are told above everything else."""
        kinds = (Entry.EditionKind.CORRECTION, Entry.EditionKind.RETRACTION)
        return self.entry.edition_kind in kinds or self.told.verdict_changed

    @property
    def verdict(self) -> str:
        return self.told.content.verdict.label

    def get_absolute_url(self) -> str:
        return self.entry.get_absolute_url()

    @property
    def difference_url(self) -> str:
        number = self.entry.number
        return reverse("edition_difference", args=[self.entry.claim, number - 1, number])

    @property
    def earlier_url(self) -> str:
        return reverse("edition", args=[self.entry.claim, self.entry.number - 1])


@dataclass(frozen=True)
class Neighbour:
    """A listed claim at the other end of a link."""

    id: str
    short: str
    verdict: str
    language: str
    retracted: bool
    slug: str

    def get_absolute_url(self) -> str:
        return claim_address(self.id, self.slug)


@dataclass(frozen=True)
class Bond:
    """A link as one of its two claims sees it."""

    type: str
    incoming: bool
    on: dt.date | None
    reason: str
    other: Neighbour


@dataclass(frozen=True)
class Standing:
    """What became of a claim since it was published."""

    state: str = "current"
    since: dt.date | None = None
    bonds: list[Bond] = field(default_factory=list)

    @property
    def by(self) -> Neighbour | None:
        return self.bonds[0].other if self.bonds and self.state != "current" else None


def history(claim: str, coming: Entry | None = None) -> list[Note]:
    """Every edition of a claim, the newest first, with one that is still to come; one query."""
    notes: list[Note] = []
    before = ""
    for entry in (*Entry.objects.past_of(claim), *([coming] if coming else [])):
        told = msgspec.json.decode(entry.data, type=_Told)
        notes.append(Note(entry, told, before if told.verdict_changed else ""))
        before = told.content.verdict.label
    return notes[::-1]


def note_of(entry: Entry) -> Note:
    """One edition as its history tells it, without what the verdict was before."""
    return Note(entry, msgspec.json.decode(entry.data, type=_Told), "")


def bonds(claims: Iterable[str]) -> dict[str, list[Bond]]:
    """The links of each of these claims with listed ones, from both sides; one query."""
    found: dict[str, list[Bond]] = {claim: [] for claim in claims}
    for row in _links(list(found)):
        if row.claim in found:
            found[row.claim].append(_bond(row, "two", incoming=False))
        if row.other in found:
            found[row.other].append(_bond(row, "one", incoming=True))
    return found


def standing(listing: Listing, bonds: list[Bond]) -> Standing:
    """Where a claim stands, from its own listing and the links of others to it."""
    telling = _weightiest(bonds)
    if listing.retracted:
        return Standing("retracted", listing.published_at.date(), telling)
    if not telling:
        return Standing()
    state = STATES[telling[0].type]
    return Standing(state, telling[0].on if state != "current" else None, telling)


def _weightiest(bonds: list[Bond]) -> list[Bond]:
    """What other claims do to this one, the weightiest first, one line for each of them."""
    telling: dict[str, Bond] = {}
    for kind in STATES:
        for bond in bonds:
            if bond.incoming and bond.type == kind and not bond.other.retracted:
                telling.setdefault(bond.other.id, bond)
    return list(telling.values())


def with_standing(listings: Iterable[Listing]) -> list[Listing]:
    """The listings, each with its `standing`; one query for all."""
    listings = list(listings)
    linked = bonds(listing.claim for listing in listings)
    for listing in listings:
        listing.standing = standing(listing, linked[listing.claim])
    return listings


def state_of(claims: Iterable[Listing]) -> Listing | None:
    """The claim that tells the state of a topic: the newest with a state and not superseded."""
    telling = (c for c in claims if c.state and c.holds_from and c.standing.state == "current")
    return next(telling, None)


def subjects(kind: str) -> QuerySet[Subject]:
    """Subjects of one kind that a listed claim mentions, by name."""
    mentions = Mention.objects.filter(subject=OuterRef("pk"), listing__retracted=False)
    return Subject.objects.filter(Exists(mentions), kind=kind)


def subjects_after(kind: str, name: str, key: int) -> QuerySet[Subject]:
    """The same, from behind this name and key on."""
    behind = Q(name__gt=name) | Q(name=name, pk__gt=key)
    return subjects(kind).filter(behind)


SHOWN = ("short", "slug", "verdict_label", "language", "retracted")
ENDS = ", ".join(f"{end}.{name} AS {end}_{name}" for end in ("one", "two") for name in SHOWN)
# Written out: building it anew for each page took longer than the database took to answer.
LINKS = f"""
SELECT link.*, {ENDS}
FROM record_link link
JOIN record_listing one ON one.id = link.listing_id
JOIN record_listing two ON two.claim = link.other
WHERE link.claim IN %s OR link.other IN %s
ORDER BY one.entry_id, link.id
"""


def _links(claims: list[str]) -> Iterable[Link]:
    """Links of these claims with listed ones, each with what is shown of both ends."""
    if not claims:
        return []
    places = f"({', '.join(['%s'] * len(claims))})"
    return Link.objects.raw(LINKS.replace("IN %s", f"IN {places}"), [*claims, *claims])


def _bond(link: Link, end: str, *, incoming: bool) -> Bond:
    neighbour = Neighbour(
        id=link.other if end == "two" else link.claim,
        short=getattr(link, f"{end}_short"),
        verdict=getattr(link, f"{end}_verdict_label"),
        language=getattr(link, f"{end}_language"),
        retracted=bool(getattr(link, f"{end}_retracted")),
        slug=getattr(link, f"{end}_slug"),
    )
    return Bond(link.type, incoming, link.on, link.reason, neighbour)
