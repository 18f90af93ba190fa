"""The history of a motion as a person wants to read it, and what held or was known on a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.event import Recorded
from states.labels import STATE_LABELS
from workflow.commands.history_words import Names, told
from workflow.commands.layout import Ink, wrapped
from workflow.commands.motion_page import iso_day
from workflow.commands.reading import Reading
from workflow.words import _

Row = dict[str, Any]


_DAY = 10  #: columns of a day; months in words make it wider


class Asked(NamedTuple):
    """Which history is wanted; days are the council's own."""

    as_of: date | None = None  #: what held on that day
    known_at: date | None = None  #: what had been recorded by the end of that day
    full: bool = False


class Written(NamedTuple):
    """An entry as it is shown."""

    n: int
    kind: str
    effective: str | None
    recorded: str
    actor: str | None
    text: str
    details: tuple[str, ...]
    corrected_by: int | None
    corrects: int | None
    data: Any


class History(NamedTuple):
    """A motion's history and the motion that it makes."""

    reference: str
    title: str
    as_of: str | None
    known_at: str | None
    state: str
    organization: str | None  #: whose turn it was or is
    entries: list[Written]


def history_of(reading: Reading, reference: str, asked: Asked) -> History:
    """The entries that answer the question, in the order in which they were recorded."""
    if asked.as_of is not None or asked.known_at is not None:
        from workflow.commands.history_then import history_then

        return history_then(reading, reference, asked)
    row = reading.reader.motion_row(reading.id, reference)
    entries = reading.reader.history(reading.id, f"motion:{row['id']}")
    return History(
        row["reference"] or f"#{row['id']}",
        row["title"],
        None,
        None,
        row["state"],
        row["station_name"] if row["station_status"] in ("open", "held") else None,
        written(reading, entries, entries, full=asked.full),
    )


def written(reading: Reading, rows: Sequence[Row], known: Sequence[Row], *, full: bool) -> list[Written]:
    """The entries as they are shown; `known` are those among which corrections are looked for."""
    names, zone = Names(reading), ZoneInfo(reading.council["zone"])
    events = [Recorded(e["n"], e["kind"], e["data"], e["effective"] or "") for e in known]
    beside = {row["recorded"] for row in known if row["kind"] not in _ASIDE}
    return [_written(names, row, events, zone) for row in rows if full or _matters(row, beside)]


#: What the program itself writes beside another entry; `--full` shows it. A date given to a station is told
#: where it is not the consequence of an entry made at the same moment.
_ASIDE = frozenset({"opened", "scheduled"})


def _matters(row: Row, beside: Set[str]) -> bool:
    alone = row["kind"] == "scheduled" and row["recorded"] not in beside
    return alone or row["kind"] not in _ASIDE


def recorded_at(row: Row, zone: ZoneInfo) -> datetime:
    """When an entry was recorded, in the council's local time."""
    return datetime.fromisoformat(row["recorded"]).astimezone(zone)


def _written(names: Names, row: Row, events: Sequence[Recorded], zone: ZoneInfo) -> Written:
    corrected = [e.n for e in events if e.kind == "corrected" and e.data["event"] == row["n"]]
    text, details = told(names, row, events)
    return Written(
        row["n"],
        row["kind"],
        row["effective"] or None,
        recorded_at(row, zone).isoformat(timespec="seconds"),
        row["actor"],
        text,
        tuple(details),
        corrected[-1] if corrected else None,
        row["data"]["event"] if row["kind"] == "corrected" else None,
        row["data"],
    )


# For people


def lines(history: History, width: int, ink: Ink, *, full: bool) -> Iterator[str]:
    """Heading, then an entry each with its day, its words, and who wrote it when."""
    yield from wrapped(history.title, width, f"{history.reference}  ", " " * (len(history.reference) + 2))
    if history.as_of:
        yield _("What held on {day}").format(day=iso_day(history.as_of))
    if history.known_at:
        yield _("What had been recorded by {day}").format(day=iso_day(history.known_at))
    yield ""
    if not history.entries:
        yield _("Nothing yet.")
    for entry in history.entries:
        yield from _entry(entry, width, ink, full)
    if history.entries and (history.as_of or history.known_at):
        state = _(STATE_LABELS[history.state])
        station = f" – {history.organization}" if history.organization else ""
        yield ""
        yield _("Where it stood then: {state}{station}").format(state=state, station=station)


def _entry(entry: Written, width: int, ink: Ink, full: bool) -> Iterator[str]:
    effective = entry.effective or entry.recorded
    on = iso_day(effective)
    lead = f"{entry.n:>3}  {on:<{_DAY}}  "
    pad = " " * len(lead)
    gone = entry.corrected_by is not None
    paint = ink.struck if gone else ink.bold
    body = list(wrapped(entry.text, width - len(pad)))
    for number, line in enumerate(body):
        shown = paint(line) if not gone or ink.on else f"~{line}~"
        yield (lead if number == 0 else pad) + shown
    if gone:
        yield f"{pad}{_('put right by entry {n}').format(n=entry.corrected_by)}"
    for detail in entry.details:
        yield from wrapped(detail, width, pad, pad + "  ")
    yield ink.faint(f"{pad}{_by(entry)}")
    if full:
        data = json.dumps(entry.data, ensure_ascii=False)
        yield from map(ink.faint, wrapped(f"{entry.kind} {data}", width, pad, pad + "  "))


def _by(entry: Written) -> str:
    """Who recorded it, and when where that was another day than the one it took effect on."""
    actor = entry.actor or _("(name blotted out)")
    recorded = datetime.fromisoformat(entry.recorded)
    same = entry.effective is None or entry.effective[:10] == recorded.date().isoformat()
    clock = f"{recorded:%H:%M}"
    if same:
        return _("recorded {time} by {actor}").format(time=clock, actor=actor)
    return _("recorded {day}, {time} by {actor}").format(
        day=iso_day(recorded.date().isoformat()), time=clock, actor=actor
    )
