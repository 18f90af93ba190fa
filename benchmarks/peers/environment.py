"""The environment of the peers: made once, beside the program's own, from `requirements.txt`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType

HERE = Path(__file__).resolve().parent


class PeerMissing(Exception):
    """A peer cannot be measured here; says why."""


def interpreter(folder: Path, *, install: bool) -> Path:
    """The Python of the peers; with `install` the environment is made where there is none.

    Raises PeerMissing.
    """
    python = folder / "bin" / "python"
    if python.exists():
        return python
    if not install:
        raise PeerMissing(f"no environment in {folder}")
    made = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    fill = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet", "-r"]
    for line in (made, [*fill, str(HERE / "requirements.txt")]):
        ran = subprocess.run(line, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise PeerMissing((ran.stderr.strip() or "it cannot be installed").splitlines()[-1])
    return python


class Peer:
    """A peer's process: it does as many as it is told and says how long that took. Raises PeerMissing."""

    def __init__(self, python: Path, script: str, *arguments: str) -> None:
        line = [str(python), str(HERE / f"peer_{script}.py"), *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=HERE)
        self._answer()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        for said in self.process.stdout:
            if said.strip() == "ready" or said[0].isdigit():
                return said
        assert self.process.stderr is not None
        said = self.process.stderr.read().strip()
        raise PeerMissing(said.splitlines()[-1] if said else "it said nothing")

    def turn(self, count: int) -> float:
        """Seconds for so many."""
        assert self.process.stdin is not None
        print(count, file=self.process.stdin, flush=True)
        return float(self._answer())

    def __enter__(self) -> Peer:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.process.communicate(timeout=60)
