"""One result, three forms: text for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.outcome import Outcome
from workflow import words
from workflow.commands.desk import Desk
from workflow.commands.output import as_csv, as_json, emit, one_line, plain, table, visible


class Step(NamedTuple):
    on: date
    outcome: Outcome
    points: tuple[int, ...] = ()


@dataclass(frozen=True)
class Motion:
    title: str
    steps: list[Step]


MOTION = Motion("Hafer [siehe Anlage]", [Step(date(2009, 3, 20), Outcome.ADOPTED, (1, 2))])


def test_values_become_what_json_knows() -> None:
    assert plain(MOTION) == {
        "title": "Hafer [siehe Anlage]",
        "steps": [{"on": "2009-03-20", "outcome": "adopted", "points": [1, 2]}],
    }
    assert plain(datetime(2009, 3, 20, 17, tzinfo=UTC)) == "2009-03-20T17:00:00+00:00"
    assert plain({Outcome.HELD: {"b", "a"}}) == {"held": ["a", "b"]}
    assert plain([Decimal("5000.00"), Decimal("0.5")]) == [5000, 0.5]


def test_objects_at_the_top_carry_the_schema_and_an_empty_list_is_a_list() -> None:
    assert json.loads(as_json(MOTION))["schema"] == 1
    assert [o["schema"] for o in json.loads(as_json([MOTION, MOTION]))] == [1, 1]
    assert as_json([]) == "[]"


def test_csv_has_a_header_even_without_rows_and_keeps_every_character() -> None:
    assert as_csv([], ["reference", "title"]) == "reference,title\n"
    assert as_csv([]) == ""
    text = as_csv(
        [{"title": 'a,"b"\nc;ä', "steps": ["x", "y"], "none": None, "urgent": True, "deep": [{"a": 1}]}]
    )
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {"title": 'a,"b"\nc;ä', "steps": "x; y", "none": "", "urgent": "true", "deep": '[{"a": 1}]'}


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_the_form_asked_for_is_printed(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk({}, {"format": form})
    emit(desk, MOTION, lambda motion: [motion.title, "\x1b[2Jgone"], rows=lambda m: [{"title": m.title}])
    out = capsys.readouterr().out
    assert {"text": "\N{REPLACEMENT CHARACTER}[2Jgone", "json": '"schema": 1', "csv": "title\nHafer"}[
        form
    ] in out


def test_columns_are_aligned_and_nothing_is_cut_off_where_there_is_no_terminal() -> None:
    words.use("de")
    desk = Desk({})
    shown = table(desk, ["Nr.", "Titel"], [["1", "x" * 300], ["22", date(2009, 3, 20)]])
    assert shown.splitlines() == ["Nr.  Titel", f"1    {'x' * 300}", "22   20.03.2009"]


def test_a_terminal_gets_every_title_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "on_terminal", property(lambda _desk: True))
    shown = table(Desk({"NO_COLOR": "1"}), ["Titel"], [["Hafer [siehe Anlage] [/x]"]])
    assert "Hafer [siehe Anlage] [/x]" in shown
    assert "\x1b" not in shown


def test_colour_stays_and_what_steers_a_terminal_does_not() -> None:
    assert visible("\x1b[1mFehler\x1b[0m\ta\nb") == "\x1b[1mFehler\x1b[0m\ta\nb"
    assert "\x1b" not in visible("\x1b]0;title\x07 \x1b[2J")
    assert "\u202e" not in visible("a\u202eb")


@given(st.text())
def test_a_cell_is_one_line_without_control_characters(text: str) -> None:
    assert all(c.isprintable() or c.isspace() or ord(c) > 0x9F for c in one_line(text))
    assert "\n" not in one_line(text)
    assert "\x1b" not in one_line(text)
