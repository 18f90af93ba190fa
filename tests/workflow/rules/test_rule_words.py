"""The notation of deadline rules: what may be written, what it means, and how a fault is pointed out."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.refusal import Refusal
from tests.workflow.rules.rules_at_random import hours, rules
from workflow.rules.deadline_refusals import RuleUnreadable
from workflow.rules.rule import Mode, Policy, Reading, Rule, Span, Unit
from workflow.rules.rule_lexicon import Expected
from workflow.rules.rule_words import parse_rule

CLEAR, ORDINAL, OPEN = Reading.CLEAR, Reading.ORDINAL, Reading.OPEN


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("10 clear days before", Rule(Mode.BEFORE, Span(10), CLEAR)),
        ("10 days before", Rule(Mode.BEFORE, Span(10), OPEN)),
        ("21st day before 12:00", Rule(Mode.BEFORE, Span(21), at=time(12))),
        ("by 12:00 of the 21st day before the meeting", Rule(Mode.BEFORE, Span(21), at=time(12))),
        ("14 days before 24:00", Rule(Mode.BEFORE, Span(14), OPEN)),
        ("the day before the meeting", Rule(Mode.BEFORE, Span(1))),
        ("2 weeks before", Rule(Mode.BEFORE, Span(2, Unit.WEEK), OPEN)),
        ("3 werktage before", Rule(Mode.BEFORE, Span(3, Unit.WERKTAG), OPEN)),
        ("48 hours before", Rule(Mode.BEFORE, Span(48, Unit.HOUR))),
        ("3 days before invitation", Rule(Mode.BEFORE_DEADLINE, Span(3), OPEN, anchor="invitation")),
        ("1 month after", Rule(Mode.AFTER, Span(1, Unit.MONTH))),
        ("day 3 to 2 weeks after", Rule(Mode.WINDOW, Span(2, Unit.WEEK), opens=Span(3))),
        ("2026-02-16 to 4 weeks after", Rule(Mode.WINDOW, Span(4, Unit.WEEK), opens=date(2026, 2, 16))),
        ("next meeting", Rule(Mode.NEXT_MEETING, Span(1, Unit.MEETING))),
        ("next meeting but one", Rule(Mode.NEXT_MEETING, Span(2, Unit.MEETING))),
        ("locked for 6 months", Rule(Mode.LOCK, Span(6, Unit.MONTH))),
        ("not before 3 days after the decision", Rule(Mode.EARLIEST, Span(3), OPEN, anchor="decision")),
        # German
        ("10 volle Tage vor der Sitzung", Rule(Mode.BEFORE, Span(10), CLEAR)),
        ("am 21. Tag vor der Sitzung bis 12:00", Rule(Mode.BEFORE, Span(21), at=time(12))),
        ("spätestens am zwölften Tag vor der Sitzung um 12.00 Uhr", Rule(Mode.BEFORE, Span(12), at=time(12))),
        ("10 Tage vor", Rule(Mode.BEFORE, Span(10), OPEN)),
        ("drei Wochen vor", Rule(Mode.BEFORE, Span(3, Unit.WEEK), OPEN)),
        ("zehn Werktage vor dem Sitzungstag", Rule(Mode.BEFORE, Span(10, Unit.WERKTAG), OPEN)),
        ("am Tag vor der Sitzung", Rule(Mode.BEFORE, Span(1))),
        ("48 Stunden vor Sitzungsbeginn", Rule(Mode.BEFORE, Span(48, Unit.HOUR))),
        (
            "binnen einer Woche nach der Beschlussfassung",
            Rule(Mode.AFTER, Span(1, Unit.WEEK), anchor="decision"),
        ),
        ("übernächste Sitzung", Rule(Mode.NEXT_MEETING, Span(2, Unit.MEETING))),
        ("6 Monate gesperrt", Rule(Mode.LOCK, Span(6, Unit.MONTH))),
        (
            "3 Tage vor Beginn der Ladungsfrist",
            Rule(Mode.BEFORE_DEADLINE, Span(3), OPEN, anchor="invitation", anchor_start=True),
        ),
        (
            "3 Tage vor Beginn einer Frist von einer Woche",
            Rule(Mode.BEFORE_DEADLINE, Span(3), OPEN, anchor_period=Span(1, Unit.WEEK)),
        ),
        (
            "frühestens am dritten Tag und spätestens vier Wochen nach dem Widerspruch",
            Rule(Mode.WINDOW, Span(4, Unit.WEEK), opens=Span(3), anchor="objection"),
        ),
        (
            "9 Tage vor der Sitzung, Sitzungstag eingerechnet",
            Rule(Mode.BEFORE, Span(9), OPEN, first_day_counts=True),
        ),
        (
            "10. Tag vor, 12 Uhr, vorheriger Arbeitstag, soll",
            Rule(Mode.BEFORE, Span(10), at=time(12), policy=Policy.PREVIOUS, soft=True),
        ),
    ],
)
def test_words_mean_a_rule(words: str, rule: Rule) -> None:
    """English keywords and the phrases of German standing orders."""
    assert parse_rule(words) == rule


@pytest.mark.parametrize(
    ("words", "column", "found", "expected"),
    [
        ("", 1, "…", Expected.RULE),
        ("soon", 1, "soon", Expected.RULE),
        ("10 bananas before", 4, "bananas", Expected.UNIT),
        ("10 days", 8, "…", Expected.DIRECTION),
        ("10 days before 25:00", 16, "25:00", Expected.CLOCK),
        ("10 days after 12:60", 15, "12:60", Expected.CLOCK),
        ("10 days before the 3rd", 20, "3rd", Expected.CLOCK),
        ("10 days after lunch", 15, "lunch", Expected.EVENT),
        ("10 days before, promptly", 17, "promptly", Expected.REMARK),
        ("10 days before the deadline !", 29, "!", Expected.NAME),
        ("not before 3 days before", 19, "before", Expected.AFTER),
        ("next week", 6, "week", Expected.MEETING),
        ("locked for long", 12, "long", Expected.SPAN),
        ("2026-02-30 to 4 weeks after", 1, "2026-02-30", Expected.DATE),
        ("2026-02-16 plus 4 weeks", 12, "plus", Expected.WINDOW_END),
        ("48 hours before, strict reading", 18, "strict", Expected.FITTING),
        ("10 clear days before, ordinal reading", 23, "ordinal", Expected.FITTING),
        ("1 week after, by the clock", 15, "by", Expected.FITTING),
        ("next meeting, 12:00", 15, "12:00", Expected.FITTING),
    ],
)
def test_a_fault_is_pointed_out(words: str, column: int, found: str, expected: Expected) -> None:
    """The refusal says at which character, what stands there, and what was expected."""
    with pytest.raises(RuleUnreadable) as refusal:
        parse_rule(words)
    facts = refusal.value.facts
    assert (facts["column"], facts["found"], facts["expected"]) == (column, found, expected)


@settings(max_examples=600, deadline=None)
@given(rules())
def test_a_rule_reads_back_from_its_own_words(rule: Rule) -> None:
    """`str(rule)` is the canonical notation."""
    assert parse_rule(str(rule)) == rule


@settings(max_examples=200, deadline=None)
@given(hours())
def test_hours_read_back_from_their_own_words(rule: Rule) -> None:
    """Hours have neither reading nor time of day."""
    assert parse_rule(str(rule)) == rule


WORDS = st.sampled_from(
    [
        *(
            "10",
            "3rd",
            "1",
            "one",
            "day",
            "days",
            "clear",
            "weeks",
            "werktage",
            "hours",
            "Tag",
            "am",
            "zehnten",
        ),
        *(
            "before",
            "after",
            "vor",
            "nach",
            "the",
            "start",
            "of",
            "period",
            "deadline",
            "invitation",
            "decision",
        ),
        *("not", "next", "meeting", "to", "und", "locked", "for", ",", "12:00", "24:00", "by", "bis", "uhr"),
        *("strict", "reading", "first", "counts", "previous", "working", "2026-02-16", "-", "("),
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=9).map(" ".join))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    """Nothing but a refusal comes of nonsense; what is read has a notation that reads back the same."""
    try:
        rule = parse_rule(text)
    except Refusal:
        return
    assert parse_rule(str(rule)) == rule
