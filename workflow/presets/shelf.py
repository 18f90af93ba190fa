"""The council files that come with the program."""

from __future__ import annotations

import difflib
import re

import config
from workflow.presets.fault import NoCouncilFile

_SUFFIX = ".yaml"
_BASE = "base"  #: files that only others extend


def names() -> list[str]:
    """The names of the files that describe a council, without those that only others extend."""
    files = (entry.name for entry in config.folder("councils").iterdir() if entry.is_file())
    return sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX))


def read(name: str) -> bytes:
    """The bytes of a file by its name, also of one that only others extend. Raises NoCouncilFile."""
    shelf = config.folder("councils")
    for place in (shelf, shelf.joinpath(_BASE)):
        found = place.joinpath(name + _SUFFIX)
        # a name is no path: nothing outside the two folders can be reached
        if "/" not in name and "\\" not in name and found.is_file():
            return found.read_bytes()
    raise NoCouncilFile(name=name, known=difflib.get_close_matches(name, names()) or names())


def label(name: str) -> str:
    """How a file that comes with the program is named in a fault."""
    return f"{name}{_SUFFIX}"


_LINE = re.compile(r"^(name|land|kind|extends):[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


def head(name: str) -> dict[str, str]:
    """Name, Land and kind of a file of ours without reading all of it; what it extends fills the gaps.

    Our own files write these as plain lines, which a test holds them to.
    """
    found = dict(_LINE.findall(read(name).decode("utf-8")))
    base = found.pop("extends", None)
    return {**(head(base) if base else {}), **found}
