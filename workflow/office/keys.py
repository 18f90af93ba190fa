"""The council's signing key: made, announced in the log, handed over to the next."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from states.event import Event, Fact
from states.refusal import N_, Refusal
from workflow.audit.checkpoint import SignedCheckpoint
from workflow.audit.handover import HandOver, hand_over
from workflow.audit.keys import list_keys, make_key, save_key
from workflow.audit.note import PublicKey, public_key
from workflow.office.office import Office
from workflow.store import log, signing


class KeyExists(Refusal):
    """The council has a key already."""

    code = "key_exists"
    message = N_("There is a signing key for {name} already: {file}.")
    way_out = N_("It is replaced by: laufzettel audit rotate-key")


class KeyAnnounced(Refusal):
    """The log names a key whose private half is not here."""

    code = "key_announced"
    message = N_("The log names a signing key already, {key}; its private half is not in {folder}.")
    way_out = N_(
        "Name its folder with --folder. Only if it is lost for good: --lost REASON; then make the new public "
        "line known as you did the first."
    )


class Made(NamedTuple):
    """A new key: its public line, its file, and the first checkpoint that it signed."""

    key: PublicKey
    file: Path
    checkpoint: SignedCheckpoint


class Rotated(NamedTuple):
    """A key that was handed over."""

    key: PublicKey
    file: Path
    hand_over: HandOver
    checkpoint: SignedCheckpoint


def init_key(office: Office, folder: Path, *, lost: str = "") -> Made:
    """Make the council's first key, name it in the log, and sign all that is there.

    `lost` is the reason where the key before is lost: nobody can hand over then, and the log says so. Raises
    KeyExists, KeyAnnounced, KeyNameInvalid; OSError where the folder cannot be written.
    """
    name = office.council.key
    known = list_keys(folder, name)
    if known:
        raise KeyExists(name=name, file=folder / f"{name}-{known[0].id.hex()}.key")
    before = signing.announced_key(office.book, office.council.id)
    if before is not None and not lost:
        raise KeyAnnounced(key=before.id.hex(), folder=folder)
    private = make_key()
    file = save_key(folder, name, private)
    key = public_key(name, private)
    data: dict[str, object] = {"key": str(key)}
    if before is not None:
        size = log.size(office.book, office.council.id)
        data |= {"lost": str(before), "size": size, "reason": lost}
    _announce(office, signing.KEY_MADE, data)
    return Made(key, file, signing.sign_now(office.book, office.council.id, folder, office.now))


def rotate_key(office: Office, folder: Path) -> Rotated:
    """Make another key and hand over to it, signed by both. Raises as `signing.sign_now` does."""
    name, council = office.council.key, office.council.id
    old = signing.signing_key(office.book, council, folder)
    last = signing.sign_now(office.book, council, folder, office.now).checkpoint
    new = make_key()
    file = save_key(folder, name, new)
    each = hand_over(name, old, new, last.size, last.root, office.now)
    signing.keep_hand_over(folder, each)
    ids = {"old": each.old.id.hex(), "new": each.new.id.hex()}
    _announce(office, signing.KEY_HANDED_OVER, {"note": str(each), **ids})
    signed = signing.sign_now(office.book, council, folder, office.now)
    return Rotated(each.new, file, each, signed)


def accept(office: Office, folder: Path, reason: str) -> SignedCheckpoint:
    """Sign although the log does not continue what was signed last: after a backup was restored on purpose.

    The reason and what is contradicted stand in the log from then on.
    """
    kept = signing.kept_beside(folder, office.council.key)
    data = {"reason": reason, "contradicts": str(kept) if kept else ""}
    _announce(office, "log_accepted", data)
    return signing.sign_now(office.book, office.council.id, folder, office.now, accept=True)


def _announce(office: Office, kind: str, data: Mapping[str, object]) -> None:
    with office.book.writing():
        office.append([Fact("council", Event(kind, dict(data), office.today.isoformat()))])
