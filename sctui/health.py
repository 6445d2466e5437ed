"""Whether everything that runs is there, and in which version."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from sctui import __version__


@dataclass(frozen=True, slots=True)
class HealthRequest:
    """Health needs nothing."""


def health() -> dict[str, Any]:
    """Versions, the processor compiled for, the number of models, and why kernels cannot be kept, if so."""
    import llvmlite  # numpy and the compiler are what is asked about
    import numpy

    from kernels.codegen import native, object_cache
    from kernels.library_index import index

    return {
        "ok": True,
        "sctui": __version__,
        "python": sys.version.split()[0],
        "numpy": numpy.__version__,
        "llvmlite": llvmlite.__version__,
        "cpu": native.cpu_name(),
        "models": len(index()),
        "kernel_cache": object_cache.problem() or "ok",
    }
