"""Five real motions from their own documents through every station to the decision, on their real days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.workflow.commands.clerk import Clerk, Run


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    """Somebody with a file, and somebody whose office shares a server."""
    return Clerk(run, tmp_path)


def stations(shown: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Organization, role and day of the station whose turn it is and of those ahead."""
    found = [shown["station"], *shown["next"]] if shown["station"] else shown["next"]
    return [(s["organization"], s["role"], s["date"]) for s in found]


def test_lvr_goes_through_three_stations_in_eight_days(clerk: Clerk, shared: Path) -> None:
    clerk.opens("lvr", "2009-01-05T09:00")
    filed = clerk.at("2009-03-10T10:00").gets("submit", shared / "seeds/lvr-12-397.txt")
    assert (filed["reference"], filed["state"]) == ("12/397", "committee_recommendation")
    assert filed["submitted_on"] == "2009-03-10"
    assert stations(filed) == [
        ("finanzausschuss", "recommendation", "2009-03-20"),
        ("landschaftsausschuss", "preparation", "2009-03-26"),
        ("landschaftsversammlung", "plenary_decision", "2009-03-27"),
    ]
    clerk.at("2009-03-20T20:00").does("advance", "12/397", "adopted", "--votes", "8:5:1")
    shown = clerk.at("2009-03-26T20:00").gets("advance", "12/397", "zugestimmt", "--votes", "9:6:0")
    assert shown["state"] == "plenary_decision"
    shown = clerk.at("2009-03-27T20:00").gets("advance", "12/397", "mehrheitlich beschlossen")
    assert (shown["state"], shown["decided_on"], shown["station"]) == ("adopted", "2009-03-27", None)
    assert shown["result"]["phrase"] == "mehrheitlich beschlossen"
    assert clerk.kinds("12/397") == ["submitted", "opened", "recorded", "recorded", "recorded"]


def test_laatzen_decides_twice_on_one_day_in_the_order_of_the_route(clerk: Clerk, shared: Path) -> None:
    clerk.opens("laatzen", "2008-01-07T09:00")
    filed = clerk.at("2008-03-03T10:00").gets("submit", shared / "seeds/laatzen-047-2008.txt")
    assert stations(filed) == [
        ("sozialausschuss", "recommendation", "2008-03-27"),
        ("va", "preparation", "2008-04-15"),
        ("rat", "plenary_decision", "2008-04-15"),
    ]
    clerk.at("2008-03-27T21:00").does("advance", "047/2008", "adopted")
    clerk.at("2008-04-15T22:00")
    early = clerk.refused("advance", "047/2008", "adopted", "--meeting", "Rat@15.04.2008")
    assert early["code"] == "not_its_turn"
    assert clerk.gets("advance", "047/2008", "adopted")["state"] == "plenary_decision"
    shown = clerk.gets("advance", "047/2008", "adopted", "--votes", "20:14:0")
    assert (shown["state"], shown["result"]["on"]) == ("adopted", "2008-04-15")
    assert shown["executable_from"].startswith("2008-04-22")  # one week, § 79 NKomVG
    assert len(clerk.text("047/2008")) == 4


def test_castrop_rauxel_one_committee_decides_alone(clerk: Clerk, shared: Path) -> None:
    clerk.opens("castrop-rauxel", "2021-01-04T09:00")
    filed = clerk.at("2021-03-30T15:00").gets("submit", shared / "seeds/castrop-rauxel-kim.txt")
    (only,) = stations(filed)
    assert only[1:] == ("committee_decision", "2021-04-15")
    assert [(r["due"], bool(r["to"])) for r in filed["reports"]] == [("2021-04-15", True)]
    reference = filed["reference"]
    shown = clerk.at("2021-04-15T21:00").gets("advance", reference, "einstimmig", "beschlossen")
    assert (shown["state"], shown["result"]["majority"]) == ("adopted", "unanimous")
    shown = clerk.gets("advance", reference, "report", "--on", "15.04.2021")
    assert [r["given_on"] for r in shown["reports"]] == ["2021-04-15"]


