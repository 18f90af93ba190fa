"""Examples in documents are what the program really prints.

A fenced block marked `console` is a terminal session: lines after `$ ` are run by a shell, in one folder per
document, in the order of the document, and what follows is what they print. `<!-- now: 2026-11-23T09:00 -->`
sets the clock for what comes after it. Run with LAUFZETTEL_UPDATE_DOCUMENTS=1 to write the output anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    p for p in [ROOT / "README.md", *ROOT.glob("docs/*.md")] if "```console" in p.read_text("utf-8")
)
_BLOCK = re.compile(r"(?P<now><!-- now: (?P<when>[^ ]+) -->)|```console\n(?P<body>.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<command>.*(?:\n> .*)*)\n(?P<output>(?:(?!^\$ ).*\n?)*)", re.MULTILINE)


class Session:
    """A shell in a folder of its own, where the program is on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = str(Path(sys.executable).parent)
        self.environ = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "LAUFZETTEL_LANG": "de",
            "COLUMNS": "100",
            "USER": "anna",
            "LOGNAME": "anna",
        }

    def run(self, command: str) -> str:
        """What a command prints, on both outputs."""
        plain = command.replace("\n> ", "\n")
        done = subprocess.run(
            ["bash", "-c", plain],
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        text = done.stdout.decode("utf-8").replace(str(self.folder), "~")
        return "\n".join(line.rstrip() for line in text.rstrip("\n").split("\n")) + "\n" if text else ""


def rendered(text: str, session: Session) -> str:
    """The document with the output of its examples as the program prints it now."""

    def block(found: re.Match[str]) -> str:
        if found["now"]:
            session.environ["LAUFZETTEL_NOW"] = found["when"]
            return found[0]
        commands = [
            f"$ {c['command']}\n{session.run(c['command'])}" for c in _COMMAND.finditer(found["body"])
        ]
        return "```console\n" + "".join(commands) + "```"

    return _BLOCK.sub(block, text)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are written for a shell")
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_the_examples_of_a_document_are_real(document: Path, tmp_path: Path) -> None:
    text = document.read_text("utf-8")
    now = rendered(text, Session(tmp_path))
    if os.environ.get("LAUFZETTEL_UPDATE_DOCUMENTS"):
        document.write_text(now, "utf-8")
    assert now == text
