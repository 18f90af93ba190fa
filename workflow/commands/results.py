"""`results`: the results of a meeting at once, all or nothing, or each for itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit, table
from workflow.words import _

if TYPE_CHECKING:
    from workflow.commands.advancing import Progress
    from workflow.commands.cautions import Caution, Pair
    from workflow.intake.meeting_results import RawLine
    from workflow.office.minutes import Line, WrongLine
    from workflow.office.office import Office


@command(
    "results",
    help=N_(
        "Record all results of a meeting from a file: all of them, or none where one line is wrong.\n\n"
        "The file is a table (CSV) with a header, JSON with one object a line, or plain lines as in the "
        "minutes: “12/397: einstimmig angenommen”. Columns, in English or German: reference, outcome, votes "
        "(or yes, no, abstain), to, until, text, points, phrase, on, item, meeting, vote on, "
        "quorum, consent, by, report by, report to. Amendments are recorded ahead of their motion wherever "
        "they stand.\n\n"
        "With --each every line counts for itself: what is refused is named with its place and its reason, "
        "all the rest is recorded, and the command ends with status 9 where anything was refused."
    ),
    examples=[
        ("laufzettel results kreistag.csv --dry-run", N_("look first what would happen")),
        ("laufzettel results kreistag.csv --meeting Kreistag@23.03.2021", N_("all at one meeting")),
        ("laufzettel results kreistag.csv --each", N_("record what can be recorded, name the rest")),
        ("pbpaste | laufzettel results -", N_("from the clipboard")),
    ],
)
@argument("file", metavar=N_("FILE"), help=N_("The file with the results, or -."))
@option("--meeting", metavar=N_("MEETING"), default="", help=N_("The meeting: number or ORGANIZATION@DATE."))
@option("--each", is_flag=True, help=N_("Record every line that can be recorded, and name the others."))
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def results(desk: Desk, file: str, meeting: str, each: bool, dry_run: bool) -> object:
    """Record them and show where each motion stands."""
    from workflow.commands.opening import open_office
    from workflow.intake.meeting_results import read_results

    raw = read_results(_bytes(file), _name(file))
    office = open_office(desk, "record", dry_run=dry_run)
    refused: list[WrongLine] = []
    lines, doubts = _understood(office, raw, meeting, refused if each else None)
    shown, warnings = _recorded(office, lines, doubts, refused if each else None)
    result = {
        "results": [{k: v for k, v in p.as_object().items() if k != "warnings"} for p in shown],
        "refused": [_as_object(one) for one in refused],
        "warnings": warnings,
        "dry_run": office.dry_run,
    }
    text = _lines(desk, office, shown, warnings, refused)
    emit(desk, result, lambda _r: text, rows=lambda _r: map(_row, shown))
    return Exit.FAULTS if refused else None


def _name(file: str) -> str:
    return _("standard input") if file == "-" else os.path.basename(file)


def _bytes(file: str) -> bytes:
    from workflow.intake import sources

    if file != "-" and os.path.isdir(file):
        raise ResultsFolder(folder=file)
    return sources.load(sources.find([file])[0], sys.stdin.buffer)


class ResultsFolder(Refusal):
    code = "results_folder"
    exit_status = Exit.INPUT
    message = N_("{folder} is a folder; the results of a meeting are one file.")
    way_out = N_("Name the file: {folder}/…")


def _understood(
    office: Office, raw: list[RawLine], meeting: str, refused: list[WrongLine] | None
) -> tuple[list[Line], list[Pair]]:
    """Every line with its facts. Raises WrongLine with the place of the first that is not understood, or
    adds it to those that are refused."""
    from workflow.commands.entering import Given, understood
    from workflow.office.minutes import Line

    lines: list[Line] = []
    doubts: list[Pair] = []
    for one in raw:
        values = {name: cell.text for name, cell in one.cells.items()}
        to, consent = values.pop("to", ""), values.pop("consent", "")
        given = Given(**{"meeting": meeting, **values}, to=(to,) if to else ())  # type: ignore[arg-type]
        try:
            given = given._replace(consent=_consent(consent))
            entered = understood(given, office.find(one.reference), office)
        except Refusal as refusal:
            if refused is None:
                raise _wrong(one, refusal) from refusal
            refused.append(_wrong(one, refusal))
            continue
        lines.append(Line(one.reference, entered.facts, one.place))
        doubts += [("line_doubt", {"place": one.place, "doubt": pair}) for pair in entered.warnings]
    return lines, doubts


def _consent(text: str) -> bool | None:
    """Whether the applicants agree, in a word of either language; None where nothing is said."""
    from workflow.commands.values import NotAChoice

    said = {"": None, "yes": True, "ja": True, "true": True, "no": False, "nein": False, "false": False}
    if text.casefold() not in said:
        raise NotAChoice(text=text, what=_("answer"), known=["yes", "no"])
    return said[text.casefold()]


def _wrong(one: RawLine, refusal: Refusal) -> WrongLine:
    """The refusal with the place of the very value it is about, where its text tells which that is."""
    from states.outcome import Outcome
    from workflow.decide.entered import ResultFacts
    from workflow.office.minutes import Line, WrongLine

    about = {str(fact) for fact in refusal.facts.values() if isinstance(fact, str) and fact}
    cell = next((c for c in one.cells.values() if c.text in about), None)
    return WrongLine(
        Line(one.reference, ResultFacts(Outcome.NOTED), cell.place if cell else one.place), refusal
    )


def _recorded(
    office: Office, lines: list[Line], doubts: list[Pair], refused: list[WrongLine] | None
) -> tuple[list[Progress], list[Caution]]:
    from workflow.commands.advancing import Progress
    from workflow.commands.cautions import Caution, cautions
    from workflow.office.minutes import WrongLine, record_all, record_each

    if refused is None:
        done = record_all(office, lines)
    else:
        answers = record_each(office, lines)
        refused += [answer for answer in answers if isinstance(answer, WrongLine)]
        done = [answer for answer in answers if not isinstance(answer, WrongLine)]
    shown = [Progress(office, one, ()) for one in done]
    found = list(dict.fromkeys(caution for progress in shown for caution in progress.warnings))
    for _code, facts in doubts:
        inner = cautions([facts["doubt"]])[0]  # type: ignore[list-item]
        found.append(Caution(inner.code, f"{facts['place']}: {inner.message}", inner.ground))
    return shown, found


def _as_object(wrong: WrongLine) -> dict[str, Any]:
    from workflow.words import sentence

    said = sentence(wrong.cause)
    return {
        "reference": wrong.line.reference,
        "place": wrong.line.place,
        "code": wrong.cause.code,
        "exit": int(wrong.cause.exit_status),
        "message": said.message,
        "way_out": said.way_out or None,
    }


def _lines(
    desk: Desk, office: Office, shown: list[Progress], warnings: list[Caution], refused: list[WrongLine]
) -> Iterator[str]:
    from workflow.commands.advancing import result_line
    from workflow.commands.cautions import caution_lines
    from workflow.commands.standing import name_of, stands_line

    if office.dry_run:
        yield _("Nothing was recorded; this is what would happen:")
    rows = [
        (
            name_of(p.after),
            result_line(office, p.after, p.result) if p.result else "–",
            stands_line(office, p.after),
        )
        for p in shown
    ]
    if rows:
        yield table(desk, [_("Motion"), _("Result"), _("Now")], rows)
    if not office.dry_run:
        yield _("Recorded: {n}").format(n=len(shown))
    if refused:
        yield _("Refused: {n}").format(n=len(refused))
    for one in map(_as_object, refused):
        yield f"  {one['place']}: {one['reference']}: {one['message']} {one['way_out'] or ''}".rstrip()
    yield from caution_lines(warnings)


def _row(progress: Progress) -> dict[str, Any]:
    from workflow.commands.advance import flat

    return flat(progress.as_object())
