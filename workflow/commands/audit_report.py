"""`audit report`: a document that a person files away."""

from __future__ import annotations

from pathlib import Path

from states.refusal import N_, Exit, Refusal
from workflow.commands.audit_keys import folder_of, write_file
from workflow.commands.desk import Desk
from workflow.commands.dossier import Proven, Source
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.reading import Reading
from workflow.office.office import Office
from workflow.publish.paper import Paper
from workflow.words import _


class OneSubject(Refusal):
    """A document is about one thing."""

    code = "one_subject"
    exit_status = Exit.USAGE
    message = N_("Name one motion, one meeting (--meeting) or one legislative term (--term).")
    way_out = N_("For example: laufzettel audit report 12/397 -o akte.pdf")


@command(
    "report",
    help=N_(
        "Write a document for the files: of a motion, a meeting or a legislative term.\n\nWho, what, when it "
        "took effect and when it was recorded; votes, the text as voted with its changes, corrections "
        "visible as such, deadlines kept or missed, the signed checkpoint at the end. The ending of the file "
        "says in which form: .pdf (PDF/A), .html (one file, needs nothing else), .txt. What is not public "
        "stays out."
    ),
    examples=[
        ("laufzettel audit report 12/397 -o akte.pdf", N_("one motion")),
        ("laufzettel audit report --meeting 14 -o sitzung.html", N_("what a meeting decided")),
        ("laufzettel audit report --term 2020–2025 -o wahlperiode.pdf", N_("a whole legislative term")),
    ],
)
@argument("reference", required=False, metavar=N_("REF"), help=N_("The motion’s number."))
@option("--meeting", type=int, metavar=N_("NUMBER"), help=N_("All that was on the agenda of this meeting."))
@option("--term", metavar=N_("NAME"), help=N_("All motions filed in this legislative term."))
@option(
    "-o", "--output", default="-", metavar=N_("FILE"), help=N_("The file; default: text to the terminal.")
)
@option("--no-names", is_flag=True, help=N_("Leave out who recorded what."))
@option("--non-public", is_flag=True, help=N_("Also what is not public."))
@option("--folder", metavar=N_("DIRECTORY"), help=N_("The folder of the signing keys."))
@pass_desk
def report(
    desk: Desk,
    reference: str | None,
    meeting: int | None,
    term: str | None,
    output: str,
    no_names: bool,
    non_public: bool,
    folder: str | None,
) -> None:
    """Write the document."""
    from workflow.publish import papers

    if sum(value is not None for value in (reference, meeting, term)) != 1:
        raise OneSubject
    form = "text" if output == "-" else papers.format_of(output)
    source = source_of(desk, non_public=non_public, names=not no_names)
    place = folder_of(desk, folder)
    if reference is not None:
        paper = _motion(source, reference, non_public, place)
    else:
        paper = _many(source, meeting, term, proven_by(source.office, place))
    write_file(output, papers.render(paper, form))
    if output != "-" and desk.format == "text":
        import click

        click.echo(_("{file} was written.").format(file=output))


def source_of(desk: Desk, *, non_public: bool, names: bool) -> Source:
    """The database for a document: without what is not public, unless it is asked for by one who may."""
    from workflow.commands.opening import login, open_office
    from workflow.office.permission import require
    from workflow.store.views import open_reader

    office = open_office(desk, "export")
    if non_public:
        require(office, "nonpublic", login(desk))
    reader = desk.keep(open_reader(desk.db, public_only=not non_public))
    return Source(office, Reading(desk, reader, reader.council(office.council.key)), names)


def _motion(source: Source, reference: str, non_public: bool, place: Path) -> Paper:
    from workflow.commands.dossier import of_motion
    from workflow.office import proving

    found = source.office.find(reference)
    proving.check_public(source.office, found.id, reference, non_public)
    proven = proven_by(source.office, place, f"motion:{found.id}")
    return of_motion(source, f"#{found.id}", proven)


def _many(source: Source, meeting: int | None, term: str | None, proven: Proven) -> Paper:
    from workflow.commands.dossier_many import of_meeting, of_term

    return of_meeting(source, meeting, proven) if meeting is not None else of_term(source, term or "", proven)


def proven_by(office: Office, place: Path, stream: str = "") -> Proven:
    """A fresh checkpoint where there is a key, else the newest; and how far it covers a stream."""
    from workflow.audit.checkpoint import compact_line
    from workflow.store import signing

    book, council = office.book, office.council.id
    signing.checkpoint_now(book, council, place, office.now)
    signed = signing.newest_checkpoint(book, council)
    entries = book.history(stream, council) if stream else []
    head = bytes(entries[-1].hash).hex() if entries else ""
    if signed is None:
        return Proven("", "", 0, len(entries), head, len(entries))
    newer = sum(_place(office, entry.id) >= signed.checkpoint.size for entry in entries)
    own = signed.checkpoint
    return Proven(compact_line(signed), own.time, own.size, len(entries), head, newer)


def _place(office: Office, entry: int) -> int:
    from workflow.store import log

    found = log.place(office.book, entry)
    return 1 << 62 if found is None else found
