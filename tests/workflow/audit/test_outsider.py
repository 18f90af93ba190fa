"""Whoever has nothing but docs/audit-format.md comes to the same verdict as the program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflow.audit import outsider
from tests.workflow.audit.build import COUNCIL, NOON, key, log, public, whole_proof
from tests.workflow.audit.town import Town, a_town, at
from workflow.audit.handover import hand_over
from workflow.audit.proof import verify_proof, write_proof
from workflow.office import keys, proving
from workflow.store import signing

KEY = str(public())
HISTORY = log(["motion:1", "motion:2", "motion:1", "motion:3", "motion:1", "council"])
WHOLE = json.loads(write_proof(whole_proof(HISTORY, "motion:1")))
ABSENT = json.loads(write_proof(whole_proof(HISTORY, "motion:77")))
ALONE = {**WHOLE, "entries": WHOLE["entries"][1:2], "whole": None}
OVER = hand_over(COUNCIL, key(1), key(2), 3, b"r" * 32, NOON)
HANDED = json.loads(write_proof(whole_proof(HISTORY, "motion:1", 2, [OVER])))


def accepts(proof: dict[str, Any]) -> bool:
    """The outsider's verdict, who knows no other word for a fault than an exception."""
    try:
        outsider.check(json.dumps(proof).encode(), KEY)
    except Exception:
        return False
    return True


@pytest.mark.parametrize(
    "proof", [WHOLE, ABSENT, ALONE, HANDED], ids=["whole", "absent", "alone", "handed over"]
)
def test_both_accept_what_is_right(proof: dict[str, Any]) -> None:
    assert accepts(proof)
    assert verify_proof(json.dumps(proof).encode(), KEY).holds


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a file's JSON."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from _places(inner, (*path, name))


def _bent(value: Any, data: st.DataObject) -> Any:
    """Something else of the same kind: a reader may take `""` for an empty list and be none the worse."""
    if isinstance(value, str) and value:
        place = data.draw(st.integers(0, max(len(value) - 1, 0)))
        return (
            value[:place]
            + data.draw(st.sampled_from(["", "0", "1", "a", "+", "~", "\n"]))
            + value[place + 1 :]
        )
    if isinstance(value, list) and value:
        return data.draw(st.sampled_from([value[1:], value[:-1], value[::-1], [*value, value[-1]]]))
    if isinstance(value, int):
        return value + data.draw(st.sampled_from([-1, 1, 2]))
    if isinstance(value, dict) and value:
        gone = data.draw(st.sampled_from(sorted(value)))
        return {name: inner for name, inner in value.items() if name != gone}
    return value


@given(data=st.data())
@settings(max_examples=300)
def test_both_come_to_the_same_verdict_on_what_was_bent(data: st.DataObject) -> None:
    proof = json.loads(json.dumps(data.draw(st.sampled_from([WHOLE, ABSENT, ALONE, HANDED]))))
    *path, name = data.draw(
        st.sampled_from([place for place in _places(proof) if place and place[0] != "stamp"])
    )
    part = proof
    for each in path:
        part = part[each]
    before = part[name]
    part[name] = _bent(before, data)
    holds = verify_proof(json.dumps(proof).encode(), KEY).holds
    if holds:
        assert accepts(proof)
    if part[name] != before and accepts(proof):
        assert holds, (path, name)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.close()


def test_files_of_a_real_database_are_accepted_also_with_names_and_after_a_new_key(town: Town) -> None:
    first = str(signing.first_keys(town.folder, "stadt-nrw")[0])
    keys.rotate_key(town.office(at(2, 13, 9)), town.folder)
    for what in ("1/2026", "2/2026@3", "person:1", "council", "meeting:99"):
        made = proving.prove(town.office(at(2, 14, 9)), what, town.folder, names=True)
        assert verify_proof(made.content, first).holds
        assert len(outsider.check(made.content, first)) == made.entries
