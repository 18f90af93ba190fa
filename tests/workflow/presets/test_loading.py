"""Reading a council file: every fault at once, each with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.presets.planted import SOUND, load, only, with_line
from workflow import presets
from workflow.presets.fault import CouncilFileUnreadable, NoCouncilFile
from workflow.presets.tree import MOST_BYTES, MOST_DEPTH, parse, plain
from workflow.words import fill, use


def test_a_sound_file_has_no_fault_and_gives_the_council() -> None:
    loaded = load(SOUND)
    assert loaded.faults == ()
    assert loaded.council is not None
    assert loaded.council.name == "Stadt Musterstadt"
    plenary, committee = loaded.council.plenary(), loaded.council.organization("sozial")
    assert plenary is not None
    assert committee is not None
    assert (plenary.decides, committee.decides) == (True, False)


def test_the_reminders_and_permissions_of_all_councils_come_with_it() -> None:
    council = load(SOUND).council
    assert council is not None
    assert len(council.reminders) == 19
    assert "council" in council.permissions["manager"]["may"]


def test_all_faults_of_a_file_are_told_at_once_in_its_order() -> None:
    text = """\
key: Muster Stadt
nme: Stadt Musterstadt
land: NRW
kind: stad
zone: Europe/Berln
in_force: 2026-02-30
organizations:
  - {key: rat, name: Rat, type: plenary, decides: yes, members: viele}
  - {key: haupt, name: Hauptausschuss, type: main_comittee}
  - {key: rat, name: Rat der Stadt, type: committee}
routes:
  - kind: motoin
    stations:
      - {organization: raat, role: plenary_decision}
      - {organization: haupt, role: prepare}
  - kind: resolution
    stations: []
terms:
  - {name: eins, start: 2025-11-01, end: 2020-10-31}
flags:
  end_of_term: laps
  resubmission_lock: 6 moons
deadlines:
  - {key: frist, of: submission, label: Antragsfrist, rule: ten days befor}
