"""From bytes to a council: parse, extend, check the form, check what belongs together."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from states.council import Council, from_json
from states.refusal import N_
from workflow.presets import shelf
from workflow.presets.fault import CouncilFileUnreadable, Fault, NoCouncilFile, Said, fault_at, in_order
from workflow.presets.merging import duplicates, merge
from workflow.presets.tree import MOST_BYTES, Node, Scalar, Table, parse

_DEFAULT = "default"
_DEEPEST = 5  #: files that extend files that extend files

NO_SUCH_BASE = Said("no_such_base", N_("There is no council file “{base}” to extend."), N_("Known: {known}."))
CIRCLE = Said("circle", N_("This file extends itself by way of “{base}”."), N_("Extend another one."))


class Loaded(NamedTuple):
    """A council file as it was read."""

    name: str
    #: what adopting it logs: JSON without floats, defaults filled in; None where there are faults
    data: Mapping[str, Any] | None
    council: Council | None
    faults: tuple[Fault, ...]
    tree: Node | None = None  #: values with their places, what is extended included

    @property
    def sound(self) -> bool:
        """True where nothing is wrong with it."""
        return not self.faults


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises NoCouncilFile and CouncilFileUnreadable."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        near = difflib.get_close_matches(path.stem, shelf.names())
        raise NoCouncilFile(name=str(path), known=near or shelf.names()) from None
    except OSError as no:
        raise CouncilFileUnreadable(name=str(path), reason=no.strerror or str(no)) from None


def load_bytes(content: bytes, name: str) -> Loaded:
    """The council in these bytes, or everything that is wrong with them."""
    own, faults = parse(content, name)
    if own is None:
        return Loaded(name, None, None, in_order(faults))
    tree, more = _extended(own, (name,))
    return _checked(name, tree, [*faults, *more])


def _checked(name: str, tree: Table, faults: list[Fault]) -> Loaded:
    from workflow.presets.checks import check
    from workflow.presets.shape import shape_faults, unfolded

    data = unfolded(tree)
    section, wrong = shape_faults(tree, data)
    if any(fault.code in (NO_SUCH_BASE.code, CIRCLE.code) for fault in faults):
        # what the other file would have brought is not missing here
        wrong = [fault for fault in wrong if fault.code != "missing"]
    faults = [*faults, *wrong, *check(tree, data)]
    if faults or section is None:
        return Loaded(name, None, None, in_order(faults), tree)
    canonical = section.model_dump(mode="json", by_alias=True, exclude_none=True)
    for organization in canonical["organizations"]:
        organization.setdefault("decides", organization["type"] == "plenary")
    return Loaded(name, canonical, from_json(canonical), (), tree)


def _extended(own: Table, seen: tuple[str, ...]) -> tuple[Table, list[Fault]]:
    """The file on top of what it extends, down to the bottom."""
    faults = duplicates(own)
    base, wrong = _base_of(own, seen)
    faults += wrong
    if base is None:
        return own, faults
    merged, more = merge(base, own)
    return merged, [*faults, *more]


def _base_of(own: Table, seen: tuple[str, ...]) -> tuple[Table | None, list[Fault]]:
    entry = own.get("extends")
    name = entry.node.value if entry and isinstance(entry.node, Scalar) else _DEFAULT
    place = entry.node.spot if entry else own.spot
    if not isinstance(name, str) or shelf.label(_DEFAULT) == seen[-1]:
        return None, []  # the form of `extends` is the schema's to judge
    if shelf.label(name) in seen or len(seen) > _DEEPEST:
        return None, [fault_at(place, CIRCLE, base=name)]
    try:
        base, wrong = _from_shelf(name)
    except NoCouncilFile as no:
        # a name that cannot be a key is the schema's to report
        named = no.facts["known"]
        found = [fault_at(place, NO_SUCH_BASE, base=name, known=named)]
        return None, found if name.replace("-", "").isalnum() else []
    if base is None:
        return None, list(wrong)
    merged, more = _extended(base, (*seen, shelf.label(name)))
    return merged, [*wrong, *more]


@lru_cache(maxsize=64)
def _from_shelf(name: str) -> tuple[Table | None, tuple[Fault, ...]]:
    """A file that comes with the program, read once. Raises NoCouncilFile."""
    return parse(shelf.read(name), shelf.label(name))
