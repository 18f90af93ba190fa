"""The resolution: where it stands, under whichever heading, and its points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.intake.facts import Point
from workflow.intake.patterns import lazily
from workflow.intake.text.kind import kind_of_line
from workflow.intake.text.lines import Line, join_lines
from workflow.intake.text.sections import Section, enacting_clause, is_salutation, may_enact

_ENDS = ("reason", "closing", "attached", "costs", "urgency", "questions")
_MARKER = lazily(
    r"(?:(?:Punkt|Ziffer|PUNKT|Zu|zu|Nr\.) )?(?:(?P<arabic>\d{1,2})(?P<sep>[.):]|\.\))|"
    r"(?P<padded>0[1-9])(?=[ \t]+[A-ZÄÖÜ])|"
    r"\((?P<round>\d{1,2})\)|(?P<roman>[IVX]{1,4})[.)]|(?P<lower>[a-z])\)|"
    r"(?P<upper>[A-H])[.)])"
    r"(?:[ \t]+|(?=$|[A-ZÄÖÜ„\"]))(?P<rest>.*)$"
)
#: a cheap look before the thorough one
_MARKS = frozenset("0123456789(")
_WORDED = ("Punkt ", "Ziffer ", "PUNKT ", "Zu ", "zu ", "Nr. ")
_DATE_AHEAD = lazily(r"\d{1,2}\. ?(?:\d|Januar|Februar|März|April|Mai|Juni|Juli|August|Sept|Oktober|Nov|Dez)")
_BULLET = lazily(
    r"(?:[-–—•*▪■●◦·→➢✓‣⁃o\uf0b7\uf0a7\uf02d]|->)[ \t]+(?P<rest>\S.*)$|"
    r"[•▪■●→➢‣\uf0b7\uf0a7](?P<glued>\w.*)$"
)
_STOP = lazily(r"[.!?:;“”\")]$")
_PURE = lazily(
    r"(?:(?:möge|wolle|möchte|solle?|beantrag\w*|stell\w+|Antrag|Anträge|Beschluss|"
    r"beschlie(?:ß|ss)\w*|beschlossen|fassen|Änderung\w*|Ergänzung\w*)\b[^:]{0,120})$"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


class Resolution(NamedTuple):
    """The points, the words before them, and which lines they came from."""

    points: tuple[Point, ...]
    preamble: str | None
    #: indices of the first line and of the one after the last
    start: int
    end: int


class _Range(NamedTuple):
    start: int
    end: int
    #: text behind the heading on its own line
    tail: str
    #: True where a heading begins it; else the layout says it
    headed: bool
    #: True where a heading ends it; else its last paragraph does
    closed: bool


def read_resolution(
    lines: tuple[Line, ...], sections: list[Section], body: int, numbered_from: bool
) -> Resolution:
    """The points of the resolution; `numbered_from` lets a list begin at any number, as amendments do."""
    for found in _ranges(lines, sections, body):
        texts = _with_tail(lines, found)
        points, preamble, used = split_points(texts, found.closed, numbered_from)
        if points:
            end = texts[used - 1].no if used else lines[found.start].no
            last = next(
                (i for i in range(found.end - 1, found.start - 1, -1) if lines[i].no <= end), found.start
            )
            return Resolution(points, preamble, found.start, last + 1)
    return Resolution((), None, body, body)


def _with_tail(lines: tuple[Line, ...], found: _Range) -> tuple[Line, ...]:
    kept = tuple(
        line for line in lines[found.start + found.headed : found.end] if not is_salutation(line.text)
    )
    return (Line(lines[found.start].no, found.tail, 0), *kept) if found.tail else kept


def _ranges(lines: tuple[Line, ...], sections: list[Section], body: int) -> Iterator[_Range]:
    """Where the resolution may stand, best place first.

    Under its own heading; behind the words that ask for a decision, even under "Sachverhalt"; else
    between the head and the reasoning.
    """
    for section in sections:
        if section.name == "resolution" and section.at >= body:
            yield _headed(lines, sections, section)
    asking, introduces = _asking(lines, sections, body)
    bare = _bare_headings(lines, body)
    # a list that opens the body is the resolution, and "Antrag" after it a page's running head
    opens = body < len(lines) and (_marker(lines[body].text) or ("", 0))[1] == 1
    if opens or (introduces and asking is not None and (not bare or asking < bare[0])):
        start = body if opens else asking or body
        yield _open(lines, sections, start)
    for at in bare:
        yield _headed(lines, sections, Section("resolution", at, ""))
    if asking is not None:
        yield _open(lines, sections, asking)
    summary = next((s for s in sections if s.name == "summary" and s.at >= body), None)
    if summary is not None:
        yield _headed(lines, sections, summary)
    if _until(lines, sections, body - 1)[0] > body:
        yield _open(lines, sections, body)
        return
    # the heading is wrong: the list stands under it
    first = sections[0] if sections else None
    after = next((s for s in sections if s.at >= body and s.name == "reason"), first)
    if after is not None and after.name == "reason":
        end, closed = _until(lines, sections, after.at)
        yield _Range(after.at, end, after.tail, True, closed)


def _open(lines: tuple[Line, ...], sections: list[Section], start: int) -> _Range:
    end, closed = _until(lines, sections, start)
    return _Range(start, end, "", False, closed)


def _headed(lines: tuple[Line, ...], sections: list[Section], section: Section) -> _Range:
    end, closed = _until(lines, sections, section.at)
    return _Range(section.at, end, section.tail, True, closed)


def _bare_headings(lines: tuple[Line, ...], body: int) -> list[int]:
    return [
        i
        for i in range(body, len(lines))
        if (len(text := lines[i].text) < 32 or text[-1] == ":") and _is_bare_heading(text)
    ]


def _is_bare_heading(text: str) -> bool:
    """`Antrag`, `Änderungsantrag:`, `Antrag der SPD-Fraktion:` on a line of its own."""
    if len(text) < 32 and _BARE.match(text):
        return True
    if text[-1] != ":" or len(text) > 80:
        return False
    found = kind_of_line(text)
    return found is not None and found.kind.moves


_BARE = lazily(
    r"(?:(?:Änderungs-?/?)?(?:Änderungs|Ergänzungs|Dringlichkeits)?-?Antr[aä]ge?|"
    r"(?:Änderungs|Ergänzungs|Dringlichkeits)-?antr[aä]ge?|Anfragen?|"
    r"Unser Antrag)(?: lautet)? ?:?$",
    re.IGNORECASE,
)


def _until(lines: tuple[Line, ...], sections: list[Section], at: int) -> tuple[int, bool]:
    """Where a part ends: at the next heading (True), or with the text (False)."""
    for section in sections:
        if section.at > at and section.name in (*_ENDS, "resolution"):
            return section.at, section.name not in ("closing", "attached")
    return len(lines), False


def _asking(lines: tuple[Line, ...], sections: list[Section], body: int) -> tuple[int | None, bool]:
    """Where the words begin that ask for a decision, and whether they end in a colon; those that do win."""
    stop = next((s.at for s in sections if s.name == "closing" and s.at > body), len(lines))
    first: int | None = None
    ahead = body < stop and may_enact(lines[body].text)
    for i in range(body, stop):
        # the clause may begin on one line and say what it asks on the next
        hinted, ahead = ahead, i + 1 < stop and may_enact(lines[i + 1].text)
        if not (hinted or ahead) or not _asks(lines, i, stop):
            continue
        begin = _sentence_start(lines, i, body)
        if _marker(lines[begin].text):
            continue
        if any(line.text.endswith(":") for line in lines[i : _paragraph_end(lines, i, stop)]):
            return begin, True
        first = begin if first is None else first
    return first, False


def _asks(lines: tuple[Line, ...], at: int, stop: int) -> bool:
    """True where an enacting clause begins on a line or goes over its end; a numbered point asks nothing."""
    text = lines[at].text
    if len(text) < 15 or _marker(text):
        return False
    goes_on = at + 1 < stop and not lines[at + 1].gap
    return enacting_clause(f"{text} {lines[at + 1].text}" if goes_on else text) is not None


def _sentence_start(lines: tuple[Line, ...], at: int, body: int) -> int:
    while at > body and not lines[at].gap and not _STOP.search(lines[at - 1].text):
        at -= 1
    return at


def _paragraph_end(lines: tuple[Line, ...], at: int, stop: int) -> int:
    at += 1
    while at < stop and not lines[at].gap:
        at += 1
    return at


class _Item(NamedTuple):
    number: str | None
    texts: list[str]


def split_points(
    lines: tuple[Line, ...], closed: bool, numbered_from: bool
) -> tuple[tuple[Point, ...], str | None, int]:
    """Points, preamble and how many lines they took.

    The first numbering is the points' own; a list of another kind inside belongs to its point, and so
    do bullets after a sentence of substance. Bullets after a mere "möge beschließen:" are points.
    """
    style, first = _first_marker(lines, numbered_from)
    if style is None:
        return _unnumbered(lines, closed)
    items, used = _numbered(lines, first, style, closed)
    lead = _without_enacting(join_lines([line.text for line in lines[:first]]))
    points = [Point(item.number, join_lines([t for t in item.texts if t]).strip()) for item in items]
    points = [point for point in points if point.text]
    # what a heading does not hold and runs on is background, not the words that govern the points
    return tuple(points), lead if lead and (closed or len(lead) < 300) else None, used


def _marker(text: str) -> tuple[str, int, str, str] | None:
    """Style, value, the number as printed and the rest of a line that begins a point."""
    begins = text[0] in _MARKS or ")" in text[1:4] or "." in text[1:5] or text.startswith(_WORDED)
    match = _MARKER.match(text) if begins else None
    if match is None or (match["arabic"] and match["sep"] == "." and _DATE_AHEAD.match(text)):
        return None
    for style in ("arabic", "round", "roman", "lower", "upper", "padded"):
        if printed := match[style]:
            value = _value(style, printed)
            return (style + (match["sep"] or "")[:1], value, printed, match["rest"]) if value else None
    return None


def _value(style: str, printed: str) -> int:
    if style in ("arabic", "round", "padded"):
        return int(printed)
    if style == "roman":
        return _ROMAN.get(printed, 0)
    return ord(printed.lower()) - 96


def _first_marker(lines: tuple[Line, ...], numbered_from: bool) -> tuple[str | None, int]:
    for i, line in enumerate(lines):
        found = _marker(line.text)
        if found and (
            found[1] == 1 or (numbered_from and found[0].startswith("arabic") and 1 < found[1] < 30)
        ):
            return found[0], i
    return None, 0


def _numbered(lines: tuple[Line, ...], first: int, style: str, closed: bool) -> tuple[list[_Item], int]:
    items: list[_Item] = []
    last = 0
    for i in range(first, len(lines)):
        line = lines[i]
        found = _marker(line.text)
        if found and found[0] == style and (not items or last < found[1] <= last + 2):
            items.append(_Item(found[2], [found[3]]))
            last = found[1]
            continue
        if line.gap and items and (not closed or _heading_lost(lines, i)) and _is_new_paragraph(lines, i):
            return items, i
        items[-1].texts.append(line.text)
    return items, len(lines)


def _heading_lost(lines: tuple[Line, ...], at: int) -> bool:
    """A wide gap and much prose before the next heading: the reasoning's own heading slipped to its end."""
    return lines[at].gap > 1 and sum(len(line.text) for line in lines[at:]) > 500