"""
    found = [(f.line, f.column, f.code) for f in load(text).faults]
    assert found == [
        (1, 1, "missing"),
        (1, 6, "bad_key"),
        (2, 1, "unknown_key"),
        (3, 7, "unknown_word"),
        (4, 7, "unknown_word"),
        (5, 7, "no_zone"),
        (6, 11, "no_date"),
        (8, 51, "not_yes_no"),
        (8, 65, "not_number"),
        (9, 46, "unknown_word"),
        (10, 11, "duplicate_item"),
        (12, 11, "unknown_word"),
        (14, 24, "unknown_organization"),
        (15, 37, "unknown_word"),
        (17, 15, "empty_list"),
        (19, 42, "ends_before_start"),
        (21, 16, "unknown_word"),
        (22, 22, "bad_rule"),
        (24, 61, "bad_rule"),
    ]


def test_a_near_miss_is_answered_with_what_was_meant() -> None:
    fault = only(load(with_line("kind: stadt", "kind: stadd")))
    assert (fault.code, fault.facts["near"]) == ("unknown_word", "stadt")
    fault = only(load(SOUND + "deadline:\n  []\n"))
    assert (fault.code, fault.facts["near"]) == ("unknown_key", "deadlines")


def test_a_short_key_is_not_taken_for_another_that_shares_two_letters() -> None:
    """YAML 1.1 read “on” as true; here it is a key nobody knows, and “zone” was not meant."""
    fault = only(load(SOUND + "on: 2026-01-01\n"))
    assert (fault.code, "near" in fault.facts) == ("unknown_key", False)
    fault = only(load(SOUND + "zon: Europe/Berlin\n"))
    assert fault.facts["near"] == "zone"


def test_an_item_is_removed_by_true_alone() -> None:
    """Any other value is told, and not that “remove” is no key."""
    start, _sep, rest = SOUND.partition("organizations:\n")
    text = f"{start}organizations:\n  - {{key: weg, remove: ja}}\n{rest}"
    assert "not_yes_no" in {f.code for f in load(text).faults}


def test_a_fault_of_a_file_says_in_german_what_to_do() -> None:
    use("de")
    fault = only(load(with_line("key: sozial, name: Sozialausschuss", "key: bau2, name: Sozialausschuss")))
    assert fault.code == "unknown_organization"
    assert fill("{name}", fault.facts) == "sozial"


MISTAKES = [
    ("land: NW", "land: NW\nland: NI", 4, 1, "duplicate_key"),
    ("land: NW", "land: !!python/object/apply:os.system [ls]", 3, 7, "tag"),
    ("land: NW", "land: *nw", 3, 7, "unknown_anchor"),
    ("land: NW", "land: NW\n17: zwei", 4, 1, "key_no_text"),
    ("name: Stadt Musterstadt", "name: 17", 2, 7, "not_text"),
    ("name: Stadt Musterstadt", "name: ''", 2, 7, "empty_text"),
    ("name: Rat, type: plenary", "name: Rat, type: plenary, usual_time: '25:00'", 6, 54, "bad_time"),
    ("name: Rat, type: plenary", "name: Rat, type: plenary, members: 0", 6, 51, "out_of_range"),
    ("name: Rat, type: plenary", "name: Rat, type: plenary, members: 4.5", 6, 51, "not_number"),
    ("name: Rat, type: plenary", "name: Rat, type: plenary, aliases: Stadtrat", 6, 51, "not_list"),
    ("type: plenary}", "type: plenary, since: 2020-01-02, until: 2020-01-01}", 6, 68, "ends_before_start"),
    ("type: plenary}", "type: committee}", 5, 1, "no_plenary"),
    ("name: Sozialausschuss", "name: bauausschuss", 9, 25, "name_taken"),
    ("name: Sozialausschuss, type: committee", "name: Beirat, type: group", 15, 38, "voteless"),
    ("{organization: rat, role: notice}", "{role: notice}", 23, 9, "station_nowhere"),
    ("{organization: rat, role: notice}", "{organization: rat, any: plenary, role: notice}", 23, 9,
     "station_twice"),
    ("{organization: rat, role: notice}", "{any: group, role: notice}", 23, 15, "none_of_type"),
    ("{organization: bau, role: committee_decision}", "{organization: rat, role: committee_decision}", 20, 35,
     "plenary_as_committee"),
    ("{organization: bau, role: committee_decision}", "{organization: bau, role: plenary_decision}", 20, 35,
     "not_plenary"),
    ("kind: inquiry", "kind: motion", 21, 11, "duplicate_item"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "column", "code"), MISTAKES)
def test_a_mistake_is_found_where_it_stands(old: str, new: str, line: int, column: int, code: str) -> None:
    found = [(f.line, f.column, f.code) for f in load(with_line(old, new)).faults]
    assert (line, column, code) in found


MORE = [
    ("flags: {repeat_vote: 10 clear days before}", "wrong_direction"),
    ("flags: {urgency_quorum: most}", "unknown_word"),
    ("flags: {hold_reminder_days: 0}", "out_of_range"),
    ("flags: {hold_reminder_days: true}", "not_number"),
    ("flags: {school_holidays: {value: true, sorce: x}}", "unknown_key"),
    ("reminders: [{key: prepare, offset: sometimes}]", "bad_rule"),
    ("reminders: [{key: prepare, offset: 2nd next meeting}]", "wrong_direction"),
    ("reminders: [{key: prepare, anchor: yesterday}]", "unknown_word"),
    ("reminders: [{key: prepare, repeat: often}]", "bad_repeat"),
    ("reminders: [{key: prepare, to: []}]", "empty_list"),
    ("reminders: [{key: prepare, to: [boss]}]", "unknown_word"),
    ("reminders: [{key: prepared, remove: true}]", "nothing_to_remove"),
    ("permissions: {boss: {may: [read]}}", "unknown_key"),
    ("permissions: {manager: {may: [read]}}", "nobody_may"),
    ("permissions: {staff: {may: [fly]}}", "unknown_word"),
    ("regional_holidays: [Weiberfastnacht]", "regional_holiday_unknown"),
    ("extends: musterland", "no_such_base"),
    ("terms: [{name: a, start: 2020-01-01, end: 2025-12-31}, {name: b, start: 2025-12-31, end: 2030-01-01}]",
     "terms_overlap"),
    ("deadlines: [{key: a, of: submission, label: A, rule: 3 days before the start of deadline x}]",
     "unknown_deadline"),
    ("deadlines: [{key: a, of: submission, label: A, rule: 3 days before, organizations: [finanz]}]",
     "unknown_organization"),
    ("outcomes: [{outcome: adoptd, role: recommendation, effect: next}]", "unknown_word"),
    ("outcomes: [{outcome: adopted, role: recommendation, effect: nxt}]", "unknown_word"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code"), MORE)
def test_a_mistake_in_a_further_section_is_found(line: str, code: str) -> None:
    assert code in [f.code for f in load(f"{SOUND}{line}\n").faults]


SYNTAX = [
    ("\tname: x", 1, "syntax_tab"),
    ("name: a: b", 1, "syntax_colon"),
    ("name: 'abc\nkey: b", 1, "syntax_quote"),
    ("name: [a, b\nkey: b", 1, "syntax_bracket"),
    ("- a\n- b", 1, "no_keys"),
    ("", 1, "empty"),
    ("# nur ein Kommentar\n", 1, "empty"),
    ("key: a\n---\nkey: b", 3, "several_documents"),
    ("key: a\x07", 1, "control_character"),
]


@pytest.mark.parametrize(("text", "line", "code"), SYNTAX)
def test_what_is_no_yaml_is_told_with_its_line(text: str, line: int, code: str) -> None:
    assert (line, code) in [(f.line, f.code) for f in load(text).faults]


def test_a_file_in_another_encoding_is_told_with_its_place() -> None:
    loaded = presets.load("key: a\nname: Köln".encode("latin-1"), "stadt.yaml")
    assert [(f.line, f.column, f.code) for f in loaded.faults] == [(2, 8, "not_utf8")]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert presets.load(b"\xef\xbb\xbf" + SOUND.encode(), "stadt.yaml").faults == ()


def test_a_huge_file_is_refused_unread() -> None:
    assert only(load("#" * (MOST_BYTES + 1))).code == "too_large"


def test_values_nested_without_end_are_refused() -> None:
    assert only(load("a: " + "[" * 10_000)).code == "too_deep"
    assert only(load("a: " + "[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1))).code == "too_deep"


def test_repetitions_of_repetitions_are_refused() -> None:
    """A few lines that would unfold to a billion values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert only(load("\n".join(lines))).code == "too_many"


