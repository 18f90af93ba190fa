"""The sample documents of the demonstration, which come with the program."""

from __future__ import annotations

from pathlib import Path

import config


def unpack(folder: Path) -> list[str]:
    """Write every sample into a folder; their names, sorted."""
    names = []
    for entry in config.folder("samples").iterdir():
        if entry.is_file():
            (folder / entry.name).write_bytes(entry.read_bytes())
            names.append(entry.name)
    return sorted(names)
