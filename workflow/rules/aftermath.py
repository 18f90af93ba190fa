"""What runs after a decision: the objection period, the lock on a rejected matter, the window for a
repeat vote. Derived from the council's rules each time, never stored."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from states.council import Council
from states.motion import Motion
from states.outcome import Role
from states.stage import ADOPTED, State
from workflow.rules.council_deadline import parsed, work_calendar
from workflow.rules.deadline import compute
from workflow.rules.rule import Computed


def objection_end(motion: Motion, council: Council) -> Computed | None:
    """The end of the objection period after an adopted decision; None where none runs.

    The plenary's and a committee's decisions may have periods of their own (§ 54 Abs. 1 und 3 GO NRW).
    """
    if motion.decided_on is None or motion.state not in ADOPTED:
        return None
    role = next((c.role for c in reversed(motion.closed()) if c.role.decides), None)
    flag = "objection_committee" if role is Role.COMMITTEE_DECISION else "objection_plenary"
    return _forward(council.flag(flag), motion.decided_on, council)


def repeat_vote_window(motion: Motion, council: Council) -> Computed | None:
    """When the repeat vote has to take place after an objection; None where the council has no window."""
    if motion.state is not State.SUSPENDED or motion.suspended_on is None:
        return None
    return _forward(council.flag("repeat_vote"), motion.suspended_on, council)


def lock_until(motion: Motion, council: Council) -> date | None:
    """The first day on which a rejected matter may be filed again; None where the council has no lock."""
    if motion.state is not State.REJECTED or motion.decided_on is None:
        return None
    found = _forward(council.flag("resubmission_lock"), motion.decided_on, council)
    return date.fromordinal(found.deadline.date().toordinal() + 1) if found else None


def executable_from(motion: Motion, council: Council) -> datetime | None:
    """The moment from which an adopted decision may be carried out: when the objection period has ended, at
    once where none runs; None for what was not adopted or is suspended."""
    if motion.decided_on is None or motion.state not in ADOPTED:
        return None
    found = objection_end(motion, council)
    if found is not None:
        return found.deadline
    return datetime.combine(motion.decided_on, time(0), ZoneInfo(council.zone))


def _forward(words: str, since: date, council: Council) -> Computed | None:
    if not words:
        return None
    zone = ZoneInfo(council.zone)
    return compute(parsed(words), zone=zone, event=since, calendar=work_calendar(council))
