from django.conf import settings
from django.db import models


class View(models.Model):
    """A narrowed list of claims, or queue, that one person keeps under a name of their own."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="views"
    )
    name = models.CharField(max_length=60)
    asked = models.CharField(max_length=500, help_text="What stands after the page's address.")
    of_queue = models.BooleanField(default=False, help_text="Of the queue, not of the list.")

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="view_has_a_name_of_its_own")
        ]

    def __str__(self):
        return self.name
