from __future__ import annotations

import datetime as dt
import functools

from django.db import connections, models
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from record.models.entry import Entry

# The columns in which somebody's own words stand, and which are exported.
IN_OWN_WORDS = (
    "text",
    "short",
    "place",
    "holds_words",
    "state",
    "verdict_label",
    "finding",
    "claimant_name",
)

# What stands beneath a claim's address instead of a slug.
TAKEN = ("editions", "embed")


@functools.lru_cache(maxsize=4096)
def claim_address(claim: str, slug: str) -> str:
    """Where a claim is read; the slug is decoration, and some words have an address already."""
    return reverse("claim", args=[claim, "claim" if slug in TAKEN else slug])


PAGE = """
SELECT {columns}, entry.published_at AS touched_at
FROM record_listing listing JOIN record_entry entry ON entry."index" = listing.touched
WHERE listing.claim = %s
"""

# From each value of an indexed column to the next: a step for each, however many rows have it.
VALUES = """
WITH RECURSIVE told(value) AS (
    SELECT min({column}) FROM record_listing
    UNION ALL
    SELECT (SELECT min({column}) FROM record_listing WHERE {column} > told.value)
    FROM told WHERE told.value IS NOT NULL
)
SELECT value FROM told WHERE value IS NOT NULL
"""


