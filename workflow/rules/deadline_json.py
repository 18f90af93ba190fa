"""Deadline rules as JSON objects: a case with `mode`, `params` and the facts it is computed from.

Every key and every parameter is heeded or refused by its name; none is ignored. Keys that only describe a
case (its source, its expected values) are known and do not change the result, but for `rule_text`: the
wording decides whether a number of days bears two readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from workflow.rules.case_fields import Fields
from workflow.rules.deadline_refusals import CaseUnreadable, FieldInvalid, ModeUnknown, ZoneUnknown
from workflow.rules.question import Question
from workflow.rules.rule import Computed, Mode, Policy, Reading, Rule, Span, Unit, Whose
from workflow.rules.rule_lexicon import Expected
from workflow.rules.rule_words import parse_rule
from workflow.rules.workday import WorkCalendar, land_code

HOME_ZONE = "Europe/Berlin"

#: What the keys of a case say beside the rule itself; those of the last line only describe it.
CASE_KEYS = (
    *("mode", "params", "rule", "land", "timezone", "whose_deadline", "weekend_holiday_policy"),
    *("session_datetime", "event_datetime", "regional_holidays", "closed_days", "label", "paragraph"),
    *("in_force_from", "in_force_until", "rule_text"),
)
DESCRIBING_KEYS = (
    *("id", "kind", "rule_status", "source", "confidence", "explanation"),
    *("expected_deadline", "safe_deadline", "alternative_deadline"),
)

#: A wording that says that full days lie in between, or that the nth day itself will do.
_PLAIN = re.compile(
    r"\bvoll|\bganze|\bzwischen\b|\bclear\b|\bfull\b|nicht mit|\bam \S+ (?:werk|arbeits)?tag", re.IGNORECASE
)


def question_from_case(case: Mapping[str, object]) -> Question:
    """What a case asks. Raises a Refusal that names the first key or value that cannot be read."""
    fields = Fields("case", case)
    fields.allow(CASE_KEYS + DESCRIBING_KEYS)
    rule = _rule(fields)
    return Question(
        rule=_with_facts(rule, fields),
        zone=zone_named(fields.text("timezone") or HOME_ZONE),
        meeting=fields.when("session_datetime"),
        event=fields.when("event_datetime"),
        calendar=_calendar(fields),
        meetings=tuple(_sessions(case)),
    )


def case_from_json(text: str) -> dict[str, object]:
    """The object that this JSON text holds; raises CaseUnreadable with the place of the fault."""
    import json

    try:
        case = json.loads(text)
    except json.JSONDecodeError as fault:
        raise CaseUnreadable(line=fault.lineno, column=fault.colno) from fault
    except (RecursionError, ValueError) as fault:  # nested too deeply, numbers of thousands of digits
        raise CaseUnreadable(line=1, column=1) from fault
    if not isinstance(case, dict):
        raise CaseUnreadable(line=1, column=1)
    return case


def computed_as_json(computed: Computed, explanation: list[str]) -> dict[str, object]:
    """The answer in the form of the cases: ISO with offset, or a day where the answer is a day."""
    found: dict[str, object] = {
        "rule": str(computed.rule),
        "deadline": _iso(computed.deadline, computed.whole_day),
        "safe_deadline": _iso(computed.safe_deadline, computed.whole_day),
        "alternatives": [_iso(other, computed.whole_day) for other in computed.alternatives],
        "explanation": explanation,
    }
    if computed.opens is not None:
        found["opens"] = _iso(computed.opens, whole_day=True)
    return found


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name in the tz database; raises ZoneUnknown."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # also names that are folders or paths
        raise ZoneUnknown(zone=name) from error


def _iso(when: datetime, whole_day: bool) -> str:
    return when.date().isoformat() if whole_day else when.isoformat(timespec="seconds")


def _with_facts(rule: Rule, fields: Fields) -> Rule:
    policy = fields.choice("weekend_holiday_policy", POLICIES, Expected.POLICY)
    return rule._replace(
        policy=policy or rule.policy,
        whose=fields.choice("whose_deadline", WHOSE, Expected.WHOSE) or rule.whose,
        label=fields.text("label") or fields.text("rule_text"),
        paragraph=fields.text("paragraph"),
        in_force_from=fields.day("in_force_from"),
        in_force_until=fields.day("in_force_until"),
    )


POLICIES = {policy.value: policy for policy in Policy}
WHOSE = {whose.value: whose for whose in Whose} | {"other organ": Whose.OTHER_ORGAN}


def _calendar(fields: Fields) -> WorkCalendar:
    land = fields.text("land")
    regional = tuple(str(name) for name in fields.items("regional_holidays"))
    closed = frozenset(fields.days("closed_days"))
    return WorkCalendar(land_code(land) if land else "", regional, closed)


def _sessions(case: Mapping[str, object]) -> list[date | datetime]:
    params = case.get("params")
    if not isinstance(params, Mapping):
        return []
    return Fields("params", params).whens("sessions")


# The rule


class _Form(NamedTuple):
    """How a mode of the cases is read: which period it is, and what it says when its params are silent."""

    read: Callable[[Fields, _Form, str], Rule]
    mode: Mode
    unit: Unit
    reading: Reading = Reading.ORDINAL
    always_open: bool = False
    first_day_counts: bool = False


def _rule(fields: Fields) -> Rule:
    words = fields.text("rule")
    if words:
        fields.forbid(("mode", "params"))
        return parse_rule(words)
    mode = fields.required("mode")
    if not isinstance(mode, str) or mode not in FORMS:
        raise ModeUnknown(mode=mode, known=", ".join(FORMS))
    form = FORMS[mode]
    params = Fields(mode, fields.object("params"))
    rule = form.read(params, form, fields.text("rule_text"))._replace(soft=params.flag("soft") or False)
    params.finish()
    return rule


def _wording_is_open(text: str) -> bool:
    """Whether “so many days” bears both readings; without the wording it may."""
    return _PLAIN.search(text) is None


def _back(params: Fields, form: _Form, text: str) -> Rule:
    unit = _working_unit(params, form.unit)
    reading, disputed = _reading(params, form, text)
    meeting_counts = params.flag("count_session_day")
    return Rule(
        form.mode,
        Span(_amount(params, unit), unit),
        reading,
        disputed=disputed,
        first_day_counts=form.first_day_counts if meeting_counts is None else meeting_counts,
        at=_time(params),
    )


def _reading(params: Fields, form: _Form, text: str) -> tuple[Reading, bool]:
    """The reading, and whether the other one must be shown."""
    receipt_counts = params.flag("count_receipt_day")
    said = params.choice("reading", _READINGS, Expected.READING)
    if form.always_open:
        reading = said or (Reading.OPEN if _wording_is_open(text) else Reading.CLEAR)
        return reading, said is not None
    if said is None and receipt_counts is not None:
        said = Reading.ORDINAL if receipt_counts else Reading.CLEAR
        if said is not form.reading or form.first_day_counts:
            return said, False
    reading = said or form.reading
    if reading is Reading.OPEN:
        return reading, False
    return reading, reading is Reading.CLEAR and _wording_is_open(text)


_READINGS = {"clear": Reading.CLEAR, "strict": Reading.CLEAR, "ordinal": Reading.ORDINAL}


def _working_unit(params: Fields, unit: Unit) -> Unit:
    if unit not in (Unit.WERKTAG, Unit.ARBEITSTAG):
        return unit
    saturday = params.flag("saturday_is_werktag")
    if saturday is None:
        return unit
    return Unit.WERKTAG if saturday else Unit.ARBEITSTAG


def _amount(params: Fields, unit: Unit) -> int:
    plain = {Unit.WERKTAG: "werktage", Unit.ARBEITSTAG: "arbeitstage"}.get(unit, f"{unit}s")
    return params.number(("n", plain) if unit in _BY_N else (plain, "n"))


_BY_N = {Unit.DAY, Unit.WERKTAG, Unit.ARBEITSTAG, Unit.MEETING}


def _time(params: Fields) -> time | None:
    """`time` is a time of day, or the name of the parameter that holds it (`core_end`)."""
    value = params.text("time")
    if not value:
        return None
    if value in params.values and value != "time":
        value = params.text(value)
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?: Uhr)?", value)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (99, 0, 0)
    if (hour, minute, second) == (24, 0, 0):
        return None
    if hour > 23 or minute > 59 or second > 59:
        raise FieldInvalid(field="time", value=value, expected=Expected.CLOCK)
    return time(hour, minute, second)


def _hours(params: Fields, form: _Form, _text: str) -> Rule:
    clock = params.choice("clock", {"elapsed": False, "wall": True}, Expected.CLOCK_KIND)
    return Rule(form.mode, Span(_amount(params, Unit.HOUR), Unit.HOUR), by_the_clock=bool(clock))


def _forward(params: Fields, form: _Form, _text: str) -> Rule:
    unit = _working_unit(params, form.unit)
    event_counts = params.flag("count_event_day")
    return Rule(
        form.mode,
        Span(_amount(params, unit), unit),
        first_day_counts=form.first_day_counts if event_counts is None else event_counts,
        at=_time(params),
    )


def _lock(params: Fields, form: _Form, _text: str) -> Rule:
    event_counts = params.flag("count_event_day") or False
    span = Span(_amount(params, form.unit), form.unit)
    return Rule(form.mode, span, first_day_counts=event_counts, opens=params.day("first_free"))


def _earliest(params: Fields, form: _Form, text: str) -> Rule:
    reading, disputed = _reading(params, form, text)
    return Rule(form.mode, params.span(""), reading, disputed=disputed)


def _window(params: Fields, form: _Form, _text: str) -> Rule:
    earliest = params.values.get("earliest")
    opens: Span | date | None = params.day("earliest") if isinstance(earliest, str) else None
    if opens is None and earliest is not None:
        opens = Span(params.number(("earliest",)))
    if opens is None:
        opens = params.span("earliest_")
    return Rule(form.mode, params.span("latest_"), opens=opens, at=_time(params))


def _next_meeting(params: Fields, form: _Form, _text: str) -> Rule:
    params.whens("sessions")
    n = params.number(("n",)) if "n" in params.values else 1
    return Rule(form.mode, Span(n, Unit.MEETING))


def _relative(params: Fields, form: _Form, text: str) -> Rule:
    """`anchor: ladungsfrist_beginn` with `ladungsfrist_weeks`: counted from that period's first day."""
    anchor = params.text("anchor")
    if not anchor:
        raise FieldInvalid(field="anchor", value=anchor, expected=Expected.ANCHOR)
    name = re.sub(r"_(beginn|start|begin)$", "", anchor)
    inline = any(key.startswith(f"{name}_") for key in params.values)
    if inline and anchor.endswith("_ende"):
        raise FieldInvalid(field="anchor", value=anchor, expected=Expected.ANCHOR)
    back: dict[str, Any] = {"anchor_period": params.span(f"{name}_")} if inline else {}
    if not inline:
        back = {"anchor": name, "anchor_start": name != anchor}
    return _back(params, form, text)._replace(**back)


