"""Whose meeting it is: the organization that a calendar's own words name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from states.council import Council, Organization
from workflow.office.organizations import find, plain

#: `12. öffentliche Sitzung des`, `Sondersitzung der`, what calendars put ahead of a name.
_LEADING = re.compile(
    r"^\s*(?:\d{1,3}\s*\.\s*)?(?:(?:nicht-?\s?öffentliche|öffentliche|ordentliche|außerordentliche|"
    r"konstituierende|gemeinsame|digitale|hybride|nächste)\s+)*(?:Sondersitzung|Sitzung|Tagung|Termin|Meeting)"
    r"\s*(?:Nr\.?\s*\d+)?\s*(?:des|der|vom|of the|of)?\s*[:–-]?\s*",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*(?:[–,:(-]\s*)?(?:(?:nicht-?\s?)?öffentlich(?:er Teil|e Sitzung)?|\d+\.\s*Sitzung|"
    r"Sitzung(?:\s*Nr\.?\s*\d+)?|\d{1,2}/20\d\d)\)?\s*$",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\b(\w+?(?:ausschuss|rat|tag|versammlung|vertretung|Rat))s?-?sitzung\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def organization_named(council: Council, texts: Iterable[str]) -> Organization | None:
    """The organization that the first of these texts names; None where none of them names one clearly."""
    for text in texts:
        found = _exact(council, text) or _contained(council, text)
        if found is not None:
            return found
    return None


def _exact(council: Council, text: str) -> Organization | None:
    for form in (text, bare_name(text), *(m[1] for m in _INSIDE.finditer(text))):
        found = find(council, form) if form.strip() else None
        if found is not None:
            return found
    return None


def bare_name(text: str) -> str:
    """A name without what calendars put around it: `12. Sitzung des Kreisausschusses (öffentlich)`."""
    name = _TRAILING.sub("", _LEADING.sub("", " ".join(text.split()), count=1))
    from workflow.intake.text.organizations import nominative

    return nominative(name)


def _contained(council: Council, text: str) -> Organization | None:
    """The longest known name that stands in a text as words; short names count only as they are written."""
    folded = f" {' '.join(_WORD.findall(plain(text)))} "
    best: list[tuple[int, Organization]] = []
    for organization in council.organizations:
        for name in _long_names(organization):
            words = " ".join(_WORD.findall(plain(name)))
            if words and f" {words} " in folded:
                best.append((len(words), organization))
        short = organization.short
        if short and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text):
            best.append((len(short), organization))
    if not best:
        return None
    longest = max(length for length, _ in best)
    found = {o.key: o for length, o in best if length == longest}
    return next(iter(found.values())) if len(found) == 1 else None


def _long_names(organization: Organization) -> Iterator[str]:
    yield from (n for n in (organization.name, *organization.aliases) if len(n) > 3 or n == organization.name)
