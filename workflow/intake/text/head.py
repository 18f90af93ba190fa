"""The head of a paper, line by line: what is form, address, title, and where the body begins."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from workflow.intake.dates import DATE
from workflow.intake.text import kind as kinds
from workflow.intake.text import parties, references, sections
from workflow.intake.text.lines import Line, is_furniture, join_lines
from workflow.intake.text.organizations import ORGANIZATION, may_name_organization

#: a head longer than this is none
_LONGEST = 70
_PROSE = 260


class Part(IntEnum):
    """What a line of the head is."""

    FREE = 0
    KIND = 1
    APPLICANT = 2
    LABEL = 3  #: a label with its value, or a value whose label stood before
    ROW = 4  #: an organization or a date of the route
    MARK = 5  #: crosses, numbers, heads of tables
    COUNCIL = 6
    ADDRESS = 7
    DATELINE = 8
    FURNITURE = 9
    SUBJECT = 10


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


_SUBJECT = re.compile(
    r"(?:Betreff|Betr\.?|Betrifft|Thema|Titel|Gegenstand|Bezeichnung|Überschrift|Kurzbezeichnung|Kurztitel|Bez\.|Antragstitel|Antragsthema|Beratungsgegenstand)\b ?(?::|(?=\t|$))[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_KNOWN_LABEL = (
    r"(?:Gremium|Gremien|Termin|Sitzungs(?:termin|datum|tag|art)|Sitzung(?: am)?|Datum|TOP(?:-Nr\.)?|Tagesordnungspunkt|Beratungsfolge(?: dieser Vorlage)?|Zuständig(?:keit)?|Verantwortlich|"
    r"Federführ\w+|Beteiligt\w*|Status|Öffentlichkeitsstatus|Behandlung|Beratung(?:sart)?|Ergebnis|Abstimmung\w*|vom|Eingang(?:sdatum)?|[Ee]ingegangen(?: am)?|Eingereicht am|"
    r"Aktenzeichen|AZ|Az\.|Geschäftszeichen|Unser Zeichen|Ihr Zeichen|Bearbeiter(?:in)?|Bearbeitet von|Sachbearbeiter(?:in)?|Ansprechpartner(?:in)?|Auskunft erteilt|Dezernat|Fachbereich|Amt|"
    r"Haushaltsstelle|Haushaltsjahr|Produkt(?:gruppe|bereich)?|Kostenstelle|Wahlperiode|Vorlagenart|Anzahl \w+|Seite|Antragsdatum|Vorberatung|Ö/N|Zur Beratung in|Erstellt(?: am)?|Verfasst am)"
)
_LABEL = re.compile(rf"(?:{_KNOWN_LABEL})(?: ?:| am\b|(?=\t|$))|[A-ZÄÖÜ][\w/ .()-]{{1,38}}\.? ?:(?=\t|$)", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"[^:]{1,40}:$")
_TABLE_HEAD = re.compile(
    rf"(?:(?:{_KNOWN_LABEL}|ö|nö|N|Ö|Beschluss|Entscheidung|Top|Uhrzeit|Beginn|Ort|Raum|Nr\.|Status|Rolle|Sitzung|Ja|Nein|Enth\.?|Enthaltung)(?:[ \t/]+|$)){{1,9}}$", re.IGNORECASE
)
_MARK = re.compile(r"(?:\d{1,2} ?[a-z]|(?:inter|über)fraktionell|gemeinsam|\([^)]{2,25}\))$|(?:[xX☒☐☑✓✗□■Ö öNnÜ\t/.,\d-]|ja|nein|nö)+$")
_PUBLIC = re.compile(r"[-–(]? ?(?:nicht[- ]?)?[öo]ffentlich(?:e[rns]?)?(?: (?:Teil|Sitzung(?: de[rs])?|Beratung))? ?[-–)]?$", re.IGNORECASE)
_COUNCIL = re.compile(
    r"(?:(?:An die |Der |Die )?(?:Stadt|STADT|GEMEINDE|LANDKREIS|KREIS|LANDESHAUPTSTADT|Gemeinde|Landeshauptstadt|Kreis(?:stadt)?|Landkreis|Hansestadt|Universitätsstadt|Samtgemeinde|Verbandsgemeinde|Markt(?:gemeinde)?|Flecken|"
    r"Landschaftsverband|Region|Bezirksamt|Bezirksverband|Freie und Hansestadt|Große Kreisstadt|Amt|Zweckverband) [A-ZÄÖÜ][\w().,/ -]{1,45}"
    r"|(?:Der |Die )?(?:Ober)?[Bb]ürgermeister(?:in)?|(?:Der |Die )?(?:Land|Städte|Regions)?[Rr]at?rät?(?:in)?|(?:Der |Die )?Landr(?:at|ätin)|Der Magistrat|(?:Stadt|Gemeinde|Kreis|Orts|Samtgemeinde|Bezirks)verwaltung[\w ]{0,25}|"
    r"(?:Ortsverwaltung|Stadtamt|OV|Bezirksverordnetenversammlung|BVV|Landschaftsversammlung|Stadtverordnetenversammlung|Gemeindevertretung|Kreistag|Stadtrat|Rat der Stadt|Rat der Gemeinde|Bezirksvertretung)[\w -]{0,45}"
    r"|(?:Gruppe|Fraktion) in der$|(?:Haupt|Ordnungs|Rechts|Gartenbau|Tiefbau|Bau|Schul|Sozial|Jugend|Umwelt|Kultur|Stadtplanungs|Liegenschafts|Personal|Forst|Kämmerei)?amt|Kämmerei)$"
)
_ADMIN = re.compile(r"\b(?:Dez\. ?[\dIVX]|Dezernat|FB|Fachbereich|Fachdienst|FD|Abt\.|Abteilung|Amt \d|Stabsstelle|Referat|Eigenbetrieb)\b")
_TO = re.compile(r"(?:An (?:den|die|das|Herrn|Frau)|An$|an (?:den|die|das)|Herrn?\b|Frau\b|An )")
_TOWN = re.compile(r"(?:D-? ?)?\d{5} [A-ZÄÖÜ]")
_STREET = re.compile(r"[A-ZÄÖÜ][\w.ßäöü -]{2,40}?(?:str(?:aße|\.|asse)|[Pp]latz|[Ww]eg|[Aa]llee|[Rr]ing|[Gg]asse|[Mm]arkt|[Uu]fer|[Dd]amm|[Hh]of|Rathaus)\.? \d{1,4} ?[a-z]?(?:[-–]\d+)?$")
_DATELINE = re.compile(
    rf"(?:[A-ZÄÖÜ][\w./() -]{{1,40}}?,? ?(?:den |am |im )?|(?:vom|den|am|[Ee]ingegangen(?: am)?|[Ee]ingang)\b ?:? ?(?:den )?)?(?:{DATE})(?:,? (?:um )?\d\d[:.]\d\d(?: ?Uhr)?)?\.?$"
)
_ITEM = re.compile(r"(?:\d{1,2}[.)]|[a-h]\)|[A-H]\.|[IVX]{1,4}\.|\(\d\)|[-–•*▪→o])[ \t]\S|\d{1,2}[.)]$")
_SENTENCE_END = re.compile(r"[.!?]$")
_DATE_ENDS = frozenset("0123456789.rxX_")
_CONTINUES = re.compile(r"[a-zäöü]|[/,&(]")
_ORGANIZATION = re.compile(ORGANIZATION)
_ROW_DATE = re.compile(DATE)


class _Reader:
    """The state of one pass over the head; lives no longer than `read_head`."""

    def __init__(self, lines: tuple[Line, ...], titled: list[sections.Section], names: tuple[str, ...]) -> None:
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
        first = min(self.stops, default=_LONGEST)
        greetings = (i for i, line in enumerate(lines[: min(first, _LONGEST)]) if sections.is_salutation(line.text))
        #: a letter's head ends at its salutation, whatever stands before it
        self.salutation = next(greetings, None)


def read_head(lines: tuple[Line, ...], titled: list[sections.Section], names: tuple[str, ...] = ()) -> Head:
    """Read the head: each line's part, the kind, own reference, applicants on lines of their own, and the title."""
    reader = _Reader(lines, titled, names)
    body = min(len(lines), _LONGEST)
    for at in range(body):
        if _ends_head(reader, at):
            body = at
            break
        reader.parts.append(_part_of(reader, at))
    body = _drop_trailing_title(reader, body)
    start, end, title = _title(reader, body)
    return Head(
        tuple(reader.parts[:body]), body, reader.kind, reader.kind_at, reader.reference, reader.reference_at,
        tuple(reader.applicants), title, (start, end),
    )  # fmt: skip


