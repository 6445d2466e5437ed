"""Would an expectation notice a wrong constant? Changes three constants of each model by 30 %, one at a time.

    python -m tests.models.mutations [--models N] [--jobs N] [NAME ...]

A change is caught if an expectation fails or the run does. The constants are those of CHOSEN, and where a model is not
listed there the three to which its own run is most sensitive; constants that are 0 cannot be changed by a share.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from kernels.analysis.runs import Runs
from kernels.errors import KernelsError
from kernels.language.model import Model
from kernels.library import entries, load
from kernels.verify import verdicts

CHANGE = 0.3
CONSTANTS = 3

# Constants to change where sensitivity alone would choose others than the key ones.
CHOSEN: Mapping[str, tuple[str, ...]] = {}


class Outcome(NamedTuple):
    """A model's changed constants: `caught` maps (constant, factor) to the claim that failed, "" where none did."""

    slug: str
    caught: Mapping[tuple[str, float], str]
    problem: str


def outcome(slug: str) -> Outcome:
    """Every change of a model's chosen constants, and the first claim that noticed it."""
    try:
        model = load(slug)
        names = CHOSEN.get(slug) or most_sensitive(model)
    except KernelsError as error:
        return Outcome(slug, {}, str(error))
    return Outcome(
        slug,
        {(name, factor): noticed(model, name, factor) for name in names for factor in (1 + CHANGE, 1 - CHANGE)},
        "" if names else "no constant that matters",
    )


def noticed(model: Model, name: str, factor: float) -> str:
    """The first claim that fails with a constant multiplied by `factor`, under presets as well; "" if all hold."""

    def settings(preset: str | None) -> Mapping[str, Any]:
        return {"params": {name: factor * Runs(model, preset).parameters()[name]}}

    for verdict in verdicts(model, settings=settings, threads=1):
        if not verdict.holds:
            return verdict.text
    return ""


def most_sensitive(model: Model) -> tuple[str, ...]:
    """The constants that change the model's own run most, by spikes, means and spreads of its states."""
    normal = features(Runs(model))
    effects = {}
    for parameter in model.parameters:
        if parameter.default == 0.0:
            continue
        changed = Runs(model, None, {"params": {parameter.name: (1.0 + CHANGE) * parameter.default}})
        try:
            effects[parameter.name] = float(np.abs(features(changed) - normal).sum())
        except KernelsError:
            effects[parameter.name] = math.inf
    ranked = sorted((name for name in effects if effects[name] > 0.0), key=lambda name: -effects[name])
    return tuple(ranked[:CONSTANTS])


def features(runs: Runs) -> np.ndarray:
    """What a run looks like: log of its spike count, and every state's mean and spread on the scale of both."""
    run = runs.run().run
    values = [math.log1p(len(run.spikes))]
    for trace in run.states.values():
        size = max(float(np.abs(trace).mean()), 1e-12)
        values += [float(trace.mean()) / size, math.log(float(trace.std()) + 1e-6 * size)]
    return np.array(values)


def main(words: list[str]) -> int:
    """Prints the share of changes that were caught, a model a line, and the changes nobody noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.models.mutations")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--models", type=int, help="only the first N models of the library")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(words)
    slugs = (options.names or [entry.slug for entry in entries()])[: options.models]
    total = caught = 0
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(outcome, slugs):
            held = sum(bool(claim) for claim in found.caught.values())
            total, caught = total + len(found.caught), caught + held
            missed = ", ".join(f"{name} x {factor:g}" for (name, factor), claim in found.caught.items() if not claim)
            note = found.problem or (f"not noticed: {missed}" if missed else "")
            print(f"{found.slug:32} {held} of {len(found.caught)}  {note}".rstrip(), flush=True)
    print(f"{caught} of {total} changes were noticed ({caught / max(total, 1):.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
