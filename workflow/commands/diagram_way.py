"""One motion's way, as mermaid and as a picture of boxes in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from states.labels import ROLE_LABELS, STATE_LABELS
from workflow.commands.layout import Ink, wrapped
from workflow.commands.motion_page import iso_day, named, outcome_label, votes_text, with_its_motion
from workflow.words import _

Row = dict[str, Any]

_WIDEST = 64
_MARKS = {"closed": "✓", "open": "▶", "held": "‖", "planned": "·", "void": "×"}
_OPEN = frozenset({"draft", "submitted", "committee_recommendation", "committee_decision", "plenary_decision",
                   "suspended", "dormant"})  # fmt: skip


def mermaid(motion: Row) -> str:
    """The way as a flowchart: stations as boxes, results at the arrows, the current station marked."""
    return "\n".join(_mermaid(motion))


def _filed(motion: Row) -> str:
    """Where the way begins; a record may not say on which day."""
    if motion["submitted_on"]:
        return _("filed on {on}").format(on=iso_day(motion["submitted_on"]))
    return _("draft") if motion["state"] == "draft" else _("submitted")


def _mermaid(motion: Row) -> Iterator[str]:
    yield "flowchart TD"
    filed = _filed(motion)
    yield f'  start(["{_safe(named(motion))}<br/>{filed}"])'
    before, arrow = "start", ""
    for station in motion["route"]:
        node = f"s{station['n']}"
        on = iso_day(station["date"]) if station["date"] else _("no date yet")
        role = _(ROLE_LABELS[station["role"]])
        yield f'  {node}["{_safe(station["name"])}<br/>{role}<br/>{on}"]'
        if station["status"] == "void":
            yield f"  {before} -.-> {node}"
            continue
        line = "-->" if station["status"] != "planned" else "-.->"
        yield f'  {before} {line}|"{_safe(arrow)}"| {node}' if arrow else f"  {before} {line} {node}"
        before, arrow = node, _result(station)
    if motion["state"] not in _OPEN:
        ended = _(STATE_LABELS[motion["state"]])
        yield f'  finish(["{_safe(ended)}"])'
        yield f'  {before} -->|"{_safe(arrow)}"| finish' if arrow else f"  {before} --> finish"
    yield "  classDef done stroke-width:2px"
    yield "  classDef current stroke-width:4px,font-weight:bold"
    yield "  classDef void stroke-dasharray:4 4,color:#888"
    for status, style in (("closed", "done"), ("open", "current"), ("held", "current"), ("void", "void")):
        nodes = [f"s{s['n']}" for s in motion["route"] if s["status"] == status]
        if nodes:
            yield f"  class {','.join(nodes)} {style}"


def _safe(text: str) -> str:
    """A label in quotation marks: mermaid knows entities, and a title may hold anything."""
    for char, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;")):
        text = text.replace(char, entity)
    return " ".join(text.split())


def _result(station: Row) -> str:
    if not station["outcome"]:
        return ""
    return " ".join(filter(None, (outcome_label(station["outcome"]), votes_text(station))))


# In the terminal


def picture(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    """Boxes below one another; what is ahead is drawn thinner, what will not take place apart."""
    inner = min(width - 4, _WIDEST)
    yield from wrapped(motion["title"], width, f"{named(motion)}  ", "  ")
    yield ""
    filed = _filed(motion)
    yield f"  ○ {filed}"
    for station in motion["route"]:
        yield from _station(station, motion, inner, ink)
    if motion["state"] not in _OPEN:
        ended = _(STATE_LABELS[motion["state"]])
        yield "  │"
        on = f", {iso_day(motion['ended_on'])}" if motion["ended_on"] else ""
        yield f"  ● {ink.bold(ended)}{on}"


def _station(station: Row, motion: Row, inner: int, ink: Ink) -> Iterator[str]:
    status = station["status"]
    upright, line, corners = _frame(status)
    paint = {"open": ink.bold, "held": ink.bold, "planned": ink.faint, "void": ink.faint}.get(status, str)
    yield "  ┆" if status in ("planned", "void") else "  │"
    head = f"{_MARKS[status]} {station['name']}"
    on = iso_day(station["date"]) if station["date"] else _("no date yet")
    body = [*wrapped(head, inner - 4, "", "  "), f"  {_(ROLE_LABELS[station['role']])}, {on}"]
    note = _note(station, motion)
    body += wrapped(note, inner - 4, "  ", "  ") if note else []
    yield paint(f"  {corners[0]}{line * (inner - 2)}{corners[1]}")
    for text in body:
        yield paint(f"  {upright} {text:<{inner - 4}} {upright}")
    yield paint(f"  {corners[2]}{line * (inner - 2)}{corners[3]}")


def _frame(status: str) -> tuple[str, str, str]:
    """The upright line, the lying one, the four corners."""
    if status in ("open", "held"):
        return "┃", "━", "┏┓┗┛"
    if status in ("planned", "void"):
        return "┆", "┄", "┌┐└┘"
    return "│", "─", "┌┐└┘"


def _note(station: Row, motion: Row) -> str:
    if station["outcome"]:
        return f"→ {_result(station)}"
    if station["status"] == "void":
        return with_its_motion(station, motion) or _("does not take place")
    if station["status"] == "held":
        until = station["until"]
        return _("on hold until {until}").format(until=iso_day(until)) if until else _("on hold")
    return _("its turn now") if station["status"] == "open" else ""
