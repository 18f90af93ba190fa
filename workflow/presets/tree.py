"""YAML as a tree in which every value knows its place in the file.

Built from ruamel.yaml's events and nothing else: no tag is ever executed, anchors cannot blow up, and
reading goes on behind a fault that leaves the structure whole, so that one run finds all of them.
Values follow the core schema of YAML 1.2 (`no` and `on` are words); dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from workflow.presets import yaml_faults as say
from workflow.presets.fault import Fault, Said, Spot, fault_at

MOST_BYTES = 200_000
MOST_NODES = 20_000
MOST_DEPTH = 20


class Scalar(NamedTuple):
    """A single value."""

    value: str | int | float | bool | None
    spot: Spot


class Row(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    spot: Spot


class Entry(NamedTuple):
    """A key with its value."""

    key: str
    spot: Spot
    node: Node


class Table(NamedTuple):
    """A mapping; keys are unique and keep their order."""

    entries: tuple[Entry, ...]
    spot: Spot

    def get(self, key: str) -> Entry | None:
        """The entry with this key."""
        return next((e for e in self.entries if e.key == key), None)


Node = Scalar | Row | Table


def parse(content: bytes, name: str) -> tuple[Table | None, tuple[Fault, ...]]:
    """The tree of a file and what is wrong with it as YAML; no tree where nothing can be made of it."""
    top = Spot(name, 1, 1)
    if len(content) > MOST_BYTES:
        return None, (fault_at(top, say.TOO_LARGE, bytes=len(content), most=MOST_BYTES),)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as no:
        before = content[: no.start].decode("utf-8")
        return None, (fault_at(_spot_in(before, name), say.NOT_UTF8),)
    strange = _CONTROL.search(text)
    if strange:
        return None, (fault_at(_spot_in(text[: strange.start()], name), say.CONTROL_CHARACTER),)
    return _Reader(name).read(text)


_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _spot_in(before: str, name: str) -> Spot:
    line = before.count("\n") + 1
    return Spot(name, line, len(before) - (before.rfind("\n") + 1) + 1)


class _Open:
    """A list or mapping that is still being read."""

    def __init__(self, spot: Spot, anchor: str | None, *, table: bool) -> None:
        self.spot, self.anchor, self.table = spot, anchor, table
        self.nodes: list[Node] = []
        self.size = 1


class _TooMuch(Exception):
    """The tree is too deep or too large to be a council file."""


class _Reader:
    """Builds the tree from the stream of events; holds what is still open and what was wrong so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.documents: list[Node] = []
        self.count = 0

    def read(self, text: str) -> tuple[Table | None, tuple[Fault, ...]]:
        from ruamel.yaml.error import YAMLError

        try:
            for event in _events(text):
                self.take(event)
        except YAMLError as error:
            self.faults.append(say.syntax_fault(error, self.name))
            return None, tuple(self.faults)
        except _TooMuch:
            return None, tuple(self.faults)
        return self.finish()

    def finish(self) -> tuple[Table | None, tuple[Fault, ...]]:
        top = Spot(self.name, 1, 1)
        if len(self.documents) > 1:
            self.fault(self.documents[1].spot, say.SEVERAL_DOCUMENTS)
        root = self.documents[0] if self.documents else None
        if root is None or (isinstance(root, Scalar) and root.value is None):
            self.fault(top, say.EMPTY)
        elif not isinstance(root, Table):
            self.fault(root.spot, say.NO_KEYS)
        return (root if isinstance(root, Table) else None), tuple(self.faults)

    def fault(self, spot: Spot, said: Said, /, **facts: object) -> None:
        self.faults.append(fault_at(spot, said, **facts))

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        spot = Spot(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        if kind == "ScalarEvent":
            self.add(Scalar(self.value(event, spot), spot), event.anchor)
        elif kind == "AliasEvent":
            self.add_alias(event.anchor, spot)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.open(event, spot, table=kind.startswith("Mapping"))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.close()

    def open(self, event: Any, spot: Spot, *, table: bool) -> None:
        self.check_tag(event, spot, say.COLLECTION_TAGS)
        if len(self.stack) >= MOST_DEPTH:
            self.fault(spot, say.TOO_DEEP, most=MOST_DEPTH)
            raise _TooMuch
        self.stack.append(_Open(spot, event.anchor, table=table))

    def close(self) -> None:
        done = self.stack.pop()
        node: Node = self.table(done) if done.table else Row(tuple(done.nodes), done.spot)
        self.add(node, done.anchor, done.size)

    def add(self, node: Node, anchor: str | None = None, size: int = 1) -> None:
        if anchor:
            self.anchors[anchor] = (node, size)
        self.count += 1
        if self.stack:
            self.stack[-1].nodes.append(node)
            self.stack[-1].size += size
        else:
            self.documents.append(node)
        if max(self.count, size, *(o.size for o in self.stack), 0) > MOST_NODES:
            self.fault(node.spot, say.TOO_MANY, most=MOST_NODES)
            raise _TooMuch

    def add_alias(self, anchor: str, spot: Spot) -> None:
        if anchor in self.anchors:
            self.add(self.anchors[anchor][0], size=self.anchors[anchor][1])
        else:
            self.fault(spot, say.UNKNOWN_ANCHOR, anchor=anchor)
            self.add(Scalar(None, spot))

    def value(self, event: Any, spot: Spot) -> str | int | float | bool | None:
        self.check_tag(event, spot, say.SCALAR_TAGS)
        quoted = event.style is not None and event.style != ""
        if quoted or str(event.tag or "").endswith(":str"):
            return str(event.value)
        return core_value(str(event.value))

    def check_tag(self, event: Any, spot: Spot, allowed: frozenset[str]) -> None:
        tag = str(event.tag) if event.tag is not None else None
        if tag is not None and tag not in allowed:
            self.fault(spot, say.TAG, tag=tag)

    def table(self, done: _Open) -> Table:
        entries: dict[str, Entry] = {}
        inherited: list[Entry] = []
        for key, node in zip(done.nodes[::2], done.nodes[1::2], strict=True):
            if isinstance(key, Scalar) and key.value == "<<":
                inherited += self.merged(key, node)
            elif not isinstance(key, Scalar) or not isinstance(key.value, str):
                self.fault(key.spot, say.KEY_NO_TEXT)
            elif key.value in entries:
                first = entries[key.value].spot
                self.fault(key.spot, say.DUPLICATE_KEY, key=key.value, line=first.line)
            else:
                entries[key.value] = Entry(key.value, key.spot, node)
        for entry in inherited:
            entries.setdefault(entry.key, entry)
        return Table(tuple(entries.values()), done.spot)

    def merged(self, key: Scalar, node: Node) -> list[Entry]:
        """What a merge key `<<` brings; keys written in the table itself win, then the first source."""
        sources = node.items if isinstance(node, Row) else (node,)
        if not all(isinstance(source, Table) for source in sources):
            self.fault(key.spot, say.MERGE_KEY)
        return [entry for source in sources if isinstance(source, Table) for entry in source.entries]


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    yield from YAML(typ="rt", pure=True).parse(text)


_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def core_value(text: str) -> str | int | float | bool | None:
    """A plain scalar by the core schema of YAML 1.2 (§ 10.3.2), without octal and hexadecimal numbers."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text.replace(".inf", "inf").replace(".nan", "nan")) if _is_float(text) else text


def _is_float(text: str) -> bool:
    return bool(_FLOAT.fullmatch(text)) and text.lower().strip("+-") not in (".inf", ".nan")


def plain(node: Node) -> Any:
    """The values of a tree without their places."""
    if isinstance(node, Table):
        return {entry.key: plain(entry.node) for entry in node.entries}
    if isinstance(node, Row):
        return [plain(item) for item in node.items]
    return node.value


Path = tuple[str | int, ...]


def spot(node: Node, path: Path, *, key: bool = False) -> Spot:
    """The place of what a path leads to, or of the last thing on the path that exists.

    With `key` it is the place of the key itself instead of its value's.
    """
    place = node.spot
    for step in path:
        if isinstance(node, Table) and isinstance(step, str):
            entry = node.get(step)
            if entry is None:
                break
            node, place = entry.node, (entry.spot if key else entry.node.spot)
        elif isinstance(node, Row) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.spot
    return place
