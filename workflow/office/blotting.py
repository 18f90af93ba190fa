"""Personal data taken out for good, and when it is time to: retention periods are data.

The log holds commitments only. Deleting salt and value makes a commitment say nothing any more, to nobody,
and no proof changes (Art. 17 DSGVO). The deletion is an entry of its own, so that a check knows blotted from
lost.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from states.event import Event, Fact
from states.refusal import N_, Exit, Refusal
from workflow.audit.canonical import parse
from workflow.audit.personal import walk
from workflow.office.office import Office
from workflow.store.log import asked
from workflow.store.stream_check import BLOTTED

_BY_VALUE = "SELECT commitment, value FROM personal WHERE council = ?"
_PERSON_TEXTS = "SELECT text FROM event WHERE council = ? AND stream = ? ORDER BY n"
_LEFT = "SELECT stream, max(recorded) FROM event WHERE council = ? AND kind = 'person_left' GROUP BY stream"
_NOTICES = "SELECT count(*), min(sent) FROM notice WHERE council = ? AND state = 'sent' AND sent < ?"
_REFUSED = (
    "SELECT text, recorded FROM event WHERE council = ? AND stream = 'council' AND kind = 'refused'"
    " AND recorded < ? ORDER BY n"
)
_ENDED = "SELECT id, reference, ended_on, snapshot, format FROM motion WHERE council = ? AND ended_on < ?"


class NobodyLikeThis(Refusal):
    """No personal value here is this one."""

    code = "nobody_to_blot"
    exit_status = Exit.NOT_FOUND
    message = N_("Nothing personal is kept here under “{person}”.")
    way_out = N_("Name the person by name or login as entered: laufzettel person list --all")


class StillActive(Refusal):
    """The person still works here."""

    code = "person_still_active"
    message = N_("{person} still works here; taken out is who has left.")
    way_out = N_("First: laufzettel person leave “{person}”. Or name why nonetheless: --although REASON")


class Blotting(NamedTuple):
    """What is, or would be, taken out."""

    person: str
    commitments: tuple[str, ...]
    values: tuple[str, ...]  #: what is deleted, to be shown before it is
    done: bool


class PeriodsUnreadable(Refusal):
    """The file of retention periods cannot be read."""

    code = "periods_unreadable"
    exit_status = Exit.INPUT
    message = N_("The retention periods in {file} cannot be read: {why}.")


class Period(NamedTuple):
    """How long something personal is kept, and why."""

    key: str
    what: str
    months: int
    source: str


class Overdue(NamedTuple):
    """Something personal that is kept longer than its period."""

    key: str
    what: str
    who: str
    since: str
    due: str
    command: str
    source: str


def blot(office: Office, person: str, reason: str, *, although: str = "", dry_run: bool = False) -> Blotting:
    """Take all personal values of somebody out for good: name, login, address, signature.

    `person` is a name or login as it was entered. Raises NobodyLikeThis, StillActive.
    """
    found = _values_of(office, person, active_too=bool(although))
    if not found:
        raise NobodyLikeThis(person=person)
    commitments, values = tuple(sorted(found)), tuple(sorted({str(v) for v in found.values()}))
    if dry_run:
        return Blotting(person, commitments, values, False)
    database = office.book.database
    if database.dialect == "sqlite":
        database.run("PRAGMA secure_delete = ON")  # what is deleted must not stay in free pages
    data = {"commitments": list(commitments), "reason": reason or although}
    with office.book.writing():
        office.append([Fact("council", Event(BLOTTED, data, office.today.isoformat()))])
        for commitment in commitments:
            office.book.blot(commitment)
    if database.dialect == "sqlite":
        database.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the journal
    return Blotting(person, commitments, values, True)


def _values_of(office: Office, person: str, *, active_too: bool) -> dict[str, Any]:
    """The commitments with their values: those that say this name, and all those of that person."""
    database, council = office.book.database, office.council.id
    kept: dict[str, Any] = dict(database.rows(asked(database, _BY_VALUE), (council,)))
    wanted = " ".join(person.split()).casefold()
    found = {c: v for c, v in kept.items() if " ".join(str(v).split()).casefold() == wanted}
    for each in office.book.persons(council):
        own = set(_commitments_of(office, each.id))
        if not own & found.keys():
            continue
        if each.active and not active_too:
            raise StillActive(person=person)
        found |= {c: kept[c] for c in own if c in kept}
    return found


def _commitments_of(office: Office, number: int) -> Iterator[str]:
    database = office.book.database
    values = (office.council.id, f"person:{number}")
    for (text,) in database.rows(asked(database, _PERSON_TEXTS), values):
        yield from walk(parse(text)["data"])


# Retention


def periods(text: str, source: str) -> list[Period]:
    """The retention periods of a TOML text. Raises PeriodsUnreadable."""
    try:
        found = tomllib.loads(text)["period"]
        return [
            Period(str(p["key"]), str(p["what"]), int(p["months"]), str(p.get("source", ""))) for p in found
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as why:
        raise PeriodsUnreadable(file=source, why=str(why)) from None


def read_periods(file: str | None) -> list[Period]:
    """The periods of a file, or those that come with the program. Raises PeriodsUnreadable."""
    if file is None:
        from importlib.resources import files

        return periods((files("config") / "retention.toml").read_text("utf-8"), "retention.toml")
    try:
        return periods(Path(file).read_text("utf-8"), file)
    except (OSError, UnicodeDecodeError) as why:
        raise PeriodsUnreadable(file=file, why=str(why)) from None


def overdue(office: Office, wanted: list[Period]) -> list[Overdue]:
    """What is kept longer than it should be, the longest first."""
    found = [each for period in wanted for each in _FINDERS[period.key](office, period)
             if period.key in _FINDERS]  # fmt: skip
    return sorted(found, key=lambda each: (each.due, each.key, each.who))


def _left(office: Office, period: Period) -> Iterator[Overdue]:
    """People who have left, and whose name is still here."""
    database, council = office.book.database, office.council.id
    for stream, recorded in database.rows(asked(database, _LEFT), (council,)):
        person = office.book.person(int(stream.partition(":")[2]))
        due = _later(date.fromisoformat(recorded[:10]), period.months)
        if person is None or person.active or due > office.today:
            continue
        known = office.book.reveal(_commitments_of(office, person.id))
        called = known.get(str((person.data.get("name") or {}).get("~", "")))
        names = [v for v in (called, *known.values()) if v]
        if names:
            command = f'laufzettel audit blot "{names[0]}"'
            yield Overdue(
                period.key, period.what, names[0], recorded[:10], due.isoformat(), command, period.source
            )


def _signatories(office: Office, period: Period) -> Iterator[Overdue]:
    """People who signed motions that ended long ago."""
    database, council = office.book.database, office.council.id
    until = _later(office.today, -period.months).isoformat()
    for number, _reference, ended, _snapshot, _form in database.rows(
        asked(database, _ENDED), (council, until)
    ):
        motion = office.book.motion(number)
        due = _later(date.fromisoformat(ended), period.months).isoformat()
        for name in office.book.reveal(motion.signatories).values():
            if name:
                command = f'laufzettel audit blot "{name}"'
                yield Overdue(period.key, period.what, name, ended, due, command, period.source)


def _refusals(office: Office, period: Period) -> Iterator[Overdue]:
    """Who was refused something, long ago."""
    database, council = office.book.database, office.council.id
    until = f"{_later(office.today, -period.months).isoformat()}T00:00:00.000000Z"
    known: set[str] = set()
    logins = {p.login for p in office.book.persons(council) if p.active}
    for text, recorded in database.rows(asked(database, _REFUSED), (council, until)):
        for commitment, name in office.book.reveal(walk(parse(text)["data"])).items():
            if name and commitment not in logins and name not in known:
                known.add(name)
                due = _later(date.fromisoformat(recorded[:10]), period.months).isoformat()
                command = f'laufzettel audit blot "{name}"'
                yield Overdue(period.key, period.what, name, recorded[:10], due, command, period.source)


def _notices(office: Office, period: Period) -> Iterator[Overdue]:
    """Notices that were sent long ago: their text and to whom they went."""
    database, council = office.book.database, office.council.id
    until = f"{_later(office.today, -period.months).isoformat()}T00:00:00.000000Z"
    count, first = database.rows(asked(database, _NOTICES), (council, until))[0]
    if count:
        due = _later(date.fromisoformat(first[:10]), period.months).isoformat()
        command = "laufzettel audit retention --drop-notices"
        yield Overdue(period.key, period.what, str(count), first[:10], due, command, period.source)


def drop_notices(office: Office, wanted: list[Period]) -> int:
    """Empty the notices whose period is over; that they were sent, and when, stays. Returns how many."""
    months = [period.months for period in wanted if period.key == "notice"]
    if not months:
        return 0
    until = f"{_later(office.today, -max(months)).isoformat()}T00:00:00.000000Z"
    sql = (
        "UPDATE notice SET payload = '{}', subject = '', recipient = '' WHERE council = ? AND state = 'sent'"
        " AND sent < ? AND payload <> '{}'"
    )
    with office.book.writing():
        return office.book.database.run(asked(office.book.database, sql), (office.council.id, until))


_FINDERS = {"person": _left, "signatory": _signatories, "refusal": _refusals, "notice": _notices}


def _later(day: date, months: int) -> date:
    """So many months later, or earlier; the last day of a month that is too short (§ 188 Abs. 3 BGB)."""
    from dateutil.relativedelta import relativedelta

    moved: date = day + relativedelta(months=months)
    return moved
