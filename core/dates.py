"""Dates as intervals: shown with the precision that is known, never invented, never converted.

An interval has an earliest and a latest day, either of which may be open, the words as they stand
in the source ("last month", "by November") and a basis: stated, derived, or outside knowledge with
its source. These are dates of the affair itself; what this system does is timed in UTC elsewhere.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _


class Basis(models.TextChoices):
    STATED = "stated", "Stated in the source"
    DERIVED = "derived", "Derived from the source"
    OUTSIDE = "outside", "Outside knowledge"


@dataclass(frozen=True)
class Interval:
    """Some time between two days, both included; an open end is None."""

    earliest: dt.date | None = None
    latest: dt.date | None = None
    words: str = ""
    basis: str = ""
    source: str = ""

    @property
    def known(self) -> bool:
        return bool(self.earliest or self.latest)

    def __str__(self) -> str:
        return in_words(self.earliest, self.latest, self.words)


def in_words(earliest: dt.date | None, latest: dt.date | None, words: str = "") -> str:
    """The interval as a reader sees it: "25 May 2021", "May 2021", "not before 25 May 2021"."""
    if earliest and latest:
        return _between(earliest, latest)
    if earliest:
        return _("not before %(day)s") % {"day": in_full(earliest)}
    if latest:
        return _("not after %(day)s") % {"day": in_full(latest)}
    return _("date unknown (“%(words)s”)") % {"words": words} if words else _("date unknown")


def holding_in_words(earliest: dt.date | None, latest: dt.date | None, words: str = "") -> str:
    """How long something holds: an open end means that it goes on, or began no one knows when."""
    if earliest and not latest:
        return _("from %(day)s") % {"day": in_full(earliest)}
    if latest and not earliest:
        return _("until %(day)s") % {"day": in_full(latest)}
    return in_words(earliest, latest, words)


def _between(earliest: dt.date, latest: dt.date) -> str:
    if earliest == latest:
        return in_full(earliest)
    if earliest.day == 1 and latest == _month_end(earliest):
        return date_format(earliest, pgettext("how a month is written", "F Y"))
    if earliest == dt.date(earliest.year, 1, 1) and latest == dt.date(earliest.year, 12, 31):
        return str(earliest.year)
    days = {"first": in_full(earliest), "last": in_full(latest)}
    return _("between %(first)s and %(last)s") % days


def in_full(day: dt.date) -> str:
    """A day as the language of the site writes it: "25 May 2021"."""
    return _written(day.year, day.month, day.day, get_language())


@functools.lru_cache(maxsize=4096)
def _written(year: int, month: int, day: int, language: str | None) -> str:
    return date_format(dt.date(year, month, day), pgettext("how a day is written", "j F Y"))


def _month_end(date: dt.date) -> dt.date:
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def interval_of(row: models.Model, name: str) -> Interval:
    """The interval that a model keeps in the columns `<name>_earliest`, `<name>_latest`, …"""
    parts = ("earliest", "latest", "words", "basis", "source")
    return Interval(**{part: getattr(row, f"{name}_{part}") for part in parts})


def clean_interval(row: models.Model, name: str) -> None:
    """Raise ValidationError, at the field, for an interval that contradicts itself."""
    interval = interval_of(row, name)
    if interval.earliest and interval.latest and interval.earliest > interval.latest:
        raise ValidationError({f"{name}_latest": "The latest day lies before the earliest."})
    if interval.basis == Basis.OUTSIDE and not interval.source:
        raise ValidationError({f"{name}_source": "Outside knowledge: say where it is from."})
    if interval.known and not interval.basis:
        raise ValidationError({f"{name}_basis": "Say what this date rests on."})


def earliest_field(**kwargs):
    return models.DateField(
        "earliest",
        null=True,
        blank=True,
        help_text="The first day that it can be; blank where not known.",
        **kwargs,
    )


def latest_field(**kwargs):
    return models.DateField(
        "latest",
        null=True,
        blank=True,
        help_text="The last such day: the same one where the day is known.",
        **kwargs,
    )


def words_field():
    return models.CharField(
        "in the source’s words", max_length=200, blank=True, help_text="Such as “last month”."
    )


def basis_field():
    return models.CharField(
        "rests on",
        max_length=10,
        choices=Basis,
        blank=True,
        help_text="Needed as soon as there is a day: where we know it from.",
    )


def basis_source_field():
    return models.CharField(
        "outside source",
        max_length=500,
        blank=True,
        help_text="Needed for outside knowledge: which source says so.",
    )


def in_order(name: str, constraint: str) -> models.CheckConstraint:
    """The named constraint: an interval does not end before it begins."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{name}_earliest__isnull": True})
        | models.Q(**{f"{name}_latest__isnull": True})
        | models.Q(**{f"{name}_earliest__lte": models.F(f"{name}_latest")}),
        name=constraint,
        violation_error_message="The latest day lies before the earliest.",
    )
