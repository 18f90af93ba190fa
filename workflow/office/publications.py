"""What the council publishes, taken over into the mirror; what it changes afterwards is logged.

Nothing here touches motions or meetings: that is `settling`. A batch is one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from states.event import Event, Fact
from workflow.intake.oparl.objects import At, Raw, Thing, flattened
from workflow.office.office import Office
from workflow.store.published import Item, Published

#: The stream of a published object's later changes.
STREAM = "oparl:"
CHANGED, WITHDRAWN = "published_changed", "published_withdrawn"

#: Facts about the reading, not about the object.
_ASIDE = "modified"


class Taken:
    """The count of a reading."""

    def __init__(self) -> None:
        self.objects: Counter[str] = Counter()
        self.new: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.withdrawn: Counter[str] = Counter()
        self.stamps: set[str] = set()  #: of `modified`, at most two: more are not needed to tell


def take(office: Office, published: Published, objects: Iterable[Raw], count: Taken) -> None:
    """Take objects over, with those embedded in them. Inside a transaction."""
    at = At(ZoneInfo(office.council.zone))
    found: dict[str, Thing] = {}
    for raw in objects:
        for thing in flattened(raw, at):
            count.objects[thing.type] += 1
            if len(count.stamps) < 2:
                count.stamps.add(thing.modified)
            known = found.get(thing.id)
            found[thing.id] = thing if known is None else _joined(known, thing)
    items: list[Item] = []
    kept = published.kept(list(found))
    for thing in found.values():
        item = _item(office, thing)
        if thing.id in kept and kept[thing.id].says(item):
            continue
        old = published.get(thing.id) if thing.id in kept else None
        changed = item if old is None else _changed(office, old, item, count)
        if old is None:
            count.new[thing.type] += 1
            if item.deleted:
                office.append([_fact(item, WITHDRAWN, {}, office)])
        if changed is not None:
            items.append(changed)
    published.put(items)


def _joined(one: Thing, other: Thing) -> Thing:
    """The same object twice, embedded here and linked there: what either says."""
    return other._replace(
        facts={**one.facts, **other.facts},
        paper=other.paper or one.paper,
        meeting=other.meeting or one.meeting,
        consultation=other.consultation or one.consultation,
    )


def _item(office: Office, thing: Thing) -> Item:
    facts = dict(thing.facts)
    if thing.person:
        facts["name"] = {"~": office.book.personal(office.council.id, thing.person)}
    if thing.modified:
        facts[_ASIDE] = thing.modified
    return Item(
        thing.id, thing.type, facts, thing.paper, thing.meeting, thing.consultation, deleted=thing.deleted
    )


def _changed(office: Office, old: Item, new: Item, count: Taken) -> Item | None:
    """The object as it is to be kept; None where nothing has changed."""
    if new.deleted:
        if old.deleted:
            return None
        count.withdrawn[new.type] += 1
        office.append([_fact(old, WITHDRAWN, _plain(old.facts), office)])
        return old._replace(deleted=True, fresh=True)
    facts = _merged(old.facts, new.facts)
    links = (new.paper or old.paper, new.meeting or old.meeting, new.consultation or old.consultation)
    was = {k: v for k, v in old.facts.items() if k != _ASIDE and _lost(v, facts.get(k))}
    if old.meeting and links[1] != old.meeting:
        was["meeting"] = old.meeting
    same = _plain(facts) == _plain(old.facts) and links == (old.paper, old.meeting, old.consultation)
    if same and not old.deleted:
        return None
    if was or old.deleted:
        count.changed[new.type] += 1
        now = {k: links[1] if k == "meeting" else facts.get(k) for k in was}
        office.append([_fact(new, CHANGED, {"was": was, "now": now}, office)])
    return Item(new.id, new.type, facts, *links, ours=old.ours, taken=old.taken)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Both; what only the older one says is kept, unless the newer one is stamped later.

    An object embedded in another one often says less than the same one asked for by itself.
    """
    later = str(new.get(_ASIDE, "")) > str(old.get(_ASIDE, "")) > ""
    return dict(new) if later else {**old, **new}


def _lost(was: Any, now: Any) -> bool:
    """Whether something that had been published is not there any more. What is added is no change to it."""
    if isinstance(was, list):
        return not set(map(str, was)) <= set(map(str, now or []))
    return bool(was != now)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in facts.items() if k != _ASIDE}


def _fact(item: Item, kind: str, data: Mapping[str, Any], office: Office) -> Fact:
    known = {"type": item.type, **data}
    return Fact(STREAM + item.id, Event(kind, known, office.today.isoformat()))
