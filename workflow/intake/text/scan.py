"""The state of one pass over a head, from its first line to the body."""

from __future__ import annotations

from workflow.intake.patterns import lazily
from workflow.intake.text import kind as kinds
from workflow.intake.text import parties, sections
from workflow.intake.text.form import UNFINISHED, Part, labelled
from workflow.intake.text.lines import Line

#: `Antrag zur Sitzung des Rates am 24.01.: Sperrung der Brücke`
_TITLED = lazily(r"^: ?\w.{6}|(?:[Ss]itzung|§|Tagesordnung)[^:]{0,80}: ?\w.{6}")
#: a head longer than this is none
LONGEST = 70


class Scan:
    """The state of one pass over the head; lives no longer than `read_head`."""

    def __init__(
        self, lines: tuple[Line, ...], titled: list[sections.Section], names: tuple[str, ...]
    ) -> None:
        self.lines = lines
        self.names = names
        self.parts: list[Part] = []
        self.kind: kinds.KindLine | None = None
        self.kind_at: int | None = None
        self.reference: str | None = None
        self.reference_at: int | None = None
        self.applicants: list[tuple[str, int]] = []
        self.blocks: list[list[int]] = []
        self.subject: list[int] = []
        self.subject_text: str | None = None
        #: labels whose values are still to come
        self.waiting = 0
        self.waiting_reference = False
        self.waiting_applicant = False
        self.rows = False
        #: below a line of column heads: whatever stands before a date is an organization
        self.in_table = False
        self.stops = {s.at for s in titled if s.name != "attached"}
        first = min(self.stops, default=LONGEST)
        greetings = (
            i for i, line in enumerate(lines[: min(first, LONGEST)]) if sections.is_salutation(line.text)
        )
        #: a letter's head ends at its salutation, whatever stands before it
        self.salutation = next(greetings, None)


def has_title(scan: Scan) -> bool:
    """What stands above the kind (a letterhead, a path of a web page) is no title where the kind follows."""
    after = -1 if scan.kind_at is None else scan.kind_at
    if scan.kind is not None and ":" in scan.kind.rest and _TITLED.search(scan.kind.rest):
        return True
    return bool(scan.subject) or (bool(scan.blocks) and scan.blocks[-1][0] > after)


def last_block(scan: Scan) -> str:
    """The words of the free block that is being read."""
    return " ".join(scan.lines[i].text for i in scan.blocks[-1]) if scan.blocks else ""


def paragraph_at(scan: Scan, at: int) -> str:
    """The words from a line to the next gap, heading or label, five lines at most."""
    lines = scan.lines
    end = at + 1
    while end < len(lines) and end < at + 5 and not lines[end].gap and end not in scan.stops:
        if (
            labelled(lines[end].text)
            or parties.applicants_of_line(lines[end].text)
            or kinds.kind_of_line(lines[end].text)
        ):
            break
        end += 1
    return " ".join(line.text for line in lines[at:end])


def add_free(scan: Scan, at: int) -> None:
    """Take a free line into the block before it, or begin a new one."""
    line = scan.lines[at]
    if (
        scan.blocks
        and scan.blocks[-1][-1] == at - 1
        and (not line.gap or UNFINISHED.search(scan.lines[at - 1].text))
    ):
        scan.blocks[-1].append(at)
    else:
        scan.blocks.append([at])
