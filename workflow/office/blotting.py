"""Personal data taken out for good, and when it is time to: retention periods are data.

The log holds commitments only. Deleting salt and value makes a commitment say nothing any more, to nobody,
and no proof changes (Art. 17 DSGVO). The deletion is an entry of its own, so that a check knows blotted from
lost.
"""

from __future__ import annotations

import re
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
from workflow.store.database import asked
from workflow.store.stream_check import BLOTTED
from workflow.system_words import cause_of
from workflow.words import language

_BY_VALUE = "SELECT commitment, value FROM personal WHERE council = ?"
_PERSON_TEXTS = "SELECT text FROM event WHERE council = ? AND stream = ? ORDER BY n"
_LEFT = "SELECT stream, max(recorded) FROM event WHERE council = ? AND kind = 'person_left' GROUP BY stream"
#: Letters that are done with, and still hold to whom they went and what they said.
_DONE_WITH = (
    " FROM notice WHERE council = ?"
    " AND (state IN ('sent', 'joined') OR state = 'dropped' AND error <> 'overtaken')"  # those may come again
    " AND coalesce(sent, created) < ? AND payload <> '{}'"
)
_NOTICES = f"SELECT count(*), min(coalesce(sent, created)){_DONE_WITH}"
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
    way_out = N_("First: laufzettel person remove '{person}'. Or name why nonetheless: --although REASON")


class ReasonNames(Refusal):
    """The reason holds what is to be taken out, and it stays in the log."""

    code = "reason_names"
    exit_status = Exit.USAGE
    message = N_("The reason names “{word}”, and a reason stays in the history for good.")
    way_out = N_("Word it without anything personal, such as “Art. 17 GDPR, letter of 3 May”.")


class Blotting(NamedTuple):
    """What is, or would be, taken out."""

    person: str
    commitments: tuple[str, ...]
    values: tuple[str, ...]  #: what is deleted, to be shown before it is
    done: bool
    wiped: bool = False  #: nothing of it is left in the database's files


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

    `person` is a name or login as it was entered. What somebody else goes by as well, a shared address say,
    stays. Raises NobodyLikeThis, StillActive, ReasonNames.
    """
    found = _values_of(office, person, active_too=bool(although))
    if not found:
        raise NobodyLikeThis(person=person)
    commitments, values = tuple(sorted(found)), tuple(sorted({str(v) for v in found.values()}))
    _check_reason(f"{reason} {although}", values)
    if dry_run:
        return Blotting(person, commitments, values, False)
    _overwrite(office)
    data = {"commitments": list(commitments), "reason": reason or although}
    with office.book.writing():
        office.append([Fact("council", Event(BLOTTED, data, office.today.isoformat()))])
        for commitment in commitments:
            office.book.blot(commitment)
    return Blotting(person, commitments, values, True, _wiped(office))


def _check_reason(reason: str, values: tuple[str, ...]) -> None:
    parts = {part for value in values for part in value.split()}
    words = set(values) | {part for part in parts if len(part) > 2 and part[0].isupper()}  # “von” is no name
    for word in sorted(words, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reason):
            raise ReasonNames(word=word)


def _overwrite(office: Office) -> None:
    """From now on what is deleted must not stay in free pages."""
    if office.book.dialect == "sqlite":
        office.book.database.run("PRAGMA secure_delete = ON")


def _wiped(office: Office) -> bool:
    """Nor in the journal, or among dead rows. False while somebody else reads the database."""
    database = office.book.database
    if office.book.dialect != "sqlite":
        database.run("VACUUM personal, notice")
        return True
    busy, _log, _moved = database.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0]
    return not busy


def _values_of(office: Office, person: str, *, active_too: bool) -> dict[str, Any]:
    """The commitments with their values: those that say this name, and all those of that person alone."""
    database, council = office.book.database, office.council.id
    kept: dict[str, Any] = dict(database.rows(asked(database, _BY_VALUE), (council,)))
    named = {c for c, v in kept.items() if _folded(v) == _folded(person)}
    found, of_others = set(named), set()
    for each in office.book.persons(council):
        own = set(_commitments_of(office, each.id))
        if not own & named:
            of_others |= set(walk(each.data))
            continue
        if each.active and not active_too:
            raise StillActive(person=person)
        found |= own
    return {c: kept[c] for c in found - (of_others - named) if c in kept}


def _folded(name: object) -> str:
    return " ".join(str(name).split()).casefold()


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
        read = [
            Period(str(p["key"]), _what(p["what"]), int(p["months"]), str(p.get("source", ""))) for p in found
        ]
    except KeyError as missing:
        raise PeriodsUnreadable(file=source, why=f"{missing.args[0]}?") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as why:
        raise PeriodsUnreadable(file=source, why=str(why)) from None
    for period in read:
        if period.key not in _FINDERS or period.months < 1:
            raise PeriodsUnreadable(file=source, why=f"{period.key}, {period.months}")
    return read


def _what(text: Any) -> str:
    """What a period is about: a text, or one for each language."""
    return str(text.get(language()) or next(iter(text.values()))) if isinstance(text, dict) else str(text)


def read_periods(file: str | None) -> list[Period]:
    """The periods of a file, or those that come with the program. Raises PeriodsUnreadable."""
    if file is None:
        from importlib.resources import files

        return periods((files("config") / "retention.toml").read_text("utf-8"), "retention.toml")
    try:
        return periods(Path(file).read_text("utf-8"), file)
    except UnicodeDecodeError:
        raise PeriodsUnreadable(file=file, why="UTF-8?") from None
    except OSError as why:
        raise PeriodsUnreadable(file=file, why=cause_of(why)) from None


def overdue(office: Office, wanted: list[Period]) -> list[Overdue]:
    """What is kept longer than it should be, the longest first."""
    found = [each for period in wanted for each in _FINDERS[period.key](office, period)]
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
    until = _since(office, period.months)
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
    until = _since(office, period.months)
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
    until = _since(office, max(months))
    sql = "UPDATE notice SET payload = '{}', subject = '', recipient = '' WHERE id IN (SELECT id"
    sql += f"{_DONE_WITH})"
    _overwrite(office)
    with office.book.writing():
        count = office.book.database.run(asked(office.book.database, sql), (office.council.id, until))
    _wiped(office)
    return count


_FINDERS = {"person": _left, "signatory": _signatories, "refusal": _refusals, "notice": _notices}


def _since(office: Office, months: int) -> str:
    """The moment so many months ago, as rows hold it: what lies before is kept too long."""
    return f"{_later(office.today, -months).isoformat()}T00:00:00.000000Z"


def _later(day: date, months: int) -> date:
    """So many months later, or earlier; the last day of a month that is too short (§ 188 Abs. 3 BGB)."""
    from dateutil.relativedelta import relativedelta

    moved: date = day + relativedelta(months=months)
    return moved
