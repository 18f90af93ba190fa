"""`audit verify`: is the history as it was signed?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.audit_keys import folder_of
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.commands.output import emit
from workflow.system_words import cause_of
from workflow.words import _, moment, ngettext, number

if TYPE_CHECKING:
    from workflow.audit.checkpoint import SignedCheckpoint
    from workflow.audit.fault import Fault
    from workflow.audit.note import PublicKey
    from workflow.office.auditing import Findings
    from workflow.store.book import Book

_COLUMNS = ("code", "stream", "entry", "index", "reference", "message")


class NoWitness(Refusal):
    """A file bears no checkpoint."""

    code = "no_witness"
    exit_status = Exit.INPUT
    message = N_("There is no checkpoint in {file}.")
    way_out = N_("A mail as it was received, a mailbox, a proof or a printed checkpoint as text will do.")


class CannotRead(Refusal):
    """A file cannot be read."""

    code = "cannot_read"
    exit_status = Exit.INPUT
    message = N_("{file} cannot be read: {why}.")


@command(
    "verify",
    help=N_(
        "Check the history and name all that is wrong with it.\n\nEvery entry, its chain and its place in "
        "the log; every checkpoint, its signature and the hand-overs of keys; every row made anew from the "
        "entries; the search index; personal values. A checkpoint that somebody else has kept tells even "
        "what nothing in the database can: that a backup was brought back, or everything written anew."
    ),
    examples=[
        ("laufzettel audit verify", N_("everything")),
        ("laufzettel audit verify --since-last", N_("what is new since the last check that found no fault")),
        ("laufzettel audit verify --witness mail.eml --key stadt.pub", N_("as an auditor who trusts nobody")),
    ],
)
@option("--full/--since-last", default=True, help=N_("Everything (default), or what is new since last time."))
@option(
    "--witness", multiple=True, metavar=N_("FILE"), help=N_("A mail or file with a checkpoint; repeatable.")
)
@option(
    "--key", metavar=N_("KEY"), help=N_("The public key, as a line or a file (default: from the folder).")
)
@option(
    "--tsa",
    metavar=N_("FILE"),
    help=N_("Also judge the time stamps beside the keys, by these root certificates (PEM)."),
)
@option("--no-rows", is_flag=True, help=N_("The log and its checkpoints only, not the rows made from it."))
@option("--folder", metavar=N_("DIRECTORY"), help=N_("The folder of the signing keys."))
@pass_desk
def verify(
    desk: Desk,
    full: bool,
    witness: tuple[str, ...],
    key: str | None,
    tsa: str | None,
    no_rows: bool,
    folder: str | None,
) -> Exit:
    """Verify."""
    from workflow.office import auditing

    wanted = auditing.Wanted(
        folder_of(desk, folder),
        key_of(key) if key else None,
        tuple(signed for file in witness for signed in witnesses_in(file)),
        since_last=not full,
        rows=not no_rows,
        roots=read_file(tsa) if tsa else None,
    )
    book = _opened(desk)
    progress = _Progress()
    wanted = wanted._replace(now=desk.now(rehearsal=book.rehearsal))
    found = auditing.verify(book, book.council(desk.council).id, wanted, progress)
    progress.end()
    names = _names(book, found.faults)
    emit(
        desk,
        _as_object(found, names),
        lambda _r: _lines(found, names),
        rows=lambda _r: [_fault(each, names) for each in found.faults],
        columns=_COLUMNS,
    )
    return Exit.FAULTS if found.faults else Exit.DONE


def _opened(desk: Desk) -> Book:
    """The database, whoever asks: who has it can check it, on any machine, and nothing is written into it."""
    from zoneinfo import ZoneInfo

    from workflow import words
    from workflow.store.book import open_book

    book = desk.keep(open_book(desk.db))
    words.use(desk.lang, ZoneInfo(book.council(desk.council).zone))
    return book


def key_of(text: str) -> PublicKey:
    """A public key given as a line or as the file that holds it. Raises PublicKeyMalformed, CannotRead."""
    from workflow.audit.note import read_public_key

    if "+" in text and not Path(text).is_file():
        return read_public_key(text)
    return read_public_key(read_file(text).decode("utf-8", "replace"))


def witnesses_in(file: str) -> list[SignedCheckpoint]:
    """The checkpoints that a file, or the files of a folder, bear. Raises NoWitness, CannotRead."""
    from workflow.audit.witness import read_witness

    inside = sorted(each for each in Path(file).rglob("*") if each.is_file()) if Path(file).is_dir() else ()
    found = [signed for name in inside or (file,) for signed in read_witness(read_file(str(name)))]
    if not found:
        raise NoWitness(file=file)
    return found


def read_file(name: str) -> bytes:
    """The bytes of a file, of standard input for `-`. Raises CannotRead."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as why:
        raise CannotRead(file=name, why=cause_of(why)) from None


