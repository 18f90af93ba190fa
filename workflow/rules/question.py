"""What a deadline is asked of, and the days and moments it counts from.

Local days are those of the council's zone; a moment without a zone is local time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workflow.rules.deadline_refusals import (
    AnchorUnknown,
    ClockTimeMissing,
    EventMissing,
    MeetingMissing,
    RuleNotInForce,
)
from workflow.rules.period import (
    clock_hours_from,
    count_back,
    hours_from,
    moment,
)
from workflow.rules.rule import Computed, Policy, Reading, Rule, Step, in_force
from workflow.rules.workday import (
    ONE_DAY,
    WorkCalendar,
    judges,
    next_working_day,
    previous_working_day,
    why_idle,
)

#: A day alone, or a moment. Naive moments are local time of the council.
When = date | datetime


class Question(NamedTuple):
    """A rule and all that its answer may depend on. `meeting` and `event` are days or moments."""

    rule: Rule
    zone: ZoneInfo
    meeting: When | None = None
    event: When | None = None
    calendar: WorkCalendar = WorkCalendar()
    meetings: tuple[When, ...] = ()  #: the coming meetings, for “next meeting”
    deadlines: Mapping[str, Computed] = {}  #: others that this rule may count from, by name
    explained: bool = True  #: False: without the steps, and without holidays that change nothing


class Answer(NamedTuple):
    """What a mode finds; `others` are the other readings."""

    deadline: datetime
    others: tuple[datetime, ...]
    steps: tuple[Step, ...]
    opens: datetime | None = None
    whole_day: bool = False


# What is counted from


def localised(when: When, zone: ZoneInfo) -> When:
    """A moment in the council's zone; a day stays a day."""
    if not isinstance(when, datetime):
        return when
    return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)


def local_day(when: When, zone: ZoneInfo) -> date:
    local = localised(when, zone)
    return local.date() if isinstance(local, datetime) else local


def meeting_day(question: Question) -> date:
    if question.meeting is None:
        raise MeetingMissing(rule=question.rule)
    return _checked(question.rule, local_day(question.meeting, question.zone))


def event_of(question: Question) -> When:
    event = question.event if question.event is not None else question.meeting
    if event is None:
        raise EventMissing(rule=question.rule)
    _checked(question.rule, local_day(event, question.zone))
    return event


def event_day(question: Question) -> date:
    return local_day(event_of(question), question.zone)


def _checked(rule: Rule, day: date) -> date:
    if not in_force(rule, day):
        start, end = rule.in_force_from or "…", rule.in_force_until or "…"
        raise RuleNotInForce(rule=rule, day=day, start=start, end=end, ground=rule.paragraph)
    return day


def instant_of(rule: Rule, when: When, zone: ZoneInfo) -> datetime:
    local = localised(when, zone)
    if not isinstance(local, datetime):
        raise ClockTimeMissing(rule=rule, day=local)
    return local


def other_deadline(question: Question) -> datetime:
    """The moment of the deadline this rule counts from."""
    rule = question.rule
    if rule.anchor not in question.deadlines:
        known = ", ".join(sorted(question.deadlines)) or "–"
        raise AnchorUnknown(rule=rule, anchor=rule.anchor, known=known)
    return question.deadlines[rule.anchor].deadline.astimezone(question.zone)


def anchor_day(question: Question) -> tuple[date, Step]:
    """The day a relative rule counts from: another deadline's, or the first day of its period."""
    rule = question.rule
    if rule.anchor_period is not None:
        meeting = meeting_day(question)
        count = count_back(
            meeting, rule.anchor_period, Reading.ORDINAL, anchor_counts=False, calendar=question.calendar
        )
        return count.day, Step("anchor_period", {"first": count.day, "last": meeting - ONE_DAY})
    day = _checked(rule, other_deadline(question).date())
    if rule.anchor_start:
        return day + ONE_DAY, Step("anchor_start", {"anchor": rule.anchor, "day": day + ONE_DAY})
    return day, Step("anchor_deadline", {"anchor": rule.anchor, "day": day})


# Hours, clock times, weekends


def find_hours(question: Question, start: datetime, sign: int) -> Answer:
    """Elapsed hours; the clock's face is the other reading where the clocks change in between."""
    rule, zone = question.rule, question.zone
    elapsed = hours_from(start, sign * rule.span.amount, zone)
    clock = clock_hours_from(start, sign * rule.span.amount, zone)
    steps = [Step("hours", {"span": rule.span, "start": start})]
    if elapsed.timestamp() != clock.timestamp():
        steps.append(Step("clocks_change", {"elapsed": elapsed, "clock": clock}))
    chosen, other = (clock, elapsed) if rule.by_the_clock else (elapsed, clock)
    moved = move(question, chosen.date())[1]
    return Answer(_moved(question, chosen), (_moved(question, other),), (*steps, *moved))


def _moved(question: Question, instant: datetime) -> datetime:
    """The same time of day on the day to which the council's weekend policy moves it."""
    day, _steps = move(question, instant.date())
    return instant if day == instant.date() else moment(day, instant.time(), question.zone)


def last_moment(question: Question, day: date) -> datetime:
    return moment(day, question.rule.at, question.zone)


def move(question: Question, day: date) -> tuple[date, list[Step]]:
    """What the council's weekend policy makes of a last day, and each day it passes over."""
    rule, calendar = question.rule, question.calendar
    policy = rule.weekend_policy
    if policy is Policy.PREVIOUS:
        moved, skipped = previous_working_day(day, calendar)
        return moved, [Step("moved_back", {"day": d, "why": idle}) for d, idle in skipped]
    if policy is Policy.NEXT and not rule.counts_back:
        moved, skipped = next_working_day(day, calendar)
        return moved, [Step("moved_on", {"day": d, "why": idle}) for d, idle in skipped]
    return day, _staying(question, day)


def _staying(question: Question, day: date) -> list[Step]:
    """An end that stays although its day is free says so, as far as the calendar knows the day."""
    counts_back, calendar = question.rule.counts_back, question.calendar
    if counts_back and not question.explained:
        return []
    idle = why_idle(day, calendar) if judges(day, calendar) else None
    if idle is None:
        return []
    return [Step("stays_back" if counts_back else "stays", {"day": day, "why": idle})]
