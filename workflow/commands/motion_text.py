"""The text of a motion at any station, and what changed from the faction's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from states.event import Recorded
from states.fold import apply, effective_events
from states.motion import Motion
from states.refusal import N_, Exit, Refusal
from states.text import Point, compare
from workflow.commands.layout import Ink, paragraphs
from workflow.commands.motion_page import named, points_lines
from workflow.commands.reading import Reading
from workflow.words import _

Row = dict[str, Any]


class NoSuchStation(Refusal):
    code = "no_such_station"
    exit_status = Exit.NOT_FOUND
    message = N_("{reference} has no station “{station}”.")
    way_out = N_("Its stations: {known}.")


class TextAt(NamedTuple):
    """A text and where it holds."""

    station: Row | None
    points: tuple[Point, ...]
    own: tuple[Point, ...]


def text_at(reading: Reading, motion: Row, station: str | None) -> TextAt:
    """The text after the vote of a station (its number, key or name), or the one that holds now.

    Raises NoSuchStation.
    """
    found = _station(motion, station) if station else None
    history = [
        Recorded(e["n"], e["kind"], e["data"], e["effective"] or "")
        for e in reading.reader.history(reading.id, f"motion:{motion['id']}")
    ]
    until = found["event"] if found and found["event"] else len(history)
    folded = Motion(id=motion["id"])
    for event in effective_events(history):
        if event.n <= until or event.kind in ("submitted", "drafted"):
            folded = apply(folded, event)
    return TextAt(found, folded.text, folded.points)


def _station(motion: Row, wanted: str) -> Row:
    route: list[Row] = motion["route"]
    folded = wanted.strip().casefold().removeprefix("#")
    for station in reversed(route):
        if folded in (str(station["n"]), station["organization"].casefold(), station["name"].casefold()):
            return station
    near = [s for s in route if folded and folded in s["name"].casefold()]
    if len({s["organization"] for s in near}) == 1:
        return near[-1]
    known = [f"{s['n']} {s['name']}" for s in route]
    raise NoSuchStation(reference=named(motion), station=wanted, known=known)


def changed_points(own: Sequence[Point], now: Sequence[Point]) -> list[Row]:
    """Each point that differs, before and after."""
    return [{"number": d.number or None, "before": d.before, "after": d.after} for d in compare(own, now)]


# For people


def lines(at: TextAt, width: int, ink: Ink, *, changes: bool) -> Iterator[str]:
    """The text, or what changed from the faction's own."""
    yield ink.bold(_heading(at, changes))
    if not changes:
        yield from points_lines([p._asdict() for p in at.points], width)
        return
    differences = compare(at.own, at.points)
    if not differences:
        yield f"  {_('Nothing changed.')}"
    for one in differences:
        first = f"  {one.number}. " if one.number else "  "
        shown = " ".join(worded(one.before or "", one.after or "", ink))
        yield from paragraphs(shown, width, first, " " * len(first))


def _heading(at: TextAt, changes: bool) -> str:
    name = at.station["name"] if at.station else None
    if changes and name:
        return _("What changed from the faction’s own text up to {organization}").format(organization=name)
    if changes:
        return _("What changed from the faction’s own text")
    return _("Text as of {organization}").format(organization=name) if name else _("Text")


_WORDS = re.compile(r"\S+")


def worded(before: str, after: str, ink: Ink) -> Iterator[str]:
    """The words of both texts in one line: what was taken out, what was added, what stayed.

    In colour where it is wanted, else `[−taken out−]` and `[+added+]`.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for act, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act in ("replace", "delete"):
            gone = " ".join(old[a:b])
            yield ink.bad(gone) if ink.on else f"[−{gone}−]"
        if act in ("replace", "insert"):
            come = " ".join(new[c:d])
            yield ink.good(come) if ink.on else f"[+{come}+]"
        if act == "equal":
            yield " ".join(new[c:d])
