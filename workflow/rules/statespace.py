"""Every way a motion can go in a council: the state space of a route, explored result by result.

Pure, and bounded: what a motion is reduced to is where it stands, what is still ahead of it and which
stations of the route are behind it. Deferrals lead back to the same place, at most two referrals are pending
at once, and organizations that are alike (same type, same power) stand for each other. The moves themselves
are those of `states.route`, so that nothing is explored that the program would not do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from states.council import Council, OrganizationType, Route
from states.machine import generate
from states.motion import Consultation, Motion, Result, Status
from states.outcome import TABLE, Effect, Outcome, Role
from states.refusal import Refusal
from states.route import Facts, Move, cell_of, consequences
from states.stage import OPEN, STAGE_OF_ROLE, State

_MOST_REFERRALS = 2
_NO_DAY = date.min
_TO_ANOTHER = (
    Effect.INSERT,
    Effect.INSERT_RETURN,
    Effect.INSERT_PREPARE_RETURN,
    Effect.HAND_OVER,
    Effect.BACK_RETURN,
)
#: Effects that leave a motion where it stands, at another meeting.
STAYING = (Effect.CLONE, Effect.HOLD, Effect.READMIT)
#: Results that lead along the route.
_PLAIN = (Outcome.ADOPTED, Outcome.REJECTED, Outcome.NOTED)
_ROUTE, _REFERRAL = "route", "referral"


class Stop(NamedTuple):
    """A station on the way: an organization in a role. `of` is its place on the route, None for others."""

    organization: str
    role: Role
    of: int | None = None
    origin: str = _ROUTE


class Place(NamedTuple):
    """Where a motion is: at a station with others ahead, or at its end (`here` is None)."""

    state: State
    here: Stop | None
    ahead: tuple[Stop, ...] = ()
    behind: tuple[str, ...] = ()  #: the organization of the route that had its turn last, for referring back

    @property
    def on_route(self) -> bool:
        """True where nothing is referred: only the route's own stations are here and ahead."""
        return all(stop.of is not None for stop in (self.here, *self.ahead) if stop is not None)


class Step(NamedTuple):
    """One step of a way: at this station, with this result."""

    organization: str
    role: Role
    outcome: Outcome


class Arrow(NamedTuple):
    """A result and where it leads."""

    start: Place
    outcome: Outcome
    end: Place
    possible: bool  #: the machine knows the step


class Space(NamedTuple):
    """What can be reached on one variant of a route."""

    start: Place
    arrows: tuple[Arrow, ...]
    came: dict[Place, Arrow]  #: how each place was reached first

    def places(self) -> Iterator[Place]:
        """Every place, the nearest first."""
        yield self.start
        yield from self.came

    def on_route(self) -> set[Place]:
        """The places that are reached without any referral: nothing but stations of the route ahead."""
        found, waiting = {self.start}, [self.start]
        onward: dict[Place, list[Place]] = {}
        for arrow in self.arrows:
            if arrow.possible and arrow.end.on_route:
                onward.setdefault(arrow.start, []).append(arrow.end)
        while waiting:
            fresh = set(onward.get(waiting.pop(), ())) - found
            found |= fresh
            waiting += fresh
        return found

    def way(self, place: Place) -> tuple[Step, ...]:
        """The shortest way from the start to a place."""
        steps: list[Step] = []
        while place in self.came and place != self.start:
            arrow = self.came[place]
            steps.append(step_of(arrow.start, arrow.outcome))
            place = arrow.start
        return tuple(reversed(steps))


def step_of(place: Place, outcome: Outcome) -> Step:
    """The step that a result makes."""
    assert place.here is not None
    return Step(place.here.organization, place.here.role, outcome)


def straightest(ways: Iterable[tuple[Step, ...]]) -> tuple[Step, ...]:
    """The way that is easiest to follow: without detours, then the shortest; empty where there is none."""

    def effort(way: tuple[Step, ...]) -> tuple[int, int]:
        return (sum(step.outcome not in _PLAIN for step in way[:-1]), len(way))

    return min(ways, key=effort, default=())


def variants(route: Route, council: Council) -> list[tuple[Stop, ...]]:
    """The routes that papers really take: with and without optional stations, and where any organization
    of a type may stand, with one that has the power to decide and one that has not."""
    whole = range(len(route.stations))
    optional = [i for i in whole if route.stations[i].optional]
    chosen = [set(whole), set(whole) - set(optional), *(set(whole) - {i} for i in optional)]
    found: dict[tuple[Stop, ...], None] = {}
    for places in chosen:
        for powerful in (True, False):
            stops = tuple(_stop(route, i, council, powerful=powerful) for i in sorted(places))
            if stops and all(stops):
                found[tuple(s for s in stops if s)] = None
    return list(found)


def _stop(route: Route, at: int, council: Council, *, powerful: bool) -> Stop | None:
    station = route.stations[at]
    if station.organization:
        return Stop(station.organization, station.role, at)
    alike = [o for o in council.organizations if o.type is station.any_of]
    # a document names a committee with the power where the station decides
    wanted = True if station.role.decides else powerful
    best = [o for o in alike if o.decides is wanted] or alike
    return Stop(best[0].key, station.role, at) if best else None


class Memory(NamedTuple):
    """What was found out about one council; routes share most of their places."""

    council: Council
    known: set[tuple[str, State, State]]  #: what the machine generated from the table can do
    arrows: dict[Place, tuple[Arrow, ...]]


def remember(council: Council) -> Memory:
    """An empty memory for a council."""
    return Memory(council, generate(council), {})