def test_anchors_and_merge_keys_are_understood() -> None:
    tree, faults = parse(b"a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\nc: *x\n", "f")
    assert (faults, tree and plain(tree)) == (
        (),
        {"a": {"p": 1, "q": 2}, "b": {"q": 3, "p": 1}, "c": {"p": 1, "q": 2}},
    )


def test_words_that_other_readers_turn_into_truth_values_stay_words() -> None:
    tree, _ = parse(b"on: no\noff: yes\n", "f")
    assert tree is not None
    assert plain(tree) == {"on": "no", "off": "yes"}


# What extends another file


OWN = """\
extends: kreis-nrw
key: musterkreis
name: Kreis Musterland
organizations:
  - {key: finanzausschuss, name: Ausschuss für Haushalt und Finanzen}
  - {key: kultur, name: Kulturausschuss, type: committee}
  - {key: bauausschuss, remove: true}
flags:
  refile_after_rejection: {value: true, source: § 7 der Geschäftsordnung}
reminders:
  - {key: held, enabled: false}
deadlines:
  - {key: antragsfrist, rule: 21st day before 12:00, source: § 3 der Geschäftsordnung}
"""


def test_ten_lines_change_a_general_council() -> None:
    council = load(OWN).council
    assert council is not None
    finance = council.organization("finanzausschuss")
    assert finance is not None
    assert (finance.name, finance.short) == ("Ausschuss für Haushalt und Finanzen", "FA")
    assert council.organization("kultur") is not None
    assert council.organization("bauausschuss") is None
    assert council.flag("refile_after_rejection") is True
    assert council.flag("objection_plenary") == "3 days after"
    assert [r["key"] for r in council.reminders if not r["enabled"]] == ["held"]
    submission = next(d for d in council.deadlines if d["key"] == "antragsfrist")
    assert (submission["rule"], submission["label"]) == ("21st day before 12:00", "Antragsfrist")


def test_a_fault_that_extending_brings_is_told_in_the_file_it_stands_in() -> None:
    loaded = load(
        OWN + "routes:\n  - kind: motion\n    stations:\n      - {organization: baus, role: hearing}\n"
    )
    fault = only(loaded)
    assert (fault.place, fault.code) == ("stadt.yaml:17:24", "unknown_organization")
    loaded = load(with_line("{key: bauausschuss, remove: true}", "{key: kreistag, remove: true}", OWN))
    assert {(f.file, f.code) for f in loaded.faults} >= {("kreis-nrw.yaml", "unknown_organization")}


def test_a_file_cannot_extend_what_lies_outside_the_program() -> None:
    assert only(load("extends: ../../geheim\n" + SOUND)).code == "bad_key"


def test_what_an_unknown_base_would_have_brought_is_not_called_missing() -> None:
    fault = only(load("extends: kreis-nwr\nkey: k\n"))
    assert (fault.code, fault.facts["known"][0]) == ("no_such_base", "kreis-nrw")  # type: ignore[index]


# Whatever the bytes are


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(content: bytes) -> None:
    loaded = presets.load(content, "f")
    assert loaded.faults


_leaves = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(
    ["rat", "plenary", "motion", "2025-02-30", "3 days before", "", "x" * 400, "../..", "{name}"]
)  # fmt: skip
_values = st.recursive(_leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["key", "name", "type", "kind", "stations", "value", "remove", "organization", "<<"]),
    inner, max_size=4), max_leaves=12)  # fmt: skip
_sections = st.sampled_from(
    ["organizations", "routes", "terms", "flags", "outcomes", "deadlines", "reminders", "permissions", "zone",
     "extends", "regional_holidays", "key", "schema"]
)  # fmt: skip


@given(st.dictionaries(_sections, _values, min_size=1, max_size=5))
def test_no_structure_makes_checking_fail_and_every_fault_can_be_said(data: dict[str, Any]) -> None:
    loaded = presets.load(json.dumps(data).encode(), "f")
    for fault in loaded.faults:
        assert fault.line >= 1
        assert fill(fault.message, fault.facts)
        fill(fault.way_out, fault.facts)
    assert loaded.faults


def test_a_file_that_is_not_there_is_told_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(NoCouncilFile) as no:
        presets.load(tmp_path / "kreis-unnna.yaml")
    assert no.value.facts["known"][0] == "kreis-unna"  # type: ignore[index]
    with pytest.raises(NoCouncilFile):
        presets.read_builtin("../base/default")


def test_a_folder_is_no_council_file(tmp_path: Path) -> None:
    with pytest.raises(CouncilFileUnreadable):
        presets.load(tmp_path)
