"""Where the bars of a timeline begin and end: dates in, places in per cent out, nothing else.

A bar is as exact as its dates. An end that nobody knows, or that has not come, stays open; a claim
of which only the end is known is drawn up to there. Months are the finest step of the axis.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS_AP

YEAR = 12
MOST_STEPS = 4  # more labels would run into one another on a phone
LEAST_WIDTH = 1.5  # per cent: less could not be seen


@dataclass(frozen=True)
class Span:
    """What is known of when something held or was said; `ended` is when it stopped standing."""

    earliest: dt.date | None = None
    latest: dt.date | None = None
    ended: dt.date | None = None

    @property
    def known(self) -> bool:
        return bool(self.earliest or self.latest or self.ended)

    @property
    def first(self) -> float | None:
        return _begin(self.earliest) if self.earliest else None

    @property
    def last(self) -> float | None:
        """Where it ends: at its latest day, else where it stopped standing."""
        if self.latest:
            return _end(self.latest)
        return _begin(self.ended) if self.ended else None

    @property
    def is_day(self) -> bool:
        return bool(self.earliest) and self.earliest == self.latest


@dataclass(frozen=True)
class Tick:
    place: str
    label: str
    anchor: str


@dataclass(frozen=True)
class Bar:
    """One row of the drawing, in per cent of its width; an end that is open has an arrow."""

    start: str
    end: str
    width: str
    middle: str
    ended: str
    is_day: bool
    open_start: bool
    open_end: bool


@dataclass(frozen=True)
class Drawing:
    ticks: list[Tick]
    bars: list[Bar]


def lay_out(spans: Sequence[Span]) -> Drawing:
    """A bar for each span, all on one axis; every span has a date."""
    first, last, step = _axis(spans)
    ticks = [_tick(month, first, last, step) for month in range(first, last + 1, step)]
    return Drawing(ticks, [_bar(span, first, last) for span in spans])


def in_order(span: Span) -> tuple[float, float]:
    """For sorting: by the beginning, what began no one knows when first, then by the end."""
    open_start, open_end = -math.inf, math.inf
    first, last = span.first, span.last
    return (open_start if first is None else first, open_end if last is None else last)


def _axis(spans: Sequence[Span]) -> tuple[int, int, int]:
    """The first and last month of the axis, and how many months one step takes."""
    places = [place for span in spans for place in _places(span)]
    low, high = min(places), max(places)
    before = any(span.first is None for span in spans)
    after = any(span.last is None for span in spans)
    for step in _steps():
        first, last = math.floor(low / step) * step, math.ceil(high / step) * step
        last = max(last, first + step)
        # An open end needs room to be seen.
        if before and low - first < step / 2:
            first -= step
        if after and last - high < step / 2:
            last += step
        if (last - first) // step <= MOST_STEPS:
            return first, last, step
    raise AssertionError("The steps never end.")


def _places(span: Span) -> Iterator[float]:
    yield from (place for place in (span.first, span.last) if place is not None)
    if span.ended:
        yield _begin(span.ended)


def _steps() -> Iterator[int]:
    yield from (1, 3, 6)
    for power in itertools.count():
        yield from (YEAR * digit * 10**power for digit in (1, 2, 5))


def _tick(month: int, first: int, last: int, step: int) -> Tick:
    year, number = divmod(month, YEAR)
    label = str(year) if step % YEAR == 0 else f"{MONTHS_AP[number + 1]} {year}"
    anchor = {first: "start", last: "end"}.get(month, "middle")
    return Tick(_per_cent((month - first) / (last - first) * 100), label, anchor)


def _bar(span: Span, first: int, last: int) -> Bar:
    def place(month: float | None, otherwise: float) -> float:
        return otherwise if month is None else (month - first) / (last - first) * 100

    start, end = place(span.first, 0), place(span.last, 100)
    end = max(end, start)
    middle = (start + end) / 2
    if end - start < LEAST_WIDTH:
        start = min(max(middle - LEAST_WIDTH / 2, 0), 100 - LEAST_WIDTH)
        end = start + LEAST_WIDTH
    ended = place(_begin(span.ended), 0) if span.ended else None
    return Bar(
        start=_per_cent(start),
        end=_per_cent(end),
        width=_per_cent(end - start),
        middle=_per_cent(middle),
        ended="" if ended is None else _per_cent(ended),
        is_day=span.is_day,
        open_start=span.first is None,
        open_end=span.last is None,
    )


def _begin(day: dt.date) -> float:
    """A day as months since year 0: where it begins."""
    return day.year * YEAR + day.month - 1 + (day.day - 1) / _days(day)


def _end(day: dt.date) -> float:
    return _begin(day) + 1 / _days(day)


def _days(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _per_cent(number: float) -> str:
    """As SVG reads it, whatever the language of the page."""
    return f"{number:.2f}%"
