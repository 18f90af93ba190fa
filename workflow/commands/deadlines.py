"""`deadlines`: when a rule of a council ends a period, and why."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import click

from states.refusal import N_
from workflow.commands.deadlines_show import show
from workflow.commands.desk import Desk
from workflow.commands.frame import Group, argument, option, pass_desk
from workflow.commands.output import emit
from workflow.deadline_words import explain_step
from workflow.rules.case_fields import Fields
from workflow.rules.deadline import answer
from workflow.rules.deadline_json import (
    POLICIES,
    WHOSE,
    case_from_json,
    computed_as_json,
    question_from_case,
    zone_named,
)
from workflow.rules.question import Question, When
from workflow.rules.rule import Computed
from workflow.rules.rule_lexicon import Expected
from workflow.rules.rule_words import parse_rule
from workflow.rules.workday import land_code
from workflow.words import _

_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}:\d{2}))?")
#: What the text shows on its own lines, ahead of the reasons.
_ANSWERS = {"result", "result_earliest", "result_lock", "result_meeting", "other_reading", "safe", "opens"}
_COLUMNS = ("rule", "deadline", "safe_deadline", "alternatives", "explanation")


class Options(NamedTuple):
    """What the options of `compute` say; each comes before the same key of a case."""

    meeting: str | None
    event: str | None
    land: str | None
    timezone: str | None
    policy: str | None
    whose: str | None
    paragraph: str | None
    regional: tuple[str, ...]
    closed: tuple[str, ...]
    calendar: tuple[str, ...]
    others: tuple[str, ...]


class _Deadlines(Group):
    """`deadlines`, `deadlines REF` and `deadlines --within 30d` are short for `deadlines show …`."""

    #: the subcommand that is meant where none is named
    otherwise = "show"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual subcommand in front of what names none."""
        first = args[0] if args else ""
        if first not in self.commands and first not in ("--help", "-h"):
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)


@click.group(
    "deadlines",
    cls=_Deadlines,
    help=N_("Show deadlines, and explain each."),
    examples=[
        ("laufzettel deadlines --within 30d", N_("what falls due in the next thirty days")),
        ("laufzettel deadlines 12/397 --explain", N_("the deadlines of a motion, with their reasons")),
        "laufzettel deadlines compute '10 clear days before' --meeting 2026-05-12T19:00 --land SH",
    ],
)
def deadlines() -> None:
    """The deadlines."""


deadlines.add_command(show)


@deadlines.command(
    "compute",
    help=N_(
        "Compute one rule, without a motion and without a database.\n\nRULE is written in the words of a "
        "council’s file, English or German, or is a JSON object with the keys of a case (mode, params, land, "
        "timezone, whose_deadline, weekend_holiday_policy, session_datetime, event_datetime). “-” reads it "
        "from standard input, “@FILE” from a file. Options come before the keys of the object."
    ),
    examples=[
        (
            "laufzettel deadlines compute '10 clear days before' --meeting 2026-05-12T19:00 --land SH",
            N_("ten full days between filing and meeting"),
        ),
        (
            "laufzettel deadlines compute 'am 21. Tag vor bis 12:00' --meeting 12.05.2026 --land NI",
            N_("by noon of the 21st day before"),
        ),
        (
            "laufzettel deadlines compute '1 week after' --event 12.05.2026 --land NW --whose other_organ",
            N_("until when another organ may object"),
        ),
        (
            "laufzettel deadlines compute '1 day before a' --deadline 'a=9 days before' --meeting 2.6.2026",
            N_("counted from another deadline"),
        ),
        (
            "laufzettel deadlines compute @rule.json --meeting 2026-05-12T19:00",
            N_("a JSON object out of a file"),
        ),
    ],
)
@argument("rule", metavar=N_("RULE"), help=N_("The rule: words, a JSON object, - or @FILE."))
@option("--meeting", metavar=N_("DATE"), help=N_("The meeting, with its time where hours are counted."))
@option("--event", metavar=N_("DATE"), help=N_("The event a period begins with; else the meeting."))
@option("--land", metavar=N_("LAND"), help=N_("The Land whose public holidays hold, for example SH."))
@option("--timezone", metavar=N_("ZONE"), help=N_("The council’s time zone; default Europe/Berlin."))
@option(
    "--policy",
    metavar=N_("POLICY"),
    help=N_("What weekends and holidays do to the end: none, previous_working_day or next_working_day."),
)
@option("--whose", metavar=N_("WHOSE"), help=N_("Who keeps it: own, administration or other_organ."))
@option("--paragraph", metavar=N_("TEXT"), help=N_("Where the rule stands, for the explanation."))
@option("--regional", multiple=True, metavar=N_("NAME"), help=N_("A regional holiday that holds there."))
@option("--closed", multiple=True, metavar=N_("DATE"), help=N_("A further day without work."))
@option("--next", "calendar", multiple=True, metavar=N_("DATE"), help=N_("A coming meeting of the calendar."))
@option(
    "--deadline",
    "others",
    multiple=True,
    metavar=N_("NAME=RULE"),
    help=N_("Another deadline that this one counts from."),
)
@pass_desk
def compute(desk: Desk, /, rule: str, **given: Any) -> None:
    """Print the deadline of a rule."""
    options = Options(**given)
    question = _with_options(_question(_read(rule)), options)
    computed = answer(question._replace(deadlines=_others(question, options.others)))
    explanation = [explain_step(step) for step in computed.explanation]
    result = computed_as_json(computed, explanation)
    emit(desk, result, lambda _result: _lines(computed), columns=_COLUMNS)


