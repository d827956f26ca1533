from django.db import models

from core.ids import public_id


class Topic(models.Model):
    """A subject that claims are about. Its state line is drawn from its claims' own dates."""

    public_id = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    name = models.CharField(
        max_length=120, unique=True, help_text="As readers know the subject: “Xiaomi”."
    )
    slug = models.SlugField(
        "short name",
        max_length=80,
        unique=True,
        help_text="Stands in the address of its page: short and lasting, such as “us-lists”.",
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
