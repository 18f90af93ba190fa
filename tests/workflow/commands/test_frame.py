"""Global options stand anywhere; help is in the user's language; errors end in one place."""

from __future__ import annotations

import errno
import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import click
import pytest

from states.refusal import N_, Exit, Refusal
from tests.conftest import Ran
from workflow import words
from workflow.commands import program as program_module
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit

Run = Callable[..., Ran]

pytestmark = pytest.mark.file_only  # no database is opened
ROOT = Path(__file__).resolve().parents[3]


class TooLate(Refusal):
    code: ClassVar[str] = "too_late"
    message: ClassVar[str] = "{reference} is too late."
    way_out: ClassVar[str] = "Come earlier."


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[..., object]], None]]:
    """Put a command named `play` into the program, which does what the test says."""
    acts: list[Callable[..., object]] = []

    @command("play", help=N_("Show this help."), examples=["laufzettel play"])
    @argument("reference", required=False, help=N_("The shell."), metavar=N_("REF"))
    @option("--on", help=N_("The shell."), metavar=N_("DATE"))
    @pass_desk
    def played(desk: Desk, reference: str | None, on: str | None) -> object:
        return acts[-1](desk, reference, on)

    original = program_module.Program.get_command

    def get_command(self: program_module.Program, ctx: click.Context, name: str) -> click.Command | None:
        return played if name == "play" else original(self, ctx, name)

    monkeypatch.setattr(program_module.Program, "get_command", get_command)
    yield acts.append
    words.use("de")


def raising(fault: BaseException) -> Callable[..., object]:
    """An act that fails like this."""

    def act(*_given: object) -> object:
        raise fault

    return act


@pytest.mark.parametrize(
    "line",
    [
        ("--format", "json", "--db", "x.db", "--as", "maria", "--council", "lvr", "play"),
        ("play", "--format", "json", "--db=x.db", "--as", "maria", "--council", "lvr"),
        (
            "--format",
            "csv",
            "--db",
            "y.db",
            "--as",
            "maria",
            "play",
            "--format",
            "json",
            "--db",
            "x.db",
            "--council",
            "lvr",
        ),
    ],
)
def test_global_options_stand_ahead_of_the_command_or_behind_it_and_the_last_counts(
    run: Run, play: Callable[..., None], line: tuple[str, ...]
) -> None:
    play(lambda desk, *_: emit(desk, [desk.format, desk.db, desk.actor, desk.council], str))
    assert json.loads(run(*line).out) == ["json", "x.db", "maria", "lvr"]


