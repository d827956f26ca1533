from __future__ import annotations

import functools

from django.db import models
from django.urls import reverse

from record.merkle import EMPTY_ROOT
from record.schema import Edition, Scale, read_entry

PAST = "SELECT * FROM record_entry WHERE claim = %s AND kind = 'edition' ORDER BY number"


class EntryQuerySet(models.QuerySet):
    def editions(self):
        return self.filter(kind=Entry.Kind.EDITION)

    def of(self, claim: str):
        """The editions of one claim, oldest first."""
        return self.editions().filter(claim=claim).order_by("number")

    def past_of(self, claim: str) -> models.query.RawQuerySet:
        """The same, written out: its page reads it, and to build the query took longer."""
        return self.raw(PAST, [claim])


class Entry(models.Model):
    """One line of the log: an edition or a notice, as canonical JSON, for ever.

    `data` is what was published; its leaf is SHA-256(0x00 ‖ bytes) (RFC 9162). The other columns
    are copies of what stands in it, and `verify` compares them.
    """

    class Kind(models.TextChoices):
        EDITION = "edition", "Edition"
        NOTICE = "notice", "Notice"

    class EditionKind(models.TextChoices):
        FIRST = "first", "First edition"
        EDIT = "edit", "Edit"
        CLARIFICATION = "clarification", "Clarification"
        UPDATE = "update", "Update"
        CORRECTION = "correction", "Correction"
        RETRACTION = "retraction", "Retraction"

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    claim = models.CharField(max_length=10, blank=True)
    number = models.PositiveIntegerField(null=True)
    edition_kind = models.CharField(max_length=14, choices=EditionKind, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()
    data = models.TextField()
    leaf = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["index"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=models.Q(index__gte=0), name="entry_index_from_zero"),
            models.CheckConstraint(
                condition=models.Q(kind="edition", number__gte=1, edition_kind__gt="")
                & ~models.Q(claim="")
                | models.Q(kind="notice", claim="", number=None, edition_kind=""),
                name="entry_is_an_edition_or_a_notice",
            ),
            models.UniqueConstraint(
                fields=["claim", "number"],
                condition=models.Q(kind="edition"),
                name="edition_number_is_given_once",
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "number"], name="editions_of_a_claim"),
            models.Index(fields=["edition_kind", "-index"], name="entries_by_edition_kind"),
            models.Index(fields=["published_at"], name="entries_by_moment"),
        ]

    def __str__(self):
        return f"{self.claim} edition {self.number}" if self.claim else f"notice {self.index}"

    def get_absolute_url(self) -> str:
        """The page of an edition, for ever."""
        return reverse("edition", args=[self.claim, self.number])

    @functools.cached_property
    def published(self) -> Edition | Scale:
        """What the bytes say."""
        return read_entry(self.data)

    @property
    def content(self):
        return self.published.content

    @property
    def is_retraction(self) -> bool:
        return self.edition_kind == self.EditionKind.RETRACTION


class Head(models.Model):
    """The size and root of the log: one row, locked first and until commit by every writer."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.JSONField(default=list)
    root = models.CharField(max_length=64, default=EMPTY_ROOT)
    last_published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "head of the log"
        verbose_name_plural = "head of the log"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="head_size_from_zero"),
        ]

    def __str__(self):
        return f"{self.size} entries, root {self.root[:12]}…"
