"""From a document and the options of `submit`, `draft` and `amend` to the paper that is entered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal
from states.text import Change, Operation, Point
from workflow.commands import values
from workflow.commands.cautions import Caution, Pair, caution_lines, cautions
from workflow.commands.standing import standing, standing_lines
from workflow.intake.facts import Document
from workflow.office.filing import Draft, Filed, from_document
from workflow.office.office import Office
from workflow.words import _


class OneAtATime(Refusal):
    code = "one_at_a_time"
    exit_status = Exit.USAGE
    message = N_("{option} can only be given for one document at a time.")
    way_out = N_("Call the command once for each document.")


class Options(NamedTuple):
    """What was given on the command line, as text; it corrects what was read."""

    title: str = ""
    point: tuple[str, ...] = ()
    applicant: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    reference: str = ""
    kind: str = ""
    amends: str = ""
    on: str = ""
    urgent: bool | None = None
    public: bool | None = None
    agenda_item: str = ""
    addressee: str = ""
    report_to: str = ""
    report_due: str = ""
    channel: str = ""
    reasoning: str = ""
    new_facts: str = ""

    def check_single(self) -> None:
        """Raise OneAtATime for an option that can fit one document only."""
        for name in ("title", "point", "reference"):
            if getattr(self, name):
                raise OneAtATime(option=f"--{name}")


def draft_of(document: Document, source: str, given: Options) -> Draft:
    """The paper that a document makes, corrected by options. Raises NotADate, NotAChoice, NoSuchFile."""
    if given.amends:
        document = document._replace(amends=given.amends, kind="amendment")
    return corrected(from_document(document, source), given)


def corrected(draft: Draft, given: Options) -> Draft:
    """The paper with everything that was given by option in the place of what was read."""
    changes: dict[str, Any] = {
        "title": given.title,
        "kind": values.kind_of(given.kind) if given.kind else "",
        "applicants": given.applicant,
        "reference": given.reference,
        "amends": given.amends,
        "agenda_item": given.agenda_item,
        "addressee": given.addressee,
        "report_to": given.report_to,
        "channel": given.channel,
        "new_facts": given.new_facts,
        "on": values.user_day(given.on),
        "report_due": values.user_day(given.report_due),
        "route": tuple(values.wish_of(text) for text in given.route),
        "reasoning": values.text_of(given.reasoning) if given.reasoning else "",
    }
    made = draft._replace(**{name: value for name, value in changes.items() if value})
    made = _with_points(made, values.points_given(given.point)) if given.point else made
    if given.urgent is not None:
        made = made._replace(urgent=given.urgent)
    return made if given.public is None else made._replace(public=given.public)


def _with_points(draft: Draft, points: tuple[Point, ...]) -> Draft:
    if draft.amends:
        return draft._replace(changes=tuple(Change(Operation.ADD, p.number, p.text) for p in points))
    return draft._replace(points=points)


#: Words that say what kind of body it is, not which.
_GENERIC = frozenset(
    "stadt kreis gemeinde landkreis region markt rat landeshauptstadt samtgemeinde der des die im in am an"
    " nrw landschaftsverband bezirk hansestadt universitätsstadt verband".split()
)


def other_council(named: str | None, office: Office) -> list[Pair]:
    """A warning where the document names another council than the one it is entered for."""
    rules = office.rules
    known = " ".join((rules.name, rules.short, rules.key, *(o.name for o in rules.organizations)))
    if not named or not _names(named) or _names(named) & _names(known):
        return []
    return [("other_council", {"named": named, "council": rules.name})]


def _names(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.casefold()) if len(w) > 2} - _GENERIC


@dataclass
class Entered:
    """A paper that was entered, and what is shown of it."""

    office: Office
    filed: Filed
    file: str = ""
    warnings: Sequence[Caution] = ()

    @classmethod
    def of(cls, office: Office, filed: Filed, file: str, pairs: Sequence[Pair]) -> Entered:
        """With the warnings of reading, of deciding, and about what had to be entered along with it."""
        along: list[Pair] = []
        if filed.organizations:
            along.append(("organizations_added", {"names": list(filed.organizations)}))
        if filed.paper:
            along.append(("paper_entered", {"paper": filed.paper}))
        return cls(office, filed, file, cautions([*pairs, *along, *filed.carried.warnings]))

    def as_object(self) -> dict[str, Any]:
        """For programs; its keys are a promise."""
        return {
            "file": self.file or None,
            **standing(self.office, self.filed.motion),
            "submitted_on": self.filed.motion.submitted_on,
            "organizations_added": list(self.filed.organizations),
            "meetings_added": self.filed.meetings,
            "paper_added": self.filed.paper or None,
            "warnings": list(self.warnings),
            "dry_run": self.office.dry_run,
        }

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.office.dry_run:
            yield _("Nothing was recorded; this is what would happen:")
        yield from standing_lines(self.office, self.filed.motion)
        if self.filed.meetings:
            yield _("Meetings entered from the document: {n}").format(n=self.filed.meetings)
        yield from caution_lines(self.warnings)


def row_of(shown: dict[str, Any]) -> dict[str, Any]:
    """One row for CSV."""
    station = shown["station"] or {}
    return {
        "file": shown["file"],
        "reference": shown["reference"],
        "id": shown["id"],
        "title": shown["title"],
        "state": shown["state"],
        "organization": station.get("organization"),
        "role": station.get("role"),
        "date": station.get("date"),
        "warnings": [w.code for w in shown["warnings"]],
    }
