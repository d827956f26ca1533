"""Find statements and sources by their words, in indexes that each engine keeps by itself.

PostgreSQL has an index over the words of some columns. SQLite has a table of FTS5 over them, which
three triggers keep.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db import connections, router
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

from core.triggers import Keeper
from sources.addresses import canonical_url
from sources.models import Passage, Source, Speaker, Statement

MOST = 500
MOST_WORDS = 12
# Of the speakers and sources that a text may name so many are gone through, and of what each said.
NAMED, SAID = 20, 1_000


@dataclass(frozen=True)
class WordIndex:
    """The words of some columns of text, by the key of the row."""

    model: type[Model]
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        return f"{self.table}_words"

    def keys(self, words: list[str], *, every: bool, most: int = MOST) -> RawSQL:
        """Keys of rows in which all of the words, or any, begin; of very many the newest."""
        return RawSQL(self._sql(most), [self._asked(words, every)])

    def _sql(self, most: int) -> str:
        if self._is_sqlite:
            found = f"rowid FROM {self.name} WHERE {self.name} MATCH %s ORDER BY rowid"
        else:
            vector = self._vector()
            asked = "to_tsquery('simple'::regconfig, %s)"
            found = f"id FROM {self.table} WHERE {vector} @@ {asked} ORDER BY id"
        return f"SELECT {found} DESC LIMIT {int(most)}"

    def _asked(self, words: list[str], every: bool) -> str:
        if self._is_sqlite:
            return (" AND " if every else " OR ").join(f'"{word}" *' for word in words)
        return (" & " if every else " | ").join(f"'{word}':*" for word in words)

    def _vector(self) -> str:
        text = " || ' ' || ".join(self.columns)
        return f"to_tsvector('simple'::regconfig, {text})"

    @property
    def _is_sqlite(self) -> bool:
        return connections[router.db_for_read(self.model)].vendor == "sqlite"

    def create(self, vendor: str) -> list[str]:
        """What makes the index; on SQLite it is filled when its keeper comes."""
        if vendor == "sqlite":
            return [
                f"CREATE VIRTUAL TABLE {self.name} USING fts5({', '.join(self.columns)}, "
                f"content = '{self.table}', content_rowid = 'id', "
                "tokenize = \"unicode61 categories 'L* N* Co Mn Mc'\")"
            ]
        return [f"CREATE INDEX {self.name} ON {self.table} USING gin ({self._vector()})"]

    def remove(self, vendor: str) -> list[str]:
        return [f"DROP {'TABLE' if vendor == 'sqlite' else 'INDEX'} {self.name}"]

    def keeper(self) -> Keeper:
        """What keeps the table of FTS5; PostgreSQL keeps its index without."""
        columns = ", ".join(self.columns)
        new, old = (", ".join(f"{row}.{one}" for one in self.columns) for row in ("NEW", "OLD"))
        told = f"INSERT INTO {self.name} (rowid, {columns}) VALUES (NEW.id, {new});"
        gone = f"INSERT INTO {self.name} ({self.name}, rowid, {columns}) "
        gone += f"VALUES ('delete', OLD.id, {old});"
        acts = {
            f"{self.name}_added": f"INSERT ON {self.table} BEGIN {told} END",
            f"{self.name}_removed": f"DELETE ON {self.table} BEGIN {gone} END",
            f"{self.name}_changed": f"UPDATE OF {columns} ON {self.table} BEGIN {gone} {told} END",
        }
        triggers = {name: f'CREATE TRIGGER "{name}" AFTER {act}' for name, act in acts.items()}
        refill = f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')"
        return Keeper(self.name, self.table, (self.name,), triggers, refill)


PASSAGES, TITLES = WordIndex(Passage, ("exact",)), WordIndex(Source, ("title", "author"))
INDEXES = (PASSAGES, TITLES)


def statements(text: str) -> list[int]:
    """Keys of statements with all the words: in what was said, or partly in the name of speaker or
    source. Of each word the beginning is enough; the newest come first.
    """
    words = words_in(text)
    if not words:
        return []
    named = Statement.objects.filter(public_id=text.strip().lower()).values_list("pk", flat=True)
    said = Passage.objects.filter(pk__in=PASSAGES.keys(words, every=True))
    found = [*said.order_by("-pk").values_list("statement", flat=True)]
    found += _of("speaker", _speakers(words), words)
    found += _of("source", _sources(words), words)
    return list(dict.fromkeys([*named, *found]))


def sources(text: str) -> list[int]:
    """Keys of sources with all the words in title or author, or partly in the publisher's name; of
    an address or a public id the one source that has it. The newest come first.
    """
    words = words_in(text)
    if not words:
        return []
    same = Q(public_id=text.strip().lower()) | Q(url=_address(text))
    found = [*Source.objects.filter(same).values_list("pk", flat=True)]
    found += [key for key, _ in _titles(words, every=True, most=MOST)]
    for rest, outlets in _rests(_speakers(words), words):
        theirs = Source.objects.filter(publisher__speaker__in=outlets).order_by("-pk")
        if rest:
            theirs = theirs.filter(pk__in=TITLES.keys(list(rest), every=True))
        found += theirs.values_list("pk", flat=True)[:MOST]
    return list(dict.fromkeys(found))


def _address(text: str) -> str | None:
    """The address as sources have theirs; None for what is none."""
    try:
        return canonical_url(text.strip())
    except ValueError:
        return None


def words_in(text: str) -> list[str]:
    """The words of what somebody typed, without marks; at most a dozen."""
    plain = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in text.lower())
    return list(dict.fromkeys(plain.split()))[:MOST_WORDS]


def _speakers(words: list[str]) -> Iterable[tuple[int, str]]:
    """Speakers in whose name one of the words stands, with the name."""
    anywhere = reduce(or_, (Q(name__icontains=word) for word in words))
    return Speaker.objects.filter(anywhere).values_list("pk", "name")[:NAMED]


def _sources(words: list[str]) -> Iterable[tuple[int, str]]:
    return _titles(words, every=False, most=NAMED)


def _titles(words: list[str], *, every: bool, most: int) -> Iterable[tuple[int, str]]:
    found = Source.objects.filter(pk__in=TITLES.keys(words, every=every, most=most))
    return found.order_by("-pk").values_list("pk", "title")


def _rests(
    named: Iterable[tuple[int, str]], words: list[str]
) -> list[tuple[tuple[str, ...], list[int]]]:
    """The words that names leave, each with the keys of those so named; the fullest match first."""
    rests: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, told in named:
        rests[tuple(word for word in words if word not in told.lower())].append(key)
    return sorted(rests.items(), key=lambda one: len(one[0]))


def _of(name: str, named: Iterable[tuple[int, str]], words: list[str]) -> list[int]:
    """Statements of these in which the words stand that their names leave; one query a rest."""
    found: list[int] = []
    for rest, keys in _rests(named, words):
        theirs = Statement.objects.filter(**{f"{name}__in": keys}).order_by("-pk")
        if rest:
            newest = list(theirs.values_list("pk", flat=True)[:SAID])
            holds = (_told(word) for word in rest)
            said = Passage.objects.filter(reduce(and_, holds), statement__in=newest)
            found += said.order_by("-pk").values_list("statement", flat=True)[:MOST]
        else:
            found += theirs.values_list("pk", flat=True)[:MOST]
    return found


def _told(word: str) -> Q:
    """Passages in which a word stands, or whose speaker or source is called so."""
    places = ("exact", "statement__speaker__name", "statement__source__title")
    return reduce(or_, (Q(**{f"{place}__icontains": word}) for place in places))
