"""A snapshot gives back the same motion, whatever it holds."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import snapshot
from states.motion import Choice, Consultation, Motion, Report, Result, Status, Urgency
from states.outcome import Outcome, Role, Vote
from states.stage import State
from states.text import Change, Operation, Point
from states.vote import Majority, Quorum, Votes

words = st.text(max_size=4)
days = st.none() | st.dates()
points = st.lists(st.builds(Point, words, words), max_size=2).map(tuple)
changes = st.lists(st.builds(Change, st.sampled_from(Operation), words, words), max_size=2).map(tuple)
counts = st.builds(Votes, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
results = st.builds(
    Result,
    st.integers(1, 9),
    st.sampled_from(Outcome),
    st.dates(),
    vote=st.sampled_from(Vote),
    majority=st.none() | st.sampled_from(Majority),
    votes=st.none() | counts,
    factions=st.lists(st.tuples(words, counts), max_size=2).map(tuple),
    quorum=st.sampled_from(Quorum),
    targets=st.lists(words, max_size=2).map(tuple),
    phrase=words,
    points=st.lists(st.tuples(words, st.sampled_from(Outcome)), max_size=2).map(tuple),
    text=st.none() | points,
    check=st.booleans(),
)
consultations = st.builds(
    Consultation,
    st.integers(1, 9),
    words,
    st.sampled_from(Role),
    status=st.sampled_from(Status),
    meeting=st.none() | st.integers(1, 9),
    on=days,
    next_meeting=st.booleans(),
    agenda_item=words,
    origin=st.sampled_from(["route", "repeat"]),
    of=st.none() | st.integers(1, 9),
    until=days,
    result=st.none() | results,
)
FIELDS: dict[str, Any] = {
    "state": st.sampled_from(State),
    "applicants": st.lists(words, max_size=2).map(tuple),
    "submitted_on": days,
    "points": points,
    "points_known": st.booleans(),
    "proposed": st.none() | points,
    "recommended": st.none() | points,
    "amended": st.lists(st.tuples(st.integers(1, 9), changes), max_size=2).map(tuple),
    "choice": st.sampled_from(Choice),
    "final": st.none() | points,
    "parent": st.none() | st.integers(1, 9),
    "changes": changes,
    "rank": st.none() | st.integers(1, 9),
    "consultations": st.lists(consultations, max_size=3).map(tuple),
    "urgency": st.sampled_from(Urgency),
    "signatories": st.lists(words, max_size=2).map(tuple),
    "costs": st.none() | st.dictionaries(words, st.integers() | words, max_size=2),
    "decided_on": days,
    "suspended_on": days,
    "ended_on": days,
    "reports": st.lists(st.builds(Report, days, words, days, words), max_size=2).map(tuple),
    "implemented_on": days,
    "links": st.lists(st.tuples(words, words), max_size=2).map(tuple),
    "owed": st.lists(words, max_size=2).map(tuple),
    "acknowledged_on": days,
}


@given(st.builds(Motion, st.integers(1, 9), **FIELDS))
def test_a_motion_comes_back_as_it_was(motion: Motion) -> None:
    again = snapshot.load(snapshot.dump(motion))
    assert again == motion
    assert snapshot.dump(again) == snapshot.dump(motion)
    assert all(type(a) is type(b) for a, b in zip(again, motion, strict=True))
    for a, b in zip(again.consultations, motion.consultations, strict=True):
        assert all(type(x) is type(y) for x, y in zip(a, b, strict=True))


def test_every_field_that_has_a_type_of_its_own_is_drawn() -> None:
    """A field added to the motion has to be added here, and `FORMAT` has to rise with it."""
    plain = {"id", "reference", "title", "kind", "proposed_by", "reasoning", "root", "public", "agenda_item"}
    plain |= {"addressee", "channel", "outside", "version"}
    assert set(Motion._fields) == plain | set(FIELDS)
    assert (snapshot.FORMAT, len(Motion._fields)) == (1, 38)


def test_a_snapshot_is_one_line_of_json() -> None:
    text = snapshot.dump(Motion(1, title="Straße\n„schön“", submitted_on=date(2026, 1, 5)))
    assert "\n" not in text
    assert "Straße" in text
    assert json.loads(text)[2] == "Straße\n„schön“"


def test_what_a_motion_cannot_hold_is_not_written() -> None:
    with pytest.raises(TypeError, match="set"):
        snapshot.dump(Motion(1, costs={"a": {1}}))
