from django.db import models

from core.fields import WebAddressField
from core.ids import public_id
from sources.models.speaker import Speaker


class Publisher(models.Model):
    """The profile of a speaker that publishes sources: a newspaper, a court, an exchange."""

    public_id = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    speaker = models.OneToOneField(Speaker, on_delete=models.PROTECT, related_name="publisher")
    slug = models.SlugField("short name", max_length=80, unique=True)
    website = WebAddressField(blank=True, help_text="Its own site; blank where it has none.")
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["speaker__name", "pk"]

    def __str__(self):
        return str(self.speaker)
