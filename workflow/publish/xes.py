"""Event logs as XES (IEEE 1849-2023): one trace per motion. Text in chunks: any size can be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from workflow.publish.eventlog import Case, EventLog, Happening

_UNFIT = re.compile("[^\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\U00010000-\U0010ffff]")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2023" xes.features="" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
\t<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
\t<global scope="trace">
\t\t<string key="concept:name" value=""/>
\t</global>
\t<global scope="event">
\t\t<string key="concept:name" value=""/>
\t\t<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
\t\t<string key="lifecycle:transition" value="complete"/>
\t</global>
\t<classifier name="Activity" keys="concept:name"/>
"""


def render(log: EventLog) -> Iterator[str]:
    """The log, chunk by chunk."""
    yield _HEAD
    yield _string("concept:name", log.council, 1)
    if log.witness:
        yield _string("checkpoint", log.witness, 1)
    for case in log.cases:
        yield from _trace(case)
    yield "</log>\n"


def _trace(case: Case) -> Iterator[str]:
    yield "\t<trace>\n"
    yield _string("concept:name", case.reference or case.id, 2)
    for key, value in (("title", case.title), ("kind", case.kind), ("state", case.state)):
        yield _string(key, value, 2)
    yield _string("applicants", "; ".join(case.applicants), 2)
    for happening in case.happenings:
        yield from _event(happening)
    yield "\t</trace>\n"


def _event(happening: Happening) -> Iterator[str]:
    yield "\t\t<event>\n"
    yield _string("concept:name", happening.activity, 3)
    yield _date("time:timestamp", happening.when, 3)
    yield _string("lifecycle:transition", "complete", 3)
    yield _string("org:resource", happening.who, 3)
    if happening.organization:
        yield _string("org:group", happening.organization, 3)
    yield _date("recorded", happening.recorded, 3)
    for key, value in happening.facts.items():
        yield _int(key, value, 3) if isinstance(value, int) else _string(key, value, 3)
    yield "\t\t</event>\n"


def _string(key: str, value: str, depth: int) -> str:
    return f"{_tabs(depth)}<string key={quoteattr(key)} value={quoteattr(_clean(value))}/>\n"


def _int(key: str, value: int, depth: int) -> str:
    return f'{_tabs(depth)}<int key={quoteattr(key)} value="{value}"/>\n'


def _date(key: str, value: datetime, depth: int) -> str:
    return (
        f'{_tabs(depth)}<date key={quoteattr(key)} value="{escape(value.isoformat("T", "milliseconds"))}"/>\n'
    )


def _tabs(depth: int) -> str:
    return "\t" * depth


def _clean(text: str) -> str:
    """Text without what XML 1.0 cannot hold (section 2.2)."""
    return _UNFIT.sub("\ufffd", text)
