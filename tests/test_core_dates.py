"""Dates are shown with the precision that is known, and never invented."""

import datetime as dt

import pytest

from core.dates import holding_in_words, in_words

MAY_25 = dt.date(2021, 5, 25)


@pytest.mark.parametrize(
    "earliest, latest, words, shown",
    [
        (MAY_25, MAY_25, "", "25 May 2021"),
        (dt.date(2021, 5, 1), dt.date(2021, 5, 31), "", "May 2021"),
        (dt.date(2020, 2, 1), dt.date(2020, 2, 29), "", "February 2020"),
        (dt.date(2021, 1, 1), dt.date(2021, 12, 31), "", "2021"),
        (MAY_25, None, "", "not before 25 May 2021"),
        (None, MAY_25, "by then", "not after 25 May 2021"),
        (MAY_25, dt.date(2021, 6, 2), "", "between 25 May 2021 and 2 June 2021"),
        (None, None, "", "date unknown"),
        (None, None, "last month", "date unknown (“last month”)"),
    ],
)
def test_an_interval_is_shown_as_it_is_known(earliest, latest, words, shown):
    assert in_words(earliest, latest, words) == shown


@pytest.mark.parametrize(
    "earliest, latest, shown",
    [
        (MAY_25, None, "from 25 May 2021"),
        (None, MAY_25, "until 25 May 2021"),
        (MAY_25, MAY_25, "25 May 2021"),
        (None, None, "date unknown"),
    ],
)
def test_what_holds_from_a_day_is_not_said_to_be_uncertain(earliest, latest, shown):
    assert holding_in_words(earliest, latest) == shown
