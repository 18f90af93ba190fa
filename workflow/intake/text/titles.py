"""The title: behind a label, in the block that the layout puts it in, or in the heading itself."""

from __future__ import annotations

from workflow.intake.patterns import lazily
from workflow.intake.text import kind as kinds
from workflow.intake.text import parties, sections
from workflow.intake.text.form import SUBJECT, Part
from workflow.intake.text.lines import join_lines
from workflow.intake.text.scan import Scan


def read_title(scan: Scan, body: int) -> tuple[int, int, str | None]:
    """The title: behind a label, else the block that the layout puts it in."""
    if not scan.subject and (late := _subject_below(scan, body)):
        return late
    if named := _after_sitting(scan):
        return named
    if scan.subject:
        texts = [scan.subject_text or "", *(scan.lines[i].text for i in scan.subject[1:])]
        return scan.subject[0], scan.subject[-1], _of_subject(join_lines([t for t in texts if t]))
    if (
        scan.kind
        and scan.kind_at is not None
        and _COLON.match(scan.kind.rest)
        and not parties.applicants_of_line(scan.kind.rest[1:].strip())
    ):
        found = _title_in_kind(scan)
        if found[2]:
            return found
    blocks = [block for block in scan.blocks if block[0] < body and _can_be_title(scan, block)]
    if not blocks:
        return _title_in_kind(scan)
    if _is_letterhead(scan, blocks, body) and (named := _title_in_kind(scan))[2]:
        return named
    block = _choose(scan, blocks, body)
    return block[0], block[-1], tidy_title(join_lines([scan.lines[i].text for i in block]))


def _of_subject(text: str) -> str | None:
    """`Antrag der SPD-Fraktion: Bänke am See` as a subject is about the benches."""
    before, colon, after = text.partition(": ")
    if colon and len(after) > 5 and kinds.kind_of_line(before) and parties.applicants_of_kind(before):
        return tidy_title(after)
    return tidy_title(text)


#: `Antrag zur Sitzung des Rates am 24.01.: Sperrung der Brücke`
_SITTING_COLON = lazily(
    r"(?:zu[rm]?|für|in|gem\.?|gemäß|nach)\b[^:]{0,100}(?:[Ss]itzung|§|"
    r"Tagesordnung)[^:]{0,80}: ?(?P<title>\w.{6,})$"
)


def _after_sitting(scan: Scan) -> tuple[int, int, str | None] | None:
    if scan.subject or scan.kind is None or scan.kind_at is None or scan.kind.kind is kinds.Kind.AMENDMENT:
        return None
    named = _SITTING_COLON.match(scan.kind.rest)
    if named is None or parties.applicants_of_line(named["title"]):
        return None
    end = scan.kind_at + 1
    texts = [named["title"]]
    while end < len(scan.parts) and not scan.lines[end].gap and scan.parts[end] is Part.FREE:
        texts.append(scan.lines[end].text)
        end += 1
    return scan.kind_at, end - 1, tidy_title(join_lines(texts))


def _subject_below(scan: Scan, body: int) -> tuple[int, int, str | None] | None:
    """A subject with its label under the heading that ends the head: `Antrag` / `Betr.: Kiezblock`."""
    for at in range(body, min(body + 4, len(scan.lines))):
        subject = SUBJECT.match(scan.lines[at].text)
        if subject and len(subject["value"]) > 3:
            return at, at, tidy_title(subject["value"])
    return None


#: the path to a web page
_PATH = lazily(
    r"(?:Anträge|Anfragen|Aktuelles|Presse|Startseite|Home|Sie sind hier|Menü|Archiv|"
    r"Navigation|Suche)\b.{0,30}$"
)


def _can_be_title(scan: Scan, block: list[int]) -> bool:
    text = " ".join(scan.lines[i].text for i in block)
    if len(text) < 4 or _PATH.match(text) or not any(sign.isalpha() for sign in text) or len(text) > 400:
        return False
    after, before = block[-1] + 1, block[0] - 1
    if after < len(scan.parts) and scan.parts[after] is Part.ADDRESS and not scan.lines[after].gap:
        return False
    return not (before >= 0 and scan.parts[before] is Part.ADDRESS and not scan.lines[block[0]].gap)


def _is_letterhead(scan: Scan, blocks: list[list[int]], body: int) -> bool:
    """In a letter all that stands free stands above the heading, and above its address or its date."""
    greeted = body < len(scan.lines) and sections.is_salutation(scan.lines[body].text)
    if not greeted or scan.kind_at is None or blocks[-1][-1] > scan.kind_at:
        return False
    between = scan.parts[blocks[-1][-1] : scan.kind_at]
    return Part.ADDRESS in between or Part.DATELINE in between


