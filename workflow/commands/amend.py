"""`amend`: an amendment to a motion, from its document or point by point; and the chair's order of voting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.completing import complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from states.motion import Motion
    from states.text import Change
    from workflow.commands.cautions import Pair
    from workflow.commands.papers import Entered
    from workflow.office.filing import Draft
    from workflow.office.office import Office


class NothingToAmend(Refusal):
    code = "nothing_to_amend"
    exit_status = Exit.USAGE
    message = N_("It is not said what is to be changed in {reference}.")
    way_out = N_("Give a FILE, or --replace, --add, --delete, --whole; for the order of voting --rank.")


class OneOrTheOther(Refusal):
    code = "one_or_the_other"
    exit_status = Exit.USAGE
    message = N_("Changes come either from a document or from options.")
    way_out = N_("Leave out the file, or --replace, --add, --delete and --whole.")


@command(
    "amend",
    help=N_(
        "File an amendment to a motion, or to another amendment.\n\nIt stands where its motion stands and is "
        "voted on first. With --rank alone the chair’s order of voting is set for an amendment that is "
        "already there."
    ),
    examples=[
        ("laufzettel amend 042/21 ergaenzung.pdf", N_("from its document")),
        ("laufzettel amend 12/397 --replace 3 'Der Landrat berichtet.' --delete 4", N_("point by point")),
        ("laufzettel amend 12/397 --add '5: Die Kosten trägt der Kreis.' --applicant SPD", N_("a new point")),
        ("laufzettel amend A-2026-004 --rank 1", N_("the chair has it voted on first")),
    ],
)
@argument("reference", metavar=N_("REF"), help=N_("The motion’s number."), shell_complete=complete_reference)
@argument("file", metavar=N_("FILE"), required=False, help=N_("The amendment’s document, or -."))
@option(
    "--replace",
    nargs=2,
    multiple=True,
    metavar=N_("NUMBER TEXT"),
    help=N_("A point gets another text; may be repeated."),
)
@option("--add", multiple=True, metavar=N_("TEXT"), help=N_("A new point, “5: …” where it gets a number."))
@option("--delete", multiple=True, metavar=N_("NUMBER"), help=N_("A point is left out; may be repeated."))
@option("--whole", metavar=N_("TEXT"), default="", help=N_("The whole text instead: itself, a file, or -."))
@option("--title", metavar=N_("TEXT"), default="", help=N_("The title."))
@option("--applicant", metavar=N_("NAME"), multiple=True, help=N_("An applicant; may be repeated."))
@option(
    "--new-reference", "--reference", metavar=N_("REF"), default="", help=N_("The amendment’s own number.")
)
@option("--on", metavar=N_("DATE"), default="", help=N_("The day it was filed."))
@option("--rank", type=int, metavar=N_("NUMBER"), help=N_("Its place in the order of voting; 1 goes first."))
@option("--yes", "-y", is_flag=True, help=N_("Ask nothing."))
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def amend(desk: Desk, /, **typed: Any) -> None:
    """File it, or set its rank."""
    from workflow.commands.opening import open_office

    office = open_office(desk, "amend", dry_run=typed.pop("dry_run"))
    parent = office.find(typed["reference"])
    changes = _changes(typed)
    if typed["file"] is not None and changes:
        raise OneOrTheOther
    if typed["file"] is None and not changes:
        _rank_only(desk, office, parent, typed["rank"])
        return
    entered = _filed(desk, office, parent, changes, typed)
    from workflow.commands.papers import row_of

    emit(desk, entered.as_object(), lambda _o: entered.lines(), rows=lambda o: [row_of(o)])


def _changes(typed: dict[str, Any]) -> tuple[Change, ...]:
    """What the options say, in the order in which a text is changed."""
    from states.text import Change, Operation
    from workflow.commands.values import additions, text_of
    from workflow.intake.points import points_of

    whole = points_of(text_of(typed["whole"])) if typed["whole"] else ()
    return (
        *(Change(Operation.WHOLE, p.number, p.text) for p in whole),
        *(Change(Operation.REPLACE, number.strip(), text_of(text)) for number, text in typed["replace"]),
        *(Change(Operation.DELETE, number.strip()) for number in typed["delete"]),
        *additions(typed["add"]),
    )


def _rank_only(desk: Desk, office: Office, motion: Motion, rank: int | None) -> None:
    from workflow.commands.standing import standing, standing_lines
    from workflow.decide.refusals import NotAnAmendment
    from workflow.office import filing

    if rank is None:
        raise NothingToAmend(reference=motion.reference)
    if not motion.is_amendment:
        raise NotAnAmendment(reference=motion.reference)
    carried = filing.edit(office, motion.reference or f"#{motion.id}", {"rank": rank})
    after = carried.motion(motion.id)
    shown = {**standing(office, after), "rank": rank, "dry_run": office.dry_run}
    line = _("{reference} is voted on at place {rank}.").format(reference=after.reference, rank=rank)
    emit(desk, shown, lambda _o: [line, *standing_lines(office, after)])


def _filed(
    desk: Desk, office: Office, parent: Motion, changes: tuple[Change, ...], typed: dict[str, Any]
) -> Entered:
    from workflow.commands.papers import Entered, Options, corrected
    from workflow.commands.standing import name_of
    from workflow.office import filing
    from workflow.office.filing import Draft

    given = Options(
        title=typed["title"], applicant=typed["applicant"], reference=typed["new_reference"], on=typed["on"]
    )
    pairs: list[Pair] = []
    if typed["file"] is not None:
        made, pairs = _from_file(desk, office, parent, typed)
    else:
        made = Draft(kind="amendment", changes=changes)
    made = corrected(made, given)._replace(amends=name_of(parent), kind="amendment", rank=typed["rank"])
    if not made.title:
        made = made._replace(title=_("Amendment to {reference}").format(reference=name_of(parent)))
    return Entered.of(office, filing.submit(office, made), typed["file"] or "", pairs)


def _from_file(desk: Desk, office: Office, parent: Motion, typed: dict[str, Any]) -> tuple[Draft, list[Pair]]:
    """The amendment that a document holds, joined to this paper whatever it names itself."""
    from workflow.commands.ask import confirm
    from workflow.commands.cautions import caution_lines, cautions
    from workflow.commands.documents import document_cautions, kind_label, read_source
    from workflow.commands.papers import other_council
    from workflow.commands.standing import name_of
    from workflow.intake import sources
    from workflow.intake.document import NotAMotion
    from workflow.office.filing import from_document
    from workflow.store.names import fold_reference

    names = [n for o in office.rules.organizations for n in (o.name, o.short, *o.aliases) if n]
    found = [read for source in sources.find([typed["file"]]) for read in read_source(source, names)]
    fitting = [r for r in found if r.document.kind == "amendment"] or [
        r for r in found if r.document.is_motion
    ]
    if not fitting:
        raise NotAMotion(file=typed["file"], kind=kind_label(found[0].document.kind))
    document = fitting[0].document
    pairs: list[Pair] = other_council(document.council, office)
    if document.amends and fold_reference(document.amends) != fold_reference(parent.reference):
        pairs.append(("other_paper", {"named": document.amends, "paper": name_of(parent)}))
    doubts = [c for c in document_cautions(document) if c.code != "amends_nothing"]
    if (doubts or pairs) and not office.dry_run:
        told = caution_lines([*doubts, *cautions(pairs)])
        confirm(desk, _("Enter it like this?"), yes=typed["yes"], doubts=told)
    pairs += [(w.code, dict(w.facts)) for w in document.warnings if w.code != "amends_nothing"]
    joined = document._replace(amends=name_of(parent), kind="amendment")
    return from_document(joined, fitting[0].source), pairs
