"""Where the parts of a paper begin: resolution, reasoning, costs, closing, by their headings and clauses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from workflow.intake.patterns import lazily
from workflow.intake.text.lines import Line

_BEFORE = r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-D])[.)] ?|[-–•] ?)?(?:(?:[Zz]u[mr]|der|unser|Unser) )?"
_REASON_WORD = (
    r"(?:(?:Antrags|Kurz|Sach)?-?[Bb]egründungs?(?:text)?|BEGRÜNDUNG|"
    r"Sachverhalt(?:sdarstellung)?|SACHVERHALT|Sachstand|Sachdarstellung|"
    r"Sach-? ?und Rechtslage|Erläuterung(?:en)?|Hintergrund(?:information(?:en)?)?|"
    r"Problem(?:beschreibung|stellung|darstellung|aufriss)?|"
    r"Ausgangslage|Ausgangssituation|Anlass|Zielsetzung|Rechtslage|Lösung|"
    r"Vorbemerkung(?:en)?|Einleitung|Motivation|Ziele?(?= ?:)|Situation(?= ?:))"
)
_RESOLUTION = (
    r"(?:Petitum|Beschlu(?:ss|ß)-?(?:vorschlag|vorschläge|entwurf|antrag|anträge|text|"
    r"empfehlung(?:en)?|tenor|punkte)s?|BESCHLUSS(?:VORSCHLAG|ENTWURF|ANTRAG|"
    r"TEXT|EMPFEHLUNG)?|"
    r"Beschlu(?:ss|ß)|Antragstext|Antragsinhalt|Antragstenor|Antragsformulierung|"
    r"ANTRAGSTEXT|Antragsgegenstand|Vorschlag zur Beschlussfassung|"
    r"(?:Unsere )?Forderung(?:en)?|Wortlaut(?: des Antrags?)?|Inhalt des Antrage?s|"
    r"Tenor|Resolutionstext|Beschließen soll [^:]{3,40}|"
    r"(?:Geänderter|Neuer|Ergänzter) (?:Beschluss\w*|Wortlaut|Text))"
)
_COSTS = (
    r"(?:Finanzielle Auswirkung(?:en)?|Finanzierung(?:svorschlag)?|Kosten(?:schätzung|"
    r"deckung|rahmen)?|Gesamtkosten|Deckung(?:svorschlag)?|"
    r"Haushalts(?:mäßige|rechtliche) Auswirkung(?:en)?|Auswirkungen auf den Haushalt|"
    r"Finanzauswirkung(?:en)?|Mittelbedarf|Haushaltsmittel|"
    r"Klima(?:relevanz|auswirkung(?:en)?|check)|Auswirkungen auf (?:das Klima|den Klimaschutz))"
)
_ATTACHED = (
    r"(?:Anlagen?(?:verzeichnis)?|Anhang|Anlage\(n\)|Quellen?(?:angaben?)?|Fußnoten?|"
    r"Abstimmungsergebnis|Verteiler|Kopie an|Fotos?)"
)
_SIGNED = (
    r"(?:(?:[Gg]ez(?:eichnet)?\b[.:]?|[Uu]nterzeichnet|[Uu]nterzeichner(?:innen|in)?|"
    r"Unterschrift(?:en)?)\b[^.]{0,60}|"
    r"(?:Mit|mit|Beste|Viele|Herzliche|Freundliche|In Erwartung|Hochachtungsvoll|"
    r"MfG(?! ?[-–]))\b[^.:]{0,25}?(?:Grüßen|Grüße|Grüssen|Gruß|gez\.)?\b[^.:]{0,25}"
    r"|(?:(?:Stellvertretend )?(?:[Ff]ür|[Nn]amens|i\. ?A\.|[Ii]m Namen) (?:die|der|"
    r"das) [^.:]{0,70}(?:[Ff]rakt(?:ia|i)?on|FRAKTION|[Gg]ruppe|CDU|SPD|FDP|Grünen|"
    r"Linken?)\b[^.:,]{0,40})"
    r"|(?:Wir|Ich) (?:bitten?|danken?) (?:Sie )?(?:um|für) (?:Ihre |die |"
    r"Unterstützung und )?(?:breite )?(?:Zustimmung|Unterstützung)[^:]{0,30})"
)
_GREETING = lazily(
    r"(?:Mit |mit )?(?:(?:freundlich|best|viel|herzlich|kollegial)\w* Gr(?:ü|u)(?:ß|ss)\w*|"
    r"Hochachtungsvoll|MfG\b(?! ?[-–]))",
    re.IGNORECASE,
)
_SUMMARY = (
    r"(?:Kurzfassung|Zusammenfassung|Information(?:en)? \(Kurzfassung\)|"
    r"Inhalt der Mitteilung|Mitteilung(?:stext)?)"
)
_URGENCY = (
    r"(?:(?:Begründung|Grund) der (?:Dringlichkeit|Eilbedürftigkeit)|"
    r"Dringlichkeit(?:sbegründung)?|Eilbedürftigkeit|Begründung der Dringlichkeit)"
)
_QUESTIONS = r"(?:Fragen?|Fragestellung(?:en)?|Wir fragen(?: daher| die Verwaltung)?|Unsere Fragen)"
_HEADING = lazily(
    rf"{_BEFORE}(?:(?P<urgency>{_URGENCY})|(?P<reason>{_REASON_WORD}(?:(?: ?/ ?| und |"
    rf" u\. | & |, ){_REASON_WORD})*)"
    rf"|(?P<resolution>{_RESOLUTION}(?:(?: ?/ ?| und | - ){_RESOLUTION})*)|"
    rf"(?P<costs>{_COSTS})|(?P<summary>{_SUMMARY})|(?P<questions>{_QUESTIONS})"
    rf"|(?P<attached>{_ATTACHED}))(?P<more>(?: (?:de[srn]|zu[rm]?|zu den|für den|für die|"
    rf"unsere[sr]) (?:Antr[aä]g\w*|Anfragen?|Beschlu\w+|\w+antr[aä]g\w*|Verwaltung|"
    rf"Dringlichkeit|Maßnahmen?|[\w-]*[Ff]raktion\w*|Antragstell\w+|Resolution|"
    rf"Punkt\w* \d.{{0,15}}|Vorlage)| \([^)]{{0,50}}\))?)"
    r"(?:(?P<inline> ?[:–] ?(?=\S)(?P<tail>.+))| ?[:.;–-]? ?-?)$"
)
_SAID_ORALLY = lazily(
    r"Begründung (?:erfolgt|wird|folgt)\b|(?:Die )?Begründung (?:erfolgt|wird|folgt)\b", re.IGNORECASE
)
_SIGN = lazily(rf"(?:{_SIGNED})$")
_SIGN_OPEN = lazily(
    r"(?:i\. ?[AV]\. [A-ZÄÖÜ]|f\. ?d\. ?R\.|[Ff]ür die Richtigkeit\b|"
    r"[Gg]ez(?:eichnet)?\b[.:]?|[Uu]nterzeichnet(?: von| durch)?\b ?:?|"
    r"Unterzeichner(?:in|innen)?:|Unterschrift(?:en)?\b ?:?)"
)
_SALUTATION = lazily(
    r"(?:Sehr (?:geehrte|verehrte)|Liebe[r]? (?:Frau|Herr|Kolleg|Mitglied|Rats|Gremi)|"
    r"Werte[r]? |Guten (?:Tag|Morgen)\b|Meine (?:sehr geehrten |sehr verehrten )?Damen|"
    r"Hallo )",
    re.IGNORECASE,
)
#: `Der Rat möge beschließen:`, `… beantragt:`, `… folgenden Beschluss zu fassen:`
_ENACTS = lazily(
    r"\b(?:(?:möge|wolle|möchte|solle?)n?\b (?:(?:[^\s.:]+|\d[\d.]*\.\d*) ){0,14}?(?:zu )?(?:beschlie(?:ß|"
    r"ss)en|fassen|erklären|verabschieden|zustimmen|ergänzen|ändern)|beantrag(?:t|en)\b|"
    r"stell(?:t|en) (?:[^\s.:]+ ){0,12}?(?:Antrag|Anträge|[Ää]nderungsantrag|Ergänzungsantrag)\b|"
    r"(?:folgende[nrs]?|nachfolgende[nr]?|"
    r"nachstehende[nr]?) (?:[\w/-]+ ){0,2}?(?:Antrag|Beschluss(?:vorschlag|antrag)?|"
    r"Änderung(?:en|santrag)?|Ergänzung(?:en|santrag)?)\b(?: (?:zu )?(?:fassen|stellen|"
    r"beschließen|beraten))?|"
    r"(?:wird|werden) beantragt|(?:wie folgt|folgendes|Folgendes) (?:zu )?(?:beschlie(?:ß|ss)en|beschlossen)|"
    r"(?:Der|Die|Das) (?:[\w-]+ ){1,8}?beschlie(?:ß|ss)t(?=,|:|$| folgendes| wie folgt))"
)


class Section(NamedTuple):
    """A part that begins at a line: its name, and the text that stands behind the heading on that line."""

    name: str
    at: int
    tail: str


def find_sections(lines: tuple[Line, ...]) -> list[Section]:
    """The headings of a text in their order; "closing" is where greetings or signatures begin."""
    sections: list[Section] = []
    for at, line in enumerate(lines):
        text = line.text
        if not _may_begin(text[:4]):
            continue
        section = _section_of(text, at)
        if section is not None:
            sections.append(section)
    return sections


_CLOSES = (
    "gez", "Gez", "Unter", "unter", "Mit ", "mit ", "Beste", "Viele", "Herzl", "Freundl", "In Erw",
    "Hochacht", "MfG", "Stellv", "Für ", "für ", "Namens", "namens", "i.A", "i. A", "i.V", "i. V",
    "f.d.", "f. d",
    "Im Namen", "im Namen",
    "Wir ", "Ich ", "mit freu", "Kolleg", "MIT ",
)  # fmt: skip
#: how the words of headings begin: a cheap look before the thorough one
_HEADS = frozenset(
    "begr sach erlä hint prob ausg anla ziel rech lösu vorb einl moti situ besc antr vors unse ford wort "
    "inha teno reso geän neue ergä fina kost gesa deck haus ausw mitt klim kurz zusa info drin grun eilb "
    "peti frag anha quel fußn abst vert kopi foto".split()
) | {"wir ", "zum ", "zur ", "der ", "ziel"}
_CLOSING_STEMS = frozenset(start[:3] for start in _CLOSES) | {"Die"}
_ORALLY = ("Begründung", "Die Begründung")


@lru_cache(maxsize=2048)
def _may_begin(begins: str) -> bool:
    """A cheap look at a line's first letters."""
    return not begins[:2].isalpha() or begins.lower() in _HEADS or begins[:3] in _CLOSING_STEMS


