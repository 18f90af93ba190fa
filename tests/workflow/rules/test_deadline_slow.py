"""Generated cases agree with an independent computation that walks the calendar day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workflow.rules import slow_count as slow
from tests.workflow.rules.cases import solve
from workflow.rules.workday import LAENDER, WorkCalendar, holiday_name

MANY = settings(max_examples=400, deadline=None)

lands = st.sampled_from(sorted(LAENDER))
#: The zones of other councils are Germany's; the others prove that no offset is built in.
zones = st.sampled_from(["Europe/Berlin", "Europe/Berlin", "Europe/London", "America/New_York", "UTC"])
days = st.dates(date(2019, 3, 1), date(2036, 12, 31))
times = st.sampled_from([time(9), time(14, 30), time(18), time(19, 15), time(23, 45)])
whose = st.sampled_from(["own", "administration", "other_organ"])
kinds = st.sampled_from(["day", "werktag", "arbeitstag"])
backward_policies = st.sampled_from(["none", "none", "previous_working_day"])
clock = st.sampled_from([None, time(12), time(15, 30), time(0)])

BACK_MODES = {"werktag": "werktage_before", "arbeitstag": "arbeitstage_before"}


def iso(moment: datetime) -> str:
    """As the cases write a moment."""
    return moment.isoformat(timespec="seconds")


def end(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """The last moment in time on a day."""
    return slow.last_second(day, zone) if at is None else slow.first_showing(day, at, zone)


@MANY
@given(days, times, st.integers(1, 45), kinds, st.booleans(), lands, zones, whose, backward_policies, clock)
def test_backward_counts_agree(
    day: date,
    start: time,
    n: int,
    kind: str,
    clear: bool,
    land: str,
    zone_name: str,
    whose: str,
    policy: str,
    at: time | None,
) -> None:
    """Days, Werktage and Arbeitstage before a meeting, in both readings and under each policy."""
    zone = ZoneInfo(zone_name)
    params: dict[str, Any] = {"n": n} | ({"time": f"{at:%H:%M}"} if at else {})
    if kind == "day":
        mode = "clear_days_before" if clear else "ordinal_day_before"
    else:
        mode = BACK_MODES[kind]
        params["reading"] = "clear" if clear else "ordinal"
    found = solve(
        {
            "mode": mode,
            "params": params,
            "land": land,
            "timezone": zone_name,
            "whose_deadline": whose,
            "weekend_holiday_policy": policy,
            "session_datetime": iso(datetime.combine(day, start, zone)),
        }
    )
    strict = slow.latest_leaving_free(day, n, land, kind)
    ordinal = slow.nth_before(day, n, land, kind)
    ends = [end(slow.moved(last, policy, land), at, zone) for last in (strict, ordinal)]
    assert found["deadline"] == iso(ends[0] if clear else ends[1])
    assert found["safe_deadline"] == found["deadline"]
    assert found["alternatives"] == ([iso(ends[1])] if clear and ends[0] != ends[1] else [])


@MANY
@given(days, st.integers(1, 45), st.sampled_from(["days", "weeks", "incl"]), lands, whose)
def test_open_wordings_agree(day: date, n: int, mode: str, land: str, whose: str) -> None:
    """Bare days and weeks, and days that include the meeting's own."""
    zone = ZoneInfo("Europe/Berlin")
    counted = 7 * n if mode == "weeks" else n
    names = {
        "days": ("days_before_ambiguous", "n"),
        "weeks": ("clear_weeks_before", "weeks"),
        "incl": ("days_before_incl_session", "n"),
    }
    name, key = names[mode]
    found = solve(
        {
            "mode": name,
            "params": {key: n},
            "land": land,
            "whose_deadline": whose,
            "weekend_holiday_policy": "none",
            "session_datetime": f"{day}T18:00",
        }
    )
    included = mode == "incl"
    strict = slow.latest_leaving_free(day, counted, land, "day", counts_meeting=included)
    ordinal = slow.nth_before(day, counted, land, "day", counts_meeting=included)
    latest = mode == "days" and whose != "own"
    first, other = (ordinal, strict) if latest else (strict, ordinal)
    assert found["deadline"] == found["safe_deadline"] == iso(slow.last_second(first, zone))
    assert found["alternatives"] == [iso(slow.last_second(other, zone))]


