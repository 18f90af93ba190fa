"""The route: which organizations are to hear the paper, when, and in which role.

The head is read as a stream of signs (organization, date, time, item, role, result), so that a form,
a table, a table that lost its cells and a sentence are one thing.
"""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from states.outcome import Role
from workflow.intake.dates import DATE, TIME, Found, next_such_day, parse_time, read_dates
from workflow.intake.facts import Stop
from workflow.intake.text.organizations import (
    SITTING,
    is_main_committee,
    is_plenary,
    nominative,
    organization_pattern,
)

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
_ROLE_NAMES = tuple(name for name, _ in _ROLES)
_RESULT = (
    r"(?:(?:einstimmig|mehrheitlich|mit (?:\w+ )?\w*[Mm]ehrheit|bei \d+|ungeändert|"
    r"geändert|zurück|nicht|ohne|abgelehnt|angenommen|beschlossen|zugestimmt|empfohlen|"
    r"vertagt|verwiesen|überwiesen|abgesetzt|zur Kenntnis genommen|erledigt)[^\n\t☒☐]{0,90})"
)
_AHEAD = re.compile(r"(?:nächst|kommend|folgend|nächstmöglich|anstehend|zuständig)\w*", re.IGNORECASE)
_NEXT = r"(?:nächste|nächstmögliche|kommende|nächstfolgende|folgende|anstehende)(?:[nrs]|nden)?\b"
_OWN_DATE = (
    r"(?:Datum(?= ?:|[ \t\n]*\d)|Antragsdatum|Erstellt(?: am)?|Erstellungsdatum|"
    r"Verfasst am|Eingereicht am|[Vv]om|VOM|[Dd]en|Stand|Geändert am|gestellt am)(?: ?:|"
    r"(?=[ \t\n]))"
)
_RECEIVED = (
    r"(?:[Ee]ingang(?:sdatum|sstempel)?|[Ee]ingegangen(?: am)?|EINGANG(?:EN)?(?: AM)?|Eing\.|"
    r"Eingereicht(?: am)?)(?: ?:)?"
)


@lru_cache(maxsize=8)
def _signs(names: tuple[str, ...]) -> re.Pattern[str]:
    roles = "|".join(rf"(?P<{name}>{words})" for name, words in _ROLES)
    return re.compile(
        rf"(?P<received>\b{_RECEIVED})|(?P<own>\b{_OWN_DATE})|(?P<next>\b{_NEXT})|"
        rf"(?P<organization>{organization_pattern(names)})|{SITTING}"
        rf"|(?P<date>{DATE})|(?P<time>{TIME})|(?P<box>[☒☑✓✗] ?[☐□]|[☐□] ?[☒☑✓✗])|\b(?:{roles})\b"
        rf"|(?P<closed>\bnicht-? ?öffentlich\w*|\bNÖ?\b(?=[ \t\n]))|"
        rf"(?P<open>\böffentlich(?:e[rn]?)?\b|(?<=[\t ])Ö(?=[ \t\n]))|"
        rf"(?P<result>\b{_RESULT})"
        rf"|(?P<item>\b(?:TOP|Top)[ :.]*(?:[ÖN] ?)?\d{{1,3}}(?:\.\d{{1,2}})*\b)|"
        rf"(?P<number>(?<=[ \t\n])\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}(?=[ \t\n]|$))"
    )


class Sign(NamedTuple):
    """One thing found in the stream: its name, its words, its place."""

    name: str
    text: str
    start: int
    end: int


class DateFound(NamedTuple):
    """A date of the head that belongs to the paper itself."""

    found: Found
    start: int


class RouteFound(NamedTuple):
    """What the stream holds: the stops with their places, and the paper's own and received dates."""

    stops: tuple[tuple[Stop, int], ...]
    own: tuple[DateFound, ...]
    received: tuple[DateFound, ...]
    #: organizations and dates that could not be paired
    unpaired: bool
    yearless: tuple[str, ...]


class _Entry(NamedTuple):
    organization: str
    start: int
    line: int
    printed: str


def read_signs(text: str, names: tuple[str, ...]) -> list[Sign]:
    """The stream of signs in a text."""
    return [
        Sign(
            "organization" if match.lastgroup == "inside" or match["inside"] else match.lastgroup or "",
            match["inside"] or match[0],
            match.start(),
            match.end(),
        )
        for match in _signs(names).finditer(text)
    ]


