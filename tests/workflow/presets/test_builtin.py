"""The council files that come with the program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from states.council import DEFAULT_FLAGS, Council, OrganizationType
from workflow import presets
from workflow.presets.loading import Loaded
from workflow.presets.schema import FlagsSection

NAMES = presets.builtin()
SEEDS = {"lvr", "kreis-unna", "castrop-rauxel", "laatzen", "kreis-heinsberg"}
GENERAL = {"kreis-nrw", "stadt-nrw", "landschaftsverband", "gemeinde-nds"}
OTHER_LANDS = {"gemeinde-bw", "gemeinde-by", "gemeinde-he", "gemeinde-sn"}


@pytest.fixture(scope="module")
def files() -> dict[str, Loaded]:
    return {name: presets.read_builtin(name) for name in NAMES}


def council(files: dict[str, Loaded], name: str) -> Council:
    found = files[name].council
    assert found is not None
    return found


def _values(data: Any) -> Iterator[Any]:
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield value
        yield from _values(value)


def test_the_promised_councils_are_there() -> None:
    assert set(NAMES) >= SEEDS | GENERAL | OTHER_LANDS


@pytest.mark.parametrize("name", NAMES)
def test_no_file_of_ours_has_a_fault(name: str, files: dict[str, Loaded]) -> None:
    assert files[name].faults == ()
    assert files[name].sound


@pytest.mark.parametrize("name", NAMES)
def test_what_is_adopted_is_json_without_floats_and_names_the_council(
    name: str, files: dict[str, Loaded]
) -> None:
    data = files[name].data
    assert data is not None
    assert data["key"] == name
    assert json.loads(json.dumps(data)) == data
    assert not [v for v in _values(data) if isinstance(v, float)]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_is_never_torn_apart_by_a_comma_within_a_name(name: str, files: dict[str, Loaded]) -> None:
    for body in council(files, name).organizations:
        for alias in body.aliases:
            assert alias.count("(") == alias.count(")")
            assert not alias.endswith("-")


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_and_deadline_says_where_it_comes_from(name: str, files: dict[str, Loaded]) -> None:
    found = council(files, name)
    assert [flag for flag in found.flags if not found.source(flag)] == []
    assert [d["key"] for d in found.deadlines if not d["source"]] == []
    assert [r.kind for r in found.routes if not r.source] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_council_has_the_seventeen_reminders(name: str, files: dict[str, Loaded]) -> None:
    """Numbers 13 and 14 of the list are two reminders each: with the date that they wait for, and without."""
    assert len(council(files, name).reminders) == 19
    assert all(r["enabled"] for r in council(files, name).reminders)


@pytest.mark.parametrize("name", sorted(SEEDS & {"lvr", "kreis-unna", "castrop-rauxel", "kreis-heinsberg"}))
@pytest.mark.parametrize("day", [date(2009, 3, 20), date(2019, 12, 8), date(2021, 4, 15), date(2026, 1, 1)])
def test_every_day_since_2004_lies_in_exactly_one_term(
    name: str, day: date, files: dict[str, Loaded]
) -> None:
    assert len([t for t in council(files, name).terms if t.start <= day <= t.end]) == 1


def test_the_committee_for_administration_in_lower_saxony_is_not_public(files: dict[str, Loaded]) -> None:
    """§ 78 Abs. 2 NKomVG"""
    for name in ("laatzen", "gemeinde-nds"):
        main = council(files, name).main_committee()
        assert main is not None
        assert not main.public


def test_a_committee_of_castrop_rauxel_can_decide_alone(files: dict[str, Loaded]) -> None:
    b2 = council(files, "castrop-rauxel").organization("b2")
    assert b2 is not None
    assert b2.decides
    assert b2.name == "Betriebsausschuss 2"


def test_the_objection_window_differs_between_towns_and_districts(files: dict[str, Loaded]) -> None:
    """§ 54 Abs. 1 GO NRW has two weeks, § 39 Abs. 1 KrO NRW four."""
    assert council(files, "stadt-nrw").flag("repeat_vote") == "day 3 to 2 weeks after"
    assert council(files, "kreis-nrw").flag("repeat_vote") == "day 3 to 4 weeks after"


@pytest.mark.parametrize("name", NAMES)
def test_each_council_has_one_plenary_and_a_main_committee(name: str, files: dict[str, Loaded]) -> None:
    types = [o.type for o in council(files, name).organizations]
    assert types.count(OrganizationType.PLENARY) == 1
    assert types.count(OrganizationType.MAIN_COMMITTEE) == 1


def test_every_flag_that_the_program_knows_can_be_set_in_a_file() -> None:
    assert set(FlagsSection.model_fields) == set(DEFAULT_FLAGS)
