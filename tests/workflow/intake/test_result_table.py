"""What councils write is understood as what it means: the table of phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.intake import result
from workflow.intake.result import Understanding, understand
from workflow.intake.result_warnings import SENTENCES

TABLE = Path(__file__).with_name("result_table.txt")


def cases() -> Iterator[tuple[str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            phrase, _, meaning = line.partition(" => ")
            yield phrase, meaning


def notation(meant: Understanding) -> str:
    """An understanding in the table's notation."""
    words = [
        meant.outcome.value if meant.outcome else "unknown",
        meant.majority.value if meant.majority else "",
    ]
    words.append(":".join(map(str, meant.votes)) if meant.votes else "")
    if meant.votes is None:
        words.append(f"no={meant.noes}" if meant.noes is not None else "")
        words.append(f"abst={meant.abstentions}" if meant.abstentions is not None else "")
    words.append(f"q={meant.quorum}" if meant.quorum else "")
    words.append(f">{meant.target} " if meant.target else "")
    words.append(f"@{meant.date}" if meant.date else "")
    words.append("amended" if meant.amended else "")
    for mark, names in (("+", meant.favouring), ("-", meant.against), ("~", meant.abstaining)):
        words += [mark + name.replace(" ", "_") for name in names]
    words += [f"!{code}" for code in meant.warnings]
    return " ".join(w for w in words if w).strip()


def parts(meaning: str) -> set[str]:
    """The table allows any order."""
    target = re.search(r">.*?(?=  |$)", meaning)
    rest = meaning.replace(target[0], " ") if target else meaning
    return {*rest.split(), *([target[0].strip()] if target else [])}


@pytest.mark.parametrize(("phrase", "meaning"), list(cases()))
def test_phrase_means(phrase: str, meaning: str) -> None:
    """Every phrase of the table is understood as the table says, and nothing more is read into it."""
    assert parts(notation(understand(phrase))) == parts(meaning)


def test_the_table_is_large_and_has_no_phrase_twice() -> None:
    """The table holds at least 300 different phrases."""
    phrases = [phrase for phrase, _ in cases()]
    assert len(phrases) == len(set(phrases)) >= 300


def test_every_warning_has_a_sentence() -> None:
    """A code that a person may see is explained, in English and in German."""
    documented = set(re.findall(r"^- (.+?):", result.__doc__ or "", re.MULTILINE))
    codes = {code for line in documented for code in re.findall(r"`(\w+)`", line)}
    assert codes == set(SENTENCES)
    german = (Path(__file__).resolve().parents[3] / "config/locale/de/results.po").read_text(encoding="utf-8")
    assert [s for s in SENTENCES.values() if f'msgid "{s}"' not in german] == []
    used = {word[1:] for _, meaning in cases() for word in meaning.split() if word.startswith("!")}
    assert used <= set(SENTENCES)
