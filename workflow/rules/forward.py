"""Rules that count from an event: periods, windows, locks, the earliest day, the nth next meeting."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from workflow.rules.deadline_refusals import CalendarTooShort, WindowEmpty
from workflow.rules.period import Count, count_forward, day_begins, moment
from workflow.rules.question import (
    Answer,
    Question,
    When,
    anchor_day,
    event_day,
    event_of,
    find_hours,
    instant_of,
    last_moment,
    local_day,
    localised,
    move,
    other_deadline,
)
from workflow.rules.rule import Reading, Rule, Span, Step, Unit
from workflow.rules.workday import ONE_DAY, judges, next_working_day


def find_after(question: Question) -> Answer:
    event = event_of(question)
    if question.rule.span.unit is Unit.HOUR:
        return find_hours(question, instant_of(question.rule, event, question.zone), 1)
    return _forward_from(question, local_day(event, question.zone))


def find_after_deadline(question: Question) -> Answer:
    if question.rule.span.unit is Unit.HOUR and question.rule.anchor_period is None:
        return find_hours(question, other_deadline(question), 1)
    day, step = anchor_day(question)
    if question.rule.span.unit is Unit.HOUR:
        return find_hours(question, day_begins(day, question.zone), 1)
    found = _forward_from(question, day)
    return found._replace(steps=(step, *found.steps))


def _forward_from(question: Question, event: date) -> Answer:
    rule = question.rule
    count = count_forward(
        event, rule.span, first_day_counts=rule.first_day_counts, calendar=question.calendar
    )
    day, moved = move(question, count.day)
    others = () if not moved else _other_ends(question, count.day, day)
    return Answer(last_moment(question, day), others, (*_running(rule, event, count), *moved))


def _running(rule: Rule, event: date, count: Count) -> list[Step]:
    code = "first_day_counts" if rule.first_day_counts else "event"
    steps = [Step(code, {"day": event, "first": event + ONE_DAY})]
    steps += [Step("skipped", {"day": day, "why": idle}) for day, idle in count.skipped]
    if count.clamped:
        steps.append(Step("clamped", {"day": count.day}))
    return [*steps, Step("ends", {"span": rule.span, "day": count.day})]


def _other_ends(question: Question, unmoved: date, day: date) -> tuple[datetime, ...]:
    """Whether § 193 BGB moves a council's period is disputed: the end that it would have otherwise."""
    if day != unmoved:
        return (last_moment(question, unmoved),)
    if not judges(unmoved, question.calendar):
        return ()
    monday, _skipped = next_working_day(unmoved, question.calendar)
    return (last_moment(question, monday),)


def find_earliest(question: Question) -> Answer:
    """“At the earliest n days after”: clear, n full days lie between; ordinal, the nth day will do."""
    rule, event = question.rule, event_day(question)
    if rule.span.unit is Unit.HOUR:
        return find_hours(question, instant_of(rule, event_of(question), question.zone), 1)
    count = count_forward(event, rule.span, first_day_counts=False, calendar=question.calendar)
    chosen = rule.chosen_reading
    days = {Reading.ORDINAL: count.day, Reading.CLEAR: count.day + ONE_DAY}
    other = days[Reading.CLEAR if chosen is Reading.ORDINAL else Reading.ORDINAL]
    disputed = rule.disputed or rule.reading is Reading.OPEN
    others = (day_begins(other, question.zone),) if disputed else ()
    steps = _running(rule, event, count)
    if disputed:
        steps.append(Step("disputed", {"span": rule.span, "chosen": chosen}))
    return Answer(day_begins(days[chosen], question.zone), others, tuple(steps), whole_day=True)


def find_window(question: Question) -> Answer:
    """From the nth day to the end of a period; the nth day itself is inside."""
    event, found = event_day(question), find_after(question)
    first = question.rule.opens or event
    if isinstance(first, Span):
        first = count_forward(event, first, first_day_counts=False, calendar=question.calendar).day
    opens = day_begins(first, question.zone)
    if opens > found.deadline:
        raise WindowEmpty(opens=first, closes=found.deadline.date(), ground=question.rule.paragraph)
    return found._replace(opens=opens, steps=(*found.steps, Step("opens", {"day": first})))


def find_lock(question: Question) -> Answer:
    """The last day of a lock. § 193 BGB does not move it: nothing has to be done on its last day."""
    rule, event = question.rule, event_day(question)
    count = count_forward(
        event, rule.span, first_day_counts=rule.first_day_counts, calendar=question.calendar
    )
    steps = _running(rule, event, count)
    if isinstance(rule.opens, date) and rule.opens != count.day + ONE_DAY:
        steps.append(Step("first_free_differs", {"day": rule.opens}))
    return Answer(moment(count.day, None, question.zone), (), tuple(steps), whole_day=True)


def find_meeting(question: Question) -> Answer:
    rule, event = question.rule, event_of(question)
    known = {localised(meeting, question.zone) for meeting in question.meetings}
    coming = sorted(known, key=lambda meeting: _end(meeting, question.zone))
    later = [m for m in coming if _follows(m, event, question.zone)]
    needed = rule.span.amount
    if len(later) < needed:
        day = local_day(event, question.zone)
        raise CalendarTooShort(rule=rule, needed=needed, day=day, known=len(later))
    found = later[needed - 1]
    steps = [Step("event_meetings", {"day": local_day(event, question.zone)})]
    steps += [
        Step("meeting_nth", {"n": n, "day": local_day(m, question.zone)})
        for n, m in enumerate(later[:needed], 1)
    ]
    return Answer(_end(found, question.zone), (), tuple(steps), whole_day=True)


def _end(meeting: When, zone: ZoneInfo) -> datetime:
    return meeting if isinstance(meeting, datetime) else moment(meeting, None, zone)


def _follows(meeting: When, event: When, zone: ZoneInfo) -> bool:
    """A meeting later than the event; where one of them has no time of day, on a later day."""
    local = localised(event, zone)
    if isinstance(meeting, datetime) and isinstance(local, datetime):
        return meeting.timestamp() > local.timestamp()
    return local_day(meeting, zone) > local_day(local, zone)
