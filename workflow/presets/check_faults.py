"""What can contradict itself in a council file: code, sentence and way out of each fault."""

from __future__ import annotations

from enum import Enum

from states.refusal import N_
from workflow.presets.fault import Fault, Said, Spot, fault_at
from workflow.presets.near import nearest

ENDS_BEFORE_START = Said(
    "ends_before_start",
    N_("This ends on {last} and begins only on {first}."),
    N_("Correct one of the two dates."),
)
CANNOT_DECIDE = Said(
    "cannot_decide",
    N_("{name} is no body that votes, so it cannot have the power to decide."),
    N_("Remove “decides”, or correct the type."),
)
NAME_TAKEN = Said(
    "name_taken",
    N_("The name “{name}” already stands for “{other}”, so nobody could tell the two apart."),
    N_("Remove it here, or say with since and until when each of them existed."),
)
TERMS_OVERLAP = Said(
    "terms_overlap",
    N_("The term {name} begins before the term {other} has ended."),
    N_("Correct the dates; a term begins on the day after the one before it."),
)
AMENDMENT_ROUTE = Said(
    "amendment_route",
    N_("Amendments have no route of their own: they follow the paper that they change."),
    N_("Remove this route."),
)
STATION_TWICE = Said(
    "station_twice",
    N_("A station names either one organization or any of a type, not both."),
    N_("Remove “organization” or “any”."),
)
STATION_NOWHERE = Said(
    "station_nowhere",
    N_("This station names no organization."),
    N_("Add “organization: KEY”, or “any: committee” where it may be any committee."),
)
NONE_OF_TYPE = Said(
    "none_of_type",
    N_("The council has no organization of the type “{type}”, so this station can never be reached."),
    N_("Describe one under organizations, or remove the station."),
)
NOT_PLENARY = Said(
    "not_plenary",
    N_("“{name}” is not the plenary, so it cannot take the plenary’s decision."),
    N_("Give it the role committee_decision, preparation or recommendation."),
)
PLENARY_AS_COMMITTEE = Said(
    "plenary_as_committee",
    N_("“{name}” is the plenary; its decision is not that of a committee."),
    N_("Give it the role plenary_decision."),
)
VOTELESS = Said(
    "voteless",
    N_("“{name}” does not vote on papers of the council, so it cannot have the role “{role}”."),
    N_("Give it the role hearing or notice, or correct its type."),
)
UNKNOWN_ORGANIZATION = Said(
    "unknown_organization",
    N_("The organization “{name}” is not described in this file."),
    N_("Described are: {known}."),
)
UNKNOWN_ORGANIZATION_NEAR = Said(
    "unknown_organization",
    N_("The organization “{name}” is not described in this file."),
    N_("Is “{near}” meant?"),
)
NO_ZONE = Said("no_zone", N_("“{zone}” is not a time zone."), N_("For Germany: Europe/Berlin."))
NO_PLENARY = Said(
    "no_plenary",
    N_("None of the organizations is the plenary, so nothing could be decided finally."),
    N_("Give the council itself the type plenary."),
)
TWO_PLENARIES = Said(
    "two_plenaries",
    N_("“{name}” and “{other}” are both the plenary at the same time."),
    N_("A council has one; correct the type, or say with since and until when each of them existed."),
)
NOBODY_MAY = Said(
    "nobody_may",
    N_("No role has the permission “{action}”; nobody could ever change this again."),
    N_("Give it to one of the roles, usually the manager."),
)
WRONG_DIRECTION = Said(
    "wrong_direction",
    N_("“{rule}” does not fit “{key}”, which is {expected}."),
    N_("For example: {example}"),
)
UNKNOWN_DEADLINE = Said(
    "unknown_deadline",
    N_("“{rule}” counts from the deadline “{anchor}”, which this file does not have."),
    N_("Deadlines of this file: {known}."),
)
BAD_REPEAT = Said(
    "bad_repeat",
    N_("“{value}” does not say how often."),
    N_("For example: every 180 days, every 4 weeks"),
)


class Fits(Enum):
    """What the words of a place are for; the values are names for people."""

    PERIOD = N_("a period after something, counted forward")
    WINDOW = N_("a window of time after an objection")
    OFFSET = N_("an offset before or after its anchor")
    LOCK = N_("a time for which something is locked")
    DEADLINE = N_("a deadline, not a lock")

    @property
    def label(self) -> str:
        """Its name, for `workflow.words.label`."""
        return str(self.value)


def unknown_organization(place: Spot, name: str, known: list[str]) -> Fault:
    """The fault of naming an organization that is not there, with the nearest one."""
    near = nearest(name, known)
    if near:
        return fault_at(place, UNKNOWN_ORGANIZATION_NEAR, name=name, near=near[0])
    return fault_at(place, UNKNOWN_ORGANIZATION, name=name, known=known)
