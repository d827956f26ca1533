from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models


class VerdictQuerySet(models.QuerySet):
    def for_kind(self, kind):
        """The verdicts that a claim of this kind may get, in the order of the scale."""
        kinds = {verdict.pk: verdict.kinds for verdict in self}
        return self.filter(pk__in=[pk for pk, allowed in kinds.items() if kind in allowed])


class Verdict(models.Model):
    """One step of the newsroom's scale. A verdict without a value carries only its words."""

    class Colour(models.TextChoices):
        POSITIVE = "positive", "Positive"
        MIXED = "mixed", "Mixed"
        NEGATIVE = "negative", "Negative"
        NEUTRAL = "neutral", "Neutral"

    class Rule(models.TextChoices):
        """What must stand behind the verdict before it may be published."""

        FOR = "for", "Sourced: evidence that supports the claim decides"
        AGAINST = "against", "Sourced: evidence that contradicts the claim decides"
        EITHER = "either", "Sourced: evidence on either side decides"
        BOTH = "both", "Evidence for and against"
        SOUGHT = "sought", "The explanation says what was sought"
        ATTRIBUTED = "attributed", "A held source with the words or a report, and who said it"
        OPEN = "open", "Nothing further"

    key = models.SlugField(
        "short name",
        max_length=40,
        unique=True,
        help_text="Stands in addresses and in what machines read; it can never be changed.",
    )
    label = models.CharField(
        max_length=60, unique=True, help_text="The verdict in a word or two: “Mostly true”."
    )
    meaning = models.CharField(max_length=300, help_text="One sentence, for readers.")
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Its place on the scale, highest is truest; may be blank."
    )
    colour = models.CharField(
        max_length=10,
        choices=Colour,
        default=Colour.NEUTRAL,
        help_text="Goes with the word, and never stands for it.",
    )
    kinds = models.JSONField(
        default=list, help_text='The kinds of claim it is for, such as ["fact"].'
    )
    rule = models.CharField(
        max_length=12,
        choices=Rule,
        help_text="What has to stand behind it before a claim with it may be published.",
    )
    order = models.PositiveSmallIntegerField(
        default=0, help_text="Its place where verdicts are listed, the lowest first."
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(colour__in=["positive", "mixed", "negative", "neutral"]),
                name="verdict_colour_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rule__in=["for", "against", "either", "both", "sought", "attributed", "open"]
                ),
                name="verdict_rule_is_known",
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        from claims.models.claim import Claim  # the two name each other

        known = Claim.Kind.values
        if not isinstance(self.kinds, list) or not self.kinds or set(self.kinds) - set(known):
            raise ValidationError({"kinds": f"A list of one or more of: {', '.join(known)}."})
