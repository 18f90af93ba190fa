"""The guide to PostgreSQL is carried out: its statements, its commands, its containers' file."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML

from tests.own_server import OwnServer, own_server
from workflow.commands.program import program
from workflow.settings import KEYS

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "postgresql.md").read_text(encoding="utf-8")
COMPOSE = DOCS / "service" / "compose.yaml"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """A server as its administrator finds it."""
    with own_server(fsync="off") as made:
        yield made


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in their order."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def compose() -> dict[str, Any]:
    """The containers' file, with what is merged into each service."""
    found: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return found


def is_command(words: list[str]) -> bool:
    """Whether these words are a command of the program with options that it has."""
    command: click.Command = program
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        below = command.get_command(click.Context(command, info_name="laufzettel"), rest.pop(0))
        if below is None:
            return False
        command = below
    known = {name for param in (*command.params, *program.params) for name in param.opts}
    return all(word.partition("=")[0] in known for word in rest if word.startswith("--"))


@pytest.mark.slow
def test_an_office_is_set_up_as_the_guide_says(
    server: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roles and database, tables, rights, the work under the office's role; and later the new version."""
    statements = [line for line in blocks("sql")[0].splitlines() if not line.startswith("\\password")]
    server.does(*"\n".join(statements).strip().rstrip(";").split(";\n"))
    done = []
    for line in [line for block in blocks("sh") for line in block.splitlines()]:
        here = re.sub(r"postgresql://(\w+)@server/(\w+)", lambda m: server.address(m[2], m[1]), line)
        words = shlex.split(here)
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
        elif words[0] == "laufzettel" and "copy" not in words:
            done.append(words[1:3])
            types(words[1:], tmp_path)
    assert done[:2] == [["init", "--db"], ["db", "grant"]]
    assert ["next"] in done
    assert ["db", "upgrade"] in done


def types(words: list[str], folder: Path) -> None:
    """Run a command as somebody types it."""
    code = "import sys; from workflow.commands.program import main; sys.exit(main())"
    env = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(DOCS.parent), "LAUFZETTEL_LANG": "en"}
    ran = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, env=env, cwd=folder, check=False
    )
    assert ran.returncode == 0, (words, ran.stderr)


def test_every_command_of_the_guide_and_of_the_containers_exists() -> None:
    typed = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]
    ours = [w[1:] for w in typed if w[0] == "laufzettel"]
    ours += [w[w.index("verwaltung") + 1 :] for w in typed if "verwaltung" in w]
    ours += [service["command"] for service in compose()["services"].values() if "command" in service]
    assert len(ours) > 8
    assert [words for words in ours if not is_command(words)] == []
    assert not is_command(["remind", "walk"])
    assert not is_command(["db", "copy", "--twice"])


def test_the_containers_fit_together() -> None:
    """Every service, network, volume, config and setting that is named is there; two workers."""
    found, text = compose(), COMPOSE.read_text(encoding="utf-8")
    services = found["services"]
    assert services["worker"]["deploy"]["replicas"] == 2
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        assert set(service.get("networks", [])) <= set(found["networks"]), name
        named = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(found["volumes"]), name
        assert {config["source"] for config in service.get("configs", [])} <= set(found["configs"]), name
    for wanted in set(re.findall(r"(?<!\$)\$\{(\w+)", text)):
        assert re.search(rf"^#\s+{wanted}=", text, re.MULTILINE), wanted
        assert f"{wanted}=" in GUIDE, wanted
    settings = {setting.variable for setting in KEYS.values()}
    assert set(re.findall(r"LAUFZETTEL_\w+", text)) <= settings


@pytest.mark.slow
def test_the_containers_role_is_made_with_its_password(server: OwnServer) -> None:
    """The script runs as the image would run it; the role can log in and is no administrator."""
    psycopg = pytest.importorskip("psycopg")
    script = compose()["configs"]["rollen"]["content"].replace("$$", "$")
    role = re.search(r"CREATE ROLE (\w+)", script)
    assert role is not None
    name = f"{role[1]}_container"
    server.does("CREATE DATABASE container")
    env = {
        "PATH": f"{server.bin}:{os.environ['PATH']}",
        "PGHOST": str(server.folder),
        "PGPORT": str(server.port),
        "POSTGRES_USER": "postgres",
        "POSTGRES_DB": "container",
        "BUERO_PASSWORT": 'it\'s "geheim"',
    }
    subprocess.run(["sh", "-c", script.replace(role[1], name)], env=env, check=True, capture_output=True)
    there: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "dbname": "container", "user": name}
    rights = "rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
    sql = f"SELECT {rights} FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(**there, password=env["BUERO_PASSWORT"]) as connection:
        assert connection.execute(sql).fetchone() == (False, False, False, False)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**there, password="falsch")
