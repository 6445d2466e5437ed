"""The stochastic form, whole: which models have it, what each becomes, and how far its streams are off.

    python -m hdl.stochastic.survey [MODEL ...]

A line a model: the reason why it has no such form, or whether its graph verifies, is the same text and the same files
after it was printed and parsed, and its module needs no other file; then the root mean square error of the shares that
its streams count in the model's own run, for N = 256, 1024, 4096 bits, with the exponent of its fall. After the models:
equations that differ in one place and have to give different graphs, and a corpus of bad graphs that has to be refused.
The exit status is 1 where something is not as it has to be.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections import Counter
from itertools import product

import numpy as np

import kernels
from hdl.ir.native import run_native
from hdl.judges.lint import LINTERS, lint
from hdl.judges.tools import has_tool
from hdl.measuring import ended
from hdl.refusal import Refused
from hdl.stochastic.arithmetic import arithmetic, threshold_name
from hdl.stochastic.build import StochasticModel, build_stochastic, stimulus_of
from hdl.stochastic.corpus import GOOD, refusals
from hdl.stochastic.files import printed_graph
from hdl.stochastic.nodes import ENCODERS, BitwiseAnd, BitwiseXnor, Encode, Graph, Popcount
from hdl.stochastic.simulate import count_streams
from hdl.stochastic.stream_error import slope
from hdl.stochastic.text import from_text, to_text
from hdl.stochastic.verify import verify
from kernels.errors import KernelsError
from kernels.library import entries

LENGTHS = (256, 1024, 4096)
STEPS = 2000  # of a model's run, at most
# a drive, and one that differs in a factor, a term, a power, a sign, an input
DRIVES = ("0.3*I", "0.6*I", "0.3*I + 0.1", "0.3*I*I", "-0.3*I", "0.3*J", "0.3*I + 0.3*J", "0.3*I*J")
TAIL = """
tau = 10*ms : second
I : 1 # [0, 3]
J : 1 # [-1, 1]
# threshold: v > 1
# reset: v = 0
# input: I = constant(1)
# input: J = constant(0.5)
# run: 20 ms, dt = 0.1 ms
"""


def main(arguments: list[str] | None = None) -> int:
    """Prints the lines; 1 where something is not as it has to be."""
    parser = argparse.ArgumentParser(
        prog="python -m hdl.stochastic.survey",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("models", nargs="*", metavar="MODEL", help="all without one")
    known = [entry.slug for entry in entries()]
    slugs = parser.parse_args(arguments).models or known
    for slug in slugs:
        if slug not in known:
            print(f"there is no model {slug} in the library", file=sys.stderr)
            return 2
    refused: Counter[str] = Counter()
    faults: list[str] = []
    for slug in slugs:
        try:
            made = build_stochastic(kernels.load(slug), compare=False)
        except KernelsError as problem:
            reason = problem.reason if isinstance(problem, Refused) else type(problem).__name__
            refused[reason] += 1
            print(f"{slug}: refused ({reason}): {problem}", flush=True)
            continue
        wrong = [*round_trip(made.graph), *alone(made.graph)]
        faults += [f"{slug}: {one}" for one in wrong]
        print(f"{slug}: {len(made.graph.nodes)} nodes, {'; '.join(wrong) or 'the same after text and parsing, alone'}")
        for encoder in ENCODERS:
            print(f"  {encoder}: {errors(slug, encoder)}", flush=True)
    print(f"{len(slugs) - refused.total()} of {len(slugs)} models have the form; refused: {dict(refused)}")
    texts = [to_text(build_stochastic(_neuron(drive), compare=False).graph) for drive in DRIVES]
    alike = [f"{a} and {b} give the same graph" for (i, a), (k, b) in product(enumerate(DRIVES), repeat=2)
             if i < k and texts[i] == texts[k]]  # fmt: skip
    print(f"{len(set(texts))} graphs of {len(DRIVES)} drives that differ in one place")
    said = refusals()
    missed = [f"bad graph, {name}: {found[0][0] if found[0] else 'accepted'}" for name, found in said.items()
              if not found[1]]  # fmt: skip
    missed += [f"the good graph: {one}" for one in verify(GOOD)]
    print(f"{sum(found for _, found in said.values())} of {len(said)} bad graphs are refused, each with its fault")
    faults += alike + missed
    linters = ", ".join(name for name in (*LINTERS, "pyslang") if has_tool(name))
    print(f"modules were read by {linters or 'no linter: none is installed'}")
    print("\n".join(faults) or "everything as it has to be")
    return 1 if faults else 0


def round_trip(graph: Graph) -> list[str]:
    """What is wrong with a graph's text, or not the same after it was parsed."""
    text = to_text(graph)
    found = [f"its own text is refused: {one}" for one in verify(text)]
    if found:
        return found
    parsed = from_text(text)
    if to_text(parsed) != text:
        found.append("the text is another after it was parsed")
    if printed_graph(parsed).files != printed_graph(graph).files:
        found.append("the files are others after it was parsed")
    return found


def alone(graph: Graph) -> list[str]:
    """Why a graph's module does not stand alone: it has another within, includes one, or a linter misses something."""
    made = printed_graph(graph)
    text = made.files[made.source]
    found = [f"{said.tool}: {message}" for said in lint(made) for message in said.messages]
    if len(re.findall(r"^\s*module\b", text, re.MULTILINE)) != 1 or "`include" in text:
        found.append("it is not one module without includes")
    return found


def errors(slug: str, encoder: str) -> str:
    """The errors of a model's streams by their length, the exponent, and what they do to its spikes at the longest."""
    found = []
    for length in LENGTHS:
        made = build_stochastic(kernels.load(slug), encoder=encoder, length=length, compare=length == LENGTHS[-1])
        found.append(share_error(made))
    steps = ", ".join(f"{error:.2e} at {length}" for error, length in zip(found, LENGTHS, strict=True))
    spikes = "no spikes" if math.isnan(made.rate_error) else f"rate off by {made.rate_error:.2%}"
    return f"{steps}: as N**{slope(LENGTHS, tuple(found)):.2f}; {spikes} at {LENGTHS[-1]}"


def share_error(made: StochasticModel) -> float:
    """Root mean square error of the counted shares of a model's streams, over the first steps of its own run.

    What is exact is the product of the probabilities that the encoders are given.
    """
    graph, count = made.graph, min(STEPS, made.run.n_steps)
    stimulus = {name: values[:count] for name, values in stimulus_of(graph, made.ports, made.run).items()}
    thresholds = run_native(arithmetic(graph, thresholds_only=True), stimulus, count).outputs
    counts = count_streams(graph, thresholds, count)
    exact: dict[int, np.ndarray] = {}
    squares = []
    for i, node in enumerate(graph.nodes):
        if isinstance(node, Encode):
            exact[i] = np.ldexp(thresholds[threshold_name(i)].astype(np.float64), -node.width)
        elif isinstance(node, BitwiseAnd):
            exact[i] = exact[node.a] * exact[node.b]
        elif isinstance(node, BitwiseXnor):
            a, b = exact[node.a], exact[node.b]
            exact[i] = a * b + (1.0 - a) * (1.0 - b)
        elif isinstance(node, Popcount):
            squares.append((counts[i] / graph.length - exact[node.a]) ** 2)
    return float(np.sqrt(np.mean(squares)))


def _neuron(drive: str) -> kernels.Model:
    return kernels.parse(f"dv/dt = ({drive} - v)/tau : 1{TAIL}")


if __name__ == "__main__":
    sys.exit(ended(main))
