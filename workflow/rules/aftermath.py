"""What runs after a decision: the objection period, the lock on a rejected matter, the window for a
repeat vote. Derived from the council's rules each time, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from workflow.rules.deadline import compute
from workflow.rules.rule import Mode
from workflow.rules.rule_words import parsed
from workflow.rules.workday import WorkCalendar

if TYPE_CHECKING:
    from states.council import Council
    from states.flags import AfterRules
    from states.motion import Motion
    from workflow.rules.rule import Computed


#: States and roles by their values: rows have no others, and an enumeration's member equals its value.
ADOPTED = frozenset({"adopted", "adopted_partly", "implemented"})  #: as `states.stage.ADOPTED`
DECIDING = frozenset({"committee_decision", "plenary_decision"})  #: as `states.outcome.Role.decides`


class Window(NamedTuple):
    """From when and until when something may happen; None where that side is open."""

    opens: datetime | None
    closes: datetime | None
    computed: Computed


class Decided(NamedTuple):
    """Of a motion what its aftermath depends on, for whoever has only its row."""

    state: str
    decided_on: date | None
    suspended_on: date | None = None
    decided_as: str = ""  #: the role of the consultation that decided


def decided(state: str, decided_on: str, suspended_on: str | None, roles: Sequence[str]) -> Decided:
    """From a row: ISO days, and the roles of the consultations that have a result, in their order."""
    deciding = ["", *(role for role in roles if role in DECIDING)]
    suspended = date.fromisoformat(suspended_on) if suspended_on else None
    return Decided(state, date.fromisoformat(decided_on), suspended, deciding[-1])


def objection_end(motion: Motion | Decided, council: Council | AfterRules) -> Computed | None:
    """The end of the objection period after an adopted decision; None where none runs.

    The plenary's and a committee's decisions may have periods of their own (§ 54 Abs. 1 und 3 GO NRW).
    """
    if motion.decided_on is None or motion.state not in ADOPTED:
        return None
    return _forward(council.flag(objection_flag(motion)), motion.decided_on, council)


def objection_flag(motion: Motion | Decided) -> str:
    """The flag of the council's file that holds the objection period against this decision."""
    return "objection_committee" if _decided_as(motion) == "committee_decision" else "objection_plenary"


def repeat_vote_window(motion: Motion | Decided, council: Council | AfterRules) -> Window | None:
    """When the repeat vote may and has to take place after an objection; None where the council says nothing.

    It runs from the objection (§ 54 Abs. 1 GO NRW), or from the first meeting where the council's rule says
    so (§ 79 Satz 3 NKomVG, § 43 Abs. 2 Satz 4 GemO BW).
    """
    words = council.flag("repeat_vote")
    if motion.state != "suspended" or motion.suspended_on is None or not words:
        return None
    rule = parsed(words)
    since = motion.decided_on if rule.anchor in ("meeting", "decision") else motion.suspended_on
    found = _forward(words, since or motion.suspended_on, council)
    if found is None or rule.mode is Mode.EARLIEST:
        return found and Window(found.deadline, None, found)
    return Window(found.opens, found.deadline, found)


def lock_until(motion: Motion | Decided, council: Council | AfterRules) -> date | None:
    """The first day on which a rejected matter may be filed again; None where the council has no lock."""
    if motion.state != "rejected" or motion.decided_on is None:
        return None
    found = _forward(council.flag("resubmission_lock"), motion.decided_on, council)
    return date.fromordinal(found.deadline.date().toordinal() + 1) if found else None


def executable_from(motion: Motion | Decided, council: Council | AfterRules) -> datetime | None:
    """The moment from which an adopted decision may be carried out: when the objection period has ended, at
    once where none runs; None for what was not adopted or is suspended."""
    if motion.decided_on is None or motion.state not in ADOPTED:
        return None
    found = objection_end(motion, council)
    if found is not None:
        return found.deadline
    return datetime.combine(motion.decided_on, time(0), ZoneInfo(council.zone))


def _decided_as(motion: Motion | Decided) -> str:
    if isinstance(motion, Decided):
        return motion.decided_as
    return next((c.role for c in reversed(motion.closed()) if c.role in DECIDING), "")


def _forward(words: str, since: date, council: Council | AfterRules) -> Computed | None:
    if not words:
        return None
    zone = ZoneInfo(council.zone)
    calendar = WorkCalendar(council.land, council.regional_holidays)
    return compute(parsed(words), zone=zone, event=since, calendar=calendar)
