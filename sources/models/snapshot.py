from __future__ import annotations

from django.conf import settings
from django.db import models

from sources.models.source import Source


class SnapshotQuerySet(models.QuerySet):
    def newest(self, most: int):
        """Those that came last, the newest first, without their texts: each with `statements`, how
        many are marked in it. Two queries, however many captures there are.
        """
        keys = list(self.order_by("-pk").values_list("pk", flat=True)[:most])
        found = self.filter(pk__in=keys).select_related("source").defer("text", "pieces")
        marked = models.Count("passages__statement", distinct=True)
        return found.annotate(statements=marked).order_by("-pk")


class Snapshot(models.Model):
    """One frozen capture of a source: its bytes under their SHA-256, and the text taken from them.

    The text is stored as extracted, with line ends LF, and never changed afterwards; every offset
    in this system counts its Unicode code points. An *excerpt* holds only pieces of the full text,
    each with its place there: `pieces` is a list of {start, end, original_start, prefix, suffix},
    where start and end are places in this text, and prefix and suffix stand either side of the
    piece in the full one.
    """

    class Method(models.TextChoices):
        UPLOAD = "upload", "File given at the desk"
        PASTE = "paste", "Text pasted at the desk"
        COMMAND = "command", "File given to the command"
        EXCERPT = "excerpt", "Excerpt of a fuller text"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    text = models.TextField()
    characters = models.PositiveIntegerField()
    text_sha256 = models.CharField(max_length=64)
    bytes_sha256 = models.CharField(max_length=64)
    byte_count = models.PositiveBigIntegerField()
    file_name = models.CharField(max_length=255, blank=True)
    method = models.CharField(max_length=10, choices=Method)
    extractor = models.CharField(max_length=60)
    remarks = models.JSONField(default=list, help_text="What the extractor met on the way.")
    full_text_sha256 = models.CharField(max_length=64, blank=True)
    full_characters = models.PositiveIntegerField(null=True)
    pieces = models.JSONField(default=list)
    captured_at = models.DateTimeField(null=True, blank=True, help_text="Blank where unknown.")
    received_at = models.DateTimeField()
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    captured_by_name = models.CharField(max_length=150)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method__in=["upload", "paste", "command", "excerpt"]),
                name="snapshot_method_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(method="excerpt", full_characters__isnull=False)
                | (~models.Q(method="excerpt") & models.Q(full_text_sha256="")),
                name="snapshot_excerpt_names_its_full_text",
            ),
        ]

    def __str__(self):
        return f"{self.source.title}, received {self.received_at:%d %b %Y, %H:%M} UTC"

    @property
    def is_excerpt(self) -> bool:
        return self.method == self.Method.EXCERPT

    def piece_at(self, start: int, end: int) -> dict | None:
        """The piece of an excerpt that holds [start, end); None in a whole text."""
        return next((p for p in self.pieces if p["start"] <= start and end <= p["end"]), None)
