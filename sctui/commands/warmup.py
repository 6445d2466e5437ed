"""`sctui warmup`: compile every model of the library, so that no first run has to wait."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from kernels.errors import KernelsError
from kernels.library import entries, load
from kernels.running.simulate import simulate
from sctui.failure import FAILED
from sctui.progress import ProgressBar
from sctui.run_summary import duration

SHORTEST_RUN = 1  # steps: enough to have the kernel compiled and cached


def run(options: Namespace) -> int:
    """Compile all models; 1 if one could not be, each with its reason on standard error."""
    listed = list(entries())
    begun = time.perf_counter()
    failed = 0
    with ProgressBar("compiling", options.quiet) as bar:
        for count, entry in enumerate(listed):
            bar.update(count / len(listed), entry.slug)
            try:
                _compile(entry.slug)
            except KernelsError as error:
                failed += 1
                print(f"sctui: warning: {entry.slug}: {error}", file=sys.stderr)
    compiled = len(listed) - failed
    print(f"{compiled} of {len(listed)} models ready in {duration(time.perf_counter() - begun)}")
    return FAILED if failed else 0


def _compile(slug: str) -> None:
    """One step of the model with its own settings."""
    model = load(slug)
    dt = model.run.dt
    simulate(model, duration=None if dt is None else SHORTEST_RUN * dt)
