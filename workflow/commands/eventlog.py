"""`export xes` and `export ocel`: what both do: read the histories, make a checkpoint, write the file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from zoneinfo import ZoneInfo

from workflow.commands.audit_keys import CannotWrite, folder_of
from workflow.commands.desk import Desk
from workflow.commands.reading import Reading
from workflow.publish.eventlog import Case, EventLog, Meeting, happenings
from workflow.system_words import cause_of
from workflow.words import ngettext

_ENTRIES = "SELECT text FROM event WHERE council = ? AND stream = ? ORDER BY n"
_MEETINGS = (
    "SELECT g.id, g.on_date, o.name FROM meeting g LEFT JOIN organization o ON o.council = g.council"
    " AND o.key = g.organization WHERE g.council = ? ORDER BY g.id"
)


def write(desk: Desk, file: str, render: Callable[[EventLog], Iterator[str]], *, non_public: bool) -> None:
    """Write all motions that may leave. Raises CannotWrite, NotAllowed."""
    from workflow.commands.audit_report import proven_by, source_of

    source = source_of(desk, non_public=non_public, names=False)
    count = 0

    def counted(log: EventLog) -> Iterator[Case]:
        nonlocal count
        for case in log.cases:
            count += 1
            yield case

    witness = proven_by(source.office, folder_of(desk, None)).line
    log = of_council(source.reading)._replace(witness=witness)
    chunks = render(log._replace(cases=counted(log)))
    if file == "-":
        sys.stdout.writelines(chunks)
        return
    _put(file, chunks)
    import click

    said = ngettext("{file}: {n} motion.", "{file}: {n} motions.", count)
    click.echo(said.format(file=file, n=count))


def _put(file: str, chunks: Iterator[str]) -> None:
    """Write the file as a whole: whoever reads it meanwhile sees the old one or the new one."""
    draft = f"{file}.{os.getpid()}.tmp"
    try:
        with open(draft, "w", encoding="utf-8", newline="\n") as out:
            out.writelines(chunks)
        os.replace(draft, file)
    except OSError as why:
        with suppress(OSError):
            os.remove(draft)
        raise CannotWrite(file=file, why=cause_of(why)) from None


def of_council(reading: Reading) -> EventLog:
    """The histories of all motions that the reader shows."""
    names = {o["key"]: o["name"] for o in reading.reader.organizations(reading.id)}
    meetings = [
        Meeting(row["id"], row["name"] or "", row["on_date"])
        for row in reading.rows(_MEETINGS, (reading.id,))
    ]
    return EventLog(reading.council["name"], _cases(reading, names), list(names.values()), meetings)


def _cases(reading: Reading, names: dict[str, str]) -> Iterator[Case]:
    zone = ZoneInfo(reading.council["zone"])
    rows = reading.reader.list_motions(reading.id, order="number")
    shown = {row["id"] for row in rows}
    for row in rows:
        texts = reading.rows(_ENTRIES, (reading.id, f"motion:{row['id']}"))
        entries = [json.loads(found["text"]) for found in texts]
        yield Case(
            f"motion:{row['id']}",
            row["reference"] or f"#{row['id']}",
            row["title"],
            row["kind"],
            row["state"],
            row["applicants"],
            f"motion:{row['parent']}" if row["parent"] in shown else None,
            happenings(row["id"], entries, names, zone),
        )
