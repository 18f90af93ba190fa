"""`import`: an office moves in with its past."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, option, pass_desk
from workflow.commands.opening import open_office
from workflow.commands.output import as_csv, emit, plain, table
from workflow.words import _, label, ngettext, number, sentence

if TYPE_CHECKING:
    from workflow.intake.history import Histories
    from workflow.office.histories import Imported, Line

_COLUMNS = ("place", "reference", "phrase", "verdict", "outcome", "state", "ground", "code")


@group(
    "import",
    help=N_("Take over histories and a council’s OParl."),
    examples=["laufzettel import history antraege.xlsx --dry-run"],
)
def import_() -> None:
    """The imports."""


@import_.command(
    "history",
    help=N_(
        "Import the history of motions from a table or from JSON lines.\n\nIn a table (CSV or xlsx) a row "
        "is one step of a motion: reference, title, date, organization, role, result, votes; columns are "
        "matched by their names. In JSON lines a line is one motion with its steps. Every step goes through "
        "the same rules as one that is typed; what they refuse is kept as a fact “outside the rules” and "
        "reported. All or nothing; the same file twice changes nothing."
    ),
    examples=[
        ("laufzettel import history antraege.csv --dry-run", N_("only say what would happen")),
        ("laufzettel import history antraege.jsonl --report schritte.csv", N_("with a line for each step")),
    ],
)
@argument("file", metavar=N_("FILE"), help=N_("A .csv, .xlsx or .jsonl file, or - for standard input."))
@option("--report", metavar=N_("FILE"), help=N_("Write one line for each step: .csv, else JSON lines."))
@option("--dry-run", is_flag=True, help=N_("Do everything and keep nothing."))
@pass_desk
def history(desk: Desk, file: str, report: str | None, dry_run: bool) -> None:
    """Import a history."""
    from workflow.intake.history import read_history
    from workflow.office.histories import import_all

    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    found = read_history(data, Path(file).name)
    office = open_office(desk, "import", dry_run=dry_run)
    if report:
        Path(report).open("a").close()  # what cannot be written is told before anything is imported
    done = import_all(office, found.motions, progress=_progress(len(found.motions)))
    if report:
        _write_report(Path(report), done.lines)
    emit(desk, _as_object(done, found, dry_run), lambda r: _lines(desk, r, done))


def _progress(total: int) -> Any:
    if not sys.stderr.isatty() or total < 200:
        return lambda _done: None

    def show(done: int) -> None:
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r{done} / {total}{end}")
        sys.stderr.flush()

    return show


def _as_object(done: Imported, found: Histories, dry_run: bool) -> dict[str, Any]:
    verdicts = Counter(line.verdict for line in done.lines)
    unknown = Counter(line.phrase for line in done.lines if line.verdict == "unknown")
    grounds = Counter(line.refusal.code if line.refusal else "no_result" for line in _outside(done.lines))
    return {
        "motions": done.motions,
        "steps": len(done.lines),
        "accepted": verdicts["accepted"] + verdicts["planned"],
        "outside_rules": verdicts["outside_rules"],
        "unknown": verdicts["unknown"],
        "duplicates": verdicts["duplicate"],
        "known": verdicts["known"],
        "known_motions": done.known,
        "unknown_phrases": dict(unknown.most_common()),
        "states": dict(sorted(done.states.items())),
        "grounds": dict(grounds.most_common()),
        "organizations": done.organizations,
        "meetings": done.meetings,
        "columns": dict(found.columns),
        "dry_run": dry_run,
    }


def _outside(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.verdict == "outside_rules"]


def _row(line: Line) -> dict[str, Any]:
    return {
        "place": line.place,
        "reference": line.reference,
        "phrase": line.phrase,
        "verdict": line.verdict,
        "outcome": line.outcome,
        "state": line.state,
        "ground": sentence(line.refusal).message if line.refusal else None,
        "code": line.refusal.code if line.refusal else None,
    }


def _write_report(path: Path, lines: Iterable[Line]) -> None:
    rows = [_row(line) for line in lines]
    if path.suffix.casefold() == ".csv":
        path.write_text(as_csv(rows, _COLUMNS), encoding="utf-8-sig")
        return
    text = "".join(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def _lines(desk: Desk, result: dict[str, Any], done: Imported) -> list[str]:
    lines = []
    if result["columns"]:
        from workflow.intake.history import FIELDS

        pairs = ", ".join(f"{header} → {_(FIELDS[field])}" for field, header in result["columns"].items())
        lines.append(_("Columns: {pairs}").format(pairs=pairs))
    counted = _("{motions} motions, {steps} steps: {accepted} accepted, {outside} outside the rules.")
    lines.append(
        counted.format(
            motions=result["motions"],
            steps=result["steps"],
            accepted=result["accepted"],
            outside=result["outside_rules"],
        )
    )
    lines += _further(result)
    states = [(label(state), count) for state, count in Counter(_states(done)).most_common()]
    if states:
        lines += ["", table(desk, [_("State"), _("Motions")], states)]
    refused = _outside(done.lines)
    if refused:
        rows = [
            (r.place, r.reference, r.phrase, sentence(r.refusal).message if r.refusal else "")
            for r in refused
        ]
        headers = [_("Place"), _("Motion"), _("Result"), _("Ground")]
        lines += ["", _("Kept as facts outside the rules:"), table(desk, headers, rows[:20])]
        if len(rows) > 20:
            lines.append(_("… and {n} more; all of them with --report FILE.").format(n=len(rows) - 20))
    if result["dry_run"]:
        lines += ["", _("Nothing was kept (--dry-run).")]
    return lines


def _further(result: dict[str, Any]) -> list[str]:
    lines = []
    if result["known"]:
        said = ngettext("{n} step was known already.", "{n} steps were known already.", result["known"])
        lines.append(said.format(n=number(result["known"])))
    if result["duplicates"]:
        said = ngettext("{n} step stood there twice.", "{n} steps stood there twice.", result["duplicates"])
        lines.append(said.format(n=number(result["duplicates"])))
    if result["organizations"]:
        lines.append(_("New organizations: {names}.").format(names=", ".join(result["organizations"])))
    if result["meetings"]:
        said = ngettext("{n} meeting entered.", "{n} meetings entered.", result["meetings"])
        lines.append(said.format(n=number(result["meetings"])))
    for phrase, count in result["unknown_phrases"].items():
        said = ngettext("Not understood: “{phrase}”", "Not understood, {n} times: “{phrase}”", count)
        lines.append(said.format(n=count, phrase=phrase))
    return lines


def _states(done: Imported) -> Any:
    from states.stage import State

    return Counter({State(state): count for state, count in done.states.items()})


def _add_oparl() -> None:
    from workflow.commands.imports_oparl import oparl

    import_.add_command(oparl)


_add_oparl()
