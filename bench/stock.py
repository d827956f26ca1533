"""Search as Django's documentation of contrib.postgres does it, for comparison; PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
)
from django.core.paginator import Paginator
from django.db import connection, models
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.template import engines

from record.models import Listing, Mention

PER_PAGE = 30
ROWS = (
    "<h1>{{ page.paginator.count }} claims</h1><ul>{% for row in page %}"
    "<li><a href='/{{ row.claim }}/'>{{ row.short }}</a> {{ row.verdict_label }} "
    "{{ row.claimant_name }}</li>{% endfor %}</ul>"
    "{% for name, counts in facets.items %}<h2>{{ name }}</h2><ul>{% for value, count in counts %}"
    "<li>{{ value }} {{ count }}</li>{% endfor %}</ul>{% endfor %}"
)


class Stored(models.Model):
    """The vector of a listing, kept in a column with a GIN index as the documentation advises."""

    listing = models.OneToOneField(Listing, models.DO_NOTHING, primary_key=True)
    document = SearchVectorField()

    class Meta:
        app_label = "record"
        managed = False
        db_table = "bench_stored"

    def __str__(self):
        return str(self.listing_id)


def prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_stored AS SELECT id AS listing_id, "
            "setweight(to_tsvector('english', text), 'A') || to_tsvector('english', words) "
            "AS document FROM record_listing"
        )
        cursor.execute("ALTER TABLE bench_stored ADD PRIMARY KEY (listing_id)")
        cursor.execute("CREATE INDEX bench_stored_document ON bench_stored USING gin (document)")
        cursor.execute("ANALYZE bench_stored")


def page(text: str) -> Callable[[], str]:
    """Rank, count and facets over the stored vector, in a small template."""
    kind = "phrase" if text.startswith('"') else "plain"

    def ask() -> str:
        query = SearchQuery(text.strip('"'), config="english", search_type=kind)
        found = Listing.objects.filter(stored__document=query, retracted=False)
        ranked = found.annotate(rank=SearchRank("stored__document", query)).order_by("-rank")
        return _rendered(ranked.defer("words", "finding"), found)

    return ask


def first_example(text: str) -> Callable[[], str]:
    """`annotate(search=SearchVector(...))`, as the documentation begins."""

    def ask() -> str:
        vector = SearchVector("text", weight="A", config="english")
        vector += SearchVector("words", config="english")
        query = SearchQuery(text, config="english")
        found = Listing.objects.annotate(document=vector).filter(document=query)
        ranked = found.annotate(rank=SearchRank(vector, query)).order_by("-rank")
        return _rendered(ranked.defer("words", "finding"), found)

    return ask


def _rendered(ranked, found) -> str:
    shown = Paginator(ranked, PER_PAGE).page(1)
    facets = {
        "verdict": found.values_list("verdict").annotate(n=Count("pk")).order_by("-n"),
        "language": found.values_list("language").annotate(n=Count("pk")).order_by("-n"),
        "year": found.values_list(ExtractYear("published_at")).annotate(n=Count("pk")),
    }
    for role in ("topic", "speaker", "publisher"):
        mentions = Mention.objects.filter(listing__in=found.values("pk"), role=role)
        counted = mentions.values_list("subject__name").annotate(n=Count("listing_id"))
        facets[role] = counted.order_by("-n")[:8]
    template = engines["django"].from_string(ROWS)
    return template.render({"page": shown, "facets": facets})
