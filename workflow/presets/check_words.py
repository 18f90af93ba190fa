"""The rule words of a council file: do they parse, and do they fit what they are for?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from states.refusal import Refusal
from workflow.presets import check_faults as say
from workflow.presets.fault import Fault, Said, fault_at
from workflow.presets.tree import Node, Path, spot
from workflow.rules.rule import Mode, Rule
from workflow.rules.rule_words import parse_rule

_REPEAT = re.compile(r"every [1-9][0-9]{0,3} (days?|weeks?|months?)")


class _Use(NamedTuple):
    """What words in a certain place are for."""

    modes: frozenset[Mode]
    expected: say.Fits
    example: str


_FORWARD = _Use(frozenset({Mode.AFTER}), say.Fits.PERIOD, "3 days after")
_FLAGS: dict[str, _Use] = {
    "resubmission_lock": _Use(frozenset({Mode.LOCK, Mode.AFTER}), say.Fits.LOCK, "locked for 6 months"),
    "objection_plenary": _FORWARD,
    "objection_committee": _FORWARD,
    "repeat_vote": _Use(
        frozenset({Mode.WINDOW, Mode.AFTER, Mode.EARLIEST}), say.Fits.WINDOW, "day 3 to 2 weeks after"
    ),
    "report_after": _FORWARD,
}
_OFFSET = _Use(frozenset({Mode.BEFORE, Mode.AFTER}), say.Fits.OFFSET, "14th day before, 12 hours after")
_DEADLINE = _Use(frozenset(Mode) - {Mode.LOCK}, say.Fits.DEADLINE, "10 clear days before")


def word_faults(tree: Node, data: Any) -> Iterator[Fault]:
    """Every place whose words cannot be read or mean nothing there."""
    flags = data.get("flags")
    for name, use in _FLAGS.items():
        words = (
            flags[name].get("value") if isinstance(flags, dict) and isinstance(flags.get(name), dict) else ""
        )
        if isinstance(words, str) and words:
            yield from _words(tree, ("flags", name, "value"), words, use)[1]
    yield from _deadline_words(tree, data)
    yield from _reminder_words(tree, data)


def _words(tree: Node, path: Path, words: str, use: _Use) -> tuple[Rule | None, list[Fault]]:
    place, key = spot(tree, path), next(str(p) for p in reversed(path) if p != "value")
    try:
        rule = parse_rule(words)
    except Refusal as no:
        return None, [fault_at(place, Said("bad_rule", no.message, no.way_out), **no.facts)]
    if rule.mode not in use.modes:
        facts = {"rule": words, "key": key, "expected": use.expected, "example": use.example}
        return None, [fault_at(place, say.WRONG_DIRECTION, **facts)]
    return rule, []


def _listed(data: Any, section: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = data.get(section)
    yield from ((n, i) for n, i in enumerate(found if isinstance(found, list) else ()) if isinstance(i, dict))


def _deadline_words(tree: Node, data: Any) -> Iterator[Fault]:
    known = {str(d.get(key)) for _, d in _listed(data, "deadlines") for key in ("key", "of")}
    for n, item in _listed(data, "deadlines"):
        words = item.get("rule")
        if not isinstance(words, str) or not words:
            continue
        path: Path = ("deadlines", n, "rule")
        rule, faults = _words(tree, path, words, _DEADLINE)
        yield from faults
        if rule is not None and _counts_from_another(rule) and rule.anchor not in known - {item.get("key")}:
            facts = {"rule": words, "anchor": rule.anchor, "known": sorted(known - {item.get("key")})}
            yield fault_at(spot(tree, path), say.UNKNOWN_DEADLINE, **facts)


def _counts_from_another(rule: Rule) -> bool:
    return rule.mode in (Mode.BEFORE_DEADLINE, Mode.AFTER_DEADLINE) and rule.anchor_period is None


def _reminder_words(tree: Node, data: Any) -> Iterator[Fault]:
    for n, item in _listed(data, "reminders"):
        offset, repeat = item.get("offset"), item.get("repeat")
        if isinstance(offset, str) and offset:
            yield from _words(tree, ("reminders", n, "offset"), offset, _OFFSET)[1]
        if isinstance(repeat, str) and not _REPEAT.fullmatch(repeat):
            yield fault_at(spot(tree, ("reminders", n, "repeat")), say.BAD_REPEAT, value=repeat)
