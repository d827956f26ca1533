"""A file of claims or statements that somebody brings in, and what became of each of its rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Import(models.Model):
    """One file that somebody brought in: how it is taken, how far it has come, who began it.

    It goes on in steps, each of them one transaction, so that it can stop after any of them and be
    taken up again. `tally` counts its rows by their outcome.
    """

    class Kind(models.TextChoices):
        CLAIMS = "claims", "Claims"
        STATEMENTS = "statements", "Statements"

    class Stage(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, waits for you"
        ENTERING = "entering", "Being entered"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    kind = models.CharField(max_length=10, choices=Kind)
    file_name = models.CharField("file", max_length=255)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("brought in by", max_length=150)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.CHECKING)
    remarks = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    tally = models.JSONField(default=dict)
    started_at = models.DateTimeField("begun", auto_now_add=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["claims", "statements"]), name="import_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    stage__in=["checking", "checked", "entering", "done", "stopped"]
                ),
                name="import_stage_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} from {self.file_name}"

    @property
    def is_under_way(self) -> bool:
        return self.stage in (self.Stage.CHECKING, self.Stage.ENTERING)

    @property
    def is_over(self) -> bool:
        return self.stage in (self.Stage.DONE, self.Stage.STOPPED)

    @property
    def total(self) -> int:
        return sum(self.tally.values())

    def count(self, *outcomes: str) -> int:
        return sum(self.tally.get(outcome, 0) for outcome in outcomes)


class ImportRow(models.Model):
    """One row of the file: what stood in it, what it will become or became, and what is wrong."""

    class Outcome(models.TextChoices):
        UNREAD = "unread", "Not checked yet"
        NEW = "new", "New"
        THERE = "there", "There already"
        WRONG = "wrong", "To be mended"
        ENTERED = "entered", "Entered"

    work = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.UNREAD)
    problems = models.JSONField(default=list, help_text="Pairs of a column and what to do.")
    note = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    made = models.CharField("public id", max_length=10, blank=True)

    class Meta:
        ordering = ["work_id", "line"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["work", "outcome", "line"], name="import_rows_by_outcome"),
            models.Index(fields=["fingerprint"], name="import_rows_by_fingerprint"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["work", "line"], name="import_has_a_line_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["unread", "new", "there", "wrong", "entered"]),
                name="import_outcome_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.work}, line {self.line}"
