"""A word of any length can be in a text: a picture pasted as letters, an address of the net."""

from __future__ import annotations

from tests.workflow.store.shelf import append, edited, file_motion
from workflow.store.book import Book, open_book
from workflow.store.filters import Filters
from workflow.store.verifying import differences
from workflow.store.views import open_reader


def test_a_word_longer_than_any_index_holds_is_kept_and_found_by_its_beginning(
    book: Book, town: int, address: str
) -> None:
    long = "".join(f"{n:x}" for n in range(60_000))
    number = file_motion(book, town, reasoning=f"Siehe {long} am Radweg")
    append(book, town, f"motion:{number}", edited(title=f"Neu {long[::-1]}"))
    assert not list(differences(book, town))
    with open_reader(address) as reader:
        for text in ("Radweg", long, long[:200]):
            assert reader.count_motions(town, Filters(text=text)) == 1, text[:20]
        assert reader.count_motions(town, Filters(text="x" * 300)) == 0
    with open_book(address) as again:
        assert long in again.motion(number).reasoning
