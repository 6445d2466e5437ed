"""`sctui rtl MODEL`: a model as Verilog, printed or as files with a report."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from kernels.analysis.plain import plain
from kernels.errors import Cancelled, RequestError
from sctui.commands.operation import answer, request_of, warn
from sctui.console import printable
from sctui.failure import UsageError
from sctui.hardware_files import output_folder, written
from sctui.hardware_text import compile_report
from sctui.operations import find_operation
from sctui.report_text import aligned
from sctui.run_request import in_options


def run(options: Namespace) -> int:
    """Compile, then print the module, or write the files and print the report."""
    if options.force and options.output is None:
        raise UsageError("--force: nothing is written without -o DIR")
    folder = None if options.output is None else output_folder(options.output)
    operation = find_operation("compile")
    request = request_of(operation, options)
    try:
        made = answer(operation, request, options)
    except RequestError as error:
        raise UsageError(in_options(error, options)) from error
    except Cancelled as stopped:
        raise KeyboardInterrupt from stopped
    rows = []
    if folder is not None:
        sizes = written(made.files, folder, options.force)
        rows = [(str(folder / name), f"{size:,}") for name, size in sizes.items()]
    if options.json:
        print(json.dumps(plain(made), allow_nan=False))
    elif folder is None and not options.report:
        sys.stdout.write(made.files[f"{made.name}.v"])
    else:
        lines = [*aligned((("file", "bytes"), rows)), ""] if rows else []
        print("\n".join(printable(line) for line in [*lines, *compile_report(made)]))
    warn(made)
    return 0
