"""Results on a real database: one, or all of a meeting at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from states.motion import Motion, Status, Urgency
from states.outcome import Outcome, Role
from states.rule_refusals import AmendmentFirst, MotionEnded, TextMissing
from states.stage import State
from states.text import Change, Operation, Point
from states.vote import Votes
from tests.workflow.office.bureau import Bureau
from workflow.decide.entered import ResultFacts
from workflow.decide.refusals import DayAhead
from workflow.office import results
from workflow.office.filing import Draft, submit
from workflow.office.minutes import Line, WrongLine, record_all

DAY = "2026-02-10"


def amends(bureau: Bureau, reference: str, *changes: Change) -> Motion:
    draft = Draft("Änderung", amends=reference, changes=changes)
    return submit(bureau.office(), draft).motion


def line(reference: str, outcome: Outcome, place: str = "", **more: Any) -> Line:
    return Line(reference, ResultFacts(outcome, **more), place)


def entries(bureau: Bureau, *motions: Motion) -> int:
    return sum(len(bureau.book.history(f"motion:{m.id}")) for m in motions)


def replacing(text: str) -> Change:
    return Change(Operation.REPLACE, "1", text)


@pytest.fixture
def several(bureau: Bureau) -> list[Motion]:
    """Three motions before the plenary, whose meeting has come."""
    bureau.meets("kreistag", DAY)
    found = [bureau.files(f"{n}/26", on=DAY) for n in (1, 2, 3)]
    bureau.at(f"{DAY}T21:00")
    return found


def test_all_results_of_a_meeting_are_recorded_at_once(bureau: Bureau, several: list[Motion]) -> None:
    done = record_all(
        bureau.office(),
        [
            line("1/26", Outcome.ADOPTED, votes=Votes(30, 20)),
            line("2/26", Outcome.REJECTED),
            line("3/26", Outcome.HELD, until=date(2026, 9, 1)),
        ],
    )
    assert [d.after.state for d in done] == [State.ADOPTED, State.REJECTED, State.PLENARY_DECISION]
    assert [bureau.book.motion(m.id).state for m in several] == [d.after.state for d in done]
    commands = {
        e.command for m in several for e in bureau.book.history(f"motion:{m.id}") if e.kind == "recorded"
    }
    assert len(commands) == 1


def test_all_or_nothing_and_the_line_that_was_refused_is_named(bureau: Bureau, several: list[Motion]) -> None:
    before = entries(bureau, *several)
    with pytest.raises(WrongLine) as refused:
        record_all(
            bureau.office(),
            [
                line("1/26", Outcome.ADOPTED, "liste.csv:2"),
                line("2/26", Outcome.ADOPTED_AMENDED, "liste.csv:3"),
                line("3/26", Outcome.ADOPTED, "liste.csv:4"),
            ],
        )
    assert isinstance(refused.value.cause, TextMissing)
    assert refused.value.facts["place"] == "liste.csv:3"
    assert refused.value.exit_status is refused.value.cause.exit_status
    assert entries(bureau, *several) == before
    assert bureau.book.motion(several[0].id).state is State.PLENARY_DECISION


def test_one_line_twice_is_refused_as_a_whole(bureau: Bureau, several: list[Motion]) -> None:
    with pytest.raises(WrongLine) as refused:
        record_all(bureau.office(), [line("1/26", Outcome.ADOPTED), line("1/26", Outcome.REJECTED, "x:2")])
    assert isinstance(refused.value.cause, MotionEnded)
    assert bureau.book.motion(several[0].id).state is State.PLENARY_DECISION


def test_amendments_are_taken_first_wherever_the_file_has_them(bureau: Bureau, several: list[Motion]) -> None:
    near = amends(bureau, "1/26", replacing("Anders."))
    far = amends(bureau, "1/26", Change(Operation.WHOLE, "1", "Ganz anders."))
    done = record_all(
        bureau.office(),
        [
            line("1/26", Outcome.ADOPTED),
            line("2/26", Outcome.REJECTED),
            line(near.reference, Outcome.ADOPTED),
            line(far.reference, Outcome.REJECTED),
        ],
    )
    assert [d.before.reference for d in done] == [far.reference, near.reference, "1/26", "2/26"]
    final = bureau.book.motion(several[0].id).final
    assert final == (Point("1", "Anders."),)


def test_an_amendment_the_file_does_not_have_stops_it(bureau: Bureau, several: list[Motion]) -> None:
    amends(bureau, "1/26", replacing("Anders."))
    with pytest.raises(WrongLine) as refused:
        record_all(bureau.office(), [line("1/26", Outcome.ADOPTED)])
    assert isinstance(refused.value.cause, AmendmentFirst)


def test_a_dry_run_tells_and_keeps_nothing(bureau: Bureau, several: list[Motion]) -> None:
    before = entries(bureau, *several)
    done = record_all(bureau.office(dry_run=True), [line("1/26", Outcome.ADOPTED)])
    assert done[0].after.state is State.ADOPTED
    assert entries(bureau, *several) == before


@pytest.mark.slow
def test_two_hundred_results_are_one_transaction(bureau: Bureau) -> None:
    bureau.meets("kreistag", DAY)
    motions = [bureau.files(f"{n}/26", on=DAY) for n in range(1, 201)]
    bureau.at(f"{DAY}T21:00")
    before = entries(bureau, *motions)
    lines = [line(m.reference, Outcome.ADOPTED) for m in motions]
    with pytest.raises(WrongLine):
        record_all(bureau.office(), [*lines, line("1/26", Outcome.REFERRED_BACK, "liste.csv:202")])
    assert entries(bureau, *motions) == before
    done = record_all(bureau.office(), lines)
    assert {d.after.state for d in done} == {State.ADOPTED}
    assert entries(bureau, *motions) == before + 200


# By hand


def test_amendments_go_to_the_meeting_their_motion_is_put_on(bureau: Bureau, several: list[Motion]) -> None:
    amendment = amends(bureau, "1/26", replacing("Anders."))
    bureau.at("2026-02-01T09:00")
    later = bureau.meets("kreistag", "2026-03-10")
    done = results.schedule(bureau.office(), "1/26", None, later)
    assert done.after.current is not None
    assert done.after.current.meeting == later
    assert bureau.book.motion(amendment.id).current == done.after.current


def test_a_station_put_in_between_takes_amendments_along_and_off_again(
    bureau: Bureau, several: list[Motion]
) -> None:
    amendment = amends(bureau, "1/26", replacing("Anders."))
    added = results.add_station(bureau.office(), "1/26", "Kreisausschuss", Role.PREPARATION, 1, None)
    assert added.after.current is not None
    assert bureau.book.motion(amendment.id).current == added.after.current
    back = results.drop_station(bureau.office(), "1/26", added.after.current.n)
    assert back.after.current is not None
    assert (back.after.current.organization, back.after.state) == ("kreistag", State.PLENARY_DECISION)
    assert bureau.book.motion(amendment.id).current == back.after.current


def test_a_new_meeting_opens_the_motion_and_its_amendments(bureau: Bureau) -> None:
    points = (Point("1", "Der Radweg wird gebaut."),)
    filed = submit(
        bureau.office(), Draft("Radweg", reference="1/26", points=points, kind="resolution")
    ).motion
    assert filed.state is State.SUBMITTED
    amendment = amends(bureau, "1/26", replacing("Anders."))
    number = bureau.meets(filed.consultations[0].organization, "2026-03-10")
    fresh = bureau.book.motion(filed.id)
    assert fresh.current is not None
    assert fresh.current.meeting == number
    assert bureau.book.motion(amendment.id).current == fresh.current


def test_without_urgency_a_motion_goes_to_the_next_meeting(bureau: Bureau) -> None:
    bureau.meets("kreistag", DAY)
    later = bureau.meets("kreistag", "2026-03-24")
    bureau.files("1/26", on=DAY, urgent=True)
    bureau.at(f"{DAY}T21:00")
    done = results.vote_urgency(bureau.office(), "1/26", recognised=False, votes=Votes(10, 40), on=None)
    assert done.after.urgency is Urgency.REFUSED
    assert done.after.current is not None
    assert done.after.current.meeting == later


def test_stations_behind_one_that_is_put_later_keep_the_order(bureau: Bureau) -> None:
    from workflow.office.filing import Wish

    for organization, on in (("kreisausschuss", "2026-02-09"), ("kreistag", DAY), ("kreistag", "2026-03-24")):
        bureau.meets(organization, on)
    way = (Wish("kreisausschuss", date(2026, 2, 9)), Wish("kreistag", date(2026, 2, 10)))
    points = (Point("1", "Der Radweg wird gebaut."),)
    submit(bureau.office(), Draft("Radweg", reference="1/26", points=points, route=way))
    later = bureau.meets("kreisausschuss", "2026-03-02")
    done = results.schedule(bureau.office(), "1/26", 1, later)
    days = [bureau.book.meeting(c.meeting).on for c in done.after.consultations if c.meeting]
    assert days == [date(2026, 3, 2), date(2026, 3, 24)]


# After the decision


def test_what_follows_a_decision_is_recorded_and_not_ahead_of_time(
    bureau: Bureau, several: list[Motion]
) -> None:
    results.advance(bureau.office(), "1/26", ResultFacts(Outcome.ADOPTED))
    tomorrow = date(2026, 2, 11)
    acts: list[Callable[[], object]] = [
        lambda: results.object_to(bureau.office(), "1/26", on=tomorrow, ground=""),
        lambda: results.report(bureau.office(), "1/26", on=tomorrow),
        lambda: results.implement(bureau.office(), "1/26", on=tomorrow),
    ]
    for act in acts:
        with pytest.raises(DayAhead):
            act()
    assert results.object_to(bureau.office(), "1/26", on=None, ground="§ 39").after.state is State.SUSPENDED
    with pytest.raises(DayAhead):
        results.lift_objection(bureau.office(), "1/26", on=tomorrow)
    assert results.lift_objection(bureau.office(), "1/26", on=None).after.state is State.ADOPTED
    assert results.report(bureau.office(), "1/26", on=None, text="läuft").after.reports[0].text == "läuft"
    assert results.implement(bureau.office(), "1/26", on=None).after.state is State.IMPLEMENTED


def test_the_end_of_the_term_puts_what_is_open_to_sleep(bureau: Bureau, several: list[Motion]) -> None:
    amendment = amends(bureau, "1/26", replacing("Anders."))
    results.advance(bureau.office(), "2/26", ResultFacts(Outcome.ADOPTED))
    results.end_term(bureau.office(), bureau.now.date())
    states = {m: bureau.book.motion(m).state for m in (several[0].id, several[1].id, amendment.id)}
    assert list(states.values()) == [State.DORMANT, State.ADOPTED, State.DORMANT]
    later = bureau.meets("kreistag", "2026-03-24")
    assert bureau.book.motion(several[0].id).state is State.DORMANT
    awake = results.schedule(bureau.office(), "1/26", 1, later)
    assert awake.after.state is State.PLENARY_DECISION
    assert bureau.book.motion(amendment.id).current == awake.after.current


def test_what_is_held_is_told_apart(bureau: Bureau, several: list[Motion]) -> None:
    done = results.advance(bureau.office(), "1/26", ResultFacts(Outcome.HELD, until=date(2026, 9, 1)))
    assert (results.held(done.before), results.held(done.after)) == (False, True)
    assert done.after.current is not None
    assert done.after.current.status is Status.HELD
