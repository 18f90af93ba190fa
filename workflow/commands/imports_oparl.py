"""`import oparl`: a council's own data, from its service or from stored objects."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from states.outcome import Outcome
from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.opening import open_office
from workflow.commands.output import emit, plain, table
from workflow.words import _, label, ngettext, number, sentence

if TYPE_CHECKING:
    from workflow.office.histories import Line
    from workflow.office.published_tally import Row, Tally
    from workflow.office.syncing import Synced

_FOR = frozenset({Outcome.ADOPTED, Outcome.ADOPTED_AMENDED, Outcome.ADOPTED_PARTLY})
_ONWARD = frozenset(
    {Outcome.REFERRED, Outcome.REFERRED_FOR_DECISION, Outcome.REFERRED_BACK, Outcome.FORWARDED}
)
_LATER = frozenset({Outcome.DEFERRED, Outcome.HELD, Outcome.REMOVED, Outcome.NOT_REACHED})
_MEANINGS: tuple[tuple[frozenset[Outcome | None], str], ...] = (
    (frozenset({None}), N_("no result is published of any consultation")),
    (_FOR, N_("voted for, in full, changed or in part; open where only a committee has advised")),
    (frozenset({Outcome.REJECTED}), N_("voted down; open where only a committee has advised")),
    (_ONWARD, N_("sent on; the body that it went to has published no result since")),
    (_LATER, N_("put off; no later consultation has a result")),
    (frozenset({Outcome.NOTED, Outcome.EXAMINED}), N_("taken note of; no vote on the matter")),
    (frozenset({Outcome.SETTLED, Outcome.MERGED}), N_("settled by a statement or in another paper, no vote")),
    (frozenset({Outcome.WITHDRAWN}), N_("taken back by those who brought it")),
)


@command(
    "oparl",
    help=N_(
        "Take over what a council publishes by OParl, 1.0 or 1.1.\n\nMeetings go into the calendar; "
        "motions, amendments and inquiries get their way and their results, each through the same rules as "
        "one that is typed. From a service only what has changed since the last time is fetched; a reading "
        "that broke off goes on where it was. Motions of one’s own are never changed: see laufzettel "
        "reconcile."
    ),
    examples=[
        ("laufzettel import oparl https://ris.example.org/oparl/system", N_("from the council’s service")),
        ("laufzettel import oparl ./objects --dry-run", N_("from stored objects, keeping nothing")),
    ],
)
@argument(
    "source", metavar=N_("SOURCE"), help=N_("The service’s address, or a folder of .json, .jsonl(.gz).")
)
@option("--whole", is_flag=True, help=N_("Read everything again, not only what has changed."))
@option("--report", metavar=N_("FILE"), help=N_("Write one JSON line for each step that was brought in."))
@option("--dry-run", is_flag=True, help=N_("Do everything and keep nothing."))
@pass_desk
def oparl(desk: Desk, source: str, whole: bool, report: str | None, dry_run: bool) -> None:
    """Import what a council publishes."""
    from workflow.office.syncing import bring_in

    office = open_office(desk, "import", dry_run=dry_run)
    with ExitStack() as stack:
        sink = _report(report, stack)
        done = bring_in(office, source, whole=whole, tell=progress(), sink=sink)
    emit(desk, as_object(done, dry_run), lambda r: lines(desk, r, done.tally))


def progress() -> Callable[[int], None]:
    """Shows on a terminal how many objects have been read."""
    if not sys.stderr.isatty():
        return lambda _done: None

    def show(done: int) -> None:
        sys.stderr.write(f"\r{done} ")
        sys.stderr.flush()

    return show


def _report(path: str | None, stack: ExitStack) -> Callable[[Line], None]:
    if not path:
        return lambda _line: None
    opened = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - the stack closes it
    out = stack.enter_context(opened)

    def write(line: Line) -> None:
        ground = sentence(line.refusal).message if line.refusal else None
        row = {
            "consultation": line.place,
            "reference": line.reference,
            "phrase": line.phrase,
            "verdict": line.verdict,
            "outcome": line.outcome,
            "state": line.state,
            "ground": ground,
            "code": line.refusal.code if line.refusal else None,
        }
        out.write(json.dumps(plain(row), ensure_ascii=False) + "\n")

    return write


def as_object(done: Synced, dry_run: bool = False) -> dict[str, Any]:
    """What was read and what came of it, for programs."""
    steps, taken = done.motions.steps, done.taken
    unknown = sum(done.motions.unknown.values())
    found: dict[str, Any] = {
        "source": done.source,
        "objects": dict(sorted(taken.objects.items())),
        "new": dict(sorted(taken.new.items())),
        "changed": dict(sorted(taken.changed.items())),
        "withdrawn": dict(sorted(taken.withdrawn.items())),
        "asked": done.asked,
        "meetings": {k: done.meetings[k] for k in ("added", "moved", "cancelled", "refused")},
        "organizations": done.organizations,
        "motions": done.motions.motions,
        "new_motions": done.motions.new,
        "own_motions": done.motions.own,
        "results": done.motions.results,
        "understood": done.motions.results - unknown,
        "unknown_phrases": dict(done.motions.unknown.most_common()),
        "steps": {
            k: steps[k] for k in ("accepted", "planned", "outside_rules", "unknown", "duplicate", "known")
        },
        "grounds": dict(done.motions.grounds.most_common()),
        "rescheduled": done.motions.moved,
        "dry_run": dry_run,
    }
    found["outcomes"] = [
        {**row._asdict(), "outcome": row.outcome or "none", "meaning": _(meaning(row.outcome))}
        for row in done.tally.rows
    ]
    found["without_consultation"] = done.tally.without_consultation
    found["motions_outside_rules"] = done.tally.outside
    return found


def meaning(outcome: Outcome | None) -> str:
    """What it says about a motion that this was its last result."""
    return next((text for outcomes, text in _MEANINGS if outcome in outcomes), N_("ended without a vote"))


def lines(desk: Desk, result: dict[str, Any], counted: Tally) -> list[str]:
    """The same for people."""
    found = read_lines(result)
    if counted.rows:
        headers = [_("Last result"), _("Motions"), _("Amendments"), _("Inquiries"), _("still open"), ""]
        found += ["", table(desk, headers, [_row(row) for row in counted.rows])]
    if counted.without_consultation:
        text = _("Without any consultation in what was published: {n}.")
        found.append(text.format(n=counted.without_consultation))
    if result["dry_run"]:
        found += ["", _("Nothing was kept (--dry-run).")]
    return found


def _row(row: Row) -> tuple[object, ...]:
    name = label(row.outcome) if row.outcome else _("none")
    return (name, row.motions, row.amendments, row.inquiries, row.open, _(meaning(row.outcome)))


def read_lines(result: dict[str, Any]) -> list[str]:
    """What was read and what was new in it."""
    objects, new, changed = (sum(result[k].values()) for k in ("objects", "new", "changed"))
    text = _("Objects read: {objects}; {new} new, {changed} changed, {withdrawn} withdrawn.")
    found = [
        text.format(objects=objects, new=new, changed=changed, withdrawn=sum(result["withdrawn"].values()))
    ]
    meetings = result["meetings"]
    if any(meetings.values()):
        text = _(
            "Meetings: {added} added, {moved} moved, {cancelled} cancelled, {refused} left as they were."
        )
        found.append(text.format(**meetings))
    if result["organizations"]:
        found.append(_("New organizations: {names}.").format(names=", ".join(result["organizations"])))
    if result["motions"]:
        found += _motion_lines(result)
    if result["own_motions"]:
        text = _("Motions of one’s own that the council publishes: {names}. Compare: laufzettel reconcile")
        found.append(text.format(names=", ".join(result["own_motions"])))
    if not any((new, changed, result["motions"], any(meetings.values()))):
        found.append(_("Nothing has changed."))
    return found


def _motion_lines(result: dict[str, Any]) -> list[str]:
    steps = result["steps"]
    text = _("Motions, amendments and inquiries: {motions}, {new} of them new.")
    found = [text.format(motions=result["motions"], new=result["new_motions"])]
    if result["results"]:
        text = _("Results: {results}, {understood} of them understood ({share} %).")
        share = number(round(100 * result["understood"] / result["results"], 2))
        found.append(text.format(results=result["results"], understood=result["understood"], share=share))
    for phrase, count in result["unknown_phrases"].items():
        said = ngettext("Not understood: “{phrase}”", "Not understood, {n} times: “{phrase}”", count)
        found.append(said.format(n=count, phrase=phrase))
    text = _("Stations: {accepted} with a result, {planned} without one, {outside} outside the rules.")
    found.append(
        text.format(accepted=steps["accepted"], planned=steps["planned"], outside=steps["outside_rules"])
    )
    return found