def _ends_head(reader: _Reader, at: int) -> bool:
    """True where the body begins: a salutation, a heading, an enacting clause, a point, or running text."""
    text, gap = reader.lines[at].text, reader.lines[at].gap
    if at in reader.stops or sections.is_salutation(text):
        return True
    if reader.salutation is not None:
        return False
    if at and text[-1] == ":" and len(text) > 15 and sections.enacting_clause(text) and kinds.kind_of_line(text) is None:
        return True
    free_before = _has_title(reader)
    if _ITEM.match(text) and free_before and len(text) > 12 and kinds.kind_of_line(text) is None:
        return True
    if reader.kind is not None and free_before and len(text) < 40 and text[-1] != "-":
        again = kinds.kind_of_line(text)
        if again is not None and again.rest in ("", ":"):
            return True
    if (free_before or reader.rows) and len(text) > 30 and sections.enacting_clause(text) and not _is_title_so_far(reader, at):
        return True
    if text.startswith(reader.names) and _looks_like_row(text):
        return False
    if not gap and reader.parts and reader.parts[-1] is Part.FREE and len(_block(reader)) < _PROSE:
        return reader.rows and _has_title(reader) and _begins_anew(reader.lines[at - 1].text, text)
    return _is_running_text(reader, at)


def _has_title(reader: _Reader) -> bool:
    """What stands above the kind (a letterhead, a path of a web page) is no title where the kind follows."""
    after = -1 if reader.kind_at is None else reader.kind_at
    return bool(reader.subject) or any(block[0] > after for block in reader.blocks)


