from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.models.claim import Claim, EditionKind, Status


class Verb(models.TextChoices):
    """What somebody can do to a claim; the workflow has a function of each name."""

    CREATE = "create", "Created"
    REVISE = "revise", "Revised"
    SUBMIT = "submit", "Submitted for review"
    TAKE_BACK = "take_back", "Taken back from review"
    REQUEST_CHANGES = "request_changes", "Changes requested"
    APPROVE = "approve", "Approved"
    PUBLISH = "publish", "Published"
    REOPEN = "reopen", "Reopened"
    DISCARD = "discard", "Discarded"
    ASSIGN = "assign", "Assigned"


class EventQuerySet(models.QuerySet):
    def since_last_edition(self, claim):
        """What was done to a claim since its last publication, oldest first."""
        of_claim = self.filter(claim=claim).order_by("pk")
        last = of_claim.filter(verb=Verb.PUBLISH).last()
        return of_claim.filter(pk__gt=last.pk) if last else of_claim


class Event(models.Model):
    """Who did what to a claim, when, on which digest, and why. Append-only."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")
    version = models.PositiveIntegerField(help_text="The claim's version that this act made.")
    verb = models.CharField("act", max_length=16, choices=Verb)
    from_status = models.CharField(max_length=18, choices=Status, blank=True)
    to_status = models.CharField(max_length=18, choices=Status)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    digest = models.CharField(
        max_length=64,
        blank=True,
        help_text="Names exactly what was submitted, approved, published.",
    )
    reason = models.TextField(blank=True)
    edition_kind = models.CharField(max_length=14, choices=EditionKind, blank=True)
    overrides = models.BooleanField(
        default=False, help_text="Approved by somebody who had a hand in it, for the reason above."
    )
    read = models.JSONField(default=list, help_text="Numbers of the evidence ticked as read.")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            # Two people who act on one version at the same moment: the database lets one through.
            models.UniqueConstraint(fields=["claim", "version"], name="one_event_makes_a_version"),
            models.CheckConstraint(
                condition=models.Q(verb__in=Verb.values), name="event_verb_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(to_status__in=Status.values), name="event_status_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(verb__in=["approve", "publish"]) | ~models.Q(digest=""),
                name="approval_and_publication_name_a_digest",
            ),
            models.CheckConstraint(
                condition=~models.Q(verb__in=["request_changes", "reopen", "discard"])
                | ~models.Q(reason=""),
                name="event_gives_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(overrides=False)
                | models.Q(verb="approve") & ~models.Q(reason=""),
                name="override_gives_its_reason",
            ),
        ]

    def __str__(self):
        return f"{self.claim}: {self.get_verb_display().lower()} by {self.actor_name}"
