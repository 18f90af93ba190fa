"""Where a head ends and the body begins: at a salutation, a heading, a request, a point, or running text."""

from __future__ import annotations

from workflow.intake.patterns import lazily
from workflow.intake.text import kind as kinds
from workflow.intake.text import parties, sections
from workflow.intake.text.amendment import INSTRUCTION_LETTERS, begins_instruction, may_change
from workflow.intake.text.form import (
    COLUMNS,
    ITEM,
    ROW_DATE,
    SENTENCE_END,
    SITTING_ROW,
    SUBJECT,
    SUBJECT_LETTERS,
    TERM,
    Part,
    begins_anew,
    labelled,
    looks_like_row,
    part_of_line,
)
from workflow.intake.text.scan import Scan, has_title, last_block, paragraph_at

_PROSE = 260


#: a sentence that decides, asks or demands is no title
_DEMANDS = lazily(
    r"\b(?:fordert|fordern|beschließt|beauftragt|bittet|appelliert|spricht sich|setzt sich|bekennt sich|wird|"
    r"werden|verurteilt|empfiehlt|ersucht|begrüßt|unterstützt)\b"
)


def ends_head(scan: Scan, at: int) -> bool:
    """True where the body begins: a salutation, a heading, an enacting clause, a point, or running text."""
    text = scan.lines[at].text
    if at in scan.stops or at == scan.salutation:
        return True
    if not scan.subject and text[0] in SUBJECT_LETTERS and SUBJECT.match(text):
        return False
    if scan.salutation is not None or (scan.subject_text == "" and scan.subject == [at - 1]):
        return False
    if _asks(scan, at) or _is_first_point(scan, at):
        return True
    if (scan.in_table or text.startswith(scan.names)) and looks_like_row(text):
        return False
    goes_on = not scan.lines[at].gap and scan.parts[-1:] == [Part.FREE]
    if goes_on and len(last_block(scan)) < _PROSE:
        return scan.rows and has_title(scan) and begins_anew(scan.lines[at - 1].text, text)
    return _is_running_text(scan, at)


def _asks(scan: Scan, at: int) -> bool:
    """`Der Rat möge beschließen:` or, once title or route stand, any words that ask for a decision."""
    text = scan.lines[at].text
    asks = sections.may_enact(text)
    changes = text[0] in INSTRUCTION_LETTERS and may_change(text)
    if not (asks or changes) or kinds.kind_of_line(text) is not None:
        return False
    if at and begins_instruction(scan.lines, at):
        return True
    if not asks:
        return False
    if at and text[-1] == ":" and len(text) > 15 and sections.enacting_clause(text):
        return True
    ready = (has_title(scan) or scan.rows) and len(text) > 30 and not _is_title_so_far(scan, at)
    return ready and sections.enacting_clause(text) is not None


def _is_first_point(scan: Scan, at: int) -> bool:
    """A numbered line after the title, or the heading "Antrag:" once more."""
    text = scan.lines[at].text
    if not has_title(scan):
        return False
    again = kinds.kind_of_line(text)
    if again is None:
        begins = ITEM.match(text) is not None and len(text) > 12
        return begins and not (SITTING_ROW.match(text) or TERM.match(text) or ROW_DATE.match(text))
    return scan.kind is not None and len(text) < 40 and text[-1] != "-" and again.rest in ("", ":")


def _is_title_so_far(scan: Scan, at: int) -> bool:
    return bool(
        at
        and not scan.lines[at].gap
        and scan.parts[-1] in (Part.FREE, Part.SUBJECT)
        and ":" not in scan.lines[at].text[-2:]
    )


def _is_running_text(scan: Scan, at: int) -> bool:
    """A paragraph after the title and the route, or one too long to be a title."""
    text = scan.lines[at].text
    if (
        parties.applicants_of_line(text)
        or parties.labelled_applicants(text) is not None
        or kinds.kind_of_line(text)
    ):
        return False
    if labelled(text) or part_of_line(text) is not Part.FREE or _stands_over_table(scan, at):
        return False
    paragraph = paragraph_at(scan, at)
    if len(paragraph) > _PROSE:
        after = scan.lines[at + 1].text if at + 1 < len(scan.lines) else ""
        if not after:
            return True
        return (
            has_title(scan)
            or not scan.rows
            or (not begins_anew(text, after) and kinds.kind_of_line(after) is None)
        )
    if scan.rows and has_title(scan):
        return scan.waiting == 0 or len(paragraph) > 60
    ended = has_title(scan) and scan.lines[at].gap and SENTENCE_END.search(paragraph) is not None
    if ended and (_DEMANDS.search(paragraph) or (paragraph[-1] == "." and paragraph.count(" ") > 7)):
        return True
    return len(paragraph) > 110 and SENTENCE_END.search(paragraph) is not None and paragraph.count(" ") > 12


def _stands_over_table(scan: Scan, at: int) -> bool:
    """A block with the head of the route's table right below is the title, question mark or not."""
    end = at
    while end < len(scan.lines) and end < at + 5 and part_of_line(scan.lines[end].text) is Part.FREE:
        end += 1
    return end < len(scan.lines) and COLUMNS.match(scan.lines[end].text) is not None


def body_after_title(scan: Scan, body: int) -> int:
    """A free block after the title and the route belongs to the body."""
    after = -1 if scan.kind_at is None else scan.kind_at
    titles = [block for block in scan.blocks if block[0] > after]
    if len(titles) < 2 or not scan.rows or scan.subject:
        return body
    if body < len(scan.lines) and sections.is_salutation(scan.lines[body].text):
        return body
    last_row = max((i for i, part in enumerate(scan.parts) if part is Part.ROW), default=-1)
    for block in titles[1:]:
        if block[0] > last_row:
            del scan.blocks[scan.blocks.index(block) :]
            return block[0]
    return body
