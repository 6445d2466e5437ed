"""How a network of Brian 2 becomes a C++ program and runs: as its standalone mode does by default, on one thread.

Brian compiles with gcc -O3 -ffast-math -fno-finite-math-only -march=native. Its program measures the CPU time of its
steps; wiring, initial values and output are left out of it. Each run of it draws its own seed.
"""

from __future__ import annotations

import resource
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from tests.benchmarks.peers.adapter import Prepared, Run, main


def standalone(what: str, dt: float, parts: Callable[[Any], list[Any]]) -> None:
    """Runs an adapter: `parts`, given brian2, makes the objects, a SpikeMonitor first and its neurons second.

    One second in steps of `dt` ms.
    """

    def prepare(_: Namespace) -> Prepared:
        import brian2  # here, so that --help needs no Brian 2

        began = _cpu_seconds()
        folder = tempfile.TemporaryDirectory()  # lives as long as `run`
        brian2.set_device("cpp_standalone", directory=folder.name, build_on_run=False)
        brian2.prefs.devices.cpp_standalone.openmp_threads = 0  # one thread, no OpenMP
        brian2.defaultclock.dt = dt * brian2.ms
        monitor, group, *others = parts(brian2)
        brian2.Network(monitor, group, *others).run(1 * brian2.second)
        brian2.device.build(directory=folder.name, compile=True, run=False)
        built = _cpu_seconds() - began

        def run(_: int) -> Run:
            brian2.device.run(directory=folder.name, with_output=False)
            return Run(brian2.device._last_run_time, built, _spikes(brian2.device, monitor))

        return Prepared(f"Brian 2 {brian2.__version__}", len(group), 1.0, run)

    main(what, prepare)


def _spikes(device: Any, monitor: Any) -> int:
    """The spikes of the last run; the device keeps what it has read of one before."""
    count = monitor.variables["N"]
    device.array_cache[count] = None
    return int(device.get_value(count)[0])


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
