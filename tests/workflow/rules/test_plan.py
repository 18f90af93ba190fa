"""The planner agrees with trying everything."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from states.council import Council, Organization, OrganizationType
from states.meeting import Meeting
from states.outcome import Role
from workflow.rules.council_deadline import admission
from workflow.rules.plan import Calendar, Gap, Leg, Plan, by_day, earliest, last_filing

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 1, 9, 0, tzinfo=BERLIN)
DEADLINE = {"key": "s", "of": "submission", "label": "Antragsfrist", "rule": "10 clear days before"}
COUNCIL = Council(
    "town",
    "Musterstadt",
    "NW",
    "stadt",
    organizations=tuple(Organization(k, k.upper(), OrganizationType.COMMITTEE) for k in "abc"),
    deadlines=(DEADLINE,),
)


def meetings(*days: tuple[str, int]) -> list[Meeting]:
    return [
        Meeting(n, organization, (START + timedelta(days=day)).date())
        for n, (organization, day) in enumerate(days, 1)
    ]


def legs(names: str) -> list[Leg]:
    return [Leg(name, Role.RECOMMENDATION) for name in names]


def brute(names: str, all_meetings: list[Meeting], since: datetime) -> date | None:
    """The earliest decision by trying every choice of meetings."""
    best = None
    options = [[m for m in all_meetings if m.organization == name] for name in names]
    for choice in itertools.product(*options):
        days = [m.on for m in choice]
        ordered = days == sorted(days) and days[0] >= since.date()
        pairs = [(m.organization, m.on) for m in choice]
        found = admission(choice[0], COUNCIL, since)
        in_time = found is None or since <= found.deadline
        if ordered and in_time and len(set(pairs)) == len(pairs):
            best = min(best, days[-1]) if best else days[-1]
    return best


calendars = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 60)), min_size=1, max_size=9, unique=True
)
routes = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("".join)


@given(days=calendars, names=routes, offset=st.integers(0, 20))
def test_no_choice_of_meetings_decides_earlier(days: list[tuple[str, int]], names: str, offset: int) -> None:
    found = meetings(*days)
    since = START + timedelta(days=offset)
    plan = earliest(legs(names), Calendar(found, COUNCIL), since, filed=False)
    wanted = brute(names, found, since)
    assert (plan.decided_on if isinstance(plan, Plan) else None) == wanted


@given(days=calendars, names=routes)
def test_filing_at_the_last_moment_still_reaches_the_decision_and_a_second_later_does_not(
    days: list[tuple[str, int]], names: str
) -> None:
    found = meetings(*days)
    plan = earliest(legs(names), Calendar(found, COUNCIL), START, filed=False)
    if isinstance(plan, Gap) or plan.file_by is None:
        return
    assert brute(names, found, plan.file_by.deadline) == plan.decided_on
    later = brute(names, found, plan.file_by.deadline + timedelta(seconds=1))
    assert (plan.missed.decided_on if plan.missed else None) == later
    if plan.missed:
        assert plan.days_lost == (plan.missed.decided_on - plan.decided_on).days > 0


@given(days=calendars, names=routes, wanted=st.integers(1, 70))
def test_backward_no_later_filing_meets_the_day(days: list[tuple[str, int]], names: str, wanted: int) -> None:
    found = meetings(*days)
    day = (START + timedelta(days=wanted)).date()
    plan = by_day(legs(names), Calendar(found, COUNCIL), day, START)
    possible = brute(names, found, START)
    if possible is None or possible > day:
        assert plan is None or isinstance(plan, Gap)
        return
    assert isinstance(plan, Plan)
    assert plan.file_by is not None
    assert plan.decided_on <= day
    after = brute(names, found, plan.file_by.deadline + timedelta(seconds=1))
    assert after is None or after > day


def test_one_day_for_two_organizations() -> None:
    plan = earliest(legs("ab"), Calendar(meetings(("a", 20), ("b", 20)), COUNCIL), START, filed=False)
    assert isinstance(plan, Plan)
    assert [s.meeting.id for s in plan.stages] == [1, 2]


def test_a_calendar_without_the_meeting_says_which_is_missing() -> None:
    gap = earliest(legs("ab"), Calendar(meetings(("a", 20), ("b", 10)), COUNCIL), START, filed=False)
    assert gap == Gap("b", Role.RECOMMENDATION, date(2026, 1, 21), date(2026, 1, 11))


def test_without_a_way_there_is_no_last_moment() -> None:
    calendar = Calendar(meetings(("a", 20)), COUNCIL)
    assert last_filing(legs("ab"), calendar, date(2026, 3, 1), START) is None
