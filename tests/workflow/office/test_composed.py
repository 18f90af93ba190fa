"""Letters with marks are one character, however they were typed, and found by either form."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from states.outcome import Role
from states.text import Change, Operation, Point
from tests.workflow.office.bureau import Bureau
from workflow.office.composed import composed
from workflow.office.filing import Draft, Wish, submit
from workflow.store.names import fold_name, fold_reference
from workflow.store.search import bare, wanted, words

DECOMPOSED = unicodedata.normalize("NFD", "Grünfläche für Ä/26")


def test_a_paper_is_kept_with_composed_letters_and_its_codes_stay() -> None:
    draft = Draft(
        DECOMPOSED,
        points=(Point("1", DECOMPOSED),),
        changes=(Change(Operation.REPLACE, "1", DECOMPOSED),),
        route=(Wish(DECOMPOSED, date(2026, 2, 3), None, Role.HEARING),),
        costs={"text": DECOMPOSED},
    )
    made = composed(draft)
    whole = unicodedata.normalize("NFC", DECOMPOSED)
    assert isinstance(made, Draft)
    assert (made.title, made.points, made.costs) == (whole, (Point("1", whole),), {"text": whole})
    assert made.changes == (Change(Operation.REPLACE, "1", whole),)
    assert made.route == (Wish(whole, date(2026, 2, 3), None, Role.HEARING),)
    assert made.changes[0].operation is Operation.REPLACE


@given(st.text())
def test_names_references_and_searches_see_no_difference(text: str) -> None:
    for form in ("NFC", "NFD"):
        other = unicodedata.normalize(form, text)
        assert fold_name(other) == fold_name(text)
        assert fold_reference(other) == fold_reference(text)
        assert words(other) == words(text)
        assert bare(other) == bare(text)
        assert wanted(other) == wanted(text)


def test_what_was_typed_on_a_mac_is_found_from_everywhere(bureau: Bureau) -> None:
    bureau.meets("kreistag", "2026-02-10")
    way = (Wish("kreistag", date(2026, 2, 10)),)
    submit(bureau.office(), Draft(DECOMPOSED, reference=unicodedata.normalize("NFD", "Ä/26"), route=way,
                                  points=(Point("1", "So."),)))  # fmt: skip
    office = bureau.office()
    assert office.find("Ä/26").title == "Grünfläche für Ä/26"
    assert office.find(unicodedata.normalize("NFD", "ä/26")).id == office.find("Ä/26").id
