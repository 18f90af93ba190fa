"""Putting a council's own file on top of the one it extends, without losing the place of any value.

Lists whose items have a key are merged item by item, other values replace what stood there. An item with
`remove: true` takes away the one it names.
"""

from __future__ import annotations

from states.refusal import N_
from workflow.presets.fault import Fault, Said, Spot, fault_at
from workflow.presets.tree import Entry, Node, Row, Scalar, Table

#: What names an item of a list.
KEYS: dict[str, tuple[str, ...]] = {
    "organizations": ("key",),
    "routes": ("kind",),
    "terms": ("name",),
    "outcomes": ("outcome", "role"),
    "deadlines": ("key",),
    "reminders": ("key",),
}
#: Mappings that are merged key by key.
MAPPINGS = Said("flags", "permissions")

DUPLICATE_ITEM = Said(
    "duplicate_item",
    N_("“{item}” is described here a second time; the first one is in line {line}."),
    N_("Put both together, or give one of them another key."),
)
NOTHING_TO_REMOVE = Said(
    "nothing_to_remove",
    N_("“{item}” cannot be removed: the file that is extended has no such item."),
    N_("Delete these lines, or check the key."),
)

Identity = tuple[str, ...]


def identity(item: Node, keys: tuple[str, ...]) -> Identity | None:
    """The values that name an item of a list, or None where one of them is missing."""
    if not isinstance(item, Table):
        return None
    values = [entry.node for key in keys if (entry := item.get(key)) is not None]
    if len(values) < len(keys) or not all(isinstance(v, Scalar) and isinstance(v.value, str) for v in values):
        return None
    return tuple(str(v.value) for v in values if isinstance(v, Scalar))


def duplicates(table: Table) -> list[Fault]:
    """Items of one file that have the same name."""
    found = []
    for section, keys in KEYS.items():
        entry = table.get(section)
        first: dict[Identity, Spot] = {}
        for item in entry.node.items if entry and isinstance(entry.node, Row) else ():
            name = identity(item, keys)
            if name is None:
                continue
            if name in first:
                facts = {"item": ", ".join(name), "line": first[name].line}
                found.append(fault_at(_spot_of_name(item, keys), DUPLICATE_ITEM, **facts))
            first.setdefault(name, item.spot)
    return found


def _spot_of_name(item: Node, keys: tuple[str, ...]) -> Spot:
    entry = item.get(keys[0]) if isinstance(item, Table) else None
    return entry.node.spot if entry else item.spot


def merge(base: Table, own: Table) -> tuple[Table, list[Fault]]:
    """The base with what one's own file says on top. Faults: items to remove that are not there."""
    entries = {entry.key: entry for entry in base.entries}
    faults: list[Fault] = []
    for entry in own.entries:
        below = entries.get(entry.key)
        entries[entry.key] = entry if below is None else _laid_over(below, entry)
    for section, keys in KEYS.items():
        if section in entries:
            entries[section] = _without_removed(entries[section], keys, faults)
    return Table(tuple(entries.values()), own.spot), faults


def _laid_over(below: Entry, entry: Entry) -> Entry:
    if entry.key in KEYS and isinstance(below.node, Row) and isinstance(entry.node, Row):
        return entry._replace(node=_rows(below.node, entry.node, KEYS[entry.key]))
    if entry.key in MAPPINGS and isinstance(below.node, Table) and isinstance(entry.node, Table):
        return entry._replace(node=_tables(below.node, entry.node))
    return entry


def _tables(below: Table, above: Table) -> Table:
    entries = {entry.key: entry for entry in (*below.entries, *above.entries)}
    return Table(tuple(entries.values()), above.spot)


def _rows(below: Row, above: Row, keys: tuple[str, ...]) -> Row:
    items: list[Node] = list(below.items)
    places = {name: n for n, item in enumerate(items) if (name := identity(item, keys))}
    for item in above.items:
        name = identity(item, keys)
        if name in places and isinstance(item, Table):
            under = items[places[name]]
            items[places[name]] = _tables(under, item) if isinstance(under, Table) else item
        else:
            items.append(item)
    return Row(tuple(items), above.spot)


def _without_removed(entry: Entry, keys: tuple[str, ...], faults: list[Fault]) -> Entry:
    if not isinstance(entry.node, Row):
        return entry
    kept = []
    for item in entry.node.items:
        mark = item.get("remove") if isinstance(item, Table) else None
        if mark is None or not isinstance(mark.node, Scalar) or mark.node.value is not True:
            kept.append(item)
        elif isinstance(item, Table) and len(item.entries) <= len(keys) + 1:
            # nothing but its name and the mark: there was nothing beneath it
            facts = {"item": ", ".join(identity(item, keys) or ("?",))}
            faults.append(fault_at(mark.spot, NOTHING_TO_REMOVE, **facts))
    return entry._replace(node=Row(tuple(kept), entry.node.spot))
