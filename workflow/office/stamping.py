"""Checkpoints stamped by a third party (RFC 3161), and what became of the stamps.

Whoever has the key can write any time into a checkpoint. An authority that stamps it says that it existed at
the latest then, and with it every entry it covers. The answers lie beside the keys, not in the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.audit.checkpoint import SignedCheckpoint
from workflow.audit.fault import Fault, fault
from workflow.audit.submit import submit
from workflow.audit.timestamp import answer_time, stamp_request, verify_stamp
from workflow.office.office import Office
from workflow.store import signing

CLOCKS = timedelta(minutes=10)  #: so much may the clocks of two machines differ


class StampUnfit(Refusal):
    """The authority's answer is none for this checkpoint."""

    code = "stamp_unfit"
    exit_status = Exit.NETWORK
    message = N_("The answer of {url} cannot be used. {fault}")
    way_out = N_("Check --tsa: the root certificates must be those of this authority. Nothing was kept.")


class Stamped(NamedTuple):
    """A checkpoint with its time stamp."""

    checkpoint: SignedCheckpoint
    time: datetime  #: when the authority says it was, UTC
    file: Path  #: of the authority's answer; the checkpoint itself lies beside it
    verified: bool  #: against certificates; else only that the answer is one for this checkpoint


def stamp(office: Office, folder: Path, url: str, roots: bytes | None) -> Stamped:
    """Sign all that is recorded and have it stamped; a checkpoint that is stamped already stays as it is.

    `roots` are the authority's certificates (PEM). Raises as `signing.sign_now` and `submit` do,
    StampsNotInstalled, CertificateMalformed and StampUnfit.
    """
    signed = signing.sign_now(office.book, office.council.id, folder, office.now)
    known = signing.stamp_of(folder, signed)
    answer = known or submit(stamp_request(signed), url)
    when = judge(signed, answer, roots)
    if isinstance(when, Fault):
        raise StampUnfit(url=url, fault=when)
    file = signing.keep_stamp(folder, signed, answer)
    return Stamped(signed, when, file, roots is not None)


def judge(signed: SignedCheckpoint, answer: bytes, roots: bytes | None) -> datetime | Fault:
    """The time of an answer for this checkpoint; verified against certificates where there are any."""
    return answer_time(signed, answer) if roots is None else verify_stamp(signed, answer, roots)


def check_stamps(
    stamps: Iterable[tuple[SignedCheckpoint, bytes]], roots: bytes, *, rehearsal: bool
) -> Iterable[Fault | datetime]:
    """What each kept stamp proves, or what is wrong with it or with the checkpoint's own time."""
    for signed, answer in stamps:
        when = verify_stamp(signed, answer, roots)
        own = signed.checkpoint.time
        if isinstance(when, Fault):
            yield fault("stamp-differs", time=own)
        elif not rehearsal and datetime.fromisoformat(own) > when + CLOCKS:
            yield fault("checkpoint-ahead", time=own, stamped=when)
        else:
            yield when
