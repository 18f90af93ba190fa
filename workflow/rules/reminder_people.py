"""Whom a reminder reaches, and when they want to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from states.motion import Motion

#: When digests are written: after the reminders of the morning.
DIGEST_AT = time(9, 30)
_MONDAY = 0


class Frequency(StrEnum):
    """How often somebody wants letters."""

    AT_ONCE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"  #: on Mondays


class Quiet(NamedTuple):
    """Hours without letters, local time; where they end before they begin they last over midnight."""

    begins: time
    ends: time


class Wishes(NamedTuple):
    """How somebody wants to be told."""

    digest: Frequency = Frequency.AT_ONCE
    quiet: Quiet | None = None
    language: str = "de"
    channel: str = ""  #: empty for the default of the machine that sends


class Member(NamedTuple):
    """Somebody who can get reminders."""

    id: int
    parts: frozenset[str] = frozenset()  #: author, office, chair, speaker, members
    speaks_for: frozenset[str] = frozenset()  #: keys of organizations
    author_of: frozenset[int] = frozenset()  #: numbers of motions
    name: str = ""  #: commitment to the name, as signatories have it
    wishes: Wishes = Wishes()


# Who


def recipients(
    roles: Iterable[str], motion: Motion, organization: str, members: Sequence[Member]
) -> dict[int, tuple[str, ...]]:
    """The members that roles reach, each with the roles that make it so; empty only where nobody is known.

    A role that nobody has falls to the office, else to the chair, else to everybody, so that no reminder is
    lost because a list of people is not complete.
    """
    found: dict[int, tuple[str, ...]] = {}
    for role in roles:
        for member in in_role(role, motion, organization, members):
            found[member.id] = (*found.get(member.id, ()), role)
    return found


def in_role(role: str, motion: Motion, organization: str, members: Sequence[Member]) -> list[Member]:
    """Those who have a role towards a motion at an organization, or stand in for it."""
    found: list[Member] = []
    if role == "author":
        found = [m for m in members if _wrote(motion, m)]
    elif role == "speaker":
        stations = {c.organization for c in motion.consultations}
        found = [m for m in members if organization in m.speaks_for]
        found = found or [m for m in members if m.speaks_for & stations]
    elif role == "members":
        found = [m for m in members if _belongs(m)]
    return found or [m for m in members if role in m.parts] or _instead(members)


def _instead(members: Sequence[Member]) -> list[Member]:
    for role in ("office", "chair"):
        found = [m for m in members if role in m.parts]
        if found:
            return found
    return list(members)


def _wrote(motion: Motion, m: Member) -> bool:
    return motion.id in m.author_of or (bool(m.name) and m.name in motion.signatories)


def _belongs(m: Member) -> bool:
    """Everybody of the faction; the staff of its office is not."""
    return bool(m.parts & {"members", "chair", "speaker", "author"} or m.speaks_for)


# When


def told_at(now: datetime, wishes: Wishes, zone: str, until: datetime | None) -> tuple[datetime, bool]:
    """When somebody is told of what falls due now, and whether it waits for a digest.

    A digest that would come too late is not waited for, quiet hours always are.
    """
    if wishes.digest is not Frequency.AT_ONCE:
        slot = after_quiet(next_digest(now, wishes.digest, zone), wishes.quiet, zone)
        if until is None or slot < until:
            return slot, True
    return after_quiet(now, wishes.quiet, zone), False


def next_digest(now: datetime, digest: Frequency, zone: str) -> datetime:
    """The next moment after now at which a digest is written."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    if digest is Frequency.WEEKLY:
        day += timedelta(days=(_MONDAY - day.weekday()) % 7)
    while (slot := _at(day, DIGEST_AT, zone)) <= now:
        day += timedelta(days=7 if digest is Frequency.WEEKLY else 1)
    return slot


def after_quiet(when: datetime, quiet: Quiet | None, zone: str) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in."""
    if quiet is None or quiet.begins == quiet.ends:
        return when
    local = when.astimezone(ZoneInfo(zone))
    day, clock = local.date(), local.time()
    if quiet.begins < quiet.ends:
        return _at(day, quiet.ends, zone) if quiet.begins <= clock < quiet.ends else when
    if clock >= quiet.begins:
        return _at(day + timedelta(days=1), quiet.ends, zone)
    return _at(day, quiet.ends, zone) if clock < quiet.ends else when


def _at(day: date, clock: time, zone: str) -> datetime:
    local = ZoneInfo(zone)
    return datetime.combine(day, clock, local).astimezone(UTC).astimezone(local)
