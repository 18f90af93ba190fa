"""What is wrong with the outcomes that a council's file changes: those that do nothing, cannot happen, or end
a motion where nobody has the power to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from states.council import Council, Override
from states.outcome import TABLE, Effect, Outcome, Role, Vote, consequence
from states.stage import OPEN, State
from workflow.rules.space_finding import Finding, Path, View
from workflow.rules.statespace import STAYING, Arrow, Place, Space, Step, ends, results, step_of, straightest

#: Results that are a vote on the motion itself.
_VOTES = (Outcome.ADOPTED, Outcome.ADOPTED_AMENDED, Outcome.ADOPTED_PARTLY, Outcome.REJECTED)
_DECISIONS = (Effect.ADOPT, Effect.REJECT, Effect.SPLIT)


def outcome_findings(view: View) -> Iterator[Finding]:
    """Everything wrong with the council's own outcomes, in the order of its file."""
    yield from _overrides(view)
    yield from _refused_everywhere(view)
    yield from _lost_states(view)


def _overrides(view: View) -> Iterator[Finding]:
    for m, override in enumerate(view.council.overrides):
        said = partial(
            Finding, at=("outcomes", m), facts={"outcome": override.outcome, "role": override.role}
        )
        here = [
            (space, place)
            for _, space in view.spaces
            for place in space.places()
            if place.here is not None and place.here.role is override.role
        ]
        code, way = _judged(view, override, here)
        if code:
            yield said(code, way=way)


Here = list[tuple[Space, Place]]


def _judged(view: View, override: Override, here: Here) -> tuple[str, tuple[Step, ...]]:
    """What is wrong with a council's own outcome, the plainest reason first."""
    cell = consequence(override.outcome, override.role)
    if override.effect is cell.effect:
        return "outcome_changes_nothing", ()
    if not here:
        return "outcome_never_occurs", ()
    wrong = _against_its_sense(override, cell.vote)
    if wrong:
        return wrong, _way(here, override.outcome)
    ended = _ends_without_power(view, override, here)
    if ended:
        return "ends_without_power", ended
    if override.effect is Effect.REFUSE:
        return "", ()
    return _without_effect(view, override, here)


def _way(here: Here, outcome: Outcome) -> tuple[Step, ...]:
    return straightest((*space.way(place), step_of(place, outcome)) for space, place in here)


def _against_its_sense(override: Override, vote: Vote) -> str:
    turned = {Vote.FOR: (Effect.REJECT,), Vote.AGAINST: (Effect.ADOPT, Effect.SPLIT)}
    if override.effect in turned.get(vote, ()):
        return "outcome_contradicts_itself"
    if override.effect is Effect.HAND_OVER and not override.role.decides:
        return "hands_over_without_power"
    needs = (Effect.INSERT, Effect.INSERT_RETURN, Effect.INSERT_PREPARE_RETURN, Effect.HAND_OVER)
    if override.effect in needs and not TABLE[override.outcome].target:
        return "outcome_needs_target"
    stays = override.effect in STAYING and override.outcome in _VOTES
    return "vote_decides_nothing" if stays else ""


def _ends_without_power(view: View, override: Override, here: Here) -> tuple[Step, ...]:
    """An advisory station where this outcome ends the motion, though by the table it would not."""
    if override.role.decides:
        return ()
    table_asks = consequence(override.outcome, override.role).effect is Effect.SETTLE
    if table_asks and override.effect in (Effect.LEAVE, Effect.CLOSE):
        return _way(here, override.outcome)  # settled, whether the applicants agree or not
    plain = view.council._replace(overrides=())
    ended = [
        (space, place)
        for space, place in here
        if _final(place, override.outcome, view.council) - _final(place, override.outcome, plain)
    ]
    return _way(ended, override.outcome)


def _final(place: Place, outcome: Outcome, council: Council) -> set[State]:
    """The ends that a result brings from here. Where nothing is ahead, taking note may be one."""
    found = {end.state for end in ends(place, outcome, council) if end.state not in OPEN}
    return found - ({State.TO_BE_REFILED} | ({State.NOTED} if not place.ahead else set()))


def _without_effect(view: View, override: Override, here: Here) -> tuple[str, tuple[Step, ...]]:
    plain = view.council._replace(overrides=())
    outcome = override.outcome
    arrows = [a for _, a in view.arrows() if a.outcome is outcome and _stands(a, override.role)]
    straight = [a for a in arrows if a.start.on_route]
    if not any(a.possible for a in straight or arrows):
        return "outcome_never_possible", _way(here, outcome)
    if all(_same(place, outcome, view.council, plain) for _, place in here):
        return "outcome_changes_nothing", _way(here, outcome)
    if override.effect not in STAYING and straight and all(_stays_put(a) for a in straight):
        return "outcome_leads_nowhere", _way(here, outcome)
    decides = override.role is Role.PLENARY_DECISION and outcome in _VOTES
    if decides and override.effect not in _DECISIONS and not any(a.end.here is None for a in arrows):
        return "vote_decides_nothing", _way(here, outcome)
    return "", ()


def _stays_put(arrow: Arrow) -> bool:
    """True where a result leaves the motion with the same station and the same way ahead."""
    return (arrow.end.here, arrow.end.ahead) == (arrow.start.here, arrow.start.ahead)


def _stands(arrow: Arrow, role: Role) -> bool:
    return arrow.start.here is not None and arrow.start.here.role is role


def _same(place: Place, outcome: Outcome, one: Council, other: Council) -> bool:
    return results(place, outcome, one) == results(place, outcome, other)


def _refused_everywhere(view: View) -> Iterator[Finding]:
    """Outcomes that the council allows at no station at all."""
    for outcome in Outcome:
        allowed = [r for r in Role if consequence(outcome, r).effect is not Effect.REFUSE]
        refused = [
            m
            for m, o in enumerate(view.council.overrides)
            if o.outcome is outcome and o.role in allowed and o.effect is Effect.REFUSE
        ]
        if refused and len(refused) == len(allowed):
            yield Finding("outcome_refused_everywhere", ("outcomes", refused[-1]), {"outcome": outcome})


def _lost_states(view: View) -> Iterator[Finding]:
    """Ends that a motion could come to by the table and cannot any more."""
    before = {p.state: s for _, s in view.plain for p in s.places()}
    after = {p.state for _, s in view.spaces for p in s.places()}
    for state in State:
        if state in before and state not in after:
            found = [s for _, s in view.plain if any(p.state is state for p in s.places())]
            place = next(p for p in found[0].places() if p.state is state)
            facts = {"state": state}
            yield Finding("state_unreachable", _taken_by(view, state), facts, found[0].way(place))


def _taken_by(view: View, state: State) -> Path:
    """The council's own outcome that used to lead to a state."""
    for m, override in enumerate(view.council.overrides):
        for _, space in view.plain:
            if any(
                a.end.state is state and a.outcome is override.outcome and _stands(a, override.role)
                for a in space.arrows
            ):
                return ("outcomes", m)
    return ("outcomes",)
