"""The guide to reminders and the service files say what the program has."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

from workflow.commands.program import program
from workflow.notify import facts
from workflow.settings import KEYS

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "reminders.md").read_text(encoding="utf-8")
SERVICE = DOCS / "service"
UNITS = [SERVICE / name for name in ("laufzettel.service", "laufzettel-tick.service")]
FILES = ("laufzettel-tick.timer", "laufzettel.cron", "laufzettel-task.xml", *(file.name for file in UNITS))


def commands() -> Iterator[str]:
    """Every call of the program in the guide and in the service files."""
    for block in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL):
        yield from (line.strip() for line in block.splitlines() if line.strip().startswith("laufzettel "))
    yield from re.findall(r"`(laufzettel [^`]+)`", TEXT)
    for file in UNITS:
        yield re.sub(r"^\S+/", "", unit(file)["Service"]["ExecStart"])
    cron = (SERVICE / "laufzettel.cron").read_text(encoding="utf-8").splitlines()[-1]
    yield "laufzettel " + cron.partition("/bin/laufzettel ")[2].partition(" >")[0]
    yield "laufzettel " + task().findtext(".//{*}Arguments", "")


def unit(file: Path) -> configparser.ConfigParser:
    """A unit of systemd."""
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(file, encoding="utf-8")
    return read


def task() -> ElementTree.Element:
    """The task of Windows."""
    return ElementTree.fromstring((SERVICE / "laufzettel-task.xml").read_bytes())


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_exists_with_its_options(line: str) -> None:
    _name, *rest = shlex.split(line.replace("{{ ref }}", "X"))
    command: click.Command = program
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest.pop(0))
        assert found is not None, line
        command = found
    known = {o for p in command.get_params(click.Context(command)) for o in p.opts}
    assert {word for word in rest if word.startswith("-")} <= known, line


def test_the_table_of_settings_is_complete() -> None:
    listed = set(re.findall(r"^\| `((?:mail|push|letters)\.\w+)`", TEXT, re.MULTILINE))
    assert listed == {key for key in KEYS if key.startswith(("mail.", "push.", "letters."))}


def test_the_table_of_words_for_wordings_is_complete() -> None:
    table = TEXT[TEXT.index("| Wort | Inhalt |") :].partition("\n\n")[0]
    told = {word for line in table.splitlines() for word in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert told == set(_names())


def _names() -> Iterator[str]:
    source = Path(facts.__file__).read_text(encoding="utf-8")
    body = source[source.index("def _named") : source.index("def _lines")]
    yield from re.findall(r'^        "(\w+)":', body, re.MULTILINE)


def test_the_windows_task_repeats_and_catches_up() -> None:
    found = task()
    assert found.findtext(".//{*}Interval") == "PT5M"
    assert found.findtext(".//{*}StartWhenAvailable") == "true"
    assert (SERVICE / "laufzettel-task.xml").read_bytes().isascii()  # schtasks takes UTF-8 for something else


def test_the_services_keep_the_password_to_themselves() -> None:
    for file in UNITS:
        section = unit(file)["Service"]
        assert section["LoadCredential"].startswith("mail:")
        assert (section["User"], section["NoNewPrivileges"]) == ("laufzettel", "yes")
        assert "MAIL_PASSWORD=" not in file.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
@pytest.mark.parametrize("name", ["laufzettel.service", "laufzettel-tick.service", "laufzettel-tick.timer"])
def test_systemd_understands_the_units(name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(SERVICE / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown" not in done.stderr


def test_every_file_has_its_commands_in_the_guide() -> None:
    for name in FILES:
        assert f"service/{name}" in TEXT or f"service\\{name}" in TEXT
