"""`edit`: what the council itself changes on the way, and the text of a draft."""

from __future__ import annotations

from typing import Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.completing import complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _


class NothingToEdit(Refusal):
    code = "nothing_to_edit"
    exit_status = Exit.USAGE
    message = N_("It is not said what is to be changed in {reference}.")
    way_out = N_(
        "Give --reference, --agenda-item, --acknowledged, --applicant, or for a draft --title, --point."
    )


@command(
    "edit",
    help=N_(
        "Enter what the council gives a motion on its way: its number, its agenda item, the acknowledgement "
        "of receipt. In a draft the title and the points can be changed too.\n\nA wrong entry is put right "
        "with: laufzettel correct"
    ),
    examples=[
        ("laufzettel edit A-2026-003 --reference 12/397", N_("the council has given it a number")),
        ("laufzettel edit 12/397 --acknowledged 12.03.2009", N_("its receipt was acknowledged")),
        ("laufzettel edit '#7' --title 'Radweg an der B 9' --point 'Der Radweg wird gebaut.'", N_("a draft")),
    ],
)
@argument("reference", metavar=N_("REF"), help=N_("The motion’s number."), shell_complete=complete_reference)
@option("--reference", "new_reference", metavar=N_("REF"), default="", help=N_("The council’s number."))
@option("--agenda-item", metavar=N_("ITEM"), default="", help=N_("The agenda item it hangs on."))
@option("--acknowledged", metavar=N_("DATE"), default="", help=N_("The day its receipt was acknowledged."))
@option("--applicant", metavar=N_("NAME"), multiple=True, help=N_("All applicants, one option for each."))
@option("--title", metavar=N_("TEXT"), default="", help=N_("The title (of a draft)."))
@option(
    "--point", metavar=N_("TEXT"), multiple=True, help=N_("All points (of a draft), one option for each.")
)
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def edit(desk: Desk, /, **typed: Any) -> None:
    """Enter it and show the motion."""
    from workflow.commands.opening import open_office
    from workflow.commands.standing import standing, standing_lines
    from workflow.office import filing

    office = open_office(desk, "submit", dry_run=typed["dry_run"])
    motion = office.find(typed["reference"])
    changes = _changes(typed)
    if not changes:
        raise NothingToEdit(reference=motion.reference or f"#{motion.id}")
    after = filing.edit(office, f"#{motion.id}", changes).motion(motion.id)
    shown = {**standing(office, after), "edited": sorted(changes), "dry_run": office.dry_run}
    head = [_("Nothing was recorded; this is what would happen:")] if office.dry_run else []
    emit(desk, shown, lambda _o: [*head, *standing_lines(office, after)])


def _changes(typed: dict[str, Any]) -> dict[str, Any]:
    from states.consultation_json import points_to
    from workflow.commands.values import points_given, user_day

    acknowledged = user_day(typed["acknowledged"])
    found = {
        "reference": typed["new_reference"],
        "agenda_item": typed["agenda_item"],
        "acknowledged_on": acknowledged.isoformat() if acknowledged else "",
        "applicants": list(typed["applicant"]),
        "title": typed["title"],
        "points": points_to(points_given(typed["point"])) if typed["point"] else [],
    }
    return {name: value for name, value in found.items() if value}
