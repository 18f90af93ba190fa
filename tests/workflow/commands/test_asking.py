"""Questions are asked on a terminal only, and no is an answer."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.commands.clerk import Clerk, Run

#: Its date can be read as two days, so that somebody is asked.
UNSURE = """Fraktion Morgenröte
Antrag
Bänke am Kanal
Datum: 03/04/2026
Beschlussvorschlag:
Am Kanal werden Bänke aufgestellt.
Begründung:
Wer am Kanal geht, möchte auch einmal sitzen.
"""
ROUTE = ("--route", "Finanzausschuss@10.06.2026", "--route", "Landschaftsversammlung@12.06.2026")


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    return Clerk(run, tmp_path).opens("lvr", "2026-05-05T09:00")


def on_terminal(clerk: Clerk, *arguments: object, answer: str, lang: str = "en") -> tuple[int, str]:
    """Run the program on a terminal where somebody types an answer: its status and what was shown."""
    ours, theirs = pty.openpty()
    env = {
        **os.environ,
        "LAUFZETTEL_DB": clerk.address,
        "LAUFZETTEL_NOW": clerk.now,
        "LAUFZETTEL_LANG": lang,
    }
    code = "import sys; from workflow.commands.program import main; sys.exit(main())"
    words = [sys.executable, "-c", code, *map(str, arguments)]
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=env, close_fds=True)
    os.close(theirs)
    os.write(ours, answer.encode())
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the terminal is gone with the program
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.wait(), shown.decode()


def test_where_the_reader_is_unsure_somebody_is_asked(clerk: Clerk) -> None:
    path = clerk.folder / "a.txt"
    path.write_text(UNSURE, encoding="utf-8")
    before = clerk.entries()
    status, shown = on_terminal(clerk, "submit", path, *ROUTE, answer="n\n")
    assert "Enter it like this?" in shown
    assert "03/04/2026" in shown.partition("Enter it like this?")[0], "what is unsure is told before"
    assert (status, clerk.entries()) == (130, before)
    status, shown = on_terminal(clerk, "submit", path, *ROUTE, answer="y\n")
    assert (status, "A-2026-001" in shown) == (0, True)
    _, shown = on_terminal(clerk, "submit", path, *ROUTE, "--on", "03.04.2026", answer="")
    assert "Enter it like this?" not in shown  # the option has said what was unsure


def test_a_withdrawal_is_confirmed(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", "--point", "Ja.", *ROUTE)
    status, shown = on_terminal(clerk, "withdraw", "7/26", answer="n\n")
    assert (status, "Withdraw 7/26, “Bänke”?" in shown) == (130, True)
    assert clerk.gets("route", "7/26")["state"] == "committee_recommendation"
    assert on_terminal(clerk, "withdraw", "7/26", "--yes", answer="")[0] == 0


def test_a_missing_title_is_asked_for(clerk: Clerk) -> None:
    status, shown = on_terminal(clerk, "submit", "--point", "Ja.", *ROUTE, answer="Bänke\n")
    assert (status, "Title" in shown) == (0, True)
    assert clerk.gets("route", "A-2026-001")["title"] == "Bänke"


@pytest.mark.parametrize(
    ("answer", "status"),
    [("j\n", 0), ("Ja\n", 0), ("yes\n", 0), ("vielleicht\nj\n", 0), ("nein\n", 130), ("\n", 130)],
)
def test_yes_and_no_are_understood_in_either_language(clerk: Clerk, answer: str, status: int) -> None:
    """A German office answers with j; anything else is asked again."""
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", "--point", "Ja.", *ROUTE)
    found, shown = on_terminal(clerk, "withdraw", "7/26", answer=answer, lang="de")
    assert (found, "[j/N]" in shown) == (status, True)
    assert ("Bitte mit ja oder nein antworten." in shown) is answer.startswith("v")
