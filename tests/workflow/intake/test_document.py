"""The reader on any text at all: it never raises, never takes long, and says where each fact came from."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.outcome import Role
from workflow.intake.document import WARNINGS, read_text, to_json
from workflow.intake.text.kind import Kind

#: pieces that real papers are made of, to be shuffled into nonsense
PIECES = [
    "Antrag",
    "Änderungsantrag zur Vorlage 12/2020 vom 01.02.2020",
    "SPD-Fraktion",
    "Gremium Termin TOP ö nö",
    "Rat 12.03.2020 4 x",
    "Beschlussvorschlag:",
    "1. Die Verwaltung prüft.",
    "- eins",
    "Begründung:",
    "Mit freundlichen Grüßen",
    "gez. Anna Berger",
    "Datum:",
    "03/10/2009",
    "22./23.03.2021",
    "xx.xx.xxxx",
    "Ausschuss für Umwelt,",
    "Klima und Verkehr",
    "Drucksache",
    "Sehr geehrte Frau Kern,",
    "",
    "",
    "Betreff:",
    "Der Rat möge beschließen:",
    "\t",
    "\f",
    "Seite 2 von 3",
    "An den",
    "5.000,-- €",
    "a)",
    "Punkt 3 wird gestrichen.",
    "Die Fraktion bittet um Beratung in der nächsten Sitzung des Rates am 3.4.",
    "|",
    "**",
    "öffentlich",
    "Vorlage Nr.:",
    "Unterzeichnet von:",
    "IX. Wahlperiode",
    "X öffentlich\tnicht öffentlich",
    "Antragsteller/in\tDatum\tNr.",
    "SPD\t03.04.2020\t7/2020",
    "A 12/2021 Antrag der Fraktion Die Linke: Bänke",
    "B e s c h l u s s :",
    "3. Betreff: Bänke",
    "zur Drucksache Nr. 1204 (V)",
    "In § 3 Absatz 2 wird der Text ersetzt durch:",
    "Antwort der Verwaltung:",
    "An die\tHeide, 08.05.2023",
    "Die Verwaltung legt dem Rat bis zum 1. Mai 2024 einen Plan vor.",
    "Jugendbeirat Heide",
]


@given(st.text(max_size=600))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read_text(text)


@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.sampled_from([(), ("Rat", "ASU", "Ausschuss für Umwelt")]),
)
@settings(max_examples=300)
def test_any_order_of_familiar_lines_gives_a_document_that_keeps_the_contract(
    pieces: list[str], names: tuple[str, ...]
) -> None:
    text = "\n".join(pieces)
    document = read_text(text, names=names)
    written = json.loads(json.dumps(to_json(document, "x.txt")))
    assert written["kind"] in set(Kind)
    assert written["is_motion"] == document.is_motion
    assert not (document.is_motion and not Kind(document.kind).moves)
    assert all(stop.role in {None, *Role} for stop in document.route)
    assert all(point.text.strip() for point in document.points)
    assert {warning.code for warning in document.warnings} <= set(WARNINGS)
    last = text.count("\n") + 1
    assert all(1 <= no <= last for numbers in document.origins.values() for no in numbers)


HOSTILE = {
    "one word": "A" * 300_000,
    "commas": "Haupt-, " * 40_000,
    "committees": "Ausschuss für " + "Umwelt, " * 40_000,
    "digits": "1." * 150_000,
    "dates": "12.12.2020 " * 30_000,
    "blanks": " " * 300_000 + "x",
    "tabs": "Rat\t" * 60_000,
    "lines": "Antrag der\n" * 30_000,
    "bullets": "- x\n" * 60_000,
    "numbers": "\n".join(f"{n}. Punkt" for n in range(20_000)),
    "names": "Anna Berger " * 25_000,
    "one name a line": "Mit freundlichen Grüßen\n" + "Anna Maria Berger\n" * 15_000,
    "requests": "Der Rat möge " * 20_000,
    "sittings": "in der nächsten Sitzung des Rates " * 8_000,
    "brackets": "(" * 100_000 + "„" * 100_000,
    "factions": "SPD-Fraktion, " * 20_000,
    "page feet": "Seite 1 von 2\n\fKopf\nText\n" * 10_000,
    "stars": "**x** " * 50_000,
    "hyphens": "Stadt-\nrat " * 20_000,
    "euros": "1.000 € " * 30_000,
    "kostenzeile": "Beschlussvorschlag:\n" + "Kosten " * 30_000,
    "references": "Vorlage Nr. A-B-C-1/" * 15_000,
    "combining": "a\u0301" * 100_000,
    "one line": "Betreff: Bänke Begründung: weil Antragsteller: SPD 1. Die Bank " * 5_000,
    "blanks in one line": "Antrag" + " " * 300_000 + "Begründung: weil",
    "letters apart": "A N T R A G " * 25_000,
    "boxes": "☐ öffentlich " * 25_000,
    "days": "Der Rat möge " + "11. " * 80_000,
    "laid before": "legt dem Rat " * 25_000,
    "paragraphs of law": "§ 3 Absatz 2 " * 25_000,
    "cells": "Datum\tNr.\n" * 30_000,
    "voters": "Antrag der Fraktion " + "Bürger für " * 30_000,
    "terms": "IX. " * 80_000 + "Wahlperiode",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_costs_time_in_proportion(text: str) -> None:
    """Four times the text takes four times as long; a search that backtracks takes sixteen times or hours."""
    read_text(text[:1000])
    part, whole = _seconds(text[: len(text) // 4]), _seconds(text)
    assert whole < 0.5 + 9 * part
    assert whole < 8


def _seconds(text: str) -> float:
    begun = time.process_time()
    read_text(text)
    return time.process_time() - begun


CORPUS = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "corpus").glob("*.txt"))
]


@given(st.sampled_from(CORPUS), st.sampled_from(CORPUS), st.data())
@settings(max_examples=150)
def test_parts_of_papers_put_together_are_read_without_a_fault(
    one: str, other: str, data: st.DataObject
) -> None:
    """A scan's pages in the wrong order, two papers in one file, half a paper: something is read."""
    cut = data.draw(st.integers(0, len(one)))
    from_ = data.draw(st.integers(0, len(other)))
    document = read_text(one[:cut] + data.draw(st.sampled_from(["", "\n", "\f", " "])) + other[from_:])
    assert not (document.is_motion and not Kind(document.kind).moves)
    assert all(point.text.strip() for point in document.points)