def _forms() -> dict[str, _Form]:
    clear, ordinal, undecided = Reading.CLEAR, Reading.ORDINAL, Reading.OPEN
    day, week, month = Unit.DAY, Unit.WEEK, Unit.MONTH
    forms = {
        "ordinal_day_before": _Form(_back, Mode.BEFORE, day, ordinal),
        "clear_days_before": _Form(_back, Mode.BEFORE, day, clear),
        "clear_weeks_before": _Form(_back, Mode.BEFORE, week, clear),
        "clear_months_before": _Form(_back, Mode.BEFORE, month, clear),
        "days_before_ambiguous": _Form(_back, Mode.BEFORE, day, undecided, always_open=True),
        "days_before": _Form(_back, Mode.BEFORE, day, undecided, always_open=True),
        "weeks_before": _Form(_back, Mode.BEFORE, week, undecided, always_open=True),
        "months_before": _Form(_back, Mode.BEFORE, month, undecided, always_open=True),
        "days_before_incl_session": _Form(_back, Mode.BEFORE, day, clear, first_day_counts=True),
        "werktage_before": _Form(_back, Mode.BEFORE, Unit.WERKTAG, ordinal),
        "arbeitstage_before": _Form(_back, Mode.BEFORE, Unit.ARBEITSTAG, ordinal),
        "hours_before": _Form(_hours, Mode.BEFORE, Unit.HOUR),
        "composite": _Form(_relative, Mode.BEFORE_DEADLINE, day, undecided, always_open=True),
        "relative": _Form(_relative, Mode.BEFORE_DEADLINE, day, undecided, always_open=True),
        "hours_after": _Form(_hours, Mode.AFTER, Unit.HOUR),
        "window_after": _Form(_window, Mode.WINDOW, day),
        "earliest_after": _Form(_earliest, Mode.EARLIEST, day, undecided),
        "nth_next_session": _Form(_next_meeting, Mode.NEXT_MEETING, Unit.MEETING),
    }
    plurals = {"days": day, "weeks": week, "months": month, "years": Unit.YEAR}
    working = {"werktage": Unit.WERKTAG, "arbeitstage": Unit.ARBEITSTAG}
    for plural, unit in (plurals | working).items():
        forms[f"{plural}_after"] = _Form(_forward, Mode.AFTER, unit)
        forms[f"{plural}_after_day_included"] = _Form(_forward, Mode.AFTER, unit, first_day_counts=True)
    forms |= {f"lock_{plural}": _Form(_lock, Mode.LOCK, unit) for plural, unit in plurals.items()}
    return forms


#: Every mode a case may name.
FORMS: Mapping[str, _Form] = _forms()
