"""A fault of a council file as a value: where it is, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_, Exit, Refusal

if TYPE_CHECKING:
    from workflow.rules.statespace import Step


class Spot(NamedTuple):
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int


class Fault(NamedTuple):
    """One fault. `message` and `way_out` are English templates filled with `facts`."""

    file: str
    line: int
    column: int
    code: str
    message: str
    facts: Mapping[str, object] = {}
    way_out: str = ""
    path: tuple[Step, ...] = ()  #: the way through a route that leads to it, organizations by name

    @property
    def place(self) -> str:
        """`file:line:column`, as editors follow it."""
        return f"{self.file}:{self.line}:{self.column}"


class Said(NamedTuple):
    """The words of one kind of fault: its stable code, its sentence, what to do (English templates)."""

    code: str
    message: str
    way_out: str = ""


def fault_at(spot: Spot, said: Said, /, **facts: object) -> Fault:
    """A fault at a place."""
    return Fault(spot.file, spot.line, spot.column, said.code, said.message, facts, said.way_out)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults as somebody meets them who reads the file, each once."""
    seen: dict[tuple[object, ...], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.file, fault.line, fault.column, fault.code, str(fault.facts)), fault)
    return tuple(sorted(seen.values(), key=lambda f: (f.file, f.line, f.column, f.code)))


class NoCouncilFile(Refusal):
    code = "no_council_file"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no council file “{name}”.")
    way_out = N_("Files that come with the program: {known}. A file of one’s own is named by its path.")


class CouncilFileUnreadable(Refusal):
    code = "council_file_unreadable"
    exit_status = Exit.INPUT
    message = N_("The council file “{name}” cannot be read: {reason}.")
    way_out = N_("Check the path and the permissions of the file.")
