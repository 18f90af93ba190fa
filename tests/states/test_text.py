"""Points, what amendments do to them, and how far they go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.text import Change, Difference, Operation, Point, PointExists, UnknownPoint, apply, compare, reach

TEXT = (Point("1", "Eins."), Point("2", "Zwei."), Point("2a", "Zwei a."), Point("10", "Zehn."))
REPLACE, ADD, DELETE, WHOLE = Operation.REPLACE, Operation.ADD, Operation.DELETE, Operation.WHOLE


def numbers(points: tuple[Point, ...]) -> list[str]:
    return [p.number for p in points]


def test_a_replaced_point_keeps_its_place_and_its_number() -> None:
    after = apply(TEXT, [Change(REPLACE, "2", "Anders.")])
    assert numbers(after) == numbers(TEXT)
    assert after[1].text == "Anders."


def test_a_deleted_point_leaves_the_others_their_numbers() -> None:
    assert numbers(apply(TEXT, [Change(DELETE, "2")])) == ["1", "2a", "10"]


@pytest.mark.parametrize(
    ("number", "order"),
    [
        ("", ["1", "2", "2a", "10", "11"]),
        ("3", ["1", "2", "2a", "3", "10"]),
        ("2b", ["1", "2", "2a", "2b", "10"]),
        ("0", ["0", "1", "2", "2a", "10"]),
        ("A", ["1", "2", "2a", "10", "A"]),
    ],
)
def test_an_added_point_goes_where_its_number_belongs(number: str, order: list[str]) -> None:
    assert numbers(apply(TEXT, [Change(ADD, number, "Neu.")])) == order


def test_a_text_without_numbers_is_point_one_and_the_next_is_two() -> None:
    alone = (Point("", "Der Rat beschließt."),)
    assert apply(alone, [Change(REPLACE, "1", "Anders.")]) == (Point("", "Anders."),)
    assert numbers(apply(alone, [Change(ADD, "", "Dazu.")])) == ["", "2"]


def test_a_letter_after_many_points_does_not_confuse_the_count() -> None:
    mixed = (Point("I", "a"), Point("II", "b"))
    assert "3" in numbers(apply(mixed, [Change(ADD, "", "c")]))


def test_a_whole_text_takes_the_place_of_every_point() -> None:
    new = [Change(WHOLE, "1", "Neu."), Change(WHOLE, "2", "Auch."), Change(ADD, "", "Dazu.")]
    assert apply(TEXT, new) == (Point("1", "Neu."), Point("2", "Auch."), Point("3", "Dazu."))


def test_changes_are_made_in_their_order() -> None:
    assert numbers(apply(TEXT, [Change(DELETE, "10"), Change(ADD, "", "Neu.")])) == ["1", "2", "2a", "3"]


@pytest.mark.parametrize("operation", [REPLACE, DELETE])
def test_a_point_that_is_not_there_cannot_be_changed(operation: Operation) -> None:
    with pytest.raises(UnknownPoint) as refused:
        apply(TEXT, [Change(operation, "7", "Anders.")])
    assert refused.value.facts == {"number": "7", "points": ["1", "2", "2a", "10"]}


def test_a_number_is_not_given_twice() -> None:
    with pytest.raises(PointExists):
        apply(TEXT, [Change(ADD, "2", "Neu.")])


def test_of_a_paper_that_is_not_at_hand_the_changed_points_stand_alone() -> None:
    changes = [Change(REPLACE, "3", "Anders."), Change(DELETE, "2"), Change(ADD, "4", "Neu.")]
    assert apply((), changes, known=False) == (Point("3", "Anders."), Point("4", "Neu."))


def test_what_changed_is_shown_point_by_point_in_their_order() -> None:
    after = apply(TEXT, [Change(ADD, "3", "Drei."), Change(DELETE, "1"), Change(REPLACE, "10", "Zehn!")])
    assert compare(TEXT, after) == (
        Difference("1", "Eins.", None),
        Difference("3", None, "Drei."),
        Difference("10", "Zehn.", "Zehn!"),
    )


number = st.sampled_from(["1", "2", "2a", "3", "10"])
texts = st.lists(
    st.builds(Point, number, st.text("ab", max_size=2)), unique_by=lambda p: p.number, max_size=5
)
changes = st.lists(
    st.builds(Change, st.sampled_from([REPLACE, ADD, DELETE]), number, st.text("ab", max_size=2))
)


@given(texts, changes)
def test_the_differences_lead_from_the_one_text_to_the_other(
    before: list[Point], changes: list[Change]
) -> None:
    """What `compare` shows is all that was changed: applied to the old text it gives the new one."""
    after = apply(before, changes, known=False) if _fits(before, changes) else tuple(before)
    text = {p.number: p.text for p in before}
    for one in compare(before, after):
        assert text.get(one.number) == one.before
        if one.after is None:
            del text[one.number]
        else:
            text[one.number] = one.after
    assert text == {p.number: p.text for p in after}
    assert compare(after, after) == ()


def _fits(before: list[Point], changes: list[Change]) -> bool:
    try:
        apply(before, changes, known=False)
    except PointExists:
        return False
    return True


def test_the_whole_text_reaches_furthest_then_deletion_replacement_addition() -> None:
    papers = [
        [Change(ADD, "3")],
        [Change(REPLACE, "1")],
        [Change(REPLACE, "1"), Change(REPLACE, "2")],
        [Change(DELETE, "1")],
        [Change(WHOLE, "1")],
    ]
    shuffled = [papers[i] for i in (3, 0, 4, 2, 1)]
    assert sorted(shuffled, key=reach) == papers
    assert reach([]) < reach(papers[0])


def test_a_text_of_one_point_without_a_number_is_its_point_one_and_no_other() -> None:
    alone, fifth = (Point("", "Alles."),), (Point("5", "Alles."),)
    assert apply(alone, [Change(Operation.REPLACE, "1", "Neu.")]) == (Point("", "Neu."),)
    with pytest.raises(UnknownPoint):
        apply(alone, [Change(Operation.REPLACE, "2", "Neu.")])
    with pytest.raises(UnknownPoint):
        apply(fifth, [Change(Operation.REPLACE, "1", "Neu.")])
