"""Event logs as OCEL 2.0 in JSON: motions, organizations, meetings and applicants as objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.publish.eventlog import Case, EventLog, Happening

_TEXT, _NUMBER = "string", "integer"
_OBJECT_TYPES = {
    "motion": {"reference": _TEXT, "title": _TEXT, "kind": _TEXT, "state": _TEXT},
    "organization": {"name": _TEXT},
    "meeting": {"on": _TEXT},
    "applicant": {"name": _TEXT},
    "log": {"council": _TEXT, "checkpoint": _TEXT},
}
_EVENT_ATTRIBUTES = {
    "recorded": "time", "resource": _TEXT, "outcome": _TEXT, "majority": _TEXT, "state": _TEXT,
    "effect": _TEXT, "yes": _NUMBER, "no": _NUMBER, "abstain": _NUMBER,
}  # fmt: skip
_ALWAYS = "1970-01-01T00:00:00Z"  #: an attribute that never changed has its value since the beginning


def render(log: EventLog) -> Iterator[str]:
    """The log, chunk by chunk; what objects there are is known only when all cases have been seen."""
    objects: dict[str, dict[str, Any]] = {}
    types: set[str] = set()
    _object(objects, "log", "log", {"council": log.council, "checkpoint": log.witness})
    for name in log.organizations:
        _object(objects, f"organization:{name}", "organization", {"name": name})
    for meeting in log.meetings:
        made = _object(objects, f"meeting:{meeting.id}", "meeting", {"on": meeting.on})
        made["relationships"].append({"objectId": f"organization:{meeting.organization}", "qualifier": "of"})
        _object(
            objects, f"organization:{meeting.organization}", "organization", {"name": meeting.organization}
        )
    yield '{"events": ['
    first = True
    for case in log.cases:
        _motion(objects, case)
        for happening in case.happenings:
            types.add(happening.activity)
            yield ("" if first else ",") + "\n" + _dump(_event(objects, case, happening))
            first = False
    yield '],\n"objects": [\n' + ",\n".join(_dump(each) for each in objects.values())
    yield '],\n"eventTypes": ' + _dump([_type(name, _EVENT_ATTRIBUTES) for name in sorted(types)])
    yield ',\n"objectTypes": ' + _dump([_type(name, its) for name, its in _OBJECT_TYPES.items()]) + "}\n"


def _motion(objects: dict[str, dict[str, Any]], case: Case) -> None:
    facts = {"reference": case.reference, "title": case.title, "kind": case.kind, "state": case.state}
    made = _object(objects, case.id, "motion", facts)
    made["attributes"] = [{"name": k, "time": _ALWAYS, "value": v} for k, v in facts.items()]
    for name in case.applicants:
        _object(objects, f"applicant:{name}", "applicant", {"name": name})
        made["relationships"].append({"objectId": f"applicant:{name}", "qualifier": "filed by"})
    if case.parent is not None:
        _object(objects, case.parent, "motion", {})
        made["relationships"].append({"objectId": case.parent, "qualifier": "amends"})


def _object(
    objects: dict[str, dict[str, Any]], key: str, kind: str, facts: Mapping[str, str]
) -> dict[str, Any]:
    if key not in objects:
        attributes = [{"name": k, "time": _ALWAYS, "value": v} for k, v in facts.items()]
        objects[key] = {"id": key, "type": kind, "attributes": attributes, "relationships": []}
    return objects[key]


def _event(objects: dict[str, dict[str, Any]], case: Case, happening: Happening) -> dict[str, Any]:
    facts = {"recorded": _time(happening.recorded), "resource": happening.who, **happening.facts}
    related = [{"objectId": case.id, "qualifier": "motion"}]
    if happening.organization:
        key = f"organization:{happening.organization}"
        _object(objects, key, "organization", {"name": happening.organization})
        related.append({"objectId": key, "qualifier": "organization"})
    if happening.meeting is not None and f"meeting:{happening.meeting}" in objects:
        related.append({"objectId": f"meeting:{happening.meeting}", "qualifier": "meeting"})
    return {
        "id": happening.id,
        "type": happening.activity,
        "time": _time(happening.when),
        "attributes": [{"name": k, "value": str(v)} for k, v in facts.items()],  # the schema knows texts only
        "relationships": related,
    }


def _type(name: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": k, "type": v} for k, v in attributes.items()]}


def _time(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
