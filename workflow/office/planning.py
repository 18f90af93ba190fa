"""Planning: which way a motion, or a motion of a kind, still has to go, and when it can be decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from states.council import Council
from states.motion import Status, Urgency
from states.refusal import N_, Exit, Refusal
from states.rule_refusals import MotionEnded, NoStation
from states.stage import OPEN, State
from workflow.decide.filing import prescribed
from workflow.office import organizations
from workflow.office.office import Office
from workflow.rules.plan import Calendar, Gap, Leg, Plan, by_day, earliest

#: How far a plan looks ahead: a term of five years and what follows on it.
YEARS = timedelta(days=6 * 366)


class NoPlan(Refusal):
    code = "no_plan"
    exit_status = Exit.RULE
    message = N_("No meeting of {organization} is known after {after} that could deal with it.")
    way_out = N_("Enter the meetings: laufzettel meeting add {key} DATE, or laufzettel meeting import FILE.")


class TooLate(Refusal):
    code = "too_late"
    exit_status = Exit.RULE
    message = N_("A decision by {wanted} can no longer be reached; the earliest is {earliest}.")
    way_out = N_("See the plan for it: laufzettel plan {what}")


class CommitteeOpen(Refusal):
    code = "committee_open"
    exit_status = Exit.USAGE
    message = N_("The route for this kind begins in a committee; which one is not said.")
    way_out = N_("Name it: --committee NAME. Known: {known}.")


class Planned(NamedTuple):
    """A plan, and what it was made for."""

    what: str
    plan: Plan
    filed: bool
    stages: tuple[tuple[str, str], ...]  #: name of organization, role, in order
    needs_no_deadline: bool = False  #: urgent, or to an item that stands on the agenda already


def plan(
    office: Office,
    what: str,
    *,
    since: datetime | None = None,
    wanted: date | None = None,
    committee: str = "",
) -> Planned:
    """The earliest decision for a motion or a kind of paper; with `wanted`, the last moment to file for a
    decision by that day. Raises NoPlan, TooLate, CommitteeOpen, UnknownReference."""
    rules = office.rules
    legs, filed, free = _legs(office, what, rules, committee)
    moment = since or office.now
    start = moment.date() - timedelta(days=1)
    meetings = office.book.meetings(office.council.id, None, start, start + YEARS)
    calendar = Calendar(meetings, rules)
    found = earliest(legs, calendar, moment, filed=filed or free)
    if isinstance(found, Gap):
        raise _no_plan(found, rules)
    if wanted is not None:
        found = _by(legs, calendar, wanted, moment, found, what, filed=filed or free)
    names = tuple((_name(rules, s.organization), s.role.value) for s in found.stages)
    return Planned(what, found, filed, names, free and not filed)


def _by(
    legs: list[Leg],
    calendar: Calendar,
    wanted: date,
    moment: datetime,
    first: Plan,
    what: str,
    *,
    filed: bool,
) -> Plan:
    if first.decided_on > wanted:
        raise TooLate(wanted=wanted, earliest=first.decided_on, what=what)
    if filed:
        return first
    later = by_day(legs, calendar, wanted, moment)
    return later if isinstance(later, Plan) else first


def _no_plan(gap: Gap, rules: Council) -> NoPlan:
    return NoPlan(organization=_name(rules, gap.organization), key=gap.organization, after=gap.after)


def _name(rules: Council, key: str) -> str:
    found = rules.organization(key)
    return found.name if found else key


def _legs(office: Office, what: str, rules: Council, committee: str) -> tuple[list[Leg], bool, bool]:
    """The stations ahead of a motion, or of any paper of a kind; whether it is filed already; whether it
    needs no submission deadline: an urgent one is voted onto the agenda."""
    kinds = {route.kind for route in rules.routes}
    if what in kinds and not office.book.motions_named(office.council.id, what):
        return _of_kind(what, rules, committee), False, what == "urgent_motion"
    motion = office.find(what)
    if motion.state not in OPEN:
        raise MotionEnded(reference=motion.reference, state=motion.state, on=motion.ended_on)
    filed = motion.state is not State.DRAFT
    root = office.book.motion(motion.root) if motion.root else motion
    ahead = [c for c in root.consultations if c.status in (Status.PLANNED, Status.OPEN, Status.HELD)]
    legs = [Leg(c.organization, c.role, c.meeting if filed else None) for c in ahead if c.role.votes]
    free = motion.urgency is Urgency.CLAIMED or bool(motion.agenda_item)
    if not legs and not filed:
        return _of_kind(motion.kind, rules, committee), False, free
    if not legs:
        raise NoStation(reference=motion.reference)
    return legs, filed, free


def _of_kind(kind: str, rules: Council, committee: str) -> list[Leg]:
    key = organizations.required(rules, committee).key if committee else ""
    stops, open_stations = prescribed(kind, rules, key)
    if open_stations:
        names = [o.name for o in rules.organizations if o.type.value == "committee"]
        raise CommitteeOpen(known=names)
    return [Leg(s.organization, s.role) for s in stops if s.role is not None and s.role.votes]
