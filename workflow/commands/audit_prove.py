"""`audit prove`: a proof file, to be checked on another machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.refusal import N_
from workflow.commands.audit_keys import folder_of, write_file
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _, ngettext

if TYPE_CHECKING:
    from workflow.office.proving import Proven


@command(
    "prove",
    help=N_(
        "Write a proof of a motion’s whole history, or of one entry.\n\nThe file holds the entries verbatim "
        "with all that is needed to check them without this database. Names stay hidden unless --names is "
        "given. A proof of the whole history also shows that nothing is left out at its end."
    ),
    examples=[
        ("laufzettel audit prove 12/397 -o beweis.json", N_("the whole history of a motion")),
        ("laufzettel audit prove 12/397@4 -o beweis.json", N_("its fourth entry alone")),
    ],
)
@argument("what", metavar=N_("REF"), help=N_("A motion; REF@4 is its fourth entry."))
@option(
    "-o", "--output", required=True, metavar=N_("FILE"), help=N_("The file to write; - for standard output.")
)
@option("--stamp", is_flag=True, help=N_("Have it stamped with the time first; see “audit stamp”."))
@option("--names", is_flag=True, help=N_("Disclose the names of those who acted."))
@option("--non-public", is_flag=True, help=N_("Also where the motion is not public."))
@option("--folder", metavar=N_("DIRECTORY"), help=N_("The folder of the signing keys."))
@pass_desk
def prove(
    desk: Desk, what: str, output: str, stamp: bool, names: bool, non_public: bool, folder: str | None
) -> None:
    """Write the proof."""
    from workflow.commands.opening import login, open_office
    from workflow.office import proving
    from workflow.office.permission import require

    office = open_office(desk, "audit")
    if non_public:
        require(office, "nonpublic", login(desk))
    if stamp:
        from workflow.commands.audit_stamp import stamped_now

        stamped_now(desk, office, folder_of(desk, folder), None, None)
    made = proving.prove(office, what, folder_of(desk, folder), names=names, non_public=non_public)
    write_file(output, made.content)
    if output == "-":
        return
    result = {
        "file": output,
        "stream": made.stream,
        "entries": made.entries,
        "newer": made.newer,
        "time": made.checkpoint.checkpoint.time,
        "stamped": made.stamped,
    }
    emit(desk, result, lambda _r: _lines(output, made))


def _lines(output: str, made: Proven) -> list[str]:
    said = ngettext("{file}: proof of {n} entry.", "{file}: proof of {n} entries.", made.entries)
    lines = [said.format(file=output, n=made.entries)]
    if made.stamped:
        lines.append(_("It bears an authority’s time stamp."))
    if newer := made.newer:
        said = ngettext(
            "{n} newer entry is not covered by a checkpoint yet and not in it.",
            "{n} newer entries are not covered by a checkpoint yet and not in it.",
            newer,
        )
        lines.append(said.format(n=newer))
    lines.append(_("To check it: laufzettel audit verify-proof {file} --key KEY").format(file=output))
    return lines
