from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Lower

from core import dates
from core.fields import ProseField, WebAddressField
from core.ids import public_id
from sources.addresses import canonical_url
from sources.models.publisher import Publisher


class SourceQuerySet(models.QuerySet):
    def with_held(self):
        """Each with `is_held`: whether a snapshot of it is kept here."""
        from sources.models.snapshot import Snapshot  # the two name each other

        return self.annotate(is_held=Exists(Snapshot.objects.filter(source=OuterRef("pk"))))

    def titled(self, title: str):
        """Those of exactly this title, in any case; found by an index of titles."""
        return self.alias(lower=Lower("title")).filter(lower=Lower(Value(title)))


class Source(models.Model):
    """One citable work: an article, a filing. Without a snapshot it is *cited, not held*."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        FILING = "filing", "Filing"
        COURT_ORDER = "court_order", "Court order"
        PLEADING = "pleading", "Pleading"
        DESIGNATION = "designation", "Official decision"
        RELEASE = "release", "Press release"
        POST = "post", "Post"
        TRANSCRIPT = "transcript", "Transcript"
        DATA = "data", "Data set"
        OTHER = "other", "Other"

    class Grade(models.TextChoices):
        PRIMARY = "primary", "Primary: the act or document itself"
        SECONDARY = "secondary", "Secondary: reports on it"
        TERTIARY = "tertiary", "Tertiary: sums up reports"

    public_id = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=300, help_text="As the work itself has it.")
    kind = models.CharField(
        max_length=12, choices=Kind, default=Kind.ARTICLE, help_text="What a reader would call it."
    )
    grade = models.CharField(
        max_length=10,
        choices=Grade,
        default=Grade.SECONDARY,
        help_text="How near it is to what it tells of. Verdicts ask for a primary one, or two.",
    )
    grade_reason = models.CharField(
        max_length=300, blank=True, help_text="Why this grade: “a report, with quotes”."
    )
    publisher = models.ForeignKey(
        Publisher,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        help_text="The outlet, court or exchange that published it.",
    )
    author = models.CharField(max_length=200, blank=True, help_text="As the work names them.")
    url = WebAddressField(
        "address",
        max_length=2000,
        blank=True,
        help_text="Where the work itself stands. What only tracks its readers is left out.",
    )
    archive_url = WebAddressField(
        "archive address",
        max_length=2000,
        blank=True,
        help_text="A copy that others keep, such as one in the Internet Archive.",
    )
    language = models.CharField(max_length=35, default="en", help_text="Its code: en, ar, zh-Hans.")
    published_earliest = dates.earliest_field()
    published_latest = dates.latest_field()
    published_words = dates.words_field()
    published_basis = dates.basis_field()
    published_source = dates.basis_source_field()
    note = ProseField(blank=True, help_text="For the desk; never published.")
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~models.Q(url=""),
                name="source_address_is_unique",
                violation_error_message="A source with this address exists already.",
            ),
            models.CheckConstraint(
                condition=models.Q(grade__in=["primary", "secondary", "tertiary"]),
                name="source_grade_is_known",
            ),
            dates.in_order("published", "source_was_published_in_order"),
        ]
        indexes = [
            models.Index(Lower("title"), name="sources_by_title"),
            models.Index(fields=["title", "id"], name="sources_in_order"),
        ]

    def __str__(self):
        return f"{self.title} ({self.publisher})" if self.publisher_id else self.title

    def clean(self):
        dates.clean_interval(self, "published")
        for name in ("url", "archive_url"):
            self._clean_address(name)
        others = Source.objects.exclude(pk=self.pk)
        if self.url and (same := others.filter(url=self.url).first()):
            raise ValidationError(
                {"url": f"This address is entered already, as “{same}” ({same.public_id}). Use it."}
            )

    def _clean_address(self, name):
        if not (address := getattr(self, name)):
            return
        try:
            setattr(self, name, canonical_url(address))
        except ValueError as error:
            raise ValidationError({name: str(error)}) from None

    @property
    def published(self) -> dates.Interval:
        return dates.interval_of(self, "published")

    @property
    def held(self) -> bool:
        """Whether a snapshot is kept here; costs a query unless prefetched or annotated."""
        if hasattr(self, "is_held"):
            return self.is_held
        return bool(self.snapshots.all())


class SameRoot(models.Model):
    """An editor's judgement that two sources probably are one: as roots they count once."""

    one = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="same_as_one",
        help_text="One of the two: search for its title or publisher.",
    )
    other = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="same_as_other",
        help_text="The other, which probably goes back to the same report.",
    )
    reason = models.CharField(max_length=300, help_text="Why they are probably the same.")
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "pair of sources with probably the same root"
        verbose_name_plural = "pairs of sources with probably the same root"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="same_root_is_said_once"),
            models.CheckConstraint(
                condition=~models.Q(one=models.F("other")), name="same_root_joins_two_sources"
            ),
        ]

    def __str__(self):
        return f"{self.one} = {self.other}"
