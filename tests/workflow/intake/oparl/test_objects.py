"""Objects are read as what they could be; what services get wrong means the same as what is right."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.intake.oparl import quirks
from workflow.intake.oparl.moments import day_of, span
from workflow.intake.oparl.objects import At, Thing, flattened, links, text
from workflow.intake.oparl.papers import paper_kind

BERLIN = ZoneInfo("Europe/Berlin")
SCHEMA = "https://schema.oparl.org/1.0/"


def read(kind: str, **fields: Any) -> list[Thing]:
    return list(flattened({"id": f"u:{kind}", "type": SCHEMA + kind, **fields}, At(BERLIN)))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-02T17:00:00+01:00", "2026-03-02T19:30:00+01:00", ("2026-03-02", "17:00", "19:30")),
        ("2026-07-01T16:00:00Z", "", ("2026-07-01", "18:00", "")),
        ("2026-03-02T00:00:00+01:00", "2026-03-02T00:00:00+01:00", ("2026-03-02", "", "")),
        ("2026-03-02T17:00:00+01:00", "2026-03-02T00:00:00+01:00", ("2026-03-02", "17:00", "")),
        ("2026-03-02T17:00:00+01:00", "2026-03-02T16:00:00+01:00", ("2026-03-02", "17:00", "")),
        ("2026-03-02T17:00:00", "", ("2026-03-02", "17:00", "")),
        ("2026-03-02", "", ("2026-03-02", "", "")),
        ("2026-07-01T22:00:00Z", "", ("2026-07-02", "", "")),
        ("", "2026-03-02T19:30:00+01:00", ("2026-03-02", "", "")),
        ("0001-01-01T00:00:00Z", "", ("", "", "")),
        ("morgen", "gestern", ("", "", "")),
    ],
)
def test_when_a_meeting_takes_place(start: str, end: str, expected: tuple[str, str, str]) -> None:
    """Midnight is no time; an end before the beginning says nothing."""
    assert span(start, end, BERLIN) == expected


def test_a_day_is_the_councils_own() -> None:
    assert day_of("2026-06-30T23:30:00Z", BERLIN) == "2026-07-01"


@pytest.mark.parametrize(
    "value",
    ["u:1", ["u:1"], {"id": "u:1"}, [{"id": "u:1", "name": "x"}], ["u:1", None, 7, "", "u:1"]],
)
def test_a_link_may_be_a_text_a_list_or_the_object_itself(value: Any) -> None:
    assert links({"organization": value}, "organization") == ["u:1"]


@pytest.mark.parametrize("value", [None, "", "  ", [], {}, True, ["", None], [{}]])
def test_what_says_nothing_is_missing(value: Any) -> None:
    assert links({"a": value}, "a") == [] or value is True
    assert text({"a": value}, "a") == ""


def test_embedded_objects_become_things_of_their_own() -> None:
    item = {"id": "u:item", "type": SCHEMA + "AgendaItem", "number": 4, "result": " angenommen "}
    things = read("Meeting", organization="u:org", start="2026-03-02T17:00:00+01:00", agendaItem=[item])
    meeting, found = things
    assert meeting.facts["organizations"] == ["u:org"]
    assert (found.meeting, found.facts) == ("u:Meeting", {"number": "4", "result": "angenommen"})


def test_a_paper_brings_its_consultations_and_their_agenda_items() -> None:
    item = {"id": "u:item", "type": SCHEMA + "AgendaItem", "result": "vertagt"}
    consultation = {"id": "u:c", "type": SCHEMA + "Consultation", "meeting": "u:m", "agendaItem": item}
    paper, c, i = read("Paper", reference="1/26", name="Radweg", consultation=consultation)
    assert paper.facts["consultations"] == ["u:c"]
    assert (c.paper, c.meeting, c.facts) == ("u:Paper", "u:m", {"item": "u:item"})
    assert (i.consultation, i.meeting) == ("u:c", "u:m")


def test_a_persons_name_stands_beside_the_facts() -> None:
    (person,) = read("Person", givenName="Anna", familyName="Beispiel")
    assert (person.person, person.facts) == ("Anna Beispiel", {})


def test_what_was_withdrawn_is_known_by_its_identity() -> None:
    (paper,) = read("Paper", deleted="true")
    assert paper.deleted


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = (
    "name reference paperType date consultation superordinatedPaper originatorOrganization mainFile"
    " agendaItem meeting organization role authoritative start end location cancelled resultsProtocol"
    " number result public deleted modified legislativeTerm startDate"
).split()
_KINDS = "Paper Consultation AgendaItem Meeting Organization Person Body LegislativeTerm System File".split()


@given(st.sampled_from(_KINDS), st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=8))
def test_nothing_that_a_service_can_say_breaks_the_reader(kind: str, fields: dict[str, Any]) -> None:
    page = {"data": [{"id": "u:x", "type": SCHEMA + kind, **fields}]}
    for one in quirks.mended(page, "https://example.org/oparl/paper")["data"]:
        for thing in flattened(one, At(BERLIN)):
            assert thing.id
            assert "name" not in thing.facts or isinstance(thing.facts["name"], str)


@pytest.mark.parametrize(
    ("answer", "url", "expected"),
    [
        ([], "https://a/paper?modified_since=1", {"data": [], "links": {}}),
        (
            {"id": "b", "type": SCHEMA + "Body"},
            "https://a/webservice/oparl/v1.0/body",
            {"data": [{"id": "b", "type": SCHEMA + "Body"}], "links": {}},
        ),
        (
            {"data": [{"id": "p", "deleted": True}]},
            "https://a/body/1/papers?page=2",
            {"data": [{"id": "p", "deleted": True, "type": "/Paper"}]},
        ),
        ({"data": [{"result": "N/A", "name": "-"}]}, "https://a/x", {"data": [{"name": "-"}]}),
    ],
)
def test_vendors_quirks_are_put_right(answer: Any, url: str, expected: Any) -> None:
    assert quirks.mended(answer, url) == expected


def test_a_next_page_by_http_is_meant_by_https() -> None:
    assert quirks.mended_link("http://a.de/p?x=1", "https://a.de/oparl") == "https://a.de/p?x=1"
    assert quirks.mended_link("http://b.de/p", "https://a.de/oparl") == "http://b.de/p"


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("Antrag", "Radweg", "motion"),
        ("Fraktionsantrag", "", "motion"),
        ("Interfraktioneller Antrag", "", "motion"),
        ("Antrag der Fraktion", "", "motion"),
        ("Antragsvorlage", "", "motion"),
        ("Änderungs-/Ergänzungsantrag", "", "amendment"),
        ("Ergänzungsantrag", "", "amendment"),
        ("Änderungs- und Ergänzungsanträge", "", "amendment"),
        ("Dringlichkeitsantrag", "", "urgent_motion"),
        ("Haushaltsantrag", "", "budget_motion"),
        ("Bürgerantrag", "", "suggestion"),
        ("Resolution", "", "resolution"),
        ("Anfrage", "Antrag auf Auskunft", "inquiry"),
        ("Große Anfrage", "", "inquiry"),
        ("Anträge und Anfragen", "Anfrage der SPD", "inquiry"),
        ("Anträge und Anfragen", "Mehr Bänke", "motion"),
        ("Beschlussvorlage", "Antrag auf Bewilligung", ""),
        ("Antwort auf Anfrage", "", ""),
        ("Stellungnahme zum Antrag", "", ""),
        ("Bauantrag", "", ""),
        ("Informationsvorlage", "", ""),
        ("Mitteilungsvorlage zum Antrag", "", ""),
        ("Vorlage", "Antrag der Fraktion Die Linke: Radweg", "motion"),
        ("", "Änderungsantrag zu 12/26", "amendment"),
        ("", "Antrag auf Erteilung einer Genehmigung", ""),
        ("", "Jahresabschluss", ""),
    ],
)
def test_which_papers_are_motions(kind: str, name: str, expected: str) -> None:
    assert paper_kind(kind, name) == expected
