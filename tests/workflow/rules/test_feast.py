"""No public holiday of any Land, nor of any part of one, is missed; and most days need no looking up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.easter import easter as by_dateutil

from workflow.rules.feast import easter, may_be_holiday
from workflow.rules.workday import FIRST_YEAR, LAENDER, LAST_YEAR, _library


@pytest.mark.parametrize("land", [*LAENDER, "Augsburg"])
def test_every_holiday_of_the_library_is_possible(land: str) -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for category in ("public", "catholic") if land in ("BY", "SN", "TH") else ("public",):
            missed = [day for day in _library(land, year, category) if not may_be_holiday(day)]
            assert missed == [], year


def test_easter_is_easter() -> None:
    assert [y for y in range(1600, 2400) if easter(y) != by_dateutil(y)] == []


def test_few_days_of_a_year_have_to_be_looked_up() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(map(may_be_holiday, year)) < 25