def _is_title_so_far(reader: _Reader, at: int) -> bool:
    return bool(at and not reader.lines[at].gap and reader.parts[-1] in (Part.FREE, Part.SUBJECT) and ":" not in reader.lines[at].text[-2:])


def _block(reader: _Reader) -> str:
    return " ".join(reader.lines[i].text for i in reader.blocks[-1]) if reader.blocks else ""


def _is_running_text(reader: _Reader, at: int) -> bool:
    """A paragraph after the title and the route, or one too long to be a title."""
    text = reader.lines[at].text
    if parties.applicants_of_line(text) or parties.labelled_applicants(text) is not None or kinds.kind_of_line(text):
        return False
    if labelled(text) or _part_of_line(text) is not Part.FREE or _stands_over_table(reader, at):
        return False
    paragraph = _paragraph(reader, at)
    if len(paragraph) > _PROSE:
        after = reader.lines[at + 1].text if at + 1 < len(reader.lines) else ""
        if not after:
            return True
        return _has_title(reader) or not reader.rows or not _begins_anew(text, after) and kinds.kind_of_line(after) is None
    if reader.rows and _has_title(reader):
        return reader.waiting == 0 or len(paragraph) > 60
    return len(paragraph) > 110 and _SENTENCE_END.search(paragraph) is not None and paragraph.count(" ") > 12


def _begins_anew(before: str, text: str) -> bool:
    """True where a line that is not full is followed by one that begins a sentence: no gap is printed, yet it is one."""
    full = len(before) > 74 or before[-1] in "-,:" or _UNFINISHED.search(before) is not None
    return not full and text[0].isupper() and len(text) > 50


def _looks_like_row(text: str) -> bool:
    return len(text) < 110 and _ROW_DATE.search(text) is not None and not _VERB.search(text)