def _aware(moment: dt.datetime) -> dt.datetime:
    """A moment as the engine gives it: SQLite's is in UTC without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


class ListingQuerySet(models.QuerySet):
    def current(self):
        """Claims that lists and search show: all but the retracted, which keep only their page."""
        return self.filter(retracted=False)

    def for_lists(self):
        """With what a row shows, and without the texts that only search reads."""
        corrections = Entry.objects.of(OuterRef("claim")).filter(
            edition_kind=Entry.EditionKind.CORRECTION
        )
        newest = corrections.order_by("-number").values("published_at")[:1]
        return self.defer("words", "finding").annotate(corrected_at=Subquery(newest))

    def for_its_page(self):
        """With the moment at which the log last changed its page, and without search's texts."""
        touched = Entry.objects.filter(index=OuterRef("touched")).values("published_at")
        return self.defer("words").annotate(touched_at=Subquery(touched))

    def of_page(self, claim: str):
        """The same for one claim, by its public id; None where it is not listed.

        Written out: to build this query anew takes longer than all else that a 304 costs.
        """
        columns = (f.column for f in self.model._meta.concrete_fields if f.name != "words")
        told = ", ".join(f'listing."{column}"' for column in columns)
        rows = self.raw(PAGE.format(columns=told), [claim])
        for listing in rows:
            listing.touched_at = _aware(listing.touched_at)
            return listing
        return None

    def known(self, column: str) -> list[str]:
        """What stands on claims as their verdict, kind or language."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(VALUES.format(column=column))
            return sorted(value for (value,) in cursor.fetchall())

    def for_found(self):
        """As for lists, with the finding, of which a found row shows an excerpt."""
        return self.for_lists().defer(None).defer("words")


class Listing(models.Model):
    """The current edition of one claim, with what pages sort, filter, count and search by."""

    claim = models.CharField(max_length=10, unique=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="listing")
    number = models.PositiveIntegerField()
    slug = models.CharField(max_length=100)
    kind = models.CharField(max_length=12)
    text = models.TextField()
    short = models.CharField(max_length=75)
    language = models.CharField(max_length=35)
    verdict = models.CharField(max_length=40)
    verdict_label = models.CharField(max_length=60)
    verdict_colour = models.CharField(max_length=12)
    basis = models.CharField(max_length=12)
    finding = models.TextField()
    claimant = models.CharField(max_length=10, blank=True)
    claimant_name = models.CharField(max_length=420, blank=True)
    made_from = models.DateField(null=True, help_text="When the claimant made it.")
    made_to = models.DateField(null=True)
    place = models.CharField(max_length=120, blank=True)
    holds_from = models.DateField(null=True)
    holds_to = models.DateField(null=True)
    holds_words = models.CharField(max_length=200, blank=True)
    holds_basis = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=200, blank=True)
    independent_roots = models.PositiveIntegerField(default=0)
    # What became of it, by the links of others to it: for exports, which read no links.
    standing_state = models.CharField(max_length=12, default="current")
    standing_by = models.CharField(max_length=10, blank=True)
    standing_since = models.DateField(null=True)
    retracted = models.BooleanField(default=False)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    # The same, as exports write them: no database writes a moment as quickly as a text.
    first_published_text = models.CharField(max_length=27)
    published_text = models.CharField(max_length=27)
    touched = models.BigIntegerField(help_text="The newest log index that changed its page.")
    words = models.TextField(help_text="Folded text that search looks in.")
    tame = models.BooleanField(
        default=False, help_text="Whether no spreadsheet would take any text of it for a formula."
    )

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-entry_id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["verdict", "-entry"], name="listings_by_verdict"),
            models.Index(fields=["kind", "-entry"], name="listings_by_kind"),
            models.Index(fields=["language", "-entry"], name="listings_by_language"),
            models.Index(fields=["id", "touched", "retracted"], name="listings_in_the_sitemap"),
        ]

    def __str__(self):
        return self.short

    def get_absolute_url(self):
        return claim_address(self.claim, self.slug)


class Citation(models.Model):
    """One statement that a current edition cites: who, where, the exact words."""

    class Use(models.TextChoices):
        APPEARANCE = "appearance", "Where it was said"
        EVIDENCE = "evidence", "Evidence"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="citations")
    use = models.CharField(max_length=10, choices=Use)
    order = models.PositiveIntegerField()
    statement = models.CharField(max_length=10)
    speaker = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    stance = models.CharField(max_length=12, blank=True)
    counted = models.BooleanField(default=False)
    manner = models.CharField(max_length=10)
    exact = models.TextField()

    class Meta:
        ordering = ["listing_id", "use", "order"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["source"], name="citations_of_a_source"),
            models.Index(fields=["speaker"], name="citations_of_a_speaker"),
            models.Index(fields=["statement"], name="citations_of_a_statement"),
        ]

    def __str__(self):
        return self.exact[:80]


class SubjectQuerySet(models.QuerySet):
    def for_its_page(self):
        """With the moment at which the log last changed its page."""
        touched = Entry.objects.filter(index=OuterRef("touched")).values("published_at")
        return self.annotate(touched_at=Subquery(touched))

    def with_its_moment(self):
        """With the moment of the entry that last named it."""
        named = Entry.objects.filter(index=OuterRef("index")).values("published_at")
        return self.annotate(named_at=Subquery(named))


class Subject(models.Model):
    """A speaker, publisher, source, topic or verdict as the newest entry that mentions it says."""

    class Kind(models.TextChoices):
        SPEAKER = "speaker", "Speaker"
        PUBLISHER = "publisher", "Publisher"
        SOURCE = "source", "Source"
        TOPIC = "topic", "Topic"
        VERDICT = "verdict", "Verdict"

    kind = models.CharField(max_length=10, choices=Kind)
    public_id = models.CharField(max_length=40)
    name = models.CharField(max_length=420)
    slug = models.CharField(max_length=100)
    data = models.JSONField()
    index = models.BigIntegerField(help_text="The entry that last named it.")
    touched = models.BigIntegerField(default=-1, help_text="The newest entry to change its page.")

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "public_id"], name="subject_is_listed_once")
        ]
        indexes = [
            models.Index(fields=["id", "kind", "touched"], name="subjects_in_the_sitemap"),
            models.Index(fields=["kind", "name", "id"], name="subjects_by_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse(self.kind, args=[self.public_id, self.slug])


class Mention(models.Model):
    """Where a current edition mentions a subject, and as what: the join behind every facet."""

    class Role(models.TextChoices):
        CLAIMANT = "claimant", "Claimant"
        SPEAKER = "speaker", "Speaker of a cited statement"
        PUBLISHER = "publisher", "Publisher of a cited source"
        SOURCE = "source", "Cited source"
        CHAIN = "chain", "Source behind a cited statement"
        TOPIC = "topic", "Topic"
        VERDICT = "verdict", "Verdict"

    # The constraint and the index below serve both of these.
    listing = models.ForeignKey(
        Listing, on_delete=models.CASCADE, db_index=False, related_name="mentions"
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.CASCADE, db_index=False, related_name="mentions"
    )
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        ordering = ["listing_id", "role", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "subject", "role"], name="mention_is_listed_once"
            )
        ]
        indexes = [models.Index(fields=["subject", "role"], name="mentions_of_a_subject")]

    def __str__(self):
        return f"{self.subject} in {self.listing}"


class LinkQuerySet(models.QuerySet):
    def touching(self, claims):
        """Links from or to any of these claims (public ids)."""
        return self.filter(models.Q(claim__in=claims) | models.Q(other__in=claims))


class Link(models.Model):
    """One relation of a current edition to another claim, seen from both once both are listed."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="links")
    claim = models.CharField(max_length=10)
    other = models.CharField(max_length=10)
    type = models.CharField(max_length=12)
    on = models.DateField(null=True)
    reason = models.TextField(blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["listing_id", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["claim", "other", "type"], name="link_is_listed_once")
        ]
        indexes = [models.Index(fields=["other"], name="links_to_a_claim")]

    def __str__(self):
        return f"{self.claim} {self.type} {self.other}"
