"""The notation of deadline rules in a council's file, read into `Rule` values.

    rule     = period remarks | "not before" period | window | "locked for" span | [nth] "next meeting"
    period   = count ("before" | "after") [what] [time]
    count    = number ["clear"] unit | nth unit          10 clear days, 21st day, 3 werktage, 48 hours
    what     = the meeting | an event | ["the start of"] ["deadline"] name | "the start of a period of" span
    window   = ("day" n | span | date) "to" span "after" [event]
    remarks  = { [","] ("previous working day" | "next working day" | "not moved" | "first day counts"
                        | "by the clock" | "strict reading" | "ordinal reading" | "should" | time) }

A bare number of days back ("10 days before") leaves its reading open: it is taken strictly and the other
one shown. German words are read as well: "am 21. Tag vor der Sitzung bis 12:00", "10 volle Tage vor".
`str(rule)` writes the canonical notation and `parse_rule` reads it back unchanged.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from workflow.rules import rule_lexicon as lexicon
from workflow.rules.rule import Mode, Reading, Rule, Span, Unit
from workflow.rules.rule_lexicon import Expected
from workflow.rules.rule_reader import (
    Reader,
    clock_comes,
    number_of,
    ordinal_of,
    read_clock,
    remark_comes,
    skip_articles,
)

#: Compiled when one is met: most rules name no deadline and no date.
_NAME = r"[^\W\d][\w-]*"
_DATE = r"\d{4}-\d{2}-\d{2}"


class _Counted(NamedTuple):
    """A number with its unit, and how it is to be read."""

    span: Span
    reading: Reading


@lru_cache(maxsize=1024)
def parsed(words: str) -> Rule:
    """The rule of some words, parsed once per process. Raises RuleUnreadable."""
    return parse_rule(words)


def parse_rule(text: str) -> Rule:
    """The rule these words say. Raises RuleUnreadable with the place and what it expects there."""
    reader = Reader(text)
    rule = _remarks(reader, _main(reader))
    return _settle(rule)


def _settle(rule: Rule) -> Rule:
    """One rule, one value: fields that say nothing in this mode take their plain value."""
    return rule._replace(reading=Reading.ORDINAL) if rule.span.unit is Unit.HOUR else rule


# The period


def _main(reader: Reader) -> Rule:
    at = read_clock(reader) if clock_comes(reader) else None
    earliest = _says_earliest(reader)
    reader.skip_fillers()
    if reader.peek() in lexicon.LOCK_WORDS:
        return _lock(reader)
    if rule := _next_meeting(reader):
        return rule
    if "-" in reader.peek() and re.fullmatch(_DATE, reader.peek()):
        return _window(reader, _date(reader))
    counted = _counted(reader)
    if _opens_window(reader):
        return _window(reader, counted.span)
    if reader.take(lexicon.LOCK_WORDS):
        return Rule(Mode.LOCK, counted.span)
    rule = _directed(reader, counted, earliest=earliest)
    return rule if at is None or rule.at is not None else rule._replace(at=at)


def _says_earliest(reader: Reader) -> bool:
    if reader.take_phrase(("not", "before")) or reader.take(lexicon.EARLIEST_WORDS):
        return True
    return reader.take_phrase(("at", "the", "earliest"))


def _counted(reader: Reader) -> _Counted:
    """“10 days”, “10 clear days”, “21st day”, “day 3”, “day” alone for the first."""
    word = reader.peek()
    if (nth := ordinal_of(word)) is not None:
        reader.next()
        return _Counted(Span(nth, _unit(reader)), Reading.ORDINAL)
    if (number := number_of(word)) is not None:
        reader.next()
        clear = reader.take(lexicon.CLEAR_WORDS)
        return _Counted(Span(number, _unit(reader)), Reading.CLEAR if clear else Reading.OPEN)
    if lexicon.UNITS.get(word) not in (Unit.DAY, Unit.WERKTAG, Unit.ARBEITSTAG):
        raise reader.refusal(Expected.RULE)
    unit = _unit(reader)
    behind = number_of(reader.peek())
    if behind is None:
        return _Counted(Span(1, unit), Reading.ORDINAL)
    reader.next()
    return _Counted(Span(behind, unit), Reading.ORDINAL)


def _unit(reader: Reader) -> Unit:
    unit = lexicon.UNITS.get(reader.peek())
    if unit is None:
        raise reader.refusal(Expected.UNIT)
    reader.next()
    return unit


def _span(reader: Reader) -> Span:
    number = number_of(reader.peek())
    if number is None:
        raise reader.refusal(Expected.SPAN)
    reader.next()
    return Span(number, _unit(reader))


def _date(reader: Reader) -> date:
    try:
        found = date.fromisoformat(reader.peek())
    except ValueError:
        raise reader.refusal(Expected.DATE) from None
    reader.next()
    return found


def _directed(reader: Reader, counted: _Counted, *, earliest: bool) -> Rule:
    if not earliest and reader.take(lexicon.BEFORE_WORDS):
        rule = Rule(Mode.BEFORE, counted.span, counted.reading, **_before_what(reader))
    elif reader.take(lexicon.AFTER_WORDS):
        mode, what = _after_what(reader)
        if earliest and mode is Mode.AFTER:
            return Rule(Mode.EARLIEST, counted.span, counted.reading, anchor=what["anchor"])
        rule = Rule(mode, counted.span, **what)
    else:
        raise reader.refusal(Expected.AFTER if earliest else Expected.DIRECTION)
    if rule.anchor_period or (rule.mode is Mode.BEFORE and rule.anchor):
        rule = rule._replace(mode=_RELATIVE[rule.mode])
    return _with_clock(reader, rule)


_RELATIVE = {
    Mode.BEFORE: Mode.BEFORE_DEADLINE,
    Mode.AFTER: Mode.AFTER_DEADLINE,
    Mode.AFTER_DEADLINE: Mode.AFTER_DEADLINE,
}


# What it counts from


def _before_what(reader: Reader) -> dict[str, Any]:
    """Nothing more, the meeting, or another deadline."""
    if clock_comes(reader):
        return {}
    skip_articles(reader)
    if remark_comes(reader):
        return {}
    if _meeting_comes(reader):
        return {}
    return _deadline(reader, Expected.BEFORE_OR_DEADLINE)


def _meeting_comes(reader: Reader) -> bool:
    """“the meeting”, “meeting day”, “the start of the meeting”, “Tag der Sitzung”."""
    start = reader.place
    if reader.take({"day", "tag", "tage", *lexicon.START_WORDS}):
        reader.skip_fillers()
    if reader.take(lexicon.MEETINGS):
        reader.take({"day"})
        return True
    reader.place = start
    return False


def _deadline(reader: Reader, expected: Expected) -> dict[str, Any]:
    """“invitation”, “deadline invitation”, “the start of …”, “the start of a period of 1 week”."""
    starts = reader.take(lexicon.START_WORDS)
    reader.skip_fillers()
    if starts and (period := _inline_period(reader)):
        return {"anchor_period": period}
    marked = reader.take(lexicon.DEADLINE_WORDS)
    name = reader.peek()
    if name[:1].isdigit():
        raise reader.refusal(Expected.CLOCK)
    if not re.fullmatch(_NAME, name):
        raise reader.refusal(Expected.NAME if marked else expected)
    reader.next()
    reader.take({"period", "deadline"})
    return {"anchor": name if marked else lexicon.DEADLINE_NAMES.get(name, name), "anchor_start": starts}


def _inline_period(reader: Reader) -> Span | None:
    """“a period of 1 week”, “einer Frist von einer Woche”, “a 1 week period”."""
    start = reader.place
    reader.take({"a", "einer", "an"})
    if reader.take(lexicon.PERIOD_WORDS) and reader.take({"of", "von"}):
        return _span(reader)
    if number_of(reader.peek()) is not None and reader.peek(1) in lexicon.UNITS:
        span = _span(reader)
        if reader.take(lexicon.PERIOD_WORDS):
            return span
    reader.place = start
    return None


def _after_what(reader: Reader) -> tuple[Mode, dict[str, Any]]:
    """Nothing more, an event, or another deadline."""
    if clock_comes(reader):
        return Mode.AFTER, {"anchor": ""}
    skip_articles(reader)
    if remark_comes(reader):
        return Mode.AFTER, {"anchor": ""}
    start = reader.place
    if reader.take(lexicon.START_WORDS):
        reader.skip_fillers()
    if (event := lexicon.EVENTS.get(reader.peek())) and reader.next():
        return Mode.AFTER, {"anchor": event}
    reader.place = start
    known = reader.peek() in lexicon.DEADLINE_NAMES or reader.peek() in lexicon.DEADLINE_NAMES.values()
    if known or reader.peek() in {*lexicon.START_WORDS, *lexicon.DEADLINE_WORDS}:
        return Mode.AFTER_DEADLINE, _deadline(reader, Expected.EVENT)
    raise reader.refusal(Expected.CLOCK if reader.peek()[:1].isdigit() else Expected.EVENT)


# Windows, locks, meetings


def _opens_window(reader: Reader) -> bool:
    """“day 3 to …”, “am dritten Tage und spätestens …”."""
    start = reader.place
    if reader.take(lexicon.TO_WORDS):
        reader.skip_fillers()
        if number_of(reader.peek()) is not None or ordinal_of(reader.peek()) is not None:
            reader.place = start
            return True
    reader.place = start
    return False


def _window(reader: Reader, opens: Span | date) -> Rule:
    if not reader.take(lexicon.TO_WORDS):
        raise reader.refusal(Expected.WINDOW_END)
    reader.skip_fillers()
    rule = _directed(reader, _counted(reader), earliest=False)
    if rule.mode is not Mode.AFTER:
        raise reader.refusal(Expected.AFTER)
    return rule._replace(mode=Mode.WINDOW, opens=opens)


def _lock(reader: Reader) -> Rule:
    reader.next()
    reader.skip_fillers()
    return Rule(Mode.LOCK, _span(reader))


def _next_meeting(reader: Reader) -> Rule | None:
    """“next meeting”, “2nd next meeting”, “next meeting but one”, “übernächste Sitzung”."""
    nth = ordinal_of(reader.peek())
    if nth is not None and reader.peek(1) in lexicon.NEXT_WORDS:
        reader.place += 2
    elif reader.take(lexicon.BUT_ONE_WORDS):
        nth = 2
    elif reader.take(lexicon.NEXT_WORDS):
        nth = 1
    else:
        return None
    if not reader.take(lexicon.MEETINGS):
        raise reader.refusal(Expected.MEETING)
    if reader.take_phrase(("but", "one")):
        nth = 2
    return Rule(Mode.NEXT_MEETING, Span(nth, Unit.MEETING))


# Times of day and remarks


def _with_clock(reader: Reader, rule: Rule) -> Rule:
    return rule._replace(at=read_clock(reader)) if clock_comes(reader) else rule


def _remarks(reader: Reader, rule: Rule) -> Rule:
    while reader.peek():
        reader.take({","})
        start = reader.place
        changes = {"at": read_clock(reader)} if clock_comes(reader) else _remark(reader)
        if not changes.keys() <= _fitting(rule):
            reader.place = start
            raise reader.refusal(Expected.FITTING)
        rule = rule._replace(**changes)
    return rule


def _fitting(rule: Rule) -> set[str]:
    """Which fields may be remarked on: one that this kind of rule would not heed is refused."""
    if rule.mode in (Mode.LOCK, Mode.NEXT_MEETING):
        return {"soft"}
    if rule.span.unit is Unit.HOUR:
        return {"soft", "by_the_clock", "policy"}
    fitting = {"soft"} if rule.mode is Mode.EARLIEST else {"soft", "policy", "at", "first_day_counts"}
    open_reading = rule.reading is Reading.OPEN and (rule.counts_back or rule.mode is Mode.EARLIEST)
    return fitting | {"disputed", "reading"} if open_reading else fitting


def _remark(reader: Reader) -> dict[str, Any]:
    for phrase in sorted(lexicon.REMARKS, key=len, reverse=True):
        if reader.take_phrase(phrase):
            return dict(lexicon.REMARKS[phrase])
    raise reader.refusal(Expected.CLOCK if reader.peek()[:1].isdigit() else Expected.REMARK)
