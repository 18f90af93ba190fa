"""`config`: the settings and where each comes from. Nothing is changed here; the file is the user's."""

from __future__ import annotations

import os
from typing import NamedTuple

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, option, pass_desk
from workflow.commands.output import emit, table
from workflow.settings import KEYS, SPEC, SettingUnknown, config_file
from workflow.words import _, said


class Line(NamedTuple):
    """A setting as it is shown."""

    key: str
    value: str | int | bool
    origin: str
    source: str
    variable: str
    meaning: str


@group(
    "config",
    help=N_("Show the settings and where they come from."),
    examples=["laufzettel config show --origin"],
)
def config() -> None:
    """The settings."""


@config.command(
    "show",
    help=N_(
        "Show every setting, or one.\n\nA flag comes before the environment, that before the settings file, "
        "that before the default."
    ),
    examples=[
        ("laufzettel config show --origin", N_("which value holds, and why")),
        ("LAUFZETTEL_LANG=en laufzettel config show lang --origin", N_("one setting")),
    ],
)
@argument("key", required=False, metavar=N_("KEY"), help=N_("One setting only."))
@option("--origin", is_flag=True, help=N_("Say where each value comes from."))
@pass_desk
def show(desk: Desk, key: str | None, origin: bool) -> None:
    """Print the settings."""
    if key is not None and key not in KEYS:
        raise SettingUnknown(key=key, source=_("command line"), known=list(KEYS))
    lines = [_line(desk, name) for name in KEYS if key in (None, name)]
    file = config_file(desk.environ)
    result = {"file": file, "file_exists": os.path.isfile(file), "settings": lines}
    emit(
        desk,
        result,
        lambda _result: _shown(desk, lines, file, origin),
        rows=lambda _result: map(Line._asdict, lines),
    )


def _line(desk: Desk, key: str) -> Line:
    from workflow.store.address import without_password

    found, setting = desk.settings.find(key), KEYS[key]
    value = without_password(str(found.value)) if key == "db" else found.value
    return Line(key, value, found.origin.value, found.source, setting.variable, _(setting.prose))


def _shown(desk: Desk, lines: list[Line], file: str, origin: bool) -> list[str]:
    if not origin:
        return [f"{line.key} = {said(line.value)}" for line in lines]
    names = {
        "flag": _("flag"),
        "environment": _("environment"),
        "file": _("settings file"),
        "default": _("default"),
    }
    rows = [
        (line.key, line.value, " ".join(filter(None, (names[line.origin], line.source))), line.meaning)
        for line in lines
    ]
    there = "" if os.path.isfile(file) else f" ({_('not there')})"
    headers = [_("Setting"), _("Value"), _("Origin"), _("Meaning")]
    return [table(desk, headers, rows), "", f"{_('Settings file')}: {file}{there}"]


assert len(KEYS) == len(SPEC)
