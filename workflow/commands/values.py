"""What users type as values of options, as values of the program; each says what it expects instead."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from states.council import Council
from states.outcome import Outcome, Role
from states.refusal import N_, Exit, Refusal
from states.stage import ROLE_LABELS
from states.text import Change, Operation, Point
from states.vote import Quorum, Votes, total
from workflow.words import _, label, speaking

if TYPE_CHECKING:
    from enum import StrEnum

    from workflow.office.filing import Wish

E = TypeVar("E", bound="StrEnum")


class NotAChoice(Refusal):
    code = "not_a_choice"
    exit_status = Exit.USAGE
    message = N_("“{text}” is no {what}.")
    way_out = N_("Possible: {known}.")


class PointUnreadable(Refusal):
    code = "point_unreadable"
    exit_status = Exit.USAGE
    message = N_("“{text}” does not say which point came out how.")
    way_out = N_("Write it as: 1=adopted,2=rejected")


class NoSuchFile(Refusal):
    code = "file_missing"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no file “{name}”.")
    way_out = N_("Check the name; a text itself is given in quotation marks and has spaces.")


def user_day(text: str | None) -> date | None:
    """The day somebody typed; None for none. Raises NotADate."""
    if not text:
        return None
    from workflow.intake.dates import parse_user_date

    return parse_user_date(text)


def maybe_day(text: str) -> date | None:
    """The day, where the text is one."""
    from workflow.intake.dates import NotADate

    try:
        return user_day(text)
    except NotADate:
        return None


class Count(NamedTuple):
    """A count of votes: in all, or by faction."""

    votes: Votes | None = None
    factions: dict[str, Votes] = {}


def count_of(text: str | None) -> Count:
    """`9:4:1`, or `CDU 12:0:0, SPD 0:9:1`, or both: `12:9:1 = CDU 12:0:0, SPD 0:9:1`. Raises InvalidVotes."""
    if not text or not text.strip():
        return Count()
    from workflow.intake.result_votes import InvalidVotes, parse_faction_votes, parse_votes

    both = re.fullmatch(r"([\d:/ ]+?)\s*[=(;]\s*(.*[^\W\d].*?)\)?\s*", text)
    if both is not None:
        return Count(parse_votes(both[1]), parse_faction_votes(both[2]))
    try:
        return Count(parse_votes(text))
    except InvalidVotes:
        if not any(c.isalpha() for c in text):
            raise
        return Count(None, parse_faction_votes(text))


def total_of(text: str | None) -> Votes | None:
    """A count in all, also where it was given by faction."""
    count = count_of(text)
    return total(count.factions) if count.factions else count.votes


def choice(kind: type[E], text: str, what: str) -> E:
    """A member of an enumeration by its code or by its label in either language. Raises NotAChoice."""
    wanted = text.strip().casefold().replace("-", "_").replace(" ", "_")
    for member in kind:
        with speaking("de"):
            german = label(member)
        names = (member.value, label(member), german, *_english(member), *_short(member))
        if wanted in {n.casefold().replace("-", "_").replace(" ", "_") for n in names}:
            return member
    known = [f"{m.value} ({label(m)})" for m in kind]
    raise NotAChoice(text=text, what=_(what), known=known)


def _english(member: StrEnum) -> tuple[str, ...]:
    from workflow.labels import label_of

    return (label_of(member),)


def _short(member: StrEnum) -> tuple[str, ...]:
    return (ROLE_LABELS[member], _(ROLE_LABELS[member])) if isinstance(member, Role) else ()


def kind_of(text: str) -> str:
    """A kind of paper by its code or by its name in either language. Raises NotAChoice."""
    from workflow.commands.documents import KIND_LABELS
    from workflow.presets.vocabulary import KIND_LABELS as PRESCRIBED

    labels = {**KIND_LABELS, **{kind.value: english for kind, english in PRESCRIBED.items()}}
    labels.pop("other")
    wanted = text.strip().casefold().replace("-", "_").replace(" ", "_")
    for code, english in labels.items():
        with speaking("de"):
            names = (code, english, _(english))
        if wanted in {name.casefold().replace(" ", "_") for name in names}:
            return code
    known = [f"{code} ({_(english)})" for code, english in labels.items()]
    raise NotAChoice(text=text, what=_("kind of paper"), known=known)


def quorum_of(text: str | None) -> Quorum:
    """The majority that was needed."""
    return choice(Quorum, text, N_("majority")) if text else Quorum.SIMPLE


def role_of(text: str | None) -> Role | None:
    """What a station is for."""
    return choice(Role, text, N_("role of a station")) if text else None


def point_outcomes(text: str | None) -> dict[str, Outcome]:
    """`1=adopted,2=rejected`, with the words of either language. Raises PointUnreadable."""
    found: dict[str, Outcome] = {}
    for part in re.split(r"[,;]", text or ""):
        if not part.strip():
            continue
        number, equals, word = (s.strip() for s in part.partition("="))
        outcome = _outcome_word(word)
        if not equals or not number or outcome is None or number in found:
            raise PointUnreadable(text=part.strip())
        found[number] = outcome
    return found


def _outcome_word(word: str) -> Outcome | None:
    from workflow.intake.result import understand

    short = {"+": Outcome.ADOPTED, "-": Outcome.REJECTED, "ja": Outcome.ADOPTED, "nein": Outcome.REJECTED}
    return short.get(word.casefold()) or understand(word).outcome


# Texts


def text_of(value: str) -> str:
    """The text itself, the text of the file it names, or what comes in by standard input for `-`.

    Raises NoSuchFile for what looks like the name of a file that is not there.
    """
    if value == "-":
        return sys.stdin.read()
    if len(value) < 1024 and "\n" not in value and os.path.isfile(value):
        return file_text(value)
    if re.fullmatch(r"[^\s]+\.(?:txt|md|docx|odt|pdf|html?|rtf|eml)", value):
        raise NoSuchFile(name=value)
    return value


def file_text(name: str) -> str:
    """The text of a document in any form that can be read."""
    from workflow.intake import sources
    from workflow.intake.formats import extract

    source = sources.find([name])[0]
    return "\n".join(part.text for part in extract(sources.load(source, sys.stdin.buffer), source.name))


def points_given(values: Iterable[str]) -> tuple[Point, ...]:
    """Points from options, each in the form `2=TEXT`, `2. TEXT` or TEXT; numbered where there are several."""
    given = [_numbered(v) for v in values]
    if len(given) == 1 and not given[0].number:
        from workflow.intake.points import points_of

        return points_of(text_of(given[0].text))
    return tuple(p if p.number else p._replace(number=str(n)) for n, p in enumerate(given, 1))


_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_NUMBER = re.compile(rf"(\d{{1,3}}[a-z]?)\s*(?:[=:)]|\.(?!\s*(?:\d|{_MONTHS})))\s*(?=\S)")


def _numbered(text: str) -> Point:
    found = _NUMBER.match(text.strip())
    return Point(found[1], text.strip()[found.end() :]) if found else Point("", text.strip())


def additions(values: Iterable[str]) -> tuple[Change, ...]:
    """New points of an amendment, with or without the number they get."""
    return tuple(Change(Operation.ADD, p.number, p.text) for p in map(_numbered, values))


# Routes


_STOP = re.compile(r"(?P<name>[^@=]+?)\s*(?:@\s*(?P<on>[^=]+?))?\s*(?:=\s*(?P<role>\w[\w -]*?))?\s*")


def wish_of(text: str) -> Wish:
    """A station as typed: `Kreistag`, `Kreistag@20.03.2009`, `Kreistag@20.03.2009 18:00=plenary_decision`."""
    from workflow.office.filing import Wish

    found = _STOP.fullmatch(text)
    if found is None:
        raise NotAChoice(text=text, what=_("station"), known="ORGANIZATION[@DATE][=ROLE]")
    on, at = _day_and_time(found["on"])
    return Wish(found["name"].strip(), on, at, role_of(found["role"]), on is None)


def _day_and_time(text: str | None) -> tuple[date | None, time | None]:
    from workflow.intake.dates import parse_time

    if not text:
        return None, None
    day, _gap, clock = text.strip().partition(" ")
    at = parse_time(clock) if re.fullmatch(r"\d{1,2}[:.]\d\d(?: Uhr)?", clock.strip()) else None
    return user_day(day if at else text), at


def keys_of(council: Council, names: Iterable[str]) -> tuple[str, ...]:
    """The keys of organizations, each value naming one or several: `Finanzausschuss, Kreisausschuss`.

    A name that itself holds a comma is taken whole where the council knows it and not its parts.
    """
    from workflow.office import organizations

    found: list[str] = []
    for value in names:
        parts = [part for part in re.split(r"\s*[;,]\s*", value) if part.strip()]
        several = all(organizations.find(council, part) for part in parts)
        whole = not several and organizations.find(council, value) is not None
        found += [organizations.required(council, part).key for part in ([value] if whole else parts)]
    return tuple(dict.fromkeys(found))
