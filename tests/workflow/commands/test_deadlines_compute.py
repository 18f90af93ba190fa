"""`deadlines compute` computes a rule alone: in words, as JSON, from a file or from standard input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from states.refusal import Exit
from tests.conftest import Ran

Run = Callable[..., Ran]

pytestmark = pytest.mark.file_only  # no database is opened
MEETING = ("--meeting", "2026-05-12T19:00", "--land", "SH")


def computed(run: Run, *arguments: object, **more: Any) -> Any:
    """What the command prints for programs."""
    ran = run("deadlines", "compute", *arguments, "--format", "json", **more)
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


def test_a_rule_in_words(run: Run) -> None:
    """The deadline, the safe one, the other readings and the reasons, in the form of the cases."""
    found = computed(run, "10 days before", *MEETING)
    assert found["deadline"] == found["safe_deadline"] == "2026-05-01T23:59:59+02:00"
    assert found["alternatives"] == ["2026-05-02T23:59:59+02:00"]
    assert all(isinstance(sentence, str) for sentence in found["explanation"])
    assert found["rule"] == "10 days before"


def test_text_for_people_in_both_languages(run: Run) -> None:
    """The end of a day is 24:00; every skipped day is named with its reason."""
    arguments = ("deadlines", "compute", "10. Werktag vor der Sitzung", *MEETING)
    english = run(*arguments)
    assert english.out.startswith("Deadline: Wed 29 April 2026, 24:00.\n")
    assert "Fri 1 May 2026 does not count: Erster Mai, public holiday." in english.out
    german = run(*arguments, env={"LAUFZETTEL_LANG": "de"})
    assert german.out.startswith("Frist: Mi., 29.04.2026, 24:00 Uhr.\n")
    assert "Fr., 01.05.2026 zählt nicht: Erster Mai, gesetzlicher Feiertag." in german.out


CASE = {
    "mode": "werktage_before",
    "params": {"n": 3},
    "land": "BY",
    "session_datetime": "2026-06-08T18:00:00+02:00",
}


def test_a_json_object_wherever_it_lies(run: Run, tmp_path: Path) -> None:
    """On the command line, in a file (a byte order mark does no harm) and on standard input."""
    text = json.dumps(CASE)
    file = tmp_path / "rule.json"
    file.write_text(text, "utf-8-sig")
    for found in (computed(run, text), computed(run, f"@{file}"), computed(run, "-", typed=text)):
        assert found["deadline"] == "2026-06-03T23:59:59+02:00"  # Fronleichnam on 4 June does not count


def test_options_come_before_the_keys_of_the_object(run: Run) -> None:
    """Land, meeting, time zone, policy and whose it is."""
    assert computed(run, json.dumps(CASE), "--land", "NI")["deadline"] == "2026-06-04T23:59:59+02:00"
    moved = computed(
        run, json.dumps(CASE), "--meeting", "11.06.2026 18:00", "--policy", "previous_working_day"
    )
    assert moved["deadline"] == "2026-06-08T23:59:59+02:00"
    abroad = computed(run, "24 hours before", "--meeting", "2026-05-12T19:00", "--timezone", "Europe/Lisbon")
    assert abroad["deadline"] == "2026-05-11T19:00:00+01:00"
    theirs = computed(run, "10 days before", *MEETING, "--whose", "other_organ")
    assert theirs["deadline"] == "2026-05-02T23:59:59+02:00"


def test_days_and_windows_have_their_own_form(run: Run) -> None:
    """Where the answer is a day it has no time; a window says when it opens."""
    assert computed(run, "locked for 6 months", "--event", "2025-08-31")["deadline"] == "2026-02-28"
    window = computed(run, "day 3 to 2 weeks after", "--event", "2026-02-13", "--land", "NW")
    assert (window["opens"], window["deadline"]) == ("2026-02-16", "2026-02-27T23:59:59+01:00")
    meeting = computed(
        run, "next meeting", "--event", "2026-02-13", "--next", "2026-02-13", "--next", "2026-03-01"
    )
    assert meeting["deadline"] == "2026-03-01"


def test_other_deadlines_are_named_on_the_way(run: Run) -> None:
    """Each may count from those named ahead of it."""
    arguments = ("3 clear days before the start of invitation", *MEETING)
    found = computed(run, *arguments, "--deadline", "Invitation = 1 clear week before")
    assert found["deadline"] == "2026-05-01T23:59:59+02:00"


def test_regional_holidays_and_closed_days(run: Run) -> None:
    """What only the council knows is said by options."""
    arguments = ("1. Arbeitstag vor", "--meeting", "2026-06-05", "--land", "SN")
    assert computed(run, *arguments)["deadline"][:10] == "2026-06-04"
    assert computed(run, *arguments, "--regional", "Fronleichnam")["deadline"][:10] == "2026-06-03"
    assert computed(run, *arguments, "--closed", "2026-06-04")["deadline"][:10] == "2026-06-03"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("10 bananas before",), Exit.INPUT, "character 4"),
        (("10 days before",), Exit.RULE, "no meeting is given"),
        (("3 werktage before", "--meeting", "2026-05-12"), Exit.RULE, "depends on the Land"),
        (("48 hours before", "--meeting", "2026-05-12"), Exit.RULE, "no time of day"),
        (("next meeting", "--event", "2026-05-12"), Exit.RULE, "the calendar holds 0"),
        (('{"mode": "days_after", "params": {"n": 3, "bogus": 1}}',), Exit.INPUT, "“bogus” is not known"),
        (('{"mode": ',), Exit.INPUT, "not a JSON object (line 1, column 10)"),
        (("10 days before", "--meeting", "tomorrow"), Exit.INPUT, "“--meeting” cannot be “tomorrow”"),
        (("10 days before", *MEETING, "--policy", "maybe"), Exit.INPUT, "“--policy” cannot be “maybe”"),
        (("10 days before", *MEETING, "--deadline", "invitation"), Exit.INPUT, "a name and a rule"),
        (("@missing.json",), Exit.NOT_FOUND, "missing.json"),
    ],
)
def test_what_cannot_be_computed_is_one_sentence(
    run: Run, arguments: tuple[str, ...], status: Exit, said: str
) -> None:
    """Cause and way out on standard error, nothing on standard output."""
    ran = run("deadlines", "compute", *arguments)
    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
