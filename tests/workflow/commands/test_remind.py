"""`person` and `remind` as they are typed."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import Ran

Run = Callable[..., Ran]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Run:
    """A rehearsal of January 2026 with two people, a meeting, a motion; `office(…, now=…)` runs a command."""

    def typed(*arguments: object, now: str = "2026-01-05T10:00", **env: str) -> Ran:
        return run(*arguments, env={"LAUFZETTEL_NOW": now, **env})

    for line in (
        ("init", "--rehearsal", "--council", "kreis-nrw"),
        ("person", "add", "Anna Beispiel", "--mail", "anna@example.org", "--role", "chair",
         "--role", "office"),
        ("person", "add", "Ben Muster", "--mail", "ben@example.org", "--speaks-for", "KT",
         "--digest", "daily"),
        ("meeting", "add", "Kreistag", "10.02.2026", "17:00"),
        ("submit", "-y", "--title", "Radweg", "--point", "Bauen.", "--route", "Kreistag@10.02.2026",
         "--reference", "1/26"),
    ):  # fmt: skip
        ran = typed(*line)
        assert ran.status == 0, (line, ran.err)
    return typed


def rows(ran: Ran) -> list[dict[str, str]]:
    """The rows of CSV."""
    return list(csv.DictReader(io.StringIO(ran.out)))


def letters(folder: Path) -> list[str]:
    """What lies in the maildir."""
    found = (folder / ".local/share/laufzettel/letters/new").glob("*.eml")
    return [path.read_text(encoding="utf-8") for path in found]


def test_people_are_listed_with_their_wishes(office: Run) -> None:
    (anna, ben) = rows(office("person", "list", "--format", "csv"))
    assert (anna["name"], anna["roles"], anna["digest"]) == ("Anna Beispiel", "chair; office", "none")
    assert (ben["speaks_for"], ben["digest"]) == ("Kreistag", "daily")
    assert "ben@example.org, once a day" in office("person", "list").out


def test_a_person_changes_and_leaves(office: Run) -> None:
    assert office("person", "set", "Ben", "--quiet", "20:00-07:00", "--role", "member").status == 0
    (ben,) = [p for p in json.loads(office("person", "list", "--format", "json").out) if p["number"] == 2]
    assert (ben["quiet"], ben["roles"], ben["digest"]) == ("20:00–07:00", ["members"], "daily")
    assert office("person", "set", "Ben", "--quiet", "none", "--role", "none").status == 0
    (ben,) = [p for p in json.loads(office("person", "list", "--format", "json").out) if p["number"] == 2]
    assert (ben["quiet"], ben["roles"]) == ("", [])
    assert office("person", "remove", "Ben").out.startswith("Left: Ben Muster")
    assert len(rows(office("person", "list", "--format", "csv"))) == 1
    assert len(rows(office("person", "list", "--all", "--format", "csv"))) == 2


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        (("person", "add", "Cem", "--mail", "nope"), 7, "no e-mail address"),
        (("person", "set", "Nobody", "--role", "chair"), 3, "Anna Beispiel and Ben Muster"),
        (("person", "add", "Anna Beispiel"), 5, "already entered"),
        (("person", "add", "Cem", "--login", "cem", "--rights", "staff"), 4, "--rights manager"),
        (("person", "add", "Cem", "--role", "king"), 2, "king"),
        (("remind", "preview", "--until", "31.02.2026"), 7, "31.02.2026"),
        (("remind", "log", "9/99"), 3, "9/99"),
        (("remind", "retry"), 2, "--all"),
        (("remind", "run", "--metrics", "9464x"), 2, "[::1]:9464"),
        (("remind", "run", "--metrics", "192.0.2.1:9464"), 6, "no such address"),
        (("remind", "run", "--once", "--metrics", "9464"), 2, "--once"),
        (("remind", "retry", "17"), 3, ""),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    office: Run, line: tuple[str, ...], status: int, words: str
) -> None:
    ran = office(*line)
    assert (ran.status, "Traceback" in ran.err) == (status, False)
    assert words in ran.err


def test_the_preview_says_what_goes_out_to_whom_and_why(office: Run) -> None:
    found = rows(office("remind", "preview", "--until", "28.02.2026", "--format", "csv"))
    told = {(row["rule"], row["recipient"], row["at"][:16], row["anchor_on"]) for row in found}
    assert told == {
        ("acknowledgement", "Anna Beispiel", "2026-01-06T09:00", "2026-01-05"),
        ("agenda", "Anna Beispiel", "2026-02-04T09:00", "2026-02-04"),
        ("speech", "Ben Muster", "2026-02-06T09:30", "2026-02-10"),
        ("meeting", "Anna Beispiel", "2026-02-09T12:00", "2026-02-10"),
        ("meeting", "Ben Muster", "2026-02-10T09:30", "2026-02-10"),
        ("result", "Anna Beispiel", "2026-02-11T08:00", "2026-02-10"),
    }
    only = rows(office("remind", "preview", "--until", "28.02.2026", "--for", "Ben", "--format", "csv"))
    assert {row["rule"] for row in only} == {"speech", "meeting"}
    shown = office("remind", "preview", "--until", "28.02.2026").out
    assert "Tue 6 January 2026, 09:00 " in shown
    assert (
        office("remind", "preview", "--until", "05.01.2026").out.strip() == "Nothing will go out until then."
    )
    assert not office("remind", "log", "--format", "csv").out.splitlines()[1:]


def test_a_tick_sends_what_is_due_and_the_log_shows_it(office: Run, tmp_path: Path) -> None:
    ran = office("remind", "tick", now="2026-01-06T09:30")
    assert ran.out.strip() == "1 notice put into the outbox, 1 letter sent."
    (letter,) = letters(tmp_path)
    assert "Anna Beispiel" in letter
    assert office("remind", "tick", now="2026-01-06T09:31").out.startswith("0 notices")
    assert len(letters(tmp_path)) == 1
    (row,) = rows(office("remind", "log", "1/26", "--format", "csv"))
    assert (row["state"], row["rule"], row["recipient"]) == ("sent", "acknowledgement", "Anna Beispiel")
    assert row["message_id"] in letter


def test_without_sending_it_only_waits(office: Run, tmp_path: Path) -> None:
    ran = office("remind", "tick", "--no-send", "--format", "json", now="2026-01-06T09:30")
    assert json.loads(ran.out)["queued"] == 1
    assert letters(tmp_path) == []
    assert office("remind", "tick", now="2026-01-06T09:31").out.startswith("0 notices put into the outbox, 1")


def test_what_cannot_be_delivered_is_tried_again_given_up_and_retried(office: Run, tmp_path: Path) -> None:
    """A mail server that is not there; after a day the office is told, and tries again by hand."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    server = {
        "LAUFZETTEL_MAIL_HOST": "127.0.0.1",
        "LAUFZETTEL_MAIL_PORT": port,
        "LAUFZETTEL_MAIL_SECURITY": "none",
        "LAUFZETTEL_MAIL_FROM": "buero@example.org",
    }
    ran = office("remind", "tick", now="2026-01-06T09:30", **server)
    assert "tried again later: 1" in ran.out
    assert "after 1 try" in office("remind", "log", now="2026-01-06T09:31").out
    for hour in range(10, 24):
        office("remind", "tick", now=f"2026-01-06T{hour}:45", **server)
    for hour in range(0, 24, 3):
        office("remind", "tick", now=f"2026-01-07T{hour:02}:45", **server)
    ran = office("remind", "tick", now="2026-01-08T10:00", **server)
    (row,) = rows(office("remind", "log", "--state", "dead", "--format", "csv", now="2026-01-08T10:00"))
    assert row["attempts"] == "8"
    for command in ("next", "check"):
        said = office(command, now="2026-01-08T10:00").out
        assert "Anna Beispiel" in said
        assert f"laufzettel remind retry {row['number']}\n" in said
    assert "after 8 tries" in office("remind", "log", now="2026-01-08T10:00").out
    ran = office("remind", "retry", row["number"], now="2026-01-08T10:00")
    assert ran.out.strip() == "1 notice will be tried again."
    office("remind", "tick", now="2026-01-08T10:01")
    assert len(letters(tmp_path)) == 1


