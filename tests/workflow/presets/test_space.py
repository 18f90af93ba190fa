"""What exploring the state space of a council file finds: planted faults of each sort."""

from __future__ import annotations

import pytest

from tests.workflow.presets.planted import SOUND, line_of, load, only, outcome, with_line, with_outcomes
from workflow.presets.fault import Fault
from workflow.presets.space import SAID
from workflow.words import fill


def planted(text: str) -> tuple[Fault, ...]:
    """The faults of a file that has none before its state space is explored."""
    assert load(text).faults == ()
    return load(text, explore=True).faults


def the_only(text: str) -> Fault:
    assert load(text).faults == ()
    return only(load(text, explore=True))


def test_a_sound_council_has_no_fault() -> None:
    assert planted(SOUND) == ()
    assert load(SOUND, explore=True).data is not None


def test_with_faults_there_is_nothing_to_adopt() -> None:
    text = with_outcomes(outcome("adopted", "recommendation", "adopt"))
    loaded = load(text, explore=True)
    assert (loaded.data, loaded.council) == (None, None)
    assert loaded.faults


# An unreachable state


def test_a_vote_behind_the_deciding_plenary_is_never_reached() -> None:
    line = "      - {organization: rat, role: plenary_decision}\n"
    text = with_line(line, line + "      - {organization: bau, role: recommendation}\n")
    fault = the_only(text)
    assert (fault.code, fault.line) == ("station_unreachable", line_of(text, "bau, role: recommendation"))
    assert [step.organization for step in fault.path] == [
        "Sozialausschuss",
        "Hauptausschuss",
        "Rat",
    ]


def test_a_second_decision_of_the_plenary_is_never_reached() -> None:
    line = "      - {organization: rat, role: plenary_decision}\n"
    fault = the_only(with_line(line, line + line))
    assert (fault.code, fault.line) == ("station_unreachable", 18)


def test_a_notice_behind_the_decision_is_reached() -> None:
    line = "      - {organization: rat, role: plenary_decision}\n"
    text = with_line(line, line + "      - {organization: bau, role: notice}\n")
    assert planted(text) == ()


def test_a_rejection_that_can_never_happen_is_told_with_the_way_that_led_to_it() -> None:
    text = with_outcomes(
        outcome("rejected", "plenary_decision", "refuse"), outcome("rejected", "committee_decision", "refuse")
    )
    fault = the_only(text)
    assert (fault.code, fault.facts["state"]) == ("state_unreachable", "rejected")
    assert fault.line == line_of(text, "role: plenary_decision, effect: refuse")
    assert len(fault.path) == 4


# A state with no way out


def everything_at(role: str, effect: str) -> str:
    """Every outcome that a role knows, with one and the same effect."""
    from states.outcome import Role, possible

    return with_outcomes(*(outcome(o.value, role, effect) for o in possible(Role(role))))


def test_a_plenary_that_may_enter_nothing_is_a_dead_end() -> None:
    text = everything_at("plenary_decision", "refuse")
    found = {f.code: f for f in planted(text)}
    assert "no_way_out" in found
    assert fill("{name}", found["no_way_out"].facts) == "Rat"
    assert found["no_way_out"].path[-1].organization == "Hauptausschuss"


def test_a_main_committee_that_only_defers_is_a_dead_end() -> None:
    found = planted(everything_at("preparation", "clone"))
    assert "no_way_out" in {f.code for f in found}
    dead = next(f for f in found if f.code == "no_way_out")
    assert fill("{name}", dead.facts) == "Hauptausschuss"


def test_applicants_who_may_withdraw_are_no_way_out_of_the_council_s_own() -> None:
    votes = [
        "adopted", "adopted_amended", "adopted_partly", "rejected", "referred_for_decision", "referred_back",
        "referred", "not_taken_up", "noted", "examined",
    ]  # fmt: skip
    text = with_outcomes(*(outcome(o, "committee_decision", "refuse") for o in votes))
    assert "no_way_out" in {f.code for f in planted(text)}


# An outcome that does nothing

