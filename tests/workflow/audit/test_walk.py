"""Walking the rows: an untouched history is never suspected, a touched one always found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import COUNCIL, Log, entry, log
from workflow.audit.chain import entry_hash, write_entry
from workflow.audit.fault import Fault
from workflow.audit.merkle import root
from workflow.audit.walk import Heads, verify_chain

STREAMS = st.lists(st.sampled_from(["motion:1", "motion:2", "meeting:9", "council"]), min_size=1, max_size=12)


def check(rows: Any, **options: Any) -> tuple[list[Fault], list[bytes], Heads]:
    faults: list[Fault] = []
    heads = options.pop("heads", Heads())
    leaves = list(verify_chain(rows, COUNCIL, faults.append, heads, **options))
    return faults, leaves, heads


def codes(rows: Any, **options: Any) -> list[str]:
    return [fault.code for fault in check(rows, **options)[0]]


def changed(history: Log, at: int, **fields: Any) -> list[Any]:
    """The rows with fields of one replaced."""
    names = ("seq", "stream", "n", "hash", "text")
    rows: list[Any] = list(history.rows)
    rows[at] = tuple(fields.get(name, value) for name, value in zip(names, rows[at], strict=True))
    return rows


def rehashed(history: Log, at: int, old: str, new: str) -> list[Any]:
    """The rows after somebody changed a text and its hash with it."""
    text = history.rows[at][4].decode().replace(old, new)
    assert text.encode() != history.rows[at][4]
    return changed(history, at, text=text.encode(), hash=entry_hash(text))


@given(STREAMS)
def test_an_untouched_history_is_never_suspected(streams: list[str]) -> None:
    history = log(streams)
    faults, leaves, heads = check(history.rows)
    assert faults == []
    assert leaves == history.leaves
    assert heads == {head.stream: (head.n, head.hash) for head in history.heads()}


@given(STREAMS)
def test_nor_if_read_stream_by_stream_in_constant_memory(streams: list[str]) -> None:
    rows = sorted(log(streams).rows, key=lambda row: (row[1], row[2]))
    faults, _leaves, heads = check(rows, grouped=True)
    assert faults == []
    assert len(heads) == 1


def test_texts_may_come_as_str_as_well() -> None:
    history = log(["motion:1", "motion:1"])
    assert codes([(*row[:4], row[4].decode()) for row in history.rows]) == []


def test_rows_that_the_sequencer_has_not_seen_are_checked_too() -> None:
    rows = [*log(["a", "b", "a"]).rows]
    assert codes([*rows[:2], (None, *rows[2][1:])]) == []
    assert codes([*rows[:2], (None, *rows[2][1:4], b"{}")]) == ["entry-changed"]


def test_programs_and_rules_may_change_in_the_middle_of_a_stream() -> None:
    rows: list[Any] = []
    prev = ""
    for n in range(1, 8):
        text = write_entry(entry("motion:1", n, prev, program=f"0.{n % 3}", rules="ab" * 32 if n % 2 else ""))
        prev = entry_hash(text).hex()
        rows.append((n - 1, "motion:1", n, entry_hash(text), text.encode()))
    assert codes(rows) == []


def test_a_check_goes_on_from_a_known_head() -> None:
    """What was verified up to a checkpoint need not be read again."""
    history = log(["motion:1", "motion:2", "motion:1", "motion:2"])
    known = {row[1]: (row[2], row[3]) for row in history.rows[:2]}
    assert codes(history.rows[2:], heads=Heads(known.__getitem__), start=2) == []
    known["motion:1"] = (1, bytes(32))
    assert codes(history.rows[2:], heads=Heads(known.__getitem__), start=2) == ["chain-broken"]


@given(STREAMS, st.data())
def test_any_changed_byte_of_any_stored_field_is_found(streams: list[str], data: st.DataObject) -> None:
    history = log(streams)
    at = data.draw(st.integers(0, len(history.rows) - 1))
    field = data.draw(st.sampled_from(["text", "hash", "stream"]))
    value = history.rows[at][{"text": 4, "hash": 3, "stream": 1}[field]]
    raw = bytearray(value if isinstance(value, bytes) else str(value).encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    new: object = raw.decode("latin-1") if field == "stream" else bytes(raw)
    rows = changed(history, at, **{field: new})
    found = codes(rows)
    if field == "hash" and root(history.leaves) == root([row[3] for row in rows]):
        raise AssertionError("the log cannot be the same")
    assert found


@given(STREAMS, st.data())
def test_any_changed_number_is_found(streams: list[str], data: st.DataObject) -> None:
    history = log(streams)
    at = data.draw(st.integers(0, len(history.rows) - 1))
    field = data.draw(st.sampled_from(["seq", "n"]))
    value = history.rows[at][{"seq": 0, "n": 2}[field]]
    other = data.draw(st.integers(-3, 20).filter(lambda number: number != value))
    assert codes(changed(history, at, **{field: other}))


@pytest.mark.parametrize("field", ["stream", "n", "hash", "text"])
@pytest.mark.parametrize("value", [None, b"\xff\xfe", "\ud800", 7.5, 99, "", b""], ids=repr)
def test_columns_of_another_type_are_found_and_harm_nothing(field: str, value: object) -> None:
    """SQLite stores what it is given; a forger may give anything."""
    history = log(["motion:1", "motion:1", "motion:1"])
    rows = changed(history, 1, **{field: value})
    assert codes(rows)
    assert codes(rows, grouped=True)
    assert [str(fault) for fault in check(rows)[0]]


@given(STREAMS, st.data())
def test_a_missing_entry_is_found(streams: list[str], data: st.DataObject) -> None:
    rows = list(log([*streams, "motion:1"]).rows)
    del rows[data.draw(st.integers(0, len(rows) - 2))]
    assert "log-gap" in codes(rows)


def test_a_missing_entry_is_found_even_if_the_rest_was_renumbered() -> None:
    rows = list(log(["motion:1"] * 4).rows)
    del rows[1]
    rows = [(seq, *row[1:]) for seq, row in enumerate(rows)]
    assert codes(rows) == ["entry-missing"]
    assert "entry-misplaced" in codes([(seq, stream, seq + 1, *rest) for seq, stream, _n, *rest in rows])


def test_a_text_changed_with_its_hash_breaks_the_chain_after_it() -> None:
    history = log(["motion:1", "motion:1", "motion:1"])
    faults = check(rehashed(history, 1, '"for":7', '"for":5'))[0]
    assert [(fault.code, fault.place.n) for fault in faults] == [("chain-broken", 3)]


def test_a_text_changed_without_its_hash_is_one_fault_and_named() -> None:
    history = log(["motion:1", "motion:1", "motion:1"])
    text = history.rows[1][4].replace(b'"for":7', b'"for":5')
    [fault] = check(changed(history, 1, text=text))[0]
    assert (fault.code, fault.place) == ("entry-changed", ("motion:1", 2, 1))


def test_two_entries_in_each_others_place_are_found() -> None:
    rows = list(log(["motion:1", "motion:1", "motion:1"]).rows)
    rows[1], rows[2] = rows[2], rows[1]
    assert codes(rows)
    assert codes([(seq, *row[1:]) for seq, row in enumerate(rows)])


def test_histories_given_to_each_other_are_found() -> None:
    history = log(["motion:1", "motion:2", "motion:1", "motion:2"])
    swap = {"motion:1": "motion:2", "motion:2": "motion:1"}
    rows = [(seq, swap[stream], *rest) for seq, stream, *rest in history.rows]
    assert codes(rows) == ["entry-misplaced"] * 4


def test_a_number_left_out_when_writing_is_found() -> None:
    first = log(["motion:1"]).rows[0]
    text = write_entry(entry("motion:1", 3, first[3].hex()))
    assert codes([first, (1, "motion:1", 3, entry_hash(text), text.encode())]) == ["entry-missing"]


def test_an_entry_there_twice_is_found() -> None:
    rows = list(log(["motion:1", "motion:1"]).rows)
    assert "entry-repeated" in codes([*rows, (2, *rows[1][1:])])


def test_the_history_of_another_council_is_found() -> None:
    assert codes(log(["motion:1"], council="musterkreis").rows) == ["entry-foreign"]


def test_an_inserted_entry_is_found() -> None:
    rows = list(log(["motion:1"] * 3).rows)
    text = write_entry(entry("motion:1", 2, rows[0][3].hex(), kind="vote_corrected"))
    rows.insert(1, (1, "motion:1", 2, entry_hash(text), text.encode()))
    rows = [(seq, *row[1:]) for seq, row in enumerate(rows)]
    assert "entry-repeated" in codes(rows)


FORGED_ENVELOPES: list[Callable[[str], str]] = [
    # the true n and prev further up, the expected ones in an object added behind them
    lambda text: text.replace('"n":2', '"n":9').replace(
        ',"stream"', ',"s":{"x":1' + text[text.index(',"n":2') : -1] + '},"stream"'
    ),
    lambda text: text[:-1] + ',"zzz":' + text + "}",
    lambda text: text.replace('"program":"0.1.0"', '"program":"0.1.0","prev":"' + "00" * 32 + '"'),
    lambda text: text.replace('"program":"0.1.0"', '"program":{"a":"0.1.0"}'),
    lambda text: text.replace('Z"', '"'),
    lambda text: text.replace("2026-03-12T12", '2026","n":1,'),
    lambda text: text.replace(text[text.index('"recorded":"') + 12 :][:27], "yesterday, shortly past six"),
    lambda text: text.replace(',"n":2', ', "n":2'),
    lambda text: text.replace(',"n":2', ',"n":02'),
]


@pytest.mark.parametrize("forge", FORGED_ENVELOPES)
def test_no_forged_envelope_passes_for_the_next_entry(forge: Callable[[str], str]) -> None:
    """The last entry's text is replaced with its hash, so that neither hash nor chain can tell."""
    history = log(["motion:1", "motion:1"])
    text = forge(history.rows[1][4].decode())
    rows = changed(history, 1, text=text.encode(), hash=entry_hash(text))
    assert codes(rows)[0] in ("entry-malformed", "entry-misplaced", "chain-broken")


@given(st.text(alphabet='",:{}\\n1prevogamst', max_size=60))
def test_no_text_in_the_data_confuses_the_check(nasty: str) -> None:
    history = log(
        ["motion:1", "motion:1"],
        data={"n": 7, "note": nasty, "prev": nasty, nasty: {"n": 1, "stream": nasty}},
    )
    assert codes(history.rows) == []
