"""What is written for a stochastic graph: the module, its testbench and vectors, and a FuseSoC core file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from hdl.files import Printed
from hdl.stochastic.arithmetic import potential_name
from hdl.stochastic.emit import StochasticModule, emit_module
from hdl.stochastic.nodes import Graph
from hdl.stochastic.simulate import StochasticRun, run_graph
from hdl.verilog.render import render
from hdl.verilog.testbench import Bench, Shown, testbench
from kernels.errors import RequestError

VECTOR_STEPS = 64
MOST_SIMULATED = 1 << 24  # clocks of one testbench


def printed_graph(
    graph: Graph,
    steps: int = VECTOR_STEPS,
    stimulus: Mapping[str, Any] | None = None,
) -> Printed:
    """All files of a graph; `stimulus` gives the raw inputs of the vectors, random ones without it."""
    made = emit_module(graph)
    if not 0 < steps * made.module.latency <= MOST_SIMULATED:
        most = MOST_SIMULATED // made.module.latency
        raise RequestError("steps", f"{steps}; a testbench with streams of {graph.length} bits has 1 to {most}")
    if stimulus is None:
        stimulus = random_stimulus(graph, steps, 0)
    run = run_graph(graph, stimulus, steps)
    name = made.module.name
    bench_file, data = f"{name}_tb.v", f"{name}_vectors.hex"
    inputs = tuple((made.module.ports[port], width) for port, width in made.module.port_widths.items())
    bench = Bench(steps, data, inputs, made.kept, shown=tuple(_shown(made)), has_spike=False, writable=(), writes=())
    return Printed(
        made.module,
        {
            f"{name}.v": made.module.text,
            bench_file: testbench(made.module, bench),
            data: _vectors(graph, made, stimulus, run, steps),
            f"{name}.core": render(
                "fusesoc.core.j2", name=name, title=f"Stochastic computing, {graph.name}", bench=bench_file,
                vectors=data,
            ),
        },
        bench,
    )  # fmt: skip


def random_stimulus(graph: Graph, steps: int, seed: int) -> dict[str, np.ndarray]:
    """Inputs at random and at the ends of their ports' ranges in turn."""
    draw = np.random.default_rng(seed)
    found = {}
    for port in graph.inputs:
        values = draw.integers(port.low, port.high, endpoint=True, size=steps)
        held = np.repeat(draw.integers(0, 3, size=steps // 8 + 1), 8)[:steps]
        found[port.port] = np.where(held == 1, port.low, np.where(held == 2, port.high, values))
    return found


def _shown(made: StochasticModule) -> Iterator[Shown]:
    """The output ports, each all bits of a register, which has its place in the vectors."""
    low = sum(kept.width for kept in made.kept)
    places = {}
    for kept in made.kept:
        low -= kept.width
        places[kept.name] = low
    for port, kept in made.outputs.items():
        yield Shown(port, kept.width, places[kept.name], kept.width)


def _vectors(graph: Graph, made: StochasticModule, stimulus: Mapping[str, Any], run: StochasticRun, steps: int) -> str:
    """A hexadecimal line a step: inputs, counters, neurons, outputs."""
    columns = [
        (np.broadcast_to(np.asarray(stimulus[node.port]), (steps,)), made.module.port_widths[node.port])
        for node in graph.inputs
    ]
    values = [*run.counts.values(), *run.registers.values()]
    for o in graph.outputs:
        if o.part != "v" or potential_name(o.node) not in run.registers:  # a potential is its register, if it has one
            values.append(run.outputs[o.name])
    columns += [(column, kept.width) for column, kept in zip(values, made.kept, strict=True)]
    lines = []
    for row in zip(*(column.tolist() for column, _ in columns), strict=True):
        word = 0
        for value, (_, width) in zip(row, columns, strict=True):
            word = (word << width) | (value & ((1 << width) - 1))
        lines.append(f"{word:x}")
    return "\n".join(lines) + "\n"
