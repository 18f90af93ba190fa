"""The route: which organizations are to hear the paper, when, and in which role.

The head is read as a stream of signs (organization, date, time, item, role, result), so that a form,
a table, a table that lost its cells and a sentence are one thing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from states.outcome import Role
from workflow.intake.dates import DATE, Found, next_such_day, read_dates
from workflow.intake.facts import Stop
from workflow.intake.patterns import lazily
from workflow.intake.text.organizations import ORGANIZATION, is_main_committee, is_plenary
from workflow.intake.text.rows import pair
from workflow.intake.text.signs import ROLE_NAMES, Sign, read_signs


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
    pairs, unpaired = pair(rest, text)
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


_DATE_FOLLOWS = lazily(rf"[^\n]{{0,40}}\n?[^\n]{{0,3}}(?:{DATE})")


def _next_is_date(sign: Sign, text: str) -> bool:
    return _DATE_FOLLOWS.match(text, sign.end) is not None


def _with_first_cells(signs: list[Sign], text: str, rows: tuple[tuple[int, int], ...]) -> list[Sign]:
    for start, end in rows:
        if any(s.start == start and s.end >= end and s.name in (*ROLE_NAMES, "result") for s in signs):
            continue
        if not any(sign.name == "organization" and sign.start < end and sign.end > start for sign in signs):
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
            and text.count("\n", label.end, sign.start) <= 4
            and sign.start - label.end < 60
        ):
            (own if label.name == "own" else received).extend(
                DateFound(f, sign.start) for f in read_dates(sign.text)
            )
            label = None
        elif sign.name == "date" and _is_dateline(text, sign) and not _is_of_organization(rest, sign, text):
            own.extend(DateFound(f, sign.start) for f in read_dates(sign.text))
        else:
            if sign.name == "organization":
                label = None
            rest.append(sign)
    return tuple(own), tuple(received), rest


_PLACE_BEFORE = lazily(r"(?:^|\n)[A-ZÄÖÜ][\w./() -]{1,40}, ?(?:den |am |im |d\. ?)?$")


def _is_dateline(text: str, sign: Sign) -> bool:
    """`Heinsberg, 08.12.2019`: a place, a comma, a date, and nothing more on the line."""
    after = text[sign.end : sign.end + 2]
    return (
        after[:1] in ("", "\n", ".")
        and _PLACE_BEFORE.search(text[max(0, sign.start - 60) : sign.start]) is not None
    )


def _is_of_organization(before: list[Sign], sign: Sign, text: str) -> bool:
    """`Bauausschuss, 14.09.2022` is a row of a route, no place and date of writing."""
    last = before[-1] if before else None
    return bool(last and last.name == "organization" and "\n" not in text[last.start : sign.start])


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


_REQUEST = lazily(
    r"\b(?:bitte[nt]?|beantrag\w+|Antrag|Anträge|stelle[nt]?|(?:be)?handeln|beraten|"
    r"Beratung|Tagesordnung|setzen|aufzunehmen|Aufnahme|vorzulegen|Abstimmung|"
    r"zu fassen|möge|wolle)\b",
    re.IGNORECASE,
)
#: `unser Antrag für den Bauausschuss am 12.9.2023`
_ON_A_DAY = lazily(
    rf"\b(?:für|in|im|an|vor|zum|zur)\b (?:den |die |das |der |dem )?(?:{ORGANIZATION}),? "
    rf"(?:am|vom)\b (?:[A-Z]\w+, (?:dem|den) )?(?:{DATE})"
)
_SITTING_WORD = lazily(r"[Ss]itzung")


def asks_for_meeting(sentence: str) -> bool:
    """True for a sentence that asks to be put before a meeting; no other sentence makes a stop."""
    sits = _SITTING_WORD.search(sentence) is not None or _ON_A_DAY.search(sentence) is not None
    return sits and _REQUEST.search(sentence) is not None
