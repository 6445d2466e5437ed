"""Compares the estimate with netlists: `python -m hdl.calibrate [--check] [--device NAME] [--arch NAME]`.

Models of the library are synthesised for every device. Some of them give a factor, by which the LUTs that are counted
become those that Yosys finds; the others are held out and say how large the error is. What Yosys found is kept in the
cache, so that a second run takes seconds. `--check` writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import kernels
from hdl.estimation.fits import COEFFICIENTS, key_of
from hdl.estimation.mapped import Mapped, mapped
from hdl.files import ARCHITECTURES, module_of
from hdl.judges.devices import TARGETS
from hdl.judges.parallel import side_by_side
from hdl.judges.process import ToolError
from hdl.judges.synth import Synth, synthesise
from hdl.judges.tools import find_tool, make_ready, tool_version
from hdl.rtl import circuit_of
from hdl.verilog.module import Module
from kernels.analysis.options import Question
from kernels.errors import KernelsError

TIMEOUT = 300.0  # seconds for each synthesis
MOST_PRODUCTS = 9

# those with which it was found out how to count
FITTED = (
    "lapicque", "ilif", "leaky_integrator", "lif", "izhikevich", "resonate_and_fire", "truenorth", "chialvo",
    "brainscales_adex", "gated_lif", "mihalas_niebur", "alif",
)  # fmt: skip
HELD_OUT = ("tc_lif", "rulkov", "adex", "mat", "exponential_if")


@dataclass(frozen=True, slots=True)
class Sample:
    """A model in an architecture: what is counted and what it took of each device."""

    slug: str
    arch: str
    counted: Mapping[str, Mapped]
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
    counted = {(slug, arch): {device: mapped(m.text, device) for device in devices} for slug, arch, m in made}
    made = [one for one in made if min(f.dsp for f in counted[one[:2]].values()) <= MOST_PRODUCTS]
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
    return [Sample(slug, arch, counted[slug, arch], taken.get((slug, arch), {})) for slug, arch, _ in made]


def fitted(rows: Sequence[Sample], device: str) -> float:
    """The LUTs found for each that is counted, in the middle one of these rows; 1 for fewer than three."""
    shares = [max(1, row.taken[device].lut) / row.counted[device].lut for row in rows if device in row.taken]
    return round(median(shares), 4) if len(shares) > 2 else 1.0


def errors(rows: Sequence[Sample], device: str, factor: float) -> dict[str, float]:
    """The relative error of the LUTs of each row."""
    return {
        row.slug: round(factor * row.counted[device].lut / max(1, row.taken[device].lut) - 1.0, 4)
        for row in rows
        if device in row.taken
    }


def wrong(rows: Sequence[Sample], device: str) -> list[str]:
    """Rows whose flip-flops, multipliers or memories are not those of the netlist, a line each."""
    found = []
    for row in rows:
        if device not in row.taken:
            continue
        synth = row.taken[device]
        for kind in ("ff", "dsp", "bram"):
            count, measured = getattr(row.counted[device], kind), getattr(synth, kind)
            if count != measured:
                found.append(f"{row.name} {device}: {kind.upper()} {count}, the netlist has {measured}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Fits, prints the errors and writes the coefficients; those of what was not asked for stay as they are."""
    parser = argparse.ArgumentParser(prog="python -m hdl.calibrate", description=__doc__.split(":", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--device", action="append", choices=tuple(TARGETS), help="only this device (repeatable)")
    parser.add_argument("--arch", action="append", choices=ARCHITECTURES, help="only this architecture (repeatable)")
    chosen = parser.parse_args(arguments)
    devices, archs = chosen.device or list(TARGETS), chosen.arch or list(ARCHITECTURES)
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
            factor = fitted(fit, device)
            own, other = errors(fit, device, factor), errors(held, device, factor)
            found[key_of(device, arch)] = {"factor": factor, "fitted": own, "held_out": other}
            for title, some in (("fitted", own), ("held out", other)):
                sizes = sorted(abs(one) for one in some.values()) or [0.0]
                middle, last = sizes[len(sizes) // 2], sizes[-1]
                print(f"{device} {arch}, {title}: {len(some)} models, typically {middle:.1%}, at most {last:.1%}")
            print(f"  factor {factor}; " + ", ".join(f"{name} {error:+.0%}" for name, error in (own | other).items()))
            inexact += wrong([*fit, *held], device)
    print("\n".join(inexact) or "flip-flops, multipliers and memories are exact everywhere")
    if not chosen.check:
        before = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))["fits"] if COEFFICIENTS.exists() else {}
        data = {"made_with": f"yosys {tool_version(tool)}", "fits": before | found}
        COEFFICIENTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
