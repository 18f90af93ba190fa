"""Whoever has a role reads what it may; as long as nobody has one, everybody reads everything."""

from __future__ import annotations

import pytest

from states.refusal import Exit
from tests.workflow.commands.rehearsal import Rehearsal
from workflow import settings

NOW = "2026-02-01"


@pytest.fixture
def secret(on_its_way: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> Rehearsal:
    """Beside 1/26 a motion that is not public; anna reads only, ben manages."""
    on_its_way.at(
        "2026-01-20", "submit", "--title", "Personalsache", "--reference", "N1", "--point", "Ja.",
        "--route", "Kreistag", "--non-public", "--yes",
    )  # fmt: skip
    as_user(monkeypatch, "ben")
    for login, rights in (("ben", "manager"), ("anna", "reader")):
        on_its_way.at("2026-01-20", "person", "add", login.title(), "--login", login, "--rights", rights)
    return on_its_way


def as_user(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """The operating system's user of the next commands."""
    monkeypatch.setattr("getpass.getuser", lambda: login)
    assert settings.KEYS["as"].default({}) == login


def test_a_reader_sees_nothing_of_what_is_not_public(
    secret: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, "anna")
    assert [row["reference"] for row in secret.data(NOW, "list")] == ["1/26"]
    for line in (
        ("show", "N1"),
        ("history", "N1"),
        ("diagram", "N1"),
        ("history", "N1", "--as-of", "01.02.2026"),
    ):
        told = secret.at(NOW, *line, status=Exit.NOT_FOUND)
        assert "Personalsache" not in told
    assert "N1" not in secret.at("2026-03-25", "next")
    assert "N1" not in secret.at("2026-03-25", "check", status=Exit.FAULTS)
    assert secret.data(NOW, "list", "--search", "Personalsache") == []


def test_who_may_see_it_sees_it(secret: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, "ben")
    assert {row["reference"] for row in secret.data(NOW, "list")} == {"1/26", "N1"}
    assert "Personalsache" in secret.at(NOW, "show", "N1")


def test_a_stranger_sees_nothing(secret: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, "eve")
    for line in (("list",), ("show", "1/26"), ("next",), ("meeting", "list")):
        secret.at(NOW, *line, status=Exit.PERMISSION)
