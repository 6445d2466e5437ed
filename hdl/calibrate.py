"""Fits the coefficients of the estimate to netlists: `python -m hdl.calibrate [--check] [--device NAME] [--arch NAME]`.

Models of the library are synthesised for every device. Two thirds of them are fitted by least squares of the relative
error, no coefficient below 0; the others are held out and say how large the error is. What Yosys found is kept in the
cache, so that a second run takes seconds. `--check` writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import kernels
from hdl.estimation.cells import flip_flops, memories, multipliers
from hdl.estimation.expressions import Operators
from hdl.estimation.luts import COEFFICIENTS, features, key_of
from hdl.estimation.operators import operators
from hdl.files import module_of
from hdl.judges.devices import TARGETS
from hdl.judges.estimate import ESTIMATED
from hdl.judges.parallel import side_by_side
from hdl.judges.process import ToolError
from hdl.judges.synth import Synth, synthesise
from hdl.judges.tools import find_tool, make_ready, tool_version
from hdl.rtl import circuit_of
from hdl.verilog.module import Module
from kernels.analysis.options import Question
from kernels.errors import KernelsError

Array = NDArray[np.float64]
TIMEOUT = 300.0  # seconds for each synthesis
MOST_PRODUCTS = 9

FITTED = (
    "leaky_integrator", "tc_lif", "gated_lif", "lif", "mihalas_niebur", "exponential_if", "rulkov", "sigma_delta",
    "izhikevich_2004", "mat", "adex", "alif", "poisson", "quadratic_if", "fitzhugh_nagumo", "izhikevich_2007",
)  # fmt: skip
HELD_OUT = (
    "lapicque", "ilif", "izhikevich", "truenorth", "chialvo", "resonate_and_fire", "brainscales_adex", "terman_wang",
)  # fmt: skip


# LUTs for each bit of an operator, before anything has been measured
EXPECTED = {
    "sums": 1.0, "sums with constants": 0.8, "comparisons": 1.0, "comparisons with constants": 0.35, "choices": 1.0,
    "choices of constants": 0.6, "choices of zero": 0.3, "truth values": 0.4, "sources of registers": 0.6, "codes": 0.1,
    "tables in LUTs": 0.03, "divisions": 1.0, "wide products": 0.5, "module": 20.0,
}  # fmt: skip
WEIGHT = 0.03


@dataclass(frozen=True, slots=True)
class Sample:
    """A model in an architecture: its operators, and what it took of each device."""

    slug: str
    arch: str
    found: Operators
    taken: Mapping[str, Synth]

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return f"{self.slug} {self.arch}"


def samples(slugs: Sequence[str], archs: Sequence[str], devices: Sequence[str]) -> list[Sample]:
    """All models in all architectures, synthesised for all devices, as many at a time as there are processors.

    Those with many products are left out where each of them needs multipliers of its own: Yosys takes minutes for them.
    """
    made: list[tuple[str, str, Module]] = []
    for slug in slugs:
        compiled = circuit_of(kernels.load(slug))
        made += [(slug, arch, module_of(compiled, arch)) for arch in archs]
    made = [one for one in made if len(operators(one[2].text).products) <= MOST_PRODUCTS]
    work = [(slug, arch, module, device) for slug, arch, module in made for device in devices]
    began = time.monotonic()

    def one(given: tuple[str, str, Module, str], stop: Question) -> Synth | None:
        slug, arch, module, device = given
        try:
            return synthesise(module.text, module.name, device, TIMEOUT, stop)
        except ToolError as problem:
            print(f"{slug} {arch} {device}: {problem}", file=sys.stderr)
            return None

    def told(fraction: float, values: object = None, /) -> None:
        print(f"\r{fraction:4.0%} in {time.monotonic() - began:.0f} s", end="", file=sys.stderr, flush=True)

    done = side_by_side(one, work, told)
    print(file=sys.stderr)
    taken: dict[tuple[str, str], dict[str, Synth]] = {}
    for (slug, arch, _, device), synth in zip(work, done, strict=True):
        if synth is not None:
            taken.setdefault((slug, arch), {})[device] = synth
    return [Sample(slug, arch, operators(m.text), taken.get((slug, arch), {})) for slug, arch, m in made]


def fitted(rows: Sequence[Sample], device: str) -> dict[str, float]:
    """Coefficients by feature, none below 0, that make the relative errors of these rows smallest.

    There are few rows for so many features, so each coefficient is also held to what is EXPECTED of it, with a weight
    that made the errors of rows left out one at a time smallest (0.03 among 0.001 to 1).
    """
    rows = [row for row in rows if device in row.taken]
    names = list(features(rows[0].found, device))
    values = np.array([[features(row.found, device)[name] for name in names] for row in rows], dtype=np.float64)
    luts = np.array([max(1, row.taken[device].lut) for row in rows], dtype=np.float64)
    shares = values / luts[:, None]
    held = np.sqrt(WEIGHT * np.sum(shares**2, axis=0))
    expected = np.array([EXPECTED[name] for name in names])
    found = non_negative(np.vstack([shares, np.diag(held)]), np.concatenate([np.ones(len(rows)), held * expected]))
    return {name: round(float(one), 4) for name, one in zip(names, found, strict=True) if one > 0.0}


def non_negative(a: Array, b: Array) -> Array:
    """The x >= 0 with the least |a x - b|, by the active sets of Lawson and Hanson (1974), chapter 23."""
    x = np.zeros(a.shape[1])
    active = np.zeros(a.shape[1], dtype=bool)
    for _ in range(3 * a.shape[1]):
        slope = a.T @ (b - a @ x)
        slope[active] = 0.0
        best = int(np.argmax(slope))
        if slope[best] <= 1e-9:
            break
        active[best] = True
        while True:
            trial = np.zeros_like(x)
            trial[active] = np.linalg.lstsq(a[:, active], b, rcond=None)[0]
            below = active & (trial <= 0.0)
            if not below.any():
                x = trial
                break
            share = float(np.min(x[below] / (x[below] - trial[below])))
            x = x + share * (trial - x)
            active &= x > 1e-12
            x[~active] = 0.0
    return x


def errors(rows: Sequence[Sample], device: str, coefficients: Mapping[str, float]) -> dict[str, float]:
    """The relative error of the LUTs of each row."""
    found = {}
    for row in rows:
        if device in row.taken:
            measured = max(1, row.taken[device].lut)
            value = sum(coefficients.get(n, 0.0) * v for n, v in features(row.found, device).items())
            found[row.slug] = round(value / measured - 1.0, 4)
    return found


def wrong(rows: Sequence[Sample], device: str) -> list[str]:
    """Rows whose flip-flops, multipliers or memories are not those of the netlist, a line each."""
    found = []
    for row in rows:
        if device not in row.taken:
            continue
        synth = row.taken[device]
        for kind, count, measured in (
            ("FF", flip_flops(row.found, device), synth.ff),
            ("DSP", multipliers(row.found, device), synth.dsp),
            ("BRAM", memories(row.found, device), synth.bram),
        ):
            if count != measured:
                found.append(f"{row.name} {device}: {kind} {count}, the netlist has {measured}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Fits, prints the errors and writes the coefficients; those of what was not asked for stay as they are."""
    parser = argparse.ArgumentParser(prog="python -m hdl.calibrate", description=__doc__.split(":", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--device", action="append", choices=tuple(TARGETS), help="only this device (repeatable)")
    parser.add_argument("--arch", action="append", choices=ESTIMATED, help="only this architecture (repeatable)")
    chosen = parser.parse_args(arguments)
    devices, archs = chosen.device or list(TARGETS), chosen.arch or list(ESTIMATED)
    try:
        tool = find_tool("yosys")
        make_ready(tool)
        seen, unseen = samples(FITTED, archs, devices), samples(HELD_OUT, archs, devices)
    except KernelsError as problem:
        print(problem, file=sys.stderr)
        return 2
    found, inexact = {}, []
    for arch in archs:
        fit, held = ([row for row in rows if row.arch == arch] for rows in (seen, unseen))
        for device in devices:
            coefficients = fitted(fit, device)
            own, other = errors(fit, device, coefficients), errors(held, device, coefficients)
            found[key_of(device, arch)] = {"coefficients": coefficients, "held_out": other}
            for title, some in (("fitted", own), ("held out", other)):
                sizes = sorted(abs(one) for one in some.values())
                middle, last = sizes[len(sizes) // 2], sizes[-1]
                print(f"{device} {arch}, {title}: {len(sizes)} rows, typically {middle:.1%}, at most {last:.1%}")
            print(f"  {coefficients}")
            worst = sorted((own | other).items(), key=lambda item: -abs(item[1]))[:6]
            print("  " + ", ".join(f"{name} {error:+.0%}" for name, error in worst))
            inexact += wrong([*fit, *held], device)
    print("\n".join(inexact) or "flip-flops, multipliers and memories are exact everywhere")
    if not chosen.check:
        before = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))["fits"] if COEFFICIENTS.exists() else {}
        data = {"made_with": f"yosys {tool_version(tool)}", "fits": before | found}
        COEFFICIENTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