def test_a_flag_comes_before_the_variable_that_before_the_file(
    run: Run, play: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('council = "file"')
    env = {"LAUFZETTEL_CONFIG": str(tmp_path / "config.toml")}
    play(lambda desk, *_: click.echo(desk.council))
    assert run("play", env=env).out == "file\n"
    assert run("play", env={**env, "LAUFZETTEL_COUNCIL": "variable"}).out == "variable\n"
    assert run("play", "--council", "flag", env={**env, "LAUFZETTEL_COUNCIL": "variable"}).out == "flag\n"


def test_acting_for_another_is_told_from_acting_as_oneself(run: Run, play: Callable[..., None]) -> None:
    play(lambda desk, *_: click.echo(desk.acts_for_another))
    assert run("play").out == "False\n"
    assert run("play", "--as", "maria").out == "True\n"


def test_help_speaks_the_language(run: Run) -> None:
    german = run("config", "show", "--help", "--lang", "de")
    assert german.status == 0
    assert "Aufruf: laufzettel config show [OPTIONEN] [SCHLÜSSEL]" in german.out
    assert "Beispiele:" in german.out
    assert "--origin    Sagen, woher" in german.out
    english = run("--lang", "en", "config", "show", "--help")
    assert "Usage: laufzettel config show [OPTIONS] [KEY]" in english.out
    assert "Beispiele" not in english.out


def test_the_language_follows_the_locale(run: Run) -> None:
    assert "Aufruf:" in run("--help", env={"LAUFZETTEL_LANG": "", "LANG": "C.UTF-8"}).out
    assert "Usage:" in run("--help", env={"LAUFZETTEL_LANG": "", "LANG": "en_GB.UTF-8"}).out


def test_the_version_is_that_of_the_package(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version").out == f"laufzettel {version('laufzettel')}\n"


def test_a_misspelt_command_or_option_gets_the_near_one(run: Run) -> None:
    typo = run("confg")
    assert typo.status == Exit.USAGE
    assert "“config”" in typo.err
    assert "“--origin”" in run("config", "show", "--orgin").err
    assert "„config“" in run("confg", "--lang", "de").err


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (TooLate(reference="1"), 4, "too_late"),
        (sqlite3.OperationalError("database is locked"), 5, "locked"),
        (sqlite3.OperationalError("database or disk is full"), 11, "disk_full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), 11, "database_unwritable"),
        (sqlite3.DatabaseError("database disk image is malformed"), 10, "database_unusable"),
        (sqlite3.DatabaseError("file is not a database"), 10, "database_unusable"),
        (sqlite3.OperationalError("no such table: motion"), 10, "database_unusable"),
        (OSError(errno.ENOSPC, "No space left on device"), 11, "disk_full"),
        (FileNotFoundError(errno.ENOENT, "No such file", "a.txt"), 3, "file_missing"),
        (PermissionError(errno.EACCES, "Permission denied", "a.txt"), 7, "file_unusable"),
        (click.BadParameter("no"), 2, "usage"),
        (click.FileError("a.txt", "gone"), 7, "file"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
        (ZeroDivisionError("division by zero"), 1, "unforeseen"),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), 1, "unforeseen"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence_and_a_status(
    run: Run, play: Callable[..., None], fault: BaseException, status: int, code: str
) -> None:
    play(raising(fault))
    text = run("play")
    assert text.status == status
    assert "Traceback" not in text.err
    assert text.out == ""
    told = json.loads(run("play", "--format", "json").err)
    assert set(told) == {"error"}
    assert list(told["error"]) == ["code", "message", "way_out", "ground", "exit"]
    assert (told["error"]["code"], told["error"]["exit"]) == (code, status)


def test_a_refusal_is_told_as_cause_ground_and_way_out(run: Run, play: Callable[..., None]) -> None:
    play(raising(TooLate(reference="12/397", ground="§ 5 GeschO")))
    assert run("play").err == "Error: 12/397 is too late.\nGround: § 5 GeschO\nWhat to do: Come earlier.\n"
    assert run("play", "--lang", "de").err.startswith("Fehler: 12/397 is too late.\nGrundlage:")


def test_the_drivers_own_fault_is_found_inside_a_wrapped_one(run: Run, play: Callable[..., None]) -> None:
    from sqlalchemy.exc import OperationalError

    play(raising(OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))))
    assert run("play").status == 5


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("SerializationFailure", 5),
        ("DeadlockDetected", 5),
        ("LockNotAvailable", 5),
        ("DiskFull", 11),
        ("UndefinedTable", 10),
        ("AdminShutdown", 6),
        ("OperationalError", 6),
        ("UniqueViolation", 1),
    ],
)
def test_faults_of_postgresql_are_told_by_their_state(
    run: Run, play: Callable[..., None], name: str, status: int
) -> None:
    psycopg = pytest.importorskip("psycopg")
    kind = getattr(psycopg.errors, name, None) or getattr(psycopg, name)
    play(raising(kind("connection refused\nmore")))
    assert run("play").status == status


def test_a_trace_is_shown_only_when_asked_for(run: Run, play: Callable[..., None]) -> None:
    play(raising(ZeroDivisionError("division by zero")))
    assert "--debug" in run("play").err
    assert "ZeroDivisionError: division by zero" in run("play").err
    assert "Traceback" in run("play", "--debug").err


def test_a_usage_error_is_json_too_where_json_was_asked_for(run: Run) -> None:
    told = json.loads(run("config", "show", "--format", "json", "--nonsense").err)
    assert told["error"]["exit"] == 2
    assert told["error"]["way_out"].endswith("laufzettel config show --help")


def test_a_command_ends_with_the_status_it_returns(run: Run, play: Callable[..., None]) -> None:
    play(lambda *_: Exit.FAULTS)
    assert run("play").status == 9
    play(lambda *_: None)
    assert run("play").status == 0


