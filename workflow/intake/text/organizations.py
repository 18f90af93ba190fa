"""Organizations by the morphology of their names: committees, councils, assemblies, and their cases.

Any word that ends in -ausschuss, -rat, -tag and so on counts; no list of names is needed, and the
names of an adopted council are recognised beside them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workflow.intake.patterns import lazily

#: bounded everywhere: no text, however long its words and lists, makes the search slow
_CAP = r"[A-ZÄÖÜ]\w{0,40}(?:-\w{1,40}){0,4}"
#: `Haupt- und `, `Haupt-, Finanz- und `: what shares the last word
_SHARED = r"(?:[A-ZÄÖÜ]\w{0,30}-(?: ?[,/] ?| und | u\. ?| & | ?\n?(?:und|u\.) )){0,5}"
_COMMITTEE = rf"{_SHARED}(?:[A-ZÄÖÜ][\w-]{{0,40}}?)?[Aa]ussch(?:uss|uß|üsse|usse)(?:es|s)?"
_COUNCIL_STEM = (
    r"(?:(?:[A-ZÄÖÜ][a-z]{0,12})?[Gg]emeinde|Stadt|Orts|Ortschafts?|\w{1,20}chafts|"
    r"Bezirks|Stadtbezirks|Stadtteil|"
    r"Markt|Samtgemeinde|Verbandsgemeinde|"
    r"Jugend|Senioren|Integrations|Migrations|Ausländer|Behinderten|Inklusions|Orts?bei|"
    r"Stadtteilbei|Senioren-?bei|\w{1,25}[bB]ei|"
    r"Verwaltungs|Stiftungs|Ältesten|Kinder-? und Jugend|Rund)"
)
_COUNCIL = (
    rf"(?:Rat(?:e?s)?|{_COUNCIL_STEM}-?rat(?:e?s)?|(?:Kreis|Bezirks|Regions)tag(?:e?s)?|"
    rf"Magistrat(?:e?s)?|BVV(?![/\w]))"
)
_ASSEMBLY = (
    r"(?:(?:Stadtverordneten|Bezirksverordneten|Gemeinde|Landschafts|Verbands|Regions|Bezirks|"
    r"Regional|Zweckverbands|Rats)-?versammlung|"
    r"(?:Bezirks|Gemeinde|Stadt|Stadtteil|Verbandsgemeinde|Orts)-?vertretung|Bürgerschaft|Kreiskommission|"
    r"[A-ZÄÖÜ]\w{0,40}kommission|Bezirksamt(?:e?s)?(?= \d)|Gesamtausschuss|Stadtsenat)"
)
_CORE = rf"(?:{_COMMITTEE}|{_COUNCIL}|{_ASSEMBLY})"
#: what a cell beside or below a name says of the consultation ends the name
_CELL = (
    r"(?:Vorberatung|Empfehlung|Entscheidung|Beschlu(?:ss|ß)(?:fassung)?|Kenntnisnahme|Anhörung|Beratung|"
    r"Vorbereitung|Vorabstimmung|Termin|Datum|TOP|Sitzung|Lesung)"
)
_NOT_ARTICLE_CORE = rf"(?!(?:des|der|dem|den|im|in) {_CORE})(?!{_CORE}\b)(?!{_CELL}\b)"
#: `öffentliche Einrichtungen`, `soziale und kulturelle Angelegenheiten`
_ADJECTIVE = (
    r"(?:(?!(?:der|des|dem|den|die|das|am|im|vom|zum|zur|und|einer|eines|wird|werden|wurde|"
    r"unter|über|oder|sowie|alle|keine|seine[rn]?|ihre[rn]?)\b)[a-zäöü]{3,22}(?:e|en|er|"
    r"es) (?:und [a-zäöü]{3,22}(?:e|en|er|es) )?)?"
)
_OBJECT = (
    rf"(?:(?:die|den|das|der) )?{_ADJECTIVE}{_CAP}-?"
    rf"(?:(?:,? ?\n?(?:und|u\.|&)[ \n](?!(?:de[rsmn]|im|am|zur?m?) )|, ?\n?|[ \n]?/ ?\n?|"
    rf"[ -]?-[ \n]|[ \n](?=[A-ZÄÖÜ])){_NOT_ARTICLE_CORE}"
    rf"(?:(?:in|im|der|die|des) )?{_ADJECTIVE}{_CAP}-?){{0,9}}"
)
_FOR = rf"(?: |\n)(?:für|fuer)(?: |\n){_OBJECT}(?: ?\([A-ZÄÖÜ][\w]{{0,8}}\))?"
_PLACE = (
    r"(?:[ \n](?:der|des)[ \n](?:(?:Landeshaupt|Universitäts|Hanse|Kreis|Welterbe|"
    r"Wissenschafts|Barbarossa|Große Kreis)-?[Ss]tadt|Stadt|Gemeinde|"
    r"Samtgemeinde|Verbandsgemeinde|Kreises|Landkreises|Marktes|Fleckens|Region|"
    r"Marktgemeinde)(?: [A-ZÄÖÜ][\wäöüß-]+){1,2}"
    r"|(?: |\n)(?:Nr\. ?)?\d{1,3}(?![\d.:/]| ?Uhr)(?:[ -][A-ZÄÖÜ][\wäöüß-]+(?:[-/ ][A-ZÄÖÜ][\wäöüß-]+)?)?"
    r"|(?: |\n|(?<=[a-zß])(?=[A-ZÄÖÜ]))(?!Termin|Datum|TOP|Sitzung|Top|Beschluss|"
    r"Vorberatung|Entscheidung|Kenntnis|Anhörung|Beratung|Status|Ergebnis|"
    r"Gremium|Öffentlich|Nicht|Empfehlung|Zuständig|Antrag|Vorlage|Herrn?\b|Frau\b|Dr\.|"
    r"Geplant\w*|Vorsitz\w*|Fraktion\w*|Tagesordnung|Vorbereitung|Information|Uhr|Ja\b|Nein\b|Ö\b|N\b|Am\b)"
    r"[A-ZÄÖÜ]\w+(?:[-/][A-ZÄÖÜ]\w+)*(?!\w*:)(?: von Berlin\b)?)"
)
#: one organization as a text prints it, in any case, over a line's end where a table breaks it
ORGANIZATION = (
    rf"(?<![\w])(?:FA {_OBJECT}|{_COMMITTEE}(?![a-zäöüß])(?:{_FOR}|(?: Nr\.?)? ?(?:\d{{1,2}}(?![\d.:])|"
    rf"[IVX]{{1,4}}\b))?|(?:{_COUNCIL}|{_ASSEMBLY})(?![a-zäöüß])(?:{_PLACE})?)"
)
#: `9. öffentliche Sitzung des Bauausschusses`: the sitting of an organization, in a row of its own
NUMBERED_SITTING = (
    r"\b\d{1,3}\. ?(?:\([^)\n]{1,12}\) ?)?(?:(?:nicht-?)?[öÖ]ffentliche |"
    r"(?:außer)?ordentliche |[A-Z][\w-]+ )?"
    rf"\w{{0,20}}[Ss]itzung (?:in der [IVX]+\. Wahlperiode )?(?:de[rs]|im|in der) (?P<sat>{ORGANIZATION})"
)
#: `Kreistagssitzung`, `Ratssitzung`: the organization inside the word
SITTING = (
    r"(?:\b(?P<inside>[A-ZÄÖÜ][\w-]{0,40}?(?:ausschuss|rat|tag|versammlung|vertretung)|Rat|"
    r"Kreistag|Ausschuss)s?-?sitzung(?:en)?)"
)
_STEMS = (
    "ussch",
    "rat",
    "Rat",
    "tag",
    "ersammlung",
    "ertretung",
    "ürgerschaft",
    "ommission",
    "BVV",
    "enat",
    "RAT",
)
_CASES = (
    (lazily(r"(?<=[Aa]usschuss)es\b|(?<=[Aa]usschuß)es\b"), ""),
    (lazily(r"\b(Rat|\w*rat|\w*[Kk]reistag|\w*(?:Bezirks|Regions)tag|Magistrat)e?s\b"), r"\1"),
    (lazily(r"(?<=[Aa]ussch)usses?\b"), "uss"),
)
_SPACES = lazily(r"\s+")
_PLENARY = lazily(
    r"(?:Rat|Stadtrat|Gemeinderat|Kreistag|Bezirkstag|Samtgemeinderat|"
    r"Verbandsgemeinderat|Marktgemeinderat|BVV|Bürgerschaft|"
    r"Ratsversammlung|Ortsgemeinderat|Regionsversammlung|Regionalversammlung|"
    r"(?:Stadtverordneten|Bezirksverordneten|Gemeinde|Landschafts|Verbands|"
    r"Zweckverbands|Bezirks)-?versammlung|"
    r"(?:Gemeinde|Stadt)-?vertretung)\b"
)
_MAIN = lazily(
    r"(?:Haupt|Kreis|Verwaltungs|Landschafts|Samtgemeinde|Regions)-?ausschu|Haupt-(?:,| und| u\.|/| &)|"
    r"(?:Ausschuss für )?Haupt- |HFA\b|HA\b|VA\b|Magistrat"
)


@lru_cache(maxsize=8)
def organization_pattern(names: tuple[str, ...]) -> str:
    """The pattern of organizations, with a council's own names and short names before it."""
    known = sorted({re.escape(name) for name in names if len(name) > 1}, key=len, reverse=True)
    return rf"(?:\b(?:{'|'.join(known)})(?!\w)|{ORGANIZATION})" if known else ORGANIZATION


