"""No command without help, examples and German; no parameter without help."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click
import pytest

from workflow import words
from workflow.commands import frame
from workflow.commands.program import COMMANDS, Program, program


def walk(
    command: click.Command, path: tuple[str, ...] = ("laufzettel",)
) -> Iterator[tuple[str, click.Command]]:
    """Every command of the program with its full name."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        ctx = click.Context(command, info_name=path[-1])
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None, f"{' '.join(path)} lists {name} and does not have it"
            yield from walk(below, (*path, name))


ALL = dict(walk(program))
every_command = pytest.mark.parametrize("name", ALL)


@every_command
def test_a_command_is_built_by_the_frame(name: str) -> None:
    """So that global options, language and errors are the same everywhere."""
    assert isinstance(ALL[name], (frame.Command, frame.Group))


@every_command
def test_a_command_has_help_in_both_languages(name: str) -> None:
    english = ALL[name].help
    assert english
    words.use("de")
    assert words._(english) != english, f"{name}: {english}"


@every_command
def test_every_parameter_has_help_in_both_languages(name: str) -> None:
    words.use("de")
    for param in ALL[name].params:
        assert isinstance(param, (frame.Option, frame.Argument)), f"{name}: {param.name}"
        assert param.help, f"{name}: {param.name}"
        assert words._(param.help) != param.help, f"{name}: {param.help}"


@every_command
def test_a_command_has_an_example_that_calls_it(name: str) -> None:
    command = ALL[name]
    assert isinstance(command, (frame.Command, frame.Group))
    assert command.examples, name
    lines = [e if isinstance(e, str) else e[0] for e in command.examples]
    assert any(name in line for line in lines), f"{name} is in none of its examples"


@every_command
def test_examples_name_commands_and_options_that_exist(name: str) -> None:
    command = ALL[name]
    assert isinstance(command, (frame.Command, frame.Group))
    for example in command.examples:
        line = example if isinstance(example, str) else example[0]
        called = "laufzettel " + line.partition("laufzettel ")[2].partition(" | ")[0].partition(" > ")[0]
        target, rest = _called(shlex.split(called))
        if target.split()[-1] not in COMMANDS and len(target.split()) == 1 and rest[0] in COMMANDS:
            continue  # an example of a command that is not there yet
        known = {
            o
            for p in ALL[target].get_params(click.Context(ALL[target]))
            for o in (*p.opts, *p.secondary_opts)
        }
        given = {word.partition("=")[0] for word in rest if word.startswith("-") and len(word) > 1}
        assert given <= known | {"--"}, f"{line}: {given - known}"


def _called(line: list[str]) -> tuple[str, list[str]]:
    """The longest command that the line names, and what follows it."""
    end = max(n for n in range(1, len(line) + 1) if " ".join(line[:n]) in ALL)
    named, rest = " ".join(line[:end]), line[end:]
    otherwise = getattr(ALL[named], "otherwise", "")
    return (f"{named} {otherwise}" if otherwise and rest else named), rest


def test_the_table_of_commands_names_what_the_modules_hold() -> None:
    assert isinstance(program, Program)
    for name in program.list_commands(click.Context(program)):
        assert ALL[f"laufzettel {name}"].name == name


@every_command
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_help_can_be_shown(name: str, language: str) -> None:
    words.use(language)
    shown = ALL[name].get_help(click.Context(ALL[name], info_name=name))
    assert name in shown
    assert max(map(len, shown.splitlines())) <= 110
