"""What the letter around a motion says: addressee, council, its date, whether it is public."""

from __future__ import annotations

import re
from datetime import date

from workflow.intake.dates import DATE, nearest_before, read_dates
from workflow.intake.facts import Stop, Warn
from workflow.intake.patterns import lazily
from workflow.intake.text.form import Part
from workflow.intake.text.head import Head
from workflow.intake.text.lines import Line
from workflow.intake.text.route import DateFound

_STREET_OR_TOWN = lazily(
    r".*\d{1,4} ?[a-z]?$|(?:D-? ?)?\d{5} |Postfach|(?:Neues |Altes )?Rathaus$|Kreishaus|Marktplatz",
    re.IGNORECASE,
)
_TO = lazily(r"^(?:[Aa]n )?(?:(?:den|die|das)(?: (?=[A-ZÄÖÜ])|$))?|^[Aa]n$")
_PERSONAL = lazily(r"(?:Herrn?|Frau)\b")
_SALUTED = lazily(r"Sehr (?:geehrte[rs]?|verehrte[rs]?) (?P<who>(?:Herr|Frau) [^,!:]{3,60})", re.IGNORECASE)
_CONTINUES = lazily(r"(?:des|der|für|und|im|in|am)\b|[a-zäöü]")

_COUNCIL = lazily(
    r"\b(?P<kind>Landeshauptstadt|Hansestadt|Universitätsstadt|Kreisstadt|Stadt|STADT|"
    r"Samtgemeinde|Verbandsgemeinde|Marktgemeinde|Gemeinde|GEMEINDE|Landkreis|Kreis|"
    r"KREIS|LANDKREIS|"
    r"Landschaftsverband|Bezirksverband|Region|Markt|Flecken|"
    r"Regionalverband)(?:e?s)? (?P<name>[A-ZÄÖÜ][\wäöüß]+(?:-[A-ZÄÖÜ]\w+)*(?: (?:am|"
    r"an der|im|in der|a\.|ob der|bei|vor der|unter) [A-ZÄÖÜ][\wäöü.]+|"
    r" \([A-Z][\w. ]+\))?)"
)
_OF_BODY = lazily(
    r"\b(?P<body>Kreistag|Landschaftsversammlung|Regionsversammlung|Stadtrat|"
    r"Gemeinderat|Stadtverordnetenversammlung|Bezirkstag)(?:e?s)? (?:(?:des|"
    r"der) )?(?P<name>[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ]\w+)*)"
)
_KIND_OF_BODY = {
    "Kreistag": "Kreis", "Landschaftsversammlung": "Landschaftsverband", "Regionsversammlung": "Region",
    "Stadtrat": "Stadt", "Gemeinderat": "Gemeinde", "Stadtverordnetenversammlung": "Stadt",
    "Bezirkstag": "Bezirk",
}  # fmt: skip
_NO_PLACE = lazily(
    r"(?:Der|Die|Das|Antrag|Anfrage|Sitzung|Fraktion|Verwaltung|Stadt|Kreises|Gemeinde|"
    r"Landkreises|Herrn?|Frau|Termin|Datum|Vorlage|Rat|und|Stadtrat|Kreistag|Betreff|TOP|"
    r"Oberbürgermeister\w*|Ausschuss|Bürgermeister\w*|Geplant\w*|Entscheidung|Beschluss\w*|Vorberatung|"
    r"Beratung|Kenntnisnahme|Anhörung|Am|Im|In|Zur)\b"
)
_PLACE = lazily(
    rf"(?P<place>[A-ZÄÖÜ][\wäöüß]+(?:[- ][A-ZÄÖÜ][\wäöüß]+){{0,3}}),? (?:den |"
    rf"am )?(?:{DATE})"
)
_PUBLIC = lazily(r"\b(?P<no>nicht-? ?)?öffentlich(?:e[rns]?)?\b", re.IGNORECASE)
#: `Nichtöffentlicher Antrag`, `Antrag öffentlich`, `Antrag (öffentlich)`
_HEADED = lazily(r"^(?:nicht-? ?)?öffentliche[rns]? |[ (-](?:nicht-? ?)?öffentlich\)?$", re.IGNORECASE)
_ONLY_DATE = lazily(rf"(?:{DATE})\.?$")
_LATE_DATE = lazily(
    rf"(?:[A-ZÄÖÜ][\wäöüß]+(?:[-/ ][A-ZÄÖÜ(][\wäöüß.)]+){{0,3}}(?:, ?(?:den |am |im |d\. ?)?|"
    rf" den )|Datum:? ?|(?:den|am) )?(?P<date>{DATE})\.?$"
)


