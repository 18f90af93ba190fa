"""From a rule to its deadline: the last moment, the safe one, the other readings, and why.

`compute` is pure; the calendar's meetings and the deadlines that others count from are given. It decides
nothing about what is due: `workflow.rules.reminder` and the planner ask it.

Sources: §§ 187, 188, 193 BGB; periods that run back follow §§ 187, 188 BGB by analogy, and § 193 BGB never
moves their end to a later day, because that would shorten the period of the one it protects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from workflow.rules.backward import find_before, find_before_deadline
from workflow.rules.deadline_refusals import DateOutOfRange
from workflow.rules.forward import (
    find_after,
    find_after_deadline,
    find_earliest,
    find_lock,
    find_meeting,
    find_window,
)
from workflow.rules.question import Answer, Question, When
from workflow.rules.rule import Computed, Mode, Rule, Step, Unit, Whose
from workflow.rules.workday import ANYWHERE, ONE_DAY, WorkCalendar


def compute(
    rule: Rule,
    *,
    zone: ZoneInfo,
    meeting: When | None = None,
    event: When | None = None,
    calendar: WorkCalendar = ANYWHERE,
    meetings: Sequence[When] = (),
    deadlines: Mapping[str, Computed] | None = None,
    explained: bool = True,
) -> Computed:
    """The deadline of a rule, with its explanation.

    Days are local days of `zone`. Rules that count back need `meeting`; the others count from `event`, or
    from the meeting where no event is given (a decision falls in its meeting). Raises a Refusal where
    something is missing, or where the rule was not in force on the day it counts from. Without `explained`
    the moments are the same, found faster: a rule that counts calendar days back loads no holidays then.
    """
    question = Question(rule, zone, meeting, event, calendar, tuple(meetings), deadlines or {}, explained)
    return answer(question)


def answer(question: Question) -> Computed:
    """As `compute`, for a question put together elsewhere."""
    rule = question.rule
    try:
        found = _FINDERS[rule.mode](question)
    except OverflowError as error:
        raise DateOutOfRange(rule=rule) from error
    others = _distinct(found)
    safe = _safe(rule, found.deadline, others)
    steps: tuple[Step, ...] = ()
    if question.explained:
        steps = (*_opening(rule), *found.steps, *_closing(rule, found, others, safe))
    return Computed(rule, found.deadline, safe, others, steps, found.opens, found.whole_day)


def _distinct(found: Answer) -> tuple[datetime, ...]:
    """The other readings in order, each once; instants, since two of one zone compare by their clock."""
    others = {other.timestamp(): other for other in found.others}
    others.pop(found.deadline.timestamp(), None)
    return tuple(others[instant] for instant in sorted(others))


def _safe(rule: Rule, deadline: datetime, others: tuple[datetime, ...]) -> datetime:
    """Own deadlines: the earliest defensible reading. Another's: as computed, which is its latest.

    Hours are safe at the earlier reading for everyone; a day before which nothing may happen is safe at
    the later one.
    """
    if rule.mode is Mode.EARLIEST:
        return max((deadline, *others), key=datetime.timestamp)
    if rule.whose is Whose.OWN or rule.span.unit is Unit.HOUR:
        return min((deadline, *others), key=datetime.timestamp)
    return deadline


def _opening(rule: Rule) -> list[Step]:
    steps = [Step("rule", {"rule": rule})]
    if rule.label:
        steps = [Step("rule_labelled", {"label": rule.label.rstrip("."), "rule": rule})]
    if rule.paragraph:
        steps.append(Step("paragraph", {"paragraph": rule.paragraph}))
    return steps


def _closing(rule: Rule, found: Answer, others: tuple[datetime, ...], safe: datetime) -> list[Step]:
    steps = [_result(rule, found)]
    steps += [Step("other_reading", {"when": _shown(other, found.whole_day)}) for other in others]
    if safe != found.deadline:
        steps.append(Step("safe", {"when": _shown(safe, found.whole_day)}))
    if rule.soft:
        steps.append(Step("soft", {}))
    return steps


def _result(rule: Rule, found: Answer) -> Step:
    if rule.mode is Mode.EARLIEST:
        return Step("result_earliest", {"day": found.deadline.date()})
    if rule.mode is Mode.LOCK:
        facts = {"day": found.deadline.date(), "free": found.deadline.date() + ONE_DAY}
        return Step("result_lock", facts)
    if rule.mode is Mode.NEXT_MEETING:
        return Step("result_meeting", {"day": found.deadline.date()})
    return Step("result", {"when": found.deadline})


def _shown(when: datetime, whole_day: bool) -> date:
    return when.date() if whole_day else when


_FINDERS: Mapping[Mode, Callable[[Question], Answer]] = {
    Mode.BEFORE: find_before,
    Mode.BEFORE_DEADLINE: find_before_deadline,
    Mode.AFTER: find_after,
    Mode.AFTER_DEADLINE: find_after_deadline,
    Mode.EARLIEST: find_earliest,
    Mode.WINDOW: find_window,
    Mode.LOCK: find_lock,
    Mode.NEXT_MEETING: find_meeting,
}
