"""Lines that hold two things are parted: heads of columns over their values, a number before a heading."""

from __future__ import annotations

from workflow.intake.patterns import lazily
from workflow.intake.text.form import Part, part_of_line
from workflow.intake.text.kind import kind_of_line
from workflow.intake.text.lines import Line
from workflow.intake.text.references import leading_reference

#: heads of columns that say something of the paper itself; heads of a route's table are none
_HEAD = lazily(
    r"(?:Antragsteller(?:/-?in|\*in|in|/innen)?|Einreicher(?:in)?|Fraktion|Datum|Antragsdatum|Eingang(?:sdatum)?|"
    r"(?:Antrags?|Drucksachen?|Vorlagen?|Anfragen?)-?(?:Nr\.?|nummer)|Nr\.|Art|Status|Aktenzeichen|Az\.?)$"
)
#: how such a line begins: a cheap look before the thorough one
_BEGINS = frozenset(("Ant", "Ein", "Fra", "Dat", "Dru", "Vor", "Anf", "Nr.", "Art", "Sta", "Akt", "Az"))
#: only a head is looked through
_FIRST_LINES = 40


def part_cells(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a head with one fact each: `Datum⇥Nr.` over `3.4.2020⇥7/20`, `A 7/20 Antrag der …`.

    Parted lines keep the number of the line in the file that they came from.
    """
    parted: list[Line] = []
    at = 0
    changed = False
    end = min(len(lines), _FIRST_LINES)
    while at < end:
        text = lines[at].text
        if "\t" not in text and "/" not in text[:24] and not text[0].isdigit():
            parted.append(lines[at])
            at += 1
            continue
        under = _under_heads(lines, at)
        found = under or _after_number(lines[at]) or _in_columns(lines[at])
        changed = changed or bool(found)
        parted.extend(found or (lines[at],))
        at += 2 if under else 1
    return (*parted, *lines[at:]) if changed else lines


def _under_heads(lines: tuple[Line, ...], at: int) -> tuple[Line, ...]:
    """Two lines with as many cells each, the first nothing but heads: each head with its value."""
    text = lines[at].text
    if "\t" not in text or text[:3] not in _BEGINS or at + 1 >= len(lines):
        return ()
    heads, values = text.split("\t"), lines[at + 1].text.split("\t")
    if len(heads) != len(values) or not all(_HEAD.match(head) for head in heads):
        return ()
    no = lines[at + 1].no
    return tuple(Line(no, f"{head}: {value}", 0) for head, value in zip(heads, values, strict=True))


#: `3. Betreff: …`: the fields of a form are counted
_COUNTED = lazily(
    r"\d{1,2}[.)] (?=(?:Antragstell|Datum|Betreff|Thema|Titel|Beratungsfolge|Gremi|Einreich|Fraktion|"
    r"Gegenstand|Vorlage|Drucksache|Sitzung)[\w/ .-]{0,24}:)"
)


def _in_columns(line: Line) -> tuple[Line, ...]:
    """Two columns of a letterhead: telephone numbers go, a place with a date has a line of its own."""
    first, _, second = line.text.partition("\t")
    if not second or "\t" in second:
        return ()
    if part_of_line(second) is Part.FURNITURE:
        return (Line(line.no, first, line.gap),)
    if part_of_line(second) is Part.DATELINE and ", " in second and part_of_line(first) is not Part.ROW:
        return (Line(line.no, second, line.gap), Line(line.no, first, 1))
    return ()


def _after_number(line: Line) -> tuple[Line, ...]:
    """The paper's number stands before its heading on one line, or a field's before its label."""
    if counted := _COUNTED.match(line.text):
        return (Line(line.no, line.text[counted.end() :], line.gap),)
    found = leading_reference(line.text)
    if found is None or kind_of_line(found[1]) is None:
        return ()
    return (Line(line.no, f"Nr.: {found[0]}", line.gap), Line(line.no, found[1], 0))
