"""Documents as bytes: a format is a module `paper_<name>` with `render(paper)`, found by its name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from states.refusal import N_, Exit, Refusal
from workflow.publish.paper import Paper

_START = "paper_"
#: Other endings by which people mean a format.
_ENDINGS = {"txt": "text", "htm": "html", "md": "text"}


class NoSuchFormat(Refusal):
    """There is no format of this name."""

    code = "no_such_format"
    exit_status = Exit.USAGE
    message = N_("There is no format “{name}” for documents.")
    way_out = N_("There are: {known}. The ending of the file says which.")


def formats() -> list[str]:
    """The formats there are."""
    return sorted(file.stem[len(_START) :] for file in Path(__file__).parent.glob(f"{_START}*.py"))


def format_of(file: str) -> str:
    """The format that a file's ending means; text where it has none. Raises NoSuchFormat."""
    ending = Path(file).suffix.removeprefix(".").lower()
    name = _ENDINGS.get(ending, ending or "text")
    if name not in formats():
        raise NoSuchFormat(name=ending, known=", ".join(formats()))
    return name


def render(paper: Paper, name: str) -> bytes:
    """The document in a format. Raises NoSuchFormat, and PdfNotInstalled from its own module."""
    if name not in formats():
        raise NoSuchFormat(name=name, known=", ".join(formats()))
    made: bytes = import_module(f"workflow.publish.{_START}{name}").render(paper)
    return made
