"""The parts of a claim: where it was made, what it rests on, what it does to other claims."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from claims.models.claim import Claim
from sources.models import Passage, Statement


class Appearance(models.Model):
    """A statement in which the claim was made. The first one tells who the claimant is."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="appearances")
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="appearances",
        help_text="In which it was made: search for its words, speaker or source.",
    )
    order = models.PositiveSmallIntegerField(default=1, help_text="The lowest came first.")
    note = models.CharField(max_length=300, blank=True, help_text="Readers see this.")

    class Meta:
        ordering = ["claim_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "statement"],
                name="appearance_is_listed_once",
                violation_error_message="This statement is listed already.",
            )
        ]

    def __str__(self):
        return f"{self.claim} in {self.statement}"


class Evidence(models.Model):
    """A statement that bears on the claim, with those of its passages that do, and its stance."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        CONTRADICTS = "contradicts", "Contradicts"
        CONTEXT = "context", "Context"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="evidence",
        help_text="What bears on the claim: search for its words, speaker or source.",
    )
    passages = models.ManyToManyField(Passage, through="Bearing", related_name="evidence")
    stance = models.CharField(max_length=12, choices=Stance, help_text="What it does to the claim.")
    order = models.PositiveSmallIntegerField(
        "number", default=1, help_text="The explanation cites it by this number."
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="How it bears on the claim; readers see this."
    )

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["claim_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "statement"],
                name="evidence_is_listed_once",
                violation_error_message="This statement is listed already.",
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=["supports", "contradicts", "context"]),
                name="evidence_stance_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_stance_display()}: {self.statement}"

    def passage_ids(self) -> list[int]:
        return sorted(self.bearing.values_list("passage_id", flat=True))


class Bearing(models.Model):
    """One passage of the statement that bears on the claim."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="bearing")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="bears_on")

    class Meta:
        verbose_name = "passage that bears on the claim"
        verbose_name_plural = "passages that bear on the claim"
        ordering = ["evidence_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "passage"], name="passage_bears_once")
        ]

    def __str__(self):
        return str(self.passage)


class Relation(models.Model):
    """What this claim does to another one. It shows on both pages once both are published."""

    class Type(models.TextChoices):
        SUPERSEDES = "supersedes", "Supersedes"
        FULFILS = "fulfils", "Fulfils"
        MAKES_MOOT = "makes_moot", "Makes moot"
        CONTRADICTS = "contradicts", "Contradicts"
        REPEATS = "repeats", "Repeats"
        NARROWS = "narrows", "Narrows"
        REPLACES = "replaces", "Replaces"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        related_name="related_by",
        help_text="The other claim: search for its words.",
    )
    type = models.CharField(
        max_length=12, choices=Type, help_text="What this claim does to the other one."
    )
    on = models.DateField(null=True, blank=True, help_text="Since when; blank where unknown.")
    reason = models.CharField(max_length=500, blank=True, help_text="Readers see this.")

    class Meta:
        ordering = ["claim_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "other", "type"],
                name="relation_is_said_once",
                violation_error_message="This relation is listed already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(claim=models.F("other")),
                name="relation_joins_two_claims",
                violation_error_message="A claim cannot be related to itself.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    type__in=[
                        "supersedes",
                        "fulfils",
                        "makes_moot",
                        "contradicts",
                        "repeats",
                        "narrows",
                        "replaces",
                    ]
                ),
                name="relation_type_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.claim} {self.get_type_display().lower()} {self.other}"

    def clean(self):
        if self.claim_id and self.claim_id == self.other_id:
            raise ValidationError({"other": "A claim cannot be related to itself."})
