"""A model as a stochastic graph, and how well its spikes follow float64's."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hdl.fixed.measured import measure, method_of
from hdl.rtl import slug
from hdl.spikes import COINCIDENCE, RATE_ERROR, agree, differ
from hdl.stochastic.assemble import Choices, assemble, port_names
from hdl.stochastic.lfsr import WIDTHS
from hdl.stochastic.neuron import lif_of, only_state
from hdl.stochastic.node_types import MOST_LENGTH
from hdl.stochastic.nodes import CODINGS, ENCODERS, WORDS, Graph
from hdl.stochastic.simulate import run_graph
from hdl.stochastic.verify import check
from kernels.analysis.options import Progress, Question
from kernels.errors import RequestError, unknown
from kernels.language.model import Model
from kernels.request_values import whole_number
from kernels.running.result import Run

MOST_COMPARED = 1 << 28  # bits of a stream in the comparison with float64


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is not asked for."""

    encoder: str = "sobol"
    coding: str = "unipolar"
    length: int = 256
    width: int = 16
    bits: int = 24


STOCHASTIC = Defaults()


@dataclass(frozen=True, slots=True)
class StochasticModel:
    """A model's graph, the port of each input that drives it, its float64 run, and the spikes of both compared; NaN
    without spikes or where it is too long.
    """

    graph: Graph
    ports: Mapping[str, str]
    run: Run
    rate_error: float
    coincidence: float
    warnings: tuple[str, ...]

    @property
    def operations(self) -> Mapping[str, int]:
        """How many nodes of each kind."""
        words = {kind: word for word, kind in WORDS.items()}
        return dict(Counter(words[type(node)] for node in self.graph.nodes))


def build_stochastic(
    model: Model,
    *,
    encoder: str = STOCHASTIC.encoder,
    coding: str = STOCHASTIC.coding,
    length: int = STOCHASTIC.length,
    width: int = STOCHASTIC.width,
    bits: int = STOCHASTIC.bits,
    name: str = "",
    compare: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **run: Any,
) -> StochasticModel:
    """The graph of a model under the settings of `kernels.simulate`; `compare` also runs it beside float64.

    Refused, with the reason, where the model is no leaky integrate-and-fire neuron whose drive is a polynomial in its
    inputs; RequestError for a setting that does not fit.
    """
    choices = _choices(encoder, coding, length, width, bits, run.get("seed"))
    only_state(model)  # before it is run to be measured
    measured = measure(model, {**run, "method": method_of(model, run.get("method"))})
    lif = lif_of(model, measured)
    own = measured.run
    head = [model.title or "a model", model.reference, f"doi:{model.doi}" if model.doi else ""]
    head += [f"Method {lif.method}, dt = {lif.dt:g} {model.time_unit}."]
    graph = check(assemble(name or slug(model.title), lif, measured.inputs, choices, tuple(h for h in head if h)))
    warnings = [measured.shortened] if measured.shortened else []
    ports = port_names(lif.inputs)
    rate_error = coincidence = math.nan
    if compare:
        if own.n_steps * length > MOST_COMPARED:
            warnings.append(f"{own.n_steps:,} steps of {length} bits: too long to be compared with float64")
        else:
            found = run_graph(
                graph, stimulus_of(graph, ports, own), own.n_steps, progress=progress, cancelled=cancelled
            )
            steps = np.flatnonzero(next(iter(found.spikes.values()))) + 1
            spikes: NDArray[np.float64] = np.asarray(steps * own.dt, dtype=np.float64)
            rate_error, coincidence = agree(model, own.spikes, spikes, own.n_steps * own.dt)
            if rate_error > RATE_ERROR or coincidence < COINCIDENCE:
                better = "longer streams, more bits" + (" or the encoder sobol" if encoder == "lfsr" else "")
                how = f"with streams of {length} bits"
                found_apart = differ(len(spikes), how, len(own.spikes), rate_error, coincidence)
                warnings.append(f"{found_apart}; {better} follow more closely")
    return StochasticModel(graph, ports, own, rate_error, coincidence, tuple(warnings))


def stimulus_of(graph: Graph, ports: Mapping[str, str], run: Run) -> dict[str, np.ndarray]:
    """The inputs of a float64 run as raw integers at the graph's ports."""
    if run.minmax or run.record_every != 1:
        raise RequestError("duration", f"{run.n_steps} steps; a stochastic run has at most 1,000,000")
    nodes = {node.port: node for node in graph.inputs}
    found = {}
    for name, port in ports.items():
        raw = np.floor(np.ldexp(run.inputs[name][: run.n_steps], nodes[port].point) + 0.5)
        # the port's ends are those of the run or beyond them: only their rounding is cut
        found[port] = np.clip(raw, nodes[port].low, nodes[port].high).astype(np.int64)
    return found


def _choices(encoder: str, coding: str, length: int, width: int, bits: int, seed: Any) -> Choices:
    if encoder not in ENCODERS:
        raise unknown("encoder", "encoder", encoder, ENCODERS)
    if coding not in CODINGS:
        raise unknown("coding", "coding", coding, CODINGS)
    length = whole_number("length", length, 2, MOST_LENGTH)
    width = whole_number("width", width, WIDTHS[0], WIDTHS[-1])
    if length & (length - 1):
        raise RequestError("length", f"{length}; a stream has a power of two of bits, as {1 << length.bit_length()}")
    if length > 1 << width:
        raise RequestError("length", f"{length}; generators of {width} bits repeat after {1 << width}")
    return Choices(encoder, coding, length, width, whole_number("bits", bits, 8, 40), int(seed or 0))
