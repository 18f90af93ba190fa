"""Time enters in one place; only a rehearsal may be told its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflow import clock, words


def told(text: str) -> datetime:
    """The clock of a rehearsal that was told this."""
    return clock.read(rehearsal=True, environ={"LAUFZETTEL_NOW": text})


def test_without_the_variable_it_is_the_real_clock_in_utc() -> None:
    for rehearsal in (True, False):
        for environ in ({}, {"LAUFZETTEL_NOW": " "}):
            now = clock.read(rehearsal=rehearsal, environ=environ)
            assert now.tzinfo is UTC
            assert abs(now - datetime.now(UTC)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2009-03-20T18:00", datetime(2009, 3, 20, 17, 0, tzinfo=UTC)),
        ("2009-07-20 18:00:30", datetime(2009, 7, 20, 16, 0, 30, tzinfo=UTC)),
        ("2009-03-20T18:00:00Z", datetime(2009, 3, 20, 18, 0, tzinfo=UTC)),
        ("2009-03-20T18:00-05:00", datetime(2009, 3, 20, 23, 0, tzinfo=UTC)),
        ("2009-03-20", datetime(2009, 3, 20, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_rehearsal_is_told_local_time_unless_an_offset_is_given(text: str, moment: datetime) -> None:
    assert told(text) == moment


def test_local_time_is_the_councils() -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    now = clock.read(rehearsal=True, environ={"LAUFZETTEL_NOW": "2009-01-01T10:00"}, zone=lisbon)
    assert now == datetime(2009, 1, 1, 10, tzinfo=UTC)


def test_a_real_log_cannot_be_back_dated() -> None:
    with pytest.raises(clock.ClockIsReal):
        clock.read(rehearsal=False, environ={"LAUFZETTEL_NOW": "2009-03-20"})


@pytest.mark.parametrize(
    "text", ["yesterday", "2009-02-30", "20.03.2009", "0001-01-01T00:00", "2009-03-20T25:00"]
)
def test_what_is_no_moment_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(clock.ClockUnreadable) as refused:
        told(text)
    words.use("en")
    message, way_out, _ground = words.sentence(refused.value)
    assert text in message
    assert "2009-03-20T18:00" in way_out