def _is_new_paragraph(lines: tuple[Line, ...], at: int) -> bool:
    """A gap after a finished sentence; a list goes on over it."""
    text, before = lines[at].text, lines[at - 1].text
    if _marker(text) or _BULLET.match(text) or len(before) < 4:
        return False
    return (
        _STOP.search(before) is not None
        and before[-1] != ":"
        and not text[0].islower()
        and not _more_to_come(lines, at)
    )


def _more_to_come(lines: tuple[Line, ...], at: int) -> bool:
    """True where the numbering goes on after this paragraph."""
    return any(
        (found := _marker(line.text)) is not None and found[1] > 1 and found[0].startswith("arabic")
        for line in lines[at : at + 12]
    )


def _unnumbered(lines: tuple[Line, ...], closed: bool) -> tuple[tuple[Point, ...], str | None, int]:
    end = _end_of_paragraph(lines, closed)
    lines = lines[:end]
    bullets = [i for i, line in enumerate(lines) if _BULLET.match(line.text)]
    if bullets:
        lead = _without_enacting(join_lines([line.text for line in lines[: bullets[0]]]))
        if not lead:
            return tuple(_bullet_points(lines, bullets)), None, end
    text = _paragraphs(lines)
    text = _without_enacting(text)
    return ((Point(None, text),) if len(text) > 8 else ()), None, end


