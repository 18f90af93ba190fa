"""The text that is voted on, point by point, and what amendments do to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal


class Operation(StrEnum):
    """What an amendment does to a point."""

    REPLACE = "replace"
    ADD = "add"
    DELETE = "delete"
    WHOLE = "whole"  #: the whole text is replaced


class Point(NamedTuple):
    """One point of the resolution. A text without numbers is one point with an empty number."""

    number: str
    text: str


class Change(NamedTuple):
    """One change to one point; `number` is the point changed, or the number the new point gets."""

    operation: Operation
    number: str
    text: str = ""


class Difference(NamedTuple):
    """One point before and after; an added point has no `before`, a deleted one no `after`."""

    number: str
    before: str | None
    after: str | None


class UnknownPoint(Refusal):
    code = "unknown_point"
    exit_status = Exit.RULE
    message = N_("The text has no point {number}; it has: {points}.")
    way_out = N_("Name one of its points, or add the point as a new one.")


class PointExists(Refusal):
    code = "point_exists"
    exit_status = Exit.RULE
    message = N_("The text already has a point {number}.")
    way_out = N_("Replace that point, or give the new one another number.")


def _following(points: Sequence[Point]) -> str:
    numbers = [int(m[0]) for p in points if (m := re.match(r"\d+", p.number))]
    return str(max(numbers, default=len(points)) + 1)


def _place(number: str) -> tuple[int, str]:
    """Sorts 2 before 2a before 3; a text without number stands first, other marks last."""
    match = re.match(r"(\d+)\s*(.*)", number)
    if match:
        return (int(match[1]), match[2])
    return (10**9, number) if number else (0, "")


def _index(points: Sequence[Point], number: str) -> int | None:
    """Where a point stands. A text that is one point without a number is its point 1."""
    if len(points) == 1 and not points[0].number and number in ("", "1"):
        return 0
    return next((i for i, p in enumerate(points) if p.number == number), None)


def _added(points: list[Point], change: Change) -> list[Point]:
    number = change.number or _following(points)
    if any(p.number == number for p in points):
        raise PointExists(number=number)
    after = [i for i, p in enumerate(points) if _place(p.number) <= _place(number)]
    at = after[-1] + 1 if after else 0
    return [*points[:at], Point(number, change.text), *points[at:]]


def _changed(points: list[Point], change: Change, known: bool) -> list[Point]:
    if change.operation is Operation.WHOLE:
        raise AssertionError("a whole text is replaced by its points, see apply()")
    if change.operation is Operation.ADD:
        return _added(points, change)
    at = _index(points, change.number)
    if at is None:
        if known:
            raise UnknownPoint(number=change.number, points=[p.number for p in points])
        return points if change.operation is Operation.DELETE else _added(points, change)
    if change.operation is Operation.DELETE:
        return points[:at] + points[at + 1 :]
    return [*points[:at], Point(points[at].number, change.text), *points[at + 1 :]]


def apply(points: Sequence[Point], changes: Iterable[Change], *, known: bool = True) -> tuple[Point, ...]:
    """The text after the changes, in their order.

    With `known=False` the text of the paper is not at hand (a paper of the administration of which
    only the reference is known): a replaced point then stands alone. Raises UnknownPoint, PointExists.
    """
    changes = list(changes)
    whole = [c for c in changes if c.operation is Operation.WHOLE]
    text = [Point(c.number, c.text) for c in whole] if whole else list(points)
    for change in changes:
        if change.operation is not Operation.WHOLE:
            text = _changed(text, change, known)
    return tuple(text)


def compare(before: Sequence[Point], after: Sequence[Point]) -> tuple[Difference, ...]:
    """What changed from one text to another, by the numbers of the points, in their order."""
    old = {p.number: p.text for p in before}
    new = {p.number: p.text for p in after}
    numbers = sorted(old.keys() | new.keys(), key=_place)
    return tuple(Difference(n, old.get(n), new.get(n)) for n in numbers if old.get(n) != new.get(n))


_REACH = {Operation.WHOLE: 4, Operation.DELETE: 3, Operation.REPLACE: 2, Operation.ADD: 1}


def reach(changes: Iterable[Change]) -> tuple[int, int]:
    """How far an amendment goes from the text: the whole text before deletions, these before
    replacements, these before additions; then the number of points touched. Greater goes first.

    No statute ranks amendments; the standing orders have the furthest-reaching voted first and leave
    the finding to the chair, so the order can be set by hand.
    """
    changes = list(changes)
    return (max((_REACH[c.operation] for c in changes), default=0), len(changes))
