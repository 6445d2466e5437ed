"""Plain-Python evaluation of a step graph: the definition that strict native code has to match bit for bit.

Slow (about a millisecond a step for Hodgkin-Huxley) and simple: it runs the lowered graph node by node with the
operations of `arithmetic.EVALUATE`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from kernels.codegen.arithmetic import EVALUATE, MASK
from kernels.codegen.graph import Graph
from kernels.codegen.lower import lower
from kernels.codegen.step import Slot, StepGraph


def evaluate(g: Graph, roots: list[int], leaves: Mapping[int, Any]) -> list[Any]:
    """The values of lowered nodes, given those of the leaves."""
    values: dict[int, Any] = dict(leaves)
    for node in g.reachable(roots):
        if node in values:
            continue
        op, args, value, _ = g.nodes[node]
        values[node] = value if op == "const" else EVALUATE[op](*(values[a] for a in args))
    return [values[root] for root in roots]


def run_reference(
    step: StepGraph,
    *,
    n_steps: int,
    dt: float,
    parameters: Mapping[str, float],
    inputs: Mapping[str, Sequence[float]],
    init: Mapping[str, float],
    seed: int = 0,
    lane: int = 0,
) -> tuple[dict[str, list[float]], list[float]]:
    """(recorded states with n_steps + 1 samples each, spike times), as the native kernel records them.

    `inputs` gives every input's value at each step; `init` every state's initial value.
    """
    e = step.equations
    g = e.graph
    fixed: dict[int, Any] = {g.leaf("dt"): dt, g.leaf("seed", kind="i"): seed & MASK, g.leaf("lane", kind="i"): lane}
    fixed |= {g.leaf("parameter", name): value for name, value in parameters.items()}

    def leaf(slot: Slot) -> int:
        role = ("t_spike", "") if slot.role == "t_spike" else (slot.role, slot.name)
        return g.leaf(*role, kind=slot.kind)

    def at(k: int) -> dict[int, Any]:
        clock = {g.leaf("step", kind="i"): k, g.leaf("t"): k * dt, g.leaf("t_end"): (k + 1) * dt}
        return fixed | clock | {g.leaf("input", name): values[k] for name, values in inputs.items()}

    before = at(0) | {g.leaf("state", s): init[s] for s in e.states} | {g.leaf("t_spike"): -math.inf}
    values = dict(zip(step.slots, evaluate(g, lower(g, [step.initial[s] for s in step.slots]), before), strict=True))
    calm = lower(g, [step.advanced[s] for s in step.slots])
    recorded = lower(g, [step.recorded[s] for s in e.states])
    after = lower(g, [step.after[s] for s in step.slots])
    tests = lower(g, [node for node in (step.eventful, step.spikes) if node is not None])
    traces = {s: [init[s]] for s in e.states}
    spikes: list[float] = []
    for k in range(n_steps):
        leaves = at(k) | {leaf(slot): value for slot, value in values.items()}
        for state, value in zip(e.states, evaluate(g, recorded, leaves), strict=True):
            traces[state].append(value)
        happened = evaluate(g, tests, leaves)
        if len(happened) == 2 and happened[1]:
            spikes.append((k + 1) * dt)
        roots = after if happened and happened[0] else calm
        values = dict(zip(step.slots, evaluate(g, roots, leaves), strict=True))
    return traces, spikes
