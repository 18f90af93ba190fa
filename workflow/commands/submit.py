"""`submit` and `draft`: a motion from its document or from options, filed or only noted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from states.refusal import N_, Refusal
from workflow.commands.completing import complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from workflow.commands.documents import Read
    from workflow.commands.papers import Entered, Options
    from workflow.office.filing import Draft
    from workflow.office.office import Office

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    option("--title", metavar=N_("TEXT"), default="", help=N_("The title.")),
    option("--point", metavar=N_("TEXT"), multiple=True, help=N_("A point to be resolved; may be repeated.")),
    option("--applicant", metavar=N_("NAME"), multiple=True, help=N_("An applicant; may be repeated.")),
    option(
        "--route",
        metavar=N_("STATION"),
        multiple=True,
        help=N_("A station: ORGANIZATION[@DATE][=ROLE]; one option for each, in their order."),
    ),
    option("--reference", metavar=N_("REF"), default="", help=N_("The council’s number.")),
    option("--kind", metavar=N_("KIND"), default="", help=N_("What it is: motion, resolution, inquiry …")),
    option("--amends", metavar=N_("REF"), default="", help=N_("The paper that it changes.")),
    option("--on", "--date", metavar=N_("DATE"), default="", help=N_("The day it was filed.")),
    option("--urgent/--not-urgent", default=None, help=N_("Whether it claims to be urgent.")),
    option("--public/--non-public", default=None, help=N_("Whether it is dealt with in public.")),
    option("--agenda-item", metavar=N_("ITEM"), default="", help=N_("The agenda item it hangs on.")),
    option("--addressee", metavar=N_("NAME"), default="", help=N_("Whom it is addressed to.")),
    option("--report-to", metavar=N_("ORGANIZATION"), default="", help=N_("Who is to get a report.")),
    option("--report-due", metavar=N_("DATE"), default="", help=N_("By when a report is wanted.")),
    option("--channel", metavar=N_("TEXT"), default="", help=N_("How it was filed, and the evidence of it.")),
    option("--reasoning", metavar=N_("TEXT"), default="", help=N_("The reasoning: itself, or a file.")),
    option("--new-facts", metavar=N_("TEXT"), default="", help=N_("What is new since it was rejected.")),
    option("--yes", "-y", is_flag=True, help=N_("Ask nothing.")),
    option("--dry-run", is_flag=True, help=N_("Only show what would happen.")),
)


def _paper_options(function: Callable[..., object]) -> Callable[..., object]:
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


@command(
    "submit",
    help=N_(
        "File a motion, from its document, by options, or from a draft.\n\nOptions correct what was read. "
        "What only the document names, such as the date of a meeting, is entered along with it. A file that "
        "is no motion is refused unless --kind says what it is."
    ),
    examples=[
        ("laufzettel submit antrag.pdf", N_("read it, show what was read, file it")),
        ("laufzettel submit antrag.pdf --reference 12/397 --on 10.03.2009", N_("with corrections")),
        ("laufzettel submit '#7' --reference 12/397", N_("file a draft")),
        (
            "laufzettel submit --title Radweg --point 'Der Radweg wird gebaut.' --route Rat@20.03.2026",
            N_("without a document"),
        ),
    ],
)
@argument(
    "files",
    metavar=N_("FILE"),
    nargs=-1,
    help=N_("Documents, -, or the number of a draft."),
    shell_complete=complete_reference,
)
@_paper_options
@pass_desk
def submit(desk: Desk, /, **typed: Any) -> int | None:
    """File each, one transaction for one paper."""
    return _enter(desk, typed, filed=True)


@command(
    "draft",
    help=N_(
        "Note a motion that no council has yet, from its document or by options.\n\nDeadlines and reminders "
        "count for drafts too. It is filed with: laufzettel submit NUMBER"
    ),
    examples=[
        ("laufzettel draft entwurf.docx", N_("from a document")),
        ("laufzettel draft --title 'Radweg' --route Bauausschuss", N_("only an idea so far")),
    ],
)
@argument("files", metavar=N_("FILE"), nargs=-1, help=N_("Documents, or -."))
@_paper_options
@pass_desk
def draft(desk: Desk, /, **typed: Any) -> int | None:
    """Note each."""
    return _enter(desk, typed, filed=False)


class _Way(NamedTuple):
    """How papers are entered in this run."""

    filed: bool
    yes: bool
    given: Options


def _enter(desk: Desk, typed: dict[str, Any], *, filed: bool) -> int | None:
    from workflow.commands.opening import open_office
    from workflow.commands.papers import Options, row_of

    files, yes, dry = typed.pop("files"), typed.pop("yes"), typed.pop("dry_run")
    way = _Way(filed, yes, Options(**typed))
    office = open_office(desk, "submit" if filed else "draft", dry_run=dry)
    if len(files) > 1:
        way.given.check_single()
    single = len(files) <= 1 and not any(os.path.isdir(f) for f in files)
    if single:
        entered = list(_all(desk, office, files, way))
        refused: list[tuple[str, Refusal]] = []
    else:
        entered, refused = _each(desk, office, files, way)
    shown = [e.as_object() for e in entered]
    result: Any = shown[0] if single and len(shown) == 1 else shown
    emit(desk, result, lambda _r: _lines(entered), rows=lambda _r: map(row_of, shown))
    return _told(refused)


def _lines(entered: list[Entered]) -> Iterator[str]:
    for number, one in enumerate(entered):
        if number:
            yield ""
        yield from one.lines()


def _each(
    desk: Desk, office: Office, files: tuple[str, ...], way: _Way
) -> tuple[list[Entered], list[tuple[str, Refusal]]]:
    """Several files: each for itself, so that one that is refused keeps no other from being filed."""
    from workflow.intake import sources

    entered: list[Entered] = []
    refused: list[tuple[str, Refusal]] = []
    for name in files:
        inside = [s.name for s in sources.find([name])] if os.path.isdir(name) else [name]
        for one in inside:
            try:
                entered += _all(desk, office, (one,), way)
            except Refusal as refusal:
                refused.append((one, refusal))
    return entered, refused


def _told(refused: list[tuple[str, Refusal]]) -> int | None:
    from workflow.commands.output import visible
    from workflow.words import sentence

    for name, refusal in refused:
        message, way_out, _ground = sentence(refusal)
        click.echo(visible(f"{name}: {message} {way_out}".strip()), err=True)
    return int(refused[0][1].exit_status) if refused else None


def _all(desk: Desk, office: Office, files: tuple[str, ...], way: _Way) -> Iterator[Entered]:
    if not files:
        from workflow.commands.papers import corrected
        from workflow.office.filing import Draft

        yield _entered(desk, office, corrected(Draft(), way.given), "", way, [])
    for name in files:
        if _is_file(name):
            yield from _documents(desk, office, name, way)
        else:
            yield _from_draft(office, name, way)


def _is_file(name: str) -> bool:
    """A path that is there or can only be meant as one; anything else is the number of a draft."""
    if name == "-" or os.path.exists(name):
        return True
    from workflow.intake.formats import endings

    return name.lower().endswith(tuple(endings()))


def _documents(desk: Desk, office: Office, name: str, way: _Way) -> Iterator[Entered]:
    """The motions of a file: of a mail, those among its body and its attachments."""
    from workflow.commands.documents import kind_label, read_source
    from workflow.intake import sources
    from workflow.intake.document import NotAMotion

    names = [n for o in office.rules.organizations for n in (o.name, o.short, *o.aliases) if n]
    found = [read for source in sources.find([name]) for read in read_source(source, names)]
    motions = [read for read in found if read.document.is_motion]
    if not motions and way.given.kind:
        motions = [max(found, key=lambda read: len(read.document.points))]
    if not motions:
        raise NotAMotion(file=name, kind=kind_label(found[0].document.kind))
    for read in motions:
        yield _from_document(desk, office, read, way)


def _from_document(desk: Desk, office: Office, read: Read, way: _Way) -> Entered:
    from workflow.commands.ask import confirm
    from workflow.commands.cautions import caution_lines
    from workflow.commands.documents import document_cautions
    from workflow.commands.papers import draft_of, other_council

    made = draft_of(read.document, read.source, way.given)
    doubts = [c for c in document_cautions(read.document) if not _settled(c.code, way.given)]
    if desk.format == "text":
        _show(read)
    if doubts and not office.dry_run:
        confirm(desk, _("Enter it like this?"), yes=way.yes, doubts=caution_lines(doubts))
    warnings = [(w.code, dict(w.facts)) for w in read.document.warnings if not _settled(w.code, way.given)]
    pairs = [*_dated(warnings), *other_council(read.document.council, office)]
    return _entered(desk, office, made, read.file, way, pairs)


def _dated(pairs: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    from datetime import date

    return [(c, f | {"date": date.fromisoformat(f["date"])} if "date" in f else f) for c, f in pairs]


#: What an option says need not be doubted any more.
_SETTLES = {
    "date_order_open": "on",
    "date_order_resolved": "on",
    "no_applicant": "applicant",
    "no_resolution": "point",
    "route_unpaired": "route",
    "date_without_year": "route",
    "amends_nothing": "amends",
    "two_references": "reference",
}


def _settled(code: str, given: Options) -> bool:
    return bool(getattr(given, _SETTLES.get(code, ""), ()))


def _show(read: Read) -> None:
    from workflow.commands.output import visible
    from workflow.commands.read import document_lines

    for line in document_lines(read):
        if not line.startswith(_("Note") + ":"):
            click.echo(visible(line))
    click.echo("")


def _entered(
    desk: Desk, office: Office, made: Draft, file: str, way: _Way, pairs: list[tuple[str, Any]]
) -> Entered:
    from workflow.commands.ask import prompt
    from workflow.commands.papers import Entered
    from workflow.office import filing

    _check_typed(office, way.given)
    if not made.title:
        made = made._replace(title=prompt(desk, _("Title"), yes=way.yes))
    return Entered.of(office, filing.submit(office, made, filed=way.filed), file, pairs)


def _check_typed(office: Office, given: Options) -> None:
    """A document may name a committee nobody knows yet; what was typed and is nearly the name of one was not
    meant to be another. Raises UnknownOrganization."""
    if not given.route:
        return
    from workflow.commands.values import wish_of
    from workflow.office import organizations

    for name in (wish_of(text).organization for text in given.route):
        if organizations.misspelt(office.rules, name):
            organizations.required(office.rules, name)


def _from_draft(office: Office, reference: str, way: _Way) -> Entered:
    """File what was drafted under this number."""
    from workflow.commands.papers import Entered
    from workflow.commands.values import user_day
    from workflow.office import filing

    if not way.filed:
        from workflow.intake.sources import DocumentMissing

        raise DocumentMissing(path=reference)
    on = user_day(way.given.on)
    done = filing.file_draft(office, reference, on=on, new_reference=way.given.reference)
    return Entered.of(office, done, "", [])