def test_german_is_spoken(office: Run) -> None:
    ran = office("remind", "preview", "--until", "28.02.2026", LAUFZETTEL_LANG="de")
    assert "Ladungsfrist 04.02.2026 Kreistag" in ran.out


def test_one_round_and_a_backup(office: Run, tmp_path: Path) -> None:
    ran = office("remind", "run", "--once", "--backup", tmp_path / "copies", now="2026-01-06T09:30")
    assert ran.status == 0
    assert len(letters(tmp_path)) == 1
    (copy,) = (tmp_path / "copies").iterdir()
    assert copy.name == "laufzettel-2026-01-06.db"
    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT count(*) FROM notice WHERE state = 'sent'").fetchone() == (1,)
    opened.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket on which a service manager listens."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(30)
        yield listening


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_stays_says_that_it_is_ready_and_alive_and_ends_cleanly(
    office: Run, tmp_path: Path, systemd: socket.socket, end: signal.Signals, database: str
) -> None:
    environ = {
        **os.environ,
        "HOME": str(tmp_path),
        "LAUFZETTEL_DB": database,
        "LAUFZETTEL_LANG": "en",
        "LAUFZETTEL_NOW": "2026-01-06T09:30",
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "400000",
    }
    running = subprocess.Popen(
        [sys.executable, ROOT / "cli.py", "remind", "run", "--every", "1", "--metrics", "0"],
        env=environ,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert systemd.recv(100) == b"READY=1"
        assert len(letters(tmp_path)) == 1
        assert systemd.recv(100) == b"WATCHDOG=1"
        assert running.stderr is not None
        numbers = running.stderr.readline().split()[-1]
        with urlopen(numbers.replace("/metrics", "/health"), timeout=30) as answer:
            assert json.load(answer)["healthy"]
        running.send_signal(end)
        heard = b""
        while heard != b"STOPPING=1":
            heard = systemd.recv(100)
        assert running.wait(30) == 0
    finally:
        running.kill()
        assert running.stderr is not None
        said = running.stderr.read()
        running.stderr.close()
        running.wait()
    assert "Reminders run." in said
    assert said.rstrip().endswith("Ended.")
    assert "Traceback" not in said


def test_a_clock_that_died_is_started_again(
    office: Run, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    """An exception in APScheduler's own thread ends it without a word; the watch sees it."""
    from workflow.commands import remind_rounds, remind_run
    from workflow.commands.desk import Desk

    del office
    rounds = remind_rounds.Rounds(Desk({"LAUFZETTEL_DB": database}))
    started: list[object] = []
    real = remind_run._started

    def counted(*given: object) -> object:
        made = real(*given)  # type: ignore[arg-type]
        started.append(made)
        if len(started) == 1:
            made.shutdown()
        else:
            rounds.stopping.set()
        return made

    monkeypatch.setattr(remind_run, "_started", counted)
    monkeypatch.setattr(remind_run, "beat", lambda: 0.01)
    job = remind_rounds.Job("tick", timedelta(seconds=1), lambda _book: [])
    began = time.monotonic()
    assert remind_run._stay(rounds, [job]) is None
    assert len(started) == 2
    assert time.monotonic() - began < 30


def test_letters_bear_witness_of_all_that_was_recorded_before_they_went_out(
    office: Run, tmp_path: Path
) -> None:
    """Also the entries since the last hourly checkpoint; and a whole folder of letters can be heard."""
    assert office("audit", "init-key").status == 0
    assert office("submit", "-y", "--title", "Ampel", "--point", "Bauen.", "--reference", "2/26",
                  "--route", "Kreistag@10.02.2026").status == 0  # fmt: skip
    before = json.loads(office("audit", "verify", "--format", "json").out)
    assert before["waiting"] > 0
    sent = json.loads(office("remind", "tick", "--format", "json", now="2026-01-06T10:00").out)["sent"]
    assert sent > 0
    folder = tmp_path / ".local/share/laufzettel/letters"
    found = json.loads(office("audit", "verify", "--witness", folder, "--format", "json").out)
    assert (found["waiting"], found["witnesses"]) == (0, sent)
    assert all("Laufzettel-Checkpoint" in letter for letter in letters(tmp_path))


def test_without_a_key_letters_go_out_all_the_same(office: Run, tmp_path: Path) -> None:
    assert json.loads(office("remind", "tick", "--format", "json", now="2026-01-06T10:00").out)["sent"] > 0
    (tmp_path / "empty").mkdir()
    assert office("audit", "verify", "--witness", tmp_path / "empty").status == 7
