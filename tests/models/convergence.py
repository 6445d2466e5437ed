"""Is each model's step short enough? Halves it and compares: claims and the rate have to stay.

    python -m tests.models.convergence [--jobs N] [NAME ...]

Halving dt may change no claim's outcome and move the rate at the model's own drive by less than 1 %. Maps have no step.
Trains of chaotic and of noisy models are other trains at another step: their claims, which are statistics, have to
hold, and their rates are shown without being judged.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

from kernels.analysis.deterministic import without_noise
from kernels.analysis.measures import firing_pattern
from kernels.analysis.problem import NotMeasurable
from kernels.analysis.rate import steady_rate
from kernels.analysis.runs import Runs
from kernels.errors import KernelsError
from kernels.language.model import Model
from kernels.library import entries, load
from kernels.stimulus.protocols import PER_SECOND
from kernels.verify import verdicts

RATE_TOLERANCE = 0.01

# Models whose claims depend on the step by their nature, and why.
STEP_IS_PART_OF_IT = {
    "izhikevich_2004": "the paper's program takes Euler steps of 0.1 to 0.5 ms, and its patterns are those",
    "ornstein_uhlenbeck": "its crossings are claimed, which grow without bound as the step falls",
}


class Outcome(NamedTuple):
    """What halving the step did: the rates at both, the claims whose outcome changed, and why it is not judged."""

    slug: str
    rate: float
    halved: float
    changed: tuple[str, ...]
    excepted: str
    problem: str

    @property
    def passed(self) -> bool:
        """Whether the step is short enough, as far as that is judged."""
        moved = abs(self.halved - self.rate) > RATE_TOLERANCE * abs(self.rate)
        return not self.problem and not self.changed and (bool(self.excepted) or not moved)


def outcome(slug: str) -> Outcome:
    """A model with its own step and with half of it."""
    try:
        model = load(slug)
        if model.time_unit == "step":
            return Outcome(slug, 0.0, 0.0, (), "map", "")
        excepted = "noise" if is_random(model) else "chaotic" if is_chaotic(model) else ""
        if slug in STEP_IS_PART_OF_IT:
            return Outcome(slug, rate(model, {}), rate(model, halved(model, None)), (), STEP_IS_PART_OF_IT[slug], "")
        changed = tuple(
            f"{first.text} ({first.measured} -> {second.measured}{second.problem})"
            for first, second in zip(
                verdicts(model, threads=1), verdicts(model, settings=lambda p: halved(model, p), threads=1), strict=True
            )
            if first.holds != second.holds
        )
        return Outcome(slug, rate(model, {}), rate(model, halved(model, None)), changed, excepted, "")
    except KernelsError as error:
        return Outcome(slug, 0.0, 0.0, (), "", str(error))


def halved(model: Model, preset: str | None) -> Mapping[str, Any]:
    """The setting of half the step."""
    return {"dt": 0.5 * Runs(model, preset).dt}


def rate(model: Model, settings: Mapping[str, Any]) -> float:
    """The steady rate at the model's own drive; 0 without spikes."""
    found = Runs(model, None, settings).run()
    return steady_rate(found.run.spikes, found.driven, PER_SECOND[model.time_unit])


def is_random(model: Model) -> bool:
    """Whether the model or its drive has noise."""
    try:
        return without_noise(model) is not model
    except NotMeasurable:
        return True


def is_chaotic(model: Model) -> bool:
    """Whether the model claims chaos, or its own run is chaotic."""
    if any(e.claim.word == "chaotic" or e.claim.measure == "lyapunov" for e in model.expects):
        return True
    if model.threshold is None and model.spike is None:
        return False
    return firing_pattern(Runs(model)).label == "chaotic"


def main(words: list[str]) -> int:
    """Prints a line a model; 1 if the step of one is too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.models.convergence")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(words)
    slugs = options.names or [entry.slug for entry in entries()]
    passed = 0
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(outcome, slugs):
            passed += found.passed
            notes = [found.problem, found.excepted, *found.changed]
            line = f"{found.slug:32} {'' if found.passed else 'FAILS '}{found.rate:.5g} -> {found.halved:.5g} Hz"
            print(f"{line}  {'; '.join(note for note in notes if note)}".rstrip(), flush=True)
    print(f"{passed} of {len(slugs)} models pass")
    return 0 if passed == len(slugs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
