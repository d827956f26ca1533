"""PostgreSQL: a table of vectors, made by the migration, kept by the projection.

The vectors are written out, not parsed by the server, whose parser depends on its locale.
"""

from django.db import connections
from django.db.models.expressions import RawSQL

TABLE = "record_listing_words"
# A vector holds no position beyond this one.
LAST_POSITION = 16_383


def matching(terms, *, every):
    """Keys of listings in which every one of the terms stands, or any."""
    expression = (" & " if every else " | ").join(_term(term) for term in terms)
    return RawSQL(f"SELECT listing_id FROM {TABLE} WHERE document @@ %s::tsquery", [expression])


def _term(term):
    """As a tsquery is written; words hold only letters and digits."""
    words = [f"'{word}'" for word in term.words]
    if term.begun:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"


def vector(words):
    """Words with single spaces between as a tsvector is written."""
    places = {}
    for place, word in enumerate(words.split()[:LAST_POSITION], start=1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def index(rows, using):
    """Hold the words of these listings, by key."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (listing_id, document) "
            f"SELECT key::bigint, coalesce(told, '')::tsvector FROM {_columns('key', 'told')} "
            "ON CONFLICT (listing_id) DO UPDATE SET document = EXCLUDED.document",
            _written((key, vector(words)) for key, words in rows),
        )


def held(keys, using):
    """The words by which listings are found now, by key."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT listing_id, tsvector_to_array(document) FROM {TABLE} "
            "WHERE listing_id = ANY(%s)",
            [list(keys)],
        )
        return {key: set(words) for key, words in cursor.fetchall()}


def put_postings(rows, using):
    """Save postings as (word, stretch, size, data), over what was there."""
    if not rows:
        return
    told = [(word, chunk, size, data.hex()) for word, chunk, size, data in rows]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO record_posting (word_id, chunk, size, data) "
            "SELECT word::bigint, chunk::int, size::int, decode(data, 'hex') "
            f"FROM {_columns('word', 'chunk', 'size', 'data')} "
            "ON CONFLICT (word_id, chunk) DO UPDATE SET size = excluded.size, data = excluded.data",
            _written(told),
        )


def _columns(*names):
    """A table of texts whose columns are given as one long text each, a line for each row.

    Arrays are written out element by element, which takes longer than all the rest.
    """
    arrays = ", ".join("string_to_array(%s, E'\\n')" for _ in names)
    return f"unnest({arrays}) AS row ({', '.join(names)})"


def _written(rows):
    return ["\n".join(map(str, column)) for column in zip(*rows, strict=True)]


def clear(using):
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def unindexed(rows, using):
    """Which of these listings, by key, are not held with these words."""
    keys, told = [key for key, _ in rows], [vector(words) for _, words in rows]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT row.key FROM unnest(%s::bigint[], %s::text[]) AS row (key, told) "
            f"LEFT JOIN {TABLE} AS found ON found.listing_id = row.key "
            "WHERE found.document IS DISTINCT FROM row.told::tsvector",
            [keys, told],
        )
        return [row[0] for row in cursor.fetchall()]
