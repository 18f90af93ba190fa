"""The machine is what the table says, and a table that does not fit is found when it is built."""

from __future__ import annotations

import pytest

from states import machine as machines
from states.council import Override
from states.machine import ACTS, BadTable, Impossible, build, destinations, generate, machine_of, step
from states.outcome import Effect, Outcome, Role
from states.stage import OPEN, Act, State
from tests.world import a_council


def test_the_machine_holds_exactly_the_generated_moves() -> None:
    drawn = {
        (trigger, transition.source, transition.dest)
        for trigger, event in build().events.items()
        for transitions in event.transitions.values()
        for transition in transitions
    }
    assert drawn == {(t, s.value, d.value) for t, s, d in generate()}


def test_every_state_has_its_place_in_the_machine() -> None:
    assert set(build().states) == {s.value for s in State}


def test_nothing_leaves_an_end_but_what_follows_a_decision() -> None:
    after = {Act.OBJECT.value, Act.REPORT.value, Act.IMPLEMENT.value}
    assert {t for t, s, _ in generate() if s not in OPEN} == after


@pytest.mark.parametrize(
    ("state", "trigger", "target"),
    [
        (State.DRAFT, "submit", State.SUBMITTED),
        (State.SUBMITTED, "open", State.COMMITTEE_RECOMMENDATION),
        (State.COMMITTEE_RECOMMENDATION, "adopted", State.PLENARY_DECISION),
        (State.COMMITTEE_RECOMMENDATION, "noted", State.NOTED),
        (State.COMMITTEE_RECOMMENDATION, "rejected", State.TO_BE_REFILED),
        (State.COMMITTEE_DECISION, "adopted", State.ADOPTED),
        (State.COMMITTEE_DECISION, "adopted", State.PLENARY_DECISION),
        (State.PLENARY_DECISION, "adopted_partly", State.ADOPTED_PARTLY),
        (State.SUSPENDED, "rejected", State.REJECTED),
        (State.SUSPENDED, "deferred", State.PLENARY_DECISION),
        (State.ADOPTED, "object", State.SUSPENDED),
        (State.DORMANT, "wake", State.PLENARY_DECISION),
        (State.DRAFT, "withdrawn", State.WITHDRAWN),
        (State.SUBMITTED, "merged", State.MERGED),
    ],
)
def test_a_step_leads_where_the_route_goes(state: State, trigger: str, target: State) -> None:
    assert step(state, trigger, target) is target


@pytest.mark.parametrize(
    ("state", "trigger", "target"),
    [
        (State.COMMITTEE_RECOMMENDATION, "adopted", State.ADOPTED),
        (State.COMMITTEE_RECOMMENDATION, "rejected", State.REJECTED),
        (State.PLENARY_DECISION, "rejected", State.TO_BE_REFILED),
        (State.ADOPTED, "rejected", State.REJECTED),
        (State.SUBMITTED, "adopted", State.ADOPTED),
        (State.DRAFT, "settled", State.SETTLED),
        (State.DRAFT, "sleep", State.DORMANT),
        (State.REJECTED, "implement", State.IMPLEMENTED),
        (State.ADOPTED, "report", State.IMPLEMENTED),
        (State.PLENARY_DECISION, "nonsense", State.ADOPTED),
    ],
)
def test_a_step_the_table_does_not_know_is_impossible(state: State, trigger: str, target: State) -> None:
    with pytest.raises(Impossible):
        step(state, trigger, target)


def test_a_table_in_which_a_state_is_never_reached_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTS, Act.IMPLEMENT, (frozenset(), frozenset()))
    with pytest.raises(BadTable, match="nothing leads to: implemented"):
        build()


def test_a_state_only_reached_from_itself_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = frozenset({State.LAPSED})
    monkeypatch.setitem(ACTS, Act.LAPSE, (loop, loop))
    with pytest.raises(BadTable, match="lapsed"):
        build()


def test_a_table_in_which_an_open_state_has_no_way_out_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = {m for m in generate() if m[1] is not State.DORMANT} | {("wait", State.DORMANT, State.DORMANT)}
    monkeypatch.setattr(machines, "generate", lambda _council=None: moves)
    with pytest.raises(BadTable, match="without a way to an end: dormant"):
        build()


def test_a_way_out_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dormant only wakes; from there the way to an end goes through a vote."""
    kept = {m for m in generate() if m[1] is not State.DORMANT or m[0] == "wake"}
    monkeypatch.setattr(machines, "generate", lambda _council=None: kept)
    build()


def test_a_council_without_overrides_shares_the_machine_of_the_table() -> None:
    assert machine_of(a_council()) is machines.machine()
    own = a_council(overrides=(Override(Outcome.REMOVED, Role.HEARING, Effect.NEXT),))
    assert machine_of(own) is machine_of(own._replace(name="Anders")) is not machines.machine()


def test_an_override_opens_its_own_way_and_closes_the_tables() -> None:
    own = a_council(overrides=(Override(Outcome.NOTED, Role.PLENARY_DECISION, Effect.REFUSE),))
    assert ("noted", State.PLENARY_DECISION, State.NOTED) in generate()
    assert ("noted", State.PLENARY_DECISION, State.NOTED) not in generate(own)


def test_a_deciding_committee_may_leave_the_last_word_to_the_plenary() -> None:
    assert State.PLENARY_DECISION in destinations(Outcome.ADOPTED, Role.COMMITTEE_DECISION)
    assert destinations(Outcome.ADOPTED, Role.PLENARY_DECISION) == {State.ADOPTED}


def test_where_an_outcome_may_lead() -> None:
    """Only an advisory vote against sends a motion back to be filed again; only a notice ends by taking note;
    a committee's decision goes on where the route does."""
    refiled, noted, on = State.TO_BE_REFILED, State.NOTED, State.PLENARY_DECISION
    assert refiled in destinations(Outcome.REJECTED, Role.RECOMMENDATION)
    assert refiled not in destinations(Outcome.ADOPTED, Role.RECOMMENDATION)
    assert refiled not in destinations(Outcome.REJECTED, Role.COMMITTEE_DECISION)
    assert noted in destinations(Outcome.NOTED, Role.NOTICE)
    assert noted not in destinations(Outcome.NOTED, Role.RECOMMENDATION)
    for outcome in (Outcome.ADOPTED, Outcome.ADOPTED_PARTLY):
        assert on in destinations(outcome, Role.COMMITTEE_DECISION)
        assert on not in destinations(outcome, Role.PLENARY_DECISION)
    assert State.SETTLED in destinations(Outcome.SETTLED, Role.RECOMMENDATION)
