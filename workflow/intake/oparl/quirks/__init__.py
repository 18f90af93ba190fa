"""Where services depart from the standard, one file per vendor, so that the readers stay clean.

Which vendor it is can often not be told (a folder of stored objects names none), and none of what is put
right here means anything else under the standard. So all of it is tried on every answer.
"""

from __future__ import annotations

from typing import Any

from workflow.intake.oparl.quirks import ccegov, somacos, sternberg


def mended(answer: Any, url: str) -> Any:
    """An answer as the standard would have it; the objects in it without what is no value."""
    return ccegov.without_fillers(sternberg.as_list(answer, url))


def is_empty_window(status: int, since: str | None) -> bool:
    """Whether an error says that nothing has changed since then."""
    return sternberg.is_empty_window(status, since)


def mended_link(url: str, base: str) -> str:
    """The address of a next page as it must be meant."""
    return somacos.with_scheme_of(url, base)
