"""The reminders of a motion: derived from the council's rules, the calendar, the motion and now. Pure.

Nothing here is stored. What is kept elsewhere is only which of them were dealt with, by rule and `key`, so
that a meeting that moves arms its reminders again by itself: its new date is another key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from states.refusal import Refusal
from workflow.rules.reminder_anchor import FINDERS, Anchored, Sight, floats, targets
from workflow.rules.reminder_condition import CONDITIONS, OF_THE_MOTION
from workflow.rules.reminder_moment import falls_due, repetitions
from workflow.rules.reminder_table import ByAnchor, Fault

#: What fell due so long before a motion was first recorded is its history and no missed reminder.
HISTORY = timedelta(days=14)
PAPER = "paper"
_MOMENT = timedelta(seconds=1)

_NOWHERE = Anchored("", date.min)

#: Rule and key of reminders that were dealt with.
Done = Collection[tuple[str, str]]


class Due(NamedTuple):
    """One reminder: which rule, from what it counts, when it falls due and until when it has a point."""

    rule: Mapping[str, Any]  #: the entry of the council's file
    anchored: Anchored
    at: datetime
    name: tuple[str, str]  #: by what it is known whether it was dealt with: the rule's key, and its own
    until: datetime | None = None
    repetition: int = 0  #: from 1 where the rule repeats

    @property
    def key(self) -> str:
        """The anchor's day, with the organization of the station and the number of the repetition."""
        return self.name[1]

    def pointless(self, now: datetime) -> bool:
        """Whether it comes too late to be of use."""
        return self.until is not None and now >= self.until


class Reminders(NamedTuple):
    """All reminders of a motion that have a point as it stands now, the earliest first."""

    due: tuple[Due, ...]
    turns: datetime | None = None  #: when others may take their place although nothing happens
    faults: tuple[Fault, ...] = ()

    def fallen_due(self, done: Done, now: datetime) -> list[Due]:
        """Those whose moment has come and that were not dealt with."""
        return [d for d in self.due if d.at <= now and d.name not in done]

    def wake_at(self, done: Done, now: datetime) -> datetime | None:
        """The next moment after now at which something is due; None where nothing ever is."""
        moments = [d.at for d in self.due if d.at > now and d.name not in done]
        if self.turns is not None and self.turns > now:
            moments.append(self.turns)
        return min(moments, default=None)


def reminders(sight: Sight) -> Reminders:
    """Every reminder of the council's rules for a motion whose anchor exists and whose condition holds.

    Each rule is taken as it is in force on its anchor's day. One that cannot be computed is a fault, and
    the others stand. A paper of the administration, known because somebody wants to amend it, has none.
    """
    if sight.motion.kind == PAPER:
        return Reminders(())
    found: list[Due] = []
    faults: list[Fault] = []
    for name in _wanted(sight):
        for anchored in _anchors(name, sight, faults):
            for rule in sight.table.reminders(anchored.on).get(name, ()):
                if CONDITIONS[rule.get("when", "always")](sight.motion, anchored):
                    found += _due(rule, anchored, sight, faults)
    found.sort(key=lambda d: (d.at, d.name))
    return Reminders(tuple(_distinct(found)), _turn(sight), (*faults, *sight.table.faults.values()))


def _anchors(name: str, sight: Sight, faults: list[Fault]) -> list[Anchored]:
    try:
        return list(FINDERS[name](sight))
    except Refusal as why:
        faults.append(Fault(name, why))
        return []


def _wanted(sight: Sight) -> list[str]:
    """The anchors from which any rule could count now, so that nothing is computed in vain."""
    named = {
        anchor
        for rules in _rules(sight)
        for anchor, of_anchor in rules.items()
        if any(_may_hold(rule, sight) for rule in of_anchor)
    }
    return [name for name in FINDERS if name in named]


def _rules(sight: Sight) -> list[ByAnchor]:
    """The council's reminders of every day that may be an anchor's."""
    motion, table = sight.motion, sight.table
    days = {sight.local(sight.now), motion.submitted_on, motion.decided_on}
    for c in (*motion.consultations, *(sight.root.consultations if sight.root else ())):
        meeting = table.of(c)
        days |= {c.on, meeting.on if meeting else None}
    return list({id(found): found for found in (table.reminders(d) for d in days if d)}.values())


def _may_hold(rule: Mapping[str, Any], sight: Sight) -> bool:
    """Conditions about the whole motion are told before any anchor is computed."""
    when = rule.get("when", "always")
    return when not in OF_THE_MOTION or CONDITIONS[when](sight.motion, _NOWHERE)


def _named(rule: Mapping[str, Any], at: Anchored, repetition: int = 0) -> tuple[str, str]:
    key = f"{at.on.isoformat()} {at.organization}".rstrip()
    return str(rule["key"]), f"{key} {repetition}" if repetition > 1 else key


def _due(rule: Mapping[str, Any], anchored: Anchored, sight: Sight, faults: list[Fault]) -> Iterator[Due]:
    try:
        first = falls_due(rule, anchored.on, anchored.at, sight.table.rules(anchored.on))
    except Refusal as why:
        faults.append(Fault(str(rule["key"]), why))
        return
    if rule.get("repeat"):
        yield from _repeated(rule, anchored, first, sight)
    elif first >= sight.since - HISTORY:
        until = anchored.until if anchored.until is not None and first <= anchored.until else None
        yield Due(rule, anchored, first, _named(rule, anchored), until)


def _repeated(rule: Mapping[str, Any], anchored: Anchored, first: datetime, sight: Sight) -> Iterator[Due]:
    """The last repetition whose moment has come, and the next one: of several missed ones one is enough."""
    last: Due | None = None
    earliest = sight.since - HISTORY
    for n, at in enumerate(repetitions(first, rule["repeat"]), 1):
        coming = Due(rule, anchored, at, _named(rule, anchored, n), None, n)
        if at > sight.now:
            if last is not None:
                yield last._replace(until=at)
            yield coming
            return
        last = coming if at >= earliest else None


def _distinct(found: list[Due]) -> Iterator[Due]:
    """Two anchors of one rule on one day and organization are one reminder."""
    seen: set[tuple[str, str]] = set()
    for due in found:
        if due.name not in seen:
            seen.add(due.name)
            yield due


def _turn(sight: Sight) -> datetime | None:
    """A draft for "the next meeting" means another one as soon as a deadline has passed."""
    if floats(sight.motion) is None:
        return None
    try:
        found = [sight.table.submission(meeting) for meeting, _station in targets(sight)]
    except Refusal:
        return None
    return min((d + _MOMENT for d in found if d is not None and d >= sight.now), default=None)


__all__ = ["HISTORY", "Done", "Due", "Reminders", "Sight", "reminders"]
