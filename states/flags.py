"""The choices that councils make differently, and what of a council's rules runs after a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Flag(NamedTuple):
    """A choice that councils make differently, with the paragraph it comes from."""

    value: Any
    source: str = ""


#: What holds where a council's file says nothing.
DEFAULT_FLAGS: dict[str, Any] = {
    "end_of_term": "dormant",  # lapse | dormant | continue
    "withdrawal_until": "vote",  # vote | agenda
    "refile_after_rejection": False,
    "refile_for_each_station": False,
    "prepare_after_referral": False,
    "amendments_need_deadline": False,
    "resubmission_lock": "",  # rule words: "6 months after"
    "objection_plenary": "",  # rule words: "3 days after"
    "objection_committee": "",
    "repeat_vote": "",  # rule words: "day 3 to 2 weeks after"
    "report_after": "",  # rule words, where the council sets a time for reports on decisions
    "urgency_quorum": "two_thirds_present",
    "hold_reminder_days": 60,
    "school_holidays": False,
}


class AfterRules(NamedTuple):
    """Of a council what its deadlines after a decision depend on: far less than all of it to read."""

    land: str
    zone: str = "Europe/Berlin"
    flags: Mapping[str, Flag] = {}
    regional_holidays: tuple[str, ...] = ()

    def flag(self, name: str) -> Any:
        """The council's choice, or the default where its file is silent."""
        return choice(self.flags, name)


def choice(flags: Mapping[str, Flag], name: str) -> Any:
    """The council's choice, or the default where its file is silent."""
    found = flags.get(name)
    return DEFAULT_FLAGS[name] if found is None else found.value


def after_rules(data: Mapping[str, Any]) -> AfterRules:
    """These of an adopted file."""
    holidays = tuple(data.get("regional_holidays", ()))
    return AfterRules(data["land"], data.get("zone", "Europe/Berlin"), read_flags(data), holidays)


def read_flags(data: Mapping[str, Any]) -> dict[str, Flag]:
    """The choices of an adopted file."""
    return {name: _flag(value) for name, value in data.get("flags", {}).items()}


def _flag(data: Any) -> Flag:
    if isinstance(data, Mapping):
        return Flag(data.get("value"), data.get("source", ""))
    return Flag(data)
