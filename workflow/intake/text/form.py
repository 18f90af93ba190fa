"""What a line of a form, a letterhead or an address is, by itself: labels, rows, marks, dates, streets."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from workflow.intake.dates import DATE
from workflow.intake.patterns import lazily
from workflow.intake.text.lines import is_furniture
from workflow.intake.text.organizations import ORGANIZATION, may_name_organization


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


SUBJECT = lazily(
    r"(?:Betreff|Betr\.?|Betrifft|Thema|Titel|Gegenstand|Bezeichnung|Überschrift|"
    r"Kurzbezeichnung|Kurztitel|Bez\.|Antragstitel|Antragsthema|"
    r"Beratungsgegenstand|Gegenstand (?:der Vorlage|des Antrag(?:e?s)))"
    r"\b\.? ?(?::|(?=\t|$))[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)


#: how the labels of a subject begin
SUBJECT_LETTERS = frozenset("BbTtGgÜüKkAa")


_KNOWN_LABEL = (
    r"(?:(?:(?:Entscheidend|Federführend|Beschließend|Zuständig|"
    r"Beteiligt)e[rs]? )?Gremium|Gremien|Verfasser(?:in)?|Termin|(?:(?:Geplante|"
    r"Voraussichtliche)[rs]? )?Sitzungs(?:termine?|datum|tag|art)|Sitzung(?: am)?|Datum|"
    r"TOP(?:-Nr\.)?|Tagesordnungspunkt|"
    r"(?:Geplante |Voraussichtliche |Bisherige )?Beratungsfolge(?: dieser Vorlage)?|"
    r"Zuständig(?:keit)?|Verantwortlich|"
    r"Federführ\w+|Beteiligt\w*|Status|Öffentlichkeitsstatus|Behandlung|"
    r"Beratung(?:sart)?|Ergebnis|Abstimmung\w*|vom|Eingang(?:sdatum)?|"
    r"[Ee]ingegangen(?: am)?|Eingereicht am|"
    r"Aktenzeichen|AZ|Az\.|Geschäftszeichen|Unser Zeichen|Ihr Zeichen|Bearbeiter(?:in)?|"
    r"Bearbeitet von|Sachbearbeiter(?:in)?|Ansprechpartner(?:in)?|Auskunft erteilt|"
    r"Dezernat|Fachbereich|Amt|"
    r"Haushaltsstelle|Haushaltsjahr|Sachkonto|Produktkonto|Konto|Teilhaushalt|Ansatz \w+|"
    r"Drucksachen?-?Art|Vorlage-?Art|Absender|Adressat|Nummer|"
    r"(?:Zum )?Verhandlungsgegenstand|Produkt(?:gruppe|bereich)?|Kostenstelle|"
    r"Wahlperiode|Vorgang|Vertraulichkeit|Bezug|"
    r"Vorlagenart|Anzahl \w+|Seite|Antragsdatum|Vorberatung|Ö ?/ ?N|Zur Beratung in|"
    r"Erstellt(?: am)?|Verfasst am)"
)


_LABEL = lazily(
    rf"(?:{_KNOWN_LABEL})(?: ?:| am\b|(?=\t|$))|[A-ZÄÖÜ][\w/ .()-]{{1,38}}\.? ?:(?=\t|$)", re.IGNORECASE
)


LABEL_ALONE = lazily(r"[^:]{1,40}:$")


_TABLE_HEAD = lazily(
    rf"(?:(?:{_KNOWN_LABEL}|ö|nö|N|Ö|Beschluss|Entscheidung|Top|Uhrzeit|Beginn|Ort|Raum|"
    rf"Nr\.|Status|Rolle|Sitzung|Ja|Nein|Enth\.?|Enthaltung)(?:[ \t/]+|$)){{1,9}}$",
    re.IGNORECASE,
)


_MARK = lazily(
    r"\d{1,2} von \d{1,2}$|(?:Tischvorlage|Nachtrag|Neufassung|Austauschblatt|Entwurf|Kopie|Ausfertigung)$|"
    r"Ursprung ?aktuell$|(?:\d{1,2} ?[a-z]|(?:inter|"
    r"über)fraktionell|gemeinsam|\([^)]{2,25}\))$|"
    r"(?:[xX☒☐☑✓✗□■Ö öNnÜ\t/.,\d-]|ja|nein|nö)+$"
)


_PUBLIC = lazily(
    r"[-–(]? ?(?:nicht[- ]?)?[öo]ffentlich(?:e[rns]?)?(?: (?:Teil|Sitzung(?: de[rs])?|"
    r"Beratung))? ?[-–)]?$",
    re.IGNORECASE,
)


#: `öffentlich ☐ nicht öffentlich ☒`, `X öffentlich / nicht öffentlich`: both boxes of a form
BOXES = lazily(
    r"(?:[xX☒☐☑✓✗□■_()\[\] ]*(?:nicht-? ?)?öffentlich(?:e[rns]?)?(?: Sitzung)?[\t /,]*){2}"
    r"[xX☒☐☑✓✗□■_()\[\] ]*$",
    re.IGNORECASE,
)
#: `IX. Wahlperiode`, `Wahlperiode 2021 - 2026`: the term that a paper belongs to
TERM = lazily(
    r"\(?(?:(?:\d{1,2}|[IVX]{1,6})\. ?)?(?:Wahl|Legislatur|Amts)(?:periode|zeit)(?: ?:)?"
    r"[\d IVX./–-]{0,20}\)?$"
)


_COUNCIL = lazily(
    r"(?:(?:An die |Der |Die )?(?:Stadt|STADT|GEMEINDE|LANDKREIS|KREIS|LANDESHAUPTSTADT|"
    r"Gemeinde|Landeshauptstadt|Kreis(?:stadt)?|Landkreis|Hansestadt|Universitätsstadt|"
    r"Samtgemeinde|Verbandsgemeinde|Markt(?:gemeinde)?|Flecken|"
    r"Landschaftsverband|Region|Bezirksamt|Bezirksverband|Freie und Hansestadt|"
    r"Große Kreisstadt|Amt|Zweckverband) [A-ZÄÖÜ][\w().,/ -]{1,45}"
    r"|(?:Der |Die )?(?:Ober)?[Bb]ürgermeister(?:in)?|(?:Der |Die )?(?:Land|Städte|"
    r"Regions)?[Rr]at?rät?(?:in)?|(?:Der |Die )?Landr(?:at|ätin)|Der Magistrat|(?:Stadt|"
    r"Gemeinde|Kreis|Orts|Samtgemeinde|Bezirks)verwaltung[\w ]{0,25}|"
    r"(?:Ortsverwaltung|Stadtamt|OV|Bezirksverordnetenversammlung|BVV|"
    r"Landschaftsversammlung|Stadtverordnetenversammlung|Gemeindevertretung|Kreistag|"
    r"Stadtrat|Rat der Stadt|Rat der Gemeinde|Bezirksvertretung)[\w -]{0,45}"
    r"|(?:Gruppe|Fraktion) in der$|(?:Haupt|Ordnungs|Rechts|Gartenbau|Tiefbau|Bau|Schul|"
    r"Sozial|Jugend|Umwelt|Kultur|Stadtplanungs|Liegenschafts|Personal|Forst|"
    r"Kämmerei)?amt|Kämmerei)$"
)


ADMIN = lazily(
    r"\b(?:Dez\. ?[\dIVX]|Dezernat|FB|Fachbereich|Fachdienst|FD|Abt\.|Abteilung|Amt \d|"
    r"Stabsstelle|Referat|Eigenbetrieb)\b"
)


_OFFICES = ("Dez", "FB", "Fach", "FD", "Abt", "Amt", "Stab", "Referat", "Eigenb")


_TO = lazily(r"(?:An (?:den|die|das|Herrn|Frau)|An$|an (?:den|die|das)|Herrn?\b|Frau\b|An )")


TOWN = lazily(r"(?:D-? ?)?\d{5} [A-ZÄÖÜ]")


_STREET = lazily(
    r"[A-ZÄÖÜ][\w.ßäöü -]{2,40}?(?:str(?:aße|\.|asse)|[Pp]latz|[Ww]eg|[Aa]llee|[Rr]ing|"
    r"[Gg]asse|[Mm]arkt|[Uu]fer|[Dd]amm|[Hh]of|Rathaus)\.? \d{1,4} ?[a-z]?(?:[-–]\d+)?$"
)


#: what may stand before and behind the date of a dateline: `Musterstadt, den 3.4.2020, 12:30 Uhr`
_BEFORE_DATE = lazily(
    r"(?:[A-ZÄÖÜ][\w./() -]{1,40}?,? ?(?:den |am |im |d\. ?)?|(?:vom|den|am|[Ee]ingegangen(?: am)?|"
    r"[Ee]ingang)\b ?:? ?(?:den )?)?$"
)
_BEHIND_DATE = lazily(r"(?:,? (?:um )?\d\d[:.]\d\d(?: ?Uhr)?)?\.?$")


_DATE_ENDS = frozenset("0123456789.rxX_")


CONTINUES = lazily(r"[a-zäöü]|[/,&(]")


ORGANIZATION_NAME = lazily(ORGANIZATION)


ROW_DATE = lazily(DATE)


COLUMNS = lazily(
    r"(?:Gremium|Gremien|Ausschuss|Beratung).*(?:Termin|Datum|Sitzung)|(?:Termin|"
    r"Datum).*(?:Gremium|Gremien|Ausschuss)",
    re.IGNORECASE,
)


KNOWN = lazily(rf"(?:{_KNOWN_LABEL})\b", re.IGNORECASE)


#: `9. öffentliche Sitzung des Bauausschusses`: a row of a route, not the ninth point
SITTING_ROW = lazily(
    r"\d{1,3}\.? ?(?:\([^)]{1,12}\) ?)?(?:(?:nicht-?)?[öÖ]ffentliche |(?:außer)?ordentliche |[A-Za-z-]+ )?"
    r"(?:\w*[Ss]itzung)\b"
)


#: a sentence about a sitting, not a row of the route
_VERB = lazily(
    r"\b(?:wurde[n]?|hat|haben|ist|sind|war|waren|wird|werden|stellte|beschloss|fand|möge|"
    r"soll|bitten|beantragen|beantragt)\b"
)


_SAYS = lazily(r"\b(?!Sitzung|Öffentliche|Kreis\b|Stadt\b)[A-ZÄÖÜ][a-zäöüß]{5,}")


#: what a row of a route says beside organization and date
_ROLE_WORD = lazily(
    r"\b(?:Vorberatung|Empfehlung|Entscheidung|Beschluss(?:fassung)?|Kenntnisnahme|Anhörung|Beratung|"
    r"Vorbereitung|Information|Beschlussvorbereitung)\b"
)


#: the result of a consultation in a cell of its own
OUTCOME_LINE = lazily(
    r"(?:einstimmig|mehrheitlich|ungeändert|unverändert|geändert|mit Änderung(?:en)?|ohne Änderung(?:en)?|"
    r"zur Kenntnis genommen|vertagt|abgelehnt|angenommen|beschlossen|zugestimmt|empfohlen|zurückgestellt|"
    r"zurückgezogen|verwiesen|überwiesen|abgesetzt|erledigt|im Ausschuss|in der BVV)\b[^.:?]{0,60}$"
)


#: `zur Sitzung des Rates am 3.4.`, `in die nächste Sitzung des Stadtbezirksrates`
_TO_SITTING = lazily(
    r"(?:in|zu|zur|für|auf|bei) (?:(?:die|der|den|das|eine[rn]?) )?(?:\w+ )?(?:\w*[Ss]itzung|Tagesordnung)\b"
)


UNFINISHED = lazily(
    r"(?:[,–-]|\b(?:und|oder|der|die|des|das|dem|den|für|in|im|zu|zur|zum|von|vom|mit|am|an|"
    r"auf))$"
)


ITEM = lazily(r"(?:\d{1,2}[.)]|[a-h]\)|[A-H]\.|[IVX]{1,4}\.|\(\d\)|[-–•*▪→o])[ \t]\S|\d{1,2}[.)]$")


SENTENCE_END = lazily(r"[.!?]$")


@lru_cache(maxsize=1024)
def labelled(text: str) -> bool:
    """True for a line that begins with a label of a form."""
    if len(text) > 45 and ":" not in text and "\t" not in text and " am" not in text:
        return False
    return _LABEL.match(text) is not None


@lru_cache(maxsize=1024)
def part_of_line(text: str) -> Part:
    """The part of a line by itself, without its neighbours."""
    if text[-1] in _DATE_ENDS and len(text) < 70 and _is_dateline(text):
        return Part.DATELINE
    if _MARK.match(text) or (len(text) < 90 and _TABLE_HEAD.match(text)):
        return Part.MARK
    if ("ffentlich" in text and (_PUBLIC.match(text) or BOXES.match(text))) or TERM.match(text):
        return Part.LABEL
    if len(text) < 50 and _is_office(text):
        return Part.LABEL
    if is_furniture(text):
        return Part.FURNITURE
    if (
        TOWN.match(text)
        or (_TO.match(text) and len(text) < 70)
        or (text[-3:].strip(" abcdef")[-1:].isdigit() and _STREET.match(text))
    ):
        return Part.ADDRESS
    if may_name_organization(text) and _is_row(text):
        return Part.ROW
    return Part.COUNCIL if _COUNCIL.match(text) else Part.FREE


def _is_dateline(text: str) -> bool:
    """A place or `vom`, a date, perhaps a time, and nothing more."""
    dated = date_in(text)
    if dated is None or not _BEHIND_DATE.match(text, dated.end()):
        return False
    return _BEFORE_DATE.match(text[: dated.start()]) is not None and not ORGANIZATION_NAME.match(text)


def _is_office(text: str) -> bool:
    return any(stem in text for stem in _OFFICES) and ADMIN.search(text) is not None


def _is_row(text: str) -> bool:
    """An organization and little more than its date, its role, or the words that lead to its sitting."""
    organization = ORGANIZATION_NAME.search(text)
    if organization is None:
        return False
    speaks = _VERB.search(text) is not None
    if len(text) < 110 and not speaks and (_TO_SITTING.match(text) or SITTING_ROW.match(text)):
        return True
    rest = _ROLE_WORD.sub("", text[: organization.start()] + text[organization.end() :])
    dated = date_in(rest)
    if dated and len(rest) - len(dated[0]) < 60 and not _VERB.search(rest):
        return True
    return len(rest.strip(" ,.;:\t")) < 30 and organization.start() < 25 and not _says_more(rest)


def _says_more(rest: str) -> bool:
    return _SAYS.search(rest) is not None


@lru_cache(maxsize=1024)
def date_in(text: str) -> re.Match[str] | None:
    """The first date of a line; most lines have not even a digit or a placeholder."""
    return ROW_DATE.search(text) if _DIGIT.search(text) else None


_DIGIT = lazily(r"\d|[xX_.]\.[xX_.]")


def looks_like_row(text: str) -> bool:
    """True for a short line with a date and no verb."""
    return len(text) < 110 and date_in(text) is not None and not _VERB.search(text)


def begins_anew(before: str, text: str) -> bool:
    """True where a line that is not full is followed by one that begins a sentence: a gap not printed."""
    full = len(before) > 74 or before[-1] in "-,:" or UNFINISHED.search(before) is not None
    return not full and text[0].isupper() and len(text) > 50