def _stands_over_table(reader: _Reader, at: int) -> bool:
    """A block with the head of the route's table right below is the title, question mark or not."""
    end = at
    while end < len(reader.lines) and end < at + 5 and _part_of_line(reader.lines[end].text) is Part.FREE:
        end += 1
    return end < len(reader.lines) and _COLUMNS.match(reader.lines[end].text) is not None


def _paragraph(reader: _Reader, at: int) -> str:
    lines = reader.lines
    end = at + 1
    while end < len(lines) and end < at + 5 and not lines[end].gap and end not in reader.stops:
        if labelled(lines[end].text) or parties.applicants_of_line(lines[end].text) or kinds.kind_of_line(lines[end].text):
            break
        end += 1
    return " ".join(line.text for line in lines[at:end])


_COLUMNS = re.compile(r"(?:Gremium|Gremien|Ausschuss|Beratung).*(?:Termin|Datum|Sitzung)|(?:Termin|Datum).*(?:Gremium|Gremien|Ausschuss)", re.IGNORECASE)


def _part_of(reader: _Reader, at: int) -> Part:
    text, gap = reader.lines[at].text, reader.lines[at].gap
    if reader.subject and reader.subject[-1] == at - 1 and not gap and _goes_on(reader, text):
        reader.subject.append(at)
        return Part.SUBJECT
    if not gap and text[0].islower() and reader.parts[-1:] == [Part.FREE] and not labelled(text):
        _add_free(reader, at)
        return Part.FREE
    if subject := _SUBJECT.match(text):
        reader.subject_text = subject["value"]
        reader.subject.append(at)
        return Part.SUBJECT
    if (found := _kind_part(reader, at)) is not None:
        return found
    if (found := _label_part(reader, at)) is not None:
        return found
    if _goes_on_address(reader, at):
        return Part.ADDRESS
    part = _part_of_line(text)
    if part is Part.MARK and _COLUMNS.search(text):
        reader.in_table = True
    elif part is Part.FREE and (reader.in_table or text.startswith(reader.names)) and _looks_like_row(text):
        part = Part.ROW
    if part is Part.FREE and (reader.waiting or reader.parts[-1:] == [Part.LABEL]) and _is_value(reader, at):
        return Part.LABEL
    if part in (Part.DATELINE, Part.MARK) or part is Part.LABEL and _ADMIN.search(text):
        reader.waiting = max(0, reader.waiting - 1)
    if part is Part.ROW:
        reader.rows = reader.rows or _ROW_DATE.search(text) is not None
        reader.waiting = max(0, reader.waiting - 1)
    if part is Part.FREE:
        _add_free(reader, at)
    return part


def _goes_on_address(reader: _Reader, at: int) -> bool:
    """An address goes on to the next gap, or to its town."""
    if not reader.parts or reader.parts[-1] is not Part.ADDRESS or reader.lines[at].gap:
        return False
    text = reader.lines[at].text
    return _TOWN.match(reader.lines[at - 1].text) is None and len(text) < 80 and not _ROW_DATE.search(text)


def _goes_on(reader: _Reader, text: str) -> bool:
    if reader.subject_text == "" and len(reader.subject) == 1:
        return True
    return _part_of_line(text) is Part.FREE and not labelled(text) and kinds.kind_of_line(text) is None


@lru_cache(maxsize=256)
def labelled(text: str) -> bool:
    """True for a line that begins with a label of a form."""
    return _LABEL.match(text) is not None


#: "Antrag auf Aufstellung …" under a heading "Antrag" is its title
_TOPIC_START = re.compile(r"(?:auf|für|über|wegen|bezüglich|zu[rm]?(?! (?:Sitzung|TOP|DS|Drucksache|Vorlage|Tagesordnung|Beratung)))\b.{8}|: ?\S.{8}")


