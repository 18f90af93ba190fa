"""A paper taken apart: its lines, the sections that its headings begin, and its head."""

from __future__ import annotations

from typing import NamedTuple

from workflow.intake.text.cells import part_cells
from workflow.intake.text.head import Head, read_head
from workflow.intake.text.lines import Line
from workflow.intake.text.sections import Section, find_sections, is_salutation


class Paper(NamedTuple):
    """What every rule about the whole looks at."""

    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    head: Head
    #: organizations of the council, with short names and aliases
    names: tuple[str, ...]

    @property
    def body(self) -> int:
        """The index of the first line behind the head."""
        return self.head.body

    @property
    def is_letter(self) -> bool:
        """True where a salutation ends the head."""
        return self.body < len(self.lines) and is_salutation(self.lines[self.body].text)

    @property
    def heading(self) -> str:
        """The line that says what the paper is; "" where none does."""
        return self.lines[self.head.kind_at].text if self.head.kind_at is not None else ""

    def section_after(self, at: int, among: tuple[str, ...] = ()) -> int:
        """Where the next section of these names begins; the end of the text where there is none."""
        return next(
            (s.at for s in self.sections if s.at > at and (not among or s.name in among)), len(self.lines)
        )

    def closing(self, otherwise: int) -> int:
        """Where greetings and signatures begin."""
        return next((s.at for s in self.sections if s.name == "closing" and s.at >= self.body), otherwise)

    def number(self, at: int | None) -> tuple[int, ...]:
        """The number in the file of one line; none where there is no such line."""
        return () if at is None else self.numbers(at, at + 1)

    def numbers(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers in the file of a range of lines."""
        return tuple(line.no for line in self.lines[start:end])


def take_apart(lines: tuple[Line, ...], names: tuple[str, ...]) -> Paper:
    """Find the sections first: they say where the head must end."""
    lines = part_cells(lines)
    sections = find_sections(lines)
    return Paper(lines, tuple(sections), read_head(lines, sections, names), names)
