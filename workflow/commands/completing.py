"""Completion of references and results in a shell: straight from the rows, since a key was just pressed.

Never raises: where there is no database, nothing is offered.
"""

from __future__ import annotations

import os
import sqlite3

import click
from click.shell_completion import CompletionItem

from workflow.commands.desk import Desk

_REFERENCES = (
    "SELECT m.reference, m.title FROM motion m JOIN council c ON c.id = m.council"
    " WHERE m.reference LIKE ? ESCAPE '\\' AND m.reference <> '' AND (? = '' OR c.key = ?)"
    " ORDER BY m.ended_on IS NOT NULL, m.submitted_on DESC, m.reference LIMIT 50"
)
_ROLE = (
    "SELECT m.station_role FROM motion m JOIN council c ON c.id = m.council"
    " WHERE m.reference = ? AND (? = '' OR c.key = ?) LIMIT 1"
)


def complete_reference(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """References that begin like this, those still on their way first, with their titles."""
    start = incomplete.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    desk = ctx.find_object(Desk)
    council = (desk.council if desk else "") or ""
    return [CompletionItem(row[0], help=row[1]) for row in _ask(desk, _REFERENCES, (start, council, council))]


def complete_outcome(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The results that are possible for the motion named, then what else can be recorded."""
    from states.outcome import Outcome, Role, possible
    from workflow.words import label

    desk = ctx.find_object(Desk)
    council = (desk.council if desk else "") or ""
    rows = _ask(desk, _ROLE, (ctx.params.get("reference") or "", council, council))
    outcomes = possible(Role(rows[0][0])) if rows and rows[0][0] else tuple(Outcome)
    acts = "urgent not_urgent objected lifted report report_due implemented adopt_text maintain_text text"
    items = [CompletionItem(o.value, help=label(o)) for o in outcomes]
    items += [CompletionItem(act) for act in acts.split()]
    return [item for item in items if item.value.startswith(incomplete)]


def _ask(desk: Desk | None, sql: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
    if desk is None or not os.path.isfile(desk.db):
        return []
    try:
        uri = "file:" + os.path.abspath(desk.db).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=0.2)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return []
