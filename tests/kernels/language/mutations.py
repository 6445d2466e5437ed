"""Good files, and a seeded stream of broken ones made from them. Shared by every test that must survive any text."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

# Small files that between them use every construct of the language.
GOOD_FILES = (
    """\
dv/dt = -(v - E_L) / tau_m + I / C
E_L = -65
tau_m = 10   # [1, 100, log] membrane time constant
C = 1
# threshold: v > -50
# reset: v = -65
# run: 500 ms, dt = 0.1 ms, method = exact, seed = 3
""",
    """\
# title: Leaky neuron
# tags: cortex, test
dv/dt = (g_L*(E_L - v) + I)/C : volt (unless refractory)
I : amp                    # [0 pA, 2000 pA] injected current
C = 281*pF : farad         # [50, 1000] capacitance
g_L = 30 nS : siemens
E_L = -70.6*mV : volt
init: steady
threshold: v > 20*mV
reset: v = E_L; I += 1 pA
refractory: 2 ms
expect: rate(800*pA) in [14 Hz, 18 Hz], pattern == "adapting"
""",
    """\
x[n+1] = a/(1 + x**2) + y : 1
y[n+1] = y - mu*(x - sigma)
a = 4.1
mu = 1e-3
sigma = .5
# time: step
# spike: x crosses 0 upward
# plot: x, y
# expect: lyapunov > 0, crossings(x, 0.5) >= 3
""",
    """\
f(x, y) = x^2 if x < y else where(x >= 1 and not y == 2, -x, min(x, y, 3))
dm/dt = alpha*(1 - m) - f(m, 0.5)*m
alpha = 0.1*exprel(-(m + 40)/10)/ms + xi*sqrt(2/ms)
on release: 0 < m < 1 -> m *= 0.5; m -= rand()
# preset fast: alpha = 3, m = 0.1
# input: I = step(10, start=2 ms, stop=3 ms) + ou(0, 1, 5 ms) + file("a.csv", scale=2)
# note: made for the tests
""",
    """\
dv/dt = (gl*(El - v) -
         g_na*(m*m*m)*h*(v - ENa))/Cm : volt
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
alpha_h = 0.128*exp((17*mV - v + VT)/(18*mV))/ms : Hz
beta_h = 4./
         (1 + exp((40*mV - v + VT)/(5*mV)))/ms : Hz
""",
)

_PIECES = (
    "(", ")", "[", "]", "((((", "))))", "[[", ",", ";", ":", "=", "==", "->", "#", "# ", "\n", "\r\n", "\r",
    "\t", "\\", '"', "'", "9**9**9**9", "- - - ", "not ", " and ", " if ", " else ", "__import__('os')",
    "lambda x: x", "\x00", "\x1b", "\u200b", "\ufeff", "\u03c4", "\u00b2", "\u2212", "\U0001f9e0", "1e999",
    "0x1F", "1_000", ".", "..", "1.2.3", "&&", "!", "$", "@", "`", "~", "{", "}", "dv/dt =", "[n+1]", " : volt",
    " (unless refractory)", "threshold:", "# preset A:", "# expect: ", " in [", "step(", "(" * 150, ")" * 150,
    "-" * 150, "+x" * 150, "x<" * 40, "f(" * 100,
)  # fmt: skip


def mutate(rng: random.Random, text: str) -> str:
    """`text` with one to four random injuries."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(9)
        if kind == 0:
            text = text[:at] + text[at + rng.choice((1, 1, 1, 3, 20)) :]
        elif kind == 1:
            text = text[:at] + rng.choice(_PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + chr(rng.randrange(0x180)) + text[at:]
        elif kind == 3 and at + 1 < len(text):
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif kind == 4:
            lines = text.split("\n")
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
            text = "\n".join(lines)
        elif kind == 5:
            lines = text.split("\n")
            del lines[rng.randrange(len(lines))]
            text = "\n".join(lines)
        elif kind == 6:
            other = rng.choice(GOOD_FILES)
            cut = rng.randrange(len(other))
            text = text[:at] + other[cut : cut + 30] + text[at:]
        elif kind == 7:
            text = text[:at] + text[at : at + 1] * rng.choice((1, 2, 60)) + text[at:]
        else:
            text = text[:at]
    return text


def mutated_files(count: int, seed: int = 2024) -> Iterator[str]:
    """`count` broken files, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        yield mutate(rng, rng.choice(GOOD_FILES))


def fuzz_count() -> int:
    """How many mutated files a test looks at: the environment variable SCTUI_FUZZ, or as many as take a few seconds."""
    return int(os.environ.get("SCTUI_FUZZ", 40_000))
