"""Documents as they come, as text: the format is told by the content, and the name only helps.

A format is a file in this folder, found by its name: `ENDINGS`, `MEDIA_TYPE`, `recognises(data, name)`
(how sure it is that these bytes are its own) and `read(data, name)`. Files that begin with an underscore
are what several formats share. The libraries of a format are imported when it reads.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from states.refusal import N_, Refusal
from workflow.intake.formats._extract import Extract, Note
from workflow.intake.formats._refusals import BrokenDocument, EmptyDocument, ExtraMissing, TooLarge

__all__ = ["Extract", "Note", "detect", "endings", "extract", "formats"]

#: No motion comes near it; a pamphlet full of photographs may.
BYTES_READ = 64 * 2**20
#: Characters of one document; the longest budget motions have a tenth of it.
TEXT_READ = 2_000_000

NAMED_OTHERWISE = N_("“{name}” is named {named}, but it is {found} and was read as that.")
CUT_SHORT = N_("Only the first {limit} characters of “{name}” were read.")


class Format(Protocol):
    """What a file in this folder offers."""

    __name__: str
    ENDINGS: tuple[str, ...]
    MEDIA_TYPE: str

    def recognises(self, data: bytes, name: str) -> int:
        """0 not mine, 1 could be, 2 looks like mine, 3 carries my mark."""

    def read(self, data: bytes, name: str) -> list[Extract]:
        """The document's text, or a refusal."""


@cache
def formats() -> dict[str, Format]:
    """Every format there is, by its name."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("[!_]*.py"))
    return {name: cast("Format", import_module(f"{__name__}.{name}")) for name in names}


@cache
def endings() -> dict[str, str]:
    """The endings of files worth trying in a folder (``.pdf``), with the format each promises."""
    return {ending: name for name, form in formats().items() for ending in form.ENDINGS}


def detect(data: bytes, name: str = "") -> str:
    """The name of the format these bytes are in; plain text where nothing else fits."""
    known = formats()
    return max(known, key=lambda form: known[form].recognises(data, name))


def extract(data: bytes, name: str = "") -> list[Extract]:
    """The text of a document, usually one; of a mail, its body and each attachment that can be read.

    Raises a subclass of `UnreadableDocument` for whatever cannot be read, and nothing else.
    """
    if len(data) > BYTES_READ:
        raise TooLarge(name=name, limit=BYTES_READ // 2**20)
    if not data.strip(b"\x00 \t\r\n\f"):
        raise EmptyDocument(name=name)
    form = detect(data, name)
    found = [_finished(part) for part in _read(form, data, name)]
    if not any(part.text.strip() for part in found):
        raise EmptyDocument(name=name)
    if note := _named_otherwise(form, name):
        found[0] = found[0]._replace(notes=(note, *found[0].notes))
    return found


def _read(form: str, data: bytes, name: str) -> list[Extract]:
    try:
        return formats()[form].read(data, name)
    except Refusal:
        raise
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        raise ExtraMissing(name=name, package=package, extra="documents") from missing
    except Exception as error:  # libraries fail on damaged files with whatever comes to hand
        raise BrokenDocument(name=name, kind=_called(form)) from error


def _finished(part: Extract) -> Extract:
    if len(part.text) <= TEXT_READ:
        return part
    note = Note(CUT_SHORT, {"limit": TEXT_READ, "name": part.name})
    return part._replace(text=part.text[:TEXT_READ], notes=(*part.notes, note))


def _named_otherwise(form: str, name: str) -> Note | None:
    ending = "." + name.lower().rpartition(".")[2] if "." in name else ""
    promised = endings().get(ending)
    if promised is None or promised == form:
        return None
    return Note(NAMED_OTHERWISE, {"name": name, "named": ending, "found": _called(form)})


def _called(form: str) -> str:
    return {"txt": "txt", "eml": "eml", "docx": "docx", "odt": "odt"}.get(form, form.upper())
