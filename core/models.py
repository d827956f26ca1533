from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who works at the desk. Accounts are deactivated, never deleted."""

    byline = models.CharField(
        max_length=100,
        blank=True,
        help_text="How published pages name this person. Left blank, they name the role instead.",
    )

    class Meta(AbstractUser.Meta):
        default_permissions = ("add", "change", "view")
        verbose_name = "account"
        verbose_name_plural = "accounts"


class RevisionQuerySet(models.QuerySet):
    def of(self, row):
        """The history of one row, oldest first."""
        return self.filter(model=row._meta.label_lower, key=str(row.pk))


class Revision(models.Model):
    """One change of a row at the desk: who, when, what it was before and after."""

    class Action(models.TextChoices):
        CREATED = "created", "Created"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    label = models.TextField(help_text="What the row was called when it was changed.")
    action = models.CharField(max_length=10, choices=Action)
    before = models.TextField(blank=True, help_text="Canonical JSON; empty for a new row.")
    after = models.TextField(blank=True, help_text="Canonical JSON; empty for a deleted row.")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["model", "key"], name="revision_of_a_row")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=["created", "changed", "deleted"]),
                name="revision_action_is_known",
            )
        ]

    def __str__(self):
        return f"{self.label}: {self.get_action_display().lower()} by {self.actor_name}"