def _end_of_paragraph(lines: tuple[Line, ...], closed: bool) -> int:
    """The first paragraph that says more than "möge beschließen:", with the list that hangs on it."""
    said = False
    for i in range(1, len(lines)):
        said = (
            said or bool(_without_enacting(join_lines([line.text for line in lines[:i]])))
            if lines[i].gap
            else said
        )
        if said and lines[i].gap and (not closed or _heading_lost(lines, i)) and _is_new_paragraph(lines, i):
            return i
    return len(lines)


def _bullet_points(lines: tuple[Line, ...], bullets: list[int]) -> list[Point]:
    ends = [*bullets[1:], len(lines)]
    points = []
    for start, end in zip(bullets, ends, strict=True):
        match = _BULLET.match(lines[start].text)
        first = (match["rest"] or match["glued"]) if match else ""
        points.append(Point(None, join_lines([first, *(line.text for line in lines[start + 1 : end])])))
    return points


def _paragraphs(lines: tuple[Line, ...]) -> str:
    """Running text, with its paragraphs and its lists on lines of their own."""
    paragraphs: list[list[str]] = []
    for i, line in enumerate(lines):
        if not paragraphs or (line.gap and _STOP.search(lines[i - 1].text)) or _BULLET.match(line.text):
            paragraphs.append([])
        paragraphs[-1].append(line.text)
    return "\n".join(join_lines(texts) for texts in paragraphs)


def _without_enacting(text: str, *, twice: bool = True) -> str:
    """The text behind `Der Rat möge beschließen:`; all of it where the clause itself says what.

    `twice`: a letter may ask first and a motion then (`… folgenden Antrag:`, `Der Rat beschließt:`).
    """
    clause = enacting_clause(text[:1500])
    colon = text.find(":", clause.start()) if clause else -1
    while clause and 0 <= colon < clause.end() - 1:
        colon = text.find(":", colon + 1)
    if clause and colon >= 0 and colon - clause.end() < 160 and _PURE.search(text[clause.start() : colon]):
        rest = text[colon + 1 :].strip(' \n„“"')
        once_more = enacting_clause(rest[:90]) if twice and ":" in rest[:120] else None
        return _without_enacting(rest, twice=False) if once_more and once_more.start() < 40 else rest
    if (
        clause
        and len(text) - clause.end() < 12
        and text[-1] not in ".!?"
        and _PURE.search(text[clause.start() :].rstrip(" ,:"))
    ):
        return ""
    return text.strip()
