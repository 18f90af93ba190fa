"""Data of the program: council files, wording of letters, translations. No code but the way to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(name: str) -> Traversable:
    """The folder of this name inside the installed package, as in `folder("councils")`."""
    from importlib.resources import files  # costs ten milliseconds, and every command imports this package

    return files(__name__).joinpath(name)
