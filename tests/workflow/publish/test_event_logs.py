"""Event logs are what their standards demand, checked by schemas written from the standards' rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from states.outcome import Outcome
from states.text import Point
from states.vote import Votes
from tests.workflow.audit.town import Town, a_town, at
from workflow.commands.eventlog import of_council
from workflow.commands.reading import Reading
from workflow.decide.entered import ResultFacts
from workflow.office import correcting, results
from workflow.office.filing import Draft, submit
from workflow.publish import ocel, xes
from workflow.publish.eventlog import EventLog
from workflow.store.views import open_reader

etree: Any = pytest.importorskip("lxml.etree")

#: IEEE 1849: a log holds extensions, globals, classifiers, attributes, traces, in this order; the version is
#: a decimal, keys are XML names and stand once in a component.
XES = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.xes-standard.org/"
 datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><element name="log"><attribute name="xes.version"><data type="decimal"/></attribute>
  <optional><attribute name="xes.features"><data type="token"/></attribute></optional>
  <zeroOrMore><element name="extension"><attribute name="name"><data type="NCName"/></attribute>
   <attribute name="prefix"><data type="NCName"/></attribute>
   <attribute name="uri"><data type="anyURI"/></attribute>
  </element></zeroOrMore>
  <zeroOrMore><element name="global"><attribute name="scope"><choice><value>trace</value><value>event</value>
   </choice></attribute><ref name="facts"/></element></zeroOrMore>
  <zeroOrMore><element name="classifier"><attribute name="name"><data type="NCName"/></attribute>
   <optional><attribute name="scope"/></optional><attribute name="keys"/></element></zeroOrMore>
  <ref name="facts"/>
  <zeroOrMore><element name="trace"><ref name="facts"/>
   <zeroOrMore><element name="event"><ref name="facts"/></element></zeroOrMore></element></zeroOrMore>
 </element></start>
 <define name="facts"><zeroOrMore><choice>
  <element name="string"><ref name="key"/><attribute name="value"/></element>
  <element name="date"><ref name="key"/><attribute name="value"><data type="dateTime"/></attribute></element>
  <element name="int"><ref name="key"/><attribute name="value"><data type="long"/></attribute></element>
 </choice></zeroOrMore></define>
 <define name="key"><attribute name="key"><data type="Name"/></attribute></define>
</grammar>"""

ROUGH = (Point("1", "Weg damit."),)
TEXT: dict[str, Any] = {"type": "string"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


TYPES = _list(_object(name=TEXT, attributes=_list(_object(
    name=TEXT, type={"enum": ["string", "time", "integer", "float", "boolean"]}))))  # fmt: skip
LINKS = _list(_object(objectId=TEXT, qualifier=TEXT))
#: OCEL 2.0, section 8: values are texts, whatever type is declared for them.
OCEL = _object(
    events=_list(_object(id=TEXT, type=TEXT, time=TIME, attributes=_list(_object(name=TEXT, value=TEXT)),
                         relationships=LINKS)),
    objects=_list(_object(id=TEXT, type=TEXT, attributes=_list(_object(name=TEXT, time=TIME, value=TEXT)),
                          relationships=LINKS)),
    eventTypes=TYPES,
    objectTypes=TYPES,
)  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A council with results, a corrected vote, a report that is owed and a title of odd characters."""
    made = a_town(tmp_path)
    made.votes("1/2026", at(2, 17, 20))
    changed = correcting.Wanted(votes=Votes(10, 3, 1))
    correcting.change(made.office(at(2, 18, 9)), "1/2026", 3, "Zahlendreher", changed)
    results.expect_report(made.office(at(2, 18, 9)), "1/2026", due=date(2026, 6, 1), to="Sozialausschuss")
    submit(made.office(at(2, 18, 9)), Draft('Dung & <Mist> "roh"\x0b 😀', reference="4 & <5>", points=ROUGH))
    results.advance(made.office(at(2, 17, 20)), "2/2026", ResultFacts(Outcome.DEFERRED))
    yield made
    made.close()


def log(town: Town) -> Iterator[EventLog]:
    class _Desk:
        lang = "de"

    with open_reader(town.path) as reader:
        yield of_council(Reading(_Desk(), reader, reader.council(None)))._replace(  # type: ignore[arg-type]
            witness="Laufzettel-Checkpoint: x"
        )


def test_xes_is_valid_and_names_each_fact_once(town: Town) -> None:
    for each in log(town):
        root = etree.fromstring("".join(xes.render(each)).encode())
    schema = etree.RelaxNG(etree.fromstring(XES))
    assert schema.validate(root), schema.error_log
    name = "{http://www.xes-standard.org/}"
    for part in (root, *root.iter(f"{name}trace", f"{name}event")):
        keys = [child.get("key") for child in part if child.get("key") is not None]
        assert len(keys) == len(set(keys)), keys
    declared = {extension.get("prefix") for extension in root.iter(f"{name}extension")}
    used = {key.partition(":")[0] for key in root.xpath("//@key") if ":" in key}
    assert used <= declared
    votes = [each.get("value") for each in root.iter(f"{name}int") if each.get("key") == "yes"]
    assert votes.count("10") == 1  # as corrected


def test_ocel_is_valid_and_its_types_declare_what_is_used(town: Town) -> None:
    for each in log(town):
        found = json.loads("".join(ocel.render(each)))
    Draft7Validator(OCEL).validate(found)
    for kind in ("event", "object"):
        types = {t["name"]: {a["name"] for a in t["attributes"]} for t in found[f"{kind}Types"]}
        assert len(types) == len(found[f"{kind}Types"])
        ids = [one["id"] for one in found[f"{kind}s"]]
        assert len(ids) == len(set(ids))
        for one in found[f"{kind}s"]:
            assert {a["name"] for a in one["attributes"]} <= types[one["type"]]
    known = {one["id"] for one in found["objects"]}
    every = [*found["events"], *found["objects"]]
    assert {link["objectId"] for one in every for link in one["relationships"]} <= known