@MANY
@given(
    days,
    st.integers(1, 30),
    st.sampled_from(["days", "weeks", "months", "werktage", "arbeitstage"]),
    st.booleans(),
    lands,
    zones,
    whose,
    st.sampled_from(["none", "next_working_day", None]),
)
def test_forward_periods_agree(
    event: date, n: int, unit: str, included: bool, land: str, zone_name: str, whose: str, policy: str | None
) -> None:
    """Days, weeks, months and working days after an event; § 193 BGB where the council says nothing else."""
    zone = ZoneInfo(zone_name)
    included = included and unit in ("days", "weeks", "months")
    found = solve(
        {
            "mode": f"{unit}_after_day_included" if included else f"{unit}_after",
            "params": {unit if unit != "days" else "n": n},
            "land": land,
            "timezone": zone_name,
            "whose_deadline": whose,
            "weekend_holiday_policy": policy,
            "event_datetime": str(event),
        }
    )
    if unit == "months":
        last = slow.months_after(event, n, counts_event=included)
    elif unit in ("days", "weeks"):
        last = slow.days_after(event, 7 * n if unit == "weeks" else n, counts_event=included)
    else:
        last = slow.working_days_after(event, n, land, "werktag" if unit == "werktage" else "arbeitstag")
    monday = slow.moved(last, "next_working_day", land)
    stays = policy == "none"
    deadline, other = (last, monday) if stays else (monday, last)
    assert found["deadline"] == iso(slow.last_second(deadline, zone))
    assert found["alternatives"] == ([iso(slow.last_second(other, zone))] if last != monday else [])
    earliest = min(deadline, other) if whose == "own" else deadline
    assert found["safe_deadline"] == iso(slow.last_second(earliest, zone))


@MANY
@example(date(2036, 11, 2), time(9), 8, "America/New_York", "own")  # an hour that comes twice
@given(days, times, st.integers(1, 200), zones, whose)
def test_hours_agree(day: date, start: time, hours: int, zone_name: str, whose: str) -> None:
    """Hours elapse one by one; the clock's face is the other reading, the earlier one is safe."""
    zone = ZoneInfo(zone_name)
    meeting = datetime.combine(day, start, zone)
    found = solve(
        {
            "mode": "hours_before",
            "params": {"hours": hours, "clock": "elapsed"},
            "land": "SH",
            "timezone": zone_name,
            "whose_deadline": whose,
            "weekend_holiday_policy": "none",
            "session_datetime": iso(meeting),
        }
    )
    elapsed = slow.hours_before(meeting, hours, zone)
    face = (meeting.replace(tzinfo=None) - timedelta(hours=hours)).replace(tzinfo=zone)
    face = face.astimezone(UTC).astimezone(zone)
    assert found["deadline"] == iso(elapsed)
    # Two moments of one zone compare by the clock's face alone; instants do not.
    assert found["alternatives"] == ([] if face.timestamp() == elapsed.timestamp() else [iso(face)])
    assert found["safe_deadline"] == iso(min(face, elapsed, key=datetime.timestamp))


@MANY
@given(days, st.integers(1, 14), st.integers(1, 8), st.integers(1, 24))
def test_windows_locks_and_first_days_agree(event: date, first: int, weeks: int, months: int) -> None:
    """A window ends with its weeks; a lock with its months; three clear days leave three days between."""
    zone = ZoneInfo("Europe/Berlin")
    common = {"land": "NW", "weekend_holiday_policy": "none", "event_datetime": str(event)}
    common["whose_deadline"] = "administration"
    days_free = first_free_day(event, first)
    earliest = solve({"mode": "earliest_after", "params": {"n": first, "reading": "clear"}, **common})
    assert earliest["deadline"] == str(days_free)
    assert earliest["alternatives"] == [str(slow.days_after(event, first))]
    lock = solve({"mode": "lock_months", "params": {"months": months}, **common})
    assert lock["deadline"] == str(slow.months_after(event, months))
    if first <= 7 * weeks:
        params = {"earliest_days": first, "latest_weeks": weeks}
        window = solve({"mode": "window_after", "params": params, **common})
        assert window["opens"] == str(slow.days_after(event, first))
        assert window["deadline"] == iso(slow.last_second(slow.days_after(event, 7 * weeks), zone))


def first_free_day(event: date, free: int) -> date:
    """The first day that leaves so many full days after the event's."""
    day, between = event + slow.NEXT, 0
    while between < free:
        day += slow.NEXT
        between += 1
    return day


@MANY
@given(days, lands, st.integers(1, 12), st.integers(1, 3))
def test_composites_agree(day: date, land: str, n: int, weeks: int) -> None:
    """Counted from the first day of the invitation period, both readings."""
    zone = ZoneInfo("Europe/Berlin")
    found = solve(
        {
            "mode": "composite",
            "params": {"n": n, "anchor": "ladungsfrist_beginn", "ladungsfrist_weeks": weeks},
            "land": land,
            "weekend_holiday_policy": "none",
            "session_datetime": f"{day}T17:00",
        }
    )
    start = slow.nth_before(day, 7 * weeks, land, "day")
    assert found["deadline"] == iso(slow.last_second(slow.latest_leaving_free(start, n, land, "day"), zone))
    assert found["alternatives"] == [iso(slow.last_second(slow.nth_before(start, n, land, "day"), zone))]


@MANY
@given(st.integers(2019, 2040), lands)
def test_holidays_are_those_of_the_laws(year: int, land: str) -> None:
    """Every day of a year in a Land is a holiday for us exactly if its law says so."""
    day, ours = date(year, 1, 1), set()
    while day.year == year:
        if holiday_name(day, WorkCalendar(land)):
            ours.add(day)
        day += slow.NEXT
    sundays = {easter_day for easter_day in ours if easter_day.weekday() == 6}
    assert ours - sundays == {d for d in slow.holidays_of(land, year) if d.weekday() != 6}
