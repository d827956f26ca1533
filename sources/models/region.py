from django.db import models

from sources.models.snapshot import Snapshot


class Region(models.Model):
    """A stretch of a snapshot and what it is. Regions never overlap and are replaced as a set."""

    class Kind(models.TextChoices):
        HEADLINE = "headline", "Headline"
        BYLINE = "byline", "Byline"
        BODY = "body", "Body"
        CAPTION = "caption", "Caption"
        CREDIT = "credit", "Credit"
        AUTHOR_BIO = "author_bio", "About the author"
        RELATED = "related", "Related links"
        COMMENTS_HEADER = "comments_header", "Heading of the comments"
        COMMENT = "comment", "Reader’s comment"
        BOILERPLATE = "boilerplate", "Boilerplate"

    # Only these are the publisher's own text; words elsewhere never count as evidence.
    PUBLISHERS_TEXT = (Kind.HEADLINE, Kind.BYLINE, Kind.BODY)
    COMMENTS = (Kind.COMMENTS_HEADER, Kind.COMMENT)

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="regions")
    kind = models.CharField(max_length=16, choices=Kind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["snapshot_id", "start"]
        indexes = [models.Index(fields=["snapshot", "start"], name="regions_of_a_snapshot")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__gte=0) & models.Q(end__gt=models.F("start")),
                name="region_is_a_stretch",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "headline",
                        "byline",
                        "body",
                        "caption",
                        "credit",
                        "author_bio",
                        "related",
                        "comments_header",
                        "comment",
                        "boilerplate",
                    ]
                ),
                name="region_kind_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} [{self.start}, {self.end})"

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end
