"""Explanations of deadlines in the user's language: `explain` turns the steps of a rule into sentences."""

from __future__ import annotations

from datetime import date, datetime

from workflow.rule_said import say_rule
from workflow.rules.deadline_text import READINGS, REASONS, SPANS, STEPS
from workflow.rules.period import DAY_ENDS
from workflow.rules.rule import Computed, Reading, Rule, Span, Step
from workflow.rules.workday import Idle
from workflow.words import _, clock_time, fill
from workflow.words import day as said_day


def explain(computed: Computed) -> list[str]:
    """The explanation of a deadline, a sentence per step, in the language spoken now."""
    return [explain_step(step) for step in computed.explanation]


def explain_step(step: Step) -> str:
    """One step as a sentence."""
    facts = {name: _said(value) for name, value in step.facts.items()}
    return fill(_(STEPS[step.code]), facts)


def deadline_moment(when: date) -> str:
    """A last moment as people write it: the end of a day is 24:00, a day alone has no time."""
    if not isinstance(when, datetime):
        return said_day(when, weekday=True)
    written = clock_time(when.time())
    if when.time() == DAY_ENDS:
        written = written.replace("23:59:59", "24:00")
    return f"{said_day(when, weekday=True)}, {written}"


def _said(value: object) -> object:
    if isinstance(value, Idle):
        return fill(_(REASONS[value.kind]), {"name": value.name})
    if isinstance(value, Reading):
        return _(READINGS[value])
    if isinstance(value, Rule):
        return say_rule(value)
    if isinstance(value, Span):
        one, several = SPANS[value.unit]
        return fill(_(one if value.amount == 1 else several), {"n": value.amount})
    return deadline_moment(value) if isinstance(value, date) else value