class _Progress:
    """How far it is, on a terminal's standard error only."""

    _WORDS = {"log": N_("Log"), "rows": N_("Motions and meetings")}

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()

    def __call__(self, part: str, done: int, total: int) -> None:
        """So much is done."""
        if self._on:
            of = f" / {number(total)}" if total else ""
            sys.stderr.write(f"\r\x1b[K{_(self._WORDS[part])}: {number(done)}{of}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave no trace."""
        if self._on:
            sys.stderr.write("\r\x1b[K")


def _names(book: Any, faults: tuple[Fault, ...]) -> dict[str, str]:
    """What the streams of faults are called by people."""
    found: dict[str, str] = {}
    for stream in {each.place.stream for each in faults}:
        kind, _colon, n = stream.partition(":")
        if kind == "motion" and n.isdigit():
            row = book.database.row(f"SELECT reference FROM motion WHERE id = {int(n)}")
            found[stream] = (row and str(row[0])) or f"#{n}"
    return found


def _fault(each: Fault, names: dict[str, str]) -> dict[str, object]:
    place = each.place
    return {
        "code": each.code,
        "stream": place.stream or None,
        "entry": place.n or None,
        "index": place.seq,
        "reference": names.get(place.stream),
        "message": sentence(each, names),
        "facts": {key: _plain(value) for key, value in each.facts},
    }


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def sentence(each: Fault, names: dict[str, str]) -> str:
    """A fault in the user's language, streams by the names people use, moments as they read them."""
    fields = {key: _said(value) for key, value in each.fields().items()}
    fields["stream"] = stream_name(each.place.stream, names)
    if "own_stream" in fields:
        fields["own_stream"] = stream_name(str(fields["own_stream"]), names)
    said = _(each.sentence).format_map(fields)
    named = not each.place.stream or "{stream}" in each.sentence
    return said if named else f"{fields['stream']}: {said}"


def stream_name(stream: str, names: dict[str, str]) -> str:
    """`Antrag 12/397` for `motion:17`."""
    kind, _colon, n = stream.partition(":")
    if kind == "motion":
        return _("motion {name}").format(name=names.get(stream, f"#{n}"))
    if kind == "meeting":
        return _("meeting #{number}").format(number=n)
    if kind == "person":
        return _("person #{number}").format(number=n)
    return _("the council’s own entries") if kind == "council" else stream or _("the database")


def _said(value: object) -> object:
    if isinstance(value, str) and len(value) == 27 and value.endswith("Z"):
        try:
            return moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    return value


def _as_object(found: Findings, names: dict[str, str]) -> dict[str, object]:
    return {
        **found._asdict(),
        "sound": not found.faults,
        "faults": [_fault(each, names) for each in found.faults],
    }


def _lines(found: Findings, names: dict[str, str]) -> Iterator[str]:
    for each in found.faults:
        yield f"✗ {sentence(each, names)}"
    if found.more:
        yield _("… and {count} more.").format(count=number(found.more))
    if found.faults:
        yield ""
    yield f"{_counted_entries(found.entries)}, {_counted_checkpoints(found.checkpoints)}."
    if found.since:
        yield _("Checked from the checkpoint of {when} on.").format(
            when=moment(datetime.fromisoformat(found.since))
        )
    if found.stamps:
        said = ngettext("{n} time stamp verified; it is of {when}.",
                        "{n} time stamps verified; the newest is of {when}.", found.stamps)  # fmt: skip
        yield said.format(n=number(found.stamps), when=moment(datetime.fromisoformat(found.stamped)))
    yield from _limits(found)
    yield (
        _("Faults: {count}.").format(count=number(len(found.faults) + found.more))
        if found.faults
        else _("No faults: the history is as it was signed.")
        if found.newest
        else _("No faults; nothing is signed yet.")
    )


def _counted_entries(count: int) -> str:
    return ngettext("{n} entry in the log", "{n} entries in the log", count).format(n=number(count))


def _counted_checkpoints(count: int) -> str:
    return ngettext("{n} checkpoint", "{n} checkpoints", count).format(n=number(count))


def _limits(found: Findings) -> Iterator[str]:
    """What this check cannot know, said plainly."""
    if found.waiting:
        said = ngettext(
            "{count} newer entry is covered by no checkpoint yet; whoever can write the database could "
            "still change it unseen.",
            "{count} newer entries are covered by no checkpoint yet; whoever can write the database could "
            "still change them unseen.",
            found.waiting,
        )
        yield said.format(count=number(found.waiting))
    if found.trust == "none":
        yield _("There is no signing key: only hashes were checked, and whoever can write the database can "
                "compute them anew. Make one: laufzettel audit init-key")  # fmt: skip
    elif found.trust == "database":
        yield _("The public key was taken from the database itself. Whoever wrote everything anew could have "
                "put it there; give the one that was made known: --key")  # fmt: skip
    if not found.witnesses and found.trust != "none":
        yield _(
            "No witness was heard. A kept mail tells even whether an old backup was brought back: --witness"
        )
