"""Runs an outside tool: no shell, a time limit, cancellable, and nothing of it left running."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kernels.errors import Cancelled, KernelsError

POLL = 0.05  # seconds between questions whether to stop
MOST_OUTPUT = 1 << 20  # characters kept of what a tool says


class ToolError(KernelsError):
    """A tool that is missing, failed, or took too long."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a tool ended and what it said."""

    code: int
    output: str
    errors: str
    seconds: float


def run_tool(
    command: Sequence[str],
    folder: Path,
    *,
    timeout: float,
    cancelled: Callable[[], bool] | None = None,
) -> Finished:
    """Runs a command in a folder. ToolError where it cannot be started or exceeds the time, Cancelled on request."""
    began = time.monotonic()
    out, err = folder / ".tool_output", folder / ".tool_errors"
    try:
        with out.open("wb") as output, err.open("wb") as errors:
            process = subprocess.Popen(
                list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                start_new_session=True,
            )  # fmt: skip
    except OSError as error:
        raise ToolError(f"{command[0]} cannot be started: {error.strerror or error}") from None
    try:
        while process.poll() is None:
            if cancelled is not None and cancelled():
                raise Cancelled
            if time.monotonic() - began > timeout:
                raise ToolError(f"{Path(command[0]).name} took longer than {timeout:g} s and was stopped")
            try:
                process.wait(POLL)
            except subprocess.TimeoutExpired:
                continue
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    said = [_read(path) for path in (out, err)]
    return Finished(process.returncode, said[0], said[1], time.monotonic() - began)


def _read(path: Path) -> str:
    with path.open("r", encoding="utf-8", errors="replace") as file:
        text = file.read(MOST_OUTPUT)
    path.unlink()
    return text
