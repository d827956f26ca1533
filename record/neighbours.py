"""Which entry changed whose page last, read from the log alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, TextField, Value, When

import msgspec

from core.verifying import BATCH
from record.models import Entry

# An edition without relations; within a text the marks would be escaped.
UNRELATED = '"relations":[]'


class _Relation(msgspec.Struct):
    claim: str


class _Content(msgspec.Struct):
    relations: list[_Relation]


class _Edition(msgspec.Struct):
    content: _Content


class Beside:
    """For each claim, the newest entry by which a claim that it is linked with changed its page.

    `links` are those that stand before the first entry is taken: who names whom.
    """

    def __init__(self, links: Iterable[tuple[str, str]] = ()):
        self.newest: dict[str, int] = {}
        self._names: dict[str, set[str]] = {}
        self._named_by: defaultdict[str, set[str]] = defaultdict(set)
        for claim, other in links:
            self._names.setdefault(claim, set()).add(other)
            self._named_by[other].add(claim)

    def take(self, index: int, claim: str, named: set[str]) -> None:
        """Take the next edition of a claim, with the claims that its relations name."""
        before = self._names.pop(claim, set())
        beside = before | named | self._named_by.get(claim, set())
        self.newest.update(dict.fromkeys(beside - {claim}, index))
        for other in before - named:
            self._named_by[other].discard(claim)
        for other in named:
            self._named_by[other].add(claim)
        if named:
            self._names[claim] = named


class Reached(Beside):
    """The same over the whole log.

    Only linked claims are held, and only their entries' bytes are fetched, so that memory grows
    with the links and not with the log.
    """

    def __init__(self):
        super().__init__()
        self._seen = -1

    def read_on(self) -> None:
        """Read what the log holds beyond what was read."""
        editions = Entry.objects.editions().filter(index__gt=self._seen).order_by("index")
        bare = When(data__contains=UNRELATED, then=Value("", TextField()))
        rows = editions.annotate(related=Case(bare, default="data"))
        for index, claim, data in rows.values_list("index", "claim", "related").iterator(BATCH):
            self.take(index, claim, _named_in(data))
            self._seen = index


def _named_in(data: str) -> set[str]:
    """The claims that an edition's relations name; none where its bytes cannot be read."""
    try:
        found = msgspec.json.decode(data, type=_Edition).content.relations if data else []
    except msgspec.MsgspecError:
        return set()
    return {relation.claim for relation in found}
