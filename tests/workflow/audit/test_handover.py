"""Handing a key over: which key's checkpoints count for which sizes of the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import COUNCIL, NOON, checkpoint, key, log, public
from workflow.audit.handover import (
    HandOver,
    HandOverMalformed,
    Term,
    check_signature,
    hand_over,
    key_terms,
    read_hand_over,
)
from workflow.audit.note import Note, sign

HISTORY = log(["motion:1"] * 9)


def over(old: int, new: int, size: int, council: str = COUNCIL) -> HandOver:
    return hand_over(council, key(old), key(new), size, bytes(32), NOON)


def verdict(size: int, seed: int, *hand_overs: HandOver, trusted: int = 1) -> str:
    terms, _faults = key_terms(public(trusted), hand_overs)
    found = check_signature(checkpoint(HISTORY.upto(size), seed), terms)
    return found.code if found else "good"


def test_a_hand_over_is_read_back_as_it_was_signed() -> None:
    it = over(1, 2, 5)
    assert read_hand_over(str(it)) == it
    assert (it.old, it.new, it.size) == (public(1), public(2), 5)


def test_without_a_hand_over_only_the_trusted_key_counts() -> None:
    assert verdict(5, 1) == "good"
    assert verdict(5, 2) == "checkpoint-key-unknown"


def test_the_old_key_counts_up_to_its_hand_over_and_the_new_one_from_there_on() -> None:
    it = over(1, 2, 5)
    assert [verdict(size, 1, it) for size in (4, 5, 6)] == ["good", "good", "checkpoint-key-outdated"]
    assert [verdict(size, 2, it) for size in (4, 5, 6)] == ["checkpoint-key-outdated", "good", "good"]


def test_keys_are_followed_through_several_hand_overs() -> None:
    chain = [over(1, 2, 3), over(2, 3, 6)]
    terms, faults = key_terms(public(1), chain)
    assert terms == [Term(public(1), 0, 3), Term(public(2), 3, 6), Term(public(3), 6, None)]
    assert faults == []
    assert verdict(7, 3, *chain) == "good"
    assert verdict(7, 2, *chain) == "checkpoint-key-outdated"


def test_who_trusts_a_later_key_needs_no_earlier_hand_over() -> None:
    assert verdict(7, 3, over(1, 2, 3), over(2, 3, 6), trusted=2) == "good"


def test_a_new_key_that_nobody_handed_over_to_is_unknown() -> None:
    """Signing everything anew with a key of one's own is found by whoever holds the old public key."""
    assert verdict(7, 9, over(1, 2, 3)) == "checkpoint-key-unknown"


def test_a_hand_over_without_both_signatures_does_not_count() -> None:
    it = over(1, 9, 3)
    for half in (0, 1):
        torn = it._replace(note=Note(it.note.text, it.note.signatures[half : half + 1]))
        terms, faults = key_terms(public(1), [read_hand_over(str(torn))])
        assert [fault.code for fault in faults] == ["hand-over-broken"]
        assert [term.key for term in terms] == [public(1)]


def test_a_hand_over_that_goes_back_or_skips_a_key_does_not_count() -> None:
    for wrong in ([over(1, 2, 5), over(2, 3, 4)], [over(1, 2, 5), over(4, 3, 6)]):
        terms, faults = key_terms(public(1), wrong)
        assert [fault.code for fault in faults] == ["hand-over-broken"]
        assert terms[-1].key == public(2)


def test_a_signature_by_a_known_key_that_is_not_good_is_named() -> None:
    signed = checkpoint(HISTORY)
    forged = signed._replace(note=signed.note._replace(text=signed.note.text.replace("\n9\n", "\n8\n")))
    found = check_signature(forged, [Term(public(1), 0, None)])
    assert found is not None
    assert (found.code, dict(found.facts)["key"]) == ("checkpoint-unsigned", public(1).id.hex())


def test_a_checkpoint_of_another_council_is_named() -> None:
    signed = checkpoint(HISTORY, council="musterkreis")
    found = check_signature(signed, [Term(public(1), 0, None)])
    assert found is not None
    assert found.code == "checkpoint-foreign"


@given(st.data())
def test_any_changed_byte_of_a_hand_over_is_found(data: st.DataObject) -> None:
    it = over(1, 2, 5)
    raw = bytearray(str(it).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 127))
    try:
        bent = read_hand_over(raw.decode("utf-8", "replace"))
    except HandOverMalformed:
        return
    assert key_terms(public(1), [bent])[0] == [Term(public(1), 0, None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hand-over\n", "handover\n"),
        ("size 5", "size 05"),
        ("size 5", "size -5"),
        ("size 5", "size x"),
        ("root A", "root "),
        ("root ", "rot "),
        ("time 2026", "time 26"),
        (f"old {COUNCIL}", "old musterkreis"),
        ("new ", "new new "),
        ("\nold ", "\nold\nold "),
        ("000000Z\n", "000000Z\nmore\n"),
        ("000000Z\n\n", "000000Z\nmore more\n\n"),
    ],
)
def test_what_is_no_hand_over_is_refused(old: str, new: str) -> None:
    text = str(over(1, 2, 5))
    assert old in text
    with pytest.raises(HandOverMalformed):
        read_hand_over(text.replace(old, new, 1))


def test_the_council_named_must_be_that_of_both_keys() -> None:
    text = over(1, 2, 5).note.text.replace(f"{COUNCIL}\nhand", "musterkreis\nhand")
    with pytest.raises(HandOverMalformed):
        read_hand_over(str(sign(text, COUNCIL, key(1), key(2))))


def test_a_checkpoint_is_no_hand_over() -> None:
    with pytest.raises(HandOverMalformed):
        read_hand_over(str(checkpoint(HISTORY, now=NOON + timedelta(hours=1))))
