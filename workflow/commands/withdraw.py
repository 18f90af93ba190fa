"""`withdraw`: the applicants take their motion back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.refusal import N_
from workflow.commands.completing import complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from workflow.office.office import Office


@command(
    "withdraw",
    help=N_(
        "Withdraw a motion by letter, before its vote. Its amendments fall with it.\n\nWhat is withdrawn in "
        "a meeting is recorded with: laufzettel advance REF withdrawn"
    ),
    examples=[
        ("laufzettel withdraw 12/397 --reason 'in den Haushalt übernommen'", N_("with the reason")),
        ("laufzettel withdraw 12/397 --by 12/402 --yes", N_("replaced by a joint motion; ask nothing")),
    ],
)
@argument("reference", metavar=N_("REF"), help=N_("The motion’s number."), shell_complete=complete_reference)
@option("--reason", metavar=N_("TEXT"), default="", help=N_("Why."))
@option("--on", metavar=N_("DATE"), default="", help=N_("The day of the letter, if not today."))
@option("--by", metavar=N_("REF"), default="", help=N_("The motion that replaces it."))
@option("--yes", "-y", is_flag=True, help=N_("Ask nothing."))
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def withdraw(desk: Desk, reference: str, reason: str, on: str, by: str, yes: bool, dry_run: bool) -> None:
    """Record it and show what fell with it."""
    from workflow.commands.advance import flat
    from workflow.commands.advancing import Progress
    from workflow.commands.opening import open_office
    from workflow.commands.values import user_day
    from workflow.office import results

    office = open_office(desk, "withdraw", dry_run=dry_run)
    if not dry_run:
        _ask(desk, office, reference, yes)
    done = results.withdraw(office, reference, on=user_day(on), by=by, reason=reason)
    progress = Progress(office, done, (), "withdrawn")
    emit(desk, progress.as_object(), lambda _o: progress.lines(_("withdrawn")), rows=lambda o: [flat(o)])


def _ask(desk: Desk, office: Office, reference: str, yes: bool) -> None:
    from workflow.commands.ask import confirm

    motion = office.find(reference)
    question = _("Withdraw {reference}, “{title}”?").format(reference=motion.reference, title=motion.title)
    confirm(desk, question, yes=yes)
