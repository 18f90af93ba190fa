"""`read`: what documents say. Nothing is written; no database is needed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit, visible
from workflow.words import _

if TYPE_CHECKING:
    from workflow.commands.documents import FieldLine, Read, Unread

_COLUMNS = (
    *("file", "is_motion", "kind", "reference", "title", "date", "applicants", "addressee", "council"),
    *("public", "agenda_item", "route", "points", "has_reasoning", "amends", "urgent", "warnings"),
)


@command(
    "read",
    help=N_(
        "Say what documents hold: kind, reference, title, applicants, route, points and more. Nothing is "
        "written.\n\nRead are text, PDF, Word, OpenDocument, HTML, RTF and mails; a folder with everything "
        "in it; - is standard input. Where a council is adopted, or named with --council, its organizations "
        "help. With --format json the result is a contract for other programs."
    ),
    examples=[
        ("laufzettel read antrag.pdf", N_("one document, as a table")),
        ("laufzettel read antrag.pdf --explain", N_("with the lines each field was read from")),
        ("laufzettel read eingang/ --format json", N_("a whole folder, for another program")),
    ],
)
@argument("files", metavar=N_("FILE"), nargs=-1, required=True, help=N_("Documents, folders, or -."))
@option("--explain", is_flag=True, help=N_("Show the lines each field was read from."))
@pass_desk
def read(desk: Desk, files: tuple[str, ...], explain: bool) -> int | None:
    """Print one object per document; files that cannot be read are told on standard error."""
    from workflow.commands.documents import Read, Unread, known_names, read_all

    found = list(read_all(files, known_names(desk)))
    documents = [one for one in found if isinstance(one, Read)]
    unread = [one for one in found if isinstance(one, Unread)]
    if len(unread) == 1 and not documents:
        raise unread[0].refusal
    from workflow.intake.document import to_json

    result = [to_json(one.document, one.file) for one in documents]
    emit(desk, result, lambda _r: _lines(documents, explain), rows=lambda r: map(_row, r), columns=_COLUMNS)
    return _told(unread)


def _told(unread: list[Unread]) -> int | None:
    """Tell of each file that could not be read; the exit status is that of the first."""
    import click

    from workflow.words import sentence

    for one in unread:
        message, way_out, _ground = sentence(one.refusal)
        click.echo(visible(f"{message} {way_out}".strip()), err=True)
    return int(unread[0].refusal.exit_status) if unread else Exit.DONE


def _row(shown: dict[str, Any]) -> dict[str, Any]:
    row = {key: shown[key] for key in _COLUMNS}
    row["route"] = [" ".join(filter(None, (s["organization"], s["date"]))) for s in shown["route"]]
    row["points"] = [f"{p['number'] or ''} {p['text']}".strip() for p in shown["points"]]
    row["warnings"] = [w["code"] for w in shown["warnings"]]
    return row


def _lines(documents: list[Read], explain: bool) -> Iterator[str]:
    for number, one in enumerate(documents):
        if number:
            yield ""
        yield from document_lines(one, explain=explain)


def document_lines(one: Read, *, explain: bool = False) -> Iterator[str]:
    """A document as a calm table, with the lines behind each field where they are asked for."""
    from workflow.commands.cautions import caution_lines
    from workflow.commands.documents import document_cautions, field_lines

    yield one.file
    fields = list(field_lines(one.document))
    width = max((len(f.label) for f in fields), default=0)
    for found in fields:
        yield from _field(found, width)
        if explain:
            yield from _origin(found, one.text.split("\n"), width)
    for note in one.notes:
        yield f"{_('Note')}: {note}"
    yield from caution_lines(document_cautions(one.document))


def _field(found: FieldLine, width: int) -> Iterator[str]:
    margin = " " * (width + 4)
    for number, value in enumerate(found.values):
        lead = f"  {found.label.ljust(width)}  " if number == 0 else margin
        wrapped = textwrap.wrap(" ".join(value.split()), 96 - width, break_on_hyphens=False)
        for at, line in enumerate(wrapped or [""]):
            yield (lead if at == 0 else margin) + line


def _origin(found: FieldLine, lines: list[str], width: int) -> Iterator[str]:
    margin = " " * (width + 4)
    for number in found.lines[:6]:
        if 0 < number <= len(lines):
            text = " ".join(lines[number - 1].split())
            yield f"{margin}{_('line')} {number}: {textwrap.shorten(text, 80, placeholder=' …')}"
    if len(found.lines) > 6:
        yield margin + _("… further lines: {n}").format(n=len(found.lines) - 6)