def _kind_part(reader: _Reader, at: int) -> Part | None:
    text = reader.lines[at].text
    if explicit := kinds.kind_of_label(text):
        reader.kind, reader.kind_at = explicit, at
        return Part.LABEL
    found = kinds.kind_of_line(text)
    if found is None:
        return None
    if reader.kind is not None and _TOPIC_START.match(found.rest) and not parties.applicants_of_kind(text):
        return None
    if reader.kind is None or reader.kind.kind is kinds.Kind.MOTION and found.kind is kinds.Kind.AMENDMENT:
        reader.kind, reader.kind_at = found, at
    elif found.urgent and found.kind is reader.kind.kind:
        reader.kind = reader.kind._replace(urgent=True)
    if reader.reference is None and (ref := references.reference_of_kind(text)):
        reader.reference, reader.reference_at = ref, at
    elif reader.reference is None and (own := references.labelled_reference(text)) and own.value:
        reader.reference, reader.reference_at = own.value, at
    for name in parties.applicants_of_kind(text):
        reader.applicants.append((name, at))
    return Part.KIND


def _label_part(reader: _Reader, at: int) -> Part | None:
    text = reader.lines[at].text
    own = references.labelled_reference(text) if reader.reference is None else None
    if own is not None:
        reader.reference, reader.waiting_reference = own.value, own.pending
        reader.reference_at = at
        reader.applicants.extend((name, at) for name in (parties.applicants_of_line(own.before) if own.before else ()))
        return Part.LABEL
    if reader.reference is None and (bare := references.bare_reference(text)):
        reader.reference, reader.reference_at, reader.waiting_reference = bare, at, False
        return Part.LABEL
    value = parties.labelled_applicants(text)
    if value is not None:
        reader.waiting_applicant = not value
        reader.applicants.extend((name, at) for name in parties.split_applicants(value) if not _ROW_DATE.search(value))
        return Part.LABEL
    if reader.waiting_applicant and _part_of_line(text) in (Part.FREE, Part.APPLICANT) and not labelled(text):
        reader.waiting_applicant = False
        reader.applicants.extend((name, at) for name in parties.split_applicants(text))
        return Part.APPLICANT
    found = parties.applicants_of_line(text)
    if found:
        reader.waiting_applicant = False
        reader.applicants.extend((name, at) for name in found)
        return Part.APPLICANT
    if _LABEL_ALONE.match(text) and _is_half_a_title(reader, at):
        return None
    if labelled(text) and not (_ROW_DATE.search(text) and _ORGANIZATION.search(text)):
        reader.waiting += _LABEL_ALONE.match(text) is not None
        return Part.LABEL
    if reader.waiting_reference and (value := references.pending_value(text)):
        reader.reference, reader.reference_at, reader.waiting_reference = value, at, False
        return Part.LABEL
    return None


_KNOWN = re.compile(rf"(?:{_KNOWN_LABEL})\b", re.IGNORECASE)


def _is_half_a_title(reader: _Reader, at: int) -> bool:
    """`Graffitischutz an Verteilerkästen:` and its second line are one title, no label with a value."""
    text = reader.lines[at].text
    if _KNOWN.match(text) or at + 1 >= len(reader.lines) or reader.lines[at + 1].gap:
        return False
    goes_on = _part_of_line(reader.lines[at + 1].text) is Part.FREE
    return goes_on and (text.count(" ") > 1 or reader.parts[-1:] == [Part.FREE] and not reader.lines[at].gap)


def _is_value(reader: _Reader, at: int) -> bool:
    """A short line that answers a label before it (`Verantwortlich:` … `Dez. 6`), or goes on from one that does."""
    text = reader.lines[at].text
    before = reader.parts[-1] if reader.parts else Part.FREE
    if len(text) > 60 or before is Part.FREE:
        return False
    if not reader.waiting:
        return False
    if reader.lines[at].gap:
        return len(text) < 45 and _title_follows(reader, at)
    admin = before is Part.LABEL and _ADMIN.search(reader.lines[at - 1].text) is not None
    if admin and not reader.lines[at].gap and len(text) < 40 and _title_follows(reader, at):
        return True
    if before is Part.LABEL and not reader.lines[at].gap and (_CONTINUES.match(text) or reader.lines[at - 1].text[-1] in "/,-"):
        return True
    reader.waiting -= 1
    return True


