"""Files: each letter as a message of its own in a maildir, which every mail program can open.

https://cr.yp.to/proto/maildir.html: written in `tmp`, on the disk, then moved to `new` in one step. The name
follows from the Message-ID, so that the same letter is there once however often it is delivered. Where
somebody sits at a terminal it is shown there as well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from workflow.notify.channels import terminal
from workflow.notify.channels._message import kept
from workflow.notify.letter import Delivered, Letter, PermanentFailure, TemporaryFailure
from workflow.words import _


def deliver(letter: Letter, settings: Mapping[str, str]) -> Delivered:
    """File a letter. Raises TemporaryFailure where the disk does not take it."""
    message = bytes(kept(letter, settings))
    folder = settings.get("mail.folder")
    if not folder:
        raise PermanentFailure(_("no folder for letters is set (mail.folder)"))
    name = f"{sha256(letter.message_id.encode()).hexdigest()[:32]}.laufzettel.eml"
    try:
        filed = _filed(Path(folder).expanduser(), name, message)
    except OSError as fault:
        reason = _("the letter cannot be filed: {why}").format(why=fault.strerror or fault)
        raise TemporaryFailure(reason) from fault
    if filed and sys.stderr is not None and sys.stderr.isatty():
        terminal.show(letter)
    return Delivered(name)


def _filed(folder: Path, name: str, message: bytes) -> bool:
    """Put a message into the maildir; False where it was there already."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    if _is_there(folder, name):
        return False
    draft = folder / "tmp" / f"{name}.{os.getpid()}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(message)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / "new" / name)
    finally:
        draft.unlink(missing_ok=True)
    _settle(folder / "new")
    return True


def _is_there(folder: Path, name: str) -> bool:
    """In `new`, or in `cur` with flags behind its name, once somebody has seen it."""
    return (folder / "new" / name).exists() or any((folder / "cur").glob(f"{name}*"))


def _settle(folder: Path) -> None:
    """The name is durable, too; Windows has no such thing and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