def test_each_fact_names_the_lines_it_came_from() -> None:
    document = read_text(
        "Antrag\nSPD-Fraktion\nVorlage Nr.: 7/2020\nBänke\nBeschlussvorschlag:\nDer Rat stellt Bänke auf.\n"
    )
    assert document.origins["kind"] == (1,)
    assert document.origins["applicants"] == (2,)
    assert document.origins["reference"] == (3,)
    assert document.origins["title"] == (4,)
    assert document.origins["points"] == (5, 6)


def test_names_of_the_council_are_recognised_where_morphology_cannot() -> None:
    text = (
        "Antrag der SPD-Fraktion\nBäume\nRunder Tisch Klima 03.04.2023 Vorberatung\n"
        "Rat 05.05.2023 Entscheidung\nBeschlussvorschlag:\nBäume pflanzen.\n"
    )
    assert [stop.organization for stop in read_text(text, names=("Runder Tisch Klima",)).route] == [
        "Runder Tisch Klima",
        "Rat",
    ]


def test_dates_and_parties_of_the_reasoning_are_neither_date_nor_applicant() -> None:
    text = (
        "Antrag\nVorlage Nr. 3/2020\nTempo 30\nBeschlussvorschlag:\nDie Gemeinde richtet Tempo 30 ein.\n"
        "Begründung:\nAm 01.02.2019 hat die CDU-Fraktion im Bauausschuss dasselbe beantragt.\n"
    )
    document = read_text(text)
    assert (document.date, document.applicants, document.route) == (None, (), ())


def test_what_is_absent_is_null_or_empty() -> None:
    written = to_json(
        read_text("Antrag\nSPD-Fraktion\nBeschlussvorschlag:\nEs werden Bänke aufgestellt.\n"), "x"
    )
    assert written["is_motion"]
    for key in (
        "reference",
        "date",
        "addressee",
        "council",
        "public",
        "agenda_item",
        "amends",
        "costs",
        "report",
    ):
        assert written[key] is None, key
    assert (written["route"], written["signatories"], written["urgent"]) == ([], [], False)


def test_a_meeting_carries_its_hour() -> None:
    text = (
        "Antrag\nFDP-Fraktion\nSitzung des Kulturausschusses am 03.04.2023, 17.30 Uhr\nOrgel\n"
        "Beschlussvorschlag:\nDie Orgel wird gestimmt.\n"
    )
    stop = read_text(text).route[0]
    assert (stop.date, str(stop.time)) == (date(2023, 4, 3), "17:30:00")
