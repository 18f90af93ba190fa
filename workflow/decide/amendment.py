"""Amendments and their motion: who is voted on first, what follows, what falls.

Amendments are voted on before their motion at each station, the furthest-reaching first, an amendment to
an amendment before the amendment; they fall with their motion.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from states.consultation_json import consultation_to
from states.event import Fact
from states.fold_text import consolidated, maintained, with_amendment
from states.motion import Choice, Motion, Result, Status
from states.outcome import Effect, Outcome, Vote
from states.route import Move
from states.rule_refusals import AmendmentFirst, FurtherReachingFirst
from states.stage import OPEN, State
from states.text import Change, Operation, reach
from workflow.decide.scene import Scene, fact

_PARTLY = Outcome.ADOPTED_PARTLY


def living(scene: Scene, parent: Motion) -> list[Motion]:
    """The amendments to a paper that are still to be decided, in the order of voting."""
    found = [
        m for m in scene.family if m.parent == parent.id and m.state in OPEN and m.state is not State.DRAFT
    ]
    return sorted(found, key=order)


def order(motion: Motion) -> tuple[int, tuple[int, int], date, int]:
    """The order of voting: the chair's finding first, else the furthest-reaching, then by filing."""
    far, many = reach(motion.changes)
    rank = motion.rank if motion.rank is not None else 1_000_000
    return (rank, (-far, -many), motion.submitted_on or date.max, motion.id)


def check_order(motion: Motion, scene: Scene) -> None:
    """Raise AmendmentFirst or FurtherReachingFirst where another paper has to be voted on before this."""
    for one in living(scene, motion):
        if awaits_vote(one, scene):
            raise AmendmentFirst(amendment=one.reference, reference=motion.reference)
    if not motion.is_amendment:
        return
    parent = scene.member(motion.parent)
    for one in living(scene, parent) if parent is not None else []:
        if one.id == motion.id:
            return
        if awaits_vote(one, scene):
            raise FurtherReachingFirst(first=one.reference, reference=motion.reference)


def awaits_vote(motion: Motion, scene: Scene) -> bool:
    """True for an amendment that has not been voted on at this station and is not moot.

    One that an earlier station recommended stands in the recommended text and needs no further vote.
    """
    if motion.current is None:
        return False
    last = motion.last_result()
    return (last is None or last.vote is not Vote.FOR) and not moot(motion, scene)


def moot(motion: Motion, scene: Scene) -> bool:
    """True where adopted amendments have already disposed of every point this one would change."""
    parent = scene.member(motion.parent)
    if parent is None:
        return False
    others = (m for m in scene.family if m.parent == parent.id and m.id != motion.id)
    changes = [c for m in others for c in adopted_at(m, parent)]
    return bool(motion.changes) and all(disposed(c, changes) for c in motion.changes)


def disposed(change: Change, adopted: list[Change]) -> bool:
    """True where one of the adopted changes leaves nothing for this one to change."""
    touching = (Operation.REPLACE, Operation.DELETE)
    return any(
        c.operation is Operation.WHOLE
        or (c.number == change.number and c.operation in touching and change.operation in touching)
        for c in adopted
    )


def adopted_at(motion: Motion, parent: Motion) -> tuple[Change, ...]:
    """What of an amendment was adopted at the station where its parent stands."""
    here = parent.current
    at = motion.consultation(here.n) if here is not None else None
    if at is None or at.result is None or not _makes_text(at.result):
        return ()
    return voted_changes(motion, at.result)


def adopted_here(motion: Motion, scene: Scene) -> list[Motion]:
    """The amendments adopted at the station where the motion stands."""
    return [m for m in scene.family if m.parent == motion.id and adopted_at(m, motion)]


def replaced_by(motion: Motion, scene: Scene) -> Motion | None:
    """The amendment that replaced the whole text at the station where the motion stands."""
    return next(
        (
            m
            for m in adopted_here(motion, scene)
            if any(c.operation is Operation.WHOLE for c in adopted_at(m, motion))
        ),
        None,
    )


def check_applies(parent: Motion, amendment: int, changes: tuple[Change, ...]) -> None:
    """Raise UnknownPoint or PointExists where a paper's text has no place for these changes."""
    if not parent.is_amendment:
        parent = maintained(parent)
        consolidated(parent, with_amendment(parent, amendment, changes))


def consequences(before: Motion, after: Motion, move: Move, on: date, scene: Scene) -> list[Fact]:
    """What a result means for the other papers of the family."""
    if before.is_amendment:
        return [*_amends(before, after, move, on, scene), *_fall_below(after, on, scene)]
    if after.state not in OPEN:
        return _end_with(before, after, move, on, scene)
    return [] if after.current == before.current else follow(after, on, scene)


def follow(root: Motion, on: date, scene: Scene) -> list[Fact]:
    """The amendments go where their motion stands now, and to the meeting it is put on; those that stand
    there already stay, and those that were voted on there are not voted on again."""
    found = ((one, _way_of(one, root, on)) for one in _alive(scene, root))
    return [fact(one, way[0], way[1], on.isoformat()) for one, way in found if way is not None]


