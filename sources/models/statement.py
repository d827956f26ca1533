from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from core import dates
from core.fields import ProseField
from core.ids import public_id
from core.revisions import columns
from sources.models.snapshot import Snapshot
from sources.models.source import Source
from sources.models.speaker import Speaker


class StatementQuerySet(models.QuerySet):
    def with_everything(self):
        """With all that a description of a statement reads, in a constant number of queries."""
        near = self.select_related("speaker", "on_behalf_of")
        # Whether a source is held is asked of the database: its captures are long, and not read.
        sources = Source.objects.with_held().select_related("publisher__speaker")
        relays = Relay.objects.select_related("passage").prefetch_related(
            models.Prefetch("source", sources), models.Prefetch("through", sources)
        )
        return near.prefetch_related(
            models.Prefetch("source", sources),
            "passages__snapshot__regions",
            models.Prefetch("relays", relays),
        )


class Statement(models.Model):
    """What a speaker said, wrote, filed or is reported to have said, in one source."""

    class Setting(models.TextChoices):
        SPEECH = "speech", "Speech"
        INTERVIEW = "interview", "Interview"
        FILING = "filing", "Filing"
        PLEADING = "pleading", "Pleading"
        COURT_ORDER = "court_order", "Court order"
        RELEASE = "release", "Press release"
        POST = "post", "Post"
        UNKNOWN = "unknown", "Unknown"

    public_id = models.CharField(max_length=10, unique=True, default=public_id, editable=False)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="statements", help_text="Where it stands."
    )
    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="Whose statement it is. Where the outlet speaks in its own voice, the outlet.",
    )
    role = models.CharField(
        "role then",
        max_length=200,
        blank=True,
        help_text="What they were when they said it: “Chairman of Xiaomi”.",
    )
    on_behalf_of = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements_for",
        help_text="For whom they spoke, where that is somebody else: a lawyer for a client.",
    )
    setting = models.CharField(
        max_length=12,
        choices=Setting,
        default=Setting.UNKNOWN,
        help_text="On what occasion it was said, as far as the source tells.",
    )
    said_earliest = dates.earliest_field()
    said_latest = dates.latest_field()
    said_words = dates.words_field()
    said_basis = dates.basis_field()
    said_source = dates.basis_source_field()
    language = models.CharField(max_length=35, default="en", help_text="Its code: en, ar, zh-Hans.")
    translation = ProseField(blank=True, help_text="Only where the words need one.")
    note = ProseField(blank=True, help_text="For the desk; never published.")
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["source_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    setting__in=[
                        "speech",
                        "interview",
                        "filing",
                        "pleading",
                        "court_order",
                        "release",
                        "post",
                        "unknown",
                    ]
                ),
                name="statement_setting_is_known",
            ),
            dates.in_order("said", "statement_was_said_in_order"),
        ]

    def __str__(self):
        return f"{self.speaker} in {self.source.title}"

    def clean(self):
        dates.clean_interval(self, "said")

    @property
    def said(self) -> dates.Interval:
        return dates.interval_of(self, "said")

    @property
    def opening(self) -> str:
        """Its first words, for lists: the speaker's before the source's, the cue last."""
        order = Passage.Part.values
        marked = sorted(self.passages.all(), key=lambda p: (order.index(p.part), p.start))
        return marked[0].exact if marked else ""

    def revision_state(self) -> dict:
        """Its columns with those of its passages and relays: a change of any is one of it."""
        state = columns(self, "version")
        state["passages"] = [columns(row) for row in self.passages.order_by("pk")]
        state["relays"] = [columns(row) for row in self.relays.order_by("pk")]
        return state


class Passage(models.Model):
    """One stretch of a snapshot that carries a statement: `exact` is the snapshot's text there."""

    class Part(models.TextChoices):
        WORDS = "words", "The speaker’s own words"
        REPORT = "report", "The source’s words for it"
        CUE = "cue", "Who said it"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="passages")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="passages")
    part = models.CharField(max_length=6, choices=Part)
    start = models.IntegerField()
    end = models.IntegerField()
    exact = models.TextField()

    class Meta:
        ordering = ["statement_id", "start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "snapshot", "part", "start", "end"],
                name="passage_is_marked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(start__gte=0) & models.Q(end__gt=models.F("start")),
                name="passage_is_a_stretch",
            ),
            models.CheckConstraint(
                condition=models.Q(part__in=["words", "report", "cue"]),
                name="passage_part_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_part_display()} [{self.start}, {self.end})"

    def clean(self):
        if self.snapshot_id and self.exact != self.snapshot.text[self.start : self.end]:
            raise ValidationError("These words do not stand in the snapshot at this place.")


class Relay(models.Model):
    """A statement hands on what another source says, straight or through a source in between."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="relays")
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="relayed_by",
        help_text="The report, filing or order whose words or facts it passes on.",
    )
    through = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="relays_in_between",
        help_text="The source in between, where the statement names one: it reports a filing, "
        "which relays a court’s order. Blank where the statement hands it on itself.",
    )
    passage = models.ForeignKey(
        Passage,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="relays",
        help_text="The passage that shows it.",
    )

    class Meta:
        ordering = ["statement_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "source", "through"], name="relay_is_said_once"
            ),
            models.UniqueConstraint(
                fields=["statement", "source"],
                condition=models.Q(through=None),
                name="relay_is_said_once_straight",
            ),
        ]

    def __str__(self):
        return f"{self.statement} relays {self.source}"
