"""A council as its adopted file describes it."""

from __future__ import annotations

from datetime import date

from states.council import DEFAULT_FLAGS, Council, OrganizationType, from_json
from states.outcome import Effect, Outcome, Role

FILE = {
    "key": "k",
    "name": "Kreis",
    "land": "NW",
    "kind": "kreis",
    "organizations": [
        {"key": "a", "name": "Ausschuss", "type": "committee", "aliases": ["AA"], "since": "2020-11-01"},
        {"key": "t", "name": "Kreistag", "type": "plenary", "members": 54},
        {"key": "h", "name": "Kreisausschuss", "type": "main_committee", "decides": True, "public": False},
    ],
    "routes": [
        {"kind": "motion", "stations": [{"role": "recommendation", "any": "committee", "optional": True}]},
        {"kind": "inquiry", "stations": [{"role": "notice", "organization": "t"}], "source": "§ 12"},
    ],
    "terms": [{"name": "2020", "start": "2020-11-01", "end": "2025-10-31"}],
    "flags": {"withdrawal_until": {"value": "agenda", "source": "§ 9"}, "hold_reminder_days": 30},
    "outcomes": [{"outcome": "noted", "role": "plenary_decision", "effect": "hold", "source": "§ 3"}],
    "in_force": "2020-11-01",
}


def council() -> Council:
    return from_json(FILE)


def test_its_organizations_are_read_with_their_powers() -> None:
    committee, plenary, main = council().organizations
    assert (committee.decides, committee.aliases, committee.since) == (False, ("AA",), date(2020, 11, 1))
    assert (plenary.decides, plenary.members, plenary.public) == (True, 54, True)
    assert (main.decides, main.public) == (True, False)
    assert council().plenary() == plenary
    assert council().main_committee() == main
    assert council().organization("x") is None


def test_a_kind_without_a_route_of_its_own_takes_that_of_motions() -> None:
    inquiry, motion, other = (council().route(kind) for kind in ("inquiry", "motion", "resolution"))
    assert inquiry is not None
    assert (inquiry.stations[0].role, inquiry.source) == (Role.NOTICE, "§ 12")
    assert other == motion is not None
    station = motion.stations[0]
    assert (station.any_of, station.optional) == (OrganizationType.COMMITTEE, True)


def test_a_flag_is_the_councils_own_or_the_default_with_its_source() -> None:
    rules = council()
    assert (rules.flag("withdrawal_until"), rules.source("withdrawal_until")) == ("agenda", "§ 9")
    assert (rules.flag("hold_reminder_days"), rules.source("hold_reminder_days")) == (30, "")
    assert (rules.flag("end_of_term"), rules.source("end_of_term")) == (DEFAULT_FLAGS["end_of_term"], "")


def test_it_departs_from_the_table_where_its_file_says_so() -> None:
    found = council().override(Outcome.NOTED, Role.PLENARY_DECISION)
    assert found is not None
    assert (found.effect, found.source) == (Effect.HOLD, "§ 3")
    assert council().override(Outcome.NOTED, Role.NOTICE) is None


def test_the_least_a_file_can_say_is_enough() -> None:
    bare = from_json({"key": "k", "name": "K", "land": "NI", "kind": "gemeinde"})
    assert (bare.zone, bare.organizations, bare.route("motion"), bare.plenary()) == (
        "Europe/Berlin",
        (),
        None,
        None,
    )
    assert council().terms[0].end == date(2025, 10, 31)
