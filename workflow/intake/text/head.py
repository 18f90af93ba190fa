"""The head of a paper, line by line: what is form, address, title, and where the body begins."""

from __future__ import annotations

from typing import NamedTuple

from workflow.intake.patterns import lazily
from workflow.intake.text import kind as kinds
from workflow.intake.text import parties, references, sections
from workflow.intake.text.body import body_after_title, ends_head
from workflow.intake.text.form import (
    ADMIN,
    COLUMNS,
    CONTINUES,
    ITEM,
    KNOWN,
    LABEL_ALONE,
    ORGANIZATION_NAME,
    OUTCOME_LINE,
    SENTENCE_END,
    SUBJECT,
    SUBJECT_LETTERS,
    TOWN,
    UNFINISHED,
    Part,
    begins_anew,
    date_in,
    labelled,
    looks_like_row,
    part_of_line,
)
from workflow.intake.text.lines import Line
from workflow.intake.text.scan import LONGEST, Scan, add_free, paragraph_at
from workflow.intake.text.titles import read_title


class Head(NamedTuple):
    """The classified lines before the body; `body` is the index of the body's first line."""

    parts: tuple[Part, ...]
    body: int
    kind: kinds.KindLine | None
    kind_at: int | None
    reference: str | None
    reference_at: int | None
    applicants: tuple[tuple[str, int], ...]
    title: str | None
    title_at: tuple[int, int]


def read_head(lines: tuple[Line, ...], titled: list[sections.Section], names: tuple[str, ...] = ()) -> Head:
    """Read the head: each line's part, the kind, own reference, applicants on their own lines, the title."""
    scan = Scan(lines, titled, names)
    body = min(len(lines), LONGEST)
    for at in range(body):
        if ends_head(scan, at):
            body = at
            break
        scan.parts.append(_part_of(scan, at))
    body = body_after_title(scan, body)
    start, end, title = read_title(scan, body)
    return Head(
        tuple(scan.parts[:body]), body, scan.kind, scan.kind_at, scan.reference, scan.reference_at,
        tuple(scan.applicants), title, (start, end),
    )  # fmt: skip


def _part_of(scan: Scan, at: int) -> Part:
    """The part of a line, by what stood before it and by itself."""
    goes_on = _continued(scan, at)
    if goes_on is not None:
        return goes_on
    text = scan.lines[at].text
    if text[0] in SUBJECT_LETTERS and (subject := SUBJECT.match(text)):
        scan.subject_text = subject["value"]
        scan.subject.append(at)
        return Part.SUBJECT
    for rule in (_kind_part, _reference_part, _applicant_part, _label_part):
        found = rule(scan, at)
        if found is not None:
            return found
    return Part.ADDRESS if _goes_on_address(scan, at) else _counted(scan, at, _part_by_itself(scan, at))


def _continued(scan: Scan, at: int) -> Part | None:
    """The subject or the title goes on over the end of its line."""
    text, gap = scan.lines[at].text, scan.lines[at].gap
    unsaid = scan.subject_text == "" and len(scan.subject) == 1
    if scan.subject and scan.subject[-1] == at - 1 and (not gap or unsaid) and _goes_on(scan, at):
        scan.subject.append(at)
        return Part.SUBJECT
    if not gap and scan.parts[-1:] == [Part.APPLICANT] and _OF_BODY.match(text):
        return Part.APPLICANT
    loose = not gap and text[0].islower() and not labelled(text)
    if loose and part_of_line(text) not in (Part.LABEL, Part.MARK) and scan.parts[-1:] == [Part.FREE]:
        add_free(scan, at)
        return Part.FREE
    return None


_CELLS = (Part.ROW, Part.DATELINE, Part.MARK, Part.LABEL)


def _part_by_itself(scan: Scan, at: int) -> Part:
    text = scan.lines[at].text
    part = part_of_line(text)
    if part is Part.MARK and COLUMNS.search(text):
        scan.in_table = True
    if part is not Part.FREE:
        return part
    if scan.parts[-1:] and scan.parts[-1] in _CELLS and not scan.lines[at].gap and OUTCOME_LINE.match(text):
        return Part.MARK
    if (scan.in_table or text.startswith(scan.names)) and looks_like_row(text):
        return Part.ROW
    if _goes_on_row(scan, at):
        return Part.ROW
    return Part.LABEL if _is_value(scan, at) or _names_amended(scan, text) else Part.FREE


