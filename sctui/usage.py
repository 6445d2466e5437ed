"""The text of `sctui --help` and `sctui COMMAND --help`, made from the command table."""

from __future__ import annotations

from sctui.arguments import Argument, Command
from sctui.command_table import COMMANDS
from sctui.operations import OPERATIONS

INDENT = 2
COLUMN = 28  # where the explanations begin
WIDTH = 100
# operations that a command with a name of its own stands for
OF_COMMANDS = (
    *("simulate", "compile", "ir/build", "ir/verify", "ir/emit-sv", "ir/cosim", "ir/inspect", "ir/stream-error"),
    *("synth/run", "synth/multi-target", "synth/file", "synth/estimate", "synth/pnr", "synth/pnr-file"),
    "synth/tools-status",
    *(command.name for command in COMMANDS),
)


def overview() -> str:
    """What `sctui --help` prints: all commands with one line each."""
    rows = [(command.name, command.summary) for command in COMMANDS]
    return "\n".join(
        [
            "usage: sctui [COMMAND [ARGUMENTS]]      without a command: the studio in this terminal",
            "",
            "A spiking-neuron design studio: models as text, compiled, simulated, plotted.",
            "",
            "commands:",
            *_table(rows),
            "",
            "operations on a model:",
            *_table([(item.name, item.help) for item in OPERATIONS.values() if item.name not in OF_COMMANDS]),
            "",
            "options:",
            *_table([("--help", "print this, or after a command: its arguments"), ("--version", "print the version")]),
            "",
            "First steps: sctui run hodgkin_huxley --current 10    sctui models    sctui help language",
        ]
    )


def synopsis(command: Command) -> str:
    """The one line that says how a command is called."""
    words = [f"usage: sctui {command.name}"]
    for argument in command.arguments:
        if argument.positional:
            word = argument.names[0] + ("..." if argument.many else "")
            words.append(f"[{word}]" if argument.optional else word)
    if any(not argument.positional for argument in command.arguments):
        words.append("[OPTIONS]")
    return " ".join(words)


def page(command: Command) -> str:
    """What `sctui COMMAND --help` prints."""
    lines = [synopsis(command), "", command.summary[0].upper() + command.summary[1:] + "."]
    for group in dict.fromkeys(argument.group for argument in command.arguments):
        lines += ["", f"{group}:"]
        lines += _table(
            [(label(item), item.help + _choices(item)) for item in command.arguments if item.group == group]
        )
    if command.examples:
        lines += ["", "examples:"]
        lines += _table(
            [(text, note) for text, note in command.examples], column=max(len(t) for t, _ in command.examples) + 4
        )
    return "\n".join(lines)


def label(argument: Argument) -> str:
    """An argument with its value: `--dt T`, `MODEL`."""
    if argument.positional or argument.kind == "flag":
        return ", ".join(argument.names)
    return f"{', '.join(argument.names)} {argument.metavar or argument.names[-1].lstrip('-').upper()}"


def _choices(argument: Argument) -> str:
    repeat = " (may be repeated)" if argument.many and not argument.positional else ""
    return f": {', '.join(argument.choices)}{repeat}" if argument.choices and not argument.positional else repeat


def _table(rows: list[tuple[str, str]], column: int = COLUMN) -> list[str]:
    lines = []
    for left, right in rows:
        head = " " * INDENT + left
        pieces = _wrap(right, WIDTH - column)
        if len(head) + 1 > column and pieces[0]:
            lines.append(head)
            head = ""
        lines += [f"{head:{column}}{pieces[0]}".rstrip()] + [" " * column + piece for piece in pieces[1:]]
    return lines


def _wrap(text: str, width: int) -> list[str]:
    """Break at blanks (textwrap costs its import on every `--help`)."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
