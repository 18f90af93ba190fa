"""The rules that were adopted, read from the log for commands that only read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from workflow.store.views import Reader


class Rules(NamedTuple):
    """Adopted rules as they were logged, and the first day on which they hold."""

    data: Mapping[str, Any]
    in_force: str


def adopted_rules(reader: Reader, key: str) -> Rules | None:
    """The rules of a council that were adopted last; None where it is not in this database."""
    council = next((row for row in reader.councils() if row["key"] == key), None)
    if council is None:
        return None
    history = reader.history(council["id"], "council")
    adopted = [row for row in history if row["kind"] == "rules_adopted"]
    if not adopted:
        return None
    data = adopted[-1]["data"]
    return Rules(data["rules"], data["in_force"])
