"""The table of commands is complete, consistent, and in step with the language's own tables."""

from __future__ import annotations

import importlib
import inspect

import pytest

from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.settings import METHODS
from sctui import arguments, usage
from sctui.arguments import Command
from sctui.command_table import COMMANDS
from sctui.plots.braille import MARKERS


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_its_module(command: Command) -> None:
    module = importlib.import_module(command.module)
    assert command.module == f"sctui.commands.{command.name}"
    assert list(inspect.signature(module.run).parameters) == ["options"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_arguments_are_distinct_and_explained(command: Command) -> None:
    names = [name for argument in command.arguments for name in argument.names]
    assert len(names) == len(set(names))
    assert sum(argument.positional for argument in command.arguments) <= 1
    assert all(argument.help for argument in command.arguments)
    page = usage.page(command)
    assert all(usage.label(argument) in page for argument in command.arguments)


def test_choices_are_those_of_the_language() -> None:
    assert tuple(PROTOCOLS) == arguments.PROTOCOLS
    assert tuple(METHODS) == arguments.METHODS
    assert tuple(MARKERS) == arguments.MARKERS


def test_run_has_an_option_for_every_number_of_every_protocol() -> None:
    set_by_current = {"amplitude", "mean"}
    wanted = {argument.name for protocol in PROTOCOLS.values() for argument in protocol.arguments} - set_by_current
    given = {item.key for item in arguments.RUN_ARGUMENTS if item.group == "numbers of the protocol"}
    assert given == wanted


def test_help_fits_100_columns() -> None:
    for command in COMMANDS:
        assert all(len(line) <= 100 for line in usage.page(command).splitlines())
    assert all(len(line) <= 100 for line in usage.overview().splitlines())
