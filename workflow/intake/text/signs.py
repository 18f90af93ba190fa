"""The signs of a route in a text: organizations, dates, times, items, roles, results, as one stream."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from workflow.intake.dates import DATE, TIME
from workflow.intake.text.organizations import NUMBERED_SITTING, SITTING, organization_pattern

#: printed words for a consultation's role; "decision" means what the organization's place makes of it
_ROLES = (
    (
        "recommendation",
        (
            r"empfehlende[rn]? Beschlu(?:ss|ß)|Vorberatung|vorberatend|"
            r"Empfehlung(?:sbeschluss)?|zur Empfehlung|empfehlend|Beratung|zur (?:Vorb|"
            r"B)eratung"
        ),
    ),
    ("preparation", r"Vorbereitung|vorbereitend|Beschlussvorbereitung"),
    ("hearing", r"Anhörung|zur Anhörung|Stellungnahme"),
    (
        "notice",
        (
            r"(?:zur )?Kenntnis(?:nahme)?|(?:zur )?Information|zur Kts\.?|Mitteilung|"
            r"Bericht(?:erstattung)?"
        ),
    ),
    ("decision", r"(?:zur )?Beschlu(?:ss|ß)(?:fassung)?|(?:zur )?Entscheidung|beschließend|entscheidend"),
)
ROLE_NAMES = tuple(name for name, _ in _ROLES)
_RESULT = (
    r"(?:(?:im Ausschuss|in der BVV|in BVV) (?=[a-zäöü]))?"
    r"(?:(?:einstimmig|mehrheitlich|mit (?:\w+ )?\w*[Mm]ehrheit|bei \d+|ungeändert|"
    r"geändert|zurück|nicht|ohne|mit Änderung(?:en)?\b|abgelehnt|angenommen|beschlossen|zugestimmt|empfohlen|"
    r"vertagt|verwiesen|überwiesen|abgesetzt|zur Kenntnis genommen|erledigt)[^\n\t☒☐]{0,90})"
)
_NEXT = r"(?:nächste|nächstmögliche|kommende|nächstfolgende|folgende|anstehende)(?:[nrs]|nden)?\b"
_OWN_DATE = (
    r"(?:Datum(?= ?:|[ \t\n]*\d|\n(?!.*(?:Gremi|TOP|Sitzung|Beratung)))|Antragsdatum|"
    r"Erstellt(?: am)?|Erstellungsdatum|"
    r"Verfasst am|Eingereicht am|[Vv]om|VOM|[Dd]en|Stand|Geändert am|gestellt am)(?: ?:|"
    r"(?=[ \t\n]))"
)
_RECEIVED = (
    r"(?:[Ee]ingang(?:sdatum|sstempel)?|[Ee]ingegangen(?: am)?|EINGANG(?:EN)?(?: AM)?|Eing\.|"
    r"Einreichung(?:sdatum)?|Eingereicht(?: am)?)(?: ?:)?"
)


@lru_cache(maxsize=8)
def _signs(names: tuple[str, ...]) -> re.Pattern[str]:
    roles = "|".join(rf"(?P<{name}>{words})" for name, words in _ROLES)
    return re.compile(
        # every sign begins where a word does: the look behind spares the rest
        rf"(?<!\w)(?:(?P<received>\b{_RECEIVED})|(?P<own>\b{_OWN_DATE})|(?P<next>\b{_NEXT})|"
        rf"(?P<sitting>{NUMBERED_SITTING})|(?P<organization>{organization_pattern(names)})|{SITTING}"
        rf"|(?P<date>{DATE})|(?P<time>{TIME})|(?P<box>[☒☑✓✗] ?[☐□]|[☐□] ?[☒☑✓✗])|\b(?:{roles})\b"
        rf"|(?P<closed>\bnicht-? ?öffentlich\w*|\bNÖ?\b(?=[ \t\n]))|"
        rf"(?P<open>\böffentlich(?:e[rn]?)?\b|(?<=[\t ])Ö(?=[ \t\n]))|"
        rf"(?P<result>\b{_RESULT})"
        rf"|(?P<item>\b(?:TOP|Top)[ :.]*(?:[ÖN] ?)?\d{{1,3}}(?:\.\d{{1,2}})*\b)|"
        rf"(?P<number>(?<=[ \t\n])\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}(?=[ \t\n]|$)))"
    )


class Sign(NamedTuple):
    """One thing found in the stream: its name, its words, its place."""

    name: str
    text: str
    start: int
    end: int


def read_signs(text: str, names: tuple[str, ...]) -> list[Sign]:
    """The stream of signs in a text."""
    return [
        Sign(
            "organization" if match["inside"] else match.lastgroup or "",
            match["inside"] or match["sat"] or match[0],
            match.start(),
            match.end(),
        )
        for match in _signs(names).finditer(text)
    ]
