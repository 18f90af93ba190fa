"""When each of the usual reminders falls due, and when it has no point."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from states.council import Flag, Organization, OrganizationType, Term
from states.meeting import MeetingStatus
from states.motion import Motion, Status
from states.outcome import Outcome
from states.text import Change, Operation, Point
from tests.workflow.rules.reminding import (
    DEADLINES,
    a_reminding_council,
    moments,
    reminders_of,
    usual_reminders,
)
from tests.world import BERLIN, ORGANIZATIONS, World, stops
from workflow.decide.filing import Filing, draft, submit_draft
from workflow.presets.vocabulary import Anchor, Condition
from workflow.rules.reminder_anchor import FINDERS
from workflow.rules.reminder_condition import CONDITIONS, OF_THE_MOTION
from workflow.rules.reminder_moment import falls_due, repetitions

FACTION = Organization("faction", "Fraktion", OrganizationType.FACTION)


@pytest.fixture
def world() -> World:
    """Monday 5 January 2026 in a town with deadlines, reminders and a faction."""
    return World(a_reminding_council(organizations=(*ORGANIZATIONS, FACTION)))


def writes(world: World, **more: Any) -> Motion:
    """Write a draft."""
    number = next(world._motion_numbers)
    filing = Filing("Radweg", points=(Point("1", "Der Radweg wird gebaut."),), **more)
    world.keep(draft(filing, number, None, world.scene()))
    return world.motions[number]


def test_every_word_of_the_council_files_is_understood() -> None:
    assert set(FINDERS) == {a.value for a in Anchor}
    assert set(CONDITIONS) == {c.value for c in Condition}
    assert set(CONDITIONS) >= OF_THE_MOTION


def test_a_draft_is_brought_to_its_deadline(world: World) -> None:
    """Meeting on Tuesday 10 February; submission until Saturday 31 January 12:00."""
    world.meets("faction", date(2026, 1, 12), "19:00")
    world.meets("faction", date(2026, 1, 26), "19:00")
    world.meets("faction", date(2026, 2, 2), "19:00")
    world.meets("social", date(2026, 2, 10))
    written = writes(world, route=stops("social", on={"social": date(2026, 2, 10)}))
    assert moments(world, written) == {
        "prepare": "2026-01-17 08:00",
        "faction": "2026-01-23 08:00",
        "unfiled": "2026-01-28 08:00",
        "last-call": "2026-01-30 09:00",
        "missed": "2026-02-02 08:00",
    }


def test_working_days_skip_the_holidays_of_the_land(world: World) -> None:
    """Three working days before Thursday 28 May 2026: Whit Monday is none."""
    world.meets("social", date(2026, 6, 7))
    written = writes(world, route=stops("social", on={"social": date(2026, 6, 7)}))
    assert moments(world, written)["unfiled"] == "2026-05-22 08:00"


def test_filing_ends_what_hurries_and_asks_for_the_acknowledgement(world: World) -> None:
    world.meets("social", date(2026, 2, 10))
    written = writes(world, route=stops("social", on={"social": date(2026, 2, 10)}))
    world.goes_to(date(2026, 1, 23), "10:00")
    world.keep(
        submit_draft(written, date(2026, 1, 23), "1/2026", world.scene(written), world._meeting_numbers)
    )
    assert moments(world, written) == {
        "acknowledgement": "2026-01-26 09:00",
        "agenda": "2026-02-03 09:00",
        "speech": "2026-02-06 08:00",
        "meeting": "2026-02-09 12:00",
        "result": "2026-02-11 08:00",
        "minutes-missing": "2026-03-12 08:00",
    }


def test_an_acknowledgement_or_a_result_ends_the_question_for_it(world: World) -> None:
    filed = files(world)
    assert "acknowledgement" in moments(world, filed)
    world.motions[filed.id] = filed._replace(acknowledged_on=date(2026, 1, 7))
    assert "acknowledgement" not in moments(world, filed)


def files(world: World, on: date = date(2026, 2, 10), **more: Any) -> Motion:
    """File a motion for a meeting of the social committee, and those of the others after it."""
    world.meets("social", on)
    world.meets("main", on + timedelta(days=7))
    world.meets("council", on + timedelta(days=14))
    dates = {k: on + timedelta(days=7 * i) for i, k in enumerate(("social", "main", "council"))}
    return world.files(route=stops("social", "main", "council", on=dates), **more)


def test_each_station_has_its_own_reminders(world: World) -> None:
    filed = files(world)
    speeches = [d for d in reminders_of(world, filed).due if d.rule["key"] == "speech"]
    assert [d.key for d in speeches] == ["2026-02-10 social", "2026-02-17 main", "2026-02-24 council"]


def test_two_stations_on_one_day_are_told_apart(world: World) -> None:
    dates = {"main": date(2026, 2, 10), "council": date(2026, 2, 10)}
    world.meets("main", dates["main"], "15:00")
    world.meets("council", dates["council"], "17:00")
    filed = world.files(route=stops("main", "council", on=dates))
    keys = [d.key for d in reminders_of(world, filed).due if d.rule["key"] == "meeting"]
    assert keys == ["2026-02-10 council", "2026-02-10 main"]


def test_twelve_hours_after_the_meeting_are_hours(world: World) -> None:
    """From its end where that is known, else from three hours after it began; also when clocks change."""
    number = world.meets("social", date(2026, 3, 28), "20:00")
    filed = world.files(route=stops("social", on={"social": date(2026, 3, 28)}))
    assert moments(world, filed)["result"] == "2026-03-29 12:00"  # 23:00, and one hour is missing
    world.meetings[number] = world.meetings[number]._replace(ends=datetime(2026, 3, 28, 21, 15).time())
    assert moments(world, filed)["result"] == "2026-03-29 10:15"


def test_a_cancelled_meeting_reminds_nobody(world: World) -> None:
    number = world.meets("social", date(2026, 2, 10))
    filed = world.files(route=stops("social", on={"social": date(2026, 2, 10)}))
    world.meetings[number] = world.meetings[number]._replace(status=MeetingStatus.CANCELLED)
    assert set(moments(world, filed)) == {"acknowledgement"}


def test_a_meeting_that_moves_is_another_key(world: World) -> None:
    number = world.meets("social", date(2026, 2, 10))
    filed = world.files(route=stops("social", on={"social": date(2026, 2, 10)}))
    before = {d.name for d in reminders_of(world, filed).due}
    world.meetings[number] = world.meetings[number]._replace(on=date(2026, 2, 12))
    after = {d.name for d in reminders_of(world, filed).due}
    assert {name for name, _ in before} == {name for name, _ in after}
    assert before & after == {("acknowledgement", "2026-01-05")}


def test_a_committee_that_votes_otherwise_asks_what_to_do(world: World) -> None:
    filed = files(world)
    world.goes_to(date(2026, 2, 10))
    text = (Point("1", "Der Radweg wird geprüft."),)
    world.records(filed, Outcome.ADOPTED_AMENDED, text=text)
    found = moments(world, filed)
    assert found["choice"] == "2026-02-11 08:00"
    agreed = files(world, date(2026, 3, 10))
    world.goes_to(date(2026, 3, 10))
    world.records(agreed, Outcome.ADOPTED)
    assert "choice" not in moments(world, agreed)
    against = files(world, date(2026, 4, 14))
    world.goes_to(date(2026, 4, 14))
    world.records(against, Outcome.REJECTED)
    assert moments(world, against)["choice"] == "2026-04-15 08:00"


def test_after_the_decision_come_objection_report_and_minutes(world: World) -> None:
    world.council = world.council._replace(flags={"objection_plenary": Flag("3 days after")})
    world.meets("council", date(2026, 2, 24))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 24)}))
    world.goes_to(date(2026, 2, 24))
    world.records(filed, Outcome.ADOPTED)
    assert moments(world, filed) == {
        "objection": "2026-02-27 09:00",
        "implementation": "2026-05-25 08:00",
        "minutes-missing": "2026-03-26 08:00",
    }
    number = filed.consultations[0].meeting
    assert number is not None
    world.meetings[number] = world.meetings[number]._replace(minutes_on=date(2026, 3, 2))
    assert moments(world, filed)["minutes"] == "2026-03-05 08:00"
    assert "minutes-missing" not in moments(world, filed)


def test_a_date_for_the_report_replaces_the_question_what_became_of_it(world: World) -> None:
    world.meets("council", date(2026, 2, 24))
    filed = world.files(
        route=stops("council", on={"council": date(2026, 2, 24)}), report_due=date(2026, 9, 1)
    )
    world.goes_to(date(2026, 2, 24))
    world.records(filed, Outcome.ADOPTED)
    found = moments(world, filed)
    assert found["report"] == "2026-08-18 08:00"
    assert "implementation" not in found


def test_the_question_what_became_of_it_comes_again(world: World) -> None:
    """Of several missed ones only the last is asked, then the next."""
    world.meets("council", date(2026, 2, 24))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 24)}))
    world.goes_to(date(2026, 2, 24))
    world.records(filed, Outcome.ADOPTED)
    since = world.now
    world.goes_to(date(2027, 12, 1))
    found = [d for d in reminders_of(world, filed, since).due if d.rule["key"] == "implementation"]
    assert [(d.at.date(), d.key) for d in found] == [
        (date(2027, 11, 16), "2026-02-24 4"),
        (date(2028, 5, 14), "2026-02-24 5"),
    ]


def test_what_rests_without_a_date_is_asked_for(world: World) -> None:
    filed = files(world)
    world.goes_to(date(2026, 2, 10))
    world.records(filed, Outcome.HELD, from_record=True)
    current = world.motions[filed.id].current
    assert current is not None
    assert current.status is Status.HELD
    assert moments(world, filed)["held"] == "2026-04-11 08:00"
    dated = files(world, date(2026, 3, 10))
    world.goes_to(date(2026, 3, 10))
    world.records(dated, Outcome.HELD, until=date(2026, 6, 1))
    assert "held" not in moments(world, dated)


def test_the_end_of_the_term_is_announced_to_what_is_open(world: World) -> None:
    world.council = world.council._replace(
        terms=(
            Term("2020–2025", date(2020, 11, 1), date(2025, 10, 31)),
            Term("2025–2030", date(2025, 11, 1), date(2030, 10, 31)),
        )
    )
    filed = files(world)
    assert moments(world, filed)["term-end"] == "2030-07-03 08:00"


def test_after_the_lock_a_motion_may_come_again(world: World) -> None:
    world.council = world.council._replace(flags={"resubmission_lock": Flag("locked for 6 months")})
    world.meets("council", date(2026, 2, 24))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 24)}))
    world.goes_to(date(2026, 2, 24))
    world.records(filed, Outcome.REJECTED)
    assert moments(world, filed)["lock-end"] == "2026-08-25 08:00"


def test_a_draft_for_the_next_meeting_means_the_first_that_is_open(world: World) -> None:
    since = world.now
    world.meets("social", date(2026, 2, 10))
    world.meets("social", date(2026, 3, 10))
    written = writes(world, route=stops("social"))
    assert moments(world, written)["last-call"] == "2026-01-30 09:00"
    assert reminders_of(world, written).turns == datetime(2026, 1, 31, 12, 0, 1, tzinfo=BERLIN)
    world.goes_to(date(2026, 2, 2), "07:00")
    later = {d.name: d.at.strftime("%m-%d %H:%M") for d in reminders_of(world, written, since).due}
    assert later["missed", "2026-01-31 social"] == "02-02 08:00"
    assert later["last-call", "2026-02-28 social"] == "02-27 09:00"
    world.goes_to(date(2026, 2, 11), "07:00")
    keys = {d.key for d in reminders_of(world, written, since).due}
    assert keys == {"2026-02-28 social"}


def test_a_draft_never_missed_what_was_closed_before_it_was_written(world: World) -> None:
    world.meets("social", date(2026, 1, 12))
    world.meets("social", date(2026, 2, 10))
    written = writes(world, route=stops("social"))
    assert {d.key for d in reminders_of(world, written).due} == {"2026-01-31 social"}


def test_what_comes_too_late_is_pointless(world: World) -> None:
    filed = files(world)
    since = world.now
    world.goes_to(date(2026, 2, 10), "16:59")
    speech = next(d for d in reminders_of(world, filed, since).due if d.rule["key"] == "speech")
    assert not speech.pointless(world.now)
    world.goes_to(date(2026, 2, 10), "17:00")
    assert speech.pointless(world.now)


def test_history_is_no_missed_reminder(world: World) -> None:
    """A motion entered long after its meeting asks for nothing that lay before."""
    world.goes_to(date(2026, 6, 1))
    world.meets("social", date(2026, 2, 10))
    filed = world.files(route=stops("social", on={"social": date(2026, 2, 10)}), on=date(2026, 1, 5))
    assert moments(world, filed) == {}


def test_rules_are_those_in_force_on_the_day_of_the_anchor(world: World) -> None:
    from workflow.rules.reminder import reminders
    from workflow.rules.reminder_anchor import Sight
    from workflow.rules.reminder_table import Timetable

    filed = files(world)
    earlier = tuple(
        {**r, "offset": "6th day before 08:00"} if r["key"] == "speech" else r for r in usual_reminders()
    )
    new = world.council._replace(reminders=earlier)
    table = Timetable(
        lambda on: new if on >= date(2026, 2, 15) else world.council,
        world.council.zone,
        world.meetings.values(),
    )
    found = reminders(Sight(filed, table, world.now, world.now)).due
    days = [d.at.strftime("%m-%d") for d in found if d.rule["key"] == "speech"]
    assert days == ["02-06", "02-11", "02-18"]


def test_a_rule_switched_off_reminds_nobody_and_one_of_ones_own_does(world: World) -> None:
    own = {
        "key": "press",
        "label": "Presse",
        "anchor": "meeting",
        "offset": "2 days before",
        "to": ["office"],
        "text": "press",
    }
    rules = tuple({**r, "enabled": False} if r["key"] == "speech" else r for r in usual_reminders())
    world.council = world.council._replace(reminders=(*rules, own))
    filed = files(world)
    found = moments(world, filed)
    assert "speech" not in found
    assert found["press"] == "2026-02-22 08:00"  # the last of its three meetings


def test_a_paper_of_the_administration_reminds_nobody(world: World) -> None:
    """It is there because an amendment names it; that one has its station's reminders."""
    paper = files(world, kind="paper")
    assert reminders_of(world, paper).due == ()
    amendment = world.amends(world.motions[paper.id], Change(Operation.ADD, "", "Es wird berichtet."))
    assert moments(world, amendment)["speech"] == "2026-02-06 08:00"