def explore(stops: tuple[Stop, ...], memory: Memory) -> Space:
    """Everything that can become of a motion on this way."""
    start = Place(STAGE_OF_ROLE[stops[0].role], stops[0], stops[1:])
    found: list[Arrow] = []
    came: dict[Place, Arrow] = {}
    seen: set[Place] = set()
    waiting: list[tuple[int, int, Place, Arrow | None]] = [(0, 0, start, None)]
    while waiting:
        cost, _, place, by = heappop(waiting)
        if place in seen:
            continue
        seen.add(place)
        if by is not None:
            came[place] = by
        for arrow in arrows_from(place, memory):
            found.append(arrow)
            if arrow.possible and arrow.end not in seen:
                heappush(waiting, (cost + _cost(arrow), len(found), arrow.end, arrow))
    return Space(start, tuple(found), came)


def arrows_from(place: Place, memory: Memory) -> tuple[Arrow, ...]:
    """Every result that can be recorded here, and where each leads."""
    if place not in memory.arrows:
        memory.arrows[place] = tuple(_arrows(place, memory)) if place.here is not None else ()
    return memory.arrows[place]


def _arrows(place: Place, memory: Memory) -> Iterator[Arrow]:
    for outcome in Outcome:
        for end in ends(place, outcome, memory.council):
            yield Arrow(place, outcome, end, (outcome.value, place.state, end.state) in memory.known)


def _cost(arrow: Arrow) -> int:
    """A way that is shown to somebody follows the route; detours only where there is no other."""
    straight = arrow.end.here is None or arrow.end.here in arrow.start.ahead
    return 1 if straight and arrow.outcome in _PLAIN else 10


def ends(place: Place, outcome: Outcome, council: Council) -> list[Place]:
    """Where a result can lead from here, in all ways in which it can be meant."""
    return list(dict.fromkeys(end for end, _ in results(place, outcome, council)))


def results(place: Place, outcome: Outcome, council: Council) -> dict[tuple[Place, Status], None]:
    """As `ends`, and whether the motion waits there for a meeting or is held without one."""
    motion = _motion(place)
    found: dict[tuple[Place, Status], None] = {}
    for facts in _meanings(place, outcome, council):
        try:
            move = consequences(motion, facts, council)
        except Refusal:
            continue
        found[_arrived(place, motion, move), move.status] = None
    return found


@lru_cache(maxsize=8192)
def _motion(place: Place) -> Motion:
    """A motion that stands there."""
    assert place.here is not None
    done = Result(0, Outcome.ADOPTED, _NO_DAY)
    behind = [
        Consultation(n, organization, Role.RECOMMENDATION, Status.CLOSED, origin=_ROUTE, result=done)
        for n, organization in enumerate(place.behind, 1)
    ]
    here = Consultation(len(behind) + 1, place.here.organization, place.here.role, Status.OPEN)
    ahead = [
        Consultation(n, stop.organization, stop.role, Status.PLANNED)
        for n, stop in enumerate(place.ahead, here.n + 1)
    ]
    return Motion(1, "A", state=place.state, consultations=(*behind, here, *ahead))


def _meanings(place: Place, outcome: Outcome, council: Council) -> Iterator[Facts]:
    assert place.here is not None
    effect = cell_of(outcome, place.here.role, council).effect
    if effect is Effect.SETTLE:
        yield Facts(outcome, consent=True)
        yield Facts(outcome, consent=False)
    elif effect not in _TO_ANOTHER:
        yield Facts(outcome)
    elif _referrals(place) < _MOST_REFERRALS:
        # a result that names no organization cannot send a motion to one, only back to an earlier one
        named = TABLE[outcome].target
        yield from (Facts(outcome, targets=(key,)) for key in _targets(place, effect, council) if named)
        if not named:
            yield Facts(outcome)


def _referrals(place: Place) -> int:
    return sum(stop.origin == _REFERRAL for stop in (place.here, *place.ahead) if stop)


def _targets(place: Place, effect: Effect, council: Council) -> list[str]:
    """One organization for all that are alike. A decision is only handed to one that may take it."""
    here = place.here.organization if place.here else ""
    if effect is Effect.BACK_RETURN:
        return [key for key in place.behind if key != here]
    silent = (OrganizationType.FACTION, OrganizationType.ADMINISTRATION)
    alike: dict[tuple[OrganizationType, bool], str] = {}
    for o in council.organizations:
        if o.key != here and o.type not in silent and (o.decides or effect is not Effect.HAND_OVER):
            alike.setdefault((o.type, o.decides), o.key)
    found = list(alike.values())
    # a referral within a referral comes to the same whoever it goes to
    return found[:1] if _referrals(place) else found


def _arrived(place: Place, motion: Motion, move: Move) -> Place:
    assert place.here is not None
    behind = place.behind
    stays = move.effect in STAYING
    if not stays and place.here.of is not None and place.here.organization not in behind:
        behind = (place.here.organization,)
    first = motion.consultations[-1].n - len(place.ahead) + 1
    kept = {n: stop for n, stop in enumerate(place.ahead, first) if n not in move.voids}
    if move.state not in OPEN:
        return Place(move.state, None, tuple(kept.values()), behind)
    way = {**{c.n: _inserted(c, place.here) for c in move.inserted}, **kept}
    here = way.pop(move.opens) if move.opens is not None else None
    return Place(move.state, here, tuple(way.values()), behind)


def _inserted(c: Consultation, here: Stop) -> Stop:
    """An inserted station; the same organization again stands for the station it repeats."""
    same = c.organization == here.organization and c.role is here.role
    if same and c.origin in ("deferral", "return", "completed"):
        return here
    return Stop(c.organization, c.role, None, c.origin)
