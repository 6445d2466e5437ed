"""`sctui ir MODEL|FILE`: a model in an intermediate form, or a text in one: verified, printed as Verilog, simulated."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from typing import Any

from hdl.ir.verify import CircuitError
from hdl.ir_operations import SETTINGS
from hdl.stochastic.text import GraphError
from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError
from kernels.library import SUFFIX, entries
from sctui.commands.operation import answer, request_of, warn
from sctui.console import printable
from sctui.failure import FAILED, Failure, UsageError
from sctui.hardware_commands import IR
from sctui.hardware_files import output_folder, written
from sctui.operation_arguments import own_names
from sctui.operation_text import REPORTS, passed
from sctui.operations import Operation, find_operation
from sctui.report_text import aligned
from sctui.run_request import in_options
from sctui.sources import Source, read_source

LARGEST = 4_000_000  # bytes of a text
OF_TEXTS = ("form", "steps", "seeds", "tool")  # what can be said of a text; the rest is about how a model becomes one


def run(options: Namespace) -> int:
    """Build, verify, print or simulate, and show what came of it."""
    source = _text(options.model)
    operation = find_operation(_asked(options, source is not None))
    _refuse_others(options, operation, source is not None)
    folder = None if options.output is None else output_folder(options.output)
    request = _request(operation, options, source)
    try:
        result = answer(operation, request, options)
    except Cancelled as stopped:
        raise KeyboardInterrupt from stopped
    except RequestError as error:
        if source is not None and error.field == "text":
            raise UsageError(f"{source.name}: {str(error).removeprefix('text: ')}") from error
        raise UsageError(in_options(error, options)) from error
    except (CircuitError, GraphError) as error:
        raise Failure(f"{source.name}: {error}" if source is not None else str(error)) from error
    rows = []
    if folder is not None:
        sizes = written(result.files, folder, options.force)
        rows = [(str(folder / name), f"{size:,}") for name, size in sizes.items()]
    if options.json:
        print(json.dumps(plain(result), allow_nan=False))
    elif rows:
        print("\n".join(printable(line) for line in aligned((("file", "bytes"), rows))))
    elif operation.name == "ir/emit-sv":
        sys.stdout.write(result.files[f"{result.name}.v"])
    elif operation.name == "ir/build" and not options.report:
        sys.stdout.write(result.text)
    elif operation.name == "ir/verify" and source is not None:
        _show_problems(result, source)
    else:
        print("\n".join(printable(line) for line in REPORTS[operation.name](result)))
    warn(result)
    return 0 if passed(result) else FAILED


def _text(name: str) -> Source | None:
    """The text in a form that a name stands for; None where it is a model."""
    if name != "-" and (name.endswith(SUFFIX) or name in {entry.slug for entry in entries()}):
        return None
    if name == "-" or os.path.exists(name) or os.sep in name:
        return read_source(name, LARGEST, "text in an intermediate form")
    return None  # a name that the library does not know: it says which are near


def _asked(options: Namespace, text: bool) -> str:
    """The operation that is meant."""
    if options.emit and options.cosim:
        raise UsageError("--emit and --cosim exclude each other")
    if options.output is not None and not options.emit:
        raise UsageError("-o: only Verilog is written; add --emit")
    if options.force and options.output is None:
        raise UsageError("--force: nothing is written without -o DIR")
    if options.emit or options.cosim:
        if options.report:
            raise UsageError("--report: not with --emit or --cosim")
        return "ir/emit-sv" if options.emit else "ir/cosim"
    return "ir/verify" if text else "ir/build"


def _refuse_others(options: Namespace, operation: Operation, text: bool) -> None:
    """What was given and would mean nothing."""
    streams = options.form == "stochastic"
    for argument in IR.arguments:
        if argument.positional or argument.group == "output" or getattr(options, argument.key) in (None, [], False):
            continue
        name, key = argument.names[-1], argument.key.removeprefix("ir_")
        if text and key not in (*OF_TEXTS, "emit", "cosim"):
            raise UsageError(f"{name}: the text says that already; it is for a model")
        if argument.group != "hardware" or key in ("emit", "cosim"):
            continue
        if key not in own_names(operation) and not (text and key == "form"):
            raise UsageError(f"{name}: only with {'--cosim' if key in ('steps', 'seeds', 'tool') else '--emit'}")
        if key in SETTINGS["dataflow" if streams else "stochastic"]:
            raise UsageError(f"{name}: not of the form {'stochastic' if streams else 'dataflow'}; see --form")


def _request(operation: Operation, options: Namespace, source: Source | None) -> dict[str, Any]:
    if source is not None and operation.name == "ir/verify":
        return {"text": source.text}
    options.text = None  # a field of these operations, but no option
    if source is None:
        return request_of(operation, options)
    given = {name: getattr(options, name) for name in OF_TEXTS if name in own_names(operation)}
    own = request_of(operation, Namespace(**{**vars(options), "model": None}))
    return {name: own[name] for name in given if name in own} | {"text": source.text}


def _show_problems(result: Any, source: Source) -> None:
    if result.valid:
        print(f"{source.name}: {printable(result.form)} {printable(result.name)}, well formed")
    for one in result.problems:
        print(printable(f"{source.name}:{one.line}: {one.message}" if one.line else f"{source.name}: {one.message}"))
