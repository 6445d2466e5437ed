"""A model compiled for a method: the step graph and its native functions, kept for the next call."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

from kernels.codegen import native
from kernels.codegen.equations import Equations, build_equations
from kernels.codegen.llvm_blocks import ARGUMENTS
from kernels.codegen.llvm_kernel import write_kernel
from kernels.codegen.methods import check_method, default_method
from kernels.codegen.step import Slot, StepGraph, build_step
from kernels.errors import ModelError
from kernels.language.model import Model
from kernels.made_of_models import MadeOfModels

MOST_KEPT = 64
NARROW, WIDE = 16, 32  # lanes a block: small steps gain from more lanes in flight, large ones run out of registers
SMALL_STEP = 120  # nodes of a step below which a block is wide
LARGEST_STEP = 30_000  # the same, beyond which LLVM takes more than half a minute: its time grows with the square

C_TYPES = {"ptr": ctypes.c_void_p, "i64": ctypes.c_int64, "double": ctypes.c_double}
PROTOTYPE = ctypes.CFUNCTYPE(None, *(C_TYPES[kind] for _, kind in ARGUMENTS))


@dataclass(frozen=True, slots=True)
class Kernel:
    """Native `start` and `run` for blocks of `width` lanes (arguments: `llvm_blocks.ARGUMENTS`)."""

    model: Model
    method: str
    width: int
    slots: tuple[Slot, ...]
    code: native.Linked

    def slot(self, role: str, name: str = "") -> int | None:
        """The position of a slot, None where the kernel has none such."""
        for j, slot in enumerate(self.slots):
            if slot.role == role and slot.name == name:
                return j
        return None


_KEPT: MadeOfModels[Kernel] = MadeOfModels(MOST_KEPT)


def compile_kernel(
    model: Model, method: str | None = None, *, lanes: bool, strict: bool = False, precise: bool = False
) -> Kernel:
    """The kernel of a model: one lane a block for single runs, many for sweeps (`lanes`).

    Raises ModelError where the method does not fit the model.
    """
    wanted = method or model.run.method or ""
    key = (wanted, model.time_unit, lanes, strict, precise)
    return _KEPT.get(model, key, lambda: _compile(model, wanted, lanes, strict, precise))


def _compile(model: Model, wanted: str, lanes: bool, strict: bool, precise: bool) -> Kernel:
    equations = build_equations(model)
    method = wanted or default_method(equations)
    check_method(equations, method)
    step = step_graph(equations, method, precise)
    size = _size(step)
    if size > LARGEST_STEP:
        raise ModelError(
            f"a step of {method} takes {size:,} operations, and at most {LARGEST_STEP:,} can be compiled in reasonable "
            "time; split the model, or choose euler"
        )
    width = 1 if not lanes else (WIDE if size < SMALL_STEP else NARROW)
    text = write_kernel(step, width, strict)
    code = native.load(text.text, {"start": PROTOTYPE, "run": PROTOTYPE})
    return Kernel(model, method, width, step.slots, code)


def step_graph(equations: Equations, method: str, precise: bool = False) -> StepGraph:
    """The step a kernel runs; RK4 with its error estimate. Raises ModelError where there is nothing to run."""
    if not equations.states:
        raise ModelError("this model has no state: write a line such as dv/dt = ...")
    return build_step(equations, method, estimate_error=True, precise=precise)


def _size(step: StepGraph) -> int:
    """Nodes computed in every step."""
    return len(step.equations.graph.reachable(list(step.advanced.values())))
