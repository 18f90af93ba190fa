"""What amendments, choices and texts that come late do to a motion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from states.consultation_json import consultation_from, day, points_from
from states.event import Recorded
from states.fold_way import changes_from, links_from
from states.motion import Choice, Motion, Status
from states.stage import ADOPTED, OPEN, State
from states.text import Change, Operation, Point
from states.text import apply as apply_changes


def _text_amended(motion: Motion, event: Recorded) -> Motion:
    """An amendment was adopted at the station where the motion stands; without changes, it was voted out of
    the text that an earlier station had recommended."""
    changes = changes_from(event.data["changes"])
    if motion.is_amendment:
        return motion._replace(changes=amended_changes(motion.changes, changes))
    motion = maintained(motion)
    amended = with_amendment(motion, event.data["amendment"], changes)
    if not amended and motion.recommended is None:
        return motion._replace(amended=(), proposed=None, proposed_by="", choice=Choice.NONE)
    return motion._replace(
        amended=amended,
        proposed=consolidated(motion, amended),
        proposed_by=event.data["organization"],
        choice=Choice(event.data.get("choice", "adopt")),
    )


def maintained(motion: Motion) -> Motion:
    """The motion as an amendment finds it: where the faction maintains its own text, that one is amended, and
    what the committee recommended is no longer before anybody."""
    if motion.choice is not Choice.MAINTAIN:
        return motion
    return motion._replace(proposed=None, recommended=None, amended=(), proposed_by="", choice=Choice.NONE)


Amended = tuple[tuple[int, tuple[Change, ...]], ...]


def with_amendment(motion: Motion, amendment: int, changes: tuple[Change, ...]) -> Amended:
    """The amendments that stand in the text: this one with its changes, or without it where it has none."""
    others = tuple(a for a in motion.amended if a[0] != amendment)
    known = any(a[0] == amendment for a in motion.amended)
    if not changes:
        return others
    if known:
        return tuple((n, changes if n == amendment else c) for n, c in motion.amended)
    return (*others, (amendment, changes))


def consolidated(motion: Motion, amended: Amended) -> tuple[Point, ...]:
    """The text before the next vote: the recommended one, or the faction's own, with the amendments that
    stand in it. Raises UnknownPoint, PointExists."""
    text = motion.points if motion.recommended is None else motion.recommended
    for _, changes in amended:
        text = apply_changes(text, changes, known=motion.points_known)
    return text


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
    if motion.state in ADOPTED:
        return motion._replace(final=text, owed=owed)
    if motion.state not in OPEN:
        return motion._replace(proposed=text, owed=owed)
    choice = Choice.ADOPT if motion.state is State.SUSPENDED else Choice.PENDING
    return motion._replace(proposed=text, recommended=text, amended=(), owed=owed, choice=choice)


def _followed(motion: Motion, event: Recorded) -> Motion:
    """An amendment goes where its motion went."""
    d = event.data
    opens = d.get("opens")
    number = None if opens is None else opens["n"]  # a station it comes back to is not there twice
    kept = (c for c in motion.consultations if c.n != number or c.result is not None)
    route = tuple(c._replace(status=Status.VOID) if c.current else c for c in kept)
    if opens is not None:
        route += (consultation_from(opens)._replace(status=Status(d.get("opens_as", "open"))),)
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
