"""`council`: the council files that come with the program, those adopted, and whether one is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from states.refusal import N_, Exit
from workflow.commands.council_adopt import adopt
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, pass_desk
from workflow.commands.output import emit, table
from workflow.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow.presets.loading import Loaded


class Known(NamedTuple):
    """A council that can be named: its keys are a promise."""

    name: str
    title: str
    land: str
    kind: str
    origin: str  #: built_in | adopted
    in_force: str | None


@group(
    "council",
    help=N_("List, show, check and adopt council files."),
    examples=[
        ("laufzettel council list", N_("what there is to start from")),
        ("laufzettel council show kreis-nrw", N_("organizations, routes, deadlines and their sources")),
        ("laufzettel council check unser-kreis.yaml", N_("every fault at once, each with its place")),
    ],
)
def council() -> None:
    """Council files."""


council.add_command(adopt)


@council.command(
    "list",
    help=N_("List the councils that come with the program and those that were adopted."),
    examples=["laufzettel council list", "laufzettel council list --format json"],
)
@pass_desk
def list_(desk: Desk) -> None:
    """Both lists as one."""
    emit(desk, [*_adopted(desk), *_built_in()], lambda found: _listed(desk, found), columns=Known._fields)


def _adopted(desk: Desk) -> list[Known]:
    from workflow.commands.council_rules import adopted_rules
    from workflow.commands.opening import try_reader

    reader = try_reader(desk)
    if reader is None:
        return []
    found = []
    for row in reader.councils():
        rules = adopted_rules(reader, row["key"])
        found.append(
            Known(row["key"], row["name"], row["land"], row["kind"], "adopted", rules and rules.in_force)
        )
    return found


def _built_in() -> list[Known]:
    from workflow.presets import shelf

    return [
        Known(name, head["name"], head["land"], head["kind"], "built_in", None)
        for name in shelf.names()
        for head in [shelf.head(name)]
    ]


def _listed(desk: Desk, found: list[Known]) -> list[str]:
    lines: list[str] = []
    for origin, title in (
        ("adopted", _("Adopted in this database")),
        ("built_in", _("Comes with the program")),
    ):
        rows = [(k.name, k.title, k.land) for k in found if k.origin == origin]
        if rows:
            lines += [*([""] if lines else []), f"{title}:", ""]
            lines.append(table(desk, [_("Name"), _("Council"), _("Land")], rows))
    return lines


@council.command(
    "show",
    help=N_(
        "Show what a council file says: organizations, routes, deadlines and choices, each with its source."
        "\n\nNAME is an adopted council, one that comes with the program, or a file."
    ),
    examples=["laufzettel council show lvr", "laufzettel council show unser-kreis.yaml --format json"],
)
@argument("name", metavar=N_("NAME|FILE"), help=N_("A name from laufzettel council list, or a file."))
@pass_desk
def show(desk: Desk, name: str) -> Exit | None:
    """The adopted rules come first: they are the ones that hold."""
    from workflow.commands.council_rules import adopted_rules
    from workflow.commands.opening import try_reader

    reader = try_reader(desk)
    rules = adopted_rules(reader, name) if reader is not None else None
    if rules is not None:
        _emit_overview(desk, rules.data, rules.in_force)
        return None
    loaded = _named(name)
    if loaded.data is None:
        return _print_faults(desk, [loaded])
    _emit_overview(desk, loaded.data, None)
    return None


def _named(name: str) -> Loaded:
    """A file of that name, or one that comes with the program. Raises NoCouncilFile."""
    from workflow import presets

    if name in presets.builtin():
        return presets.read_builtin(name)
    return presets.load(name)


def _emit_overview(desk: Desk, data: Mapping[str, Any], in_force: str | None) -> None:
    from workflow.commands.council_overview import overview, rows

    emit(desk, dict(data), lambda found: overview(desk, found, in_force), rows=rows)


@council.command(
    "check",
    help=N_(
        "Check council files: every fault at once, each with file:line:column and what to do.\n\n"
        "Beside the form, the whole state space of every route is explored: stations that are never reached, "
        "places without a way out, outcomes that do nothing, committees that would end a motion without the "
        "power to. Without a name, all that come with the program are checked. Ends with status 9 where "
        "there are faults."
    ),
    examples=[
        ("laufzettel council check unser-kreis.yaml", N_("one file, before it is adopted")),
        ("laufzettel council check --format json *.yaml", N_("several, for a program")),
    ],
)
@argument(
    "names",
    metavar=N_("NAME|FILE"),
    nargs=-1,
    required=False,
    help=N_("Names from laufzettel council list, or files."),
)
@pass_desk
def check(desk: Desk, names: tuple[str, ...]) -> Exit | None:
    """Read each, explore each, tell all."""
    from workflow import presets
    from workflow.commands.council_file import read_council

    loaded = [read_council(name) for name in names or presets.builtin()]
    if any(one.faults for one in loaded):
        return _print_faults(desk, loaded)
    emit(desk, [], lambda _none: [_sound(one) for one in loaded], columns=_FAULT_COLUMNS)
    return None


_FAULT_COLUMNS = ("file", "line", "column", "code", "message", "way_out", "path")


def _sound(loaded: Loaded) -> str:
    assert loaded.council is not None
    template = _(
        "{file}: sound. {organizations} organizations, {routes} routes, every station can be reached."
    )
    return template.format(
        file=loaded.name,
        organizations=len(loaded.council.organizations),
        routes=len(loaded.council.routes),
    )


def _print_faults(desk: Desk, loaded: list[Loaded]) -> Exit:
    from workflow.commands.council_file import lines_of, told

    lines = [line for one in loaded for line in lines_of(one.faults)]
    emit(desk, lines, told, columns=_FAULT_COLUMNS)
    if desk.format == "text":
        for one in loaded:
            n = len(one.faults)
            text = ngettext("{file}: one fault.", "{file}: {n} faults.", n).format(file=one.name, n=n)
            click.echo(text if n else _sound(one), err=True)
    return Exit.FAULTS
