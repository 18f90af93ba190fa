"""A council: its organizations, the routes it prescribes, its rules with their sources.

These are plain values read from the JSON that `council adopt` has logged; what a council file may
say and how it is checked is the work of `workflow.presets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from states.flags import DEFAULT_FLAGS as DEFAULT_FLAGS  # noqa: PLC0414 - given on from here
from states.flags import Flag as Flag  # noqa: PLC0414
from states.flags import choice, read_flags
from states.outcome import Effect, Outcome, Role


class OrganizationType(StrEnum):
    """What kind of body an organization is (OParl: Organization.organizationType, classification)."""

    COMMITTEE = "committee"
    MAIN_COMMITTEE = "main_committee"
    PLENARY = "plenary"
    DISTRICT = "district"  #: Ortsrat, Ortschaftsrat, Bezirksvertretung
    FACTION = "faction"
    ADMINISTRATION = "administration"
    GROUP = "group"  #: working group, advisory board: may be asked, never votes on the route


class Organization(NamedTuple):
    """A body of the council."""

    key: str
    name: str
    type: OrganizationType
    short: str = ""
    aliases: tuple[str, ...] = ()
    decides: bool = False  #: has the power to decide in its own right
    public: bool = True
    members: int | None = None
    since: date | None = None
    until: date | None = None
    usual_time: str = ""  #: HH:MM at which its meetings begin where a document prints no time


class Station(NamedTuple):
    """One stop of a prescribed route: a certain organization, or any of a type."""

    role: Role
    organization: str = ""
    any_of: OrganizationType | None = None
    optional: bool = False


class Route(NamedTuple):
    """The way a kind of paper takes."""

    kind: str
    stations: tuple[Station, ...]
    name: str = ""
    source: str = ""


class Term(NamedTuple):
    """A legislative term; both days belong to it."""

    name: str
    start: date
    end: date


class Override(NamedTuple):
    """Where a council treats an outcome otherwise than the table does."""

    outcome: Outcome
    role: Role
    effect: Effect
    source: str = ""


class Council(NamedTuple):
    """The rules of one council as they are in force from one date on."""

    key: str
    name: str
    land: str
    kind: str
    zone: str = "Europe/Berlin"
    short: str = ""
    organizations: tuple[Organization, ...] = ()
    routes: tuple[Route, ...] = ()
    terms: tuple[Term, ...] = ()
    flags: Mapping[str, Flag] = {}
    overrides: tuple[Override, ...] = ()
    deadlines: tuple[Mapping[str, Any], ...] = ()  #: see workflow.rules.deadline
    reminders: tuple[Mapping[str, Any], ...] = ()  #: see workflow.rules.reminder
    permissions: Mapping[str, Any] = {}
    regional_holidays: tuple[str, ...] = ()  #: those of parts of the Land that hold here, by German name
    in_force: date | None = None

    def flag(self, name: str) -> Any:
        """The council's choice, or the default where its file is silent."""
        return choice(self.flags, name)

    def source(self, name: str) -> str:
        """The paragraph a choice rests on; empty where the file names none."""
        found = self.flags.get(name)
        return "" if found is None else found.source

    def organization(self, key: str) -> Organization | None:
        """The organization with exactly this key."""
        return next((o for o in self.organizations if o.key == key), None)

    def plenary(self) -> Organization | None:
        """The council in full session."""
        return self.first_of(OrganizationType.PLENARY)

    def main_committee(self) -> Organization | None:
        """The committee that prepares what the plenary decides."""
        return self.first_of(OrganizationType.MAIN_COMMITTEE)

    def first_of(self, kind: OrganizationType) -> Organization | None:
        """The first organization of a type, in the order of the file."""
        return next((o for o in self.organizations if o.type is kind), None)

    def route(self, kind: str) -> Route | None:
        """The route for a kind of paper; papers without one of their own take that of motions."""
        return next((r for r in self.routes if r.kind == kind), None) or next(
            (r for r in self.routes if r.kind == "motion"), None
        )

    def override(self, outcome: Outcome, role: Role) -> Override | None:
        """How this council departs from the outcome table at one cell, if it does."""
        return next((o for o in self.overrides if o.outcome is outcome and o.role is role), None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _organization(data: Mapping[str, Any]) -> Organization:
    return Organization(
        key=data["key"],
        name=data["name"],
        type=OrganizationType(data["type"]),
        short=data.get("short", ""),
        aliases=tuple(data.get("aliases", ())),
        decides=bool(data.get("decides", data["type"] == "plenary")),
        public=bool(data.get("public", True)),
        members=data.get("members"),
        since=_day(data.get("since")),
        until=_day(data.get("until")),
        usual_time=data.get("usual_time", ""),
    )


def _station(data: Mapping[str, Any]) -> Station:
    any_of = data.get("any")
    return Station(
        role=Role(data["role"]),
        organization=data.get("organization", ""),
        any_of=OrganizationType(any_of) if any_of else None,
        optional=bool(data.get("optional", False)),
    )


def _route(data: Mapping[str, Any]) -> Route:
    stations = tuple(_station(s) for s in data["stations"])
    return Route(data["kind"], stations, data.get("name", ""), data.get("source", ""))


def _override(data: Mapping[str, Any]) -> Override:
    return Override(
        Outcome(data["outcome"]), Role(data["role"]), Effect(data["effect"]), data.get("source", "")
    )


def from_json(data: Mapping[str, Any]) -> Council:
    """The council that an adopted file describes. The data has been validated before it was logged."""
    return Council(
        key=data["key"],
        name=data["name"],
        land=data["land"],
        kind=data["kind"],
        zone=data.get("zone", "Europe/Berlin"),
        short=data.get("short", ""),
        organizations=tuple(_organization(o) for o in data.get("organizations", ())),
        routes=tuple(_route(r) for r in data.get("routes", ())),
        terms=tuple(
            Term(t["name"], date.fromisoformat(t["start"]), date.fromisoformat(t["end"]))
            for t in data.get("terms", ())
        ),
        flags=read_flags(data),
        overrides=tuple(_override(o) for o in data.get("outcomes", ())),
        deadlines=tuple(data.get("deadlines", ())),
        reminders=tuple(data.get("reminders", ())),
        permissions=data.get("permissions", {}),
        regional_holidays=tuple(data.get("regional_holidays", ())),
        in_force=_day(data.get("in_force")),
    )
