"""A meeting is what its events make it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from states.meeting import Meeting, MeetingStatus, fold_meeting

ADDED = {"organization": "council", "on": "2026-02-03", "begins": "17:00", "place": "Rathaus", "uid": "x"}


def a_meeting(*events: tuple[str, dict[str, Any]]) -> Meeting:
    meeting: Meeting | None = None
    for kind, data in (("meeting_added", ADDED), *events):
        meeting = fold_meeting(meeting, kind, data, 7)
    assert meeting is not None
    return meeting


def test_it_begins_as_it_was_entered() -> None:
    meeting = a_meeting()
    assert (meeting.id, meeting.on, meeting.begins, meeting.ends) == (7, date(2026, 2, 3), time(17), None)
    assert (meeting.status, meeting.sequence, meeting.version) == (MeetingStatus.SCHEDULED, 0, 1)


def test_a_move_changes_what_it_names_and_nothing_else() -> None:
    meeting = a_meeting(("meeting_moved", {"on": "2026-02-10", "ends": "21:00"}))
    assert (meeting.on, meeting.begins, meeting.ends) == (date(2026, 2, 10), time(17), time(21))
    assert (meeting.place, meeting.sequence, meeting.version) == ("Rathaus", 1, 2)


def test_a_move_can_take_the_time_away() -> None:
    assert a_meeting(("meeting_moved", {"begins": None})).begins is None


def test_a_cancelled_meeting_is_revived_by_a_new_date_and_an_invited_one_stays_invited() -> None:
    cancelled = a_meeting(("meeting_cancelled", {}))
    assert (cancelled.status, cancelled.sequence) == (MeetingStatus.CANCELLED, 1)
    moved = fold_meeting(cancelled, "meeting_moved", {"on": "2026-02-10"}, 7)
    assert (moved.status, moved.sequence) == (MeetingStatus.SCHEDULED, 2)
    invited = a_meeting(("meeting_invited", {}), ("meeting_moved", {"on": "2026-02-10"}))
    assert invited.status is MeetingStatus.INVITED


def test_it_is_held_and_its_minutes_come_later() -> None:
    meeting = a_meeting(
        ("meeting_moved", {"ends": "21:00"}),
        ("meeting_held", {}),
        ("minutes_published", {"on": "2026-03-01"}),
        ("meeting_identified", {"uid": "y"}),
    )
    assert (meeting.status, meeting.ends) == (MeetingStatus.HELD, time(21))
    assert (meeting.minutes_on, meeting.uid, meeting.sequence) == (date(2026, 3, 1), "y", 1)
    assert a_meeting(("meeting_held", {"ends": "22:15"})).ends == time(22, 15)


def test_its_start_is_local_time_in_winter_and_in_summer() -> None:
    assert a_meeting().start("Europe/Berlin").astimezone(UTC) == datetime(2026, 2, 3, 16, tzinfo=UTC)
    summer = a_meeting(("meeting_moved", {"on": "2026-07-07"}))
    assert summer.start("Europe/Berlin").astimezone(UTC) == datetime(2026, 7, 7, 15, tzinfo=UTC)
    unknown = a_meeting(("meeting_moved", {"begins": None}))
    assert unknown.start("Europe/Berlin").hour == 0


def test_a_history_begins_with_its_meeting_and_knows_its_events() -> None:
    with pytest.raises(ValueError, match="begins with meeting_added"):
        fold_meeting(None, "meeting_held", {}, 7)
    with pytest.raises(ValueError, match="unknown event of a meeting: meeting_painted"):
        a_meeting(("meeting_painted", {}))
