"""Runs an outside tool: no shell, bounds of time, memory and output, cancellable, and nothing of it left running."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kernels.errors import Cancelled, KernelsError

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

POLL = 0.05  # seconds between questions whether to stop
MOST_OUTPUT = 1 << 20  # characters kept of what a tool says
BANNER = ("/-", "|", "\\-")  # how the lines begin that a tool says its name and licence in
LEAST_FREE = 1 << 18  # bytes; a tool that fails with less has run out of disk
NONE_FREE = 1 << 12  # bytes; with less what a tool wrote may be cut off, though it says nothing, as Yosys does
TEMPORARY = ("TMPDIR", "TMP", "TEMP")  # where a tool puts files of its own, which one that is killed leaves behind
MOST_WRITTEN = 1 << 30  # bytes a tool may write into its folder


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
    memory: int | None = None,
) -> Finished:
    """Runs a command in a folder. ToolError where it cannot be started, exceeds the time or what it may write, or
    crashes; Cancelled on request. `memory` bounds its address space in bytes where the system can do that.
    """
    began = time.monotonic()
    out, err = folder / ".tool_output", folder / ".tool_errors"
    try:
        with out.open("wb") as output, err.open("wb") as errors:
            process = subprocess.Popen(
                list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                start_new_session=True, env={**os.environ, **dict.fromkeys(TEMPORARY, str(folder))},
            )  # fmt: skip
    except OSError as error:
        raise ToolError(f"{command[0]} cannot be started: {error.strerror or error}") from None
    name = tool_name(command)
    try:
        if memory is not None:
            _bound_memory(process.pid, memory)
        while process.poll() is None:
            if cancelled is not None and cancelled():
                raise Cancelled
            if time.monotonic() - began > timeout:
                raise ToolError(f"{name} took longer than {timeout:g} s and was stopped; give it more time")
            if _written(folder) > MOST_WRITTEN:
                raise ToolError(f"{name} wrote more than {MOST_WRITTEN >> 20} MiB and was stopped")
            try:
                process.wait(POLL)
            except subprocess.TimeoutExpired:
                continue
    finally:
        _end_group(process)
    if shutil.disk_usage(folder).free < (LEAST_FREE if process.returncode else NONE_FREE):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # the folder's owner says where
    said = [_read(path) for path in (out, err)]
    if process.returncode < 0:
        raise ToolError(f"{name} crashed ({_signal(-process.returncode)}){_last_words(said[1])}")
    return Finished(process.returncode, said[0], said[1], time.monotonic() - began)


def tool_name(command: Sequence[str]) -> str:
    """What a command is called in messages: its program, or the package that a script of ours runs."""
    script = next((i for i, word in enumerate(command) if word.endswith("yowasp_process.py")), None)
    if script is not None and script + 1 < len(command):
        return command[script + 1].replace("_", "-")
    return Path(command[0]).name


def complaint(text: str) -> str:
    """The line of a tool's output that says what is wrong, at most 300 characters."""
    said = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(BANNER)]
    lines = [line for line in said if "ERROR" in line] or said or ["it said nothing; is there room for its files?"]
    return "".join(c if c.isprintable() else " " for c in lines[0])[:300].strip()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends whatever is left of a process and its children, which have a group of their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # none is left; macOS refuses for one that is being reaped
        pass
    process.wait()


def _bound_memory(pid: int, memory: int) -> None:
    if resource is not None and hasattr(resource, "prlimit"):
        try:
            resource.prlimit(pid, resource.RLIMIT_AS, (memory, memory))
        except (OSError, ValueError):  # it has ended already, or the system allows less than that anyway
            pass


def _written(folder: Path) -> int:
    total = 0
    try:
        with os.scandir(folder) as found:
            for entry in found:
                total += entry.stat(follow_symlinks=False).st_size
    except OSError:  # a file that has just been removed
        return total
    return total


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _last_words(text: str) -> str:
    lines = text.strip().splitlines()
    return f": {complaint(lines[-1])}" if lines else ""


def _read(path: Path) -> str:
    try:
        with path.open("r", encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_OUTPUT)
        path.unlink()
    except OSError as error:
        raise ToolError(f"what the tool said cannot be read: {error.strerror or error}") from None
    return text
