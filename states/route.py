"""What a result does to the route: which consultation is next; insert, clone, return, hold.

`consequences` is the only place where an outcome becomes a movement. It is pure: the same motion,
outcome and council always give the same move, which is then stored with the event, so that a later
change of these rules changes no history.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from states.council import Council, OrganizationType
from states.motion import Consultation, Motion, Status
from states.outcome import Consequence, Effect, Outcome, Role, Vote, consequence
from states.rule_refusals import (
    NoStation,
    NotEarlier,
    NotPossibleHere,
    RouteEndsHere,
    SameOrganization,
    TargetMissing,
)
from states.stage import END_OF_OUTCOME, STAGE_OF_ROLE, State


class Move(NamedTuple):
    """What happens to the route and the state."""

    effect: Effect
    vote: Vote
    state: State
    inserted: tuple[Consultation, ...] = ()  #: in order, right behind the consultation that closes
    opens: int | None = None
    status: Status = Status.OPEN  #: of the consultation that opens: open, or held without a date
    voids: tuple[int, ...] = ()
    text: bool = False
    check: bool = False
    split: bool = False
    report: bool = False


class Facts(NamedTuple):
    """What a result says about the way ahead."""

    outcome: Outcome
    targets: tuple[str, ...] = ()  #: keys of organizations
    meeting: int | None = None  #: the meeting it is put off to
    on: date | None = None  #: the date it is put off to, where no meeting is known
    until: date | None = None
    consent: bool = True  #: the applicants agree that it is settled
    from_record: bool = False  #: copied from a record that may not say everything


#: The role in which an organization deals with what is referred to it.
ROLE_OF_TYPE: dict[OrganizationType, Role] = {
    OrganizationType.COMMITTEE: Role.RECOMMENDATION,
    OrganizationType.MAIN_COMMITTEE: Role.PREPARATION,
    OrganizationType.PLENARY: Role.PLENARY_DECISION,
    OrganizationType.DISTRICT: Role.HEARING,
    OrganizationType.GROUP: Role.HEARING,
    OrganizationType.FACTION: Role.HEARING,
    OrganizationType.ADMINISTRATION: Role.HEARING,
}


def consequences(motion: Motion, facts: Facts, council: Council) -> Move:
    """The move that an outcome makes at the consultation whose turn it is.

    Raises NotPossibleHere (a REFUSE cell), NoStation, TargetMissing, NotEarlier, SameOrganization,
    RouteEndsHere. Source: the outcome table (`states.outcome`), with the council's overrides.
    """
    current = motion.current
    if current is None:
        raise NoStation(reference=motion.reference)
    cell = cell_of(facts.outcome, current.role, council)
    return MOVES[cell.effect](motion, current, facts, cell, council)


def cell_of(outcome: Outcome, role: Role, council: Council) -> Consequence:
    """The table's cell, or the council's own where its file departs from the table."""
    cell = consequence(outcome, role)
    override = council.override(outcome, role)
    return cell if override is None else cell._replace(effect=override.effect)


def next_number(motion: Motion) -> int:
    """The number the next consultation of this motion gets."""
    return max((c.n for c in motion.consultations), default=0) + 1


def planned(motion: Motion) -> tuple[Consultation, ...]:
    """The consultations still ahead, in order."""
    return tuple(c for c in motion.consultations if c.status is Status.PLANNED)


def goes_on(motion: Motion) -> bool:
    """True where a later station of the route votes as well."""
    return any(c.role.votes for c in planned(motion))


def role_for(council: Council, key: str) -> Role:
    """The role in which an organization deals with a referral; unknown ones recommend."""
    found = council.organization(key)
    return ROLE_OF_TYPE[found.type] if found else Role.RECOMMENDATION


def _move(
    cell: Consequence,
    state: State,
    *,
    inserted: tuple[Consultation, ...] = (),
    opens: int | None = None,
    voids: tuple[int, ...] = (),
) -> Move:
    return Move(
        cell.effect,
        cell.vote,
        state,
        inserted,
        opens,
        voids=voids,
        text=cell.text,
        check=cell.check,
        split=cell.split,
        report=cell.report,
    )


def _next(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    cell = cell._replace(effect=Effect.NEXT)
    if cell.vote is Vote.AGAINST and council.flag("refile_after_rejection") and not c.role.decides:
        return _move(cell, State.TO_BE_REFILED, voids=_voids(motion))
    ahead = motion.following
    if ahead is not None:
        return _move(cell, STAGE_OF_ROLE[ahead.role], opens=ahead.n)
    if c.role is Role.NOTICE:
        return _move(cell, State.NOTED)
    if motion.is_amendment:
        return _move(cell, motion.state)
    plenary = council.plenary()
    if plenary is None:
        raise RouteEndsHere(reference=motion.reference, organization=c.organization)
    deciding = _station(motion, 0, plenary.key, Role.PLENARY_DECISION, "completed", c)
    return _opened(cell, (deciding,))


def _station(
    motion: Motion, offset: int, organization: str, role: Role, origin: str, of: Consultation
) -> Consultation:
    return Consultation(
        next_number(motion) + offset, organization, role, origin=origin, of=of.n, next_meeting=True
    )


def _opened(cell: Consequence, inserted: tuple[Consultation, ...]) -> Move:
    first = inserted[0]
    return _move(cell, STAGE_OF_ROLE[first.role], inserted=inserted, opens=first.n)


def _again(motion: Motion, offset: int, of: Consultation, origin: str) -> Consultation:
    return _station(motion, offset, of.organization, of.role, origin, of)


def _clone(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    copy = _again(motion, 0, c, "deferral")
    dated = facts.meeting is not None or facts.on is not None
    copy = copy._replace(meeting=facts.meeting, on=facts.on, next_meeting=not dated)
    return _opened(cell, (copy,))


def _hold(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    copy = _again(motion, 0, c, "deferral")._replace(until=facts.until, next_meeting=False)
    return _opened(cell, (copy,))._replace(status=Status.HELD)


def _targets(motion: Motion, c: Consultation, facts: Facts, council: Council) -> tuple[str, ...]:
    if not facts.targets and not facts.from_record:
        known = [o.name for o in council.organizations if o.key != c.organization]
        raise TargetMissing(outcome=facts.outcome, known=known)
    if c.organization in facts.targets:
        raise SameOrganization(reference=motion.reference, organization=c.organization)
    return facts.targets


def _referred(
    motion: Motion, c: Consultation, targets: Sequence[str], council: Council
) -> list[Consultation]:
    return [_station(motion, i, key, role_for(council, key), "referral", c) for i, key in enumerate(targets)]


def _insert(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    targets = _targets(motion, c, facts, council)
    if not targets:
        return _awaiting_target(motion, c, facts, cell, council)
    ahead = motion.following
    if ahead is not None and targets == (ahead.organization,):
        return _move(cell, STAGE_OF_ROLE[ahead.role], opens=ahead.n)
    return _opened(cell, tuple(_referred(motion, c, targets, council)))


def _awaiting_target(
    motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council
) -> Move:
    """A record says "referred" without saying where to: the motion waits until it is known."""
    return _hold(motion, c, facts, cell, council)


def _insert_return(
    motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council
) -> Move:
    targets = _targets(motion, c, facts, council)
    if not targets:
        return _awaiting_target(motion, c, facts, cell, council)
    way = _referred(motion, c, targets, council)
    if cell.effect is Effect.INSERT_PREPARE_RETURN and council.flag("prepare_after_referral"):
        way += _preparation(motion, c, targets, council)
    return _opened(cell, (*way, _again(motion, len(way), c, "return")))


def _preparation(
    motion: Motion, c: Consultation, targets: Sequence[str], council: Council
) -> list[Consultation]:
    main = council.main_committee()
    if main is None or main.key in (*targets, c.organization):
        return []
    return [_station(motion, len(targets), main.key, Role.PREPARATION, "referral", c)]


def _hand_over(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    targets = _targets(motion, c, facts, council)
    if not targets:
        return _awaiting_target(motion, c, facts, cell, council)
    way = []
    for consultation in _referred(motion, c, targets[:1], council):
        plenary = consultation.role is Role.PLENARY_DECISION
        role = Role.PLENARY_DECISION if plenary else Role.COMMITTEE_DECISION
        way.append(consultation._replace(role=role))
    found = council.organization(targets[0])
    powerless = found is not None and not found.decides and found.type is not OrganizationType.PLENARY
    return _opened(cell, tuple(way))._replace(check=powerless)


def _back(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    earlier = [e for e in motion.closed() if e.organization != c.organization]
    if facts.targets:
        earlier = [e for e in earlier if e.organization == facts.targets[0]]
    if not earlier:
        if not facts.targets:
            return _insert_return(motion, c, facts, cell, council)
        raise NotEarlier(reference=motion.reference, organization=facts.targets[0])
    return _opened(cell, (_again(motion, 0, earlier[-1], "referral"), _again(motion, 1, c, "return")))


def _adopt(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    if c.role is Role.COMMITTEE_DECISION and goes_on(motion):
        return _next(motion, c, facts, cell, council)
    state = State.ADOPTED_PARTLY if cell.split else State.ADOPTED
    voids = tuple(p.n for p in planned(motion) if p.role.votes)
    return _move(cell, state, voids=voids)


def _reject(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    return _move(cell, State.REJECTED, voids=_voids(motion))


def _leave(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    state = END_OF_OUTCOME.get(facts.outcome, State.NOT_TAKEN_UP)
    return _move(cell, state, voids=_voids(motion))


def _settle(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    if facts.consent:
        return _leave(motion, c, facts, cell, council)
    return _next(motion, c, facts, cell._replace(vote=Vote.NEUTRAL), council)


def _refuse(motion: Motion, c: Consultation, facts: Facts, cell: Consequence, council: Council) -> Move:
    possible = [o for o in Outcome if cell_of(o, c.role, council).effect is not Effect.REFUSE]
    raise NotPossibleHere(
        outcome=facts.outcome, reference=motion.reference, state=motion.state, role=c.role, possible=possible
    )


def _voids(motion: Motion) -> tuple[int, ...]:
    return tuple(p.n for p in planned(motion))


MOVES = {
    Effect.NEXT: _next,
    Effect.CLONE: _clone,
    Effect.HOLD: _hold,
    Effect.INSERT: _insert,
    Effect.INSERT_RETURN: _insert_return,
    Effect.INSERT_PREPARE_RETURN: _insert_return,
    Effect.HAND_OVER: _hand_over,
    Effect.BACK_RETURN: _back,
    Effect.READMIT: _clone,
    Effect.ADOPT: _adopt,
    Effect.REJECT: _reject,
    Effect.SPLIT: _adopt,
    Effect.CLOSE: _leave,
    Effect.SETTLE: _settle,
    Effect.LEAVE: _leave,
    Effect.REFUSE: _refuse,
}
