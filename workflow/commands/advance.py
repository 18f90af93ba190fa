"""`advance`: the result of a consultation, or what else happens to a motion on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.refusal import N_
from workflow.commands.completing import complete_outcome, complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.commands.advancing import Progress
    from workflow.commands.entering import Given
    from workflow.office.office import Office


@command(
    "advance",
    help=N_(
        "Record what became of a motion at the organization whose turn it is.\n\n"
        "OUTCOME is a word of the program (adopted, rejected, referred …), its German name, or the phrase as "
        "the council put it: “einstimmig angenommen”. Beside results the following can be recorded: urgent, "
        "not_urgent, objected, lifted, report, report_due, implemented, adopt_text, maintain_text, text."
    ),
    examples=[
        ("laufzettel advance 12/397 adopted --votes 9:4:1", N_("a vote at the meeting that was planned")),
        (
            "laufzettel advance 12/397 referred --to Finanzausschuss --phrase 'in den FinA verwiesen'",
            N_("sent to another committee, with the council’s own words"),
        ),
        ("laufzettel advance 12/397 held --until 30.06.2026", N_("put on hold, to be looked at again then")),
        (
            "laufzettel advance 12/397 adopted_partly --points 1=adopted,2=rejected --dry-run",
            N_("voted point by point; only show what would happen"),
        ),
        ("laufzettel advance 12/397 objected --on 02.04.2026 --reason '§ 54 GO NRW'", N_("an objection")),
    ],
)
@argument("reference", metavar=N_("REF"), help=N_("The motion’s number."), shell_complete=complete_reference)
@argument(
    "outcome",
    metavar=N_("OUTCOME"),
    nargs=-1,
    help=N_("What became of it; may be left out where --phrase says it."),
    shell_complete=complete_outcome,
)
@option("--votes", metavar=N_("VOTES"), default="", help=N_("9:4:1, or by faction: “CDU 12:0:0, SPD 0:9:1”."))
@option("--to", multiple=True, metavar=N_("ORGANIZATION"), help=N_("Where it goes, or to which day."))
@option("--until", metavar=N_("DATE"), default="", help=N_("On hold until this day."))
@option(
    "--text", metavar=N_("FILE"), default="", help=N_("The text as voted: a file, itself, -, or unknown.")
)
@option("--points", metavar=N_("POINTS"), default="", help=N_("Point by point: 1=adopted,2=rejected."))
@option("--on", metavar=N_("DATE"), default="", help=N_("The day of the result, if not that of the meeting."))
@option("--meeting", metavar=N_("MEETING"), default="", help=N_("The meeting: number or ORGANIZATION@DATE."))
@option("--phrase", metavar=N_("TEXT"), default="", help=N_("The result in the council’s own words."))
@option("--vote-on", metavar=N_("MATTER"), default="", help=N_("What was voted on: motion or rejection."))
@option("--quorum", metavar=N_("MAJORITY"), default="", help=N_("The majority needed, if not a simple one."))
@option("--consent/--no-consent", default=None, help=N_("Whether the applicants agree that it is settled."))
@option("--by", metavar=N_("REF"), default="", help=N_("The paper that settled it or took it over."))
@option("--report-by", metavar=N_("DATE"), default="", help=N_("The day by which a report is due."))
@option("--report-to", metavar=N_("ORGANIZATION"), default="", help=N_("Who gets the report."))
@option("--item", metavar=N_("ITEM"), default="", help=N_("The number of the agenda item."))
@option("--reason", metavar=N_("TEXT"), default="", help=N_("The ground of an objection."))
@option("--add-organizations", is_flag=True, help=N_("Enter organizations that are not known yet."))
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def advance(desk: Desk, /, **typed: Any) -> None:
    """Record it and show where the motion stands afterwards."""
    from workflow.commands import acts
    from workflow.commands.entering import Given
    from workflow.commands.opening import open_office

    reference, reason, add = (typed.pop(name) for name in ("reference", "reason", "add_organizations"))
    office = open_office(desk, "record", dry_run=typed.pop("dry_run"))
    given = Given(outcome=" ".join(typed.pop("outcome")), **typed)
    act = acts.find(given.outcome)
    if act is None:
        progress, done = _result(office, reference, given, add=add), ""
    else:
        progress, done = _act(office, reference, given, act, reason), _(act.label)
    emit(desk, progress.as_object(), lambda _shown: _lines(progress, done), rows=lambda o: [flat(o)])


def _result(office: Office, reference: str, given: Given, *, add: bool) -> Progress:
    from workflow.commands.advancing import Progress
    from workflow.commands.entering import understood
    from workflow.office import results

    motion = office.find(reference)
    made = results.new_organizations(office, [to for to in given.to if not _is_day(to)]) if add else ()
    entered = understood(given, motion, office, made)
    done = results.advance(office, reference, entered.facts, made=[m.fact for m in made])
    return Progress(office, done, entered.warnings)


def _is_day(text: str) -> bool:
    from workflow.commands.values import maybe_day

    return maybe_day(text) is not None


def _act(office: Office, reference: str, given: Given, act: Any, reason: str) -> Progress:
    from workflow.commands.advancing import Progress

    return Progress(office, act.carry(office, reference, given, reason), (), act.code)


def _lines(progress: Progress, done: str) -> Iterator[str]:
    return progress.lines(done)


def flat(shown: dict[str, Any]) -> dict[str, Any]:
    """One row for CSV."""
    station, result = shown["station"] or {}, shown.get("result") or {}
    return {
        "reference": shown["reference"],
        "id": shown["id"],
        "state": shown["state"],
        "outcome": result.get("outcome"),
        "on": result.get("on"),
        "organization": station.get("organization"),
        "role": station.get("role"),
        "date": station.get("date"),
        "warnings": [w.code for w in shown["warnings"]],
    }
