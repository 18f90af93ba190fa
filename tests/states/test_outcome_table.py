"""The whole outcome table, stated once more by hand, against what really happens at each kind of station."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest

from states.motion import Choice, Motion, Status
from states.outcome import TABLE, Outcome, Role, consequence, possible
from states.rule_refusals import NotPossibleHere
from states.stage import STAGE_OF_ROLE, State
from states.text import Point
from tests.world import World, a_council
from workflow.decide.entered import ResultFacts
from workflow.decide.filing import Stop
from workflow.decide.result import record
from workflow.decide.scene import Decision

#: Six cells a row, in the order of the roles. The words say what is seen from outside:
#: next+ next- next0  closed with that vote, the station that follows has its turn
#: version            another text is before the faction, or the final one; split: point by point
#: same, held         the station again, or without a date
#: insert, back       another organization first, or an earlier one; return: then this one again
#: moves              another organization decides
#: end+ end- end0     decided, or not in substance; part: point by point; ends: without a vote
#: check, report      a warning about the legality, or that a report is due
#: no                 not a valid entry
#: Where it matters what lies behind: "alone / goes on"; where the applicants agree, or not: "with : without".
TABLE_BY_HAND = {
    "adopted": "next+ | next+ | next+ | end+ / next+ | end+ | no",
    "adopted_amended": "next+ version | next+ version | next+ version"
    " | end+ version / next+ version | end+ version | no",
    "adopted_partly": "next0 | next0 split version | next0 split version"
    " | part split version / next+ split version | part split version | no",
    "rejected": "next- | next- | next- | end- check | end- | no",
    "deferred": "same | same | same | same | same | same",
    "held": "held | held | held | held | held | held",
    "referred": "insert vote0 | insert | insert return | insert return | insert return | insert",
    "referred_for_decision": "no | no | no | moves | moves | no",
    "referred_back": "no | back return | back return | back return | back return | no",
    "removed": "held | held check | held check | held check | held check | held",
    "not_taken_up": "next0 | next0 check | next0 check | end0 check | end0 check | end0",
    "forwarded": "next0 | next0 | next0 | held check | held check | end0 / next0",
    "noted": "next0 | next0 | next0 | end0 check | end0 check | end0 / next0",
    "not_reached": "same | same | same | same | same | same",
    "examined": "next0 | next+ version | next+ version"
    " | end+ version report / next+ version report | end+ version report | no",
    "withdrawn": "ends | ends | ends | ends | ends | ends",
    "settled": "ends : next0 | ends : next0 | ends : next0 | ends | ends | ends",
    "merged": "ends | ends | ends | ends | ends | ends",
    "not_admitted": "same check | same check | same check | same check | same check | same check",
}

ORGANIZATION = {
    Role.HEARING: "east",
    Role.RECOMMENDATION: "social",
    Role.PREPARATION: "main",
    Role.COMMITTEE_DECISION: "works",
    Role.PLENARY_DECISION: "council",
    Role.NOTICE: "social",
}
BEFORE, HERE, BEHIND = date(2026, 1, 27), date(2026, 2, 3), date(2026, 2, 17)
TEXT = (Point("1", "Anders."), Point("2", "Als gedacht."))
OWN = (Point("1", "Planen."), Point("2", "Bauen."))
ENDS = {
    State.ADOPTED: "end+",
    State.REJECTED: "end-",
    State.ADOPTED_PARTLY: "part",
    State.NOT_TAKEN_UP: "end0",
    State.NOTED: "end0",
    State.WITHDRAWN: "ends",
    State.SETTLED: "ends",
    State.MERGED: "ends",
}


class Case(NamedTuple):
    """One cell with everything it depends on, and the words it should be seen to be."""

    outcome: Outcome
    role: Role
    goes_on: bool
    consent: bool
    words: frozenset[str]


def cases() -> list[Case]:
    found = []
    for name, row in TABLE_BY_HAND.items():
        for role, cell in zip(Role, row.split("|"), strict=True):
            agreed, _, against = cell.partition(":")
            for consent, said in ((True, agreed), (False, against or agreed)):
                alone, _, on = said.partition("/")
                for goes_on, words in ((False, alone), (True, on or alone)):
                    found.append(Case(Outcome(name), role, goes_on, consent, frozenset(words.split())))
    return [c for c in found if (c.consent or c.outcome is Outcome.SETTLED) and _can_be(c)]


def _can_be(case: Case) -> bool:
    """Nothing that votes lies behind the plenary."""
    return not (case.goes_on and case.role is Role.PLENARY_DECISION)


def the_world(case: Case) -> tuple[World, Motion]:
    """A motion that has been recommended by one committee and stands at a station of this role."""
    world = World()
    way = [
        Stop("finance", BEFORE, role=Role.RECOMMENDATION),
        Stop(ORGANIZATION[case.role], HERE, role=case.role),
    ]
    if case.goes_on:
        way.append(Stop("council", BEHIND, role=Role.PLENARY_DECISION))
    motion = world.files(points=OWN, route=tuple(way))
    world.goes_to(BEFORE)
    world.records(motion, Outcome.ADOPTED)
    world.goes_to(HERE)
    return world, world.motions[motion.id]


def entered(case: Case) -> ResultFacts:
    """All that such a result can need."""
    more: dict[str, Any] = {"until": date(2026, 9, 1), "consent": case.consent}
    if case.outcome in (Outcome.SETTLED, Outcome.MERGED):
        more["by"] = "99/2026"
    if case.outcome in (Outcome.ADOPTED_AMENDED, Outcome.EXAMINED):
        more["text"] = TEXT
    if case.outcome is Outcome.ADOPTED_PARTLY:
        more["points"] = {"1": Outcome.ADOPTED, "2": Outcome.REJECTED}
    if case.outcome in (Outcome.REFERRED, Outcome.REFERRED_FOR_DECISION):
        more["targets"] = ("main" if case.role is Role.COMMITTEE_DECISION else "works",)
    return ResultFacts(case.outcome, **more)


def seen(case: Case, before: Motion, after: Motion, decision: Decision) -> set[str]:
    """What can be seen from outside."""
    station = before.current
    assert station is not None
    done = after.consultation(station.n)
    assert done is not None
    assert done.result is not None
    words = {f"vote{done.result.vote.value}"}
    words |= {"check"} if any(code == "check_legality" for code, _ in decision.warnings) else set()
    words |= {"report"} if any(code == "report_date_missing" for code, _ in decision.warnings) else set()
    words |= {"split"} if done.result.points and done.result.text == OWN[:1] else set()
    advisory = after.current is not None and after.choice is Choice.PENDING and after.proposed
    words |= {"version"} if (advisory or after.final) not in (None, False, OWN) else set()
    if after.current is None:
        return words | {ENDS[after.state]}
    return words | moved(case, before, after)


def moved(case: Case, before: Motion, after: Motion) -> set[str]:
    """How the route looks from where the motion stands now."""
    station, now = before.current, after.current
    assert station is not None
    assert now is not None
    assert after.state is STAGE_OF_ROLE[now.role]
    later = [c for c in after.consultations if c.status is Status.PLANNED]
    if now.status is Status.HELD:
        assert (now.organization, now.role, now.until) == (
            station.organization,
            station.role,
            date(2026, 9, 1),
        )
        return {"held"}
    if (now.organization, now.role) == (station.organization, station.role) and now.n != station.n:
        return {"same"}
    again = [c for c in later if (c.organization, c.role) == (station.organization, station.role)]
    ret = {"return"} if again and again[0].n > now.n else set()
    if now.origin == "referral" and now.organization == "finance":
        return {"back"} | ret
    if now.origin == "referral":
        return ({"moves"} if now.role.decides and not ret else {"insert"}) | ret
    assert now.organization == "council", "whatever goes on goes on to the plenary"
    return {"next"}


def wanted(case: Case) -> set[str]:
    """The words of the cell, with the vote of its `next` apart."""
    words = set(case.words)
    for sign in "+-0":
        if f"next{sign}" in words:
            words = (words - {f"next{sign}"}) | {"next", f"vote{sign}"}
    return words


@pytest.mark.parametrize(
    "case", cases(), ids=lambda c: f"{c.outcome}-{c.role}-{'on' if c.goes_on else 'last'}-{int(c.consent)}"
)
def test_each_outcome_does_at_each_station_what_the_table_says(case: Case) -> None:
    world, motion = the_world(case)
    if case.words == {"no"}:
        with pytest.raises(NotPossibleHere) as refused:
            record(motion, entered(case), world.scene(motion))
        assert case.outcome not in refused.value.facts["possible"]  # type: ignore[operator]
        return
    decision = record(motion, entered(case), world.scene(motion))
    world.keep(decision)
    words = seen(case, motion, world.motions[motion.id], decision)
    said = wanted(case)
    if not any(w.startswith("vote") for w in said):
        words = {w for w in words if not w.startswith("vote")}
    assert words == said


def test_the_table_has_every_outcome_once() -> None:
    assert [o.value for o in Outcome] == list(TABLE_BY_HAND)
    assert set(TABLE) == set(Outcome)


def test_what_is_possible_is_what_the_table_does_not_refuse() -> None:
    rows = {Outcome(name): row.split("|") for name, row in TABLE_BY_HAND.items()}
    for i, role in enumerate(Role):
        assert possible(role) == tuple(o for o in Outcome if rows[o][i].strip() != "no")


@pytest.mark.parametrize(
    ("outcome", "role", "vote"),
    [
        (Outcome.ADOPTED, Role.PLENARY_DECISION, "+"),
        (Outcome.ADOPTED_PARTLY, Role.PLENARY_DECISION, "+"),
        (Outcome.REJECTED, Role.COMMITTEE_DECISION, "-"),
        (Outcome.DEFERRED, Role.RECOMMENDATION, ""),
        (Outcome.NOTED, Role.NOTICE, "0"),
    ],
)
def test_a_result_keeps_how_the_station_voted(outcome: Outcome, role: Role, vote: str) -> None:
    assert consequence(outcome, role).vote.value == vote


def test_the_main_committee_comes_in_between_where_the_council_demands_it() -> None:
    world = World(a_council(flags={"prepare_after_referral": True}))
    motion = world.files(route=(Stop("council", HERE, role=Role.PLENARY_DECISION),))
    world.goes_to(HERE)
    after = world.records(motion, Outcome.REFERRED, targets=("social", "finance"))
    way = [(c.organization, c.role.value) for c in after.consultations if c.result is None]
    assert way == [
        ("social", "recommendation"),
        ("finance", "recommendation"),
        ("main", "preparation"),
        ("council", "plenary_decision"),
    ]


@pytest.mark.parametrize("targets", [("main",), ("social", "main")])
def test_the_main_committee_is_not_asked_twice(targets: tuple[str, ...]) -> None:
    world = World(a_council(flags={"prepare_after_referral": True}))
    motion = world.files(route=(Stop("council", HERE, role=Role.PLENARY_DECISION),))
    world.goes_to(HERE)
    after = world.records(motion, Outcome.REFERRED, targets=targets)
    assert [c.organization for c in after.consultations if c.result is None] == [*targets, "council"]


@pytest.mark.parametrize("role", [r for r in Role if r.votes and not r.decides])
def test_no_advisory_vote_ends_a_motion_unless_it_has_to_be_filed_again(role: Role) -> None:
    for refile, state in ((False, State.PLENARY_DECISION), (True, State.TO_BE_REFILED)):
        world = World(a_council(flags={"refile_after_rejection": refile}))
        motion = world.files(
            route=(
                Stop(ORGANIZATION[role], HERE, role=role),
                Stop("council", BEHIND, role=Role.PLENARY_DECISION),
            )
        )
        world.goes_to(HERE)
        assert world.records(motion, Outcome.REJECTED).state is state