def _way_of(one: Motion, root: Motion, on: date) -> tuple[str, dict[str, object]] | None:
    here, known = root.current, one.current
    there = one.consultation(here.n) if here is not None else None
    voted = there is not None and there.result is not None
    if voted and known is None and one.state is root.state:
        return None
    if here is None or voted:
        return "followed", {"state": root.state.value, "on": on.isoformat()}
    if known is None or known.n != here.n or one.state is not root.state:
        return "followed", way_with(root, on)
    if (known.meeting, known.on, known.status) == (here.meeting, here.on, here.status):
        return None
    data: dict[str, object] = {"consultation": here.n, "meeting": here.meeting}
    if here.on is not None:
        data["on"] = here.on.isoformat()
    return "scheduled", data | ({"next_meeting": True} if here.next_meeting else {})


def _alive(scene: Scene, root: Motion) -> list[Motion]:
    """The amendments to a motion, at any depth, that are still to be decided. A scene may hold several
    families."""
    return [
        m
        for m in scene.family
        if m.root == root.id and m.is_amendment and m.state in OPEN and m.state is not State.DRAFT
    ]


def way_with(root: Motion, on: date) -> dict[str, object]:
    """What the entry of an amendment that goes where its motion stands holds."""
    data: dict[str, Any] = {"state": root.state.value, "on": on.isoformat()}
    current = root.current
    if current is not None:
        data["opens"] = consultation_to(current._replace(result=None))
        if current.status is Status.HELD:
            data["opens_as"] = Status.HELD.value
    return data


def _amends(before: Motion, after: Motion, move: Move, on: date, scene: Scene) -> list[Fact]:
    """An adopted amendment changes the text of its paper, and leaves nothing to others it disposes of."""
    parent = scene.member(before.parent)
    current = before.current
    if parent is None or current is None:
        return []
    stands = any(number == before.id for number, _ in parent.amended)
    changes: tuple[Change, ...] = ()
    result = after.last_result()
    if result is not None and _makes_text(result):
        changes = voted_changes(before, result)
        check_applies(parent, before.id, changes)
    if not changes and not stands:
        return []
    decides = move.effect in (Effect.ADOPT, Effect.SPLIT)
    data: dict[str, object] = {
        "by": before.reference,
        "amendment": before.id,
        "organization": current.organization,
        "consultation": current.n,
        "changes": [[c.operation.value, c.number, c.text] for c in changes],
        "choice": (Choice.ADOPT if decides else Choice.PENDING).value,
    }
    amended = fact(parent, "text_amended", data, on.isoformat())
    if not decides:
        return [amended]
    settled: dict[str, object] = {
        "state": State.SETTLED.value,
        "on": on.isoformat(),
        "links": [["settled_by", before.reference]],
    }
    others = [m for m in living(scene, parent) if m.id != before.id]
    disposed_of = [m for m in others if m.changes and all(disposed(c, list(changes)) for c in m.changes)]
    return [amended, *(fact(m, "followed", settled, on.isoformat()) for m in disposed_of)]


def _makes_text(result: Result) -> bool:
    """True for a vote that puts the amendment, or those points of it that are known, into the text."""
    if result.outcome is _PARTLY:
        return bool(result.points or result.text)
    return result.vote is Vote.FOR and result.outcome is not Outcome.EXAMINED


def voted_changes(before: Motion, result: Result) -> tuple[Change, ...]:
    """The changes as voted: those of the points that were adopted, with the text given with the vote in place
    of the amendment's own. A deletion has no text to give."""
    lost = {number for number, outcome in result.points if outcome is Outcome.REJECTED}
    changes = [c for c in before.changes if c.number not in lost]
    if result.text is None:
        return tuple(changes)
    given = {p.number: p.text for p in result.text}
    known = {c.number for c in before.changes}
    kept = [
        c._replace(text=given.get(c.number, ""))
        for c in changes
        if c.number in given or c.operation is Operation.DELETE
    ]
    return (*kept, *(Change(Operation.ADD, n, t) for n, t in given.items() if n not in known))


def _end_with(before: Motion, after: Motion, move: Move, on: date, scene: Scene) -> list[Fact]:
    """The motion has ended: amendments that stand in its adopted text are adopted, the others fall. Where the
    faction maintained its own text, none stands in it."""
    facts = []
    adopted = move.effect in (Effect.ADOPT, Effect.SPLIT) and before.choice is not Choice.MAINTAIN
    for one in _alive(scene, after):
        last = one.last_result()
        stands = adopted and last is not None and (last.vote is Vote.FOR or last.outcome is _PARTLY)
        state = State.ADOPTED if stands else State.FALLEN
        data: dict[str, object] = {"state": state.value, "on": on.isoformat()}
        facts.append(fact(one, "followed", data, on.isoformat()))
    return facts


def _fall_below(after: Motion, on: date, scene: Scene) -> list[Fact]:
    """Amendments to an amendment fall when it ends."""
    return all_fall(after, on, scene) if after.state not in OPEN else []


def all_fall(motion: Motion, on: date, scene: Scene) -> list[Fact]:
    """Every open amendment below a paper falls with it."""
    data: dict[str, object] = {"state": State.FALLEN.value, "on": on.isoformat()}
    facts = []
    for one in living(scene, motion):
        facts.append(fact(one, "followed", data, on.isoformat()))
        facts += all_fall(one, on, scene)
    return facts