def _title_follows(reader: _Reader, at: int) -> bool:
    """True where the next paragraph is one that can be the title, so that this line need not be it."""
    lines, after = reader.lines, at + 1
    if after + 1 >= len(lines) or not lines[after].gap or after in reader.stops:
        return False
    text = _paragraph(reader, after)
    lasts = text.count(" ") < 22 and len(text) < 170 and not _SENTENCE_END.search(text) and not sections.enacting_clause(text)
    return lasts and not _ITEM.match(text) and kinds.kind_of_line(text) is None and _part_of_line(lines[after].text) is Part.FREE


@lru_cache(maxsize=256)
def _part_of_line(text: str) -> Part:
    """The part of a line by itself, without its neighbours."""
    if text[-1] in _DATE_ENDS and len(text) < 70 and _DATELINE.match(text) and not _ORGANIZATION.match(text):
        return Part.DATELINE
    if _MARK.match(text) or len(text) < 90 and _TABLE_HEAD.match(text):
        return Part.MARK
    if _PUBLIC.match(text) or len(text) < 50 and _ADMIN.search(text):
        return Part.LABEL
    if is_furniture(text):
        return Part.FURNITURE
    if _TOWN.match(text) or _TO.match(text) and len(text) < 70 or text[-3:].strip(" abcdef")[-1:].isdigit() and _STREET.match(text):
        return Part.ADDRESS
    if may_name_organization(text) and (organization := _ORGANIZATION.search(text)):
        rest = text[: organization.start()] + text[organization.end():]
        dated = _ROW_DATE.search(rest)
        if dated and len(rest) - len(dated[0]) < 60 and not _VERB.search(rest) or len(rest.strip(" ,.;:\t")) < 30 and organization.start() < 25 and not _says_more(rest):
            return Part.ROW
    if _COUNCIL.match(text):
        return Part.COUNCIL
    return Part.FREE


#: a sentence about a sitting, not a row of the route
_VERB = re.compile(r"\b(?:wurde[n]?|hat|haben|ist|sind|war|waren|wird|werden|stellte|beschloss|fand|möge|soll|bitten|beantragen|beantragt)\b")
_SAYS = re.compile(r"\b(?!Sitzung|Öffentliche|Kreis\b|Stadt\b)[A-ZÄÖÜ][a-zäöüß]{5,}")


def _says_more(rest: str) -> bool:
    return _SAYS.search(rest) is not None


_UNFINISHED = re.compile(r"(?:[,–-]|\b(?:und|oder|der|die|des|das|dem|den|für|in|im|zu|zur|zum|von|vom|mit|am|an|auf))$")


def _add_free(reader: _Reader, at: int) -> None:
    line = reader.lines[at]
    if reader.blocks and reader.blocks[-1][-1] == at - 1 and (not line.gap or _UNFINISHED.search(reader.lines[at - 1].text)):
        reader.blocks[-1].append(at)
    else:
        reader.blocks.append([at])


def _drop_trailing_title(reader: _Reader, body: int) -> int:
    """A free block after the title and the route belongs to the body."""
    after = -1 if reader.kind_at is None else reader.kind_at
    titles = [block for block in reader.blocks if block[0] > after]
    if len(titles) < 2 or not reader.rows or reader.subject:
        return body
    if body < len(reader.lines) and sections.is_salutation(reader.lines[body].text):
        return body
    last_row = max((i for i, part in enumerate(reader.parts) if part is Part.ROW), default=-1)
    for block in titles[1:]:
        if block[0] > last_row:
            del reader.blocks[reader.blocks.index(block):]
            return block[0]
    return body


