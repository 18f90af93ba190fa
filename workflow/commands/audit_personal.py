"""`audit blot`, `audit retention`: personal data taken out for good, and what it is time for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.motion_page import iso_day
from workflow.commands.output import emit, table
from workflow.words import _, listed, ngettext

if TYPE_CHECKING:
    from workflow.office.blotting import Blotting, Overdue


class NotConfirmed(Refusal):
    """Nobody said that it is meant."""

    code = "not_confirmed"
    exit_status = Exit.USAGE
    message = N_("This cannot be undone; to be deleted for good: {values}.")
    way_out = N_("Add --yes if that is meant; --dry-run only shows it.")


@command(
    "blot",
    help=N_(
        "Take somebody’s personal data out for good.\n\nThe history holds only commitments; deleting what "
        "opens them makes the name unreadable everywhere at once, and every proof holds as before. That it "
        "was done is recorded. Copies that others have, backups among them, keep what they have."
    ),
    examples=[
        ('laufzettel audit blot "Berta Beispiel" --dry-run', N_("what would be deleted")),
        ('laufzettel audit blot "Berta Beispiel" --reason "Art. 17 DSGVO" --yes', N_("delete it")),
    ],
)
@argument("person", metavar=N_("NAME"), help=N_("The name or login, as it was entered."))
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why; it is recorded."))
@option("--although", default="", metavar=N_("TEXT"), help=N_("Also somebody who still works here, and why."))
@option("--yes", is_flag=True, help=N_("Do not ask."))
@option("--dry-run", is_flag=True, help=N_("Show what would be deleted; delete nothing."))
@pass_desk
def blot(desk: Desk, person: str, reason: str, although: str, yes: bool, dry_run: bool) -> None:
    """Blot out."""
    from workflow.commands.opening import open_office
    from workflow.office import blotting

    office = open_office(desk, "audit")
    preview = blotting.blot(office, person, reason, although=although, dry_run=True)
    if not dry_run and not yes and not _confirmed(desk, preview):
        raise NotConfirmed(values=listed(preview.values))
    done = preview if dry_run else blotting.blot(office, person, reason, although=although)
    result = {"person": person, "values": len(done.values), "done": done.done, "wiped": done.wiped}
    emit(desk, result, lambda _r: _blotted(done))


def _confirmed(desk: Desk, preview: Blotting) -> bool:
    if not desk.can_ask:
        return False
    from workflow.commands.ask import agreed

    return agreed(_("Delete {values} for good?").format(values=listed(preview.values)))


def _blotted(done: Blotting) -> Iterator[str]:
    if not done.done:
        yield _("Would be deleted: {values}").format(values=listed(done.values))
        return
    yield ngettext("{n} personal value was deleted.", "{n} personal values were deleted.",
                   len(done.values)).format(n=len(done.values))  # fmt: skip
    if not done.wiped:
        yield _(
            "Somebody else has the database open: until that ends, deleted values may still lie in its "
            "journal."
        )
    yield _("Older backups and letters already written still hold them; delete or replace those as well.")


@command(
    "retention",
    help=N_(
        "List personal data that is kept longer than its period.\n\nThe periods are data, see --periods. "
        "Nothing is deleted by itself."
    ),
    examples=[("laufzettel audit retention", N_("what is overdue, and the command for it"))],
)
@option(
    "--periods", metavar=N_("FILE"), help=N_("Other periods than those that come with the program (TOML).")
)
@option("--drop-notices", is_flag=True, help=N_("Empty sent notices whose period is over."))
@pass_desk
def retention(desk: Desk, periods: str | None, drop_notices: bool) -> None:
    """What is due."""
    from workflow.commands.opening import open_office
    from workflow.office import blotting

    office = open_office(desk, "audit")
    wanted = blotting.read_periods(periods)
    dropped = blotting.drop_notices(office, wanted) if drop_notices else 0
    found = blotting.overdue(office, wanted)
    emit(desk, found, lambda _r: _overdue(desk, found, dropped), columns=blotting.Overdue._fields)


def _overdue(desk: Desk, found: list[Overdue], dropped: int) -> Iterator[str]:
    if dropped:
        yield _("Notices emptied: {count}").format(count=dropped)
    if not found:
        yield _("Nothing is kept longer than its period.")
        return
    headers = [_("Due since"), _("What"), _("Who"), _("Command")]
    yield table(desk, headers, [[iso_day(o.due), o.what, o.who, o.command] for o in found])
