"""Rules that count back from a meeting or from another deadline."""

from __future__ import annotations

from datetime import date, datetime

from workflow.rules.deadline_refusals import MeetingMissing
from workflow.rules.period import Count, count_back, day_begins
from workflow.rules.question import (
    Answer,
    Question,
    anchor_day,
    find_hours,
    instant_of,
    last_moment,
    meeting_day,
    move,
    other_deadline,
)
from workflow.rules.rule import Reading, Rule, Step, Unit
from workflow.rules.workday import ONE_DAY


def find_before(question: Question) -> Answer:
    rule = question.rule
    if rule.span.unit is Unit.HOUR:
        if question.meeting is None:
            raise MeetingMissing(rule=rule)
        meeting_day(question)
        return find_hours(question, instant_of(rule, question.meeting, question.zone), -1)
    day = meeting_day(question)
    counted = Step("meeting_counts" if rule.first_day_counts else "meeting", {"day": day})
    return _back_from(question, day, counted)


def find_before_deadline(question: Question) -> Answer:
    if question.rule.span.unit is Unit.HOUR and question.rule.anchor_period is None:
        return find_hours(question, other_deadline(question), -1)
    if question.rule.span.unit is Unit.HOUR:
        day, _step = anchor_day(question)
        return find_hours(question, day_begins(day, question.zone), -1)
    return _back_from(question, *anchor_day(question))


def _back_from(question: Question, anchor: date, first: Step) -> Answer:
    rule, chosen = question.rule, question.rule.chosen_reading
    count = _count_back(question, anchor, chosen)
    day, moved = move(question, count.day)
    steps = [first, *_counting(rule, anchor, chosen, count), *moved]
    others: tuple[datetime, ...] = ()
    if rule.disputed or rule.reading is Reading.OPEN:
        other = Reading.CLEAR if chosen is Reading.ORDINAL else Reading.ORDINAL
        other_day, _moved = move(question, _count_back(question, anchor, other).day)
        others = (last_moment(question, other_day),)
        steps.append(Step("disputed", {"span": rule.span, "chosen": chosen}))
    return Answer(last_moment(question, day), others, tuple(steps))


def _count_back(question: Question, anchor: date, reading: Reading) -> Count:
    rule = question.rule
    return count_back(
        anchor, rule.span, reading, anchor_counts=rule.first_day_counts, calendar=question.calendar
    )


def _counting(rule: Rule, anchor: date, reading: Reading, count: Count) -> list[Step]:
    steps = [Step("skipped", {"day": day, "why": idle}) for day, idle in count.skipped]
    if count.clamped:
        steps.append(Step("clamped", {"day": count.day}))
    last = anchor if rule.first_day_counts else anchor - ONE_DAY
    if reading is Reading.CLEAR:
        first = count.day + ONE_DAY
        code = "clear" if first <= last else "clear_none"
        return [*steps, Step(code, {"span": rule.span, "first": first, "last": last, "day": count.day})]
    return [*steps, Step("ordinal", {"span": rule.span, "day": count.day})]
