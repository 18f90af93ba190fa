"""German dates as people and papers write them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.intake.dates import (
    NotADate,
    find_dates,
    nearest_before,
    next_such_day,
    parse_date,
    parse_time,
    parse_user_date,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20.03.2009", date(2009, 3, 20)),
        ("15.4.21", date(2021, 4, 15)),
        ("2009-03-20", date(2009, 3, 20)),
        ("3. März 2008", date(2008, 3, 3)),
        ("Mittwoch, den 30. Dezember 2020", date(2020, 12, 30)),
        (" 1.1.98 ", date(1998, 1, 1)),
        ("29.02.2024", date(2024, 2, 29)),
    ],
)
def test_a_typed_date_is_day_before_month(text: str, day: date) -> None:
    assert parse_user_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["31.02.2020", "29.02.2023", "15.4.", "03/10/2009", "morgen", "", "20.03.2009 21.03.2009", "1.13.2020"],
)
def test_what_is_no_date_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(NotADate) as refused:
        parse_user_date(text)
    assert refused.value.exit_status == 7


def test_one_printed_date_can_be_two_days() -> None:
    assert [found.day for found in find_dates("am 22./23.03.2021")] == [date(2021, 3, 22), date(2021, 3, 23)]
    assert [found.day for found in find_dates("am 9. und 17. Juni 2020")] == [
        date(2020, 6, 9),
        date(2020, 6, 17),
    ]


def test_a_placeholder_is_a_date_without_a_day() -> None:
    assert [found.readings for found in find_dates("xx.xx.xxxx und xx.xx.2020")] == [(), ()]


def test_slashes_leave_two_readings_that_the_first_meeting_decides() -> None:
    (found,) = find_dates("03/10/2009")
    assert found.day is None
    assert nearest_before(found.readings, date(2009, 3, 20)) == date(2009, 3, 10)
    assert nearest_before(found.readings, None) is None
    assert nearest_before(found.readings, date(2009, 2, 1)) is None
    assert parse_date("13/10/2009") == parse_date("10/13/2009") == date(2009, 10, 13)


def test_a_day_without_a_year_is_the_next_one_after_the_paper() -> None:
    assert next_such_day((10, 1), date(2022, 11, 20)) == date(2023, 1, 10)
    assert next_such_day((20, 11), date(2022, 11, 20)) == date(2022, 11, 20)
    assert next_such_day((29, 2), date(2021, 1, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("17:30", time(17, 30)), ("17.30 Uhr", time(17, 30)), ("9 Uhr", time(9)), ("25 Uhr", None)],
)
def test_hours_are_read_with_and_without_minutes(text: str, clock: time | None) -> None:
    assert parse_time(text) == clock


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_is_read_back_from_each_form(day: date) -> None:
    forms = (f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day:%y}", day.isoformat())
    assert {parse_user_date(form) for form in forms} == {day}


@pytest.mark.parametrize("text", ["§ 4.1.2 Abs. 3", "Haushalt 5.000,-- €", "TOP 10.3 x", "Dez. 6", "1.2.3.4"])
def test_numbers_of_other_kinds_are_no_dates(text: str) -> None:
    assert all(found.day is None for found in find_dates(text))
