"""The five real motions are read right in every field, trap dates included."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workflow.intake.document import Document, read_text


@pytest.fixture
def seed(shared: Path, request: pytest.FixtureRequest) -> Document:
    return read_text((shared / "seeds" / request.param).read_text(encoding="utf-8"))


def _route(document: Document) -> list[tuple[str, date | None]]:
    return [(stop.organization, stop.date) for stop in document.route]


@pytest.mark.parametrize("seed", ["lvr-12-397.txt"], indirect=True)
def test_a_table_that_lost_its_cells_keeps_route_roles_and_the_american_date(seed: Document) -> None:
    assert (seed.is_motion, seed.kind, seed.reference, seed.public) == (True, "motion", "12/397", True)
    assert seed.date == date(2009, 3, 10)
    assert [warning.code for warning in seed.warnings] == ["date_order_resolved"]
    assert _route(seed) == [
        ("Finanz- und Wirtschaftsausschuss", date(2009, 3, 20)),
        ("Landschaftsausschuss", date(2009, 3, 26)),
        ("Landschaftsversammlung", date(2009, 3, 27)),
    ]
    assert [stop.role for stop in seed.route] == ["recommendation", "preparation", "plenary_decision"]
    assert seed.agenda_item == "NKF-Haushalt 2009"
    assert seed.title is not None
    assert seed.title.startswith("Entwicklung eines Kooperationskonzeptes")
    assert seed.applicants == ("Die Linke.",)
    assert seed.signatories == ("Jörg Detjen",)
    assert seed.council == "Landschaftsverband Rheinland"
    assert (len(seed.points), seed.has_reasoning, seed.addressee) == (1, True, None)
    assert seed.costs is not None
    assert seed.costs.amount_eur is None


@pytest.mark.parametrize("seed", ["laatzen-047-2008.txt"], indirect=True)
def test_two_stations_on_one_day_keep_their_order_and_no_role_is_guessed(seed: Document) -> None:
    assert (seed.kind, seed.reference, seed.date, seed.public) == (
        "motion",
        "047/2008",
        date(2008, 3, 3),
        True,
    )
    assert _route(seed) == [
        ("Ausschuss für Arbeit, Wirtschaft und Soziales", date(2008, 3, 27)),
        ("Verwaltungsausschuss", date(2008, 4, 15)),
        ("Rat der Stadt Laatzen", date(2008, 4, 15)),
    ]
    assert {stop.role for stop in seed.route} == {None}
    assert seed.title == "Integration ist Querschnittsaufgabe"
    assert seed.applicants == ("SPD-Fraktion",)
    assert seed.council == "Stadt Laatzen"
    assert seed.addressee is not None
    assert seed.addressee.endswith("Thomas Prinz")
    assert seed.signatories == ("Petra Herrmann",)
    assert [point.number for point in seed.points] == ["1", "2", "3", "4"]
    assert seed.costs is not None
    assert (seed.costs.amount_eur, seed.costs.budget_line) == (Decimal("5000.00"), "UA 4000")


@pytest.mark.parametrize("seed", ["heinsberg-integrationskonferenz.txt"], indirect=True)
def test_the_next_meeting_is_asked_for_without_inventing_its_day(seed: Document) -> None:
    assert (seed.kind, seed.reference, seed.date) == ("motion", None, date(2019, 12, 8))
    assert _route(seed) == [("Kreisausschuss", None), ("Kreistag", None)]
    assert all(stop.next_meeting for stop in seed.route)
    assert seed.title is not None
    assert seed.title.startswith("Integrationskonferenz im Kreis Heinsberg")
    assert seed.applicants == ("FDP-Fraktion im Kreistag des Kreises Heinsberg",)
    assert seed.council == "Kreis Heinsberg"
    assert seed.addressee is not None
    assert seed.addressee.endswith("Herrn Landrat Stephan Pusch")
    assert seed.signatories == ("Stefan Lenzen", "Dr. Klaus J. Wagner")
    assert [point.number for point in seed.points] == ["1", "2", "3", "4"]
    assert seed.points[0].text.startswith("Der Kreistag beschließt")
    assert (seed.has_reasoning, seed.urgent, seed.costs) == (True, False, None)


@pytest.mark.parametrize("seed", ["castrop-rauxel-kim.txt"], indirect=True)
def test_a_committee_called_by_its_initials_decides_alone_on_a_short_date(seed: Document) -> None:
    assert (seed.kind, seed.reference, seed.date) == ("motion", None, date(2021, 3, 30))
    assert _route(seed) == [("Betriebsausschuss 2", date(2021, 4, 15))]
    assert seed.title is not None
    assert seed.title.startswith("Stand der Umsetzung des Kommunalen")
    assert seed.applicants == ("SPD Ratsfraktion", "Bündnis90/Die Grünen")
    assert seed.signatories == ("Daniel Molloisch", "Bert Wagener")
    assert seed.report is not None
    assert (seed.report.to, seed.report.due) == ("Betriebsausschuss 2", date(2021, 4, 15))
    assert seed.addressee is not None
    assert "Katrin Lasser" in seed.addressee
    assert seed.council == "Castrop-Rauxel"
    assert len(seed.points) == 1
    assert seed.points[0].text.count("→") == 2


@pytest.mark.parametrize("seed", ["unna-042-21-ergaenzung.txt"], indirect=True)
def test_an_amendment_knows_its_paper_its_points_and_two_meetings_of_one_printed_date(seed: Document) -> None:
    assert (seed.is_motion, seed.kind, seed.reference) == (True, "amendment", None)
    assert (seed.amends, seed.amends_date, seed.date) == ("042/21", date(2021, 2, 9), None)
    assert _route(seed) == [("Kreisausschuss", date(2021, 3, 22)), ("Kreistag", date(2021, 3, 23))]
    assert [(p.operation, p.target, p.number) for p in seed.points] == [
        ("replace", "3", "3"),
        ("add", "4", "4"),
    ]
    assert seed.report is not None
    assert seed.report.to is not None
    assert seed.report.to.endswith("(ASIF)")
    assert seed.applicants == ("Fraktion GRÜNE im Kreistag",)
    assert seed.signatories == ("Herbert Goldmann",)
    assert seed.council == "Kreis Unna"
    assert seed.has_reasoning
