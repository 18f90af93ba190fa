"""A calendar file of any kind: which kind it is, how its bytes are letters, and the meetings it holds."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workflow.intake.calendar_entry import CalendarUnreadable, Found

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES = 20_000_000

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_calendar(content: bytes, name: str, zone: ZoneInfo, last: date) -> Found:
    """The meetings of a file: iCalendar, a table, or lines of text. Recurring ones up to the day `last`.

    Raises CalendarUnreadable for what is none of these, or holds no meeting at all.
    """
    text = decoded(content, name)
    found = _reader(text, name, zone, last)()
    if not found.sittings and not found.wrong:
        raise CalendarUnreadable(file=name, reason=_reason(text))
    return found


def _reader(text: str, name: str, zone: ZoneInfo, last: date) -> Callable[[], Found]:
    if re.search(r"^BEGIN:VCALENDAR\s*$", text[:2000], re.IGNORECASE | re.MULTILINE) or name.endswith(".ics"):
        from workflow.intake.calendar_ics import read_ics

        return lambda: read_ics(text, name, zone, last)
    from workflow.intake.calendar_csv import looks_like_table, read_csv

    if looks_like_table(text):
        return lambda: read_csv(text)
    from workflow.intake.calendar_text import read_text

    return lambda: read_text(text)


def _reason(text: str) -> str:
    from states.refusal import N_
    from workflow.words import _

    return _(N_("it is empty")) if not text.strip() else _(N_("it holds no meeting with a date"))


def decoded(content: bytes, name: str) -> str:
    """The text of bytes: by its mark, as UTF-8, else as Windows writes it (cp1252). Raises
    CalendarUnreadable for what is no text."""
    if len(content) > MOST_BYTES:
        raise CalendarUnreadable(file=name, reason=f"> {MOST_BYTES // 1_000_000} MB")
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content:
        raise CalendarUnreadable(file=name, reason="NUL")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
