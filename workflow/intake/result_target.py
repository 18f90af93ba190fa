"""Where a result sends a motion: organizations, meetings and dates after a preposition.

A destination is quoted as written, without its article. What kind of place it is follows from its
head noun, never from a list of organizations: councils name theirs freely.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from workflow.intake.result_lexicon import PLACES
from workflow.intake.result_words import Sign, widen


class Place(StrEnum):
    """The kinds of destination."""

    ORGANIZATION = "organization"
    WORKING_GROUP = "working_group"
    FACTIONS = "factions"
    ADMINISTRATION = "administration"
    FOLLOWING = "following"  #: "nachfolgende Gremien": the stations that come anyhow
    BUDGET = "budget"  #: the deliberations on the budget
    MEETING = "meeting"
    TODAY = "today"  #: the meeting that is being held
    TIME = "time"  #: a date, a month, "auf unbestimmte Zeit"
    CLOSED = "closed"  #: the part of the meeting that is not public
    UNKNOWN = "unknown"  #: a name that tells nothing; an organization where the act says so


class Target(NamedTuple):
    """One destination, as written."""

    text: str
    place: Place
    start: int
    end: int


_PREPOSITION = re.compile(
    r"(?<!\w)(?:(?P<to>an|in|auf|bis|nach|für|fuer)(?:\s+(?P<second>an|in|zur|zum))?"
    r"(?:\s+(?:den|die|das|dem|der|eine[nrm]?|ein|am))?"
    r"|zu[rm]|im|ins|ans|beim|am|durch)\s+(?=\S)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^(?:den|die|das|dem|der|eine[nrm]?|ein|im|in|an|am|zur|zum|rahmen der)\s+", re.IGNORECASE
)

#: what ends a destination although it is no sign
_STOP = re.compile(
    r"(?:mit|ohne|bei|gegen|wegen|da|weil|um|damit|sodass|wird|wurde|werden|worden|ist|sind|zurück|zurueck"
    r"|weiter|weitere[nr]?"
    r"|erneut|wieder|nach|durch|zwecks|dort|daher|nicht|einst|zu|von|vom|aber|jedoch|oder|siehe|wo|dass|hat|soll|sollen"
    r"|fortgesetzt|fortzusetzen|aufgenommen|behandelt|beraten|erörtert|gesetzt|genommen|gegeben|abgegeben|gebeten)(?!\w)",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"zu[rm]\s+(?:\w+\s+)?(?:\w*beratung|\w*behandlung|entscheidung|beschlussfassung|beschluss|kenntnis\w*|prüfung"
    r"|bearbeitung|erledigung|abstimmung|klärung|anhörung|diskussion|stellungnahme|information|vorlage"
    r"|überarbeitung)(?!\w)",
    re.IGNORECASE,
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows = (line.split(maxsplit=1) for line in re.sub(r"\n {16}", "", PLACES).splitlines() if line)
    return {name: re.compile(rf"(?<![\w-])(?:{widen(pattern)})", re.IGNORECASE) for name, pattern in rows}


@cache
def _kinds() -> tuple[tuple[Place, re.Pattern[str]], ...]:
    return tuple((Place(name), pattern) for name, pattern in _patterns().items() if name != "none")


_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_DATES = re.compile(
    r"(?<![\d.])(?P<d>[0-3]?\d)\.\s?(?:(?P<m>[01]?\d)\.\s?"
    r"|(?P<name>jan|feb|mär|maer|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\.?\s)"
    r"(?P<y>(?:19|20)\d\d|\d\d)(?![\d:])|(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)",
    re.IGNORECASE,
)


def find_targets(text: str, signs: list[Sign]) -> list[Target]:
    """Every destination named in a cleaned phrase, in order."""
    found: list[Target] = []
    inside = [s for s in signs if s.name in ("PLAIN", "WEAK", "PROPOSE", "AMENDED", "AS_IS")]
    end = 0
    for match in _PREPOSITION.finditer(text):
        if match.start() < end or _PURPOSE.match(text, match.start()):
            continue
        if any(s.start <= match.start() < s.end for s in inside):
            continue
        stop = _extent(text, match.end(), signs)
        name = _trim(text[match.end() : stop])
        target = _classify(name, match)
        if target not in (None, Place.TODAY):
            found.append(Target(name, target, match.start(), stop))
            end = stop
    return found


def _classify(name: str, match: re.Match[str]) -> Place | None:
    if len(name) < 2:
        return None
    for place, pattern in _kinds():
        if pattern.search(name):
            return place
    if _DATES.match(name):
        return Place.TIME
    if _patterns()["none"].match(name):
        return None
    to = (match["to"] or match[0].strip()).lower()
    return Place.UNKNOWN if name[0].isupper() and to in ("an", "in", "ans", "ins", "im", "für") else None


_WORD = re.compile(r"\s*([\w.-]+|[^\w\s])")
_LISTED = re.compile(
    r"(?:ausschu(?:ss|ß)(?:es)?|ausschüsse|beirat(?:e?s)?|kommission|rat|gremium) (?:für|fuer)\b",
    re.IGNORECASE,
)


def _extent(text: str, start: int, signs: list[Sign]) -> int:
    """Where a destination that begins at `start` ends: before the next sign, stop word or clause."""
    limit = min(
        (s.start for s in signs if s.start >= start and s.name not in ("PLAIN", "POINT", "NOTE")),
        default=len(text),
    )
    at = start
    while at < limit:
        match = _WORD.match(text, at)
        if match is None or match.end() > limit:
            break
        word = match[1]
        if at > start and (_STOP.match(word) or _PURPOSE.match(text, match.start(1))):
            break
        if word in ",/" and not _goes_on(text, match, start, limit):
            break
        if word in ";:()|!+–-" or (word == "." and not text[match.end() :].strip()):
            break
        at = match.end()
        if (
            len(word) > 3
            and word.endswith(".")
            and not word[:-1].isdigit()
            and at - start > 3
            and "." not in word[:-1]
        ):
            break
    return at


def _goes_on(text: str, mark: re.Match[str], start: int, limit: int) -> bool:
    """A comma or slash inside a name ("Ausschuss für Planung, Bau und Umwelt") or a list of bodies."""
    ahead = text[mark.end() : limit]
    if not ahead.strip() or re.match(r"\s*(?:und|sowie|da|weil|dass|den|die|der|um)?\s*$", ahead):
        return False
    if mark[1] == "/":
        return not text[mark.end()].isspace() or bool(_LISTED.search(text[start : mark.start()]))
    first = re.match(r"\s*((?:in |an )?(?:den |die |das )?)([\w-]+)", ahead)
    if first is None or _STOP.match(first[2]):
        return False
    heads_place = any(
        p.match(first[2]) for place, p in _kinds() if place in (Place.ORGANIZATION, Place.WORKING_GROUP)
    )
    return heads_place or bool(
        _LISTED.search(text[start : mark.start()]) and first[2][0].isupper() and not first[1]
    )


def _trim(name: str) -> str:
    name = re.sub(
        r"(?:[\s,;]+|(?<!\d)\.|(?<=\d\d\d\d)\.|\s+(?:und|sowie|oder|am|in|an|auf))+$", "", name.strip()
    )
    while article := _ARTICLE.match(name):
        name = name[article.end() :]
    return name.strip()


_AND = re.compile(r"\s*(?:,|/|\bund\b|\bsowie\b)\s*(?:(?:an|in)\s+)?(?:(?:den|die|das|dem|der)\s+)?")


def split_targets(text: str) -> tuple[str, ...]:
    """The single bodies of a destination that names several; a body's own "und" does not split it."""
    parts = [""]
    at = 0
    for match in _AND.finditer(text):
        if (
            _is_body(text[at : match.start()])
            and _is_body(text[match.end() :].split(",", maxsplit=1)[0])
            and _leads(text[match.end() :])
        ):
            parts[-1] += text[at : match.start()]
            parts.append("")
            at = match.end()
    parts[-1] += text[at:]
    return tuple(part.strip() for part in parts if part.strip())


