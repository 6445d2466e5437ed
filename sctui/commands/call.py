"""`sctui call NAME < request.json`: an operation as the JSON interface has it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from kernels.analysis.plain import plain
from kernels.errors import RequestError
from kernels.running.cluster import scheduler
from sctui.failure import UsageError
from sctui.operation_arguments import sweeps
from sctui.operations import OPERATIONS, find_operation, perform

MOST_BYTES = 16 << 20


def run(options: Namespace) -> int:
    """Read a request from standard input, carry it out, print the answer."""
    if options.list:
        print("\n".join(f"{item.name:16} {item.help}" for item in OPERATIONS.values()))
        return 0
    if options.operation is None:
        raise UsageError("which operation? sctui call --list names them")
    text = sys.stdin.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise UsageError(f"the request is larger than {MOST_BYTES >> 20} MiB")
    try:
        request = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise UsageError(f"standard input is no JSON: {error}") from None
    if not isinstance(request, dict):
        raise RequestError("", 'a request is a JSON object, such as {"model": "lif"}')
    if options.scheduler is not None and not sweeps(find_operation(options.operation)):
        raise UsageError(f"--scheduler: {options.operation} makes no sweep that a cluster could run")
    with scheduler(options.scheduler):
        result = perform(options.operation, request)
    print(json.dumps(plain(result), allow_nan=False))
    return 0
