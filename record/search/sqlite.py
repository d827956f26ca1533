"""SQLite: a table of FTS5, made by the migration, kept by the projection, rebuilt from the log."""

from django.db import connections
from django.db.models.expressions import RawSQL

TABLE = "record_listing_words"


def search(listings, terms):
    matching = RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [expression(terms)])
    return listings.filter(pk__in=matching)


def expression(terms):
    """The terms as FTS5 writes them; words hold only letters and digits."""
    wanted = " AND ".join(_term(term) for term in terms if not term.excluded)
    unwanted = [f" NOT {_term(term)}" for term in terms if term.excluded]
    return f"({wanted}){''.join(unwanted)}"


def _term(term):
    return f'"{" ".join(term.words)}"{" *" if term.begun else ""}'


def index(listings):
    rows = [(listing.pk, listing.words) for listing in listings]
    with connections[listings[0]._state.db].cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [row[:1] for row in rows])
        cursor.executemany(f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)", rows)


def clear(using):
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def unindexed(using):
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT listing.claim FROM record_listing AS listing LEFT JOIN {TABLE} AS found "
            "ON found.rowid = listing.id WHERE found.words IS NOT listing.words"
        )
        return [row[0] for row in cursor.fetchall()]
