"""A neuron model as a member of a network: its kernel, with an input of its own for what arrives at each target.

A target is a state, which jumps when a spike arrives, or an input, through which each arrival sends a charge: a
pulse one step long whose integral is the weight, whatever the step. Jumps are added at the end of a step, before the
threshold is tested, so an arrival at (k + 1) dt is in the state that step k leaves; a state that is held in the
refractory time does not take them. A pulse that arrives at (k + 1) dt flows in step k + 1.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace

from kernels.codegen import native
from kernels.codegen.equations import build_equations
from kernels.codegen.kernel import NARROW, PROTOTYPE, SMALL_STEP, WIDE, Kernel
from kernels.codegen.llvm_kernel import write_kernel
from kernels.codegen.methods import check_method, default_method
from kernels.codegen.step import StepGraph, build_step
from kernels.errors import ModelError, RequestError, unknown
from kernels.language.model import Input, Model
from kernels.language.syntax.tree import Span
from kernels.made_of_models import MadeOfModels
from kernels.network.constants import Constants, substituted, with_constants
from kernels.network.step_text import step_text

MOST_KEPT = 16

_POINTER, _WORD = ctypes.c_void_p, ctypes.c_int64
_NEURONS = ctypes.CFUNCTYPE(None, _POINTER, _POINTER, _WORD, _WORD)
_DELIVER = ctypes.CFUNCTYPE(None, _POINTER, _WORD, _WORD)
_ADVANCE = ctypes.CFUNCTYPE(_WORD, *[_POINTER] * 6, *[_WORD] * 5)
_TOGETHER = ctypes.CFUNCTYPE(_WORD, *[_POINTER] * 8, *[_WORD] * 6, *[_POINTER] * 2)


@dataclass(frozen=True, slots=True)
class NetworkKernel:
    """The neuron kernel, whose last inputs are the arrivals at `targets`, and the functions of the network's steps."""

    model: Model
    kernel: Kernel  # of the model with the arrivals as further inputs and the constants as further parameters
    targets: tuple[str, ...]
    steps: native.Linked
    constants: Constants

    @property
    def run_address(self) -> int:
        """Where the neuron kernel's `run` lies in memory."""
        return int(ctypes.cast(self.kernel.code.functions["run"], ctypes.c_void_p).value or 0)


_KEPT: MadeOfModels[NetworkKernel] = MadeOfModels(MOST_KEPT)


def check_target(model: Model, field: str, name: str) -> str:
    """The name of a state or an input; the first state where it is empty. Raises RequestError for anything else."""
    states, inputs = [s.name for s in model.states], [i.name for i in model.inputs]
    if not isinstance(name, str):
        raise RequestError(field, "needs the name of a state or an input of the model")
    if not name:
        return states[0]
    if name in states or name in inputs:
        return name
    if name in {p.name for p in model.parameters} | {s.name for s in model.subexpressions}:
        raise RequestError(field, f"{name} is neither a state nor an input, so nothing can arrive at it")
    raise unknown(field, "state or input", name, [*states, *inputs])


def network_kernel(model: Model, method: str | None, targets: tuple[str, ...], external: bool) -> NetworkKernel:
    """The kernel of a model whose `targets` (each named once) receive spikes, kept for the next call."""
    wanted = method or model.run.method or ""
    key = (wanted, targets, external)
    return _KEPT.get(model, key, lambda: _compile(model, wanted, targets, external))


def _compile(model: Model, wanted: str, targets: tuple[str, ...], external: bool) -> NetworkKernel:
    # no name of the language begins with a space
    arrivals = {target: f" arrivals at {target}" for target in targets}
    extended = replace(
        model, inputs=(*model.inputs, *(Input(n, "", None, None, "", Span(0, 0)) for n in arrivals.values()))
    )
    equations = build_equations(extended)
    if not equations.states:
        raise ModelError("this model has no state: write a line such as dv/dt = ...")
    method = wanted or default_method(equations)
    check_method(equations, method)
    states = {s.name for s in model.states}
    jumps = {target: (name,) for target, name in arrivals.items() if target in states}
    step = build_step(equations, method, estimate_error=False, arrivals=jumps)
    pulses = {target: name for target, name in arrivals.items() if target not in states}
    if pulses:
        step = _with_pulses(step, pulses)
    step, constants = with_constants(step)
    nodes = len(equations.graph.reachable(list(step.advanced.values())))
    width = WIDE if nodes < SMALL_STEP else NARROW
    text = write_kernel(step, width, strict=False, shared=True).text
    code = native.load(text, {"start": PROTOTYPE, "run": PROTOTYPE})
    steps = native.load(
        step_text(width, len(targets), external),
        {"neurons": _NEURONS, "deliver": _DELIVER, "advance": _ADVANCE, "together": _TOGETHER},
    )
    kernel = Kernel(step.equations.model, method, width, step.slots, code)
    return NetworkKernel(model, kernel, targets, steps, constants)


def _with_pulses(step: StepGraph, pulses: dict[str, str]) -> StepGraph:
    """The step with the arrivals added to inputs."""
    g = step.equations.graph
    more = {
        g.leaf("input", target): g.add(g.leaf("input", target), g.leaf("input", name))
        for target, name in pulses.items()
    }

    return substituted(step, more)
