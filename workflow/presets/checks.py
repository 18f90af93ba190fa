"""What belongs together in a council file: names that are used and not defined, dates that contradict.

The checks work on data whose form may be faulty too, so that everything is said at once; whatever has the
wrong form is the schema's to report and passed over here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from workflow.presets import check_faults as say
from workflow.presets.check_words import word_faults
from workflow.presets.fault import Fault, Said, fault_at
from workflow.presets.tree import Node, Path, spot

#: Types that never vote, so that they can be heard and informed but neither recommend nor decide.
_VOTELESS = ("faction", "administration", "group")
#: Any day on which the calendar has to look up its holidays.
_A_MONDAY = date(2025, 3, 3)
_POWERLESS_ROLES = ("hearing", "notice")


def check(tree: Node, data: Any) -> list[Fault]:
    """Every contradiction within a council file."""
    return [
        *_organizations(tree, data),
        *_terms(tree, data),
        *_routes(tree, data),
        *_deadlines(tree, data),
        *_whole(tree, data),
        *word_faults(tree, data),
    ]


def items(data: Any, section: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items of a list that have the form of one."""
    found = data.get(section)
    for n, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield n, item


def day(value: Any) -> date | None:
    """A date as it stands in a file, or None where it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _period(item: dict[str, Any], first: str, last: str) -> tuple[date, date]:
    return day(item.get(first)) or date.min, day(item.get(last)) or date.max


def _backward(tree: Node, path: Path, item: dict[str, Any], first: str, last: str) -> Iterator[Fault]:
    start, end = _period(item, first, last)
    if end < start:
        place = spot(tree, (*path, last))
        yield fault_at(place, say.ENDS_BEFORE_START, first=start, last=end)


# Organizations


def _organizations(tree: Node, data: Any) -> Iterator[Fault]:
    names: dict[str, list[tuple[str, tuple[date, date]]]] = {}
    for n, item in items(data, "organizations"):
        path: Path = ("organizations", n)
        yield from _backward(tree, path, item, "since", "until")
        if item.get("decides") is True and item.get("type") in _VOTELESS:
            yield fault_at(spot(tree, (*path, "decides")), say.CANNOT_DECIDE, name=item.get("name"))
        for where, name in _names(item):
            taken = names.setdefault(_folded(name), [])
            other = next((o for o in taken if _meet(o[1], _period(item, "since", "until"))), None)
            if other is not None and other[0] != str(item.get("key")):
                place = spot(tree, (*path, *where))
                yield fault_at(place, say.NAME_TAKEN, name=name, other=other[0])
            taken.append((str(item.get("key")), _period(item, "since", "until")))


def _names(item: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for key in ("name", "short"):
        if isinstance(item.get(key), str) and item[key]:
            yield (key,), item[key]
    aliases = item.get("aliases")
    for n, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str):
            yield ("aliases", n), alias


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


# Terms


def _terms(tree: Node, data: Any) -> Iterator[Fault]:
    before: list[tuple[str, tuple[date, date]]] = []
    for n, item in items(data, "terms"):
        yield from _backward(tree, ("terms", n), item, "start", "end")
        start, end = day(item.get("start")), day(item.get("end"))
        if start is None or end is None or end < start:
            continue
        other = next((name for name, period in before if _meet(period, (start, end))), None)
        if other is not None:
            yield fault_at(
                spot(tree, ("terms", n, "start")), say.TERMS_OVERLAP, name=item.get("name"), other=other
            )
        before.append((str(item.get("name")), (start, end)))


# Routes


def _routes(tree: Node, data: Any) -> Iterator[Fault]:
    bodies = [item for _, item in items(data, "organizations")]
    types = {item["key"]: item.get("type") for item in bodies if isinstance(item.get("key"), str)}
    for n, route in items(data, "routes"):
        if route.get("kind") == "amendment":
            yield fault_at(spot(tree, ("routes", n, "kind")), say.AMENDMENT_ROUTE)
        for m, station in items(route, "stations"):
            yield from _station(tree, ("routes", n, "stations", m), station, types)


def _station(tree: Node, path: Path, station: dict[str, Any], types: dict[str, Any]) -> Iterator[Fault]:
    named, any_of, role = station.get("organization") or None, station.get("any"), station.get("role")
    if (named is None) == (any_of is None):
        yield fault_at(spot(tree, path), (say.STATION_TWICE if named else say.STATION_NOWHERE))
        return
    if named is not None and not isinstance(named, str):
        return  # the schema says so
    if named is not None and named not in types:
        yield say.unknown_organization(spot(tree, (*path, "organization")), named, list(types))
        return
    kind = types.get(named) if named is not None else any_of
    place = spot(tree, (*path, "organization" if named is not None else "any"))
    if named is None and isinstance(any_of, str) and any_of not in types.values():
        yield fault_at(place, say.NONE_OF_TYPE, type=any_of)
    if role == "plenary_decision" and isinstance(kind, str) and kind != "plenary":
        yield fault_at(spot(tree, (*path, "role")), say.NOT_PLENARY, name=named or any_of)
    elif kind == "plenary" and role == "committee_decision":
        yield fault_at(spot(tree, (*path, "role")), say.PLENARY_AS_COMMITTEE, name=named or any_of)
    elif kind in _VOTELESS and isinstance(role, str) and role not in _POWERLESS_ROLES:
        yield fault_at(spot(tree, (*path, "role")), say.VOTELESS, name=named or any_of, role=role)


# Deadlines


def _deadlines(tree: Node, data: Any) -> Iterator[Fault]:
    keys = [item["key"] for _, item in items(data, "organizations") if isinstance(item.get("key"), str)]
    for n, item in items(data, "deadlines"):
        yield from _backward(tree, ("deadlines", n), item, "from", "until")
        named = item.get("organizations")
        for m, key in enumerate(named if isinstance(named, list) else ()):
            if isinstance(key, str) and key not in keys:
                yield say.unknown_organization(spot(tree, ("deadlines", n, "organizations", m)), key, keys)


# The file as a whole


def _whole(tree: Node, data: Any) -> Iterator[Fault]:
    yield from _zone(tree, data.get("zone"))
    yield from _regional_holidays(tree, data)
    yield from _plenary(tree, data)
    yield from _permissions(tree, data)


def _zone(tree: Node, zone: Any) -> Iterator[Fault]:
    from zoneinfo import ZoneInfo

    if not isinstance(zone, str):
        return
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        yield fault_at(spot(tree, ("zone",)), say.NO_ZONE, zone=zone)


def _regional_holidays(tree: Node, data: Any) -> Iterator[Fault]:
    from states.refusal import Refusal
    from workflow.rules.workday import LAENDER, WorkCalendar, why_idle

    named, land = data.get("regional_holidays"), data.get("land")
    for n, name in enumerate(
        named if isinstance(named, list) and isinstance(land, str) and land in LAENDER else ()
    ):
        try:
            why_idle(_A_MONDAY, WorkCalendar(land, (str(name),)))
        except Refusal as no:
            if no.code == "regional_holiday_unknown":
                place = spot(tree, ("regional_holidays", n))
                yield fault_at(place, Said(no.code, no.message, no.way_out), **no.facts)


def _plenary(tree: Node, data: Any) -> Iterator[Fault]:
    found = [(n, o) for n, o in items(data, "organizations") if o.get("type") == "plenary"]
    if not found and isinstance(data.get("organizations"), list):
        yield fault_at(spot(tree, ("organizations",), key=True), say.NO_PLENARY)
    for (_, one), (n, other) in pairwise(found):
        if _meet(_period(one, "since", "until"), _period(other, "since", "until")):
            place = spot(tree, ("organizations", n, "type"))
            yield fault_at(place, say.TWO_PLENARIES, name=other.get("name"), other=one.get("name"))


def _permissions(tree: Node, data: Any) -> Iterator[Fault]:
    roles = data.get("permissions")
    if not isinstance(roles, dict):
        return
    granted = {a for r in roles.values() if isinstance(r, dict) for a in _listed(r.get("may"))}
    for action in ("council", "persons"):
        if action not in granted:
            yield fault_at(spot(tree, ("permissions",), key=True), say.NOBODY_MAY, action=action)


def _listed(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
