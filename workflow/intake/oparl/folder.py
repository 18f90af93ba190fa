"""Stored objects: a folder of .json, .jsonl and their .gz, read in batches of bounded size.

A line or a file holds one object, a list of objects, or a page as a service serves it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from states.refusal import N_, Word
from workflow.intake.oparl import quirks
from workflow.intake.oparl.client import parsed
from workflow.intake.oparl.objects import Raw, kind_of
from workflow.intake.oparl.refusals import BadFile, NoSuchFolder, NotOParl
from workflow.system_words import cause_of

_ENDINGS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
#: Bytes of one object or of one page.
LONGEST = 64_000_000
#: Objects taken at once.
BATCH = 500


class Batch(NamedTuple):
    """Some objects and where they stand."""

    place: str
    objects: tuple[Raw, ...]


def batches(path: Path) -> Iterator[Batch]:
    """The objects of a file or a folder. Raises NoSuchFolder, NotOParl, BadFile with file:line."""
    found = False
    for file in _files(path):
        for batch in _batches(file):
            found = True
            yield batch
    if not found:
        raise NotOParl(place=path)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise NoSuchFolder(path=path)
    files = [f for f in path.rglob("*") if f.name.casefold().endswith(_ENDINGS) and f.is_file()]
    return sorted(files)


def _batches(file: Path) -> Iterator[Batch]:
    waiting: list[Raw] = []
    size = 0
    for place, value, length in _values(file):
        objects = _objects(quirks.mended(value, file.as_posix()))
        waiting += objects
        size += length
        if len(waiting) >= BATCH or size > LONGEST // 4:
            yield Batch(place, tuple(waiting))
            waiting, size = [], 0
    if waiting:
        yield Batch(str(file), tuple(waiting))


def _objects(value: Any) -> list[Raw]:
    data = value.get("data") if isinstance(value, Mapping) and not kind_of(value) else [value]
    return [o for o in data if isinstance(o, Mapping) and kind_of(o)] if isinstance(data, list) else []


def _values(file: Path) -> Iterator[tuple[str, Any, int]]:
    name = file.name.casefold()
    try:
        with _opened(file) as source:
            if ".json" in name and "jsonl" not in name:
                body = _bounded(source.read(LONGEST + 1), str(file))
                yield str(file), _parsed(body, str(file)), len(body)
                return
            number = 0
            while line := source.readline(LONGEST + 1):
                number += 1
                place = f"{file}:{number}"
                if line.strip():
                    yield place, _parsed(_bounded(line, place), place), len(line)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(place=file, fault=cause_of(error)) from error


def _opened(file: Path) -> IO[bytes]:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # type: ignore[return-value]


def _bounded(body: bytes, place: str) -> bytes:
    if len(body) > LONGEST:
        raise BadFile(place=place, fault=Word(N_("too large for one object")))
    return body


def _parsed(body: bytes, place: str) -> Any:
    try:
        return parsed(body)
    except ValueError as error:
        raise BadFile(place=place, fault=Word(N_("this is no JSON"))) from error
