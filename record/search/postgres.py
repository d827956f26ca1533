"""PostgreSQL: a GIN index on an expression, made by the migration; nothing to maintain."""

from django.contrib.postgres.search import SearchQuery, SearchVector

# The index of migration 0002 serves only the SQL that this emits; a test asks EXPLAIN.
VECTOR = SearchVector("words", config="simple")


def search(listings, terms):
    query = SearchQuery(expression(terms), search_type="raw", config="simple")
    return listings.annotate(document=VECTOR).filter(document=query)


def expression(terms):
    """The terms as PostgreSQL's tsquery writes them; words hold only letters and digits."""
    return " & ".join(_term(term) for term in terms)


def _term(term):
    words = [f"'{word}'" for word in term.words]
    if term.begun:
        words[-1] += ":*"
    together = f"({' <-> '.join(words)})"
    return f"!{together}" if term.excluded else together


def index(listings):
    """The index follows the table by itself."""


def clear(using):
    """The index follows the table by itself."""


def unindexed(using):
    """The index follows the table by itself."""
    return []
