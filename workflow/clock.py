"""The only place that reads the clock. Time enters once per command and goes down as a value.

`LAUFZETTEL_NOW` sets the clock of a rehearsal: a database made with `init --rehearsal`, which says
so in its log. On a real database it is refused, because a real log cannot be back-dated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import ClassVar

from states.refusal import N_, Exit, Refusal

VARIABLE = "LAUFZETTEL_NOW"
_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOON = time(12)


class ClockIsReal(Refusal):
    """LAUFZETTEL_NOW is set, and this database is no rehearsal."""

    code: ClassVar[str] = "clock_is_real"
    exit_status: ClassVar[Exit] = Exit.RULE
    message: ClassVar[str] = N_("{variable} is set, but this database is real; its log cannot be back-dated.")
    way_out: ClassVar[str] = N_(
        "Unset {variable}, or rehearse on a database of its own: laufzettel init --rehearsal"
    )


class ClockUnreadable(Refusal):
    """LAUFZETTEL_NOW holds no moment."""

    code: ClassVar[str] = "clock_unreadable"
    exit_status: ClassVar[Exit] = Exit.INPUT
    message: ClassVar[str] = N_("{variable} is no date or time: “{text}”.")
    way_out: ClassVar[str] = N_("Write it as 2009-03-20T18:00 or 2009-03-20.")


def read(*, rehearsal: bool, environ: Mapping[str, str], zone: tzinfo | None = None) -> datetime:
    """Now, in UTC. Raises ClockIsReal or ClockUnreadable.

    A rehearsal may be told its time by LAUFZETTEL_NOW in ISO 8601: without an offset it is the
    council's local time (`zone`, else Europe/Berlin), a day alone means its noon.
    """
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return datetime.now(UTC)
    if not rehearsal:
        raise ClockIsReal(variable=VARIABLE)
    try:
        return _moment(text, zone).astimezone(UTC)
    except (ValueError, OverflowError):  # no ISO form, or a year outside 1 to 9999 once in UTC
        raise ClockUnreadable(variable=VARIABLE, text=text) from None


def _moment(text: str, zone: tzinfo | None) -> datetime:
    if _DAY_ONLY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), _NOON, zone or _berlin())
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=zone or _berlin())


def _berlin() -> tzinfo:
    from zoneinfo import ZoneInfo  # few commands are rehearsed: not worth its import in all of them

    return ZoneInfo("Europe/Berlin")
