"""`audit verify-proof`: a proof file judged without database and network; nothing here may load the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from states.refusal import N_, Exit
from workflow.audit.fault import Fault
from workflow.commands.audit_verify import key_of, read_file, sentence, stream_name
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _, moment

if TYPE_CHECKING:
    from workflow.audit.chain import Entry
    from workflow.audit.proof import Verdict


@command(
    "verify-proof",
    help=N_(
        "Judge a proof file.\n\nNeeds neither the database nor a network: only the file, and the public key, "
        "which must come from elsewhere than the file."
    ),
    examples=[("laufzettel audit verify-proof beweis.json --key stadt.pub", N_("does it hold?"))],
)
@argument("file", metavar=N_("FILE"), help=N_("The proof file."))
@option("--key", required=True, metavar=N_("KEY"), help=N_("The public key, as a line or a file."))
@option("--tsa", metavar=N_("FILE"), help=N_("Root certificates of the time stamping authority (PEM)."))
@pass_desk
def verify_proof(desk: Desk, file: str, key: str, tsa: str | None) -> Exit:
    """Judge."""
    from workflow.audit import proof

    content = read_file(file)
    verdict = proof.verify_proof(content, str(key_of(key)))
    stamped = _stamp(content, verdict, tsa) if tsa and verdict.checkpoint else None
    if isinstance(stamped, Fault):
        verdict, stamped = verdict._replace(faults=(*verdict.faults, stamped)), None
    result = {
        "holds": verdict.holds,
        "council": verdict.checkpoint.council if verdict.checkpoint else None,
        "time": verdict.checkpoint.time if verdict.checkpoint else None,
        "size": verdict.checkpoint.size if verdict.checkpoint else None,
        "whole": verdict.whole or None,
        "reference": _references(verdict).get(verdict.whole),
        "entries": [_shown(entry, verdict) for entry in verdict.entries],
        "faults": [{"code": f.code, "message": sentence(f, {})} for f in verdict.faults],
        "stamped": stamped.isoformat() if stamped else None,
    }
    emit(
        desk,
        result,
        lambda _r: _lines(verdict, stamped, tsa),
        rows=lambda _r: [_shown(entry, verdict) for entry in verdict.entries],
    )
    return Exit.DONE if verdict.holds else Exit.FAULTS


def _stamp(content: bytes, verdict: Verdict, tsa: str) -> datetime | Fault:
    """When the authority says the checkpoint existed, or what is wrong with its stamp."""
    from workflow.audit.fault import fault
    from workflow.audit.proof import Proof, read_proof
    from workflow.audit.timestamp import verify_stamp

    if verdict.stamp is None:
        return fault("stamp-missing")
    found = read_proof(content)
    assert isinstance(found, Proof)  # it has just been read
    return verify_stamp(found.checkpoint, verdict.stamp, read_file(tsa))


def _shown(entry: Entry, verdict: Verdict) -> dict[str, object]:
    from workflow.audit.personal import reveal

    return {
        "stream": entry.stream,
        "n": entry.n,
        "kind": entry.kind,
        "effective": entry.effective,
        "recorded": entry.recorded,
        "actor": verdict.personal.get(entry.actor),
        "text": _told(entry, verdict)[0],
        "data": reveal(entry.data, verdict.personal, "…"),
    }


def _told(entry: Entry, verdict: Verdict) -> tuple[str, list[str]]:
    """What an entry says in words; the entry's own word for it where there are none.

    Organizations go by their keys: their names are in no motion's history.
    """
    from states.event import Recorded
    from workflow.audit.personal import reveal
    from workflow.commands.history_words import Unnamed, told

    if not entry.stream.startswith("motion:"):
        return entry.kind, []
    family = [each for each in verdict.entries if each.stream == entry.stream]
    events = [Recorded(each.n, each.kind, each.data, each.effective or "") for each in family]
    row = {"kind": entry.kind, "data": reveal(entry.data, verdict.personal, "…")}
    try:
        return told(Unnamed(), row, events)
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration):
        return entry.kind, []  # signed by the council, but no event of this program's version


def _references(verdict: Verdict) -> dict[str, str]:
    """By stream: the newest reference that its entries give the motion."""
    found: dict[str, str] = {}
    for entry in verdict.entries:
        if entry.stream.startswith("motion:") and isinstance(entry.data.get("reference"), str):
            found[entry.stream] = entry.data["reference"]
    return found


def _lines(verdict: Verdict, stamped: datetime | None, tsa: str | None) -> Iterator[str]:
    names = _references(verdict)
    for each in verdict.faults:
        yield f"✗ {sentence(each, names)}"
    if not verdict.holds:
        yield _("The proof does not hold.")
        return
    assert verdict.checkpoint is not None
    for entry in verdict.entries:
        yield from _entry(entry, verdict)
    yield ""
    signed = moment(datetime.fromisoformat(verdict.checkpoint.time))
    yield _("The proof holds: these entries stood in the log of {council}, signed on {when}.").format(
        council=verdict.checkpoint.council, when=signed
    )
    if verdict.whole:
        yield _("They are all entries of {stream} up to then; none is missing.").format(
            stream=stream_name(verdict.whole, names)
        )
    else:
        yield _("That no later entry followed is not claimed.")
    if stamped:
        yield _("Time stamp: {when}").format(when=moment(stamped))
    elif verdict.stamp is not None and not tsa:
        yield _("It bears an authority’s time stamp, which was not checked; --tsa FILE checks it.")


def _entry(entry: Entry, verdict: Verdict) -> Iterator[str]:
    from workflow.commands.motion_page import iso_day

    text, details = _told(entry, verdict)
    lead = f"{entry.n:>3}  {iso_day(entry.effective or entry.recorded[:10]):<10}  "
    yield lead + text
    for detail in details:
        yield " " * len(lead) + detail
    recorded = moment(datetime.fromisoformat(entry.recorded))
    actor = verdict.personal.get(entry.actor)
    said = _("recorded on {when} by {actor}") if actor else _("recorded on {when}")
    yield " " * len(lead) + said.format(when=recorded, actor=actor)
