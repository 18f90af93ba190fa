"""Which organization a name means, as documents and people write it."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache

from states.council import Council, Organization, OrganizationType
from states.event import Event, Fact
from states.refusal import N_, Exit, Refusal


class UnknownOrganization(Refusal):
    code = "unknown_organization"
    exit_status = Exit.NOT_FOUND
    message = N_("{council} has no organization “{name}”.")
    way_out = N_("Known: {known}. A new one is added to the council’s file, or with --add-organizations.")


_ENDINGS = re.compile(r"(?<=ausschuss)es\b|(?<=tag)e?s\b|(?<=rat)e?s\b|(?<=rat)e\b|(?<=versammlung)en\b")
_LEADING = re.compile(r"^(?:der|die|das|des|dem|den|im|in|an)\s+")
_OF_TOWN = re.compile(r"\s+(?:der|des|von)\s+(?:stadt|gemeinde|kreises|landkreises|landeshauptstadt)\b.*$")
_SPACES = re.compile(r"\s+")

_PLENARY = re.compile(
    r"^(?:kreistag|rat|stadtrat|gemeinderat|marktgemeinderat|bezirkstag|regionsversammlung|samtgemeinderat"
    r"|landschaftsversammlung.*|.*stadtverordnetenversammlung|.*gemeindevertretung|verbandsversammlung"
    r"|bürgerschaft|stadtvertretung)$"
)
_MAIN = re.compile(
    r"^(?:haupt.*ausschuss|kreisausschuss|verwaltungsausschuss|landschaftsausschuss|ältestenrat"
    r"|regionsausschuss|samtgemeindeausschuss|magistrat|hfa|va)$"
)
_DISTRICT = re.compile(
    r"^(?:bezirksvertretung|orts(?:chafts)?rat|ortsbeirat|bezirks(?:bei)?rat|stadtbezirksrat|bv)\b"
)
_GROUP = re.compile(r"(?:beirat|arbeitsgruppe|arbeitskreis|kommission|runder tisch|projektgruppe)\b")
_FACTION = re.compile(r"fraktion(?:en)?$")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name as it is compared: no case, no article, nominative, without the town's name behind it."""
    folded = _SPACES.sub(" ", unicodedata.normalize("NFC", name)).strip().casefold()
    folded = folded.replace("ß", "ss").rstrip(".:,;")
    folded = _ENDINGS.sub("", _LEADING.sub("", folded))
    return _OF_TOWN.sub("", folded)


def find(council: Council, name: str) -> Organization | None:
    """The organization that a name, short name, alias or inflected form means; None where none does
    or several do."""
    by_key = council.organization(name)
    if by_key is not None:
        return by_key
    wanted = plain(name)
    exact = [o for o in council.organizations if wanted in _names(o)]
    if exact:
        return exact[0]
    if _PLENARY.match(wanted):
        return council.plenary()
    longer = [o for o in council.organizations if any(_begins(n, wanted) for n in _names(o))]
    return longer[0] if len(longer) == 1 else None


def _begins(known: str, wanted: str) -> bool:
    """One is the other with something behind it: `Ausschuss für Soziales (ASIF)`."""
    shorter, longer = sorted((known, wanted), key=len)
    behind = longer[len(shorter) :].lstrip()[:1]
    return len(shorter) > 3 and longer.startswith(shorter) and behind in ("(", ",", "/", "–")


def _names(organization: Organization) -> set[str]:
    given = (organization.key, organization.name, organization.short, *organization.aliases)
    return {plain(n) for n in given if n}


def required(council: Council, name: str) -> Organization:
    """As `find`. Raises UnknownOrganization with the nearest names."""
    found = find(council, name)
    if found is not None:
        return found
    names = [o.name for o in council.organizations if o.type is not OrganizationType.FACTION]
    near = get_close_matches(name, names, 4, 0.5) or names[:8]
    raise UnknownOrganization(council=council.name, name=name, known=near)


def misspelt(council: Council, name: str) -> bool:
    """True for a name that no organization has and that is one letter or two from the name of one."""
    known = [n for o in council.organizations for n in _names(o) if len(n) > 3]
    return find(council, name) is None and bool(get_close_matches(plain(name), known, 1, 0.85))


def type_of(name: str) -> OrganizationType:
    """What kind of organization a name is that no council file knows, by its words."""
    folded = plain(name)
    if _FACTION.search(folded):
        return OrganizationType.FACTION
    if _GROUP.search(folded):
        return OrganizationType.GROUP
    if _DISTRICT.match(folded):
        return OrganizationType.DISTRICT
    if _PLENARY.match(folded):
        return OrganizationType.PLENARY
    return OrganizationType.MAIN_COMMITTEE if _MAIN.match(folded) else OrganizationType.COMMITTEE


def added(council: Council, name: str) -> tuple[Organization, Fact]:
    """A new organization, and the fact that it is known from now on.

    A second plenary or main committee is entered as a committee: a council has one of each.
    """
    kind = type_of(name)
    if (kind is OrganizationType.PLENARY and council.plenary()) or (
        kind is OrganizationType.MAIN_COMMITTEE and council.main_committee()
    ):
        kind = OrganizationType.COMMITTEE
    made = Organization(_free_key(council, name), name, kind, decides=kind is OrganizationType.PLENARY)
    data: dict[str, object] = {
        "key": made.key,
        "name": made.name,
        "type": kind.value,
        "decides": made.decides,
    }
    return made, Fact("council", Event("organization_added", data))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _free_key(council: Council, name: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", plain(name).translate(_UMLAUTS)).strip("-")[:40].strip("-") or "gremium"
    if not base[0].isalpha():
        base = f"g-{base}"
    taken = {o.key for o in council.organizations}
    number = 2
    key = base
    while key in taken:
        key, number = f"{base[:36]}-{number}", number + 1
    return key
