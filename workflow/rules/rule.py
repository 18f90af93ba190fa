"""A deadline rule of a council as a value, and its notation in words (`str(rule)`).

The rule says what is counted (`span`), from where (`mode`), in which reading, and what a weekend does to
it. Terms follow domain words: `clear` means that so many full days lie free in between, `ordinal` that the
nth day itself is still in time. `workflow.rules.rule_words.parse_rule` reads the notation back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from states.refusal import N_, Word
from workflow.rules.deadline_refusals import PeriodTooLong


class Mode(StrEnum):
    """Where a period lies."""

    BEFORE = "before"  #: back from the meeting's day
    BEFORE_DEADLINE = "before_deadline"  #: back from another deadline
    AFTER = "after"  #: forward from an event
    AFTER_DEADLINE = "after_deadline"  #: forward from another deadline
    EARLIEST = "earliest"  #: not before so long after an event
    WINDOW = "window"  #: from one day to another after an event
    LOCK = "lock"  #: no repetition for so long after an event
    NEXT_MEETING = "next_meeting"  #: the nth meeting after an event


class Unit(StrEnum):
    """What is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    WERKTAG = "werktag"  #: Mon–Sat without public holidays
    ARBEITSTAG = "arbeitstag"  #: Mon–Fri without public holidays
    HOUR = "hour"
    MEETING = "meeting"


class Reading(StrEnum):
    """How a number of days is read."""

    CLEAR = "clear"  #: so many full days between
    ORDINAL = "ordinal"  #: the nth day itself is in time
    OPEN = "open"  #: the wording leaves it open: strict, for another organ's period the latest


class Policy(StrEnum):
    """What a weekend or public holiday does to the end of a period."""

    NONE = "none"
    PREVIOUS = "previous_working_day"
    NEXT = "next_working_day"


class Whose(StrEnum):
    """Who must keep the deadline; decides which reading is the safe one."""

    OWN = "own"
    ADMINISTRATION = "administration"
    OTHER_ORGAN = "other_organ"


#: What can be counted at most; about a century, beyond it is a slip of the pen.
MOST: Mapping[Unit, int] = {
    Unit.DAY: 36_525,
    Unit.WEEK: 5_218,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
    Unit.WERKTAG: 10_000,
    Unit.ARBEITSTAG: 10_000,
    Unit.HOUR: 876_600,
    Unit.MEETING: 1_000,
}
_UNIT_NAMES: Mapping[Unit, str] = {
    Unit.DAY: N_("days"),
    Unit.WEEK: N_("weeks"),
    Unit.MONTH: N_("months"),
    Unit.YEAR: N_("years"),
    Unit.WERKTAG: N_("werktage"),
    Unit.ARBEITSTAG: N_("arbeitstage"),
    Unit.HOUR: N_("hours"),
    Unit.MEETING: N_("meetings"),
}
WORKING_UNITS = frozenset({Unit.WERKTAG, Unit.ARBEITSTAG})


class Span(NamedTuple):
    """So many of a unit."""

    amount: int
    unit: Unit = Unit.DAY


class Step(NamedTuple):
    """One sentence of an explanation: the code of its template (`deadline_text.STEPS`) and its facts."""

    code: str
    facts: Mapping[str, object]


class _Fields(NamedTuple):
    """What a rule holds; no dataclass, since those take longer to make than all deadlines of a motion."""

    mode: Mode
    span: Span
    reading: Reading = Reading.ORDINAL
    disputed: bool = False  #: the wording bears the other reading as well
    #: backward: the meeting's day is the first counted; forward: the event's day (§ 187 Abs. 2 BGB)
    first_day_counts: bool = False
    by_the_clock: bool = False  #: hours on the clock face instead of elapsed ones
    at: time | None = None  #: time of day, local; None is the end of the day, 24:00
    opens: Span | date | None = None  #: where a window opens; the first free day a source names for a lock
    anchor: str = ""  #: the event's word, or the name of the other deadline
    anchor_start: bool = False  #: count from the first day of the period behind the other deadline
    anchor_period: Span | None = None  #: that period itself, where the rule names it
    policy: Policy | None = None  #: None: forward § 193 BGB, backward none
    soft: bool = False  #: a “should”: missing it has no consequence in law
    whose: Whose = Whose.OWN
    paragraph: str = ""
    label: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None  #: the last day of force


class Rule(_Fields):
    """One deadline rule of a council.

    The fields up to `soft` are what its notation in words says; the others are what a council's file
    adds. Raises PeriodTooLong for a number that is negative or beyond `MOST`.
    """

    __slots__ = ()

    if not TYPE_CHECKING:  # a checker knows the fields better from above

        def __new__(cls, *values: Any, **named: Any) -> Rule:
            """A rule, checked."""
            return _checked(super().__new__(cls, *values, **named))

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Rule:
            """A rule changed by `_replace` is checked as well."""
            return _checked(super()._make(values))

    def __str__(self) -> str:
        return ", ".join([_MAIN[self.mode](self), *_remarks(self)])

    @property
    def counts_back(self) -> bool:
        """Whether the period runs back from its anchor."""
        return self.mode in (Mode.BEFORE, Mode.BEFORE_DEADLINE)

    @property
    def chosen_reading(self) -> Reading:
        """An open wording is read strictly; one that runs back and binds another organ, at its latest."""
        if self.reading is not Reading.OPEN:
            return self.reading
        others = self.whose is not Whose.OWN and self.counts_back
        return Reading.ORDINAL if others else Reading.CLEAR

    @property
    def weekend_policy(self) -> Policy:
        """The council's policy, or what holds without one: § 193 BGB moves only ends of forward periods."""
        if self.policy is not None:
            return self.policy
        if self.counts_back or self.span.unit is Unit.HOUR:
            return Policy.NONE
        return Policy.NEXT


