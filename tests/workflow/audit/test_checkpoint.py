"""Checkpoints: as a note and as one line, found again in mails whatever was done to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import COUNCIL, checkpoint, key, log, public
from workflow.audit.checkpoint import (
    FIELD,
    Checkpoint,
    CheckpointMalformed,
    checkpoint_text,
    compact_line,
    find_compact,
    is_signed_by,
    read_checkpoint,
    sign_checkpoint,
)
from workflow.audit.note import sign

SIGNED = checkpoint(log(["motion:1", "motion:2"]))


def test_a_checkpoint_says_who_how_much_and_when() -> None:
    lines = str(SIGNED).splitlines()
    assert lines[0] == COUNCIL
    assert lines[1] == "2"
    assert lines[4] == "time 2026-03-13T12:00:00.000000Z"
    assert lines[6].startswith(f"— {COUNCIL} ")


@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_note_and_line_are_the_same_checkpoint(size: int, root: bytes, heads: bytes) -> None:
    plain = Checkpoint(COUNCIL, size, root, heads, "2026-03-12T12:00:00.000000Z")
    signed = sign_checkpoint(plain, key())
    assert read_checkpoint(str(signed)) == read_checkpoint(compact_line(signed)) == signed
    assert signed.checkpoint == plain
    assert is_signed_by(signed, public())


@given(st.integers(0, len(compact_line(SIGNED)) - 1), st.integers(1, 127))
def test_any_changed_character_of_the_line_is_found(place: int, bits: int) -> None:
    line = compact_line(SIGNED)
    bent = line[:place] + chr(ord(line[place]) ^ bits) + line[place + 1 :]
    try:
        found = read_checkpoint(bent)
    except CheckpointMalformed:
        return
    assert found == SIGNED or not is_signed_by(found, public())


def test_the_line_is_found_in_a_quoted_and_wrapped_mail() -> None:
    quoted = "> > Anbei die Ladung.\n> >\n> > " + compact_line(SIGNED).replace(" ", "\n> > ") + "\n>\n> Grüße"
    assert find_compact(quoted) == [SIGNED]


def test_several_lines_are_all_found_and_damaged_ones_passed_over() -> None:
    other = checkpoint(log(["motion:1"]))
    damaged = compact_line(SIGNED).replace(" 2 ", " 02 ")
    assert find_compact(
        "\n".join([compact_line(SIGNED), damaged, f"{FIELD}: later", compact_line(other)])
    ) == [
        SIGNED,
        other,
    ]


def test_a_checkpoint_counts_for_its_own_council_only() -> None:
    """A key that signs for two councils still cannot lend one's checkpoint to the other."""
    borrowed = sign(checkpoint_text(SIGNED.checkpoint), "musterkreis", key())
    assert not is_signed_by(SIGNED._replace(note=borrowed), public(1, "musterkreis"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n2\n", "\n02\n"),
        ("\n2\n", "\n-2\n"),
        ("\n2\n", "\n\n"),
        ("heads ", "head "),
        ("heads ", ""),
        ("time ", ""),
        ("000000Z", "000000"),
        ("T12:00", " 12:00"),
        (f"{COUNCIL}\n", "teltow fläming\n"),
        ("time ", "extra line\ntime "),
        ("=\nheads", "==\nheads"),
        ("=\nheads", "\nheads"),
        ("000000Z\n", "000000Z\nmore\n"),
        ("000000Z\n\n", "000000Z\nmore\n\n"),
        (f"{COUNCIL}\n", f"{COUNCIL}\n\n"),
    ],
)
def test_what_is_no_checkpoint_is_refused(old: str, new: str) -> None:
    text = str(SIGNED)
    assert old in text
    with pytest.raises(CheckpointMalformed):
        read_checkpoint(text.replace(old, new, 1))


def test_what_could_not_be_read_back_is_not_signed() -> None:
    with pytest.raises(CheckpointMalformed):
        sign_checkpoint(SIGNED.checkpoint._replace(root=b"short"), key())
    with pytest.raises(CheckpointMalformed):
        sign_checkpoint(SIGNED.checkpoint._replace(time="today"), key())
