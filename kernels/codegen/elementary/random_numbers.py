"""Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, SC'11), in the graph.

The draw of a stream at a step of a lane depends on (seed, stream, lane, step) alone, so no result depends on
threads, blocks or chunks. Key = seed (low, high 32 bits), counter = (step low, step high, lane, stream).
`kernels/random_numbers.py` is the same definition in numpy.
"""

from __future__ import annotations

import math

from kernels.codegen.elementary.exponential import exp
from kernels.codegen.elementary.logarithm import log
from kernels.codegen.elementary.trigonometric import cos, sin
from kernels.codegen.graph import Graph

LOW_32 = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10

# Streams of the noise of equations and of rand(); those of stimuli begin at 2**31 (kernels/stimulus/stream.py).
FIRST_NORMAL_STREAM = 0
FIRST_UNIFORM_STREAM = 1 << 16

SMALL_MEAN = 24.0  # above it a Poisson draw is a rounded normal
POISSON_TERMS = 80  # P(more than 80 | mean 24) < 1e-18


def philox(g: Graph, stream: int) -> tuple[int, int, int, int]:
    """Four 32-bit words (in 64-bit integers) of the leaves seed, step, lane and the stream's number."""
    low = g.integer(LOW_32)
    seed, step = g.leaf("seed", kind="i"), g.leaf("step", kind="i")
    key = [g.apply("iand", seed, low), g.apply("ishr", seed, g.integer(32))]
    c0 = g.apply("iand", step, low)
    c1 = g.apply("ishr", step, g.integer(32))
    c2 = g.apply("iand", g.leaf("lane", kind="i"), low)
    c3 = g.integer(stream)
    for round_number in range(ROUNDS):
        if round_number:
            key = [g.apply("iand", g.apply("iadd", k, g.integer(w)), low) for k, w in zip(key, WEYL, strict=True)]
        first = g.apply("imul", c0, g.integer(MULTIPLIERS[0]))
        second = g.apply("imul", c2, g.integer(MULTIPLIERS[1]))
        new_c0 = g.apply("ixor", g.apply("ixor", g.apply("ishr", second, g.integer(32)), c1), key[0])
        new_c2 = g.apply("ixor", g.apply("ixor", g.apply("ishr", first, g.integer(32)), c3), key[1])
        c0, c1, c2, c3 = new_c0, g.apply("iand", second, low), new_c2, g.apply("iand", first, low)
    return c0, c1, c2, c3


def _unit_interval(g: Graph, high: int, low: int) -> int:
    """A double in (0, 1) from two words: 53 bits and a half, so that neither end occurs."""
    upper = g.apply("to_float", g.apply("ishr", high, g.integer(5)))
    lower = g.apply("to_float", g.apply("ishr", low, g.integer(6)))
    whole = g.add(g.mul(upper, g.const(67108864.0)), lower)
    return g.mul(g.add(whole, g.const(0.5)), g.const(2.0**-53))


def _halves(g: Graph, stream: int) -> tuple[int, int]:
    """The two uniform numbers of one call of the generator."""
    words = philox(g, stream)
    return _unit_interval(g, words[0], words[1]), _unit_interval(g, words[2], words[3])


def uniform(g: Graph, draw: int) -> int:
    """The `draw`-th uniform number of this step, in (0, 1). Two share one call of the generator."""
    return _halves(g, FIRST_UNIFORM_STREAM + draw // 2)[draw % 2]


def normal(g: Graph, draw: int) -> int:
    """The `draw`-th standard normal number of this step (Box & Muller 1958). Two share one call."""
    radius_draw, angle_draw = _halves(g, FIRST_NORMAL_STREAM + draw // 2)
    radius = g.apply("sqrt", g.mul(g.const(-2.0), log(g, radius_draw)))
    angle = g.mul(g.const(2.0 * math.pi), angle_draw)
    return g.mul(radius, cos(g, angle) if draw % 2 == 0 else sin(g, angle))


def poisson(g: Graph, mean: int, u: int, z: int) -> int:
    """A Poisson count with this mean from a uniform `u` and a normal `z`.

    By inversion of the distribution function up to a mean of 24; above, the normal number scaled, with
    continuity correction, rounded and not below 0 (relative error of the variance below 1 %).
    """
    small = g.minimum(mean, g.const(SMALL_MEAN))
    term = exp(g, g.neg(small))
    below, count = term, g.const(0.0)
    for k in range(1, POISSON_TERMS + 1):
        count = g.select(g.apply("lt", below, u), g.const(float(k)), count)
        term = g.mul(term, g.mul(small, g.const(1.0 / k)))
        below = g.add(below, term)
    wide = g.apply("rint", g.add(mean, g.mul(g.apply("sqrt", mean), z)))
    wide = g.maximum(wide, g.const(0.0))
    value = g.select(g.apply("le", mean, g.const(SMALL_MEAN)), count, wide)
    return g.select(g.apply("lt", mean, g.const(0.0)), g.const(math.nan), value)
