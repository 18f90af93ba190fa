"""Any rule the notation can say, for properties of its words."""

from __future__ import annotations

from hypothesis import strategies as st

from workflow.rules.rule import MOST, Mode, Policy, Reading, Rule, Span, Unit
from workflow.rules.rule_lexicon import EVENTS

CLEAR, ORDINAL, OPEN = Reading.CLEAR, Reading.ORDINAL, Reading.OPEN

UNITS = st.sampled_from([u for u in Unit if u not in (Unit.MEETING, Unit.HOUR)])
SPANS = UNITS.flatmap(lambda unit: st.builds(Span, st.integers(0, MOST[unit]), st.just(unit)))
TIMES = st.none() | st.times().map(lambda t: t.replace(microsecond=0))
POLICIES = st.none() | st.sampled_from(Policy)
READINGS = st.sampled_from([(CLEAR, False), (ORDINAL, False), (OPEN, False), (CLEAR, True), (ORDINAL, True)])
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule that the notation can say."""
    mode = draw(st.sampled_from(Mode))
    soft = draw(st.booleans())
    if mode is Mode.NEXT_MEETING:
        return Rule(mode, Span(draw(st.integers(1, 1000)), Unit.MEETING), soft=soft)
    if mode is Mode.LOCK:
        return Rule(mode, draw(SPANS), soft=soft)
    named = mode in (Mode.BEFORE_DEADLINE, Mode.AFTER_DEADLINE)
    anchor = "" if mode is Mode.BEFORE else draw(NAMES if named else st.sampled_from(["", *EVENTS.values()]))
    reading, disputed = draw(READINGS) if mode in (Mode.BEFORE, Mode.BEFORE_DEADLINE) else (ORDINAL, False)
    if mode is Mode.EARLIEST:
        reading, disputed = draw(READINGS)
        return Rule(mode, draw(SPANS), reading, disputed=disputed, anchor=anchor, soft=soft)
    period = draw(st.none() | SPANS) if named else None
    return Rule(
        mode,
        draw(SPANS),
        reading,
        disputed=disputed,
        first_day_counts=draw(st.booleans()),
        at=draw(TIMES),
        opens=draw(SPANS | st.dates()) if mode is Mode.WINDOW else None,
        anchor="" if period else anchor,
        anchor_start=period is None and named and draw(st.booleans()),
        anchor_period=period,
        policy=draw(POLICIES),
        soft=soft,
    )


@st.composite
def hours(draw: st.DrawFn) -> Rule:
    """Hours have neither reading nor time of day."""
    mode, n = draw(st.sampled_from([Mode.BEFORE, Mode.AFTER])), draw(st.integers(0, 9999))
    return Rule(mode, Span(n, Unit.HOUR), by_the_clock=draw(st.booleans()), policy=draw(POLICIES))