def test_a_rule_that_cannot_be_computed_leaves_the_others(world: World) -> None:
    rule = {"key": "x", "of": "submission", "label": "x", "rule": "3 days before nowhere"}
    broken = {"key": "y", "anchor": "meeting", "offset": "what", "to": ["office"], "label": "y", "text": "y"}
    world.council = world.council._replace(deadlines=(rule, *DEADLINES))
    filed = files(world)
    world.council = world.council._replace(reminders=(*world.council.reminders, broken))
    found = reminders_of(world, filed)
    assert {f.what for f in found.faults} == {"y"}
    assert "speech" in {d.rule["key"] for d in found.due}


def test_offsets_are_no_periods_of_law(world: World) -> None:
    """A day after Friday is Saturday, and three days before Wednesday is Sunday."""

    def due(offset: str, on: date) -> str:
        return falls_due({"offset": offset}, on, None, world.council).strftime("%a %H:%M")

    assert due("1 day after", date(2026, 1, 9)) == "Sat 08:00"
    assert due("3 days before", date(2026, 1, 14)) == "Sun 08:00"
    assert due("1 day after, next working day", date(2026, 1, 9)) == "Mon 08:00"
    assert due("6 hours after", date(2026, 1, 9)) == "Fri 06:00"


def test_repetitions_keep_the_time_of_day() -> None:
    first = datetime(2026, 1, 31, 8, 0, tzinfo=BERLIN)
    monthly = repetitions(first, "every 1 month")
    assert [next(monthly).strftime("%m-%d %H:%M %z") for _ in range(4)] == [
        "01-31 08:00 +0100",
        "02-28 08:00 +0100",
        "03-31 08:00 +0200",
        "04-30 08:00 +0200",
    ]
    weekly = repetitions(first, "every 2 weeks")
    assert [next(weekly).date() for _ in range(2)] == [date(2026, 1, 31), date(2026, 2, 14)]


def test_the_next_moment_is_the_earliest_that_was_not_dealt_with(world: World) -> None:
    filed = files(world)
    found = reminders_of(world, filed)
    first, second = found.due[0], found.due[1]
    assert found.wake_at(set(), world.now) == first.at
    assert found.wake_at({first.name}, world.now) == second.at
    assert found.fallen_due(set(), world.now) == []
    assert found.fallen_due(set(), first.at) == [first]
    assert found.fallen_due({first.name}, first.at) == []
    assert found.wake_at({d.name for d in found.due}, world.now) is None