def addressee(lines: tuple[Line, ...], head: Head) -> tuple[str | None, tuple[int, ...]]:
    """Whom the letter goes to: the address without street and town, else the person it greets."""
    block: list[Line] = []
    for part, line in zip(head.parts, lines, strict=False):
        if part is Part.ADDRESS and not _STREET_OR_TOWN.match(line.text):
            block.append(line)
        elif (block and part is Part.ADDRESS) or (block and not (part is Part.COUNCIL and not line.gap)):
            break
        elif part is Part.COUNCIL and not block and _is_before_address(lines, head, line):
            block.append(line)
    text = _joined([line.text for line in block])
    if len(text) <= 5 and (named := _labelled_addressee(lines[: head.body])):
        return named
    if len(text) > 5:
        return text, tuple(line.no for line in block)
    if head.body < len(lines) and (saluted := _SALUTED.match(lines[head.body].text)):
        return saluted["who"].strip(), (lines[head.body].no,)
    return None, ()


_ADDRESSED = lazily(
    r"(?:Adressat(?:in)?|Empfänger(?:in)?|Gerichtet an)(?: ?/ ?in)? ?:[ \t]*(?P<who>\S.{4,120})$"
)


_ADDRESS_LABELS = ("Adressat", "Empfänger", "Gerichtet an")


def _labelled_addressee(top: tuple[Line, ...]) -> tuple[str, tuple[int, ...]] | None:
    found = (
        (line, match)
        for line in top
        if line.text.startswith(_ADDRESS_LABELS) and (match := _ADDRESSED.match(line.text))
    )
    return next(((match["who"].strip(), (line.no,)) for line, match in found), None)


def _is_before_address(lines: tuple[Line, ...], head: Head, line: Line) -> bool:
    at = lines.index(line) + 1
    return (
        at < len(head.parts)
        and head.parts[at] is Part.ADDRESS
        and not lines[at].gap
        and not _STREET_OR_TOWN.match(lines[at].text)
    )


def _joined(texts: list[str]) -> str:
    joined = ""
    for printed in texts:
        text = printed.strip() if joined else _TO.sub("", printed.strip()).strip()
        if not text:
            continue
        goes_on = bool(joined) and (
            _CONTINUES.match(text) or re.search(r"\b(?:Herrn?|Frau)(?: \w+)?$", joined)
        )
        joined += (" " if goes_on or not joined else ", ") + text
    return joined.strip(" ,").replace("\t", " ").replace(",,", ",")


def council(
    lines: tuple[Line, ...], head: Head, title: str | None, stops: tuple[Stop, ...]
) -> tuple[str | None, tuple[int, ...]]:
    """The Körperschaft: named in the head, in an organization's name, or the place of the letter."""
    top = lines[: head.body]
    for line in top:
        if found := _named(line.text):
            return found, (line.no,)
    for text in (*(stop.organization for stop in stops), title or ""):
        if found := _named(text):
            return found, ()
    for line in top:
        match = _OF_BODY.search(line.text)
        if match and not _NO_PLACE.match(match["name"]):
            return f"{_KIND_OF_BODY[match['body']]} {match['name']}", (line.no,)
    return _place(lines, head)


def _named(text: str) -> str | None:
    match = _COUNCIL.search(text)
    if match is None or _NO_PLACE.match(match["name"]):
        return None
    kind, name = match["kind"], match["name"]
    if kind == "Kreis" and match.start() and text[match.start() - 1].isalpha():
        return None
    return f"{kind.title() if kind.isupper() else kind} {name.title() if name.isupper() else name}"


