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


class Case(NamedTuple):
    """Everything a move follows from."""

    motion: Motion
    current: Consultation
    facts: Facts
    cell: Consequence
    council: Council


def consequences(motion: Motion, facts: Facts, council: Council) -> Move:
    """The move that an outcome makes at the consultation whose turn it is.

    Raises NotPossibleHere (a REFUSE cell), NoStation, TargetMissing, NotEarlier, SameOrganization,
    RouteEndsHere. Source: the outcome table (`states.outcome`), with the council's overrides.
    """
    current = motion.current
    if current is None:
        raise NoStation(reference=motion.reference)
    cell = cell_of(facts.outcome, current.role, council)
    return MOVES[cell.effect](Case(motion, current, facts, cell, council))


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


def name_of(council: Council, key: str) -> str:
    """How an organization is called; its key where the council does not know it."""
    found = council.organization(key)
    return found.name if found else key


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


def _next(case: Case) -> Move:
    case = case._replace(cell=case.cell._replace(effect=Effect.NEXT))
    if (
        case.cell.vote is Vote.AGAINST
        and case.council.flag("refile_after_rejection")
        and not case.current.role.decides
    ):
        return _move(case.cell, State.TO_BE_REFILED, voids=_voids(case.motion))
    ahead = case.motion.following
    if ahead is not None:
        return _move(case.cell, STAGE_OF_ROLE[ahead.role], opens=ahead.n)
    if case.motion.is_amendment:
        return _move(case.cell, case.motion.state)
    if case.current.role is Role.NOTICE:
        return _move(case.cell, State.NOTED)
    plenary = case.council.plenary()
    if plenary is None:
        name = name_of(case.council, case.current.organization)
        raise RouteEndsHere(reference=case.motion.reference, organization=name)
    deciding = _station(case.motion, 0, plenary.key, Role.PLENARY_DECISION, "completed", case.current)
    return _opened(case.cell, (deciding,))


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


def _clone(case: Case) -> Move:
    copy = _again(case.motion, 0, case.current, "deferral")
    dated = case.facts.meeting is not None or case.facts.on is not None
    copy = copy._replace(meeting=case.facts.meeting, on=case.facts.on, next_meeting=not dated)
    return _opened(case.cell, (copy,))


def _hold(case: Case) -> Move:
    copy = _again(case.motion, 0, case.current, "deferral")._replace(
        until=case.facts.until, next_meeting=False
    )
    return _opened(case.cell, (copy,))._replace(status=Status.HELD)


def _targets(motion: Motion, c: Consultation, facts: Facts, council: Council) -> tuple[str, ...]:
    if not facts.targets and not facts.from_record:
        known = [o.name for o in council.organizations if o.key != c.organization]
        raise TargetMissing(outcome=facts.outcome, known=known)
    if c.organization in facts.targets:
        raise SameOrganization(reference=motion.reference, organization=name_of(council, c.organization))
    return facts.targets


def _referred(
    motion: Motion, c: Consultation, targets: Sequence[str], council: Council
) -> list[Consultation]:
    return [_station(motion, i, key, role_for(council, key), "referral", c) for i, key in enumerate(targets)]


def _insert(case: Case) -> Move:
    targets = _targets(case.motion, case.current, case.facts, case.council)
    if not targets:
        return _awaiting_target(case)
    ahead = case.motion.following
    if ahead is not None:  # the station that is next anyway is not entered twice
        targets = tuple(key for key in targets if key != ahead.organization)
        if not targets:
            return _move(case.cell, STAGE_OF_ROLE[ahead.role], opens=ahead.n)
    return _opened(case.cell, tuple(_referred(case.motion, case.current, targets, case.council)))


def _awaiting_target(case: Case) -> Move:
    """A record says "referred" without saying where to: the motion waits until it is known."""
    return _hold(case)


def _insert_return(case: Case) -> Move:
    targets = _targets(case.motion, case.current, case.facts, case.council)
    if not targets:
        return _awaiting_target(case)
    way = _referred(case.motion, case.current, targets, case.council)
    if case.cell.effect is Effect.INSERT_PREPARE_RETURN and case.council.flag("prepare_after_referral"):
        way += _preparation(case.motion, case.current, targets, case.council)
    return _opened(case.cell, (*way, _again(case.motion, len(way), case.current, "return")))


def _preparation(
    motion: Motion, c: Consultation, targets: Sequence[str], council: Council
) -> list[Consultation]:
    main = council.main_committee()
    if main is None or main.key in (*targets, c.organization):
        return []
    return [_station(motion, len(targets), main.key, Role.PREPARATION, "referral", c)]


def _hand_over(case: Case) -> Move:
    targets = _targets(case.motion, case.current, case.facts, case.council)
    if not targets:
        return _awaiting_target(case)
    ahead = case.motion.following
    if ahead is not None and ahead.role.decides and targets == (ahead.organization,):
        return _move(case.cell, STAGE_OF_ROLE[ahead.role], opens=ahead.n)
    way = []
    for consultation in _referred(case.motion, case.current, targets[:1], case.council):
        plenary = consultation.role is Role.PLENARY_DECISION
        role = Role.PLENARY_DECISION if plenary else Role.COMMITTEE_DECISION
        way.append(consultation._replace(role=role))
    found = case.council.organization(targets[0])
    powerless = found is not None and not found.decides and found.type is not OrganizationType.PLENARY
    return _opened(case.cell, tuple(way))._replace(check=powerless)


def _back(case: Case) -> Move:
    earlier = [e for e in case.motion.closed() if e.organization != case.current.organization]
    if case.facts.targets:
        _targets(case.motion, case.current, case.facts, case.council)
        earlier = [e for e in earlier if e.organization == case.facts.targets[0]]
    if not earlier:
        if not case.facts.targets:
            return _insert_return(case)
        name = name_of(case.council, case.facts.targets[0])
        raise NotEarlier(reference=case.motion.reference, organization=name)
    return _opened(
        case.cell,
        (_again(case.motion, 0, earlier[-1], "referral"), _again(case.motion, 1, case.current, "return")),
    )


def _adopt(case: Case) -> Move:
    if case.current.role is Role.COMMITTEE_DECISION and goes_on(case.motion):
        return _next(case)
    state = State.ADOPTED_PARTLY if case.cell.split else State.ADOPTED
    voids = tuple(p.n for p in planned(case.motion) if p.role.votes)
    return _move(case.cell, state, voids=voids)


def _reject(case: Case) -> Move:
    return _move(case.cell, State.REJECTED, voids=_voids(case.motion))


def _leave(case: Case) -> Move:
    state = END_OF_OUTCOME.get(case.facts.outcome, State.NOT_TAKEN_UP)
    return _move(case.cell, state, voids=_voids(case.motion))


def _settle(case: Case) -> Move:
    if case.facts.consent:
        return _leave(case)
    return _next(case._replace(cell=case.cell._replace(vote=Vote.NEUTRAL)))


def _refuse(case: Case) -> Move:
    possible = [o for o in Outcome if cell_of(o, case.current.role, case.council).effect is not Effect.REFUSE]
    raise NotPossibleHere(
        outcome=case.facts.outcome,
        reference=case.motion.reference,
        state=case.motion.state,
        role=case.current.role,
        possible=possible,
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
