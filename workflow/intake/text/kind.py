"""What a paper is: motion, amendment, inquiry … or nothing that a council decides on."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from workflow.intake.patterns import lazily
from workflow.intake.text.words import FACTION, PARTY


class Kind(StrEnum):
    """The kinds of paper that the reader tells apart."""

    MOTION = "motion"
    AMENDMENT = "amendment"
    RESOLUTION = "resolution"
    INQUIRY = "inquiry"
    PROPOSAL = "proposal"  #: Beschlussvorlage of the administration
    STATEMENT = "statement"  #: the administration's answer to a motion or an inquiry
    NOTICE = "notice"
    INVITATION = "invitation"
    MINUTES = "minutes"
    OTHER = "other"

    @property
    def moves(self) -> bool:
        """True for what its applicants want decided."""
        return self in (Kind.MOTION, Kind.AMENDMENT, Kind.RESOLUTION)


#: words before the noun that say who joins in or how, not what it is
_ADJECTIVES = (
    r"(?:(?:inter|über)fraktionelle\w?|fraktionsübergreifende\w?|gemeinsame\w?|"
    r"gemeinschaftliche\w?|dringliche\w?|"
    r"(?:nicht-? ?)?öffentliche\w?|schriftliche\w?|mündliche\w?|kleine|große|neue[rn]?|erneute\w?|weitere\w?|"
    r"selbst(?:st)?ändige\w?|geänderte\w?|aktualisierte\w?|modifizierte\w?|einfache\w?)"
)
_AMENDING = (
    r"(?:(?:Änderungs|Ergänzungs|Zusatz|Erweiterungs|Gegen|Alternativ|Konkurrenz|"
    r"Unteränderungs|Ersetzungs|Ersatz|Austausch|Korrektur)-?)"
)
_NOUNS = (
    rf"(?P<amendment>{_AMENDING}(?:(?: ?/ ?| und | u\. | bzw\. |, ?){_AMENDING})*antr[aä]g(?:e|es|s)?)"
    r"|(?P<urgent>(?:Dringlichkeits|Eil)-?antr[aä]g(?:e|es|s)?)"
    r"|(?P<resolution>(?:Dringlichkeits)?(?:Resolution(?:en|s-?antrag|s-?entwurf)?))"
    r"|(?P<motion>Antragsvorlage|(?:(?:Sach|Fraktions|Gruppen|Prüf(?:ungs)?|Haushalts(?:begleit)?|"
    r"Berichts|Einzel|Beschluss|Etat|Leit|"
    r"Grundsatz|Initiativ|Budget|Rats|Kreistags|Stadtrats|Plenar|Sammel)-?)?Antrag(?:es|"
    r"s)?|(?:(?:Haushalts(?:begleit)?|Etat|Sach|Prüf|Ergänzungs|Budget)-?)?Anträge(?= (?:der|des|zu|von)))"
    r"|(?P<inquiry>(?:(?:Fraktions|Zusatz|Ergänzungs|Nach|Rats|Kreistags|Einzel|Sach|"
    r"Einwohner|Bürger|Haushalts)-?)?Anfragen?)"
    r"|(?P<statement>Stellungnahme|Antwort(?:vorlage|schreiben)?|Beantwortung|Anfragenbeantwortung)"
    r"|(?P<proposal>(?:Beschluss|Beschluß|Sitzungs|Verwaltungs|Rats|Kreistags|Beratungs|"
    r"Ausschuss|Gemeinderats|"
    r"Stadtrats|Entscheidungs|Magistrats|Wahl|Dringlichkeits)-?(?:vorlage|drucksache)|Vorlage der Verwaltung|"
    r"Vorlage des (?:Magistrats|Oberbürgermeisters|Bürgermeisters|Landrats|Senats|"
    r"Bezirksamte?s|Kreisausschusses))"
    r"|(?P<notice>(?:Mitteilungs|Informations|Berichts|Info)-?(?:vorlage|drucksache)|Mitteilung(?:en)?|"
    r"Sachstandsbericht|Zwischenbericht)"
    r"|(?P<invitation>Einladung|(?:Öffentliche |Amtliche )?Bekanntmachung|Tagesordnung)"
    r"|(?P<minutes>Niederschrift|(?:Sitzungs|Ergebnis|Beschluss|Kurz|Wort)-?protokoll|Protokoll|"
    r"(?:Protokoll|Beschluss)-?auszug|Auszug aus de[rm] (?:Niederschrift|Protokoll|Sitzung\w*))"
)
#: what may follow the noun where it is the paper's heading and no word of a sentence
_FOLLOWS = (
    r"(?=$|\t| ?[:(–„\"“,/]| ?- ?(?:$|\W|[A-ZÄÖÜ\d])| (?:der|des|von|vom|an|am|auf|aus|"
    r"zu|zum|zur|nach|gem\.?|gemäß|"
    r"für|im|in|bzgl\.?|bezüglich|betreffend|betr\.?|hinsichtlich|zwecks|mit|über|Nr\.?|Nummer|öffentlich|"
    rf"nicht-?öffentlich|\d+|[A-ZÄÖÜ]{{1,5}}[ /-]?\d+|(?:Frau |Herr )?(?:Stadt|Kreis|"
    rf"Gemeinde|Rats|Ortschafts)\w+|\w+\. ?Sitzung|{PARTY}|Fraktion)\b)"
)
_BEFORE = r"(?:[-–„\"]\s?)?(?:(?:\d+\.|[A-Z]\.) )?"
_HEADING = rf"(?:{_ADJECTIVES}[ /-]+)*(?:und )?(?:{_NOUNS}){_FOLLOWS}"
_KIND = lazily(rf"{_BEFORE}(?:(?:{PARTY})[- ])?{_HEADING}", re.IGNORECASE)
#: `SPD-Ratsfraktion Antrag`: only where a faction is named, for it is looked for at length
_KIND_OF_FACTION = lazily(rf"{_BEFORE}(?:{FACTION}[- ])?{_HEADING}", re.IGNORECASE)
_LABEL = lazily(
    r"(?:(?:Vorlage|Drucksache|Dokument|Antrag)[ns]?-?)?(?:Art(?: der (?:Vorlage|"
    r"Drucksache))?|Typ|Vorlagentyp)\b ?:?[ \t]*(?=\S)",
    re.IGNORECASE,
)
_FIRST = frozenset('-–„"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜabcdefghijklmnopqrstuvwxyzäöü1234567890')
_REQUEST = lazily(
    r"\b(?:beantrag(?:t|en)\b|stell(?:t|en) (?:[\w-]+,? ){0,6}Antrag\b|(?:folgenden|"
    r"nachfolgenden|nachstehenden) "
    r"(?:[\w-]+ )?(?:Antrag|Beschluss)\b|(?:möge|wolle|möchte|"
    r"solle?)n? (?:[\w/-]+,? ){0,7}beschlie(?:ß|ss)en)",
)
_QUESTIONS = lazily(
    r"\b(?:(?:folgende|nachstehende|nachfolgende)[rn]? (?:\w+ )?Fragen\b|stell(?:t|"
    r"en) (?:[\w-]+ ){0,5}Anfrage\b|"
    r"(?:wir|ich) fragen?\b|fragt (?:die|der|an)\b|bitten? (?:[\w-]+,? ){0,8}(?:Auskunft|Beantwortung)\b)",
    re.IGNORECASE,
)


class KindLine(NamedTuple):
    """A heading that says what the paper is."""

    kind: Kind
    urgent: bool
    #: what stands behind the noun
    rest: str


@lru_cache(maxsize=1024)
def kind_of_line(text: str) -> KindLine | None:
    """The kind that a line states as a heading; None for a line of running text.

    "Stellungnahme zum Antrag" is a statement: the first noun counts.
    """
    lower = text.lower()
    if text[0] not in _FIRST or not _may_be_kind(lower):
        return None
    match = _KIND.match(text) or (_KIND_OF_FACTION.match(text) if "rakti" in lower else None)
    if match is None:
        return None
    name = match.lastgroup or ""
    urgent = name == "urgent" or "ringlich" in match[0]
    kind = Kind.MOTION if name == "urgent" else Kind(name)
    return KindLine(kind, urgent, text[match.end() :].strip())


#: `AntragBeschluss`: the cells of what it was and what it has become
_GLUED = lazily(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


def _may_be_kind(lower: str) -> bool:
    """A cheap look before the thorough one."""
    return (
        "antr" in lower
        or "anfrage" in lower
        or "vorlage" in lower
        or "antwort" in lower
        or "stellungnahme" in lower
        or "drucksache" in lower
        or "resolution" in lower
        or "niederschrift" in lower
        or "protokoll" in lower
        or "einladung" in lower
        or "tagesordnung" in lower
        or "bekanntmachung" in lower
        or "mitteilung" in lower
        or "bericht" in lower
        or "auszug" in lower
    )


def kind_of_label(text: str) -> KindLine | None:
    """The kind behind a label (`Vorlage-Art: Antrag`), which outweighs every heading."""
    named = "rt" in text or "yp" in text or "ART" in text or "TYP" in text
    match = _LABEL.match(text) if named else None
    return kind_of_line(_GLUED.sub("\t", text[match.end() :])) if match else None


def kind_of_prose(text: str) -> Kind:
    """The kind of a text without a heading: it moves, it asks, or neither."""
    request, questions = _REQUEST.search(text), _QUESTIONS.search(text)
    if request and (not questions or request.start() < questions.start()):
        return Kind.MOTION
    return Kind.INQUIRY if questions else Kind.OTHER
