"""A council in memory: decide, fold, keep. The same pure steps as the office, without any store."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from states.council import Council, Flag, Organization, OrganizationType, Route, Station
from states.event import Fact, Recorded
from states.fold import fold
from states.meeting import Meeting, fold_meeting
from states.motion import Motion, Status
from states.outcome import Outcome, Role
from states.text import Change, Point
from states.vote import Votes
from workflow.decide.entered import ResultFacts
from workflow.decide.filing import Filing, Stop, submit
from workflow.decide.meetings import MeetingFacts, add
from workflow.decide.result import record
from workflow.decide.scene import Decision, Scene

BERLIN = ZoneInfo("Europe/Berlin")

ORGANIZATIONS = (
    Organization("social", "Sozialausschuss", OrganizationType.COMMITTEE, "SozA"),
    Organization("finance", "Finanzausschuss", OrganizationType.COMMITTEE, "FinA"),
    Organization("works", "Betriebsausschuss", OrganizationType.COMMITTEE, "BA", decides=True),
    Organization("main", "Hauptausschuss", OrganizationType.MAIN_COMMITTEE, "HA", decides=True),
    Organization("council", "Rat", OrganizationType.PLENARY, "Rat", decides=True, members=44),
    Organization("east", "Bezirksvertretung Ost", OrganizationType.DISTRICT, "BV Ost"),
)

ROUTES = (
    Route(
        "motion",
        (
            Station(Role.RECOMMENDATION, "social"),
            Station(Role.PREPARATION, "main"),
            Station(Role.PLENARY_DECISION, "council"),
        ),
    ),
)


def a_council(**changes: Any) -> Council:
    """A town with two advisory committees, one that decides, a main committee and a plenary."""
    flags = {name: Flag(value) for name, value in changes.pop("flags", {}).items()}
    base = Council("town", "Musterstadt", "NW", "stadt", organizations=ORGANIZATIONS, routes=ROUTES)
    return base._replace(flags=flags, **changes)


class World:
    """Motions and meetings as their facts make them, and the moment it is."""

    def __init__(self, council: Council | None = None, now: datetime | None = None) -> None:
        self.council = council or a_council()
        self.now = now or datetime(2026, 1, 5, 9, 0, tzinfo=BERLIN)
        self.histories: dict[int, list[Recorded]] = {}
        self.motions: dict[int, Motion] = {}
        self.meetings: dict[int, Meeting] = {}
        self._motion_numbers = itertools.count(1)
        self._meeting_numbers = itertools.count(1)

    def scene(self, motion: Motion | None = None) -> Scene:
        """All that is known now; the family is that of the motion."""
        root = None if motion is None else (motion.root or motion.id)
        family = tuple(m for m in self.motions.values() if root in (m.id, m.root))
        return Scene(self.council, self.now, family, tuple(self.meetings.values()))

    def keep(self, decision: Decision) -> None:
        """Record the facts and fold them."""
        for one in decision.facts:
            self._keep(one)

    def _keep(self, one: Fact) -> None:
        stream, _, number = one.stream.partition(":")
        event = one.event
        if stream == "meeting":
            known = self.meetings.get(int(number))
            self.meetings[int(number)] = fold_meeting(known, event.kind, event.data, int(number))
            return
        history = self.histories.setdefault(int(number), [])
        history.append(Recorded(len(history) + 1, event.kind, event.data, event.effective))
        self.motions[int(number)] = fold(int(number), history)

    def meets(self, organization: str, on: date, at: str = "17:00") -> int:
        """Add a meeting."""
        number = next(self._meeting_numbers)
        waiting = list(self.motions.values())
        facts = MeetingFacts(organization, on, time.fromisoformat(at))
        self.keep(add(facts, number, waiting, self.scene()._replace(family=tuple(waiting))))
        return number

    def files(self, title: str = "Radweg", *, parent: Motion | None = None, **more: Any) -> Motion:
        """File a motion with one point, or with what is given."""
        number = next(self._motion_numbers)
        more.setdefault("points", () if parent else (Point("1", "Der Radweg wird gebaut."),))
        more.setdefault("reference", f"{number}/2026")
        scene = self.scene(parent) if parent else self.scene()
        self.keep(submit(Filing(title, **more), number, parent, scene, self._meeting_numbers))
        return self.motions[number]

    def amends(self, motion: Motion, *changes: Change, **more: Any) -> Motion:
        """File an amendment."""
        return self.files("Änderung", parent=motion, changes=changes, kind="amendment", **more)

    def records(self, motion: Motion, outcome: Outcome, **more: Any) -> Motion:
        """Record a result at the station whose turn it is."""
        fresh = self.motions[motion.id]
        self.keep(record(fresh, ResultFacts(outcome, **more), self.scene(fresh)))
        return self.motions[motion.id]

    def goes_to(self, on: date, at: str = "20:00") -> None:
        """Let the time come."""
        self.now = datetime.combine(on, time.fromisoformat(at), BERLIN)

    def days(self, n: int) -> None:
        """Let days pass."""
        self.now += timedelta(days=n)

    def station(self, motion: Motion) -> str:
        """The organization whose turn it is, or an empty string."""
        current = self.motions[motion.id].current
        return current.organization if current else ""

    def planned(self, motion: Motion) -> list[str]:
        """The organizations still ahead."""
        fresh = self.motions[motion.id]
        return [c.organization for c in fresh.consultations if c.status is Status.PLANNED]


def stops(*keys: str, on: Mapping[str, date] | None = None) -> tuple[Stop, ...]:
    """A route by the keys of organizations, with dates where given."""
    dates = on or {}
    return tuple(Stop(key, dates.get(key), None, None, key not in dates) for key in keys)


def votes(yes: int, no: int, abstain: int = 0) -> Votes:
    """Votes."""
    return Votes(yes, no, abstain)
