"""Stems of German words: those of the Snowball project's own program, letter for letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snowballstemmer.german_stemmer import GermanStemmer

from workflow.store.stemming import stem

#: endings, what may and may not stand before them, and letters that are now vowels and now consonants
PIECES = (
    "a e i o u y ä ö ü s st t n en er ern em e es et est nis niss lich keit heit ig eig ung end isch ik tr "
    "plan tick geordn intern syst q qu ue ß ln lns erin erinnen 's 'sch ' b l U Y x ae oe r"
).split()
CORPUS = Path(__file__).parent.parent / "intake" / "corpus"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("anträge", "antrag"),
        ("häuser", "haus"),
        ("beauftragungen", "beauftrag"),
        ("ergebnisse", "ergebnis"),
        ("strassenbeleuchtung", "strassenbeleucht"),
        ("systemen", "system"),
        ("bauern", "bau"),
        ("", ""),
    ],
)
def test_words_have_the_stems_that_were_searched_by_so_far(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_every_word_of_the_invented_papers_has_snowballs_stem() -> None:
    texts = (path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt"))
    words = {word.casefold() for text in texts for word in re.findall(r"\w+", text)}
    theirs = GermanStemmer()
    assert len(words) > 2000
    assert {word: stem(word) for word in words} == {word: theirs.stemWord(word) for word in words}


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join) | st.text(max_size=12))
@settings(max_examples=2000)
def test_whatever_is_put_together_has_snowballs_stem(word: str) -> None:
    assert stem(word) == GermanStemmer().stemWord(word)