def _title(reader: _Reader, body: int) -> tuple[int, int, str | None]:
    """The title: behind a label, else the block that the layout puts it in."""
    if reader.subject:
        texts = [reader.subject_text or "", *(reader.lines[i].text for i in reader.subject[1:])]
        return reader.subject[0], reader.subject[-1], tidy_title(join_lines([t for t in texts if t]))
    if reader.kind and reader.kind_at is not None and _COLON.match(reader.kind.rest) and not parties.applicants_of_line(reader.kind.rest[1:].strip()):
        found = _title_in_kind(reader)
        if found[2]:
            return found
    blocks = [block for block in reader.blocks if block[0] < body and _can_be_title(reader, block)]
    if not blocks:
        return _title_in_kind(reader)
    block = _choose(reader, blocks, body)
    return block[0], block[-1], tidy_title(join_lines([reader.lines[i].text for i in block]))


#: the path to a web page
_PATH = re.compile(r"(?:Anträge|Anfragen|Aktuelles|Presse|Startseite|Home|Sie sind hier|Menü|Archiv|Navigation|Suche)\b.{0,30}$")


def _can_be_title(reader: _Reader, block: list[int]) -> bool:
    text = " ".join(reader.lines[i].text for i in block)
    if len(text) < 4 or _PATH.match(text) or not any(sign.isalpha() for sign in text) or len(text) > 400:
        return False
    after, before = block[-1] + 1, block[0] - 1
    if after < len(reader.parts) and reader.parts[after] is Part.ADDRESS and not reader.lines[after].gap:
        return False
    return not (before >= 0 and reader.parts[before] is Part.ADDRESS and not reader.lines[block[0]].gap)


def _choose(reader: _Reader, blocks: list[list[int]], body: int) -> list[int]:
    """In a letter the subject stands last before the salutation, in a form the title first after the heading."""
    if body < len(reader.lines) and sections.is_salutation(reader.lines[body].text):
        return blocks[-1]
    if reader.kind_at is not None:
        after = [block for block in blocks if block[0] > reader.kind_at]
        return after[0] if after else blocks[-1]
    return blocks[0]


_QUOTED = re.compile(r"[„“\"»](?P<title>[^„“”\"«»]{5,200})[“”\"«]")
_COLON = re.compile(r": ?\w.{6}")
_TOPIC = re.compile(
    r"(?:\b(?:auf|zu[rm]?|betreffend|bezüglich|bzgl\.|betr\.:?|wegen|für|über)(?: (?:dem |das )?Thema:?)?|:| [-–]) (?P<title>(?!TOP\b|Sitzung|Drucksache|Vorlage|DS\b|Beratung|§|\d).{8,250})$"
)


def _title_in_kind(reader: _Reader) -> tuple[int, int, str | None]:
    """No title of its own: the heading says it (`Antrag auf Einrichtung …`, `Antrag „Bänke am See“`)."""
    if reader.kind_at is None:
        return -1, -1, None
    end = reader.kind_at + 1
    while end < len(reader.parts) and not reader.lines[end].gap and reader.parts[end] is Part.FREE:
        end += 1
    text = join_lines([line.text for line in reader.lines[reader.kind_at:end]])
    if (quoted := _QUOTED.search(text)) and not _COLON.search(text[: quoted.start()]):
        return reader.kind_at, end - 1, quoted["title"].strip()
    if topic := _TOPIC.search(text):
        title = topic["title"] if text[topic.start()] in ": -–" or topic[0].startswith(" ") else text
        return reader.kind_at, end - 1, tidy_title(title)
    return -1, -1, None


_DECORATION = re.compile(r"^(?:Thema|Betreff|Betr\.|Titel|Antrag|Anfrage|ANTRAG|Änderungsantrag|Ergänzungsantrag) ?: ?|^[-–•:„\"“]+ ?(?=[^“\"]*$)|(?<=[^“\"]) ?[-–]$|^[„\"“](?=[^“\"„]*[“\"]$)|(?<=^[„\"“])")


def tidy_title(text: str) -> str | None:
    """A title without the signs of its layout: `Thema: …`, dashes around it, quotation marks around all of it."""
    text = text.strip()
    if len(text) > 2 and text[0] in "„\"“»" and text[-1] in "“\"”«" and not any(q in text[1:-1] for q in "„\"“”»«"):
        text = text[1:-1]
    while (shorter := _DECORATION.sub("", text).strip()) != text and shorter:
        text = shorter
    return text or None
