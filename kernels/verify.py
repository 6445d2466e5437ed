"""Does a model show what its `expect` lines say? Each claim with what was measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernels.analysis.measures import Value, measured_unit, measured_value
from kernels.analysis.runs import Runs
from kernels.errors import Cancelled, KernelsError
from kernels.language.model import Claim, Expect, Model

ROUNDING = 1e-9  # relative: what a measured number may be beyond a claim's end


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim and what came of it. `expect` is None for the default run itself, which is judged only if it fails.

    `measured` is in `unit`, None where it could not be measured; then `problem` says why and `holds` is false.
    `warnings` are those of the runs that the claim needed and no claim before it had.
    """

    expect: Expect | None
    measured: Value | None
    unit: str
    holds: bool
    problem: str
    seconds: float
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The claim as the file has it, with its preset."""
        if self.expect is None:
            return "the default run"
        return f"{self.expect.preset}: {self.expect.text}" if self.expect.preset else self.expect.text


Settings = Callable[[str | None], Mapping[str, Any]]


def verify(
    model: Model,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    threads: int | None = None,
    folder: Path | None = None,
) -> tuple[Verdict, ...]:
    """A verdict on every claim, in the order of the file; runs shared by claims are made once.

    Claims are about the model's own run (its stimulus, duration, step, method, seed) under the claim's preset; a drive
    in brackets sets the level of the first input. A model whose default run fails gets one more verdict, the first,
    which says so. `progress` gets the share done; `folder` is where stimulus files lie. Raises Cancelled only.
    """
    found = []
    for verdict in verdicts(model, cancelled=cancelled, threads=threads, folder=folder):
        found.append(verdict)
        if progress is not None and model.expects:
            progress(min(len(found) / len(model.expects), 1.0))
    return tuple(found)


def verdicts(
    model: Model,
    *,
    settings: Settings | None = None,
    cancelled: Callable[[], bool] | None = None,
    threads: int | None = None,
    folder: Path | None = None,
) -> Iterator[Verdict]:
    """The verdicts of `verify` one by one, for those who need not wait for all.

    `settings` gives further arguments of `simulate` (`dt`, `params`) for the runs under a preset.
    """
    by_preset: dict[str | None, Runs] = {}

    def runs_under(preset: str | None) -> Runs:
        if preset not in by_preset:
            extra = settings(preset) if settings is not None else {}
            by_preset[preset] = Runs(model, preset, extra, threads, folder, cancelled)
        return by_preset[preset]

    failed = _default_run(runs_under(None))
    if failed is not None:
        yield failed
    last_use = {expect.preset: number for number, expect in enumerate(model.expects)}
    for number, expect in enumerate(model.expects):
        yield _judge(runs_under(expect.preset), expect)
        if last_use[expect.preset] == number:
            del by_preset[expect.preset]  # traces are large


def claim_holds(claim: Claim, value: Value) -> bool:
    """Whether a measured number or word is what the claim says."""
    if claim.word is not None or isinstance(value, str):
        return value == claim.word
    return RELATIONS[claim.relation](value, claim)


def _slack(number: float | None) -> float:
    return ROUNDING * abs(number or 0.0)


def _at_least(value: float, low: float | None) -> bool:
    return low is not None and value >= low - _slack(low)


def _at_most(value: float, high: float | None) -> bool:
    return high is not None and value <= high + _slack(high)


RELATIONS: dict[str, Callable[[float, Claim], bool]] = {
    "in": lambda value, claim: _at_least(value, claim.low) and _at_most(value, claim.high),
    "==": lambda value, claim: _at_least(value, claim.low) and _at_most(value, claim.low),
    ">=": lambda value, claim: _at_least(value, claim.low),
    "<=": lambda value, claim: _at_most(value, claim.low),
    ">": lambda value, claim: claim.low is not None and value > claim.low,
    "<": lambda value, claim: claim.low is not None and value < claim.low,
}


def _default_run(runs: Runs) -> Verdict | None:
    """The verdict on the model's own run, if it fails."""
    begun = time.perf_counter()
    try:
        runs.run()
    except Cancelled:
        raise
    except KernelsError as error:
        return Verdict(None, None, "", False, str(error), time.perf_counter() - begun)
    return None


def _judge(runs: Runs, expect: Expect) -> Verdict:
    begun = time.perf_counter()
    value: Value | None = None
    problem = ""
    try:
        value = measured_value(runs, expect.claim)
    except Cancelled:
        raise
    except KernelsError as error:
        problem = str(error)
    return Verdict(
        expect=expect,
        measured=value,
        unit=measured_unit(runs.model, expect.claim),
        holds=value is not None and claim_holds(expect.claim, value),
        problem=problem,
        seconds=time.perf_counter() - begun,
        warnings=runs.new_warnings(),
    )
