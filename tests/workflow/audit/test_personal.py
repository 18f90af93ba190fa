"""Personal fields: opened by salt and value, blotted by their deletion, and never confused with a forgery."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import SALT, entry
from tests.workflow.audit.test_canonical import VALUES
from workflow.audit.chain import read_entry, write_entry
from workflow.audit.personal import check_personal, commit, hidden, opens, reveal, walk

SALTS = st.binary(min_size=32, max_size=32)


@given(VALUES, VALUES, SALTS, SALTS)
def test_only_the_true_salt_and_value_open_a_commitment(
    value: object, other: object, salt: bytes, wrong: bytes
) -> None:
    commitment = commit(value, salt)
    assert opens(commitment, salt, value)
    assert opens(commitment, wrong, value) == (wrong == salt)
    assert opens(commit(other, salt), salt, value) == (repr(other) == repr(value) or other == value)


def test_a_commitment_is_the_hash_of_salt_and_canonical_text() -> None:
    assert commit({"b": "ü", "a": 1}, SALT) == sha256(SALT + '{"a":1,"b":"ü"}'.encode()).hexdigest()


@pytest.mark.parametrize("salt", [b"", b"short", bytes(33)])
def test_a_salt_has_32_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32"):
        commit("Marlies Krüger", salt)
    assert not opens("00" * 32, salt, "Marlies Krüger")


def test_no_value_without_a_canonical_text_opens_anything() -> None:
    assert not opens("00" * 32, SALT, 0.5)


def test_every_mention_is_found_wherever_it_stands() -> None:
    one, two = commit("Krüger", SALT), commit("Yıldız", SALT)
    data = {
        "z": hidden(one),
        "a": [{"by": hidden(two)}, "text", 7, [hidden(one)]],
        "~": "no",
        "b": {"~": "short"},
    }
    assert list(walk(data)) == [two, one, one]
    assert list(walk(read_entry(write_entry(entry(data=data))).data)) == [two, one, one]


def test_what_only_looks_like_a_commitment_is_none() -> None:
    for data in ({"~": "AB" * 32}, {"~": "ab" * 32, "x": 1}, {"~": 7}, {"~": None}, "ab" * 32):
        assert list(walk(data)) == []


def test_revealing_puts_the_values_back_and_marks_the_blotted() -> None:
    one, two = commit("Krüger", SALT), commit("Yıldız", SALT)
    data = {"by": hidden(one), "signed": [hidden(two), "x"], "votes": {"for": 7}}
    assert reveal(data, {one: "Krüger"}, "—") == {"by": "Krüger", "signed": ["—", "x"], "votes": {"for": 7}}


def test_one_deletion_blots_every_mention_and_changes_no_text() -> None:
    commitment = commit("Krüger", SALT)
    texts = [
        write_entry(entry(stream, data={"by": hidden(commitment)})) for stream in ("motion:1", "motion:2")
    ]
    assert "Krüger" not in "".join(texts)
    kept = {commitment: "Krüger"}
    before = [reveal(read_entry(text).data, kept) for text in texts]
    del kept[commitment]
    after = [reveal(read_entry(text).data, kept) for text in texts]
    assert (before, after) == ([{"by": "Krüger"}] * 2, [{"by": None}] * 2)


@pytest.mark.parametrize(
    ("kept", "blotted", "code"),
    [
        ((SALT, "Krüger"), False, None),
        (None, True, None),
        (None, False, "personal-lost"),
        ((SALT, "Meier"), False, "personal-forged"),
        ((bytes(32), "Krüger"), False, "personal-forged"),
        ((b"", "Krüger"), False, "personal-forged"),
        ((SALT, "Krüger"), True, "personal-kept"),
    ],
)
def test_blotted_lost_and_forged_are_three_things(
    kept: tuple[bytes, object] | None, blotted: bool, code: str | None
) -> None:
    found = check_personal(commit("Krüger", SALT), kept, blotted)
    assert (found.code if found else None) == code