class Computed(NamedTuple):
    """What a rule yields. All moments are aware, in the council's time zone, whole seconds.

    `deadline` is the last admissible moment (for Mode.EARLIEST the first one, 00:00 of its day).
    """

    rule: Rule
    deadline: datetime
    safe_deadline: datetime
    alternatives: tuple[datetime, ...]
    explanation: tuple[Step, ...]
    opens: datetime | None = None  #: the first moment of a window
    whole_day: bool = False  #: the answer is a day, not a moment (locks, meetings, earliest days)


def _checked(rule: Rule) -> Rule:
    for span in (rule.span, rule.opens, rule.anchor_period):
        if isinstance(span, Span) and not _least(span) <= span.amount <= MOST[span.unit]:
            raise PeriodTooLong(
                amount=span.amount,
                unit=Word(_UNIT_NAMES[span.unit]),
                least=_least(span),
                most=MOST[span.unit],
            )
    return rule


def _least(span: Span) -> int:
    """Day 0 is the meeting's own day (“by 12:00 of the day itself”); there is no meeting number 0."""
    return 1 if span.unit is Unit.MEETING else 0


def in_force(rule: Rule, day: date) -> bool:
    """Whether a rule applies on this day; both ends of its force are included."""
    started = rule.in_force_from is None or rule.in_force_from <= day
    return started and (rule.in_force_until is None or day <= rule.in_force_until)


# The notation in words


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def spell(span: Span, prefix: str = "") -> str:
    """“1 week”, “10 clear days”, “3 werktage”."""
    plurals = {Unit.WERKTAG: "werktage", Unit.ARBEITSTAG: "arbeitstage"}
    unit = span.unit.value if span.amount == 1 else plurals.get(span.unit, f"{span.unit}s")
    return f"{span.amount} {prefix}{unit}"


def _counted(rule: Rule) -> str:
    """The number with its reading: “10 clear days”, “10th day”, “10 days”."""
    if rule.disputed or rule.reading is Reading.OPEN or rule.span.unit is Unit.HOUR:
        return spell(rule.span)
    if rule.reading is Reading.CLEAR:
        return spell(rule.span, "clear ")
    return f"{ordinal(rule.span.amount)} {rule.span.unit}"


def _at(rule: Rule) -> str:
    return "" if rule.at is None else rule.at.strftime(" %H:%M:%S" if rule.at.second else " %H:%M")


def _before(rule: Rule) -> str:
    return f"{_counted(rule)} before{_at(rule)}"


def _named(rule: Rule) -> str:
    if rule.anchor_period is not None:
        return f"the start of a period of {spell(rule.anchor_period)}"
    return f"the start of deadline {rule.anchor}" if rule.anchor_start else f"deadline {rule.anchor}"


def _before_deadline(rule: Rule) -> str:
    return f"{_counted(rule)} before {_named(rule)}{_at(rule)}"


def _after(rule: Rule) -> str:
    event = f" {rule.anchor}" if rule.anchor else ""
    return f"{spell(rule.span)} after{event}{_at(rule)}"


def _after_deadline(rule: Rule) -> str:
    return f"{spell(rule.span)} after {_named(rule)}{_at(rule)}"


def _earliest(rule: Rule) -> str:
    return f"not before {_counted(rule)} after{' ' * bool(rule.anchor)}{rule.anchor}"


def _window(rule: Rule) -> str:
    opens = rule.opens
    if isinstance(opens, Span):
        first = f"day {opens.amount}" if opens.unit is Unit.DAY else spell(opens)
    else:
        first = str(opens or "day 0")
    return f"{first} to {_after(rule)}"


def _lock(rule: Rule) -> str:
    return f"locked for {spell(rule.span)}"


def _next_meeting(rule: Rule) -> str:
    return "next meeting" if rule.span.amount == 1 else f"{ordinal(rule.span.amount)} next meeting"


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
_POLICY_WORDS = {
    Policy.NONE: "not moved",
    Policy.PREVIOUS: "previous working day",
    Policy.NEXT: "next working day",
}


def _remarks(rule: Rule) -> list[str]:
    remarks = []
    if rule.first_day_counts:
        remarks.append("first day counts")
    if rule.by_the_clock:
        remarks.append("by the clock")
    if rule.disputed and rule.reading is Reading.CLEAR:
        remarks.append("strict reading")
    if rule.disputed and rule.reading is Reading.ORDINAL:
        remarks.append("ordinal reading")
    if rule.policy is not None:
        remarks.append(_POLICY_WORDS[rule.policy])
    if rule.soft:
        remarks.append("should")
    return remarks
