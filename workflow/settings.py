"""What a user can set once: each key with its default, its check and its prose, in one record.

A flag comes before the environment, that before the user's file, that before the default; `config
show --origin` says which it was. To add a setting, add a record to `SPEC`: its variable, its key in
`config.toml` and its line in `config show` follow from it. Values are read when they are asked for,
so that a faulty file keeps nobody from reading the help.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from states.refusal import N_, Exit, Refusal

Environ = Mapping[str, str]
Value = str | int | bool


class SettingUnusable(Refusal):
    """A value from the environment or the file is none that the key takes."""

    code: ClassVar[str] = "setting_unusable"
    exit_status: ClassVar[Exit] = Exit.INPUT
    message: ClassVar[str] = N_("“{value}” cannot be used for {key} ({source}).")
    way_out: ClassVar[str] = N_("Expected: {expected}.")


class ConfigUnreadable(Refusal):
    """The user's file is no TOML, or cannot be read at all."""

    code: ClassVar[str] = "config_unreadable"
    exit_status: ClassVar[Exit] = Exit.INPUT
    message: ClassVar[str] = N_("The settings in {file} cannot be read: {fault}.")
    way_out: ClassVar[str] = N_("Correct the file, or move it away.")


class SettingUnknown(Refusal):
    """The user's file, or the command line, names a key that is not in SPEC."""

    code: ClassVar[str] = "setting_unknown"
    exit_status: ClassVar[Exit] = Exit.INPUT
    message: ClassVar[str] = N_("There is no setting “{key}” ({source}).")
    way_out: ClassVar[str] = N_("Known are: {known}.")


class Origin(StrEnum):
    """Where a value came from, in the order of precedence."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


class Setting(NamedTuple):
    """One key: `check` turns text into a value, or raises ValueError with what was expected."""

    key: str
    prose: str
    default: Callable[[Environ], Value]
    check: Callable[[str], Value] = str
    #: variables of other programs' custom, asked after our own: name and what it means when set
    customs: tuple[tuple[str, Value], ...] = ()

    @property
    def variable(self) -> str:
        """`LAUFZETTEL_DB` for `db`, `LAUFZETTEL_MAIL_HOST` for `mail.host`."""
        return "LAUFZETTEL_" + self.key.upper().replace(".", "_")


class Found(NamedTuple):
    """A value with its origin; `source` is the flag, the variable or the file."""

    key: str
    value: Value
    origin: Origin
    source: str = ""


# Checks


def one_of(*choices: str) -> Callable[[str], str]:
    """A check that takes these words only."""

    def check(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(", ".join(choices))
        return text.lower()

    return check


def yes_or_no(text: str) -> bool:
    """A check for a truth value: 1, true, yes, on and their opposites."""
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError("true, false")
    return text.lower() in _TRUE


def port(text: str) -> Value:
    """A check for the number of a port; nothing means the usual one."""
    if not text:
        return ""
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise ValueError("1–65535")
    return int(text)


def seconds(text: str) -> int:
    """A check for how long to wait: one second to one minute."""
    if not text.isdecimal() or not 1 <= int(text) <= 60:
        raise ValueError("1–60")
    return int(text)


_TRUE = frozenset({"1", "true", "yes", "on", "ja"})
_FALSE = frozenset({"0", "false", "no", "off", "nein"})


# Defaults


def default_database(environ: Environ) -> str:
    """`laufzettel.db` in the user's data folder."""
    return os.path.join(
        _user_folder(environ, "XDG_DATA_HOME", ".local/share", "user_data_dir"), "laufzettel.db"
    )


def default_maildir(environ: Environ) -> str:
    """`letters` in the user's data folder."""
    return os.path.join(_user_folder(environ, "XDG_DATA_HOME", ".local/share", "user_data_dir"), "letters")


def default_keys(environ: Environ) -> str:
    """`keys` in the user's data folder: outside the database, so that whoever has that has not these."""
    return os.path.join(_user_folder(environ, "XDG_DATA_HOME", ".local/share", "user_data_dir"), "keys")


def config_file(environ: Environ) -> str:
    """The user's file: LAUFZETTEL_CONFIG, else `config.toml` in the user's config folder."""
    own = environ.get("LAUFZETTEL_CONFIG")
    return own or os.path.join(
        _user_folder(environ, "XDG_CONFIG_HOME", ".config", "user_config_dir"), "config.toml"
    )


def _user_folder(environ: Environ, variable: str, usual: str, name: str) -> str:
    system: str = sys.platform  # as a plain string, else mypy takes this machine for every one
    if system == "linux":
        # What platformdirs says too; importing it would cost each command 15 ms to learn this.
        base = environ.get(variable, "").strip() or os.path.join(
            environ.get("HOME") or os.path.expanduser("~"), usual
        )
        return os.path.join(base, "laufzettel")
    import platformdirs

    return str(getattr(platformdirs, name)("laufzettel", appauthor=False))


def _nothing(_environ: Environ) -> str:
    return ""


def _login(environ: Environ) -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return environ.get("USER", "")


