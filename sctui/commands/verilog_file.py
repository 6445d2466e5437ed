"""A Verilog file in the place of a model: `sctui synth FILE.v`, `sctui pnr FILE.v`."""

from __future__ import annotations

from argparse import Namespace

from hdl.judges.process import ToolError
from hdl.judges.synth_file import SOURCE
from sctui.arguments import Command
from sctui.commands.operation import answer_and_show
from sctui.failure import Failure, UsageError
from sctui.operation_arguments import own_fields, own_names
from sctui.operations import Operation
from sctui.sources import read_source

ENDINGS = (".v", ".sv")
LARGEST = 4_000_000  # bytes


def is_verilog(word: str) -> bool:
    """Whether an argument names a Verilog file."""
    return word.endswith(ENDINGS)


def show_file(operation: Operation, options: Namespace) -> int:
    """Carries an operation out on the file that the options name; what is wrong is said by the file's own name."""
    source = read_source(options.model, LARGEST, "Verilog file")
    options.verilog = source.text
    try:
        return answer_and_show(operation, own_fields(operation, options), options)
    except UsageError as error:
        raise UsageError(str(error).replace("--verilog: ", f"{source.name}: ", 1)) from error
    except ToolError as error:
        raise Failure(str(error).replace(SOURCE, source.name)) from error


def refuse_others(command: Command, operation: Operation, options: Namespace, file: bool, switches: str = "") -> None:
    """What was given and would mean nothing: of a model for a file, of a file for a model, or beside `switches`.

    `switches` are the flags that chose the operation, separated by blanks.
    """
    taken, chosen = own_names(operation), switches.split()
    for argument in command.arguments:
        if argument.positional or argument.group == "output" or getattr(options, argument.key) in (None, [], False):
            continue
        name, key = argument.names[-1], argument.key.removeprefix("no_")
        if file and (argument.group != "hardware" or key not in taken):
            raise UsageError(f"{name}: is for a model, not for a Verilog file")
        if key == "top" and not file:
            raise UsageError(f"{name}: is for a Verilog file, not for a model")
        if argument.group == "hardware" and key not in taken and name not in chosen:
            raise UsageError(f"{name}: not with {' '.join(chosen)}")