IDLE = [
    ("adopted", "recommendation", "next", "outcome_changes_nothing"),
    ("deferred", "plenary_decision", "clone", "outcome_changes_nothing"),
    ("not_admitted", "preparation", "clone", "outcome_changes_nothing"),
    ("noted", "notice", "close", "outcome_changes_nothing"),
    ("withdrawn", "hearing", "leave", "outcome_changes_nothing"),
    ("forwarded", "plenary_decision", "next", "outcome_leads_nowhere"),
    ("noted", "plenary_decision", "next", "outcome_leads_nowhere"),
    ("adopted", "plenary_decision", "next", "outcome_leads_nowhere"),
    ("rejected", "plenary_decision", "next", "outcome_leads_nowhere"),
    ("adopted", "preparation", "clone", "vote_decides_nothing"),
    ("adopted", "plenary_decision", "hold", "vote_decides_nothing"),
    ("rejected", "committee_decision", "clone", "vote_decides_nothing"),
    ("adopted_partly", "plenary_decision", "adopt", "outcome_never_possible"),
    ("adopted_amended", "committee_decision", "split", "outcome_never_possible"),
    ("adopted", "recommendation", "insert", "outcome_needs_target"),
    ("rejected", "plenary_decision", "hand_over", "outcome_needs_target"),
    ("rejected", "plenary_decision", "adopt", "outcome_contradicts_itself"),
    ("adopted", "committee_decision", "reject", "outcome_contradicts_itself"),
]


@pytest.mark.parametrize(("result", "role", "effect", "code"), IDLE)
def test_an_outcome_without_a_sensible_effect_is_found(
    result: str, role: str, effect: str, code: str
) -> None:
    text = with_outcomes(outcome(result, role, effect))
    found = planted(text)
    assert (code, line_of(text, f"outcome: {result}, role")) in [(f.code, f.line) for f in found]


def test_an_outcome_refused_at_every_role_is_found() -> None:
    roles = ("hearing", "recommendation", "preparation", "committee_decision", "plenary_decision", "notice")
    text = with_outcomes(*(outcome("deferred", role, "refuse") for role in roles))
    assert the_only(text).code == "outcome_refused_everywhere"


def test_an_outcome_for_a_role_that_no_motion_meets_is_found() -> None:
    without = SOUND.replace("      - {organization: nord, role: hearing, optional: true}\n", "")
    without = without.replace("  - {key: nord, name: Ortsrat Nord, type: district}\n", "")
    text = without + "outcomes:\n" + outcome("deferred", "hearing", "hold")
    assert the_only(text).code == "outcome_never_occurs"


SENSIBLE = [
    ("examined", "recommendation", "hold"),
    ("examined", "plenary_decision", "hold"),
    ("removed", "preparation", "clone"),
    ("deferred", "recommendation", "hold"),
    ("forwarded", "recommendation", "refuse"),
    ("referred", "recommendation", "insert_return"),
    ("referred", "plenary_decision", "insert_return"),
    ("rejected", "recommendation", "back_return"),
    ("not_taken_up", "plenary_decision", "hold"),
    ("noted", "committee_decision", "hold"),
    ("adopted", "committee_decision", "next"),
]


@pytest.mark.parametrize(("result", "role", "effect"), SENSIBLE)
def test_a_council_may_treat_an_outcome_its_own_way(result: str, role: str, effect: str) -> None:
    # in this council nothing comes before the first committee, so a second one stands ahead of it here
    text = SOUND.replace(
        "optional: true}\n", "optional: true}\n      - {organization: bau, role: recommendation}\n"
    )
    text += "flags: {prepare_after_referral: true}\n"
    assert planted(text + "outcomes:\n" + outcome(result, role, effect)) == ()


# A committee that ends a motion without the power to

POWERLESS = [
    ("adopted", "recommendation", "adopt"),
    ("rejected", "recommendation", "reject"),
    ("rejected", "preparation", "reject"),
    ("adopted_partly", "preparation", "split"),
    ("not_taken_up", "recommendation", "close"),
    ("noted", "hearing", "close"),
    ("forwarded", "hearing", "leave"),
    ("rejected", "recommendation", "leave"),
    ("settled", "preparation", "leave"),
    ("adopted", "notice", "adopt"),
]


