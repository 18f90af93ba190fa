"""Proof files: judged without database and network, and by a second verifier that shares no code."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.audit import independent
from tests.workflow.audit.build import (
    ACTOR,
    COUNCIL,
    NOON,
    SALT,
    Log,
    checkpoint,
    entry,
    key,
    log,
    public,
    whole_proof,
)
from workflow.audit.chain import entry_hash, write_entry
from workflow.audit.handover import hand_over
from workflow.audit.heads import HeadPath
from workflow.audit.merkle import root
from workflow.audit.personal import commit
from workflow.audit.proof import Proof, Verdict, verify_proof, write_proof

KEY = str(public())
HISTORY = log(["motion:1", "motion:2", "motion:1", "motion:3", "motion:1", "council"])
WHOLE = whole_proof(HISTORY, "motion:1")
SINGLE = WHOLE._replace(entries=WHOLE.entries[1:2], whole=None)
FILE = write_proof(WHOLE)


def test_a_broken_hand_over_is_told_although_the_signature_is_good() -> None:
    """A file with a hand-over that nobody signed is not what the council gave out."""
    last = WHOLE.checkpoint.checkpoint
    each = hand_over(COUNCIL, key(1), key(2), last.size, last.root, NOON)
    unsigned = each._replace(note=each.note._replace(signatures=each.note.signatures[1:]))
    assert codes(WHOLE._replace(hand_overs=(unsigned,))) == ["hand-over-broken"]


def verdict(proof: Proof, public_key: str = KEY) -> Verdict:
    return verify_proof(write_proof(proof), public_key)


def codes(proof: Proof, public_key: str = KEY) -> list[str]:
    return [fault.code for fault in verdict(proof, public_key).faults]


def bent(**fields: Any) -> bytes:
    """The file with some of its fields replaced."""
    return json.dumps(json.loads(FILE) | fields).encode()


def test_a_whole_motion_is_proven() -> None:
    found = verdict(WHOLE)
    assert found.holds
    assert (found.whole, [entry.n for entry in found.entries]) == ("motion:1", [1, 2, 3])
    assert found.checkpoint == WHOLE.checkpoint.checkpoint


def test_a_single_entry_is_proven_without_a_claim_to_be_the_last() -> None:
    found = verdict(SINGLE)
    assert found.holds
    assert (found.whole, [entry.n for entry in found.entries]) == ("", [2])


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=14))
@settings(max_examples=40)
def test_a_second_verifier_agrees(streams: list[str]) -> None:
    proof = whole_proof(log(streams), streams[0])
    found = verdict(proof)
    assert found.holds
    assert [(entry["stream"], entry["n"]) for entry in independent.check(write_proof(proof), KEY)] == [
        (entry.stream, entry.n) for entry in found.entries
    ]


@given(st.data())
@settings(max_examples=400)
def test_any_changed_byte_is_found_or_changes_nothing_that_is_claimed(data: st.DataObject) -> None:
    raw = bytearray(FILE)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    found = verify_proof(bytes(raw), KEY)
    assert not found.holds or found == verdict(WHOLE)


@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(json.loads(FILE))), inner),
).map(lambda value: json.dumps(value).encode()), st.text(max_size=60))  # fmt: skip
def test_no_file_and_no_key_ever_raises(content: bytes, public_key: str) -> None:
    assert not verify_proof(content, KEY).holds
    assert not verify_proof(FILE, public_key).holds


@pytest.mark.parametrize("field", json.loads(FILE))
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [7], [[]], [{}], {"a": 1}, "[" * 9999], ids=repr)
def test_no_field_of_another_kind_passes(field: str, value: object) -> None:
    same = json.loads(FILE)[field] == value
    assert verify_proof(bent(**{field: value}), KEY).holds == (same or (field, value) == ("whole", None))


def test_a_missing_or_additional_field_is_refused() -> None:
    short = {name: value for name, value in json.loads(FILE).items() if name != "stamp"}
    assert [fault.code for fault in verify_proof(json.dumps(short).encode(), KEY).faults] == [
        "proof-malformed"
    ]
    assert [fault.code for fault in verify_proof(bent(more=1), KEY).faults] == ["proof-malformed"]


def test_another_key_proves_nothing() -> None:
    assert codes(WHOLE, str(public(2))) == ["checkpoint-key-unknown"]
    assert codes(WHOLE, "no key") == ["proof-key-invalid"]
    assert codes(WHOLE, str(public(1, "musterkreis"))) == ["checkpoint-foreign"]


def test_an_older_key_suffices_with_the_hand_overs_to_the_newer_one() -> None:
    over = hand_over(COUNCIL, key(1), key(2), 4, root(HISTORY.leaves[:4]), NOON)
    proof = whole_proof(HISTORY, "motion:1", seed=2)
    assert codes(proof) == ["checkpoint-key-unknown"]
    assert codes(proof._replace(hand_overs=[over])) == []
    assert codes(proof._replace(hand_overs=[over]), str(public(2))) == []


def test_a_changed_text_is_not_in_the_log() -> None:
    first, *rest = WHOLE.entries
    changed = first._replace(text=first.text.replace('"for":7', '"for":9'))
    assert codes(WHOLE._replace(entries=[changed, *rest])) == ["proof-not-included"]


def test_an_entry_at_another_place_is_not_in_the_log_there() -> None:
    first, *rest = WHOLE.entries
    assert codes(WHOLE._replace(entries=[first._replace(at=1), *rest])) == ["proof-not-included"]


def test_leaving_out_the_last_entry_of_a_motion_is_found() -> None:
    assert codes(WHOLE._replace(entries=WHOLE.entries[:-1])) == ["proof-head-not-included"]


def test_leaving_out_any_other_entry_is_found() -> None:
    assert codes(WHOLE._replace(entries=WHOLE.entries[1:])) == ["entry-missing"]
    assert codes(WHOLE._replace(entries=[WHOLE.entries[0], WHOLE.entries[2]])) == ["entry-missing"]


def test_an_entry_twice_or_of_another_motion_is_found() -> None:
    assert codes(WHOLE._replace(entries=[*WHOLE.entries, WHOLE.entries[-1]])) == ["entry-missing"]
    other = whole_proof(HISTORY, "motion:2").entries
    assert codes(WHOLE._replace(entries=[*WHOLE.entries, *other])) == ["entry-misplaced"]


def test_a_chain_that_was_signed_although_it_is_broken_is_found() -> None:
    rows = list(log(["motion:1"]).rows)
    text = write_entry(entry("motion:1", 2, "ab" * 32))
    rows.append((1, "motion:1", 2, entry_hash(text), text.encode()))
    assert codes(whole_proof(Log(tuple(rows)), "motion:1")) == ["chain-broken"]


def test_hashes_have_one_spelling_only() -> None:
    [first, *rest] = json.loads(FILE)["entries"]
    for path in ([step.upper() for step in first["path"]], [f" {step}" for step in first["path"]]):
        faults = verify_proof(bent(entries=[first | {"path": path}, *rest]), KEY).faults
        assert [str(fault) for fault in faults] == ["This is not a proof file: entries cannot be read."]


def test_that_there_is_no_such_motion_is_proven_too() -> None:
    nothing = whole_proof(HISTORY, "motion:99")
    assert verdict(nothing).holds
    assert verdict(nothing).entries == ()
    assert nothing.whole is not None
    hidden = nothing._replace(whole=nothing.whole._replace(stream="motion:1"))
    assert codes(hidden) == ["proof-head-not-included"]
    assert codes(nothing._replace(whole=None)) == ["proof-malformed"]


def test_the_place_in_the_heads_tree_must_be_the_streams_own() -> None:
    assert WHOLE.whole is not None
    short = WHOLE.whole._replace(path=HeadPath(WHOLE.whole.path.siblings[:-1]))
    assert codes(WHOLE._replace(whole=short)) == ["proof-head-not-included"]


def test_entries_of_another_council_under_this_ones_signature_are_found() -> None:
    foreign = log(["motion:1"], council="musterkreis")
    assert codes(whole_proof(foreign, "motion:1")) == ["entry-foreign"]


def test_names_are_disclosed_only_with_what_opens_their_commitment() -> None:
    assert verdict(WHOLE._replace(personal={ACTOR: (SALT, "Marlies Krüger")})).personal == {
        ACTOR: "Marlies Krüger"
    }
    assert "Krüger".encode() not in FILE
    stranger = {commit("Jens Meier", SALT): (SALT, "Jens Meier")}
    for wrong in ({ACTOR: (SALT, "Jens Meier")}, {"00" * 32: (SALT, "Marlies Krüger")}, stranger):
        assert codes(WHOLE._replace(personal=wrong)) == ["personal-forged"]


def test_a_time_stamp_travels_along_to_be_checked_on_its_own() -> None:
    assert verdict(WHOLE._replace(stamp=b"answer")).stamp == b"answer"


def test_a_checkpoint_older_than_the_entry_does_not_cover_it() -> None:
    assert "proof-not-included" in codes(WHOLE._replace(checkpoint=checkpoint(HISTORY.upto(4))))


def test_neither_network_nor_database_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("a proof is judged alone")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    assert verdict(WHOLE).holds


def test_every_fault_has_a_sentence_that_can_be_filled() -> None:
    for proof in (WHOLE._replace(entries=WHOLE.entries[1:]), WHOLE._replace(entries=WHOLE.entries[:-1])):
        for fault in verdict(proof).faults:
            assert "{" not in str(fault)
