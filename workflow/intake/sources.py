"""Which documents the user means: a file, several, a folder with everything in it, or standard input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.intake.formats import BYTES_READ, endings
from workflow.intake.formats._refusals import TooLarge
from workflow.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

#: What stands for standard input on the command line.
STANDARD_INPUT = "-"
#: Files of one folder; more are an archive, not an office's documents.
MOST_FILES = 100_000


class DocumentMissing(Refusal):
    """Nothing lies where the user pointed."""

    code = "document_missing"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no file or folder “{path}”.")
    way_out = N_("Check the spelling; a relative path starts at the folder the command was called in.")


class FolderWithoutDocuments(Refusal):
    """A folder in which no file has an ending that promises a document."""

    code = "folder_without_documents"
    exit_status = Exit.INPUT
    message = N_("The folder “{path}” holds no documents that can be read.")
    way_out = N_("Files with these endings are read: {endings}.")


class FolderTooLarge(Refusal):
    """A folder that cannot be meant: somebody's whole disk."""

    code = "folder_too_large"
    exit_status = Exit.INPUT
    message = N_("The folder “{path}” holds more than {limit} documents.")
    way_out = N_("Name the folder the motions are in.")


class DocumentLocked(Refusal):
    """The system does not let the file be read."""

    code = "document_locked"
    exit_status = Exit.INPUT
    message = N_("“{path}” cannot be opened: {reason}.")
    way_out = N_("Check who may read the file, and whether another program holds it open.")


class Source(NamedTuple):
    """One document to be read."""

    name: str  #: as the user will see it: the path as given, or "standard input"
    path: Path | None  #: None for standard input


def find(paths: Iterable[str]) -> list[Source]:
    """The documents that paths mean, each once, in the order given; a folder's are sorted by name.

    A file named outright is taken whatever its ending; in a folder, only files whose ending promises a
    document, and no hidden ones nor the locks of office programs (``~$antrag.docx``). Symbolic links to
    folders are not followed. Raises `DocumentMissing`, `FolderWithoutDocuments`, `FolderTooLarge`.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for source in _meant_by(path):
            found.setdefault(_identity(source), source)
    return list(found.values())


def load(source: Source, stdin: BinaryIO) -> bytes:
    """The bytes of one document. Raises `TooLarge` (without reading on), `DocumentMissing` or
    `DocumentLocked`.
    """
    try:
        if source.path is None:
            data = stdin.read(BYTES_READ + 1)
        else:
            with source.path.open("rb") as file:
                data = file.read(BYTES_READ + 1)
    except FileNotFoundError:
        raise DocumentMissing(path=source.name) from None
    except OSError as error:
        raise DocumentLocked(path=source.name, reason=error.strerror or str(error)) from error
    if len(data) > BYTES_READ:
        raise TooLarge(name=source.name, limit=BYTES_READ // 2**20)
    return data


def _meant_by(path: str) -> Sequence[Source]:
    if path == STANDARD_INPUT:
        return [Source(_("standard input"), None)]
    place = Path(path)
    try:
        if place.is_dir():
            return _in_folder(place)
        if place.exists():  # a pipe or a device is read as it comes
            return [Source(path, place)]
    except (OSError, ValueError):  # a name no file system takes
        pass
    raise DocumentMissing(path=path)


def _in_folder(folder: Path) -> list[Source]:
    found: list[Source] = []
    for place in _walk(folder):
        found.append(Source(str(place), place))
        if len(found) > MOST_FILES:
            raise FolderTooLarge(path=str(folder), limit=MOST_FILES)
    if not found:
        raise FolderWithoutDocuments(path=str(folder), endings=sorted(endings()))
    return found


def _walk(folder: Path) -> Iterator[Path]:
    known = tuple(endings())
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(known) and not name.startswith((".", "~$")):
                yield Path(parent, name)


def _identity(source: Source) -> str:
    """The same for one file named in two ways."""
    return STANDARD_INPUT if source.path is None else str(source.path.resolve())
