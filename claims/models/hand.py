from django.conf import settings
from django.db import models

from claims.models.claim import Claim


class Hand(models.Model):
    """That somebody entered or changed a claim since its last edition.

    It follows from the events, and the database itself keeps it, so that a person's own claims are
    found without looking at all others. Who may approve is asked of the events.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="hands")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hands"
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["claim", "person"], name="hand_is_told_once")
        ]

    def __str__(self):
        return f"{self.person} in {self.claim}"
