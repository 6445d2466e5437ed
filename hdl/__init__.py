"""From a checked model to hardware: fixed point, an integer dataflow, Verilog, and the tools that judge it.

    import hdl, kernels
    made = hdl.compile_model(kernels.load("lif"), format="Q8.8")
    made.files["leaky_integrate_and_fire.v"]

Names are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hdl.judges.cosim import cosim
    from hdl.judges.estimate import estimate
    from hdl.judges.multi_target import multi_target
    from hdl.judges.pnr import pnr
    from hdl.judges.pnr_file import pnr_file
    from hdl.judges.synth import synth
    from hdl.judges.synth_file import synth_file
    from hdl.judges.tools import tools_status
    from hdl.precision import precision
    from hdl.refusal import Refused
    from hdl.rtl import compile_model

_HOME = {
    "compile_model": "hdl.rtl",
    "cosim": "hdl.judges.cosim",
    "estimate": "hdl.judges.estimate",
    "multi_target": "hdl.judges.multi_target",
    "pnr": "hdl.judges.pnr",
    "pnr_file": "hdl.judges.pnr_file",
    "precision": "hdl.precision",
    "Refused": "hdl.refusal",
    "synth": "hdl.judges.synth",
    "synth_file": "hdl.judges.synth_file",
    "tools_status": "hdl.judges.tools",
}

__all__ = [
    "Refused", "compile_model", "cosim", "estimate", "multi_target", "pnr", "pnr_file", "precision", "synth",
    "synth_file", "tools_status",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'hdl' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
