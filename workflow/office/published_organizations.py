"""Which organization of the council a published one is; those that nobody knew are entered when they meet."""

from __future__ import annotations

import re

from states.council import Organization, OrganizationType
from states.event import Event, Fact
from workflow.office import organizations
from workflow.office.office import Office
from workflow.store.published import Published

_TYPES: tuple[tuple[str, OrganizationType], ...] = (
    (r"fraktion|partei|gruppierung|wählervereinigung", OrganizationType.FACTION),
    (r"verwaltung(?!sausschuss)|dezernat|fachbereich|\bamt\b", OrganizationType.ADMINISTRATION),
    (r"beirat|arbeitsgruppe|kommission|externes gremium|institution|stiftung", OrganizationType.GROUP),
    (r"bezirksvertretung|ortsrat|ortschaftsrat|ortsbeirat|bezirksrat", OrganizationType.DISTRICT),
    (r"hauptorgan|parlament|plenum|stadtrat|gemeinderat|kreistag|ratsversammlung", OrganizationType.PLENARY),
)
_SITTING = re.compile(r"^(?:\d+\.\s*)?(?:öffentliche\w*\s+)?sitzung\s+(?:des|der)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)|\s*[-–,]\s*\d.*$|\s+am\s+\d.*$")


class Bodies:
    """The organizations by their published identity, as far as they have been asked for."""

    def __init__(self, office: Office, published: Published) -> None:
        self._office = office
        self._published = published
        self._keys: dict[str, str] = {}
        self.added: list[str] = []

    def key(self, identity: str, fallback: str = "") -> str:
        """The key of an organization. `fallback` is a name for one that the service does not show, such as
        that of its meeting. Inside a transaction."""
        found = self._keys.get(identity)
        if found is None:
            found = self._keys[identity] = self._linked(identity, fallback)
        return found

    def forget(self) -> None:
        """Forget what a transaction that failed had entered."""
        self._keys.clear()

    def _linked(self, identity: str, fallback: str) -> str:
        item = self._published.get(identity)
        if item is not None and item.ours and self._office.rules.organization(item.ours):
            return item.ours
        facts = item.facts if item is not None else {}
        name = str(facts.get("name") or "") or named_by_meeting(fallback) or _tail(identity)
        known = self._matching(identity, name)
        key = known.key if known is not None else self._enter(name, facts)
        if item is not None:
            self._published.link(identity, key)
        return key

    def _matching(self, identity: str, name: str) -> Organization | None:
        """The organization of this name, unless another published one is it already: two bodies that a
        council's file names in one breath remain two."""
        found = organizations.find(self._office.rules, name)
        if found is None or organizations.plain(found.name) == organizations.plain(name):
            return found
        others = self._published.of("ours", found.key, "Organization")
        return None if any(o.id != identity for o in others) or found.key in self._keys.values() else found

    def _enter(self, name: str, facts: dict[str, object] | object) -> str:
        kind = str(facts.get("kind") or "") if isinstance(facts, dict) else ""
        council = self._office.rules
        made, added = organizations.added(council, name)
        given = type_of(kind)
        if given is OrganizationType.PLENARY and (
            council.plenary() or made.type is not OrganizationType.COMMITTEE
        ):
            given = None
        decides = made.decides or "beschließend" in kind.casefold()
        data = {**added.event.data, "type": (given or made.type).value, "decides": decides}
        for field in ("short", "since", "until"):
            value = facts.get(field) if isinstance(facts, dict) else None
            if value:
                data[field] = value
        self._office.append([Fact("council", Event("organization_added", data))])
        self.added.append(name)
        return made.key


def type_of(kind: str) -> OrganizationType | None:
    """The type that a service's own words mean (organizationType, classification); None where they say no
    more than that it is a body, as "Gremium" and "Ausschuss" do."""
    folded = kind.casefold()
    return next((t for pattern, t in _TYPES if re.search(pattern, folded)), None)


def named_by_meeting(name: str) -> str:
    """The organization that the name of a meeting tells: "12. Sitzung des Kreistages (öffentlich)"."""
    return _SITTING.sub("", _BRACKETS.sub("", name)).strip()


def _tail(identity: str) -> str:
    return "Gremium " + identity.rstrip("/").rpartition("/")[2]