def test_heinsberg_finds_the_next_meetings_whose_deadline_is_open(clerk: Clerk, shared: Path) -> None:
    clerk.opens("kreis-heinsberg", "2019-11-04T09:00")
    for organization, on in (
        ("Kreisausschuss", "10.12.2019"),  # the deadline of this one is over on a Sunday, two days before
        ("Kreistag", "19.12.2019"),
        ("Kreisausschuss", "11.02.2020"),
        ("Kreistag", "25.02.2020"),
        ("Kreisausschuss", "31.03.2020"),
    ):
        clerk.meets(organization, on, "18:00")
    filed = clerk.at("2019-12-08T17:00").gets("submit", shared / "seeds/heinsberg-integrationskonferenz.txt")
    assert stations(filed) == [
        ("kreisausschuss", "preparation", "2020-02-11"),
        ("kreistag", "plenary_decision", "2020-02-25"),
    ]
    assert filed["meetings_added"] == 0
    reference = filed["reference"]
    clerk.at("2020-02-11T20:00").does("advance", reference, "adopted")
    assert clerk.at("2020-02-25T20:00").gets("advance", reference, "adopted")["state"] == "adopted"


def test_unna_the_amendment_is_joined_to_its_paper_and_voted_before_it(clerk: Clerk, shared: Path) -> None:
    clerk.opens("kreis-unna", "2021-01-04T09:00")
    clerk.at("2021-02-09T09:00").does(
        *("submit", "--title", "Rahmenkonzept", "--kind", "paper", "--reference", "042/21"),
        *("--point", "1=Der Kreis nimmt teil.", "--point", "2=Stellen werden besetzt."),
        *("--point", "3=Der Landrat stellt Anträge.", "--applicant", "Landrat"),
        *("--route", "Kreisausschuss@22.03.2021", "--route", "Kreistag@23.03.2021"),
    )
    filed = clerk.at("2021-03-15T11:00").gets("submit", shared / "seeds/unna-042-21-ergaenzung.txt")
    assert (filed["amends"], filed["meetings_added"], filed["paper_added"]) == ("042/21", 0, None)
    amendment = filed["reference"]
    clerk.at("2021-03-22T20:00")
    assert clerk.refused("advance", "042/21", "adopted")["code"] == "amendment_first"
    clerk.does("advance", amendment, "adopted", "--votes", "9:4:1")
    assert clerk.gets("advance", "042/21", "geändert", "beschlossen")["state"] == "plenary_decision"
    # What the Kreisausschuss recommended stands in the text that the Kreistag votes on.
    shown = clerk.at("2021-03-23T20:00").gets("advance", "042/21", "adopted", "--votes", "40:20:2")
    assert (shown["state"], shown["amendments"][0]["state"]) == ("adopted", "adopted")
    assert [number for number, _ in clerk.text("042/21")] == ["1", "2", "3", "4"]
    assert dict(clerk.text("042/21"))["3"].startswith("Der Landrat wird beauftragt, entsprechende Anträge")
    assert clerk.gets("route", amendment)["state"] == "adopted"


def test_unna_an_unknown_paper_is_entered_with_its_route(clerk: Clerk, shared: Path) -> None:
    clerk.opens("kreis-unna", "2021-01-04T09:00")
    filed = clerk.at("2021-03-15T11:00").gets("submit", shared / "seeds/unna-042-21-ergaenzung.txt")
    assert (filed["paper_added"], filed["meetings_added"]) == ("042/21", 2)
    paper = clerk.gets("route", "042/21")
    assert stations(paper) == [
        ("kreisausschuss", "preparation", "2021-03-22"),
        ("kreistag", "plenary_decision", "2021-03-23"),
    ]
    clerk.at("2021-03-22T20:00").does("advance", filed["reference"], "rejected", "--votes", "4:9:1")
    clerk.does("advance", "042/21", "adopted")
    clerk.at("2021-03-23T20:00")
    clerk.does("advance", filed["reference"], "rejected")
    assert clerk.gets("advance", "042/21", "adopted")["state"] == "adopted"
