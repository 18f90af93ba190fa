"""Putting an entry right without touching it: a correction is a fact with a reason.

The motion is folded again without the entry, or with other facts in its place. What was recorded after it
must still follow; where it does not, the later entry has to be corrected first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from states.event import DoesNotFollow, Recorded
from states.fold import apply, effective_events, fold
from states.motion import Motion, invariants
from states.rule_refusals import CannotCorrect, NoSuchEvent, ReasonMissing
from states.text import PointExists, UnknownPoint
from workflow.decide.refusals import FilingStands
from workflow.decide.scene import Decision, Scene, fact

#: What never happened to the motion cannot be corrected.
_FIXED = frozenset({"refused"})


def correct(
    motion: Motion,
    history: Sequence[Recorded],
    event: int,
    reason: str,
    replacement: Mapping[str, Any] | None,
    scene: Scene,
) -> Decision:
    """Correct one entry of a motion: take it back, or put other facts in its place.

    `replacement` holds the facts of the entry that change (its date, votes, phrase, text …); None takes one
    away. Raises ReasonMissing, NoSuchEvent, FilingStands, and CannotCorrect with the later entry that rests
    on this one. A correction can be taken back, but not itself be corrected: what it put right is put right
    once more.
    """
    if not reason.strip():
        raise ReasonMissing
    entry = next((e for e in history if e.n == event and e.kind not in _FIXED), None)
    if event == 1 and replacement is None and entry is not None:
        raise FilingStands(reference=motion.reference)
    again = entry is not None and entry.kind == "corrected" and replacement is not None
    if entry is None or again:
        raise NoSuchEvent(reference=motion.reference, event=event)
    standing = next((e for e in effective_events(history) if e.n == event), entry)
    data: dict[str, Any] = {"event": event, "reason": reason.strip()}
    effective = entry.effective
    if replacement is not None:
        gone = {k for k, v in replacement.items() if v is None}
        merged = {k: v for k, v in {**standing.data, **replacement}.items() if k not in gone}
        data["replacement"] = {"kind": entry.kind, "data": merged}
        effective = str(merged.get("on", entry.effective))
    check_follows(motion, [*history, Recorded(len(history) + 1, "corrected", data, effective)], event)
    return Decision((fact(motion, "corrected", data, effective or scene.today.isoformat()),))


def check_follows(motion: Motion, history: Sequence[Recorded], event: int) -> Motion:
    """The motion that the corrected history makes. Raises CannotCorrect where later entries rest on it."""
    try:
        made = fold(motion.id, history)
    except DoesNotFollow as stuck:
        raise CannotCorrect(reference=motion.reference, event=event, later=stuck.n) from stuck
    except (UnknownPoint, PointExists) as stuck:
        later = next((e.n for e in history if e.n > event and e.kind == "text_amended"), event)
        raise CannotCorrect(reference=motion.reference, event=event, later=later) from stuck
    if invariants(made):
        raise CannotCorrect(reference=motion.reference, event=event, later=_first_unsound(motion.id, history))
    return made


def _first_unsound(motion_id: int, history: Sequence[Recorded]) -> int:
    """The first entry from which on the motion is never again what a motion can be."""
    made, found = Motion(motion_id), 0
    for entry in effective_events(history):
        made = apply(made, entry)
        found = (found or entry.n) if invariants(made) else 0
    return found
