"""How references and names are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.store.names import fold_name, fold_reference, nearest, number_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Drs. 12/397", "12/397"),
        ("Antrag 12 / 397", "12/397"),
        ("Vorlage-Nr. 042/21", "042/21"),
        ("Drucksache Nr.: 047/2008", "047/2008"),
        ("A–2026–014", "a-2026-014"),
        ("Antrag", "antrag"),
        ("Antragsbuch 7", "antragsbuch7"),
        ("NR 5", "5"),
        ("B 2", "b2"),
    ],
)
def test_what_stands_in_front_of_a_reference_is_no_part_of_it(written: str, folded: str) -> None:
    assert fold_reference(written) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(alphabet="AaBb/ -.0123456789", max_size=20))
def test_case_and_spaces_do_not_matter(text: str) -> None:
    assert fold_reference(text) == fold_reference(f" {text.upper()}  ")


@pytest.mark.parametrize(
    ("text", "number"), [("#17", 17), (" #17 ", 17), ("17", None), ("#", None), ("#1a", None), ("#²", None)]
)
def test_a_number_is_written_with_its_sign(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_the_nearest_references_come_first() -> None:
    known = ["12/397", "12/398", "1/2026", ""]
    assert nearest("Drs. 12/3977", known)[0] == "12/397"
    assert nearest("xyz", known) == []