def _is_body(name: str) -> bool:
    bodies = (Place.ORGANIZATION, Place.WORKING_GROUP, Place.ADMINISTRATION)
    return any(pattern.search(name) for place, pattern in _kinds() if place in bodies)


def _leads(rest: str) -> bool:
    """The next word is itself a body ("Umweltausschuss"), not the end of a name ("… und Umwelt")."""
    first = re.match(r"[\w-]+", rest)
    return first is not None and _is_body(first[0])


_DATED = re.compile(
    rf"(?:\b(?:auf|bis|zum|zur|am|für|in)\b[^.;]{{0,60}}?"
    rf"|\bwiedervorlage\w*\D{{0,12}}|\bwv:?\s*)(?P<date>{_DATES.pattern})",
    re.IGNORECASE,
)


def find_date(text: str) -> date | None:
    """The date a matter is put off to; the only date of the phrase where no preposition says so.

    None for several dates that nothing tells apart, for a date without its year and for the 31.02.
    """
    if led := _DATED.search(text):
        return _day(led)
    days = {_day(match) for match in _DATES.finditer(text)}
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = (
            int(match["m"]) if match["m"] else _MONTHS.index(match["name"].lower().replace("ae", "ä")[:3]) + 1
        )
        year = int(match["y"])
        return date(year if year > 99 else 2000 + year, month, int(match["d"]))
    except ValueError:
        return None
