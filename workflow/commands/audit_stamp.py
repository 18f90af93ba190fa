"""`audit stamp`: a checkpoint stamped with the time by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from states.refusal import N_, Exit, Refusal
from workflow.commands.audit_keys import folder_of, shown, write_file
from workflow.commands.audit_verify import read_file
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _, moment

if TYPE_CHECKING:
    from workflow.office.office import Office
    from workflow.office.stamping import Stamped


class NoAuthority(Refusal):
    """Nobody is named who could stamp."""

    code = "no_stamp_authority"
    exit_status = Exit.USAGE
    message = N_("No time stamping authority is named.")
    way_out = N_("Name one with --url https://…, or set stamp.url and stamp.tsa in the configuration.")


@command(
    "stamp",
    help=N_(
        "Have the newest checkpoint stamped with the time by an authority (RFC 3161).\n\nWhoever has the key "
        "can write any time into a checkpoint; an authority’s stamp shows that it existed at the latest "
        "then, and with it everything it covers. Only a hash leaves the house. The answer is kept beside the "
        "keys and goes into proofs over this checkpoint."
    ),
    examples=[
        ("laufzettel audit stamp --url https://tsa.example.org/tsr --tsa wurzel.pem", N_("now, by this one")),
        ("laufzettel audit stamp", N_("by the one that is set (stamp.url, stamp.tsa)")),
    ],
)
@option("--url", metavar=N_("URL"), help=N_("The authority’s address."))
@option("--tsa", metavar=N_("FILE"), help=N_("Root certificates of the time stamping authority (PEM)."))
@option("-o", "--output", metavar=N_("FILE"), help=N_("Write the authority’s answer to this file as well."))
@option("--folder", metavar=N_("DIRECTORY"), help=N_("The folder of the signing keys."))
@pass_desk
def stamp(desk: Desk, url: str | None, tsa: str | None, output: str | None, folder: str | None) -> None:
    """Sign, ask, keep."""
    from workflow.commands.opening import open_office

    made = stamped_now(desk, open_office(desk, "audit"), folder_of(desk, folder), url, tsa)
    if output:
        write_file(output, made.file.read_bytes())
    result = {
        "time": made.time.isoformat(),
        "size": made.checkpoint.checkpoint.size,
        "checkpoint": made.checkpoint.checkpoint.time,
        "file": str(made.file),
        "verified": made.verified,
    }
    emit(desk, result, lambda _r: _lines(made))


def stamped_now(desk: Desk, office: Office, folder: Path, url: str | None, tsa: str | None) -> Stamped:
    """The newest checkpoint stamped, by the authority given or set. Raises NoAuthority."""
    from workflow.office import stamping

    address, roots = url or desk.settings.text("stamp.url"), tsa or desk.settings.text("stamp.tsa")
    if not address:
        raise NoAuthority
    return stamping.stamp(office, folder, address, read_file(roots) if roots else None)


def _lines(made: Stamped) -> Iterator[str]:
    yield shown(made.checkpoint)
    yield _("Time stamp: {when}").format(when=moment(made.time))
    if not made.verified:
        yield _("Who stamped it was not verified; with --tsa FILE it is.")
    yield _("The answer lies in {file}.").format(file=made.file)
