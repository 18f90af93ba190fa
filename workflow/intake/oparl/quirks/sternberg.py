"""SD.NET RIM (Sternberg): lists and objects in each other's place, 404 where nothing has changed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

#: The last part of a list's address and the type of what stands in it.
_TYPES = {
    "body": "Body",
    "organization": "Organization",
    "person": "Person",
    "meeting": "Meeting",
    "paper": "Paper",
    "agendaitem": "AgendaItem",
    "consultation": "Consultation",
    "legislativeterm": "LegislativeTerm",
    "file": "File",
}


def is_empty_window(status: int, since: str | None) -> bool:
    """A list that would be empty because nothing has changed since then is answered with 404."""
    return status == 404 and since is not None


@lru_cache(maxsize=64)
def _place(url: str) -> tuple[str, str]:
    """The last part of an address, and the type that it speaks of."""
    parts = url.partition("?")[0].rstrip("/").casefold().split("/")
    kind = next((_TYPES[p.removesuffix("s")] for p in reversed(parts) if p.removesuffix("s") in _TYPES), "")
    return parts[-1], kind


def as_list(answer: Any, url: str) -> Any:
    """A bare list instead of a page, a body instead of the list of bodies, entries without their type."""
    if isinstance(answer, list):
        answer = {"data": answer, "links": {}}
    if not isinstance(answer, dict):
        return answer
    last, kind = _place(url)
    if "data" not in answer and last == "body" and str(answer.get("type", "")).endswith("/Body"):
        answer = {"data": [answer], "links": {}}
    if isinstance(answer.get("data"), list) and kind:
        for one in answer["data"]:
            if isinstance(one, dict) and not one.get("type"):
                one["type"] = f"/{kind}"
    elif "data" not in answer and not answer.get("type") and answer.get("id") and kind:
        answer["type"] = f"/{kind}"
    return answer
