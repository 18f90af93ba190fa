"""Opening the book for a command that writes: the database, the council, the moment, the permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workflow import words
from workflow.commands.desk import Desk

if TYPE_CHECKING:
    from workflow.office.office import Office
    from workflow.store.views import Reader


def open_office(desk: Desk, action: str, *, dry_run: bool = False) -> Office:
    """The office of the council that was named, or of the only one, ready for one command.

    `action` is what the command does, in the words of a council's permissions. The database is closed when
    the command ends. Raises the refusals of opening a database, of choosing a council, of the clock and
    of `workflow.office.permission`.
    """
    from zoneinfo import ZoneInfo

    from workflow.office.office import Office
    from workflow.office.permission import require
    from workflow.store.book import open_book

    book = desk.keep(open_book(desk.db))
    council = book.council(desk.council)
    zone = ZoneInfo(council.zone)
    words.use(desk.lang, zone)
    now = desk.now(rehearsal=book.rehearsal, zone=zone)
    office = Office(book, now, desk.actor, council.key, dry_run=dry_run)
    if not require(office, action, login(desk)) and office.at_keyboard:
        _tell_unchecked(office)
    return office


def _tell_unchecked(office: Office) -> None:
    from workflow.commands.cautions import caution_lines, cautions
    from workflow.commands.output import visible

    for line in caution_lines(cautions([("unchecked_person", {"person": office.actor})])):
        click.echo(visible(line), err=True)


def login(desk: Desk) -> str:
    """The user of the operating system, whoever was named with --as."""
    if not desk.acts_for_another:
        return desk.actor
    from workflow.settings import KEYS

    return str(KEYS["as"].default(desk.environ))


def try_reader(desk: Desk) -> Reader | None:
    """The database for reading where there is one that can be used; None where there is none.

    For commands that need no database and are better with one.
    """
    from states.refusal import Refusal
    from workflow.store.views import open_reader

    try:
        return desk.keep(open_reader(desk.db))
    except Refusal:
        return None
