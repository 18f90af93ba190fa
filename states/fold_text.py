"""What amendments, choices and texts that come late do to a motion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from states.consultation_json import consultation_from, day, points_from
from states.event import Recorded
from states.fold_way import changes_from, links_from
from states.motion import Choice, Motion, Status
from states.stage import OPEN, State
from states.text import Change, Operation
from states.text import apply as apply_changes


def _text_amended(motion: Motion, event: Recorded) -> Motion:
    """An amendment was adopted at the station where the motion stands."""
    changes = changes_from(event.data["changes"])
    if motion.is_amendment:
        return motion._replace(changes=amended_changes(motion.changes, changes))
    text = apply_changes(motion.text, changes, known=motion.points_known)
    choice = Choice(event.data.get("choice", "adopt"))
    return motion._replace(proposed=text, proposed_by=event.data["organization"], choice=choice)


def amended_changes(changes: Sequence[Change], by: Sequence[Change]) -> tuple[Change, ...]:
    """An amendment's changes after an amendment to the amendment."""
    if any(c.operation is Operation.WHOLE for c in by):
        return tuple(by)
    result = list(changes)
    for change in by:
        at = next((i for i, c in enumerate(result) if c.number == change.number), None)
        if at is None:
            result.append(change)
        elif change.operation is Operation.DELETE:
            del result[at]
        else:
            result[at] = result[at]._replace(text=change.text)
    return tuple(result)


def _text_chosen(motion: Motion, event: Recorded) -> Motion:
    """The faction adopts the recommended text, or maintains its own."""
    return motion._replace(choice=Choice(event.data["choice"]))


def _text_supplied(motion: Motion, event: Recorded) -> Motion:
    """The text as voted comes later than the result that owed it."""
    text = points_from(event.data["text"])
    owed = tuple(o for o in motion.owed if o != "text")
    if motion.decided_on is not None:
        return motion._replace(final=text, owed=owed)
    return motion._replace(proposed=text, owed=owed, choice=Choice.PENDING)


def _followed(motion: Motion, event: Recorded) -> Motion:
    """An amendment goes where its motion went."""
    d = event.data
    route = tuple(c._replace(status=Status.VOID) if c.current else c for c in motion.consultations)
    if d.get("opens") is not None:
        route += (consultation_from(d["opens"])._replace(status=Status(d.get("opens_as", "open"))),)
    state = State(d["state"])
    return motion._replace(
        consultations=route,
        state=state,
        links=motion.links + links_from(d),
        ended_on=day(d["on"]) if state not in OPEN else motion.ended_on,
        decided_on=day(d["on"]) if state is State.ADOPTED else motion.decided_on,
    )


STEPS: dict[str, Callable[[Motion, Recorded], Motion]] = {
    "text_amended": _text_amended,
    "text_chosen": _text_chosen,
    "text_supplied": _text_supplied,
    "followed": _followed,
}
