"""A text alone, as somebody types or pastes it, as points: numbered lines, or one point without a number."""

from __future__ import annotations

from states.text import Point
from workflow.intake.text.lines import read_lines
from workflow.intake.text.resolution import split_points


def points_of(text: str) -> tuple[Point, ...]:
    """The points of a text as voted; words ahead of the first point stay with it. Empty for an empty text."""
    lines = read_lines(text)
    found, preamble, _ = split_points(lines, True, True)
    numbered = [Point(p.number or "", p.text) for p in found if p.number]
    if not numbered:
        whole = "\n".join(line.text for line in lines).strip()
        return (Point("", whole),) if whole else ()
    ahead = [preamble or "", *(p.text for p in found if not p.number)]
    lead = "\n".join(part for part in ahead if part)
    first = numbered[0]._replace(text=f"{lead}\n{numbered[0].text}") if lead else numbered[0]
    return (first, *numbered[1:])
