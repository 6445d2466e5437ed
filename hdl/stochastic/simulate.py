"""A stochastic graph, run: the streams bit by bit, packed eight to a byte, the numbers in the integer dataflow.

The same bits as the printed Verilog. Generators run on from step to step, so each step sees fresh bits, and everything
follows from the seeds in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.ir.native import run_native
from hdl.stochastic import lfsr, sobol
from hdl.stochastic.arithmetic import arithmetic, count_name, part_name, threshold_name
from hdl.stochastic.nodes import BitwiseAnd, BitwiseXnor, Encode, Graph, LifStep, Popcount
from hdl.stochastic.verify import check
from kernels.errors import Cancelled, RequestError, unknown

MOST_BITS = 1 << 32  # of one stream over a run
CHUNK = 1 << 21  # bits of a stream at a time
ONES = np.array([bin(i).count("1") for i in range(256)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class StochasticRun:
    """What a run shows. Raw integers, arrays (n_steps,): the outputs by name, the counts by the position of their
    node, whether each neuron spiked, by its position, and the registers of the arithmetic, by name, after each step.
    """

    outputs: Mapping[str, np.ndarray]
    counts: Mapping[int, np.ndarray]
    spikes: Mapping[int, np.ndarray]
    registers: Mapping[str, np.ndarray]


def run_graph(
    graph: Graph,
    inputs: Mapping[str, Any],
    n_steps: int,
    *,
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> StochasticRun:
    """Runs `n_steps` steps from reset; inputs are raw integers, one for all steps or an array (n_steps,).

    GraphError for a graph that does not verify, RequestError for an input outside of its port or a run too long.
    """
    check(graph)
    if not 0 < n_steps * graph.length <= MOST_BITS:
        raise RequestError(
            "steps", f"{n_steps} steps of {graph.length} bits; a run has at most {MOST_BITS:,} bits a stream"
        )
    ports = [node.port for node in graph.inputs]
    for name in inputs:
        if name not in ports:
            raise unknown("inputs", "input", name, ports)
    values = dict(inputs)
    thresholds = run_native(arithmetic(graph, thresholds_only=True), values, n_steps, cancelled=cancelled).outputs
    counts = count_streams(graph, thresholds, n_steps, progress=progress, cancelled=cancelled)
    numbers = values | {count_name(i): found for i, found in counts.items()}
    trace = run_native(arithmetic(graph), numbers, n_steps, cancelled=cancelled)
    neurons = [i for i, node in enumerate(graph.nodes) if isinstance(node, LifStep)]
    return StochasticRun(
        outputs={o.name: trace.outputs[o.name] for o in graph.outputs},
        counts=counts,
        spikes={i: trace.outputs[part_name(i, "spike")] for i in neurons},
        registers=trace.registers,
    )


def count_streams(
    graph: Graph,
    thresholds: Mapping[str, np.ndarray],
    n_steps: int,
    *,
    progress: Callable[[float], Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[int, np.ndarray]:
    """The count of every popcount node in each step, (n_steps,) int64, from what the encoders compare with."""
    length = graph.length
    at_once = max(1, CHUNK // length)
    counts = {i: np.zeros(n_steps, dtype=np.int64) for i, node in enumerate(graph.nodes) if isinstance(node, Popcount)}
    for first in range(0, n_steps, at_once):
        if cancelled is not None and cancelled():
            raise Cancelled
        steps = min(at_once, n_steps - first)
        streams: dict[int, np.ndarray] = {}
        for i, node in enumerate(graph.nodes):
            if isinstance(node, Encode):
                compared = thresholds[threshold_name(i)][first : first + steps]
                streams[i] = encoded(node, compared, first)
            elif isinstance(node, BitwiseAnd):
                streams[i] = streams[node.a] & streams[node.b]
            elif isinstance(node, BitwiseXnor):
                streams[i] = ~(streams[node.a] ^ streams[node.b])
            elif isinstance(node, Popcount):
                # streams shorter than a byte are padded with zeros, which a XNOR turns into ones
                unused = 8 - length if length < 8 else 0
                bits = streams[node.a] & np.uint8((0xFF << unused) & 0xFF)
                counts[i][first : first + steps] = ONES[bits].sum(axis=1, dtype=np.int64)
        if progress is not None:
            progress((first + steps) / n_steps)
    return counts


def encoded(node: Encode, compared: np.ndarray, first_step: int) -> np.ndarray:
    """The packed bits of an encoder from a step on, (steps, length / 8) uint8, first bit highest."""
    steps, length = len(compared), node.length
    first = first_step * length
    if node.source == "lfsr":
        # states are 1 .. 2**width - 1: one less is compared, so that 0 is never and 2**width always
        random = lfsr.values(node.width, node.number, first, steps * length) - np.uint32(1)
    else:
        random = sobol.values(node.number, node.width, first, steps * length)
    bits = random.reshape(steps, length) < compared.astype(np.uint32)[:, None]
    return np.packbits(bits, axis=1)
