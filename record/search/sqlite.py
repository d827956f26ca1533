"""SQLite: a table of FTS5, made by the migration, kept by the projection, rebuilt from the log."""

import json

from django.db import connections
from django.db.models.expressions import RawSQL

TABLE = "record_listing_words"


def matching(terms, *, every):
    """Keys of listings in which every one of the terms stands, or any."""
    expression = (" AND " if every else " OR ").join(_term(term) for term in terms)
    return RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [expression])


def _term(term):
    """As FTS5 writes it; words hold only letters and digits."""
    return f'"{" ".join(term.words)}"{" *" if term.begun else ""}'


def index(rows, using):
    """Hold the words of these listings, by key."""
    with connections[using].cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(key,) for key, _ in rows])
        cursor.executemany(f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)", rows)


def held(keys, using):
    """The words by which listings are found now, by key."""
    with connections[using].cursor() as cursor:
        sql = f"SELECT rowid, words FROM {TABLE} WHERE rowid IN (SELECT value FROM json_each(%s))"
        cursor.execute(sql, [json.dumps(keys)])
        return {key: set(words.split()) for key, words in cursor.fetchall()}


def put_postings(rows, using):
    """Save postings as (word, stretch, size, data), over what was there."""
    with connections[using].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO record_posting (word_id, chunk, size, data) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (word_id, chunk) DO UPDATE SET size = excluded.size, data = excluded.data",
            rows,
        )


def clear(using):
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def unindexed(rows, using):
    """Which of these listings, by key, are not held with these words."""
    with connections[using].cursor() as cursor:
        sql = f"SELECT rowid, words FROM {TABLE} WHERE rowid IN (SELECT value FROM json_each(%s))"
        cursor.execute(sql, [json.dumps([key for key, _ in rows])])
        found = dict(cursor.fetchall())
    return [key for key, words in rows if found.get(key) != words]
