"""The rules that a council has adopted, read from their text; nothing here is needed for writing them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from states.flags import AfterRules, after_rules

if TYPE_CHECKING:
    from states.council import Council


@lru_cache(maxsize=64)
def parse(text: str, added: tuple[str, ...]) -> Council:
    """The council of adopted rules and of the organizations that came later, which never replace those."""
    from states.council import from_json

    data = json.loads(text)
    known = {o["key"] for o in data.get("organizations", ())}
    late = {o["key"]: o for o in map(json.loads, added) if o["key"] not in known}
    return from_json({**data, "organizations": [*data.get("organizations", ()), *late.values()]})


@lru_cache(maxsize=64)
def parse_after(text: str) -> AfterRules:
    """What of adopted rules runs after a decision."""
    return after_rules(json.loads(text))
