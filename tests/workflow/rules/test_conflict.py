"""What speaks against a meeting's date, and what shifts with it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation, Motion, Result, Status
from states.outcome import Outcome, Role
from tests.world import BERLIN, a_council
from workflow.rules.conflict import conflicts, moved_into_past
from workflow.rules.reminder_moment import falls_due
from workflow.rules.school import known, school_break, summer_break
from workflow.rules.shift import shifts
from workflow.rules.workday import LAENDER

NOW = datetime(2026, 1, 5, 9, tzinfo=BERLIN)
DEADLINES = (
    {"key": "file", "of": "submission", "label": "Antragsfrist", "rule": "10 days before"},
    {"key": "invite", "of": "invitation", "label": "Ladungsfrist", "rule": "6 days before"},
    {"key": "early", "of": "agenda", "label": "Vorher", "rule": "3 days before invitation"},
    {"key": "first", "of": "constitution", "label": "Erste Sitzung", "rule": "6 weeks after term"},
)
REMINDERS = (
    {"key": "late", "label": "Frist", "anchor": "submission_deadline",
     "offset": "3rd day before 08:00", "when": "not_filed"},
    {"key": "enter", "label": "Ergebnis", "anchor": "meeting_end", "offset": "12 hours after"},
    {"key": "other", "label": "Wahlperiode", "anchor": "term_end", "offset": "120th day before 08:00"},
)  # fmt: skip


def meets(organization: str, on: date, number: int = 1, **more: object) -> Meeting:
    """A meeting at 17:00."""
    return Meeting(number, organization, on, time(17))._replace(**more)  # type: ignore[arg-type]


def codes(
    meeting: Meeting, *calendar: Meeting, motions: tuple[Motion, ...] = (), **council: object
) -> list[str]:
    """The codes of the conflicts."""
    return [c.code for c in conflicts(meeting, calendar, motions, a_council(**council), NOW)]


@pytest.mark.parametrize(
    ("land", "on", "expected"),
    [
        ("NW", date(2026, 6, 4), ["holiday"]),  # Fronleichnam
        ("NI", date(2026, 6, 4), []),
        ("NI", date(2026, 10, 31), ["holiday"]),  # Reformationstag, a Saturday: the holiday is told
        ("NW", date(2026, 10, 31), ["weekend"]),
        ("NW", date(2026, 6, 9), []),
    ],
)
def test_days_off_are_those_of_the_land(land: str, on: date, expected: list[str]) -> None:
    assert codes(meets("social", on), land=land) == expected


def test_school_holidays_count_only_where_the_council_says_so() -> None:
    summer = meets("social", date(2026, 8, 4))
    assert codes(summer) == []
    assert codes(summer, flags={"school_holidays": True}) == ["school_holidays"]


def test_what_is_over_or_cancelled_has_no_conflicts_with_days() -> None:
    assert codes(meets("social", date(2026, 1, 3))) == []
    assert codes(meets("social", date(2026, 6, 6), status=MeetingStatus.CANCELLED)) == []


def test_an_organization_meets_once_a_day() -> None:
    one, other = meets("social", date(2026, 6, 9)), meets("social", date(2026, 6, 9), 2)
    assert codes(one, other) == ["same_day"]
    assert codes(one, other._replace(status=MeetingStatus.CANCELLED)) == []
    assert codes(one, other._replace(organization="main")) == []


def test_a_meeting_whose_deadline_is_over_takes_no_more_motions() -> None:
    assert codes(meets("social", date(2026, 1, 14)), deadlines=DEADLINES) == ["deadline_passed"]
    assert codes(meets("social", date(2026, 1, 20)), deadlines=DEADLINES) == []


def motion(**results: date) -> Motion:
    """A motion with stations 1 social, 2 main, 3 council at the meetings 1, 2, 3."""
    keys = (("social", Role.RECOMMENDATION), ("main", Role.PREPARATION), ("council", Role.PLENARY_DECISION))
    route = []
    for n, (key, role) in enumerate(keys, 1):
        c = Consultation(n, key, role, meeting=n)
        if key in results:
            c = c._replace(status=Status.CLOSED, result=Result(1, Outcome.ADOPTED, results[key]))
        route.append(c)
    return Motion(1, "1/26", submitted_on=date(2026, 1, 2), consultations=tuple(route))


CALENDAR = (
    meets("social", date(2026, 3, 3)),
    meets("main", date(2026, 3, 10), 2),
    meets("council", date(2026, 3, 17), 3),
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 10), []),
        (date(2026, 3, 17), []),  # the same day is allowed
        (date(2026, 3, 3), []),
        (date(2026, 3, 18), ["later_station_earlier"]),
        (date(2026, 3, 2), ["earlier_station_later"]),
        (date(2026, 1, 1), ["before_filing", "earlier_station_later"]),
    ],
)
def test_stations_keep_the_order_of_the_route(on: date, expected: list[str]) -> None:
    moved = CALENDAR[1]._replace(on=on)
    found = [c for c in codes(moved, CALENDAR[0], CALENDAR[2], motions=(motion(),)) if c != "holiday"]
    assert found == expected


def test_a_result_counts_by_the_day_it_was_made() -> None:
    moved = CALENDAR[1]._replace(on=date(2026, 3, 4))
    late = motion(social=date(2026, 3, 5))
    assert codes(moved, *CALENDAR[::2], motions=(late,)) == ["earlier_station_later"]


# what shifts


def test_every_deadline_and_reminder_of_the_meeting_shifts_with_it() -> None:
    council = a_council(deadlines=DEADLINES, reminders=REMINDERS)
    before, after = meets("social", date(2026, 6, 9)), meets("social", date(2026, 6, 16))
    found = {s.key: s for s in shifts(before, after, council)}
    assert set(found) == {"file", "invite", "early", "late", "enter"}, "a term’s do not"
    assert all(s.before and s.after and s.after - s.before == timedelta(days=7) for s in found.values())
    assert found["late"].when == "not_filed"


def test_nothing_shifts_where_nothing_moved_and_all_falls_away_with_the_meeting() -> None:
    council = a_council(deadlines=DEADLINES, reminders=REMINDERS)
    meeting = meets("social", date(2026, 6, 9))
    assert shifts(meeting, meeting, council) == []
    assert {s.after for s in shifts(meeting, None, council)} == {None}


def test_another_place_shifts_nothing_and_another_hour_only_what_counts_hours() -> None:
    council = a_council(deadlines=DEADLINES, reminders=REMINDERS)
    meeting = meets("social", date(2026, 6, 9))
    assert shifts(meeting, meeting._replace(place="Saal"), council) == []
    assert [s.key for s in shifts(meeting, meeting._replace(begins=time(18)), council)] == ["enter"]


def test_reminders_shift_from_and_to_the_moment_at_which_they_go_out() -> None:
    """An offset is no period of law: “4 days before” is the fourth day before, in the morning."""
    entry = {"key": "speech", "label": "Rede", "anchor": "meeting", "offset": "4 days before"}
    council = a_council(reminders=(entry,))
    before, after = meets("social", date(2026, 6, 9)), meets("social", date(2026, 6, 16))
    (found,) = shifts(before, after, council)
    start = before.start(council.zone)
    assert found.before == falls_due(entry, before.on, start, council)
    assert (found.before.day, found.before.hour) == (5, 8)


def test_a_meeting_to_come_is_not_moved_into_the_past_unnoticed() -> None:
    council = a_council()
    ahead, over = meets("social", date(2026, 6, 9)), meets("social", date(2026, 1, 3))
    assert [c.code for c in moved_into_past(ahead, over, council, NOW)] == ["moved_into_past"]
    assert moved_into_past(ahead, ahead._replace(on=date(2026, 6, 10)), council, NOW) == []
    assert moved_into_past(over, over._replace(on=date(2026, 1, 2)), council, NOW) == [], (
        "an old date put right"
    )


# school holidays


@pytest.mark.parametrize("land", LAENDER)
def test_summer_holidays_are_six_weeks_or_a_little_more(land: str) -> None:
    """Six weeks and the weekends around them (§ 3 Hamburger Abkommen)."""
    for year in range(2015, 2030):
        found = summer_break(land, year)
        assert found is not None, (land, year)
        first, last = found
        assert 36 <= (last - first).days <= 48, (land, year, first, last)
        assert 6 <= first.month <= 8


def test_school_holidays_of_known_years_are_the_ministers_own() -> None:
    """The KMK’s list: NRW 20.07.–01.09.2026, Bayern 03.08.–14.09.2026."""
    assert summer_break("NW", 2026) == (date(2026, 7, 20), date(2026, 9, 1))
    assert summer_break("BY", 2026) == (date(2026, 8, 3), date(2026, 9, 14))
    assert school_break(date(2026, 7, 19), "NW") == ""
    assert not known("NW", 2095)
