"""Find rows by their words, in indexes that each engine keeps by itself.

PostgreSQL has an index over the words of some columns. SQLite has a table of FTS5 over them, which
three triggers keep. Both part words at every sign, and both read ü as u.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db import connections, router
from django.db.models import Model
from django.db.models.expressions import RawSQL

from core.triggers import Keeper

MOST = 500
MOST_WORDS = 12
# So many of the newest rows are looked through for each that is wanted.
RECENT = 15
# And in so many, at least, the index looks, before it looks in all.
NEAR = 1_000
# The rows of so many keys have one word more in common, by which the index finds the last of them.
STRETCH = 16_384
TOKENS = "tokenize = \"unicode61 categories 'L* N* Co Mn Mc'\""
# Of a longer text PostgreSQL would make no vector.
INDEXED = 100_000
# PostgreSQL's parser sees addresses, versions and numbers with a sign as one word: signs go before
# it reads. Without them it parts words as `words_in` does.
SIGNS = (
    r"\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a0-\u00a9\u00ab-\u00b1"
    r"\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f\u3000-\u3004\u3008-\u3020"
)
MARKS = r"\u0300-\u036f"


@dataclass(frozen=True)
class Found:
    """Keys of the rows that answer, the best first; `more` where others may answer too."""

    keys: list[int]
    more: bool = False


@dataclass(frozen=True)
class WordIndex:
    """The words of some columns of text, by the key of the row.

    `flag` names a column of which only the rows with 1 are in the index; empty for all rows.
    """

    model: type[Model]
    columns: tuple[str, ...]
    flag: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        return f"{self.table}_words"

    def keys(self, words: list[str], *, every: bool, most: int = MOST) -> RawSQL:
        """Keys of rows in which all of the words, or any, begin; of very many the newest."""
        sql = self._on_sqlite() if self._is_sqlite else self._on_postgresql()
        asked = self._asked(words, every)
        return RawSQL(sql.format(most=int(most)), [asked] * sql.count("%s"))

    def _on_sqlite(self) -> str:
        found = f"rowid FROM {self.name} WHERE {self.name} MATCH %s"
        return f"SELECT {found} ORDER BY rowid DESC LIMIT {{most}}"

    def _on_postgresql(self) -> str:
        """By the index, and only then in order: left to itself the planner goes back through all
        rows for words that are not quite rare, and makes a vector of each. Where all rows are in
        the index, common words are found among the newest, which are looked through first, and
        middling ones in the last stretches of rows, of which the index tells as of a word. Only
        the first step that finds enough is taken.
        """
        asked = "@@ to_tsquery('simple'::regconfig, %s)"
        found = f"SELECT id FROM {self.table} WHERE {self._vector()} {asked}"
        order = "ORDER BY id DESC LIMIT {most}"
        if self.flag:
            found = f"WITH found AS MATERIALIZED ({found} AND {self.flag} = 1)"
            return f"{found} SELECT id FROM found {order}"
        lately = f"SELECT id, {self._vector()} AS told FROM {self.table}"
        lately = f"{lately} ORDER BY id DESC LIMIT {RECENT} * {{most}}"
        newest, nearer = (f"(SELECT count(*) FROM {step})" for step in ("newest", "nearer"))
        near = f"{found} AND {self._vector()} @@ {self._last_stretches()}"
        return (
            f"WITH lately AS MATERIALIZED ({lately}), "
            f"newest AS MATERIALIZED (SELECT id FROM lately WHERE told {asked} {order}), "
            f"nearer AS MATERIALIZED ({near} AND {newest} < {{most}}), "
            f"others AS MATERIALIZED ({found} AND greatest({newest}, {nearer}) < {{most}}) "
            f"SELECT id FROM (SELECT id FROM newest WHERE {newest} >= {{most}} UNION ALL "
            f"SELECT id FROM nearer WHERE {nearer} >= {{most}} UNION ALL "
            f"SELECT id FROM others) AS found {order}"
        )

    def _last_stretches(self) -> str:
        last = f"(SELECT max(id) / {STRETCH} FROM {self.table})"
        which = f"generate_series({last} - {NEAR} * {{most}} / {STRETCH} - 1, {last})"
        return f"(SELECT string_agg('''#' || one || '''', '|')::tsquery FROM {which} AS one)"

    def _asked(self, words: list[str], every: bool) -> str:
        if self._is_sqlite:
            return (" AND " if every else " OR ").join(f'"{word}" *' for word in words)
        plain = (_without_marks(word) for word in words)
        return (" & " if every else " | ").join(f"'{word}':*" for word in plain if word)

    def _vector(self) -> str:
        text = " || ' ' || ".join(self.columns)
        plain = f"normalize(left({text}, {INDEXED}), NFD)"
        plain = f"regexp_replace({plain}, '[{MARKS}]+', '', 'g')"
        plain = f"regexp_replace({plain}, '[{SIGNS}]+', ' ', 'g')"
        told = f"to_tsvector('simple'::regconfig, {plain})"
        if self.flag:
            return told
        return f"({told} || array_to_tsvector(ARRAY['#' || (id / {STRETCH})::text]))"

    @property
    def _is_sqlite(self) -> bool:
        return connections[router.db_for_read(self.model)].vendor == "sqlite"

    def create(self, vendor: str) -> list[str]:
        """What makes the index; on SQLite it is filled when its keeper comes."""
        if vendor == "sqlite":
            whose = "" if self.flag else f"content = '{self.table}', content_rowid = 'id', "
            columns = ", ".join(self.columns)
            return [f"CREATE VIRTUAL TABLE {self.name} USING fts5({columns}, {whose}{TOKENS})"]
        those = f" WHERE {self.flag} = 1" if self.flag else ""
        return [f"CREATE INDEX {self.name} ON {self.table} USING gin ({self._vector()}){those}"]

    def remove(self, vendor: str) -> list[str]:
        return [f"DROP {'TABLE' if vendor == 'sqlite' else 'INDEX'} {self.name}"]

    def renew(self, schema_editor) -> None:
        """For a migration: PostgreSQL's index as it is declared now, in the place of how it was."""
        vendor = schema_editor.connection.vendor
        if vendor == "sqlite":
            return
        for statement in [*self.remove(vendor), *self.create(vendor)]:
            schema_editor.execute(statement)

    def keeper(self) -> Keeper:
        """What keeps the table of FTS5; PostgreSQL keeps its index without."""
        acts, refill = self._of_some() if self.flag else self._of_all()
        triggers = {
            f"{self.name}_{act}": f'CREATE TRIGGER "{self.name}_{act}" AFTER {does}'
            for act, does in acts.items()
        }
        return Keeper(self.name, self.table, (self.name,), triggers, refill)

    def _of_all(self) -> tuple[dict[str, str], tuple[str, ...]]:
        """The table reads the words themselves from the rows, and is told what they were."""
        columns = ", ".join(self.columns)
        new, old = (", ".join(f"{row}.{one}" for one in self.columns) for row in ("NEW", "OLD"))
        told = f"INSERT INTO {self.name} (rowid, {columns}) VALUES (NEW.id, {new});"
        gone = f"INSERT INTO {self.name} ({self.name}, rowid, {columns}) "
        gone += f"VALUES ('delete', OLD.id, {old});"
        acts = {
            "added": f"INSERT ON {self.table} BEGIN {told} END",
            "removed": f"DELETE ON {self.table} BEGIN {gone} END",
            "changed": f"UPDATE OF {columns} ON {self.table} BEGIN {gone} {told} END",
        }
        return acts, (f"INSERT INTO {self.name} ({self.name}) VALUES ('rebuild')",)

    def _of_some(self) -> tuple[dict[str, str], tuple[str, ...]]:
        """The table holds the words of the rows that are flagged, while they are."""
        columns = ", ".join(self.columns)
        new = ", ".join(f"NEW.{one}" for one in self.columns)
        is_new, was_old = f"NEW.{self.flag} = 1", f"OLD.{self.flag} = 1"
        differs = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in (self.flag, *self.columns))
        differs = f"({was_old} OR {is_new}) AND ({differs})"
        told = f"INSERT INTO {self.name} (rowid, {columns}) SELECT NEW.id, {new} WHERE {is_new};"
        gone = f"DELETE FROM {self.name} WHERE rowid = OLD.id;"
        acts = {
            "added": f"INSERT ON {self.table} WHEN {is_new} BEGIN {told} END",
            "removed": f"DELETE ON {self.table} WHEN {was_old} BEGIN {gone} END",
            "changed": f"UPDATE ON {self.table} WHEN {differs} BEGIN {gone} {told} END",
        }
        fill = f"INSERT INTO {self.name} (rowid, {columns}) SELECT id, {columns} "
        return acts, (
            f"DELETE FROM {self.name}",
            f"{fill} FROM {self.table} WHERE {self.flag} = 1",
        )


def words_in(text: str) -> list[str]:
    """The words of what somebody typed, without marks; at most a dozen."""
    plain = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in text.lower())
    return list(dict.fromkeys(plain.split()))[:MOST_WORDS]


def _without_marks(word: str) -> str:
    return re.sub(f"[{MARKS}]", "", unicodedata.normalize("NFD", word))