def may_name_organization(text: str) -> bool:
    """A cheap look before the thorough one."""
    return any(stem in text for stem in _STEMS)


@lru_cache(maxsize=1024)
def nominative(printed: str) -> str:
    """The name as it stands in a list: `Kreisausschusses` is Kreisausschuss, `Kreistages` Kreistag."""
    name = _SPACES.sub(" ", printed).strip(" ,;:-/")
    for pattern, plain in _CASES:
        name = pattern.sub(plain, name)
    return name


def is_plenary(name: str) -> bool:
    """True for the council in full session."""
    return _PLENARY.match(name) is not None


def is_main_committee(name: str) -> bool:
    """True for the committee that prepares what the plenary decides (Haupt-, Kreisausschuss …)."""
    return _MAIN.match(name) is not None


def abbreviates(short: str, name: str) -> bool:
    """True where capitals and numbers are the name's initials: `B2` is Betriebsausschuss 2."""
    words = re.findall(r"[A-ZÄÖÜ]|\d+", name)
    letters = re.findall(r"[A-ZÄÖÜ]|\d+", short)
    if letters == words:
        return True
    # HFA is Haupt- und Finanzausschuss: the ending "-ausschuss" counts as a word of its own
    return "ausschuss" in name and letters == re.findall(
        r"[A-ZÄÖÜ]|\d+", name.replace("ausschuss", "Ausschuss")
    )