def _choose(scan: Scan, blocks: list[list[int]], body: int) -> list[int]:
    """In a letter the subject stands last before the salutation, in a form first after the heading."""
    if body < len(scan.lines) and sections.is_salutation(scan.lines[body].text):
        return blocks[-1]
    if scan.kind_at is not None:
        after = [block for block in blocks if block[0] > scan.kind_at]
        named = [block for block in after if not _FRAME.match(scan.lines[block[0]].text)]
        before = [block for block in blocks if block[0] < scan.kind_at]
        return named[0] if named else before[-1] if before and after else after[0] if after else blocks[-1]
    return blocks[0]


#: lines that go on with the heading: `zum Haushaltsplan 2022`, `in die nächste Sitzung des Rates`
_FRAME = lazily(
    r"(?:zu[rm]?|für|in|auf|gemäß|gem\.|nach) (?:(?:die|der|den|das|dem) )?(?:\w+ )?"
    r"(?:(?:Doppel|Nachtrags)?[Hh]aushalt\w*|\w*[Ss]itzung|TOP|Tagesordnung|§|Beratung|"
    r"(?:folgenden )?Thema ?:?$|Überweisung|Vorberatung|Behandlung|Beschlussfassung)"
)
_QUOTED = lazily(r"[„“\"»](?P<title>[^„“”\"«»]{5,200})[“”\"«]")


_COLON = lazily(r": ?\w.{6}")


_TOPIC = lazily(
    r"(?:\b(?:auf|zu[rm]?|betreffend|bezüglich|bzgl\.|betr\.:?|wegen|für|"
    r"über)(?: (?:dem |das )?Thema:?)?|:| [-–]) (?P<title>(?!TOP\b|Sitzung|Drucksache|"
    r"Vorlage|DS\b|Beratung|§|\d).{8,250})$"
)


def _title_in_kind(scan: Scan) -> tuple[int, int, str | None]:
    """No title of its own: the heading says it (`Antrag auf Einrichtung …`, `Antrag „Bänke am See“`)."""
    if scan.kind_at is None:
        return -1, -1, None
    end = scan.kind_at + 1
    while end < len(scan.parts) and not scan.lines[end].gap and scan.parts[end] is Part.FREE:
        end += 1
    text = join_lines([line.text for line in scan.lines[scan.kind_at : end]])
    if (quoted := _QUOTED.search(text)) and not _COLON.search(text[: quoted.start()]):
        return scan.kind_at, end - 1, quoted["title"].strip()
    if topic := _TOPIC.search(text):
        title = topic["title"] if text[topic.start()] in ": -–" or topic[0].startswith(" ") else text
        return scan.kind_at, end - 1, tidy_title(title)
    return -1, -1, None


_DECORATION = lazily(
    r"^(?:Thema|Betreff|Betr\.|Titel|[Hh]ier|Antrag|Anfrage|ANTRAG|Änderungsantrag|"
    r"Ergänzungsantrag) ?: ?|^(?:betreffend|betr\.|bezüglich|bzgl\.|zum Thema):? |"
    r"^[-–•:„\"“]+ ?(?=[^“\"]*$)|(?<=[^“\"]) ?[-–]$|"
    r"^[„\"“](?=[^“\"„]*[“\"]$)|(?<=^[„\"“])"
)


#: `Antrag zur Ratssitzung am 23.2., hier: Defibrillator` is about the defibrillator
_HERE = lazily(r"^(?:Antrag|Anfrage|Änderungsantrag|Ergänzungsantrag)\b[^:]{0,120}\bhier: ?(?=\S)")


def tidy_title(text: str) -> str | None:
    """A title without the signs of its layout: `Thema: …`, dashes or quotation marks around it."""
    text = _HERE.sub("", text.strip())
    if (
        len(text) > 2
        and text[0] in '„"“»'
        and text[-1] in '“"”«'
        and not any(q in text[1:-1] for q in '„"“”»«')
    ):
        text = text[1:-1]
    dressed = text and (
        text[0] in '-–•:„"“'
        or text[-1] in '-–“"'
        or ":" in text[:20]
        or text[:3] in ("bet", "bez", "bzg", "zum")
    )
    while dressed and (shorter := _DECORATION.sub("", text).strip()) != text and shorter:
        text = shorter
    return text or None
