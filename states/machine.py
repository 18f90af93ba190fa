"""The state machine of a motion, generated from the outcome table and checked when it is built.

One `transitions.core.Machine` serves every motion: no motion is ever added to it as a model (that is
quadratic in their number), a step borrows a model of two words for its own length. The guards have no
effects, so nothing is changed by asking.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from transitions.core import Machine, MachineError

from states.council import Council, Override
from states.outcome import Consequence, Effect, Outcome, Role, Vote, consequence
from states.stage import END_OF_OUTCOME, OPEN, STAGE_OF_ROLE, STAGES, Act, State

#: States from which a vote of a deciding consultation may be recorded, beside its own stage.
_REPEAT = State.SUSPENDED

_ON_THE_WAY: frozenset[State] = frozenset(STAGES)

#: Where each effect may lead from a consultation that waits in a stage.
_LEADS_TO: dict[Effect, frozenset[State]] = {
    Effect.NEXT: _ON_THE_WAY,
    Effect.CLONE: _ON_THE_WAY,
    Effect.HOLD: _ON_THE_WAY,
    Effect.INSERT: _ON_THE_WAY,
    Effect.INSERT_RETURN: _ON_THE_WAY,
    Effect.INSERT_PREPARE_RETURN: _ON_THE_WAY,
    Effect.HAND_OVER: _ON_THE_WAY,
    Effect.BACK_RETURN: _ON_THE_WAY,
    Effect.READMIT: _ON_THE_WAY,
    Effect.ADOPT: frozenset({State.ADOPTED}),
    Effect.REJECT: frozenset({State.REJECTED}),
    Effect.SPLIT: frozenset({State.ADOPTED_PARTLY}),
    Effect.CLOSE: frozenset(),
    Effect.SETTLE: _ON_THE_WAY,
    Effect.LEAVE: frozenset(),
    Effect.REFUSE: frozenset(),
}

#: Moves that are not results: act → (source states, destination).
ACTS: dict[Act, tuple[frozenset[State], frozenset[State]]] = {
    Act.SUBMIT: (frozenset({State.DRAFT}), frozenset({State.SUBMITTED})),
    Act.OPEN: (frozenset({State.SUBMITTED}), _ON_THE_WAY),
    Act.OBJECT: (
        frozenset({State.ADOPTED, State.ADOPTED_PARTLY, State.REJECTED}),
        frozenset({State.SUSPENDED}),
    ),
    Act.LIFT: (
        frozenset({State.SUSPENDED}),
        frozenset({State.ADOPTED, State.ADOPTED_PARTLY, State.REJECTED}),
    ),
    Act.REPORT: (
        frozenset({State.ADOPTED, State.ADOPTED_PARTLY, State.IMPLEMENTED}),
        frozenset({State.ADOPTED, State.ADOPTED_PARTLY, State.IMPLEMENTED}),
    ),
    Act.IMPLEMENT: (frozenset({State.ADOPTED, State.ADOPTED_PARTLY}), frozenset({State.IMPLEMENTED})),
    Act.FALL: (OPEN, frozenset({State.FALLEN})),
    Act.FOLLOW: (OPEN, frozenset({*STAGES, State.ADOPTED, State.SUBMITTED, State.SETTLED})),
    Act.LAPSE: (OPEN, frozenset({State.LAPSED})),
    Act.SLEEP: (OPEN - {State.DORMANT, State.DRAFT}, frozenset({State.DORMANT})),
    Act.WAKE: (frozenset({State.DORMANT}), frozenset({State.SUBMITTED, *STAGES})),
}


class _Step:
    """The model of one step: where the motion is, and where the route says it goes."""

    __slots__ = ("state", "target")

    def __init__(self, state: State, target: State) -> None:
        self.state = state.value
        self.target = target.value


class _Lands:
    """A guard: the route leads to this state. It looks and changes nothing."""

    __slots__ = ("_destination",)

    def __init__(self, destination: State) -> None:
        self._destination = destination.value

    def __call__(self, event: Any) -> bool:
        return bool(event.model.target == self._destination)


class BadTable(Exception):
    """The outcome table and the states do not fit together; says where."""


def destinations(outcome: Outcome, role: Role, cell: Consequence | None = None) -> frozenset[State]:
    """Every state an outcome may lead to from a consultation of this role."""
    cell = cell or consequence(outcome, role)
    found = set(_LEADS_TO[cell.effect])
    if cell.effect in (Effect.LEAVE, Effect.SETTLE, Effect.CLOSE):
        found.add(END_OF_OUTCOME.get(outcome, State.NOT_TAKEN_UP))
    if cell.effect is Effect.NEXT and role is Role.NOTICE:
        found.add(State.NOTED)
    if cell.vote is Vote.AGAINST and not role.decides:
        found.add(State.TO_BE_REFILED)
    if cell.effect in (Effect.ADOPT, Effect.SPLIT) and role is Role.COMMITTEE_DECISION:
        found |= _ON_THE_WAY  # NEXT+ where the route goes on
    return frozenset(found)


def _sources(role: Role) -> tuple[State, ...]:
    stage = STAGE_OF_ROLE[role]
    return (stage, _REPEAT) if role.decides else (stage,)


def generate(council: Council | None = None) -> set[tuple[str, State, State]]:
    """All transitions as (trigger, source, destination), from the table and a council's overrides."""
    found: set[tuple[str, State, State]] = set()
    for outcome in Outcome:
        for role in Role:
            cell = consequence(outcome, role)
            override = council.override(outcome, role) if council else None
            if override is not None:
                cell = cell._replace(effect=override.effect)
            if cell.effect is Effect.REFUSE:
                continue
            for source in _sources(role):
                found |= {(outcome.value, source, d) for d in destinations(outcome, role, cell)}
    for act, (sources, targets) in ACTS.items():
        found |= {(act.value, s, d) for s in sources for d in targets if act is not Act.REPORT or s is d}
    found |= {(Outcome.WITHDRAWN.value, s, State.WITHDRAWN) for s in (*OPEN,)}
    for outcome in (Outcome.SETTLED, Outcome.MERGED):
        found |= {(outcome.value, s, END_OF_OUTCOME[outcome]) for s in OPEN - {State.DRAFT}}
    return found


