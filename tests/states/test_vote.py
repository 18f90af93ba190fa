"""When a vote is won, and what its count says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.vote import Majority, Quorum, Votes, total


@pytest.mark.parametrize(
    ("votes", "majority"),
    [
        (Votes(9, 0), Majority.UNANIMOUS),
        (Votes(9, 0, 4), Majority.UNANIMOUS),
        (Votes(0, 9), Majority.UNANIMOUS),
        (Votes(9, 4), Majority.MAJORITY),
        (Votes(4, 9), Majority.MAJORITY),
        (Votes(6, 6), Majority.TIE),
    ],
)
def test_the_count_says_what_majority_it_was(votes: Votes, majority: Majority) -> None:
    assert votes.majority is majority


@pytest.mark.parametrize(
    ("votes", "quorum", "members", "carried"),
    [
        (Votes(7, 6), Quorum.SIMPLE, None, True),
        (Votes(6, 6), Quorum.SIMPLE, None, False),
        (Votes(1, 0, 40), Quorum.SIMPLE, None, True),
        (Votes(22, 10), Quorum.LEGAL_MAJORITY, 44, False),
        (Votes(23, 10), Quorum.LEGAL_MAJORITY, 44, True),
        (Votes(23, 10), Quorum.LEGAL_MAJORITY, 45, True),
        (Votes(22, 10), Quorum.LEGAL_MAJORITY, None, True),
        (Votes(20, 10), Quorum.TWO_THIRDS_PRESENT, None, True),
        (Votes(20, 10, 1), Quorum.TWO_THIRDS_PRESENT, None, False),
        (Votes(28, 14), Quorum.TWO_THIRDS_LEGAL, 42, True),
        (Votes(27, 0), Quorum.TWO_THIRDS_LEGAL, 42, False),
        (Votes(27, 0), Quorum.TWO_THIRDS_LEGAL, None, True),
        (Votes(30, 0), Quorum.ALL_PRESENT, None, True),
        (Votes(30, 0, 1), Quorum.ALL_PRESENT, None, False),
        (Votes(10, 30), Quorum.LEGAL_MAJORITY, 15, False),
    ],
)
def test_a_vote_is_won_by_its_quorum(
    votes: Votes, quorum: Quorum, members: int | None, carried: bool
) -> None:
    assert votes.carries(quorum, members) is carried


counts = st.builds(Votes, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


@given(counts, st.sampled_from(Quorum), st.none() | st.integers(1, 100))
def test_a_vote_is_never_won_both_ways(votes: Votes, quorum: Quorum, members: int | None) -> None:
    assert not (votes.carries(quorum, members) and votes.turned().carries(quorum, members))
    assert votes.turned().turned() == votes
    assert votes.turned().majority is votes.majority


@given(st.dictionaries(st.text(min_size=1, max_size=3), counts, max_size=6))
def test_the_factions_add_up(factions: dict[str, Votes]) -> None:
    assert total(factions).cast == sum(v.cast for v in factions.values())
    assert total(factions).yes == sum(v.yes for v in factions.values())