def _goes_on_row(scan: Scan, at: int) -> bool:
    """`Ausschuss für Wirtschaft und` / `Digitalisierung 9.3.`: a name that a table breaks."""
    broken = scan.parts[-1:] == [Part.ROW] and not scan.lines[at].gap and date_in(scan.lines[at].text)
    return bool(broken) and UNFINISHED.search(scan.lines[at - 1].text) is not None


def _names_amended(scan: Scan, text: str) -> bool:
    """`zur Drucksache 12/2020` below the heading of an amendment, and nothing more on the line."""
    if scan.kind is None or scan.kind.kind is not kinds.Kind.AMENDMENT or text[:2].lower() != "zu":
        return False
    amended = references.amended_reference(text)
    return amended is not None and len(amended[1].strip(" .,:()")) < 4


def _counted(scan: Scan, at: int, part: Part) -> Part:
    """Keep count of the labels that still wait for a value, of rows, and of free lines."""
    text = scan.lines[at].text
    answers = part in (Part.DATELINE, Part.MARK, Part.ROW) or (part is Part.LABEL and ADMIN.search(text))
    if answers:
        scan.waiting = max(0, scan.waiting - 1)
    if part is Part.ROW:
        scan.rows = scan.rows or date_in(text) is not None
    if part is Part.FREE:
        add_free(scan, at)
    return part


def _goes_on_address(scan: Scan, at: int) -> bool:
    """An address goes on to the next gap, or to its town."""
    if not scan.parts or scan.parts[-1] is not Part.ADDRESS or scan.lines[at].gap:
        return False
    text = scan.lines[at].text
    return TOWN.match(scan.lines[at - 1].text) is None and len(text) < 80 and not date_in(text)


#: `SPD-Fraktion` / `im Rat der Stadt Neuheim`
_OF_BODY = lazily(
    r"(?:im|in der|in|des|der) (?:\w+ )?(?:[A-ZÄÖÜ][\w-]*)?(?:[Rr]at(?:e?s)?|tag(?:e?s)?|[Vv]ertretung|"
    r"versammlung|BVV|[Aa]usschuss(?:es)?|Bezirksrat)\b[^:.]{0,50}$"
)


def _goes_on(scan: Scan, at: int) -> bool:
    """True for a line that goes on with the subject, or stands in for one not yet said."""
    line, unsaid = scan.lines[at], scan.subject_text == "" and len(scan.subject) == 1
    if unsaid and not line.gap:
        return True
    named = labelled(line.text) or parties.labelled_applicants(line.text) is not None
    if named or part_of_line(line.text) is not Part.FREE or kinds.kind_of_line(line.text) is not None:
        return False
    return unsaid or not begins_anew(scan.lines[at - 1].text, line.text)


#: "Antrag auf Aufstellung …" under a heading "Antrag" is its title
_TOPIC_START = lazily(
    r"(?:auf|für|über|wegen|bezüglich|zu[rm]?(?! (?:Sitzung|TOP|DS|Drucksache|Vorlage|"
    r"Tagesordnung|Beratung)))\b.{8}|: ?\S.{8}"
)


def _kind_part(scan: Scan, at: int) -> Part | None:
    text = scan.lines[at].text
    if explicit := kinds.kind_of_label(text):
        scan.kind, scan.kind_at = explicit, at
        return Part.LABEL
    found = kinds.kind_of_line(text)
    applicants = parties.applicants_of_kind(text) if found else ()
    if found is None or (scan.kind is not None and _TOPIC_START.match(found.rest) and not applicants):
        return None
    if scan.kind is None or (scan.kind.kind is kinds.Kind.MOTION and found.kind is kinds.Kind.AMENDMENT):
        scan.kind, scan.kind_at = found, at
    elif found.urgent and found.kind is scan.kind.kind:
        scan.kind = scan.kind._replace(urgent=True)
    if scan.reference is None:
        own = references.labelled_reference(text)
        value = references.reference_of_kind(text) or (own.value if own else None)
        scan.reference, scan.reference_at = value, at if value else None
    scan.applicants.extend((name, at) for name in applicants)
    return Part.KIND


