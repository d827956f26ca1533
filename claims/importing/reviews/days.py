"""Days as other people write them, as far as they can be understood without guessing."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass

EARLIEST_YEAR = 1000
# The months in six languages, as far as their names begin differently.
MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "januar februar marz april mai juni juli august september oktober november dezember",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre",
    )
    for number, name in enumerate(names.split(), start=1)
} | {"sept": 9}
# Letters without accents; and year, month and day as Chinese and Japanese have them.
PLAIN = str.maketrans("áàâäãéèêëíïóôõöúûüç年月", "aaaaaeeeeiioooouuuc--", "日")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
NAMED_DAY = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?,?[\s-]+(?:de\s+)?([^\W\d]{3,12})\.?,?"
)
NAMED_MONTH = re.compile(r"([^\W\d]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,\s*(\d{4})(?!\d)")
WITH_YEAR = re.compile(r"([^\W\d]{3,12})\.?,?[\s-]+(?:(?:de|del)\s+)?(\d{4})(?!\d)")
SECONDS = re.compile(r"1?\d{9}(\d{3})?")


@dataclass(frozen=True)
class Days:
    """The days between which something was, with the words that said so where they tell more."""

    earliest: dt.date | None = None
    latest: dt.date | None = None
    words: str = ""

    @property
    def known(self) -> bool:
        return self.earliest is not None


def read(said: str) -> Days:
    """The days that a text names: a day, a month or a year; none known where it is no day.

    A time and its zone are passed over: the day is the one that was written. Of two numbers the
    first is the day, unless only the second can be.
    """
    text = " ".join(said[:200].lower().translate(PLAIN).split())
    for form in (_moment, _year_first, _day_first, _month_first, _named, _month, _year):
        with suppress(ValueError, OverflowError, OSError):
            if found := form(text):
                return _told(said, *found)
    return Days(words=said[:200])


def _told(said: str, earliest: dt.date, latest: dt.date) -> Days:
    """With the words, but where they only say the same again."""
    is_plain = said[:4].isdigit() or said.strip().isdigit()
    return Days(earliest, latest, "" if is_plain else said[:200])


def _moment(text: str):
    if not SECONDS.fullmatch(text):
        return None
    seconds = int(text) / (1000 if len(text) > 10 else 1)
    day = dt.datetime.fromtimestamp(seconds, dt.UTC).date()
    return day, day


def _year_first(text: str):
    if text[:8].isdigit() and len(text) == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if found := YEAR_FIRST.match(text):
        year, month, day = found.groups()
        return _day(int(year), int(month), int(day)) if day else _of_month(int(year), int(month))
    return None


def _day_first(text: str):
    if found := DAY_FIRST.match(text):
        one, other, year = map(int, found.groups())
        return _day(year, one, other) if other > 12 else _day(year, other, one)
    return None


def _month_first(text: str):
    """May 25, 2021."""
    if (found := NAMED_MONTH.search(text)) and (month := MONTHS.get(found[1])):
        return _day(int(found[3]), month, int(found[2]))
    return None


def _named(text: str):
    """25 May 2021; 25 de mayo de 2021; Tue, 25 May 2021 10:30:00 GMT."""
    for found in NAMED_DAY.finditer(text):
        year = WITH_YEAR.match(text, found.start(2))
        if year and (month := MONTHS.get(found[2])):
            return _day(int(year[2]), month, int(found[1]))
    return None


def _month(text: str):
    found = WITH_YEAR.fullmatch(text)
    month = found and MONTHS.get(found[1])
    return _of_month(int(found[2]), month) if month else None


def _year(text: str):
    if len(text) != 4 or not text.isdigit():
        return None
    return *_day(int(text), 1, 1)[:1], dt.date(int(text), 12, 31)


def _of_month(year: int, month: int):
    first, _ = _day(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> tuple[dt.date, dt.date]:
    """The day; raises ValueError for none, and for the year 1 of programs that knew none."""
    if year < EARLIEST_YEAR:
        raise ValueError("No day that anybody meant.")
    return dt.date(year, month, day), dt.date(year, month, day)
