"""`remind`: what will go out, sending it, what went out, and trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from states.refusal import N_, Exit
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _, ngettext

if TYPE_CHECKING:
    from workflow.commands.remind_work import Worked


@group(
    "remind",
    help=N_(
        "Preview, send and look up reminders.\n\nThe council’s file says what is reminded of, when, and "
        "whom; each reminder goes out once for each date."
    ),
    examples=[
        ("laufzettel remind preview --until 31.03.2026", N_("what will go out, to whom, why")),
        ("laufzettel remind tick", N_("send what is due now; for cron or a timer")),
    ],
)
def remind() -> None:
    """Reminders."""


@remind.command(
    "preview",
    help=N_(
        "Show what would go out until a day, to whom, and why.\n\nNothing is written or sent. It holds as "
        "long as nothing happens: a result, a moved meeting or a new rule changes it."
    ),
    examples=[
        ("laufzettel remind preview", N_("the next two weeks")),
        (
            "laufzettel remind preview --until 31.03.2026 --format csv",
            N_("until the end of March, as a table"),
        ),
    ],
)
@option("--until", metavar=N_("DATE"), help=N_("Up to this day, which belongs to it (default: two weeks)."))
@option("--for", "person", metavar=N_("NAME"), help=N_("Only what this person would get."))
@pass_desk
def preview(desk: Desk, until: str | None, person: str | None) -> None:
    """Look ahead."""
    from workflow.commands import remind_shown
    from workflow.commands.opening import open_office

    office = open_office(desk, "read")
    rows = remind_shown.foreseen(office, until, person)
    emit(desk, rows, lambda found: remind_shown.preview_lines(desk, found), columns=remind_shown.FORESEEN)


@remind.command(
    "tick",
    help=N_(
        "Find what is due and send it, once.\n\nWhat earlier runs missed is caught up; what has become "
        "pointless is dropped with a note. Several may run at once."
    ),
    examples=[
        ("laufzettel remind tick", N_("every few minutes, by cron or a timer")),
        ("laufzettel remind tick --no-send", N_("only put it into the outbox")),
    ],
)
@option("--no-send", is_flag=True, help=N_("Put what is due into the outbox and send nothing."))
@pass_desk
def tick(desk: Desk, no_send: bool) -> None:
    """Once."""
    from workflow.commands.remind_work import work_once

    emit(desk, work_once(desk, send=not no_send), _worked)


def _worked(done: Worked) -> list[str]:
    """What was done, in one line for each kind; what needs somebody comes last."""
    queued = ngettext("{n} notice put into the outbox", "{n} notices put into the outbox", done.queued)
    sent = ngettext("{n} letter sent", "{n} letters sent", done.sent)
    lines = [f"{queued.format(n=done.queued)}, {sent.format(n=done.sent)}."]
    if done.late:
        late = ngettext("{n} reminder came too late", "{n} reminders came too late", done.late)
        lines.append(_("{reminders}; see: laufzettel remind log").format(reminders=late.format(n=done.late)))
    if done.failed:
        lines.append(_("Not delivered yet, tried again later: {n}").format(n=done.failed))
    if done.dead:
        lines.append(
            _("Given up, somebody has to look: {n}. See: laufzettel remind log --state dead").format(
                n=done.dead
            )
        )
    return [*lines, *done.troubles]


@remind.command(
    "run",
    help=N_(
        "Stay and send reminders as they fall due.\n\nEnds cleanly when it is told to (Ctrl-C, SIGTERM); "
        "tells systemd that it is ready and alive. Several may run on several machines."
    ),
    examples=[
        ("laufzettel remind run", N_("until it is ended")),
        ("laufzettel remind run --every 30 --backup /var/backups/laufzettel", N_("with a copy every day")),
        ("laufzettel remind run --metrics 9464", N_("numbers for Prometheus, for this machine alone")),
        ("laufzettel remind run --once", N_("one round, then end")),
    ],
)
@option(
    "--every",
    type=click.IntRange(1, 3600),
    default=60,
    metavar=N_("SECONDS"),
    help=N_("How often to look for what is due (default: 60)."),
)
@option("--backup", type=click.Path(), metavar=N_("DIRECTORY"), help=N_("Copy the database here once a day."))
@option(
    "--metrics",
    metavar=N_("[ADDRESS:]PORT"),
    help=N_("Answer /metrics (Prometheus) and /health here; a port alone: for this machine alone."),
)
@option("--once", is_flag=True, help=N_("One round, then end."))
@pass_desk
def run(desk: Desk, every: int, backup: str | None, metrics: str | None, once: bool) -> int | None:
    """Stay."""
    from workflow.commands import remind_run

    if once and metrics:
        raise click.UsageError(_("--metrics belongs to a worker that stays, not to --once."))
    return remind_run.run(desk, every=every, backup=backup, once=once, metrics=metrics)


@remind.command(
    "log",
    help=N_("Show what was sent, waits, was dropped or given up, the newest first."),
    examples=[
        ("laufzettel remind log", N_("the last hundred")),
        ("laufzettel remind log 12/397", N_("all about one motion")),
        ("laufzettel remind log --state dead", N_("what could not be delivered")),
    ],
)
@argument("reference", required=False, metavar=N_("REF"), help=N_("Only about this motion."))
@option(
    "--state",
    type=click.Choice(["pending", "waiting", "joined", "sent", "dead", "dropped"]),
    help=N_("Only notices in this state."),
)
@option("--limit", type=click.IntRange(1, 100_000), default=100, metavar=N_("N"), help=N_("At most so many."))
@pass_desk
def log(desk: Desk, reference: str | None, state: str | None, limit: int) -> None:
    """Look back."""
    from workflow.commands import remind_shown
    from workflow.commands.opening import open_office

    office = open_office(desk, "read")
    rows = remind_shown.logged(office, reference, state, limit)
    emit(desk, rows, lambda found: remind_shown.log_lines(desk, found), columns=remind_shown.LOGGED)


@remind.command(
    "retry",
    help=N_("Try again to deliver what was given up, after its cause was put right."),
    examples=[
        ("laufzettel remind retry 17", N_("one notice, by its number in the log")),
        ("laufzettel remind retry --all", N_("all of them")),
    ],
)
@argument("number", required=False, type=int, metavar=N_("N"), help=N_("The notice’s number in the log."))
@option("--all", "everything", is_flag=True, help=N_("Everything that was given up."))
@pass_desk
def retry(desk: Desk, number: int | None, everything: bool) -> int:
    """Again."""
    from workflow.commands.opening import open_office
    from workflow.commands.remind_work import clock_of
    from workflow.store.waking import ring

    if (number is None) is not everything:
        raise click.UsageError(_("Name one notice by its number, or --all."))
    office = open_office(desk, "notify")
    now = clock_of(desk, office.book)()
    with office.book.writing():
        again = office.book.retry(office.council.id, now, number)
        ring(office.book)
    said = ngettext("{n} notice will be tried again.", "{n} notices will be tried again.", again)
    emit(desk, {"retried": again}, lambda _found: [said.format(n=again)])
    return Exit.NOT_FOUND if number is not None and not again else Exit.DONE
