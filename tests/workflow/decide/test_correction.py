"""Putting entries right: a fact with a reason, after which everything still has to follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.motion import Motion
from states.outcome import Outcome
from states.rule_refusals import CannotCorrect, NoSuchEvent, ReasonMissing
from states.stage import State
from states.text import Change, Operation, Point
from tests.world import World, stops, votes
from workflow.decide.correction import correct
from workflow.decide.refusals import FilingStands
from workflow.decide.scene import Decision

DATES = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    """A motion that has gone all its way: entries 3, 4 and 5 are its results."""
    filed = world.files(route=stops(*DATES, on=DATES))
    for on in DATES.values():
        world.goes_to(on)
        world.records(filed, Outcome.ADOPTED, votes=votes(9, 4))
    return world.motions[filed.id]


def corrected(
    world: World, motion: Motion, event: int, replacement: dict[str, Any] | None, reason: str = "vertippt"
) -> Decision:
    fresh = world.motions[motion.id]
    return correct(fresh, world.histories[motion.id], event, reason, replacement, world.scene(fresh))


def put_right(world: World, motion: Motion, event: int, replacement: dict[str, Any] | None) -> Motion:
    world.keep(corrected(world, motion, event, replacement))
    return world.motions[motion.id]


def test_votes_phrase_and_date_are_put_right_and_the_rest_stays(world: World, motion: Motion) -> None:
    after = put_right(world, motion, 3, {"votes": [8, 5, 0], "phrase": "mehrheitlich", "on": "2026-02-04"})
    result = after.closed()[0].result
    assert result is not None
    assert (result.votes, result.phrase, result.on) == (votes(8, 5), "mehrheitlich", date(2026, 2, 4))
    assert (result.outcome, result.vote, after.state) == (Outcome.ADOPTED, "+", State.ADOPTED)
    entry = world.histories[motion.id][-1]
    assert (entry.kind, entry.effective, entry.data["reason"]) == ("corrected", "2026-02-04", "vertippt")


def test_null_takes_a_fact_away(world: World, motion: Motion) -> None:
    after = put_right(world, motion, 3, {"votes": None, "majority": None})
    result = after.closed()[0].result
    assert result is not None
    assert (result.votes, result.majority) == (None, None)


def test_corrections_of_the_same_entry_add_up(world: World, motion: Motion) -> None:
    put_right(world, motion, 3, {"phrase": "mehrheitlich"})
    after = put_right(world, motion, 3, {"agenda_item": "TOP 4"})
    assert (after.closed()[0].agenda_item, after.closed()[0].result.phrase) == ("TOP 4", "mehrheitlich")  # type: ignore[union-attr]


def test_the_newest_result_can_be_taken_back_and_recorded_anew(world: World, motion: Motion) -> None:
    back = put_right(world, motion, 5, None)
    assert (back.state, back.decided_on, back.final) == (State.PLENARY_DECISION, None, None)
    assert world.records(motion, Outcome.REJECTED).state is State.REJECTED


def test_an_entry_that_others_rest_on_is_not_taken_back(world: World, motion: Motion) -> None:
    with pytest.raises(CannotCorrect) as refused:
        corrected(world, motion, 3, None)
    assert refused.value.facts == {"reference": motion.reference, "event": 3, "later": 4}
    for event in (5, 4, 3):
        put_right(world, motion, event, None)
    assert world.motions[motion.id].closed() == ()


def test_a_date_that_breaks_the_order_of_the_stations_is_refused(world: World, motion: Motion) -> None:
    with pytest.raises(CannotCorrect) as refused:
        corrected(world, motion, 3, {"on": "2026-02-11"})
    assert refused.value.facts["later"] == 4


def test_a_correction_can_be_taken_back_but_not_be_corrected(world: World, motion: Motion) -> None:
    put_right(world, motion, 3, {"phrase": "mehrheitlich"})
    with pytest.raises(NoSuchEvent):
        corrected(world, motion, 6, {"on": "2026-02-01"})
    after = put_right(world, motion, 6, None)
    assert after.closed()[0].result.phrase == ""  # type: ignore[union-attr]
    assert put_right(world, motion, 7, None).closed()[0].result.phrase == "mehrheitlich"  # type: ignore[union-attr]


def test_the_first_entry_is_put_right_but_never_taken_back(world: World, motion: Motion) -> None:
    with pytest.raises(FilingStands):
        corrected(world, motion, 1, None)
    after = put_right(world, motion, 1, {"title": "Gehweg", "on": "2026-01-02"})
    assert (after.title, after.submitted_on, after.state) == ("Gehweg", date(2026, 1, 2), State.ADOPTED)


def test_a_correction_needs_its_reason_and_an_entry(world: World, motion: Motion) -> None:
    for reason in ("", "  "):
        with pytest.raises(ReasonMissing):
            corrected(world, motion, 3, {"phrase": "x"}, reason)
    with pytest.raises(NoSuchEvent):
        corrected(world, motion, 9, {"phrase": "x"})


def test_what_was_refused_never_happened_and_is_not_corrected(world: World, motion: Motion) -> None:
    from workflow.decide.scene import fact

    world.keep(Decision((fact(motion, "refused", {"code": "x"}),)))
    with pytest.raises(NoSuchEvent):
        corrected(world, motion, 6, None)


def test_a_motion_whose_text_an_amendment_changed_keeps_a_place_for_it(world: World) -> None:
    """The points cannot be put right so that an adopted amendment has nothing left to change."""
    filed = world.files(
        points=(Point("1", "a"), Point("2", "b")), route=stops("council", on={"council": DATES["council"]})
    )
    amendment = world.amends(filed, Change(Operation.REPLACE, "2", "c"))
    world.goes_to(DATES["council"])
    world.records(amendment, Outcome.ADOPTED)
    with pytest.raises(CannotCorrect) as refused:
        corrected(world, filed, 1, {"points": [["1", "a"]]})
    assert refused.value.facts["later"] == 3
    after = put_right(world, filed, 1, {"points": [["1", "z"], ["2", "b"]]})
    assert after.points[0].text == "z"


def test_what_followed_a_decision_keeps_it_from_being_taken_back(world: World, motion: Motion) -> None:
    from workflow.decide import ending

    on = DATES["council"]
    world.keep(ending.object_to(motion, on, "", world.scene(motion)))
    world.keep(ending.lift(world.motions[motion.id], on, world.scene(motion)))
    world.keep(ending.implement(world.motions[motion.id], on, "", world.scene(motion)))
    for event, later in ((7, 8), (5, 6)):
        with pytest.raises(CannotCorrect) as refused:
            corrected(world, motion, event, None)
        assert refused.value.facts["later"] == later
    put_right(world, motion, 8, None)
    assert put_right(world, motion, 7, None).state is State.SUSPENDED


def test_a_correction_takes_effect_when_its_entry_did_or_today(world: World, motion: Motion) -> None:
    history = [e._replace(effective="") for e in world.histories[motion.id]]
    decision = correct(motion, history, 2, "vertippt", {"note": "x"}, world.scene(motion))
    assert decision.facts[0].event.effective == "2026-02-17"
    decision = corrected(world, motion, 3, {"phrase": "x"})
    assert decision.facts[0].event.effective == "2026-02-03"
