"""How does the error of streams of bits fall with their length? As 1/sqrt(N) for LFSRs, faster for Sobol sequences.

A stream of N independent bits has the variance p(1 - p)/N (Gaines 1969). The values of a shift register share all
bits but one with the next, which makes it up to three times as large, and leaves the slope. N values of a Sobol
sequence have a discrepancy of order log(N)**d / N, and with it the product of d streams (Liu S, Han J 2017;
Niederreiter H 1992, Random number generation and quasi-Monte Carlo methods, SIAM).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hdl.stochastic.arithmetic import threshold_name
from hdl.stochastic.lfsr import jumped, period
from hdl.stochastic.node_types import type_of
from hdl.stochastic.nodes import (
    BitwiseAnd,
    BitwiseXnor,
    Constant,
    Encode,
    Graph,
    Input,
    LifStep,
    Node,
    Offset,
    Output,
    Popcount,
    Scale,
    Type,
)  # fmt: skip
from hdl.stochastic.simulate import count_streams, run_graph
from hdl.stochastic.verify import check
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import RequestError
from kernels.request_values import choice, whole_number

LENGTHS = tuple(1 << k for k in range(4, 15))
PAIRS = 100  # of numbers whose product is taken
STEPS = 400  # of a neuron
DRIVES = 12  # at which its rate is taken
LEAST_STEPS = 300  # the slowest drive has an interval of 140
MOST_TRIALS = 2_000
WIDTH = 20  # of the generators, so that they do not repeat within a neuron's run


@dataclass(frozen=True, slots=True)
class StreamErrorRequest:
    """Which streams are measured."""

    encoder: str = asked("what draws the bits", "lfsr", choices=("lfsr", "sobol"))
    coding: str = asked("what a stream stands for", "unipolar", choices=("unipolar", "bipolar"))
    lengths: tuple[int, ...] = asked("bits of the streams, powers of two", LENGTHS)
    pairs: int = asked("products of two random numbers for each length", PAIRS, low=2, high=MOST_TRIALS)
    steps: int = asked("steps of a neuron for each length", STEPS, low=LEAST_STEPS, high=MOST_TRIALS)
    seed: int = asked("of the random numbers", 0, low=0, high=2**32)


@dataclass(frozen=True, slots=True)
class StreamError:
    """Root mean square errors by length: of the product of two numbers in 0 .. 1 (bipolar: -1 .. 1), and of a neuron's
    firing rate relative to that without streams. The slopes are those of log error over log length.
    """

    encoder: str
    coding: str
    lengths: tuple[int, ...]
    product: tuple[float, ...]
    rate: tuple[float, ...]
    product_slope: float
    rate_slope: float


def stream_error(
    *,
    encoder: str = "lfsr",
    coding: str = "unipolar",
    lengths: tuple[int, ...] = LENGTHS,
    pairs: int = PAIRS,
    steps: int = STEPS,
    seed: int = 0,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> StreamError:
    """Measures the errors; `pairs` random products a length, each with random bits of its own, and `steps` of a neuron
    at several drives. Everything follows from `seed`.
    """
    choice("encoder", encoder, ("lfsr", "sobol"))
    choice("coding", coding, ("unipolar", "bipolar"))
    pairs = whole_number("pairs", pairs, 2, MOST_TRIALS)
    steps = whole_number("steps", steps, LEAST_STEPS, MOST_TRIALS)
    if len(lengths) < 2 or any(n < 2 or n & (n - 1) or n > LENGTHS[-1] << 2 for n in lengths):
        raise RequestError("lengths", f"needs two or more powers of two up to {LENGTHS[-1] << 2}")
    if len(set(lengths)) < len(lengths):
        raise RequestError("lengths", "needs every length once")
    draw = np.random.default_rng(seed)
    found: dict[str, list[float]] = {"product": [], "rate": []}
    for k, n in enumerate((*lengths, *lengths)):
        if k < len(lengths):
            found["product"].append(_product_error(encoder, coding, n, pairs, draw, cancelled))
        else:
            found["rate"].append(_rate_error(encoder, coding, n, steps, draw, cancelled))
        if progress is not None:
            progress((k + 1) / (2 * len(lengths)))
    product, rate = tuple(found["product"]), tuple(found["rate"])
    return StreamError(encoder, coding, tuple(lengths), product, rate, slope(lengths, product), slope(lengths, rate))


def slope(lengths: tuple[int, ...], errors: tuple[float, ...]) -> float:
    """The exponent of the error in the length, by least squares in logarithms; NaN where fewer than two are above 0."""
    known = [(math.log(n), math.log(e)) for n, e in zip(lengths, errors, strict=True) if e > 0.0]
    if len(known) < 2:
        return math.nan
    return float(np.polyfit([x for x, _ in known], [y for _, y in known], 1)[0])


def product_graph(encoder: str, coding: str, length: int, seeds: tuple[int, int]) -> Graph:
    """A graph that multiplies its inputs x and y; `seeds` are those of the encoders, or the Sobol dimensions."""
    bipolar = coding == "bipolar"
    one, point = 1 << (WIDTH - bipolar), WIDTH - bipolar
    nodes: list[Node] = [Input(name, -one if bipolar else 0, one, point) for name in ("x", "y")]
    nodes += [Encode(i, coding, encoder, WIDTH, seeds[i], length) for i in (0, 1)]
    nodes += [(BitwiseXnor if bipolar else BitwiseAnd)(2, 3), Popcount(4)]
    return check(_typed("product", nodes, (Output("count", 5),)))


def _typed(name: str, nodes: list[Node], outputs: tuple[Output, ...]) -> Graph:
    types: list[Type] = []
    for node in nodes:
        types.append(type_of(node, types.__getitem__))
    return Graph(name, tuple(nodes), tuple(types), outputs)


def _seeds(encoder: str, draw: np.random.Generator) -> tuple[int, int]:
    """Two independent generators: states of the LFSR at random places, or the first two dimensions."""
    if encoder == "sobol":
        return 1, 2
    whole = period(WIDTH)
    first = int(draw.integers(whole))
    apart = int(draw.integers(whole // 8, whole - whole // 8))
    return jumped(WIDTH, 1, first), jumped(WIDTH, 1, first + apart)


def _product_error(
    encoder: str, coding: str, length: int, pairs: int, draw: np.random.Generator, cancelled: Question | None
) -> float:
    """The error over random numbers: one trial a step, so that each sees other bits, and new seeds for every eighth."""
    bipolar = coding == "bipolar"
    one = 1 << (WIDTH - bipolar)
    squares = []
    for _ in range(max(1, pairs // 8)):
        x, y = (draw.integers(-one if bipolar else 0, one, endpoint=True, size=8) for _ in range(2))
        graph = product_graph(encoder, coding, length, _seeds(encoder, draw))
        shift = one if bipolar else 0
        thresholds = {threshold_name(2): x + shift, threshold_name(3): y + shift}
        share = count_streams(graph, thresholds, 8, cancelled=cancelled)[5] / length
        found = 2.0 * share - 1.0 if bipolar else share
        squares.append((found - (x / one) * (y / one)) ** 2)
    return float(np.sqrt(np.mean(squares)))


LEAK, WEIGHT, POINT = 6, 0.8, 30  # leak is 2**-LEAK, the drive WEIGHT * x * 2**-(LEAK - 1), in units of the threshold


def neuron_graph(encoder: str, coding: str, length: int, seeds: tuple[int, int]) -> Graph:
    """A neuron of threshold 1 and reset 0 that its input x, weighted by a stream, drives to 2 * WEIGHT * x."""
    bipolar = coding == "bipolar"
    one, point = 1 << (WIDTH - bipolar), WIDTH - bipolar
    count_bits = length.bit_length() - 1
    shift = POINT - count_bits
    nodes: list[Node] = [
        Input("x", -one if bipolar else 0, one, point),
        Constant(round(WEIGHT * one), point),
        Encode(0, coding, encoder, WIDTH, seeds[0], length),
        Encode(1, coding, encoder, WIDTH, seeds[1], length),
        (BitwiseXnor if bipolar else BitwiseAnd)(2, 3),
        Popcount(4),
        Scale(5, 1 << (shift - (LEAK - 1) + bipolar), shift),
    ]
    if bipolar:
        nodes.append(Offset(6, -(1 << (POINT - (LEAK - 1)))))
    last, reach = len(nodes) - 1, 4 << POINT
    nodes.append(LifStep(last, POINT, -reach, reach, 1, LEAK, 1 << POINT, 0, 0, 0, 0))
    return check(_typed("neuron", nodes, (Output("v", last + 1, "v"), Output("spike", last + 1, "spike"))))


def _rate_error(
    encoder: str, coding: str, length: int, steps: int, draw: np.random.Generator, cancelled: Question | None
) -> float:
    """The relative error of the rate, the inverse of the mean interval, over drives above the rheobase."""
    one = 1 << (WIDTH - (coding == "bipolar"))
    squares = []
    for x in np.round(draw.uniform(0.7, 1.0, DRIVES) * one).astype(int).tolist():
        graph = neuron_graph(encoder, coding, length, _seeds(encoder, draw))
        run = run_graph(graph, {"x": x}, steps, cancelled=cancelled)
        share = next(iter(run.counts.values())) / length
        drive = (2.0 * share - 1.0 if coding == "bipolar" else share) * 2.0 ** -(LEAK - 1)
        mean = round(WEIGHT * one) / one * (x / one)
        exact = mean_interval(np.full(steps, mean * 2.0 ** -(LEAK - 1)), *_without_streams(steps, mean))
        found = mean_interval(drive, run.outputs["v"] * 2.0**-POINT, run.outputs["spike"])
        squares.append((exact / found - 1.0) ** 2)
    return float(np.sqrt(np.mean(squares)))


def _without_streams(steps: int, x: float) -> tuple[np.ndarray, np.ndarray]:
    """(v after each step, whether it spiked) of the same neuron under its exact drive."""
    v, potentials, spikes = 0.0, np.zeros(steps), np.zeros(steps, dtype=bool)
    for k in range(steps):
        v += (2.0 * x - v) * 2.0**-LEAK
        spikes[k] = v > 1.0
        v = 0.0 if spikes[k] else v
        potentials[k] = v
    return potentials, spikes


def mean_interval(drive: np.ndarray, potential: np.ndarray, spikes: np.ndarray) -> float:
    """The mean time in steps from a reset to the crossing of the threshold, interpolated within its step."""
    at = np.flatnonzero(spikes)
    starts = np.concatenate([[-1], at[:-1]])
    before = np.where(at > 0, potential[at - 1], 0.0)
    rise = drive[at] - before * 2.0**-LEAK
    return float(np.mean(at - starts - 1 + (1.0 - before) / rise))
