"""CPU seconds of fresh processes: what a user waits for who types a command."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple

CACHE_VARIABLE = "SCTUI_CACHE_DIR"
FIRST_TRACE = "import kernels; kernels.simulate(kernels.load('hodgkin_huxley'), duration=100.0)"
# What an editor waits for: text to the worker process, which is there already, and the trace back. The edit is a number
# inside a rate function, a new one each time, so that no cache knows the kernel.
EDITED_TEXT = """
import time
from kernels.library import path_of
from kernels.worker import Worker
text = path_of("hodgkin_huxley").read_text(encoding="utf-8")
seconds = []
with Worker() as worker:
    worker.wait_ready()
    for edit in range(7):
        edited = text.replace("0.07*exp", f"0.07{edit + 1}{time.time_ns() % 10**9}*exp")
        assert edited != text
        start = time.perf_counter()
        result = worker.submit("plot", "simulate", {"source": edited, "duration": 100.0}).wait()
        seconds.append(time.perf_counter() - start)
        assert len(result.arrays["states.v"]) == 10001
print(sorted(seconds)[3])
"""


class Start(NamedTuple):
    """A start-up time in seconds: the median over the runs, the lowest and the highest, and what is aimed at."""

    what: str
    seconds: float
    low: float
    high: float
    aim: float


def measure(runs: int) -> list[Start]:
    """Each measure of the list `runs` times, in fresh processes."""
    with tempfile.TemporaryDirectory() as warm:
        once_warm = os.environ | {CACHE_VARIABLE: warm}
        _cpu_seconds([sys.executable, "-c", FIRST_TRACE], once_warm)  # fills the cache
        return [
            _start("sctui --help", 0.1, [_command(["--help"], once_warm) for _ in range(runs)]),
            _start("first trace, warm cache", 0.3, [_trace(once_warm) for _ in range(runs)]),
            _start("first trace, empty cache", 1.2, [_cold_trace() for _ in range(runs)]),
            _start("sctui run hodgkin_huxley, warm cache", 0.3,
                   [_command(["run", "hodgkin_huxley", "--no-plot"], once_warm) for _ in range(runs)]),
            _start("edited text to trace, warm worker (wall)", 0.1, [_edited(once_warm) for _ in range(runs)]),
        ]  # fmt: skip


def _start(what: str, aim: float, seconds: list[float]) -> Start:
    return Start(what, statistics.median(seconds), min(seconds), max(seconds), aim)


def _command(arguments: list[str], environment: dict[str, str]) -> float:
    return _cpu_seconds([sys.executable, "-m", "sctui", *arguments], environment)


def _trace(environment: dict[str, str]) -> float:
    return _cpu_seconds([sys.executable, "-c", FIRST_TRACE], environment)


def _cold_trace() -> float:
    folder = tempfile.mkdtemp()
    try:
        return _trace(os.environ | {CACHE_VARIABLE: folder})
    finally:
        shutil.rmtree(folder)


def _edited(environment: dict[str, str]) -> float:
    command = [sys.executable, "-c", EDITED_TEXT]
    return float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def _cpu_seconds(command: list[str], environment: dict[str, str]) -> float:
    """User and system seconds of the process and its children. Raises RuntimeError with its last line if it fails."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines()[-1:]
            raise RuntimeError(f"{' '.join(command[:4])} failed: {''.join(last)}")
    return usage.ru_utime + usage.ru_stime
