"""Amendments: their order, their way with the motion, what they leave of each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.motion import Choice, Motion
from states.outcome import Outcome, Role
from states.rule_refusals import (
    AllPointsAlike,
    AmendmentFirst,
    FurtherReachingFirst,
    GoesWithItsMotion,
    MotionEnded,
    NotPossibleHere,
    PointsMissing,
)
from states.stage import State
from states.text import Change, Operation, Point, PointExists
from tests.world import World, a_council, stops
from workflow.decide.amendment import living
from workflow.decide.filing import Stop
from workflow.decide.scene import Decision, fact

REPLACE, ADD, DELETE, WHOLE = Operation.REPLACE, Operation.ADD, Operation.DELETE, Operation.WHOLE
DAY, LATER = date(2026, 2, 3), date(2026, 2, 17)
POINTS = (Point("1", "Eins."), Point("2", "Zwei."), Point("3", "Drei."))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    """A motion of three points before the plenary, on the day."""
    filed = world.files(points=POINTS, route=stops("council", on={"council": DAY}))
    world.goes_to(DAY)
    return filed


@pytest.fixture
def advised(world: World) -> Motion:
    """A motion of three points before its committee, on the day; the plenary follows."""
    filed = world.files(points=POINTS, route=stops("social", "council", on={"social": DAY, "council": LATER}))
    world.goes_to(DAY)
    return filed


def state(world: World, motion: Motion) -> State:
    return world.motions[motion.id].state


def text(world: World, motion: Motion) -> list[str]:
    return [p.text for p in world.motions[motion.id].text]


def ranked(world: World, motion: Motion, rank: int) -> None:
    world.keep(Decision((fact(motion, "edited", {"rank": rank}),)))


def test_the_order_is_whole_text_deletion_replacement_addition_then_filing(
    world: World, motion: Motion
) -> None:
    papers = [
        world.amends(motion, Change(ADD, "4", "a")),
        world.amends(motion, Change(REPLACE, "1", "b")),
        world.amends(motion, Change(REPLACE, "1", "c"), Change(REPLACE, "2", "c")),
        world.amends(motion, Change(DELETE, "3")),
        world.amends(motion, Change(WHOLE, "1", "d")),
        world.amends(motion, Change(DELETE, "2")),
    ]
    assert [m.id - motion.id for m in living(world.scene(motion), motion)] == [5, 4, 6, 3, 2, 1]
    with pytest.raises(FurtherReachingFirst) as refused:
        world.records(papers[0], Outcome.REJECTED)
    assert refused.value.facts["first"] == papers[4].reference


def test_the_chair_may_find_another_order(world: World, motion: Motion) -> None:
    whole = world.amends(motion, Change(WHOLE, "1", "Ganz anders."))
    near = world.amends(motion, Change(REPLACE, "1", "Anders."))
    ranked(world, near, 1)
    with pytest.raises(FurtherReachingFirst):
        world.records(whole, Outcome.ADOPTED)
    world.records(near, Outcome.ADOPTED)
    assert state(world, whole) is State.PLENARY_DECISION, "a whole text is not disposed of by one point"
    world.records(whole, Outcome.ADOPTED)
    assert text(world, motion) == ["Ganz anders."]


def test_other_results_need_no_vote_on_the_amendments(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(DELETE, "3"))
    with pytest.raises(AmendmentFirst):
        world.records(motion, Outcome.REJECTED)
    world.records(motion, Outcome.REFERRED, targets=("social",))
    assert world.station(amendment) == "social"


def test_it_cannot_be_adopted_after_its_motion_ended(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(DELETE, "3"))
    world.records(motion, Outcome.NOT_TAKEN_UP)
    assert state(world, amendment) is State.FALLEN
    with pytest.raises(MotionEnded):
        world.records(amendment, Outcome.ADOPTED)


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.NOTED, Outcome.SETTLED])
def test_what_was_not_adopted_falls_with_the_motion(world: World, advised: Motion, outcome: Outcome) -> None:
    amendment = world.amends(advised, Change(DELETE, "3"))
    world.records(amendment, Outcome.ADOPTED)
    world.records(advised, Outcome.ADOPTED)
    world.goes_to(LATER)
    ended = world.records(advised, outcome)
    assert ended.current is None
    assert state(world, amendment) is State.FALLEN


def test_amendments_of_amendments_come_first_and_fall_with_them(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(REPLACE, "1", "Anders."))
    below = world.amends(amendment, Change(REPLACE, "1", "Ganz anders."))
    deeper = world.amends(below, Change(REPLACE, "1", "Noch anders."))
    for paper, first in ((motion, amendment), (amendment, below), (below, deeper)):
        with pytest.raises(AmendmentFirst) as refused:
            world.records(paper, Outcome.ADOPTED)
        assert refused.value.facts["amendment"] == first.reference
    world.records(deeper, Outcome.ADOPTED)
    world.records(below, Outcome.REJECTED)
    world.records(amendment, Outcome.ADOPTED)
    assert text(world, motion) == ["Anders.", "Zwei.", "Drei."]


def test_those_below_a_rejected_amendment_fall(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(REPLACE, "1", "Anders."))
    below = world.amends(amendment, Change(REPLACE, "1", "Ganz anders."))
    world.records(amendment, Outcome.WITHDRAWN)
    assert (state(world, amendment), state(world, below)) == (State.WITHDRAWN, State.FALLEN)
    assert world.records(motion, Outcome.ADOPTED).final == POINTS


def test_an_amendment_adopted_in_part_changes_only_the_points_adopted(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(REPLACE, "1", "Anders."), Change(DELETE, "3"))
    other = world.amends(motion, Change(REPLACE, "3", "Drei!"))
    with pytest.raises(PointsMissing) as refused:
        world.records(amendment, Outcome.ADOPTED_PARTLY)
    assert refused.value.facts["missing"] == ["1", "3"]
    both = {"1": Outcome.ADOPTED, "3": Outcome.ADOPTED}
    with pytest.raises(AllPointsAlike):
        world.records(amendment, Outcome.ADOPTED_PARTLY, points=both)
    done = world.records(amendment, Outcome.ADOPTED_PARTLY, points={**both, "3": Outcome.REJECTED})
    assert done.state is State.ADOPTED_PARTLY
    assert text(world, motion) == ["Anders.", "Zwei.", "Drei."]
    assert state(world, other) is State.PLENARY_DECISION
    world.records(other, Outcome.ADOPTED)
    assert [p.text for p in world.records(motion, Outcome.ADOPTED).final or ()] == [
        "Anders.",
        "Zwei.",
        "Drei!",
    ]


def test_what_was_recommended_in_part_is_voted_on_again(world: World, advised: Motion) -> None:
    amendment = world.amends(advised, Change(REPLACE, "1", "Anders."), Change(DELETE, "3"))
    world.records(amendment, Outcome.ADOPTED_PARTLY, points={"1": Outcome.ADOPTED, "3": Outcome.REJECTED})
    assert text(world, advised) == ["Anders.", "Zwei.", "Drei."]
    world.records(advised, Outcome.ADOPTED)
    world.goes_to(LATER)
    with pytest.raises(AmendmentFirst):
        world.records(advised, Outcome.ADOPTED)
    world.records(advised, Outcome.ADOPTED, from_record=True)
    assert state(world, amendment) is State.ADOPTED


def test_an_amendment_changed_before_its_vote_brings_the_text_as_voted(world: World, motion: Motion) -> None:
    amendment = world.amends(
        motion, Change(REPLACE, "1", "Anders."), Change(DELETE, "3"), Change(ADD, "4", "x")
    )
    voted = (Point("1", "Ein wenig anders."), Point("5", "Dazu."))
    world.records(amendment, Outcome.ADOPTED_AMENDED, text=voted)
    assert text(world, motion) == ["Ein wenig anders.", "Zwei.", "Dazu."]


def test_what_is_only_to_be_examined_changes_no_text(world: World, advised: Motion) -> None:
    amendment = world.amends(advised, Change(REPLACE, "1", "Anders."))
    other = world.amends(advised, Change(REPLACE, "1", "Oder so."))
    world.records(amendment, Outcome.EXAMINED)
    assert text(world, advised) == [p.text for p in POINTS]
    assert world.motions[amendment.id].owed == ()
    with pytest.raises(AmendmentFirst):
        world.records(advised, Outcome.ADOPTED)
    world.records(other, Outcome.ADOPTED)
    assert text(world, advised)[0] == "Oder so."


def test_at_an_advisory_station_what_is_disposed_of_need_not_be_voted_on_but_stays(
    world: World, advised: Motion
) -> None:
    first = world.amends(advised, Change(DELETE, "3"))
    second = world.amends(advised, Change(REPLACE, "3", "Drei!"))
    world.records(first, Outcome.ADOPTED)
    world.records(advised, Outcome.ADOPTED_AMENDED)
    assert (text(world, advised), world.station(second)) == (["Eins.", "Zwei."], "council")


def test_additions_do_not_dispose_of_each_other(world: World, motion: Motion) -> None:
    first = world.amends(motion, Change(ADD, "", "Dazu."))
    second = world.amends(motion, Change(ADD, "", "Und das."))
    world.records(first, Outcome.ADOPTED)
    assert state(world, second) is State.PLENARY_DECISION
    world.records(second, Outcome.ADOPTED)
    assert text(world, motion)[3:] == ["Dazu.", "Und das."]


def test_an_addition_whose_number_is_taken_needs_another(world: World, motion: Motion) -> None:
    first = world.amends(motion, Change(ADD, "4", "Dazu."))
    second = world.amends(motion, Change(ADD, "4", "Und das."))
    world.records(first, Outcome.ADOPTED)
    with pytest.raises(PointExists):
        world.records(second, Outcome.ADOPTED)
    world.records(second, Outcome.ADOPTED_AMENDED, text=(Point("5", "Und das."),))
    assert text(world, motion)[3:] == ["Dazu.", "Und das."]


def test_an_amendment_adopted_here_makes_the_text_as_voted(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(DELETE, "3"))
    world.records(amendment, Outcome.ADOPTED)
    after = world.records(motion, Outcome.ADOPTED_AMENDED)
    assert (after.final, after.owed) == (POINTS[:2], ())


def test_a_plenary_that_votes_it_out_takes_it_out_of_the_recommended_text(
    world: World, advised: Motion
) -> None:
    kept = world.amends(advised, Change(REPLACE, "1", "Anders."))
    out = world.amends(advised, Change(DELETE, "3"))
    for paper in (out, kept, advised):
        world.records(paper, Outcome.ADOPTED)
    world.goes_to(LATER)
    world.records(out, Outcome.REJECTED)
    assert [p.text for p in world.records(advised, Outcome.ADOPTED).final or ()] == [
        "Anders.",
        "Zwei.",
        "Drei.",
    ]
    assert (state(world, kept), state(world, out)) == (State.ADOPTED, State.REJECTED)


def test_a_text_the_committee_recommends_itself_stays_beneath_the_amendments(
    world: World, advised: Motion
) -> None:
    new = (Point("1", "Neu."), Point("2", "Zwei."))
    world.records(advised, Outcome.ADOPTED_AMENDED, text=new)
    amendment = world.amends(advised, Change(REPLACE, "2", "Zwei!"))
    world.goes_to(LATER)
    world.records(amendment, Outcome.ADOPTED)
    assert [p.text for p in world.records(advised, Outcome.ADOPTED).final or ()] == ["Neu.", "Zwei!"]


def test_of_a_deciding_committee_that_is_not_the_last_its_vote_is_advice(world: World) -> None:
    way = (
        Stop("works", DAY, role=Role.COMMITTEE_DECISION),
        Stop("council", LATER, role=Role.PLENARY_DECISION),
    )
    filed = world.files(points=POINTS, route=way)
    amendment = world.amends(filed, Change(DELETE, "3"))
    world.goes_to(DAY)
    after = world.records(amendment, Outcome.ADOPTED)
    assert (after.state, after.decided_on) == (State.COMMITTEE_DECISION, None)
    world.records(filed, Outcome.ADOPTED)
    assert world.station(amendment) == "council"


def test_at_a_notice_it_is_noted_and_goes_on(world: World) -> None:
    way = (Stop("social", DAY, role=Role.NOTICE), Stop("council", LATER, role=Role.PLENARY_DECISION))
    filed = world.files(points=POINTS, route=way)
    amendment = world.amends(filed, Change(DELETE, "3"))
    world.goes_to(DAY)
    assert world.records(amendment, Outcome.NOTED).state is State.COMMITTEE_RECOMMENDATION
    with pytest.raises(NotPossibleHere):
        world.records(filed, Outcome.ADOPTED)
    world.records(filed, Outcome.NOTED)
    assert world.station(amendment) == "council"


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        (Outcome.DEFERRED, {}),
        (Outcome.HELD, {"until": LATER}),
        (Outcome.REFERRED, {"targets": ("finance",)}),
        (Outcome.NOT_REACHED, {}),
        (Outcome.NOT_ADMITTED, {}),
        (Outcome.REMOVED, {"until": LATER}),
    ],
)
def test_what_would_move_it_is_recorded_for_the_motion(
    world: World, advised: Motion, outcome: Outcome, more: dict[str, Any]
) -> None:
    amendment = world.amends(advised, Change(DELETE, "3"))
    with pytest.raises(GoesWithItsMotion) as refused:
        world.records(amendment, outcome, **more)
    assert refused.value.facts["parent"] == advised.reference
    after = world.records(advised, outcome, **more)
    assert world.motions[amendment.id].current == after.current


def test_it_has_to_be_filed_again_where_the_council_demands_it() -> None:
    world = World(a_council(flags={"refile_after_rejection": True}))
    filed = world.files(points=POINTS, route=stops("social", "council", on={"social": DAY}))
    amendment = world.amends(filed, Change(DELETE, "3"))
    world.goes_to(DAY)
    assert world.records(amendment, Outcome.REJECTED).state is State.TO_BE_REFILED


def test_it_comes_too_late_for_what_has_ended(world: World, motion: Motion) -> None:
    from workflow.decide.refusals import ParentEnded

    ended = world.records(motion, Outcome.ADOPTED)
    with pytest.raises(ParentEnded):
        world.amends(ended, Change(DELETE, "3"))


def test_the_text_of_a_paper_known_only_by_its_number_is_what_amendments_tell(world: World) -> None:
    paper = world.files("Vorlage", points=(), points_known=False, route=stops("council", on={"council": DAY}))
    amendment = world.amends(paper, Change(REPLACE, "3", "Drei."), Change(ADD, "4", "Vier."))
    world.goes_to(DAY)
    world.records(amendment, Outcome.ADOPTED)
    assert [(p.number, p.text) for p in world.motions[paper.id].text] == [("3", "Drei."), ("4", "Vier.")]


def test_nobody_has_to_choose_once_the_deciding_organization_has_changed_the_text(
    world: World, motion: Motion
) -> None:
    world.records(world.amends(motion, Change(DELETE, "3")), Outcome.ADOPTED)
    assert world.motions[motion.id].choice is Choice.ADOPT


def test_a_text_changed_by_advice_is_the_factions_to_choose(world: World, advised: Motion) -> None:
    world.records(world.amends(advised, Change(DELETE, "3")), Outcome.ADOPTED)
    assert world.motions[advised.id].choice is Choice.PENDING


def test_of_equal_reach_the_one_received_first_goes_first(world: World) -> None:
    filed = world.files(points=POINTS, on=date(2026, 1, 2), route=stops("council", on={"council": DAY}))
    later = world.amends(filed, Change(REPLACE, "1", "a"), on=date(2026, 1, 5))
    earlier = world.amends(filed, Change(REPLACE, "2", "b"), on=date(2026, 1, 3))
    assert living(world.scene(filed), filed) == [earlier, later]


def test_of_a_single_change_the_text_tells_what_part_was_adopted(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(REPLACE, "1", "Ganz anders."))
    world.records(amendment, Outcome.ADOPTED_PARTLY, text=(Point("1", "Ein wenig anders."),))
    assert text(world, motion)[0] == "Ein wenig anders."