def _place(lines: tuple[Line, ...], head: Head) -> tuple[str | None, tuple[int, ...]]:
    for part, line in zip(head.parts, lines, strict=False):
        if part is Part.DATELINE and (match := _PLACE.match(line.text)):
            place = lazily(rf"\b(?:in|Stadt|Gemeinde|für|von|der) {re.escape(match['place'])}\b")
            if any(place.search(other.text) for other in lines):
                return match["place"], (line.no,)
    return None, ()


def is_public(lines: tuple[Line, ...], head: Head) -> tuple[bool | None, tuple[int, ...]]:
    """What a line of the form says about the public; a line that prints both boxes says nothing."""
    for part, line in zip(head.parts, lines, strict=False):
        said = part in (Part.LABEL, Part.MARK, Part.ROW) or (part is Part.KIND and _HEADED.search(line.text))
        found = list(_PUBLIC.finditer(line.text)) if said and "ffentlich" in line.text else []
        if len(found) == 1:
            return found[0]["no"] is None, (line.no,)
        if len(found) == 2 and (crossed := _crossed(line.text)) is not None:
            return found[crossed]["no"] is None, (line.no,)
    return None, ()


_CROSSED, _BOX = frozenset("xX☒☑✓✗■"), frozenset("☐□")


def _crossed(text: str) -> int | None:
    """Which of two boxes is crossed, where each stands before its word; None where that is not sure."""
    signs = [(sign in _CROSSED, i) for i, sign in enumerate(text) if sign in _CROSSED or sign in _BOX]
    crosses = [i for crossed, i in signs if crossed]
    if len(crosses) != 1 or signs[0][1] > 1:
        return None
    return int("ffentlich" in text[: crosses[0]])


def own_date(found: tuple[DateFound, ...], stops: tuple[Stop, ...]) -> tuple[date | None, Warn | None]:
    """The paper's own date; one that can be read two ways is decided by the first meeting, else left open."""
    first = min((stop.date for stop in stops if stop.date), default=None)
    for dated in found:
        readings = dated.found.readings
        if len(readings) == 1:
            return readings[0], None
        if len(readings) == 2:
            day = nearest_before(readings, first)
            if day is None:
                return None, Warn("date_order_open", {"text": dated.found.text})
            return day, Warn("date_order_resolved", {"text": dated.found.text, "date": day.isoformat()})
    return None, None


def lone_date(lines: tuple[Line, ...], head: Head) -> int | None:
    """A line that is a date and nothing else, standing free of the route's rows: the letter's date."""
    last_row = max((i for i, part in enumerate(head.parts) if part is Part.ROW), default=-2)
    for i, part in enumerate(head.parts):
        if (
            part is Part.DATELINE
            and i > last_row
            and _ONLY_DATE.match(lines[i].text)
            and (lines[i].gap or i == 0)
        ):
            return i
    return None


_LEADS_TO_DATE = (Part.LABEL, Part.KIND, Part.COUNCIL, Part.APPLICANT, Part.ADDRESS)


def date_above(lines: tuple[Line, ...], head: Head) -> int | None:
    """A line that is a date and nothing else, above every organization of the head: the paper's own."""
    for i, part in enumerate(head.parts):
        if part is Part.ROW:
            return None
        if part is Part.DATELINE and _ONLY_DATE.match(lines[i].text):
            led = i == 0 or lines[i].gap > 0 or head.parts[i - 1] in _LEADS_TO_DATE
            return i if led else None
    return None


def late_date(lines: tuple[Line, ...], start: int) -> tuple[DateFound, int] | None:
    """A date beside the signature: `Musterstadt, den 3.3.2008`."""
    for line in lines[start : start + 15]:
        if len(line.text) < 70 and (match := _LATE_DATE.match(line.text)):
            return DateFound(read_dates(match["date"])[0], 0), line.no
    return None
