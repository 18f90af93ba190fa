"""`export oparl`: what is public, as OParl 1.1 objects in a folder that a web server can serve as it is."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import click

from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.commands.output import emit
from workflow.system_words import cause_of
from workflow.words import _

_PAGE = 100


class FolderNotWritable(Refusal):
    code = "folder_not_writable"
    exit_status = Exit.STORAGE
    message = N_("The folder {path} cannot be written: {fault}.")


@command(
    "oparl",
    help=N_(
        "Write public motions, meetings, organizations and terms as OParl 1.1.\n\nA folder of JSON files, "
        "one for each object and for each page of a list, addressed under --base: put on a web server it is "
        "a service as the standard has it. What is not public, and all names of persons, stay out."
    ),
    examples=[
        ("laufzettel export oparl -o oparl --base https://fraktion.example.org/oparl", N_("for a web server"))
    ],
)
@option("-o", "--output", default="oparl", metavar=N_("FOLDER"), help=N_("The folder (default: oparl)."))
@option("--base", metavar=N_("URL"), help=N_("The address under which the folder will be served."))
@pass_desk
def export(desk: Desk, output: str, base: str | None) -> None:
    """Write the objects."""
    from workflow.commands.audit_keys import folder_of
    from workflow.commands.audit_report import proven_by
    from workflow.commands.opening import open_office
    from workflow.office import oparl_out
    from workflow.publish import oparl

    if base and not base.startswith(("https://", "http://")):
        raise click.UsageError(_("--base is an address: https://…"))
    office = open_office(desk, "export")
    names = oparl.Names(base or f"https://oparl.invalid/{office.council.key}")
    folder = _Folder(output, names.base)
    counts: Counter[str] = Counter()
    witness = proven_by(office, folder_of(desk, None)).line
    for name, one in oparl_out.entry(office, names, witness):
        folder.write(f"{name}.json", one)
        for inner in oparl.with_embedded(one) if "id" in one else ():
            folder.place(inner)
    for kind, objects in oparl_out.lists(office, names):
        counts[kind] = _list(folder, names, kind, objects)
    result = {"folder": output, "base": names.base, **{k: counts[k] for k in _LISTS}}
    emit(desk, result, lambda r: _lines(r, bool(base)))


_LISTS = ("organizations", "meetings", "papers")


def _list(folder: _Folder, names: Any, kind: str, objects: Iterator[dict[str, Any]]) -> int:
    from workflow.publish import oparl

    total, number, waiting = 0, 1, list(_some(objects))
    while True:
        following = list(_some(objects)) if len(waiting) == _PAGE else []
        for one in waiting:
            for inner in oparl.with_embedded(one):
                folder.place(inner)
        page = oparl.page(names, kind, number, waiting, last=not following)
        folder.place({"id": oparl.page_address(names, kind, number)}, page)
        total += len(waiting)
        if not following:
            return total
        number, waiting = number + 1, following


def _some(objects: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _n in range(_PAGE):
        one = next(objects, None)
        if one is None:
            return
        yield one


class _Folder:
    """A folder that holds each object at the place its address names."""

    def __init__(self, path: str, base: str) -> None:
        self._path, self._base = path, base.rstrip("/")

    def place(self, one: Mapping[str, Any], content: Mapping[str, Any] | None = None) -> None:
        """Write an object where its address says."""
        self.write(unquote(str(one["id"]).removeprefix(self._base + "/")), content or one)

    def write(self, name: str, one: Mapping[str, Any]) -> None:
        """Write one file as a whole: who serves the folder meanwhile sees the old one or the new one."""
        path = os.path.join(self._path, *name.split("/"))
        draft = f"{path}.part"
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(draft, "w", encoding="utf-8") as out:
                json.dump(one, out, ensure_ascii=False, indent=1)
            os.replace(draft, path)
        except OSError as error:
            raise FolderNotWritable(path=self._path, fault=cause_of(error)) from error


def _lines(result: Mapping[str, Any], addressed: bool) -> Iterable[str]:
    text = _("{papers} motions, {meetings} meetings and {organizations} organizations written to {folder}.")
    yield text.format(**result)
    if not addressed:
        yield _("The addresses are made up ({base}); with --base they lead somewhere.").format(**result)
