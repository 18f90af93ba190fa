"""What moves a motion other than a result, in words."""

from __future__ import annotations

from states.refusal import N_

ACTS: dict[str, str] = {
    "submit": N_("filed"),
    "open": N_("on the agenda"),
    "object": N_("objection"),
    "lift": N_("objection lifted"),
    "report": N_("report"),
    "implement": N_("carried out"),
    "fall": N_("falls with its motion"),
    "follow": N_("goes with its motion"),
    "lapse": N_("term ends: lapses"),
    "sleep": N_("term ends: sleeps"),
    "wake": N_("taken up again"),
}
