"""Command-line words -> options, by the command table."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from sctui.arguments import Argument, Command
from sctui.command_table import BY_NAME
from sctui.failure import UsageError
from sctui.operations import OPERATIONS
from sctui.usage import page


class _Parser(argparse.ArgumentParser):
    """argparse whose errors are raised, not printed, and whose help comes from the table."""

    command: Command

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (sctui {self.command.name} --help lists what there is)")

    def format_help(self) -> str:
        return page(self.command) + "\n"


def with_command(words: list[str]) -> list[str]:
    """`sctui --theme light` is `sctui open --theme light`."""
    options = {name for argument in BY_NAME["open"].arguments for name in argument.names}
    return ["open", *words] if words[0].partition("=")[0] in options else words


def find_command(name: str) -> Command:
    """The command of that name; UsageError with the nearest names if there is none."""
    if name in BY_NAME:
        return BY_NAME[name]
    if name in OPERATIONS:
        from sctui.operation_arguments import command_of  # numpy comes with the operation's schema

        return command_of(OPERATIONS[name])
    if name.startswith("-"):
        raise UsageError(f"unknown option {name} (sctui --help lists what there is)")
    import difflib  # only a mistyped name needs it

    near = difflib.get_close_matches(name, [*BY_NAME, *OPERATIONS], n=1)
    hint = f"did you mean {near[0]!r}?" if near else "sctui --help lists all"
    raise UsageError(f"unknown command {name!r}: {hint}")


def parse(command: Command, words: list[str]) -> argparse.Namespace:
    """Parse the words after the command's name; every argument of the table is an attribute of the result.

    Raises UsageError, or SystemExit(0) after `--help`.
    """
    parser = _Parser(prog=f"sctui {command.name}", allow_abbrev=False)
    parser.command = command
    for argument in command.arguments:
        _add(parser, argument)
    options = parser.parse_args(_join_negative_numbers(command, words))
    options.command = command.name
    return options


def _add(parser: argparse.ArgumentParser, argument: Argument) -> None:
    if argument.kind == "flag":
        parser.add_argument(*argument.names, dest=argument.key, action="store_true")
        return
    choices = argument.choices or None
    if argument.positional:
        nargs = ("*" if argument.optional else "+") if argument.many else "?" if argument.optional else None
        parser.add_argument(argument.key, metavar=argument.names[0], nargs=nargs, choices=choices)
        return
    parser.add_argument(
        *argument.names,
        dest=argument.key,
        metavar=argument.metavar or None,
        choices=choices,
        action="append" if argument.many else "store",
        default=[] if argument.many else None,
        type=_KINDS[argument.kind],
    )


def _count(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


_KINDS: dict[str, Callable[[str], Any]] = {"text": str, "count": _count, "assignment": _assignment}


def _join_negative_numbers(command: Command, words: list[str]) -> list[str]:
    """`--current -1e-3` -> `--current=-1e-3`: argparse takes that value for an option."""
    valued = {name for argument in command.arguments if argument.kind != "flag" for name in argument.names}
    joined: list[str] = []
    for word in words:
        if (
            joined
            and joined[-1] in valued
            and len(word) > 1
            and word[0] == "-"
            and (word[1].isdigit() or word[1] == ".")
        ):
            joined[-1] += "=" + word
        else:
            joined.append(word)
    return joined
