"""How the facts of a history become the motion.

An event's shape never changes; a new shape is a new event. Folding is bookkeeping only: what an event
leads to was decided when it was written and stands in its data, so that folding needs no council, no
clock and no rule, and gives the same motion for ever.

A correction names the event it corrects. The motion is folded again without that event, or with
the facts that replace it in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from states import fold_after, fold_text, fold_way
from states.event import DoesNotFollow, Recorded
from states.motion import Motion


def fold(motion_id: int, events: Iterable[Recorded]) -> Motion:
    """The motion that its events make, corrections applied. Raises DoesNotFollow."""
    history = list(events)
    motion = Motion(id=motion_id)
    for event in effective_events(history):
        motion = apply(motion, event)
    return motion._replace(version=len(history))


def effective_events(history: Iterable[Recorded]) -> list[Recorded]:
    """The events that hold: corrected ones left out or replaced, in the order they were recorded."""
    history = list(history)
    corrections: dict[int, Recorded] = {}
    for e in reversed(history):  # a correction that was itself corrected corrects nothing
        if e.kind == "corrected" and e.n not in corrections:
            corrections.setdefault(e.data["event"], e)
    held = (_held(event, corrections) for event in history)
    return [event for event in held if event is not None]


def _held(event: Recorded, corrections: Mapping[int, Recorded]) -> Recorded | None:
    correction = corrections.get(event.n)
    if correction is None:
        return event
    replacement = correction.data.get("replacement")
    if replacement is None:
        return None
    return Recorded(event.n, replacement["kind"], replacement["data"], correction.effective)


def apply(motion: Motion, event: Recorded) -> Motion:
    """The motion after one more event. Raises DoesNotFollow."""
    try:
        step = STEPS[event.kind]
    except KeyError:
        raise DoesNotFollow(event.n, f"unknown event {event.kind}") from None
    return step(motion, event)._replace(version=event.n)


Step = Callable[[Motion, Recorded], Motion]

STEPS: dict[str, Step] = {
    **fold_way.STEPS,
    **fold_text.STEPS,
    **fold_after.STEPS,
}
