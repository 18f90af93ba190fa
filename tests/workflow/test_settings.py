"""A flag comes before the environment, that before the file, that before the default."""

from __future__ import annotations

import itertools
from pathlib import Path

import platformdirs
import pytest

from workflow.settings import (
    KEYS,
    ConfigUnreadable,
    Origin,
    Settings,
    SettingUnknown,
    SettingUnusable,
    config_file,
    default_database,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The user's file."""
    return tmp_path / "config.toml"


def settings(file: Path, *, flags: dict[str, str] | None = None, **variables: str) -> Settings:
    """The settings of a run with this file, these flags and variables."""
    return Settings({"LAUFZETTEL_CONFIG": str(file), "HOME": str(file.parent), **variables}, flags)


@pytest.mark.parametrize("given", list(itertools.product([True, False], repeat=3)))
def test_the_first_of_flag_environment_file_and_default_holds(
    file: Path, given: tuple[bool, bool, bool]
) -> None:
    flag, environment, kept = given
    file.write_text('council = "from-file"' if kept else "")
    variables = {"LAUFZETTEL_COUNCIL": "from-environment"} if environment else {}
    found = settings(file, flags={"council": "from-flag"} if flag else None, **variables).find("council")
    order = (
        (flag, Origin.FLAG),
        (environment, Origin.ENVIRONMENT),
        (kept, Origin.FILE),
        (True, Origin.DEFAULT),
    )
    expected = next(origin for there, origin in order if there)
    assert found.origin is expected
    assert found.value == ("" if expected is Origin.DEFAULT else f"from-{expected}")


def test_every_key_has_a_variable_and_a_default_that_passes_its_own_check(file: Path) -> None:
    for setting in KEYS.values():
        default = settings(file).find(setting.key)
        assert default.origin is Origin.DEFAULT
        text = str(default.value).lower() if isinstance(default.value, bool) else str(default.value)
        assert setting.check(text) == default.value
        assert setting.variable.isidentifier()


@pytest.mark.parametrize(
    ("variables", "color", "source"),
    [
        ({"NO_COLOR": "1"}, "never", "NO_COLOR"),
        ({"NO_COLOR": ""}, "auto", ""),
        ({"FORCE_COLOR": "1"}, "always", "FORCE_COLOR"),
        ({"NO_COLOR": "1", "LAUFZETTEL_COLOR": "always"}, "always", "LAUFZETTEL_COLOR"),
    ],
)
def test_the_customs_of_terminals_are_kept(
    file: Path, variables: dict[str, str], color: str, source: str
) -> None:
    found = Settings({"LAUFZETTEL_CONFIG": str(file), **variables}).find("color")
    assert (found.value, found.source) == (color, source)


def test_truth_is_read_from_words_and_from_toml(file: Path) -> None:
    assert settings(file, LAUFZETTEL_DEBUG="on").value("debug") is True
    file.write_text("debug = true")
    assert settings(file).value("debug") is True
    assert settings(file, LAUFZETTEL_DEBUG="0").value("debug") is False


def test_a_value_that_does_not_fit_is_refused_with_its_source(file: Path) -> None:
    with pytest.raises(SettingUnusable) as refused:
        settings(file, LAUFZETTEL_FORMAT="xml").value("format")
    assert refused.value.facts["source"] == "LAUFZETTEL_FORMAT"
    file.write_text("debug = 3")
    with pytest.raises(SettingUnusable) as refused:
        settings(file).value("debug")
    assert refused.value.facts["source"] == str(file)


@pytest.mark.parametrize("content", [b"db = ", b"\xff\xfe", b"[db]\nx = 1\n[db]"])
def test_a_file_that_is_no_toml_is_refused_by_name(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigUnreadable) as refused:
        settings(file).value("db")
    assert refused.value.facts["file"] == str(file)


def test_a_misspelt_key_is_refused_not_ignored(file: Path) -> None:
    file.write_text('databse = "x"')
    with pytest.raises(SettingUnknown):
        settings(file).value("db")


def test_a_faulty_file_does_not_hinder_what_a_flag_says(file: Path) -> None:
    file.write_text("= broken")
    assert settings(file, flags={"db": "x.db"}).value("db") == "x.db"


def test_folders_are_those_that_platformdirs_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variables in ({}, {"XDG_CONFIG_HOME": str(tmp_path / "c"), "XDG_DATA_HOME": str(tmp_path / "d")}):
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            monkeypatch.delenv(name, raising=False)
        environ = {"HOME": str(tmp_path), **variables}
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        assert Path(default_database(environ)).parent == platformdirs.user_data_path(
            "laufzettel", appauthor=False
        )
        assert Path(config_file(environ)).parent == platformdirs.user_config_path(
            "laufzettel", appauthor=False
        )
