"""The state space of a council file, with every finding at its place in the file and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from states.refusal import N_
from states.stage import STATE_LABELS, State
from workflow.labels import register
from workflow.presets.fault import Fault, Said, fault_at, in_order
from workflow.presets.tree import spot
from workflow.rules.space_checks import examine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from workflow.presets.loading import Loaded

register(State, cast("Mapping[Enum, str]", STATE_LABELS))

SAID: dict[str, Said] = {
    said.code: said
    for said in (
        Said(
            "route_decides_nothing",
            N_("The route “{kind}” has no station that decides and is always there."),
            N_("Add one with the role plenary_decision or committee_decision."),
        ),
        Said(
            "no_power_to_decide",
            N_("“{name}” would end the motion here without the power to decide (role “{role}”)."),
            N_("Give it “decides: true” with the source, or give the station the role recommendation."),
        ),
        Said(
            "prepares_nothing",
            N_("This station prepares a decision of the plenary, but none follows on the route."),
            N_("Add the plenary behind it, or give it the role committee_decision or recommendation."),
        ),
        Said(
            "station_unreachable",
            N_("No motion ever reaches this station ({name})."),
            N_("A vote behind the deciding one never takes place: move the station, or make it a notice."),
        ),
        Said(
            "no_way_out",
            N_("From here ({name}, {state}) the council can bring a motion to no end."),
            N_("Allow a result that decides, or one that leads on to a station that does."),
        ),
        Said(
            "no_main_committee",
            N_("Referred motions are to be prepared by the main committee, and the council has none."),
            N_("Describe it under organizations with the type main_committee, or set the flag to false."),
        ),
        Said(
            "state_unreachable",
            N_("No motion can ever become “{state}” any more."),
            N_("Check the outcomes of this file that used to lead there."),
        ),
        Said(
            "outcome_changes_nothing",
            N_("“{outcome}” has no other effect at this role ({role}) than it has anyway."),
            N_("Remove this outcome, or give it the effect that is meant."),
        ),
        Said(
            "outcome_never_occurs",
            N_("“{outcome}” is changed for the role “{role}”, which no motion ever meets in this council."),
            N_("Remove this outcome, or check the role."),
        ),
        Said(
            "outcome_contradicts_itself",
            N_("“{outcome}” would have the opposite effect of what was voted."),
            N_("Check the effect."),
        ),
        Said(
            "outcome_needs_target",
            N_("“{outcome}” names no organization, so its effect cannot lead to one."),
            N_("Take another effect; only referrals name an organization."),
        ),
        Said(
            "outcome_never_possible",
            N_("“{outcome}” could never be recorded with this effect (role {role})."),
            N_("Take another effect, or refuse to say that it is no valid entry."),
        ),
        Said(
            "outcome_leads_nowhere",
            N_("“{outcome}” leaves the motion exactly where it stands (role {role})."),
            N_("Take an effect that leads on or ends the motion."),
        ),
        Said(
            "outcome_refused_everywhere",
            N_("“{outcome}” is refused at every role, so it can never be recorded."),
            N_("Allow it at one role at least."),
        ),
        Said(
            "vote_decides_nothing",
            N_("The vote “{outcome}” leaves the motion with the same station (role {role})."),
            N_("Take an effect that leads on or decides; deferrals have outcomes of their own."),
        ),
        Said(
            "ends_without_power",
            N_("“{outcome}” would end the motion at a station that has no power to (role {role})."),
            N_("An advisory station leads on: take the effect next."),
        ),
        Said(
            "hands_over_without_power",
            N_("A station with the role “{role}” would hand over a decision that is not its own."),
            N_("Take the effect insert or insert_return."),
        ),
    )
}


def space_faults(loaded: Loaded) -> tuple[Fault, ...]:
    """What is wrong with the state space of a file that has no other fault; empty otherwise."""
    if loaded.council is None or loaded.tree is None:
        return ()
    names = {o.key: o.name for o in loaded.council.organizations}
    found = []
    for finding in examine(loaded.council):
        fault = fault_at(spot(loaded.tree, finding.at), SAID[finding.code], **finding.facts)
        path = tuple(step._replace(organization=names.get(step.organization, "")) for step in finding.way)
        found.append(fault._replace(path=path))
    return in_order(found)
