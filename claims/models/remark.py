"""What is said about a claim at the desk besides deciding on it: questions, wordings, ticks."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.models.claim import Claim


class Remark(models.Model):
    """A question, an answer, a suggested wording or what became of one. Append-only.

    part: of a suggestion, the field of the claim; `before` is what stood there, `text` the wording.
    about: the question that is answered, or the suggestion that was taken or left.
    version: the claim's version that whoever said it had read.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "Asked"
        ANSWER = "answer", "Answered"
        SUGGESTION = "suggestion", "Suggested a wording"
        TAKEN = "taken", "Took the wording"
        LEFT = "left", "Left the wording"

    class Part(models.TextChoices):
        TEXT = "text", "Claim"
        SHORT = "short", "Short form"
        FINDING = "finding", "Finding"
        EXPLANATION = "explanation", "Explanation"
        NOTICE = "notice", "Notice for readers"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    part = models.CharField(max_length=12, choices=Part, blank=True)
    before = models.TextField(blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["question", "answer", "suggestion", "taken", "left"]),
                name="remark_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["taken", "left"]) | ~models.Q(text=""),
                name="remark_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["question", "suggestion"], about=None)
                | models.Q(kind__in=["answer", "taken", "left"], about__isnull=False),
                name="reply_names_what_it_is_about",
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=models.Q(kind__in=["taken", "left"]),
                name="suggestion_is_settled_once",
            ),
        ]

    def __str__(self):
        return f"{self.claim}: {self.get_kind_display().lower()} by {self.actor_name}"


class Tick(models.Model):
    """A reviewer saw that one thing holds of a piece of evidence, or takes that back. Append-only.

    piece: the number of the evidence with a digest of all that it says, so that a changed piece is
    another one and has no ticks. The newest of one person, piece and thing is in force.
    """

    class What(models.TextChoices):
        WORDS = "words", "The words say this"
        SPEAKER = "speaker", "This speaker said it"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="ticks")
    piece = models.CharField(max_length=30)
    what = models.CharField(max_length=8, choices=What)
    holds = models.BooleanField(default=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=["words", "speaker"]), name="tick_is_known"
            )
        ]
        indexes = [models.Index(fields=["claim", "actor", "id"], name="ticks_of_a_reviewer")]

    def __str__(self):
        return f"{self.claim}, piece {self.piece}: {self.get_what_display().lower()}"