def find_route(
    text: str, names: tuple[str, ...], table: bool, rows: tuple[tuple[int, int], ...] = (), begins: int = 0
) -> RouteFound:
    """The stops in a text; `table` where it is a form, so that an organization without a date counts too.

    `rows` are places of a table's cells: what stands there is an organization, whatever its name. What
    stands before the table `begins` is a letterhead's, where the table names organizations itself.
    """
    signs = _with_first_cells(read_signs(text, names), text, rows)
    if any(sign.name == "organization" and sign.start > begins for sign in signs):
        signs = [s for s in signs if s.name != "organization" or s.start >= begins or _next_is_date(s, text)]
    own, received, rest = _dates_of_the_paper(signs, text)
    pairs, unpaired = _pair(rest, text)
    yearless: list[str] = []
    stops = []
    anchor = next((dated.found.day for dated in (*own, *received) if dated.found.day), None)
    for entry, found, extras in pairs:
        if found is None and not table and not extras.next_meeting:
            continue
        day = found.day if found else None
        if found and found.yearless and anchor:
            day = next_such_day(found.yearless, anchor)
        if found and found.yearless:
            yearless.append(found.text)
        stops.append((extras.stop(entry, day), entry.start))
    return RouteFound(tuple(_with_roles(stops)), own, received, unpaired, tuple(yearless))


_DATE_FOLLOWS = re.compile(rf"[^\n]{{0,40}}\n?[^\n]{{0,3}}(?:{DATE})")


def _next_is_date(sign: Sign, text: str) -> bool:
    return _DATE_FOLLOWS.match(text, sign.end) is not None


def _with_first_cells(signs: list[Sign], text: str, rows: tuple[tuple[int, int], ...]) -> list[Sign]:
    for start, end in rows:
        if not any(sign.name == "organization" and start <= sign.start < end for sign in signs):
            signs = [sign for sign in signs if not start <= sign.start < end]
            signs.append(Sign("organization", text[start:end], start, end))
    return sorted(signs, key=lambda sign: sign.start) if rows else signs


def _dates_of_the_paper(
    signs: list[Sign], text: str
) -> tuple[tuple[DateFound, ...], tuple[DateFound, ...], list[Sign]]:
    """Dates behind `Datum:`, `vom`, `eingegangen am` or a place belong to the paper, not to a meeting."""
    own: list[DateFound] = []
    received: list[DateFound] = []
    rest: list[Sign] = []
    label: Sign | None = None
    for sign in signs:
        if sign.name in ("own", "received"):
            label = sign
        elif (
            sign.name == "date"
            and label
            and text.count("\n", label.end, sign.start) <= 3
            and sign.start - label.end < 60
        ):
            (own if label.name == "own" else received).extend(
                DateFound(f, sign.start) for f in read_dates(sign.text)
            )
            label = None
        elif sign.name == "date" and _is_dateline(text, sign):
            own.extend(DateFound(f, sign.start) for f in read_dates(sign.text))
        else:
            if sign.name == "organization":
                label = None
            rest.append(sign)
    return tuple(own), tuple(received), rest


_PLACE_BEFORE = re.compile(r"(?:^|\n)[A-ZÄÖÜ][\w./() -]{1,40}, ?(?:den |am |im )?$")


def _is_dateline(text: str, sign: Sign) -> bool:
    """`Heinsberg, 08.12.2019`: a place, a comma, a date, and nothing more on the line."""
    after = text[sign.end : sign.end + 2]
    return (
        after[:1] in ("", "\n", ".")
        and _PLACE_BEFORE.search(text[max(0, sign.start - 60) : sign.start]) is not None
    )


class _Extras:
    """What stands beside an organization before the next one begins."""

    def __init__(self) -> None:
        self.role: str | None = None
        self.result: str | None = None
        self.clock: time | None = None
        self.item: str | None = None
        self.public: bool | None = None
        self.next_meeting = False

    def stop(self, entry: _Entry, day: date | None) -> Stop:
        return Stop(
            entry.organization,
            day,
            self.clock,
            self.role,
            self.result,
            self.next_meeting,
            self.item,
            self.public,
        )


