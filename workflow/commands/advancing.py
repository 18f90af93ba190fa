"""What is shown of a motion after something was recorded for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from states.motion import Motion, Result
from states.vote import Votes
from workflow.commands.cautions import Pair, caution_lines, cautions
from workflow.commands.standing import affected, name_of, organization_name, standing, standing_lines
from workflow.office.office import Office
from workflow.office.results import Advanced
from workflow.words import _, day, label


class Progress:
    """A motion moved: what was recorded, where it stands now, and which other papers moved with it."""

    def __init__(self, office: Office, done: Advanced, warnings: Iterable[Pair], act: str = "") -> None:
        self.office = office
        self.before = done.before
        self.after = done.after
        self.act = act
        self.result = None if act else new_result(done)
        own = [
            w
            for w in done.carried.warnings
            if w[1].get("reference", self.after.reference) == self.after.reference
        ]
        pairs = [*warnings, *own]
        self.warnings = cautions(pairs, _ground(office, done))
        self.others = _others(done)

    def as_object(self) -> dict[str, Any]:
        """For programs; its keys are a promise."""
        return {
            **standing(self.office, self.after),
            "was": self.before.state.value,
            "act": self.act or None,
            "result": _result(self.result, self.after) if self.result else None,
            "amendments": [
                {"reference": m.reference, "id": m.id, "state": m.state.value} for m in self.others
            ],
            "warnings": self.warnings,
            "dry_run": self.office.dry_run,
        }

    def lines(self, act_label: str = "") -> Iterator[str]:
        """For people."""
        if self.office.dry_run:
            yield _("Nothing was recorded; this is what would happen:")
        if self.result is not None:
            yield _("{reference}: {result}").format(
                reference=name_of(self.after), result=result_line(self.office, self.after, self.result)
            )
        elif act_label:
            yield _("{reference}: {result}").format(reference=name_of(self.after), result=act_label)
        yield from standing_lines(self.office, self.after)
        if self.others:
            yield _("Moved with it: {papers}").format(papers=affected(self.others))
        yield from caution_lines(self.warnings)


def new_result(done: Advanced) -> Result | None:
    """The result that was recorded; None where only something else happened."""
    result = done.after.last_result()
    before = done.before.last_result()
    return None if result is None or (before is not None and before.event == result.event) else result


def _ground(office: Office, done: Advanced) -> str:
    """The source of the rule that a check of legality can start from: the council's own deviation, else what
    its route rests on."""
    result = new_result(done)
    at = next((c for c in done.after.consultations if c.result is result), None)
    if result is None or at is None:
        return ""
    rules = office.rules
    override = rules.override(result.outcome, at.role)
    route = rules.route(done.after.kind)
    return (override.source if override else "") or (route.source if route else "")


def _others(done: Advanced) -> list[Motion]:
    """The other papers of the same family that moved: a meeting's results may have moved many more."""
    numbers = {int(f.stream.partition(":")[2]) for f in done.carried.facts if f.stream.startswith("motion:")}
    moved = [done.carried.motion(n) for n in sorted(numbers - {done.after.id})]
    root = done.after.root or done.after.id
    return [m for m in moved if root in (m.id, m.root)]


def _result(result: Result, motion: Motion) -> dict[str, Any]:
    at = next(c for c in motion.consultations if c.result is result)
    return {
        "event": result.event,
        "outcome": result.outcome.value,
        "on": result.on.isoformat(),
        "organization": at.organization,
        "role": at.role.value,
        "meeting": at.meeting,
        "majority": result.majority.value if result.majority else None,
        "votes": votes_object(result.votes),
        "factions": {name: votes_object(votes) for name, votes in result.factions},
        "targets": list(result.targets),
        "phrase": result.phrase or None,
        "points": {number: outcome.value for number, outcome in result.points},
    }


def votes_object(votes: Votes | None) -> dict[str, int] | None:
    """A count with the names of its parts."""
    return None if votes is None else {"yes": votes.yes, "no": votes.no, "abstain": votes.abstain}


def result_line(office: Office, motion: Motion, result: Result) -> str:
    """`angenommen, 9:4:1 – Finanzausschuss, Fr., 20.03.2009`."""
    at = next((c for c in motion.consultations if c.result is result), None)
    said = label(result.outcome)
    if result.targets:
        said += f" → {', '.join(organization_name(office, key) for key in result.targets)}"
    if result.votes is not None:
        said += f", {result.votes.yes}:{result.votes.no}:{result.votes.abstain}"
    elif result.majority is not None:
        said += f", {label(result.majority)}"
    place = organization_name(office, at.organization) if at else ""
    return f"{said} – {place}, {day(result.on, weekday=True)}"
