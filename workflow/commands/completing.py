"""Completion of references and results in a shell: straight from the rows, since a key was just pressed.

Never raises: where there is no database, nothing is offered.
"""

from __future__ import annotations

import os
import sqlite3

import click
from click.shell_completion import CompletionItem

from workflow.commands.desk import Desk
from workflow.store.names import fold_reference

#: Councils first, then an index of each: a shell waits for this while somebody types.
_REFERENCES = (
    "SELECT m.reference, m.title FROM council c CROSS JOIN motion m ON m.council = c.id AND {ended}"
    " WHERE m.reference LIKE ? ESCAPE '\\' AND m.reference <> '' AND (? = '' OR c.key = ?)"
    "{order} LIMIT ?"
)
#: those on their way, the newest first
_OPEN = _REFERENCES.format(ended="m.ended_on IS NULL", order=" ORDER BY m.submitted_on DESC, m.reference")
#: and those that have ended, in the order of the index, so that it stops at the limit
_ENDED = _REFERENCES.format(
    ended="m.reference_folded >= ? AND m.reference_folded < ? AND m.ended_on IS NOT NULL",
    order="",
)
_ROLE = (
    "SELECT m.station_role FROM council c CROSS JOIN motion m ON m.council = c.id"
    " AND m.reference_folded = ? WHERE m.reference = ? AND (? = '' OR c.key = ?) LIMIT 1"
)
_MOST = 50


def complete_reference(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """References that begin like this, those still on their way first, with their titles."""
    start = incomplete.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    desk = ctx.find_object(Desk)
    council = (desk.council if desk else "") or ""
    rows = _ask(desk, _OPEN, (start, council, council, _MOST))
    if len(rows) < _MOST:
        folded = fold_reference(incomplete) if incomplete.strip() else ""
        values = (folded, folded + "\U0010ffff", start, council, council, _MOST - len(rows))
        rows += _ask(desk, _ENDED, values)
    return [CompletionItem(row[0], help=row[1]) for row in rows]


def complete_outcome(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The results that are possible for the motion named, then what else can be recorded."""
    from states.outcome import Outcome, Role, possible
    from workflow.words import label

    desk = ctx.find_object(Desk)
    council = (desk.council if desk else "") or ""
    named = ctx.params.get("reference") or ""
    rows = _ask(desk, _ROLE, (fold_reference(named), named, council, council))
    outcomes = possible(Role(rows[0][0])) if rows and rows[0][0] else tuple(Outcome)
    acts = "urgent not_urgent objected lifted report report_due implemented adopt_text maintain_text text"
    items = [CompletionItem(o.value, help=label(o)) for o in outcomes]
    items += [CompletionItem(act) for act in acts.split()]
    return [item for item in items if item.value.startswith(incomplete)]


def _ask(desk: Desk | None, sql: str, values: tuple[str | int, ...]) -> list[tuple[str, str]]:
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
