"""Rules in the user's own words: German users read German rules, and either wording reads back."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from states.refusal import Refusal
from tests.workflow.rules.rules_at_random import hours, rules
from workflow.deadline_words import explain
from workflow.rule_said import say_rule
from workflow.rules.deadline import compute
from workflow.rules.rule import Mode, Reading, Rule, Span, Unit
from workflow.rules.rule_words import parse_rule
from workflow.words import sentence, speaking


@settings(max_examples=400, deadline=None)
@given(rules() | hours())
def test_english_is_the_canonical_notation(rule: Rule) -> None:
    """What an English user reads is what a council's file writes."""
    with speaking("en"):
        assert say_rule(rule) == str(rule)


@settings(max_examples=600, deadline=None)
@given(rules() | hours())
def test_german_reads_back_to_the_same_rule(rule: Rule) -> None:
    """What a German user reads can be written into a council's file as it stands."""
    with speaking("de"):
        said = say_rule(rule)
    assert parse_rule(said) == rule, said


@pytest.mark.parametrize(
    ("words", "german"),
    [
        ("10 clear days before", "10 volle Tage vor der Sitzung"),
        ("1 clear week before", "1 volle Woche vor der Sitzung"),
        ("14th day before 12:00", "am 14. Tag vor der Sitzung bis 12:00 Uhr"),
        ("3 werktage before, previous working day", "3 Werktage vor der Sitzung, vorheriger Arbeitstag"),
        ("3 days before the start of a period of 1 week", "3 Tage vor Beginn einer Frist von 1 Woche"),
        ("3 days before deadline invitation", "3 Tage vor der Ladungsfrist"),
        ("day 3 to 4 weeks after", "3. Tag bis 4 Wochen danach"),
        ("1 month after decision", "1 Monat nach dem Beschluss"),
        ("locked for 6 months", "gesperrt für 6 Monate"),
        ("2nd next meeting", "2. nächste Sitzung"),
        ("48 hours before, should", "48 Stunden vor der Sitzung, soll"),
    ],
)
def test_a_rule_is_said_in_german(words: str, german: str) -> None:
    """The words are those of standing orders."""
    with speaking("de"):
        assert say_rule(parse_rule(words)) == german


def test_an_explanation_says_its_rule_in_german() -> None:
    """The first sentence names the rule, with its label where the council's file gives one."""
    rule = Rule(Mode.BEFORE, Span(10), Reading.CLEAR)
    zone, meeting = ZoneInfo("Europe/Berlin"), date(2026, 5, 12)
    with speaking("de"):
        plain = explain(compute(rule, zone=zone, meeting=meeting))[0]
        labelled = explain(compute(rule._replace(label="Antragsfrist"), zone=zone, meeting=meeting))[0]
    assert plain == "Regel: 10 volle Tage vor der Sitzung."
    assert labelled == "Regel: Antragsfrist (10 volle Tage vor der Sitzung)."


def test_a_refusal_says_its_rule_in_german() -> None:
    """A rule that misses its meeting is named as the user would write it."""
    rule = Rule(Mode.BEFORE, Span(2, Unit.ARBEITSTAG), at=time(12))
    with pytest.raises(Refusal) as refused, speaking("de"):
        compute(rule, zone=ZoneInfo("Europe/Berlin"))
    with speaking("de"):
        assert "„am 2. Arbeitstag vor der Sitzung bis 12:00 Uhr“" in sentence(refused.value).message
