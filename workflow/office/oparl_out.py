"""What the public may know, loaded for `workflow.publish.oparl`: object by object, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from states.motion import Consultation, Motion
from workflow.office.office import Office
from workflow.publish import oparl
from workflow.publish.oparl import Names, Stamp

Object = dict[str, Any]


def entry(office: Office, names: Names, witness: str = "") -> list[tuple[str, Object]]:
    """The system, the list of bodies and the body, each with the name of its file.

    `witness` is the newest checkpoint as one line.
    """
    at = _stamp(office, "council")
    council = office.rules
    body = oparl.body(names, council, at)
    return [
        ("system", oparl.system(names, council, at, witness)),
        ("bodies", oparl.page(names, "bodies", 1, [body], last=True)),
        ("body", body),
    ]


def lists(office: Office, names: Names) -> Iterator[tuple[str, Iterator[Object]]]:
    """Every list of the body: its name, and its objects."""
    at = _stamp(office, "council")
    council = office.rules
    yield "organizations", (oparl.organization(names, o, at) for o in council.organizations)
    yield "people", iter(())
    yield "meetings", _meetings(office, names)
    yield "papers", _papers(office, names)


def _papers(office: Office, names: Names) -> Iterator[Object]:
    for number in _numbers(office):
        motion = office.book.motion(number)
        if oparl.is_public(motion):
            at = _stamp(office, f"motion:{number}")
            yield oparl.paper(names, motion, office.rules, office.family(motion), at)


def _numbers(office: Office) -> list[int]:
    sql = f"SELECT id FROM motion WHERE council = {office.council.id:d} ORDER BY id"
    return [int(row[0]) for row in office.book.database.rows(sql)]


def _meetings(office: Office, names: Names) -> Iterator[Object]:
    hidden = {o.key for o in office.rules.organizations if not o.public}
    for meeting in office.book.meetings(office.council.id):
        at = _stamp(office, f"meeting:{meeting.id}")
        items = [] if meeting.organization in hidden else _agenda(office, meeting.id)
        yield oparl.meeting(names, meeting, office.rules, items, at)


def _agenda(office: Office, meeting: int) -> list[tuple[Motion, Consultation]]:
    sql = f"SELECT DISTINCT motion FROM consultation WHERE meeting = {meeting:d} AND status <> 'void'"
    motions = [office.book.motion(int(row[0])) for row in office.book.database.rows(f"{sql} ORDER BY motion")]
    return [
        (motion, c)
        for motion in motions
        if oparl.is_public(motion)
        for c in oparl.shown(motion)
        if c.meeting == meeting
    ]


def _stamp(office: Office, stream: str) -> Stamp:
    entries = office.book.history(stream, office.council.id)
    zone = ZoneInfo(office.council.zone)

    def read(text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(zone)

    if not entries:
        return Stamp(office.now.astimezone(zone), office.now.astimezone(zone))
    return Stamp(read(entries[0].recorded), read(entries[-1].recorded))
