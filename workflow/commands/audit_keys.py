"""`audit init-key`, `rotate-key`, `checkpoint`: the key that signs, and what it signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.commands.output import emit
from workflow.system_words import cause_of
from workflow.words import _, moment

if TYPE_CHECKING:
    from workflow.audit.checkpoint import SignedCheckpoint


class FolderNotWritable(Refusal):
    """The folder of the keys cannot be written."""

    code = "key_folder_not_writable"
    exit_status = Exit.STORAGE
    message = N_("The folder of the keys cannot be written: {folder} ({why}).")
    way_out = N_("Name another one with --folder, or check its permissions.")


def folder_of(desk: Desk, given: str | None) -> Path:
    """The folder of the signing keys: as given, else as it is set."""
    return Path(given or desk.settings.text("keys")).expanduser()


_FOLDER = option("--folder", metavar=N_("DIRECTORY"), help=N_("The folder of the signing keys."))


@command(
    "init-key",
    help=N_(
        "Make the council’s signing key.\n\nIts private half stays in a folder outside the database, "
        "readable by its owner only. Its public half is one line: make it known, in the minutes for example, "
        "so that others can check signatures by it."
    ),
    examples=[("laufzettel audit init-key", N_("once, when work begins"))],
)
@option("--lost", default="", metavar=N_("REASON"), help=N_("The key before is lost for good, and how."))
@_FOLDER
@pass_desk
def init_key(desk: Desk, lost: str, folder: str | None) -> None:
    """Make the first key."""
    from workflow.commands.opening import open_office
    from workflow.office import keys

    office, place = open_office(desk, "audit"), folder_of(desk, folder)
    try:
        made = keys.init_key(office, place, lost=lost)
    except OSError as why:
        raise FolderNotWritable(folder=place, why=cause_of(why)) from None
    result = {"public_key": str(made.key), "file": str(made.file), **_fields(made.checkpoint)}
    emit(
        desk,
        result,
        lambda _r: [
            _("The signing key lies in {file}. Keep a copy in a safe place.").format(file=made.file),
            _("Public key, to be made known:"),
            f"  {made.key}",
            shown(made.checkpoint),
        ],
    )


@command(
    "rotate-key",
    help=N_(
        "Replace the signing key.\n\nThe old key and the new one both sign the hand-over, so whoever trusts "
        "the old one can follow. Needed when somebody leaves who had access to it."
    ),
    examples=[("laufzettel audit rotate-key", N_("a new key from now on"))],
)
@_FOLDER
@pass_desk
def rotate_key(desk: Desk, folder: str | None) -> None:
    """Hand over to another key."""
    from workflow.commands.opening import open_office
    from workflow.office import keys

    office, place = open_office(desk, "audit"), folder_of(desk, folder)
    try:
        made = keys.rotate_key(office, place)
    except OSError as why:
        raise FolderNotWritable(folder=place, why=cause_of(why)) from None
    result = {
        "public_key": str(made.key),
        "file": str(made.file),
        "hand_over": str(made.hand_over),
        **_fields(made.checkpoint),
    }
    emit(
        desk,
        result,
        lambda _r: [
            _("The new signing key lies in {file}.").format(file=made.file),
            _("Public key, to be made known:"),
            f"  {made.key}",
            _("The old key is needed no more. Its public line stays the one that older checkpoints go by."),
            shown(made.checkpoint),
        ],
    )


@command(
    "checkpoint",
    help=N_(
        "Sign all that is recorded by now.\n\nEvery notice carries the newest checkpoint anyway. Print it, "
        "or mail it to somebody: whoever has kept it can tell whether anything before it was changed."
    ),
    examples=[
        ("laufzettel audit checkpoint", N_("the newest checkpoint, signed now")),
        ("laufzettel audit checkpoint -o pruefpunkt.txt", N_("as a file to be given away")),
    ],
)
@option("-o", "--output", metavar=N_("FILE"), help=N_("Write it to this file as well."))
@option(
    "--accept",
    metavar=N_("REASON"),
    help=N_(
        "Sign although the log does not continue what was signed last: a backup was restored on purpose."
    ),
)
@_FOLDER
@pass_desk
def checkpoint(desk: Desk, output: str | None, accept: str | None, folder: str | None) -> None:
    """Make a checkpoint."""
    from workflow.commands.opening import open_office
    from workflow.office import keys
    from workflow.store import signing

    office, place = open_office(desk, "audit"), folder_of(desk, folder)
    if accept:
        signed = keys.accept(office, place, accept)
    else:
        signed = signing.sign_now(office.book, office.council.id, place, office.now)
    if output:
        write_file(output, str(signed).encode())
    emit(desk, _fields(signed), lambda _r: [shown(signed), "", str(signed).rstrip()])


def write_file(name: str, content: bytes) -> None:
    """Write a file whole, or standard output for `-`. Raises CannotWrite."""
    import sys

    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(name).write_bytes(content)
    except OSError as why:
        raise CannotWrite(file=name, why=cause_of(why)) from None


class CannotWrite(Refusal):
    """A file cannot be written."""

    code = "cannot_write"
    exit_status = Exit.STORAGE
    message = N_("{file} cannot be written: {why}.")
    way_out = N_("Name another file with -o.")


def _fields(signed: SignedCheckpoint) -> dict[str, object]:
    from workflow.audit.checkpoint import compact_line

    own = signed.checkpoint
    return {
        "council": own.council,
        "size": own.size,
        "root": own.root.hex(),
        "heads": own.heads.hex(),
        "time": own.time,
        "note": str(signed),
        "line": compact_line(signed),
    }


def shown(signed: SignedCheckpoint) -> str:
    """A checkpoint in one sentence."""
    from datetime import datetime

    own = signed.checkpoint
    when = moment(datetime.fromisoformat(own.time))
    return _("Checkpoint of {when} over {size} entries.").format(when=when, size=own.size)
