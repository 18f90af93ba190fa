"""Council files: reading, checking, and what adopting one takes. Data lies in `config/councils`.

`load` never raises for what is wrong in a file: it returns every fault with its place. The modules below
import ruamel.yaml and pydantic, so they are only loaded when a file is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow.presets.loading import Loaded

__all__ = ["builtin", "examined", "load", "read_builtin"]


def load(source: Path | str | bytes, name: str | None = None) -> Loaded:
    """The council that a file describes, or everything that is wrong with its form (`Loaded.faults`).

    `source` is a path, or the bytes of a file whose `name` then stands in the faults. Raises
    `NoCouncilFile` where there is no file to read and `CouncilFileUnreadable` where the disk says no.
    """
    from workflow.presets.loading import load_bytes, read_file

    if isinstance(source, bytes):
        return load_bytes(source, name or "<bytes>")
    return load_bytes(read_file(Path(source)), name or str(source))


def examined(loaded: Loaded) -> Loaded:
    """The same file after its whole state space was explored: with the faults of that, and without data to
    adopt where there are any. Takes about half a second; adopting a file asks for it."""
    from workflow.presets.space import space_faults

    faults = loaded.faults or space_faults(loaded)
    return loaded._replace(faults=faults, data=None, council=None) if faults else loaded


def builtin() -> list[str]:
    """The names of the council files that come with the program."""
    from workflow.presets.shelf import names

    return names()


def read_builtin(name: str) -> Loaded:
    """A council that comes with the program; its state space is known to be sound.

    Raises `NoCouncilFile` for a name that is none of them.
    """
    from workflow.presets.loading import load_bytes
    from workflow.presets.shelf import label, read

    return load_bytes(read(name), label(name))