def _reference_part(scan: Scan, at: int) -> Part | None:
    """The paper's number, behind its label, below it, or alone on a line."""
    text = scan.lines[at].text
    if scan.reference is not None:
        return None
    own = references.labelled_reference(text)
    if own is not None:
        scan.reference, scan.reference_at, scan.waiting_reference = own.value, at, own.pending
        before = parties.applicants_of_line(own.before) if own.before else ()
        scan.applicants.extend((name, at) for name in before)
        return Part.LABEL
    value = references.bare_reference(text)
    if value is None and scan.waiting_reference and not labelled(text):
        value = references.pending_value(text)
    if value is None:
        return None
    scan.reference, scan.reference_at, scan.waiting_reference = value, at, False
    return Part.LABEL


def _applicant_part(scan: Scan, at: int) -> Part | None:
    """Applicants behind their label, below it, or alone on a line."""
    text = scan.lines[at].text
    value = parties.labelled_applicants(text)
    if value is not None:
        scan.waiting_applicant = not value
        says_kind = bool(value) and kinds.kind_of_line(value) is not None
        names = () if says_kind or date_in(value) else parties.split_applicants(value)
        scan.applicants.extend((name, at) for name in names)
        return Part.LABEL
    names = parties.applicants_of_line(text)
    if not names and scan.waiting_applicant and not labelled(text) and part_of_line(text) is Part.FREE:
        names = parties.split_applicants(text)
    if not names:
        return None
    scan.waiting_applicant = False
    scan.applicants.extend((name, at) for name in names)
    return Part.APPLICANT


def _label_part(scan: Scan, at: int) -> Part | None:
    text = scan.lines[at].text
    alone = LABEL_ALONE.match(text) is not None
    if not labelled(text) or (alone and _is_half_a_title(scan, at)):
        return None
    if date_in(text) and ORGANIZATION_NAME.search(text):
        return None
    scan.in_table = scan.in_table or COLUMNS.search(text) is not None
    scan.waiting += alone
    return Part.LABEL


def _is_half_a_title(scan: Scan, at: int) -> bool:
    """`Graffitischutz an Verteilerkästen:` and its second line are one title, no label with a value."""
    text = scan.lines[at].text
    if KNOWN.match(text) or at + 1 >= len(scan.lines) or scan.lines[at + 1].gap:
        return False
    goes_on = part_of_line(scan.lines[at + 1].text) is Part.FREE
    return goes_on and (text.count(" ") > 1 or (scan.parts[-1:] == [Part.FREE] and not scan.lines[at].gap))


def _is_value(scan: Scan, at: int) -> bool:
    """A short line that answers a label before it (`Verantwortlich:` … `Dez. 6`), or goes on from one."""
    line, before = scan.lines[at], scan.parts[-1] if scan.parts else Part.FREE
    if len(line.text) > 60 or before is Part.FREE or not (scan.waiting or before is Part.LABEL):
        return False
    if line.gap:
        return scan.waiting > 0 and len(line.text) < 45 and _title_follows(scan, at)
    above = scan.lines[at - 1].text
    if before is Part.LABEL and ADMIN.search(above) and len(line.text) < 40 and _title_follows(scan, at):
        return True
    if not scan.waiting:
        return False
    goes_on = CONTINUES.match(line.text) is not None or above[-1] in "/,-"
    scan.waiting -= not (before is Part.LABEL and goes_on)
    return True


def _title_follows(scan: Scan, at: int) -> bool:
    """True where the next paragraph is one that can be the title, so that this line need not be it."""
    lines, after = scan.lines, at + 1
    if after + 1 >= len(lines) or not lines[after].gap or after in scan.stops:
        return False
    text = paragraph_at(scan, after)
    lasts = (
        text.count(" ") < 22
        and len(text) < 170
        and not SENTENCE_END.search(text)
        and not sections.enacting_clause(text)
    )
    return (
        lasts
        and not ITEM.match(text)
        and kinds.kind_of_line(text) is None
        and part_of_line(lines[after].text) is Part.FREE
    )
