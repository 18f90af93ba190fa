"""Whether a paper can be filed at all: its substance, the paper it amends, a lock on its matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from states.motion import Motion
from states.refusal import N_, Word
from states.rule_refusals import Locked, NotFiled
from states.stage import OPEN, State
from states.text import Change, Operation
from workflow.decide.refusals import ChangedTwice, ChangeWithoutText, NoSubstance, ParentEnded
from workflow.decide.scene import Scene

if TYPE_CHECKING:
    from workflow.decide.filing import Filing


def check_lock(rejected: Motion, until: date, new_facts: str, scene: Scene) -> None:
    """Raise Locked where the same matter was rejected and its resubmission lock still runs; new facts open
    it (§ 34 Abs. 1 Satz 6 GemO BW and its like)."""
    if new_facts or rejected.decided_on is None or scene.today >= until:
        return
    raise Locked(
        reference=rejected.reference,
        rejected=rejected.decided_on,
        until=until,
        ground=scene.council.source("resubmission_lock"),
    )


def check_substance(filing: Filing) -> None:
    """Raise NoSubstance for a paper without a title or anything to vote on, ChangedTwice and
    ChangeWithoutText for an amendment that cannot be read in one way."""
    missing = [] if filing.title else [Word(N_("title"))]
    if not filing.points and not filing.changes and filing.points_known:
        missing.append(Word(N_("point")))
    if missing:
        raise NoSubstance(missing=missing)
    _check_changes(filing.changes)


def _check_changes(changes: Iterable[Change]) -> None:
    """Each point is changed once, and what is not struck has a text."""
    seen: set[str] = set()
    for change in changes:
        if change.operation is not Operation.DELETE and not change.text.strip():
            raise ChangeWithoutText(number=change.number or "–")
        if change.operation in (Operation.REPLACE, Operation.DELETE):
            if change.number in seen:
                raise ChangedTwice(number=change.number)
            seen.add(change.number)


def check_parent(parent: Motion) -> None:
    """Raise NotFiled or ParentEnded where a paper cannot be amended."""
    if parent.state is State.DRAFT:
        raise NotFiled(reference=parent.reference or parent.title)
    if parent.state not in OPEN:
        raise ParentEnded(reference=parent.reference, state=parent.state)