def _pair(signs: list[Sign], text: str) -> tuple[list[tuple[_Entry, Found | None, _Extras]], bool]:
    """Organizations with their dates, whichever the table prints first, row by row or column by column."""
    entries: list[_Entry] = []
    extras: list[_Extras] = []
    dates: list[tuple[Found, int]] = []
    pending: list[Sign] = []
    ahead = False
    for sign in signs:
        if sign.name == "organization":
            entries.append(
                _Entry(nominative(sign.text), sign.start, text.count("\n", 0, sign.start), sign.text)
            )
            extras.append(_Extras())
            extras[-1].next_meeting = ahead
        elif sign.name == "next":
            ahead = True
        elif sign.name == "date":
            dates.extend((found, sign.start) for found in read_dates(sign.text))
            pending = [sign]
            ahead = False
        elif extras:
            _note(extras[-1], sign, pending)
    _roles_by_column(entries, extras, signs)
    matched, unpaired = _match(entries, dates, text)
    return [(entry, matched.get(i), extras[i]) for i, entry in enumerate(entries)], unpaired


def _roles_by_column(entries: list[_Entry], extras: list[_Extras], signs: list[Sign]) -> None:
    """As many roles as organizations, all behind the last one: a table read column by column."""
    roles = [sign for sign in signs if sign.name in _ROLE_NAMES]
    if len(roles) == len(entries) > 1 and roles[0].start > entries[-1].start:
        for own, sign in zip(extras, roles, strict=True):
            own.role = sign.name


def _note(extras: _Extras, sign: Sign, dates: list[Sign]) -> None:
    if sign.name == "time":
        extras.clock = extras.clock or parse_time(sign.text)
    elif sign.name == "item":
        extras.item = extras.item or re.sub(r"^\D+", "", sign.text)
    elif sign.name == "number":
        if dates and extras.item is None and sign.start - dates[-1].end < 40:
            extras.item = sign.text
    elif sign.name in ("open", "closed"):
        extras.public = sign.name == "open" if extras.public is None else extras.public
    elif sign.name == "box":
        extras.public = sign.text[0] in "☒☑✓✗" if extras.public is None else extras.public
    elif sign.name == "result":
        extras.result = extras.result or sign.text.strip(" .\t")
    elif extras.role is None:
        extras.role = sign.name


def _match(entries: list[_Entry], dates: list[tuple[Found, int]], text: str) -> tuple[dict[int, Found], bool]:
    """Which date is whose.

    As many dates as organizations pair in their order, by rows or by columns. A date after several
    organizations of one line is a day for them all; else it belongs to the organization before it.
    """
    if not entries or not dates:
        return {}, False
    if len(entries) == len(dates):
        return {i: found for i, (found, _) in enumerate(dates)}, False
    matched: dict[int, Found] = {}
    lost = False
    first_is_date = dates[0][1] < entries[0].start
    for found, at in dates:
        before = [i for i, entry in enumerate(entries) if entry.start < at]
        after = [i for i, entry in enumerate(entries) if entry.start > at]
        if first_is_date and after and "\n" not in text[at : entries[after[0]].start]:
            matched.setdefault(after[0], found)
        elif before and before[-1] not in matched:
            matched[before[-1]] = found
            line = text.count("\n", 0, at)
            for i in reversed(before[:-1]):
                if entries[i].line != line or i in matched:
                    break
                matched[i] = found
        else:
            lost = True
    return matched, lost


def _with_roles(stops: list[tuple[Stop, int]]) -> list[tuple[Stop, int]]:
    """A printed "Beschluss" is what the place makes of it.

    In the plenary it decides; of a main committee before the plenary it is the statutory
    preparation; any other organization decides as a committee.
    """
    resolved = []
    for i, (stop, start) in enumerate(stops):
        role = stop.role
        if role == "decision":
            later = any(is_plenary(other.organization) for other, _ in stops[i + 1 :])
            if is_plenary(stop.organization):
                role = Role.PLENARY_DECISION
            elif later and is_main_committee(stop.organization):
                role = Role.PREPARATION
            else:
                role = Role.COMMITTEE_DECISION
        resolved.append((stop._replace(role=str(role) if role else None), start))
    return resolved


_REQUEST = re.compile(
    r"\b(?:bitte[nt]?|beantrag\w+|Antrag|Anträge|stelle[nt]?|(?:be)?handeln|beraten|"
    r"Beratung|Tagesordnung|setzen|aufzunehmen|Aufnahme|vorzulegen|Abstimmung|"
    r"zu fassen)\b",
    re.IGNORECASE,
)
_SITTING_WORD = re.compile(r"[Ss]itzung")


def asks_for_meeting(sentence: str) -> bool:
    """True for a sentence that asks to be put before a meeting; no other sentence makes a stop."""
    return _SITTING_WORD.search(sentence) is not None and _REQUEST.search(sentence) is not None