@pytest.mark.parametrize(("result", "role", "effect"), POWERLESS)
def test_an_advisory_station_cannot_end_a_motion(result: str, role: str, effect: str) -> None:
    text = with_outcomes(outcome(result, role, effect))
    found = [f for f in planted(text) if f.code == "ends_without_power"]
    assert [f.line for f in found] == [line_of(text, f"outcome: {result}, role")]
    assert found[0].path


def test_an_advisory_station_cannot_hand_over_a_decision_that_is_not_its_own() -> None:
    text = with_outcomes(outcome("referred_for_decision", "recommendation", "hand_over"))
    assert "hands_over_without_power" in {f.code for f in planted(text)}


def test_a_committee_without_the_power_cannot_decide_on_a_route() -> None:
    text = with_line(
        "{organization: bau, role: committee_decision}", "{organization: sozial, role: committee_decision}"
    )
    fault = the_only(text)
    assert (fault.code, fault.line) == (
        "no_power_to_decide",
        line_of(text, "sozial, role: committee_decision"),
    )
    assert fault.path[0].organization == "Sozialausschuss"


def test_a_committee_that_only_recommends_elsewhere_has_not_the_power_in_the_middle_of_a_route() -> None:
    text = with_line(
        "{organization: sozial, role: recommendation}", "{organization: sozial, role: committee_decision}"
    )
    fault = the_only(text)
    assert (fault.code, len(fault.path)) == ("no_power_to_decide", 2)


def test_any_committee_can_decide_only_where_one_has_the_power() -> None:
    text = with_line(
        "{organization: bau, role: committee_decision}", "{any: committee, role: committee_decision}"
    )
    assert planted(text) == ()
    text = with_line(
        "name: Bauausschuss, type: committee, decides: true", "name: Bauausschuss, type: committee", text
    )
    assert the_only(text).code == "no_power_to_decide"


def test_a_plenary_whose_power_is_taken_away_cannot_decide() -> None:
    text = with_line("name: Rat, type: plenary", "name: Rat, type: plenary, decides: false")
    assert "no_power_to_decide" in {f.code for f in planted(text)}


# Routes that decide nothing, and what a rule needs


def test_a_route_that_decides_nothing_is_found() -> None:
    text = with_line(
        "{organization: bau, role: committee_decision}", "{organization: bau, role: recommendation}"
    )
    assert the_only(text).code == "route_decides_nothing"
    text = with_line(
        "{organization: bau, role: committee_decision}",
        "{organization: bau, role: committee_decision, optional: true}",
    )
    assert the_only(text).code == "route_decides_nothing"


def test_an_inquiry_needs_no_decision() -> None:
    assert planted(SOUND) == ()


def test_a_preparation_without_the_plenary_behind_it_is_found() -> None:
    text = with_line(
        "{organization: bau, role: committee_decision}", "{organization: haupt, role: preparation}"
    )
    assert {f.code for f in planted(text)} == {"prepares_nothing", "route_decides_nothing"}


def test_a_rule_that_needs_a_main_committee_is_told_where_there_is_none() -> None:
    text = with_line("  - {key: haupt, name: Hauptausschuss, type: main_committee, decides: true}\n", "")
    text = with_line("      - {organization: haupt, role: preparation}\n", "", text)
    assert planted(text) == ()
    assert the_only(text + "flags: {prepare_after_referral: true}\n").code == "no_main_committee"


# Words


def test_every_finding_has_its_words() -> None:
    import inspect
    import re

    from workflow.rules import outcome_checks, space_checks

    source = inspect.getsource(space_checks) + inspect.getsource(outcome_checks)
    codes = {c for c in re.findall(r'"([a-z]+(?:_[a-z]+)+)"', source) if c != "prepare_after_referral"}
    assert codes == set(SAID)