def build(council: Council | None = None) -> Machine:
    """The machine. Raises BadTable where a state cannot be reached or an open one cannot be left:
    the library itself would accept both in silence."""
    moves = generate(council)
    _check(moves)
    machine = Machine(
        model=None,
        states=[s.value for s in State],
        initial=State.DRAFT.value,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for trigger, source, destination in sorted(moves):
        machine.add_transition(trigger, source.value, destination.value, conditions=[_Lands(destination)])
    return machine


def _check(moves: Iterable[tuple[str, State, State]]) -> None:
    moves = list(moves)
    reached, frontier = {State.DRAFT}, [State.DRAFT]
    while frontier:
        here = frontier.pop()
        fresh = {d for _, s, d in moves if s is here} - reached
        reached |= fresh
        frontier.extend(fresh)
    if missing := set(State) - reached:
        raise BadTable(f"states that nothing leads to: {', '.join(sorted(missing))}")
    ends = set(State) - OPEN
    for state in OPEN:
        if not _leads_out(state, moves, ends):
            raise BadTable(f"an open state without a way to an end: {state}")


def _leads_out(state: State, moves: list[tuple[str, State, State]], ends: set[State]) -> bool:
    seen, frontier = {state}, [state]
    while frontier:
        here = frontier.pop()
        fresh = {d for _, s, d in moves if s is here} - seen
        if fresh & ends:
            return True
        seen |= fresh
        frontier.extend(fresh)
    return False


@cache
def machine() -> Machine:
    """The machine of the table as it stands, built once per process."""
    return build()


_OWN: dict[tuple[Override, ...], Machine] = {}


def machine_of(council: Council) -> Machine:
    """The machine of a council: the table's, or its own where its file departs from the table."""
    if not council.overrides:
        return machine()
    if council.overrides not in _OWN:
        _OWN[council.overrides] = build(council)
    return _OWN[council.overrides]


class Impossible(Exception):
    """The machine knows no such step."""


def step(state: State, trigger: str, target: State, shared: Machine | None = None) -> State:
    """The state after a trigger, where the route leads to `target`. Raises Impossible."""
    model = _Step(state, target)
    event = (shared or machine()).events.get(trigger)
    try:
        moved = event is not None and event.trigger(model)
    except MachineError:
        moved = False
    if not moved:
        raise Impossible(f"{trigger}: {state} → {target}")
    return State(model.state)
