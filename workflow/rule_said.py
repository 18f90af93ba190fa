"""A deadline rule in the words of the user's language, which `parse_rule` reads back to the same rule.

The English words are the canonical notation, so that `str(rule)` and an English user agree; the German
ones are those of councils' standing orders: „10 volle Tage vor der Sitzung“.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow.rules.rule import Mode, Policy, Reading, Rule, Span, Unit
from workflow.rules.rule import ordinal as english_ordinal
from workflow.words import N_, _, language

#: One and several of a unit; of full ones; the nth; and behind “a period of”.
_PLAIN: Mapping[Unit, tuple[str, str]] = {
    Unit.DAY: (N_("{n} day"), N_("{n} days")),
    Unit.WEEK: (N_("{n} week"), N_("{n} weeks")),
    Unit.MONTH: (N_("{n} month"), N_("{n} months")),
    Unit.YEAR: (N_("{n} year"), N_("{n} years")),
    Unit.WERKTAG: (N_("{n} werktag"), N_("{n} werktage")),
    Unit.ARBEITSTAG: (N_("{n} arbeitstag"), N_("{n} arbeitstage")),
    Unit.HOUR: (N_("{n} hour"), N_("{n} hours")),
}
_CLEAR: Mapping[Unit, tuple[str, str]] = {
    Unit.DAY: (N_("{n} clear day"), N_("{n} clear days")),
    Unit.WEEK: (N_("{n} clear week"), N_("{n} clear weeks")),
    Unit.MONTH: (N_("{n} clear month"), N_("{n} clear months")),
    Unit.YEAR: (N_("{n} clear year"), N_("{n} clear years")),
    Unit.WERKTAG: (N_("{n} clear werktag"), N_("{n} clear werktage")),
    Unit.ARBEITSTAG: (N_("{n} clear arbeitstag"), N_("{n} clear arbeitstage")),
}
_NTH: Mapping[Unit, str] = {
    Unit.DAY: N_("{nth} day"),
    Unit.WEEK: N_("{nth} week"),
    Unit.MONTH: N_("{nth} month"),
    Unit.YEAR: N_("{nth} year"),
    Unit.WERKTAG: N_("{nth} werktag"),
    Unit.ARBEITSTAG: N_("{nth} arbeitstag"),
}
_PERIOD: Mapping[Unit, tuple[str, str]] = {
    Unit.DAY: (N_("a period of {n} day"), N_("a period of {n} days")),
    Unit.WEEK: (N_("a period of {n} week"), N_("a period of {n} weeks")),
    Unit.MONTH: (N_("a period of {n} month"), N_("a period of {n} months")),
    Unit.YEAR: (N_("a period of {n} year"), N_("a period of {n} years")),
    Unit.WERKTAG: (N_("a period of {n} werktag"), N_("a period of {n} werktage")),
    Unit.ARBEITSTAG: (N_("a period of {n} arbeitstag"), N_("a period of {n} arbeitstage")),
    Unit.HOUR: (N_("a period of {n} hour"), N_("a period of {n} hours")),
}
_AFTER: Mapping[str, str] = {
    "": N_("{span} after"),
    "event": N_("{span} after event"),
    "decision": N_("{span} after decision"),
    "meeting": N_("{span} after meeting"),
    "receipt": N_("{span} after receipt"),
    "filing": N_("{span} after filing"),
    "objection": N_("{span} after objection"),
    "publication": N_("{span} after publication"),
    "election": N_("{span} after election"),
    "term": N_("{span} after term"),
    "minutes": N_("{span} after minutes"),
}
#: Deadlines that have a word of their own.
_DEADLINES: Mapping[str, str] = {
    "invitation": N_("deadline invitation"),
    "submission": N_("deadline submission"),
}
_POLICIES: Mapping[Policy, str] = {
    Policy.NONE: N_("not moved"),
    Policy.PREVIOUS: N_("previous working day"),
    Policy.NEXT: N_("next working day"),
}


def say_rule(rule: Rule) -> str:
    """The rule as a user writes it: “10 clear days before”, „10 volle Tage vor der Sitzung“."""
    return ", ".join([_MAIN[rule.mode](rule), *_remarks(rule)])


def say_offset(rule: Rule) -> str:
    """The rule as a moment, beside the name of what it counts from: “3 days earlier at 08:00”."""
    day = rule._replace(at=None)
    said = (
        _("{span} earlier").format(span=_counted(rule)) if rule.mode is Mode.BEFORE else _MAIN[rule.mode](day)
    )
    if rule.at is not None:
        said = _("{rule} at {clock}").format(rule=said, clock=f"{rule.at:%H:%M}")
    return ", ".join([said, *_remarks(rule)])


def _spanned(span: Span, words: Mapping[Unit, tuple[str, str]]) -> str:
    one, several = words[span.unit]
    return _(one if span.amount == 1 else several).format(n=span.amount)


def _nth(n: int) -> str:
    """“3rd”, „3.“"""
    return f"{n}." if language() == "de" else english_ordinal(n)


def _counted(rule: Rule) -> str:
    if rule.disputed or rule.reading is Reading.OPEN or rule.span.unit is Unit.HOUR:
        return _spanned(rule.span, _PLAIN)
    if rule.reading is Reading.CLEAR:
        return _spanned(rule.span, _CLEAR)
    return _(_NTH[rule.span.unit]).format(nth=_nth(rule.span.amount))


def _timed(words: str, rule: Rule) -> str:
    if rule.at is None:
        return words
    clock = rule.at.strftime("%H:%M:%S" if rule.at.second else "%H:%M")
    return _("{rule} {clock}").format(rule=words, clock=clock)


def _before(rule: Rule) -> str:
    return _timed(_("{span} before").format(span=_counted(rule)), rule)


def _named(rule: Rule) -> str:
    if rule.anchor_period is not None:
        return _("the start of {period}").format(period=_spanned(rule.anchor_period, _PERIOD))
    known = _DEADLINES.get(rule.anchor)
    named = _(known) if known else _("deadline {name}").format(name=rule.anchor)
    return _("the start of {deadline}").format(deadline=named) if rule.anchor_start else named


def _before_deadline(rule: Rule) -> str:
    facts = {"span": _counted(rule), "deadline": _named(rule)}
    return _timed(_("{span} before {deadline}").format(**facts), rule)


def _after_event(rule: Rule, span: str) -> str:
    known = _AFTER.get(rule.anchor)
    return _(known).format(span=span) if known else f"{_(_AFTER['']).format(span=span)} {rule.anchor}"


def _after(rule: Rule) -> str:
    return _timed(_after_event(rule, _spanned(rule.span, _PLAIN)), rule)


def _after_deadline(rule: Rule) -> str:
    facts = {"span": _spanned(rule.span, _PLAIN), "deadline": _named(rule)}
    return _timed(_("{span} after {deadline}").format(**facts), rule)


def _earliest(rule: Rule) -> str:
    return _("not before {rule}").format(rule=_after_event(rule, _counted(rule)))


def _window(rule: Rule) -> str:
    opens = rule.opens
    if isinstance(opens, Span) and opens.unit is Unit.DAY:
        first = _("day {n}").format(n=opens.amount)
    elif isinstance(opens, Span):
        first = _spanned(opens, _PLAIN)
    else:
        first = opens.isoformat() if isinstance(opens, date) else _("day {n}").format(n=0)
    return _("{first} to {rule}").format(first=first, rule=_after(rule))


def _lock(rule: Rule) -> str:
    return _("locked for {span}").format(span=_spanned(rule.span, _PLAIN))


def _next_meeting(rule: Rule) -> str:
    if rule.span.amount == 1:
        return _("next meeting")
    return _("{nth} next meeting").format(nth=_nth(rule.span.amount))


_MAIN = {
    Mode.BEFORE: _before,
    Mode.BEFORE_DEADLINE: _before_deadline,
    Mode.AFTER: _after,
    Mode.AFTER_DEADLINE: _after_deadline,
    Mode.EARLIEST: _earliest,
    Mode.WINDOW: _window,
    Mode.LOCK: _lock,
    Mode.NEXT_MEETING: _next_meeting,
}


def _remarks(rule: Rule) -> list[str]:
    remarks = []
    if rule.first_day_counts:
        remarks.append(_("first day counts"))
    if rule.by_the_clock:
        remarks.append(_("by the clock"))
    if rule.disputed and rule.reading in _READINGS:
        remarks.append(_(_READINGS[rule.reading]))
    if rule.policy is not None:
        remarks.append(_(_POLICIES[rule.policy]))
    if rule.soft:
        remarks.append(_("should"))
    return remarks


_READINGS: Mapping[Reading, str] = {
    Reading.CLEAR: N_("strict reading"),
    Reading.ORDINAL: N_("ordinal reading"),
}
