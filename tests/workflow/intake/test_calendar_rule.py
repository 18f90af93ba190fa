"""Series of meetings in words, German and English."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.intake.calendar_rule import (
    PeriodUnreadable,
    RecurrenceUnreadable,
    days_of,
    pause_of,
    recurrence_of,
)

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("words", "first", "number"),
    [
        ("second Tuesday", "2026-01-13", 12),
        ("2. Dienstag", "2026-01-13", 12),
        ("jeden zweiten Dienstag im Monat", "2026-01-13", 12),
        ("zweiter Dienstag", "2026-01-13", 12),
        ("every second Tuesday of the month", "2026-01-13", 12),
        ("every second Tuesday", "2026-01-06", 26),
        ("jeden zweiten Dienstag", "2026-01-06", 26),
        ("every other Tuesday", "2026-01-06", 26),
        ("alle zwei Wochen dienstags", "2026-01-06", 26),
        ("every 2 weeks on Tue", "2026-01-06", 26),
        ("14-täglich Dienstag", "2026-01-06", 26),
        ("jeden Dienstag", "2026-01-06", 52),
        ("dienstags", "2026-01-06", 52),
        ("last Thursday", "2026-01-29", 12),
        ("letzter Donnerstag", "2026-01-29", 12),
        ("1st and 3rd Monday", "2026-01-05", 24),
        ("1. und 3. Montag", "2026-01-05", 24),
        ("zweiter Dienstag alle zwei Monate", "2026-01-13", 6),
        ("second Tuesday every 3 months", "2026-01-13", 4),
    ],
)
def test_words_give_their_days(words: str, first: str, number: int) -> None:
    days = days_of(words, *YEAR)
    assert (days[0].isoformat(), len(days)) == (first, number)


@pytest.mark.parametrize(
    "words", ["", "now and then", "second", "Tuesday the blue", "every 0 weeks Monday", "99 Tuesday"]
)
def test_what_is_no_rule_is_refused(words: str) -> None:
    with pytest.raises(RecurrenceUnreadable):
        recurrence_of(words)


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 900), st.integers(1, 4), st.integers(0, 6)
)
def test_the_nth_weekday_is_the_nth_weekday(first: date, length: int, nth: int, weekday: int) -> None:
    """Each day lies in the span, has the weekday, is the n-th of its month; none is left out."""
    name = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"][weekday]
    last = first + timedelta(days=length)
    span = [first + timedelta(days=n) for n in range(length + 1)]
    expected = [d for d in span if d.weekday() == weekday and (d.day - 1) // 7 + 1 == nth]
    assert days_of(f"{nth}. {name}", first, last) == expected


@pytest.mark.parametrize(
    ("words", "kind"),
    [("summer break", "summer"), ("Sommerpause", "summer"), ("Ferien", "school"), ("Feiertage", "holidays")],
)
def test_pauses_have_names(words: str, kind: str) -> None:
    assert pause_of(words).kind == kind


def test_a_pause_may_be_a_day_or_a_span() -> None:
    assert pause_of("24.12.2026")[2:] == (date(2026, 12, 24), date(2026, 12, 24))
    assert pause_of("01.07.2026..14.08.2026")[2:] == (date(2026, 7, 1), date(2026, 8, 14))
    for wrong in ("14.08.2026..01.07.2026", "always"):
        with pytest.raises(PeriodUnreadable):
            pause_of(wrong)