def test_what_a_command_kept_open_is_closed_even_when_it_fails(run: Run, play: Callable[..., None]) -> None:
    from contextlib import ExitStack

    closed: list[str] = []

    def act(desk: Desk, *_given: object) -> None:
        stack = ExitStack()
        stack.callback(closed.append, "book")
        desk.keep(stack)
        raise TooLate(reference="1")

    play(act)
    run("play")
    assert closed == ["book"]


def test_a_faulty_settings_file_hinders_neither_help_nor_its_own_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("lang = ")
    env = {"LAUFZETTEL_CONFIG": str(tmp_path / "config.toml"), "LAUFZETTEL_LANG": ""}
    assert run("--help", env=env).status == 0
    refused = run("config", "show", env=env)
    assert refused.status == Exit.INPUT
    assert "config.toml" in refused.err


def test_no_command_shows_the_help_and_is_a_usage_error(run: Run) -> None:
    bare = run()
    assert bare.status == Exit.USAGE
    assert "Usage: laufzettel" in bare.err


def test_the_clock_is_read_once_per_command(run: Run, play: Callable[..., None]) -> None:
    def act(desk: Desk, *_given: object) -> None:
        first = desk.now(rehearsal=True)
        assert desk.now(rehearsal=True) is first
        click.echo(first.isoformat())

    play(act)
    assert run("play", env={"LAUFZETTEL_NOW": "2009-03-20T18:00"}).out == "2009-03-20T17:00:00+00:00\n"


def test_config_show_names_value_and_origin(run: Run) -> None:
    shown = json.loads(run("config", "show", "db", "--format", "json", "--db", "x.db").out)
    assert shown["schema"] == 1
    (line,) = shown["settings"]
    assert (line["value"], line["origin"], line["source"]) == ("x.db", "flag", "--db")
    text = run("config", "show", "--origin", env={"NO_COLOR": "1"}).out
    assert "environment NO_COLOR" in text
    assert run("config", "show", "nonsense").status == Exit.INPUT
    assert run("config", "show", "--format", "csv").out.startswith("key,value,origin,")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script_that_calls_the_program(run: Run, shell: str) -> None:
    script = run("completion", shell)
    assert script.status == 0
    assert "_LAUFZETTEL_COMPLETE" in script.out


def test_completion_offers_commands_without_importing_them() -> None:
    code = (
        "import os, sys; from workflow.commands.program import main\n"
        "status = main([], {**os.environ, '_LAUFZETTEL_COMPLETE': 'bash_complete'})\n"
        "assert 'workflow.commands.config' not in sys.modules; sys.exit(status)"
    )
    env = {"COMP_WORDS": "laufzettel con", "COMP_CWORD": "1", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "plain,config\n"


def _start(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(line, cwd=ROOT, text=True, check=False, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload,no-any-return]


def test_a_closed_pipe_is_no_error_to_speak_of() -> None:
    line = [sys.executable, "-m", "cli", "completion", "bash"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == ""
    assert child.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_finds_no_room_is_told() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = _start("--lang", "en", "--help", stdout=full)
    assert done.returncode == Exit.STORAGE
    assert "disk is full" in done.stderr


def test_what_is_still_to_be_flushed_at_the_end_is_flushed_before_the_status(
    run: Run, play: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    def act(*_given: object) -> None:
        monkeypatch.setattr(sys, "stdout", Full())

    play(act)
    assert run("play").status == Exit.STORAGE


def test_the_help_and_the_version_import_no_command_and_nothing_heavy() -> None:
    heavy = (
        "sqlalchemy",
        "pydantic",
        "holidays",
        "rich",
        "platformdirs",
        "pathlib",
        "json",
        "sqlite3",
        "tomllib",
    )
    code = (
        "import os, sys; from workflow.commands.program import main; main(sys.argv[1:], dict(os.environ))\n"
        f"found = [m for m in {heavy!r} if m in sys.modules]\n"
        "found += [m for m in sys.modules if m.startswith('workflow.commands.c')]\n"
        "assert not found, found"
    )
    for flag in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-S", "-c", code, flag], env=_bare(), check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()


def _bare() -> dict[str, str]:
    """Without site-packages' own start-up, which imports what it likes."""
    return {"PYTHONPATH": f"{ROOT}:{Path(click.__file__).parents[1]}", "LANG": "C.UTF-8"}
