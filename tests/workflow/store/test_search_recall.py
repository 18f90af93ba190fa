"""Search finds what PostgreSQL's own search with the configuration `german` finds, and parts of words too.

The texts are the project's own: its guides and the invented papers of the reader's tests, a paragraph each;
every word in them is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from workflow.store.book import Book, open_book
from workflow.store.filters import Filters, Sources, conditions

ROOT = Path(__file__).parents[3]
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")
EVERY = 4  #: of the words in alphabetical order


def paragraphs() -> list[str]:
    """Some hundred German texts."""
    files = [*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("tests/workflow/intake/corpus/*.txt"))]
    texts = [part for file in files for part in file.read_text(encoding="utf-8").split("\n\n")]
    return [text for text in texts if len(WORD.findall(text)) > 5]


def words(texts: list[str]) -> list[str]:
    """A part of all different words."""
    return sorted({word for text in texts for word in WORD.findall(text)})[::EVERY]


def ours(book: Book, word: str) -> set[int]:
    """The texts that the program finds."""
    sources = Sources(lambda _: [], list, book.dialect)
    where, values = conditions(1, Filters(text=word), sources)
    key = "rowid" if book.dialect == "sqlite" else "motion"
    sql = f"SELECT m.id FROM (SELECT {key} AS id FROM search) m WHERE 1 = 1 {where}"
    if book.dialect == "sqlite":
        return {row[0] for row in book.database.rows(sql, values)}
    database: Any = book.database
    return {row[0] for row in database.ask(sql, values)[1]}


@pytest.fixture(scope="module")
def german() -> Iterator[dict[str, set[int]]]:
    """What PostgreSQL finds for each word; words that it leaves out of every search are not among them."""
    texts = paragraphs()
    with open_book(databases.postgres_address()) as book:
        raw: Any = book.database.raw  # type: ignore[attr-defined]
        raw.execute("CREATE TABLE bare (id int, found tsvector)")
        with raw.cursor() as cursor:
            rows = list(enumerate(texts, 1))
            cursor.executemany("INSERT INTO bare VALUES (%s, to_tsvector('german', %s))", rows)
        found: dict[str, set[int]] = {}
        for word in words(texts):
            asked = raw.execute("SELECT numnode(plainto_tsquery('german', %s))", (word,)).fetchone()[0]
            if asked:
                sql = "SELECT id FROM bare WHERE found @@ plainto_tsquery('german', %s)"
                found[word] = {row[0] for row in raw.execute(sql, (word,))}
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_recall_is_not_below_that_of_german(kind: str, german: dict[str, set[int]], tmp_path: Path) -> None:
    with open_book(databases.address(kind, tmp_path)) as book:
        with book.writing():
            parts = [(1, n, (text, "", "", "", "")) for n, text in enumerate(paragraphs(), 1)]
            book.database.write_search(parts)
        missed = {word: theirs - ours(book, word) for word, theirs in german.items()}
    lost = {word: found for word, found in missed.items() if found}
    assert len(german) > 500
    assert lost == {}
