"""The deadlines of a council's file, computed for one meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting
from workflow.rules.deadline import compute
from workflow.rules.deadline_refusals import AnchorUnknown
from workflow.rules.rule import Computed, Mode, Policy, Rule, Whose
from workflow.rules.rule_words import parsed
from workflow.rules.workday import WorkCalendar


class CouncilDeadline(NamedTuple):
    """A deadline of a meeting: which it is, and how it was computed."""

    key: str
    of: str  #: what it is for, see `workflow.presets.vocabulary.DeadlineKind`
    label: str
    source: str
    computed: Computed


class Admission(NamedTuple):
    """The submission deadline of a meeting, seen from a moment."""

    deadline: datetime  #: the last moment that is safe in every reading
    open: bool
    source: str
    found: CouncilDeadline


def rule_of(entry: Mapping[str, Any]) -> Rule:
    """The rule of an entry of a council's file. Raises RuleUnreadable."""
    policy = entry.get("policy")
    return parsed(entry["rule"])._replace(
        whose=Whose(entry.get("whose", "own")),
        policy=Policy(policy) if policy else parsed(entry["rule"]).policy,
        paragraph=entry.get("source", ""),
        label=entry.get("label", ""),
        in_force_from=_day(entry.get("from")),
        in_force_until=_day(entry.get("until")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def work_calendar(council: Council) -> WorkCalendar:
    """Whose public holidays count in this council."""
    return WorkCalendar(council.land, council.regional_holidays)


def applies(entry: Mapping[str, Any], meeting: Meeting, council: Council) -> bool:
    """Whether an entry holds for a meeting: for its organization or type, and in force on its day."""
    named, types = entry.get("organizations") or (), entry.get("types") or ()
    found = council.organization(meeting.organization)
    of_type = found is not None and found.type.value in types
    concerned = (not named and not types) or meeting.organization in named or of_type
    start, end = _day(entry.get("from")), _day(entry.get("until"))
    return concerned and (start is None or start <= meeting.on) and (end is None or meeting.on <= end)


#: The events that fall in a meeting, so that a period after them can be told from the meeting.
_IN_MEETING = frozenset({"", "meeting", "decision"})
_FROM_MEETING = frozenset({Mode.BEFORE, Mode.BEFORE_DEADLINE, Mode.AFTER, Mode.AFTER_DEADLINE, Mode.WINDOW})


def counts_from_meeting(entry: Mapping[str, Any]) -> bool:
    """Whether an entry can be told from one meeting alone: not those that need the calendar ("2nd next
    meeting"), a rejection (locks) or another event ("6 weeks after term")."""
    rule = parsed(entry["rule"])
    if rule.mode not in _FROM_MEETING:
        return False
    return rule.mode not in (Mode.AFTER, Mode.WINDOW) or rule.anchor in _IN_MEETING


def deadlines_of(
    meeting: Meeting,
    council: Council,
    *,
    of: str = "",
    before: Mapping[str, Computed] | None = None,
    explained: bool = False,
) -> list[CouncilDeadline]:
    """Every deadline of the council's file that counts from this meeting, in the order of the file.

    With `of` only those for one thing; with `explained` each with its steps. Deadlines that count
    from others are computed after them. Raises the refusals of `workflow.rules.deadline_refusals`.
    """
    zone = ZoneInfo(council.zone)
    start = meeting.start(council.zone)
    known: dict[str, Computed] = dict(before or {})
    waiting = [e for e in council.deadlines if applies(e, meeting, council) and counts_from_meeting(e)]
    found: dict[str, CouncilDeadline] = {}
    while waiting:
        left = []
        for entry in waiting:
            try:
                computed = compute(
                    rule_of(entry),
                    zone=zone,
                    meeting=start if meeting.begins else meeting.on,
                    calendar=work_calendar(council),
                    deadlines=known,
                    explained=explained,
                )
            except AnchorUnknown:
                left.append(entry)
                continue
            known[entry["key"]] = known[entry["of"]] = computed
            found[entry["key"]] = CouncilDeadline(
                entry["key"], entry["of"], entry["label"], entry.get("source", ""), computed
            )
        if len(left) == len(waiting):
            break
        waiting = left
    ordered = [found[e["key"]] for e in council.deadlines if e["key"] in found]
    return [d for d in ordered if not of or d.of == of]


def admission(meeting: Meeting, council: Council, now: datetime) -> Admission | None:
    """The submission deadline of a meeting; None where the council has none for it.

    It is one's own deadline, so the earliest defensible reading counts.
    """
    found = deadlines_of(meeting, council, of="submission")
    if not found:
        return None
    first = min(found, key=lambda d: d.computed.safe_deadline)
    deadline = first.computed.safe_deadline
    return Admission(deadline, now <= deadline, first.source, first)
