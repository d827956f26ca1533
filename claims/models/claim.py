from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.text import slugify

from claims.models.topic import Topic
from claims.models.verdict import Verdict
from core import dates
from core.fields import ProseField
from core.ids import public_id
from core.revisions import columns


class Status(models.TextChoices):
    """The state of the working copy. What is public is the record's fact, not this column's."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    RETRACTED = "retracted", "Retracted"
    DISCARDED = "discarded", "Discarded"


OPEN = (Status.DRAFT, Status.IN_REVIEW, Status.CHANGES_REQUESTED, Status.APPROVED)

# What may be in somebody's hands, or was given up; of all others an edition stands.
IN_WORK = (*OPEN, Status.DISCARDED)
# What moves with the work, and is no part of what the claim says.
OF_THE_DESK = (
    "version",
    "status",
    "in_work",
    "assignee_id",
    "wanted_by",
    "created_at",
    "changed_at",
    "slug",
)


class EditionKind(models.TextChoices):
    """What the coming edition is, in relation to the one that stands."""

    FIRST = "first", "First edition"
    EDIT = "edit", "Edit: spelling and style only"
    CLARIFICATION = "clarification", "Clarification: said more clearly"
    UPDATE = "update", "Update: the world or the evidence changed"
    CORRECTION = "correction", "Correction: we erred"
    RETRACTION = "retraction", "Retraction: we withdraw the claim"


class ClaimQuerySet(models.QuerySet):
    def open(self):
        """Working copies that somebody still has to do something about."""
        return self.filter(status__in=OPEN)

    def awaiting_review(self):
        return self.filter(status=Status.IN_REVIEW)

    def awaiting_publication(self):
        return self.filter(status=Status.APPROVED)

    def with_parts(self):
        """With the rows of their own that `compose` reads; without the statements behind them."""
        return self.select_related("verdict").prefetch_related(
            "topics",
            "appearances",
            "evidence__bearing",
            models.Prefetch("relations", _relations()),
        )

    def whole(self, claim):
        """One claim as it stands now, with everything, in a constant number of queries."""
        return self.wholes([claim.pk])[claim.pk]

    def wholes(self, keys):
        """The claims of these keys as they stand now, in as many queries as one."""
        wholes = self.with_parts().in_bulk(keys)
        claims = wholes.values()
        parts = [part for c in claims for part in (*c.appearances.all(), *c.evidence.all())]
        keys = {part.statement_id for part in parts}
        statements = _statements().in_bulk(keys) if keys else {}
        for part in parts:
            part.statement = statements[part.statement_id]
        return wholes


def _statements():
    from sources.models import Statement

    return Statement.objects.with_everything()


def _relations():
    from claims.models.parts import Relation

    return Relation.objects.select_related("other")


def slug_of(short: str) -> str:
    """What the address of a claim says, from its short form."""
    return slugify(short)[:100] or "claim"


class Claim(models.Model):
    """One checkable assertion in the newsroom's words, with its verdict: the working copy."""

    class Kind(models.TextChoices):
        FACT = "fact", "Fact: something is or was so"
        ATTRIBUTION = "attribution", "Attribution: somebody said something"
        PROMISE = "promise", "Promise: something will be so"

    public_id = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    kind = models.CharField(
        max_length=12,
        choices=Kind,
        default=Kind.FACT,
        help_text="Which verdicts it can get depends on it.",
    )
    text = ProseField(
        "claim", help_text="One checkable sentence in our own words: “A US court vacated …”."
    )
    short = models.CharField(
        "short form", max_length=75, help_text="For lists and links; at most 75 characters."
    )
    slug = models.SlugField(max_length=100, blank=True, editable=False)
    language = models.CharField(max_length=35, default="en", help_text="Its code: en, ar, zh-Hans.")
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="claims",
        help_text="What it is about. Press + to enter one that is missing.",
    )
    place = models.CharField(max_length=120, blank=True, help_text="Where it holds, if anywhere.")
    holds_earliest = dates.earliest_field()
    holds_latest = dates.latest_field()
    holds_words = dates.words_field()
    holds_basis = dates.basis_field()
    holds_source = dates.basis_source_field()
    state = models.CharField(
        "state of the topic",
        max_length=200,
        blank=True,
        help_text="What this makes the state of its topics: “vacated, according to Xiaomi”.",
    )
    verdict = models.ForeignKey(
        Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    finding = ProseField(blank=True, help_text="One sentence: what we found.")
    explanation = ProseField(
        blank=True, help_text="Why we say so. Cite the evidence by number: [1]."
    )
    waiver = ProseField(
        "why we rest on less",
        blank=True,
        help_text="Waives the sourcing line of the checklist. Printed on the public page.",
    )
    last_checked = models.DateField(
        null=True, blank=True, help_text="The day on which somebody last looked whether it holds."
    )
    check_again = models.DateField(
        "check again on", null=True, blank=True, help_text="From this day it waits in the queue."
    )
    edition_kind = models.CharField(
        "coming edition",
        max_length=14,
        choices=EditionKind,
        default=EditionKind.FIRST,
        help_text="What it is to readers, after the one that stands.",
    )
    notice = ProseField(
        blank=True,
        help_text="For readers, with the coming edition: what changes, and what it said before.",
    )
    status = models.CharField(max_length=18, choices=Status, default=Status.DRAFT, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="assigned_claims",
    )
    wanted_by = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day by which somebody is to be done with it; of the desk alone.",
    )
    # The database keeps it: an index finds the few that are worked on among all that are not.
    in_work = models.GeneratedField(
        expression=models.Case(models.When(status__in=IN_WORK, then=1), default=0),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        help_text="1 while it is in somebody's hands or was given up, else 0.",
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("review_claim", "Can approve claims and ask for changes"),
            ("publish_claim", "Can publish approved claims"),
            ("waive_sourcing", "Can waive the sourcing line, with a reason for readers"),
            ("override_two_people", "Can approve a claim that they contributed to, with a reason"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="claim_status_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["fact", "attribution", "promise"]),
                name="claim_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(edition_kind__in=EditionKind.values),
                name="claim_edition_kind_is_known",
            ),
            dates.in_order("holds", "claim_holds_in_order"),
        ]
        indexes = [
            models.Index(fields=["changed_at"], name="claims_by_change"),
            models.Index(
                fields=["wanted_by"],
                condition=models.Q(wanted_by__isnull=False),
                name="claims_that_are_wanted",
            ),
            models.Index(fields=["status", "changed_at"], name="claims_by_status"),
            models.Index(fields=["in_work", "changed_at"], name="claims_in_work"),
            models.Index(
                fields=["assignee", "changed_at"],
                condition=models.Q(assignee__isnull=False),
                name="claims_in_hands",
            ),
            models.Index(fields=["kind", "changed_at"], name="claims_by_kind"),
            models.Index(fields=["verdict", "changed_at"], name="claims_by_verdict"),
            models.Index(
                fields=["check_again"],
                condition=models.Q(check_again__isnull=False),
                name="claims_to_check_again",
            ),
        ]

    def __str__(self):
        return self.short

    def save(self, *args, **kwargs):
        self.slug = self.slug or slug_of(self.short)
        super().save(*args, **kwargs)

    def clean(self):
        dates.clean_interval(self, "holds")

    @property
    def own_words(self):
        """Its text as a short form, without line ends and the full stop; it may be too long."""
        return " ".join(self.text.split()).removesuffix(".")

    @property
    def holds(self) -> dates.Interval:
        return dates.interval_of(self, "holds")

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def revision_state(self) -> dict:
        """Its columns with those of its parts: a change of any is a change of the claim."""
        state = columns(self, *OF_THE_DESK)
        state["topics"] = sorted(self.topics.values_list("pk", flat=True))
        state["appearances"] = [columns(row, "claim_id") for row in self.appearances.order_by("pk")]
        state["evidence"] = [
            columns(row, "claim_id") | {"passages": row.passage_ids()}
            for row in self.evidence.order_by("pk")
        ]
        state["relations"] = [columns(row, "claim_id") for row in self.relations.order_by("pk")]
        return state
