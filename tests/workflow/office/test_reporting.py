"""The questions of audits, on a council whose answers can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from states.outcome import Outcome
from states.vote import Votes
from tests import databases
from tests.workflow.audit.town import Town, a_town, at
from workflow.commands.report_lost import Break, NoBreak
from workflow.decide.entered import ResultFacts
from workflow.office import reporting, results
from workflow.office.reporting import Asked, Source
from workflow.store.views import Reader, open_reader


@pytest.fixture(params=databases.DATABASES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """1/2026 is adopted and owes a report, 2/2026 is rejected although both committees were for it."""
    made = a_town(tmp_path, address=databases.fresh(request.param))
    made.votes("1/2026", at(2, 17, 20))
    no = ResultFacts(Outcome.REJECTED, votes=Votes(3, 9, 0))
    results.advance(made.office(at(2, 17, 20)), "2/2026", no)
    results.expect_report(made.office(at(2, 18, 9)), "1/2026", due=date(2026, 6, 1), to="Sozialausschuss")
    yield made
    made.close()


@pytest.fixture
def reader(town: Town) -> Iterator[Reader]:
    with open_reader(town.path) as opened:
        yield opened


def source(reader: Reader, today: date = date(2026, 5, 1)) -> Source:
    def ask(sql: str, values: Any) -> list[dict[str, Any]]:
        return reader._rows(sql, values)

    return Source(ask, 1, "", today)


def test_decisions_are_those_of_deciding_bodies(reader: Reader) -> None:
    found = reporting.decisions(source(reader), Asked())
    assert [(r["reference"], r["outcome"], r["votes"]) for r in found.rows] == [
        ("1/2026", "adopted", "9:4:1"),
        ("2/2026", "rejected", "3:9:0"),
    ]
    assert reporting.decisions(source(reader), Asked(outcome="rejected")).rows == found.rows[1:]
    assert reporting.decisions(source(reader), Asked(since="2026-02-18")).rows == []


def test_divergence_counts_advice_that_was_not_followed(reader: Reader) -> None:
    found = reporting.divergence(source(reader), Asked())
    assert [(r["reference"], r["advised"], r["decided"]) for r in found.rows] == [
        ("2/2026", "adopted", "rejected"),
        ("2/2026", "adopted", "rejected"),
    ]
    assert [[value for value, _mark in bar.parts] for bar in found.charts[0].bars] == [[1, 1], [1, 1]]


def test_durations_are_days_between_the_days_of_meetings(reader: Reader) -> None:
    rows = {(r["span"], r["organization"]): r for r in reporting.durations(source(reader), Asked()).rows}
    assert rows["filed_to_decision", None]["median"] == 36  # 12 January to 17 February
    assert rows["filed_to_first", None]["p90"] == 22
    assert {r["median"] for key, r in rows.items() if key[0] == "between_stations"} == {7}


def test_the_ninetieth_percentile_is_the_nearest_rank() -> None:
    assert reporting._percentile(list(range(1, 11)), 90) == 9
    assert reporting._percentile([5], 90) == 5


@pytest.mark.parametrize(
    ("today", "light", "late"),
    [(date(2026, 4, 1), "green", None), (date(2026, 5, 10), "yellow", None), (date(2026, 6, 4), "red", 3)],
)
def test_promises_turn_from_green_to_red(
    town: Town, reader: Reader, today: date, light: str, late: Any
) -> None:
    def facts(number: int) -> dict[str, Any]:
        found: dict[str, Any] = reader.motion_row(1, f"#{number}")["facts"]
        return found

    (row,) = reporting.promises(source(reader, today), Asked(), facts).rows
    assert (row["reference"], row["light"], row["late"], row["due"]) == ("1/2026", light, late, "2026-06-01")
    results.implement(town.office(at(6, 5, 9)), "1/2026", on=date(2026, 6, 5))
    (row,) = reporting.promises(source(reader, today), Asked(), facts).rows
    assert (row["light"], row["implemented_on"]) == ("green", "2026-06-05")


def test_an_amendment_is_no_promise_of_its_own(town: Town, reader: Reader) -> None:
    """What it changed is carried out with its motion."""
    no_facts: dict[str, Any] = {"reports": []}
    town.with_database(
        lambda raw: raw.execute("UPDATE motion SET parent = 3, kind = 'amendment' WHERE id = 1")
    )
    assert reporting.promises(source(reader), Asked(), lambda _n: no_facts).rows == []
    found = reporting.promises(source(reader), Asked(kind="amendment"), lambda _n: no_facts)
    assert [row["reference"] for row in found.rows] == ["1/2026"]


def test_factions_succeed_by_what_was_voted_on(reader: Reader) -> None:
    (row,) = reporting.factions(source(reader), Asked()).rows
    assert (row["filed"], row["adopted"], row["rejected"], row["open"], row["success"]) == (3, 1, 1, 1, 50)


def test_the_summer_break_is_not_counted() -> None:
    summer = Break("15.07.-31.08.", "NW")
    assert summer.days_between(date(2026, 7, 10), date(2026, 9, 5)) == 5 + 4
    assert summer.days_between(date(2026, 7, 20), date(2026, 8, 20)) == 0
    assert Break("keine", "NW").days_between(date(2026, 7, 1), date(2026, 8, 1)) == 31
    known = Break(None, "NW")  # the school holidays of the Land: 20 July to 1 September 2026
    assert known.days_between(date(2026, 7, 1), date(2026, 9, 10)) < 40
    with pytest.raises(NoBreak):
        Break("Sommer", "NW")