def _spoken(environ: Environ) -> str:
    from workflow.words import choose

    return choose(None, environ)


SPEC: tuple[Setting, ...] = (
    Setting("db", N_("The database: a file, or postgresql://…"), default_database),
    Setting("council", N_("The council, where the database holds several"), _nothing),
    Setting("as", N_("The person on whose behalf this is done"), _login),
    Setting("lang", N_("The language: de or en"), _spoken, one_of("de", "en")),
    Setting(
        "format",
        N_("The form of the output: text, json or csv"),
        lambda _environ: "text",
        one_of("text", "json", "csv"),
    ),
    Setting(
        "color",
        N_("Colour: auto (on a terminal), always or never"),
        lambda _environ: "auto",
        one_of("auto", "always", "never"),
        customs=(("NO_COLOR", "never"), ("FORCE_COLOR", "always")),
    ),
    Setting("keys", N_("The folder of the signing keys"), default_keys),
    Setting("stamp.url", N_("The time stamping authority for checkpoints (RFC 3161)"), _nothing),
    Setting("stamp.tsa", N_("File with that authority’s root certificates (PEM)"), _nothing),
    Setting("debug", N_("Show where in the program an error arose"), lambda _environ: False, yes_or_no),
    Setting("mail.host", N_("The mail server; without one letters are kept as files"), _nothing),
    Setting("mail.port", N_("Its port; else 587 for starttls, 465 for tls, 25 for none"), _nothing, port),
    Setting(
        "mail.security",
        N_("How the connection is encrypted: starttls, tls or none"),
        lambda _environ: "starttls",
        one_of("starttls", "tls", "none"),
    ),
    Setting("mail.ca_file", N_("File with the certificate of an authority of one’s own"), _nothing),
    Setting("mail.user", N_("The user at the mail server; without one nobody logs in"), _nothing),
    Setting("mail.password_file", N_("File with the password; else it is taken from the keyring"), _nothing),
    Setting("mail.from", N_("The sender: buero@example.org or Name <buero@example.org>"), _nothing),
    Setting("mail.reply_to", N_("Where answers go, if not to the sender"), _nothing),
    Setting(
        "mail.timeout",
        N_("How many seconds to wait for a mail server’s answer"),
        lambda _environ: 20,
        seconds,
    ),
    Setting("mail.folder", N_("Folder (maildir) for letters while no mail server is set"), default_maildir),
    Setting("push.file", N_("File with addresses (URLs) of other services, one a line"), _nothing),
    Setting(
        "letters.folder",
        N_("Folder with wordings of one’s own, in subfolders de and en; they go before ours"),
        _nothing,
    ),
)
KEYS: dict[str, Setting] = {setting.key: setting for setting in SPEC}


class Settings:
    """The values of one run. Flags are noted while the command line is read."""

    def __init__(self, environ: Environ, flags: Mapping[str, Value] | None = None) -> None:
        self.environ = environ
        self._flags: dict[str, Value] = dict(flags or {})
        self._file: dict[str, Any] | None = None

    def note(self, key: str, value: Value) -> None:
        """Take a value from the command line; the last one given counts."""
        self._flags[key] = value

    def find(self, key: str) -> Found:
        """A key's value and where it came from. Raises SettingUnusable, SettingUnknown, ConfigUnreadable."""
        setting = KEYS[key]
        if key in self._flags:
            return Found(key, self._flags[key], Origin.FLAG, f"--{key}")
        if given := self.environ.get(setting.variable):
            return Found(
                key, _checked(setting, given, setting.variable), Origin.ENVIRONMENT, setting.variable
            )
        for variable, meaning in setting.customs:
            if self.environ.get(variable):
                return Found(key, meaning, Origin.ENVIRONMENT, variable)
        if (kept := self._kept().get(key)) is not None:
            file = config_file(self.environ)
            return Found(key, _checked(setting, _text(kept), file), Origin.FILE, file)
        return Found(key, setting.default(self.environ), Origin.DEFAULT)

    def value(self, key: str) -> Value:
        """A key's value alone."""
        return self.find(key).value

    def text(self, key: str) -> str:
        """A key's value as text."""
        return str(self.value(key))

    def _kept(self) -> dict[str, Any]:
        if self._file is None:
            self._file = _read(config_file(self.environ))
        return self._file


def _checked(setting: Setting, text: str, source: str) -> Value:
    try:
        return setting.check(text)
    except ValueError as fault:
        raise SettingUnusable(key=setting.key, value=text, source=source, expected=str(fault)) from None


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(file: str) -> dict[str, Any]:
    """The keys of a file, tables flattened to `mail.host`; empty where there is no file."""
    if not os.path.isfile(file):
        return {}
    import tomllib

    try:
        with open(file, "rb") as opened:
            kept = dict(_flat(tomllib.load(opened)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise ConfigUnreadable(file=file, fault=getattr(fault, "strerror", None) or str(fault)) from None
    for key in kept:
        if key not in KEYS:
            raise SettingUnknown(key=key, source=file, known=list(KEYS))
    return kept


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return found