def _read(rule: str) -> str:
    """The rule itself, from standard input or a file where it lies there."""
    if rule == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    if not rule.startswith("@"):
        return rule
    with open(rule[1:], encoding="utf-8-sig", errors="replace") as file:
        return file.read()


def _question(text: str) -> Question:
    if text.lstrip().startswith(("{", "[")):
        return question_from_case(case_from_json(text))
    parse_rule(text.strip())  # so that an empty one is refused as a rule, not as a case
    return question_from_case({"rule": text.strip()})


def _with_options(question: Question, options: Options) -> Question:
    """Each option that was given replaces what the case says."""
    fields = Fields("options", {f"--{name}": value for name, value in options._asdict().items() if value})
    rule = question.rule
    rule = rule._replace(
        policy=fields.choice("--policy", POLICIES, Expected.POLICY) or rule.policy,
        whose=fields.choice("--whose", WHOSE, Expected.WHOSE) or rule.whose,
        paragraph=options.paragraph or rule.paragraph,
    )
    calendar = question.calendar
    calendar = calendar._replace(
        land=land_code(options.land) if options.land else calendar.land,
        regional=calendar.regional + options.regional,
        closed=calendar.closed | {_day("--closed", text) for text in options.closed},
    )
    return question._replace(
        rule=rule,
        zone=zone_named(options.timezone) if options.timezone else question.zone,
        meeting=_when("--meeting", options.meeting) if options.meeting else question.meeting,
        event=_when("--event", options.event) if options.event else question.event,
        calendar=calendar,
        meetings=question.meetings + tuple(_when("--next", text) for text in options.calendar),
    )


def _others(question: Question, named: Iterable[str]) -> dict[str, Computed]:
    """The deadlines that the rule may count from, each computed from those named ahead of it."""
    known: dict[str, Computed] = {}
    for text in named:
        name, equals, rule = text.partition("=")
        if not equals:
            Fields("options", {"--deadline": text}).wrong("--deadline", Expected.NAMED_RULE)
        other = question._replace(rule=parse_rule(rule), deadlines=dict(known))
        known[name.strip().lower()] = answer(other)
    return known


def _when(option: str, text: str) -> When:
    """A day or a moment, in ISO form or as German offices write it: 12.05.2026 19:00."""
    found = _GERMAN_DATE.fullmatch(text.strip())
    if found:
        day, month, year, clock = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{clock:0>5}" if clock else "")
    when = Fields("options", {option: text}).when(option)
    assert when is not None, "an option that is given is not empty"
    return when


def _day(option: str, text: str) -> date:
    when = _when(option, text)
    return when.date() if isinstance(when, datetime) else when


def _lines(computed: Computed) -> list[str]:
    """The answer, then the reasons."""
    steps = computed.explanation
    answers = [explain_step(step) for step in steps if step.code in _ANSWERS]
    reasons = [explain_step(step) for step in steps if step.code not in _ANSWERS]
    return [*answers, "", _("Why:"), *(f"  {reason}" for reason in reasons)]
