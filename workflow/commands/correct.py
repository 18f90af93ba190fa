"""`correct`: a wrong entry put right or taken back, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.completing import complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow.commands.advancing import Progress
    from workflow.office.correcting import Corrected, Wanted
    from workflow.office.office import Office


class NothingToCorrect(Refusal):
    code = "nothing_to_correct"
    exit_status = Exit.USAGE
    message = N_("It is not said what was wrong with entry {event} of {reference}.")
    way_out = N_("Give what is right (--votes, --on, --phrase, --outcome …), or --take-back.")


@command(
    "correct",
    help=N_(
        "Put a wrong entry right, or take it back. The entry stays in the history, and so does the reason."
        "\n\nEVENT is its number in laufzettel history REF. What was recorded after it must still follow; "
        "where it does not, the later entry has to be corrected first."
    ),
    examples=[
        ("laufzettel correct 12/397 3 --votes 9:5:0 --reason 'Zahlendreher'", N_("another count")),
        ("laufzettel correct 12/397 3 --outcome deferred --reason 'falsche Zeile'", N_("another result")),
        ("laufzettel correct 12/397 3 --take-back --reason 'falscher Antrag'", N_("it did not happen")),
    ],
)
@argument("reference", metavar=N_("REF"), help=N_("The motion’s number."), shell_complete=complete_reference)
@argument("event", type=int, metavar=N_("EVENT"), help=N_("The number of the entry in the history."))
@option("--reason", metavar=N_("TEXT"), default="", help=N_("Why; it stays in the history."))
@option("--take-back", is_flag=True, help=N_("The entry counts no more."))
@option("--votes", metavar=N_("VOTES"), default="", help=N_("9:4:1, or by faction: “CDU 12:0:0, SPD 0:9:1”."))
@option("--on", metavar=N_("DATE"), default="", help=N_("The right day."))
@option("--phrase", metavar=N_("TEXT"), default="", help=N_("The result in the council’s own words."))
@option("--outcome", metavar=N_("OUTCOME"), default="", help=N_("The right result."))
@option("--to", multiple=True, metavar=N_("ORGANIZATION"), help=N_("Where it really went."))
@option("--until", metavar=N_("DATE"), default="", help=N_("On hold until this day."))
@option("--text", metavar=N_("FILE"), default="", help=N_("The right text: a file, itself, or -."))
@option("--points", metavar=N_("POINTS"), default="", help=N_("Point by point: 1=adopted,2=rejected."))
@option("--item", metavar=N_("ITEM"), default="", help=N_("The number of the agenda item."))
@option("--report-by", metavar=N_("DATE"), default="", help=N_("The day by which a report is due."))
@option("--report-to", metavar=N_("ORGANIZATION"), default="", help=N_("Who gets the report."))
@option("--title", metavar=N_("TEXT"), default="", help=N_("The right title, for the entry of filing."))
@option("--applicant", multiple=True, metavar=N_("NAME"), help=N_("All applicants, one option for each."))
@option("--yes", "-y", is_flag=True, help=N_("Ask nothing."))
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def correct(desk: Desk, /, **typed: Any) -> None:
    """Record the correction and show what it changed."""
    from states.rule_refusals import ReasonMissing
    from workflow.commands.ask import confirm
    from workflow.commands.opening import open_office
    from workflow.office import correcting

    reference, event, reason = (typed[name] for name in ("reference", "event", "reason"))
    if not reason.strip():
        raise ReasonMissing
    office = open_office(desk, "correct", dry_run=typed["dry_run"])
    if typed["take_back"]:
        if not office.dry_run:
            question = _("Take back entry {event} of {reference}?").format(event=event, reference=reference)
            confirm(desk, question, yes=typed["yes"])
        done = correcting.take_back(office, reference, event, reason)
    else:
        wanted = _wanted(office, typed)
        if not wanted.given():
            raise NothingToCorrect(event=event, reference=reference)
        done = correcting.change(office, reference, event, reason, wanted)
    _show(desk, office, done, event, reason)


def _wanted(office: Office, typed: dict[str, Any]) -> Wanted:
    from workflow.commands import values
    from workflow.intake.points import points_of
    from workflow.office.correcting import Wanted

    count = values.count_of(typed["votes"])
    return Wanted(
        on=values.user_day(typed["on"]),
        votes=count.votes,
        factions=count.factions,
        phrase=typed["phrase"],
        text=points_of(values.text_of(typed["text"])) if typed["text"] else None,
        points=values.point_outcomes(typed["points"]),
        item=typed["item"],
        outcome=_outcome(typed["outcome"]),
        targets=values.keys_of(office.rules, typed["to"]),
        until=values.user_day(typed["until"]),
        report_due=values.user_day(typed["report_by"]),
        report_to=typed["report_to"],
        title=typed["title"],
        applicants=typed["applicant"],
    )


def _outcome(text: str) -> Any:
    from states.outcome import Outcome
    from workflow.commands.values import choice
    from workflow.intake.result import understand

    if not text:
        return None
    return understand(text).outcome or choice(Outcome, text, N_("result"))


def _show(desk: Desk, office: Office, done: Corrected, event: int, reason: str) -> None:
    from workflow.commands.advance import flat
    from workflow.commands.advancing import Progress

    progress = Progress(office, done.done, (), "corrected")
    shown = {
        **progress.as_object(),
        "event": event,
        "kind_of_event": done.kind,
        "reason": reason,
        "taken_back": done.after is None,
        "changes": [
            {"field": name, "before": before, "after": after} for name, before, after in _changes(done)
        ],
    }
    emit(desk, shown, lambda _o: _lines(progress, done, event), rows=lambda o: [flat(o)])


def _changes(done: Corrected) -> Iterator[tuple[str, Any, Any]]:
    """The facts of the entry that changed, by name."""
    after: Mapping[str, Any] = done.after or {}
    if done.after is None:
        return
    for name in dict.fromkeys((*done.before, *after)):
        if done.before.get(name) != after.get(name):
            yield name, done.before.get(name), after.get(name)


#: The names of facts as people read them; others are shown as they are.
_FACTS = {
    "votes": N_("Votes"),
    "on": N_("Date"),
    "phrase": N_("Wording"),
    "outcome": N_("Result"),
    "majority": N_("Majority"),
    "text": N_("Text"),
    "points": N_("Resolution"),
    "agenda_item": N_("Agenda item"),
    "report_due": N_("Report due on"),
    "report_to": N_("Report to"),
    "title": N_("Title"),
    "applicants": N_("Applicants"),
    "targets": N_("Goes to"),
    "meeting": N_("Meeting"),
    "factions": N_("By faction"),
}


def _lines(progress: Progress, done: Corrected, event: int) -> Iterator[str]:
    if done.after is None:
        head = _("entry {event} taken back").format(event=event)
    else:
        head = _("entry {event} put right").format(event=event)
    changes = [(name, b, a) for name, b, a in _changes(done) if name in _FACTS]
    lines = list(progress.lines(head))
    at = 2 if progress.office.dry_run else 1
    yield from lines[:at]
    for name, before, after in changes:
        yield f"  {_(_FACTS[name])}: {_said(name, before)} → {_said(name, after)}"
    yield from lines[at:]


def _said(name: str, value: Any) -> str:
    """A fact of an entry as people read it."""
    from datetime import date

    from states.outcome import Outcome
    from states.vote import Majority
    from workflow.words import day, label, listed

    if value is None:
        return "–"
    if name in ("on", "report_due"):
        return day(date.fromisoformat(value))
    if name == "outcome":
        return label(Outcome(value))
    if name == "majority":
        return label(Majority(value))
    if name == "votes":
        return ":".join(map(str, value))
    if name in ("text", "points", "factions"):
        return " ".join(f"{number or '–'}: {said}" for number, said in value)
    return listed(value) if isinstance(value, list) else str(value)