def _section_of(text: str, at: int) -> Section | None:
    # a heading is short, or has its text behind a colon
    short = len(text) <= 66 or ":" in text[:60]
    worded = text[:2].isalpha() and text[:4].lower() not in _HEADS
    match = _HEADING.match(text) if short and not worded else None
    if match is not None:
        name = match.lastgroup or ""
        for known in ("urgency", "reason", "resolution", "costs", "summary", "questions", "attached"):
            if match[known]:
                name = known
                break
        return Section(name, at, match["tail"] or "")
    if text.startswith(_ORALLY) and _SAID_ORALLY.match(text):
        return Section("reason", at, text)
    if len(text) > 130 or not text.startswith(_CLOSES):
        return None
    if _GREETING.match(text) or _SIGN.match(text) or _SIGN_OPEN.match(text):
        return Section("closing", at, "")
    return None


_GREETS = ("Sehr ", "sehr ", "SEHR ", "Lieb", "lieb", "Wert", "Guten ", "Meine ", "Hallo")


def is_salutation(text: str) -> bool:
    """True for the line that greets the addressee."""
    return text.startswith(_GREETS) and _SALUTATION.match(text) is not None


def enacting_clause(text: str) -> re.Match[str] | None:
    """The words that ask for a decision, in a line or a paragraph."""
    return _ENACTS.search(text) if may_enact(text) else None


def may_enact(text: str) -> bool:
    """A cheap look before the thorough one."""
    return (
        "ntrag" in text
        or "eschl" in text
        or "chlossen" in text
        or "soll" in text
        or "möge" in text
        or "möchte" in text
        or "wolle" in text
        or "nderung" in text
        or "rgänzung" in text
        or "nträge" in text
    )
