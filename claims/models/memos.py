"""What people at the desk are told by mail, and what of it each of them wants."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from claims.models.claim import Claim
from claims.models.event import Event


class When(models.TextChoices):
    """When somebody wants to be told."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "In the daily digest"
    NEVER = "never", "Never"


class Preference(models.Model):
    """When one person wants to be told of one occasion; without a row, as the occasion says."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferences"
    )
    about = models.CharField(max_length=20)
    when = models.CharField(max_length=7, choices=When)

    class Meta:
        default_permissions = ()
        ordering = ["person_id", "about"]
        constraints = [
            models.UniqueConstraint(fields=["person", "about"], name="one_preference_an_occasion"),
            models.CheckConstraint(
                condition=models.Q(when__in=When.values), name="preference_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.about} {self.get_when_display().lower()}"


class MemoQuerySet(models.QuerySet):
    def unsent(self):
        """What has not reached anybody's mailbox yet, oldest first."""
        return self.filter(mailed_at=None).order_by("pk")

    def not_delivered(self):
        """What the mail server would not take, and nobody has had since."""
        return self.unsent().exclude(failed="")


class Memo(models.Model):
    """One line to one person about one claim, and whether it went out by mail.

    `occasion` tells two memos of one kind on one claim apart: the event, or the day.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memos")
    about = models.CharField(max_length=20)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="memos")
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="memos"
    )
    occasion = models.CharField(max_length=40)
    told = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    digest = models.DateField(null=True, blank=True)
    failed = models.CharField(max_length=300, blank=True)

    objects = MemoQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "about", "claim", "occasion"], name="memo_is_written_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["to"], condition=models.Q(mailed_at=None), name="memos_not_mailed_yet"
            ),
            models.Index(fields=["to", "digest"], name="memos_by_digest"),
        ]

    def __str__(self):
        return f"{self.told} (to {self.to})"
