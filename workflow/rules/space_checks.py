"""What is wrong with the state space of a council's routes: findings, each with the way that leads to it.

`examine` finds what no reading of single lines can: stations that nothing leads to, places without a way to a
decision, results that change nothing, committees that end what they have no power to end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from states.council import Council, Organization, OrganizationType, Route
from states.outcome import Outcome, Role
from states.stage import State
from workflow.rules.outcome_checks import outcome_findings
from workflow.rules.space_finding import Finding, Path, View
from workflow.rules.statespace import (
    Place,
    Space,
    Step,
    Stop,
    explore,
    remember,
    step_of,
    straightest,
    variants,
)

#: Kinds of paper that are answered or taken note of and need no decision.
_UNDECIDED_KINDS = ("inquiry",)
#: Results by which the applicants themselves end their motion; they are no way out that the council has.
_APPLICANTS = (Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.MERGED)
_DECIDED = (State.ADOPTED, State.ADOPTED_PARTLY, State.REJECTED)


def examine(council: Council) -> list[Finding]:
    """Everything wrong with the routes and outcomes of a council whose file is otherwise sound."""
    spaces = tuple(_spaces(council))
    plain = tuple(_spaces(council._replace(overrides=()))) if council.overrides else spaces
    view = View(council, spaces, plain)
    return [
        *_routes(view),
        *_unreached(view),
        *_no_way_out(view),
        *_missing_main_committee(council),
        *outcome_findings(view),
    ]


def _spaces(council: Council) -> Iterator[tuple[int, Space]]:
    known: dict[tuple[Stop, ...], Space] = {}
    memory = remember(council)
    for n, route in enumerate(council.routes):
        for stops in variants(route, council):
            if stops not in known:
                known[stops] = explore(stops, memory)
            yield n, known[stops]


# Routes


def _routes(view: View) -> Iterator[Finding]:
    for n, route in enumerate(view.council.routes):
        at: Path = ("routes", n)
        firm = [s for s in route.stations if s.role.decides and not s.optional]
        if not firm and route.kind not in _UNDECIDED_KINDS:
            yield Finding("route_decides_nothing", (*at, "stations"), {"kind": route.name or route.kind})
        yield from _powerless(view, n, route)
        yield from _preparing_nothing(n, route)


def _powerless(view: View, n: int, route: Route) -> Iterator[Finding]:
    """A committee that decides on a route must have the power to."""
    for m, station in enumerate(route.stations):
        if not station.role.decides:
            continue
        if station.organization:
            found = view.council.organization(station.organization)
            bodies = [found] if found else []
        else:
            bodies = [o for o in view.council.organizations if o.type is station.any_of]
        if bodies and not any(_may_decide(o, station.role) for o in bodies):
            named = bodies[0].name if station.organization else station.any_of
            yield Finding(
                "no_power_to_decide",
                ("routes", n, "stations", m, "role"),
                {"name": named, "role": station.role},
                _way_to_station(view, n, m),
            )


def _may_decide(organization: Organization, role: Role) -> bool:
    plenary = organization.type is OrganizationType.PLENARY
    return organization.decides and (plenary or role is Role.COMMITTEE_DECISION)


def _way_to_station(view: View, n: int, m: int) -> tuple[Step, ...]:
    """The shortest way to a station of a route, and the adoption there that would end the motion."""
    for number, space in view.spaces:
        for place in space.places() if number == n else ():
            if place.here is not None and place.here.of == m:
                return (*space.way(place), step_of(place, Outcome.ADOPTED))
    return ()


def _preparing_nothing(n: int, route: Route) -> Iterator[Finding]:
    for m, station in enumerate(route.stations):
        later = [s.role for s in route.stations[m + 1 :]]
        if station.role is Role.PREPARATION and Role.PLENARY_DECISION not in later:
            yield Finding("prepares_nothing", ("routes", n, "stations", m, "role"))


def _unreached(view: View) -> Iterator[Finding]:
    """Stations of a route that nothing leads to, such as a vote after the deciding plenary."""
    for n, route in enumerate(view.council.routes):
        plain = [space for number, space in view.plain if number == n]
        mine = [space for number, space in view.spaces if number == n]
        stuck = any(_dead_ends(space) for space in mine)  # then that is what has to be mended first
        seen, seen_before = _reached(mine), _reached(plain)
        for m, station in enumerate(route.stations):
            if mine and m not in seen and (m not in seen_before or not stuck):
                facts = {"name": _name(view.council, station.organization) or station.any_of}
                yield Finding("station_unreachable", ("routes", n, "stations", m), facts, _last_way(mine, m))


def _reached(spaces: list[Space]) -> set[int | None]:
    return {stop.of for space in spaces for place in space.on_route() for stop in _met(place)}


def _met(place: Place) -> Iterator[Any]:
    """The station a place stands at; behind a decision also those that still take note of it."""
    if place.here is not None:
        yield place.here
    elif place.state in _DECIDED:
        yield from (stop for stop in place.ahead if stop.role is Role.NOTICE)


def _last_way(spaces: list[Space], m: int) -> tuple[Step, ...]:
    """The way as far as it goes before the station that is never reached."""
    ways = [
        (*space.way(arrow.start), step_of(arrow.start, arrow.outcome))
        for space in spaces
        for arrow in space.arrows
        if arrow.end.here is None
        and arrow.outcome is Outcome.ADOPTED
        and arrow.start.on_route
        and _lies_before(arrow.start, m)
    ]
    return straightest(ways)


def _lies_before(place: Place, m: int) -> bool:
    return any(stop.of == m for stop in place.ahead)


def _no_way_out(view: View) -> Iterator[Finding]:
    """Open places from which the council itself can bring the motion to no end.

    Everything before such a place is stuck as well; told is the one that is furthest on the route.
    """
    found: dict[Path, tuple[Space, Place]] = {}
    for n in range(len(view.council.routes)):
        stuck = [
            (space, place) for number, space in view.spaces if number == n for place in _dead_ends(space)
        ]
        if stuck:
            worst = max(stuck, key=_furthest)
            found.setdefault(_culprit(view.council, n, worst[1]), worst)
    own = {at: worst for at, worst in found.items() if _furthest(worst)[0] >= 0}
    for at, (space, place) in (own or found).items():
        assert place.here is not None
        facts = {"name": _name(view.council, place.here.organization), "state": place.state}
        yield Finding("no_way_out", at, facts, space.way(place))


def _furthest(stuck: tuple[Space, Place]) -> tuple[int, int]:
    space, place = stuck
    at = place.here.of if place.here is not None and place.here.of is not None else -1
    return (at, -len(space.way(place)))


def _dead_ends(space: Space) -> set[Place]:
    arrows = [a for a in space.arrows if a.possible and a.outcome not in _APPLICANTS]
    alive = {a.end for a in arrows if a.end.here is None}
    growing = True
    while growing:
        fresh = {a.start for a in arrows if a.end in alive} - alive
        alive |= fresh
        growing = bool(fresh)
    return {p for p in space.places() if p.here is not None and p not in alive}


def _culprit(council: Council, n: int, place: Place) -> Path:
    """The line to mend: the council's own outcome for this role, else the station."""
    assert place.here is not None
    for m, override in enumerate(council.overrides):
        if override.role is place.here.role:
            return ("outcomes", m)
    return ("routes", n) if place.here.of is None else ("routes", n, "stations", place.here.of)


def _missing_main_committee(council: Council) -> Iterator[Finding]:
    if council.flag("prepare_after_referral") and council.main_committee() is None:
        yield Finding("no_main_committee", ("flags", "prepare_after_referral"))


def _name(council: Council, key: str) -> str:
    found = council.organization(key)
    return found.name if found else key
