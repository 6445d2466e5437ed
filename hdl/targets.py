"""The five models everybody compares, on four FPGAs: what each needs, how fast it runs, how true it is.

    python -m hdl.targets [--seeds N] [--arch ARCH] [--format FORMAT] [MODEL ...]

prints a table, a line for each model and device, and which aims are met. It needs the extras synth and pnr.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import kernels
from hdl.files import module_of
from hdl.judges.path_names import as_printed, model_words
from hdl.judges.pnr import Pnr, place_text
from hdl.measuring import ended
from hdl.quantised import integer_run
from hdl.rtl import circuit_of
from hdl.spikes import agree
from kernels.errors import KernelsError

MOST_LUTS, LEAST_MHZ = 0, 1  # of an aim


@dataclass(frozen=True, slots=True)
class Aim:
    """By device the most LUTs and the least MHz; of the spikes the largest rate error and least coincidence.

    `method` is that of the run, where the model's own takes several evaluations a step; `segments` those of its tables,
    where the smallest device has no room for the usual 512.
    """

    devices: Mapping[str, tuple[int, float]]
    rate: float
    coincidence: float
    multipliers: int = 1
    method: str = ""
    segments: int = 0


AIMS: dict[str, Aim] = {
    "lif": Aim({"ice40": (200, 48.0), "ecp5": (260, 120.0)}, 0.005, 0.99),
    "izhikevich": Aim({"ice40": (500, 45.0), "ecp5": (550, 120.0)}, 0.005, 0.95),
    "fitzhugh_nagumo": Aim({"ice40": (500, 45.0), "ecp5": (600, 110.0)}, 0.005, 0.99, method="euler"),
    "adex": Aim({"ice40": (550, 40.0), "ecp5": (650, 100.0)}, 0.02, 0.95),
    "hodgkin_huxley": Aim({"ice40": (1600, 30.0), "ecp5": (3200, 85.0)}, 0.02, 0.95, method="euler", segments=256),
}
DEVICES = ("ice40", "ecp5", "gowin", "xilinx")


@dataclass(frozen=True, slots=True)
class Row:
    """A model on a device: what came of place and route, or why nothing did, and what is missed of the aim."""

    model: str
    target: str
    placed: Pnr | None
    problem: str
    rate_error: float
    coincidence: float
    missed: tuple[str, ...]


def measured(
    slug: str, *, arch: str = "shared", format: str = "16", seeds: int = 3, devices: Iterable[str] = DEVICES
) -> list[Row]:
    """The rows of a model of the library, in its own run, with the method of its aim."""
    model = kernels.load(slug)
    aim = AIMS.get(slug)
    run: dict[str, Any] = {"method": aim.method} if aim and aim.method else {}
    run |= {"segments": aim.segments} if aim and aim.segments else {}
    compiled = circuit_of(model, format=format, **run)
    made = module_of(compiled, arch)
    own = compiled.measured.run
    spikes = integer_run(compiled, own).spikes
    rate, coincidence = agree(model, own.spikes, spikes, own.n_steps * own.dt)
    rows = []
    for target in devices:
        placed, problem = None, ""
        try:
            placed = place_text(
                made.text, made.name, target, seeds=seeds, timeout=600.0, clocks=made.latency,
                word=model_words(as_printed(compiled, arch), made),
            )  # fmt: skip
        except KernelsError as error:
            problem = str(error)
        short = missed(slug, target, placed, rate, coincidence)
        rows.append(Row(slug, target, placed, problem, rate, coincidence, short))
    return rows


def missed(slug: str, target: str, placed: Pnr | None, rate: float, coincidence: float) -> tuple[str, ...]:
    """What of a model's aim on a device is missed, with what was aimed at."""
    aim = AIMS.get(slug)
    if aim is None or target not in aim.devices:
        return ()
    if placed is None:
        return ("no result",)
    luts, clock = aim.devices[target]
    found = []
    if placed.lut > luts:
        found.append(f"LUT {placed.lut} > {luts}")
    if placed.fmax is None or placed.fmax < clock:
        found.append(f"MHz {'unknown' if placed.fmax is None else f'{placed.fmax:.1f}'} < {clock:g}")
    if placed.dsp > aim.multipliers:
        found.append(f"DSP {placed.dsp} > {aim.multipliers}")
    if not rate <= aim.rate:
        found.append(f"rate error {rate:.2%} > {aim.rate:.1%}")
    if not coincidence >= aim.coincidence:
        found.append(f"coincidence {coincidence:.3f} < {aim.coincidence:g}")
    return tuple(found)


HEADING = (
    "| model | device | LUT | FF | DSP | BRAM | MHz | clocks a step | steps/s | rate error | coincidence | aim |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


def line(row: Row) -> str:
    """A row of the table in Markdown."""
    if row.placed is None:
        cells = [row.model, row.target, *["-"] * 7]
    else:
        p = row.placed
        if p.fmax is not None:
            clock, speed = f"{p.fmax:.1f}", f"{p.fmax * 1e6 / p.clocks:,.0f}"
        else:
            clock, speed = (f"< {p.bound:.0f}" if p.bound is not None else "-"), "-"
        cells = [row.model, row.target, str(p.lut), str(p.ff), str(p.dsp), str(p.bram), clock, str(p.clocks), speed]
    aimed = row.model in AIMS and row.target in AIMS[row.model].devices
    verdict = "; ".join(row.missed) or ("met" if aimed else row.problem)
    spikes = ["-", "-"] if math.isnan(row.rate_error) else [f"{row.rate_error:.2%}", f"{row.coincidence:.3f}"]
    return "| " + " | ".join([*cells, *spikes, verdict]) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 1 where an aim is missed."""
    parser = argparse.ArgumentParser(prog="python -m hdl.targets", description=__doc__.split("\n")[0])
    parser.add_argument("models", nargs="*", default=[], help=f"models of the library (default: {' '.join(AIMS)})")
    parser.add_argument("--seeds", type=int, default=3, help="runs of place and route for each (default 3)")
    parser.add_argument("--arch", default="shared", help="architecture (default shared)")
    parser.add_argument("--format", default="16", help="format of the ports (default 16)")
    parser.add_argument("--device", action="append", choices=DEVICES, help="only this device (repeatable)")
    chosen = parser.parse_args(arguments)
    print(HEADING)
    short = 0
    for slug in chosen.models or AIMS:
        try:
            rows = measured(
                slug, arch=chosen.arch, format=chosen.format, seeds=chosen.seeds, devices=chosen.device or DEVICES
            )
        except KernelsError as error:
            print(f"{slug}: {error}", file=sys.stderr)
            short += 1
            continue
        for row in rows:
            print(line(row), flush=True)
            short += bool(row.missed)
            said = row.problem if row.placed is None else row.placed.reason
            if said:
                print(f"{row.model} on {row.target}: {said}", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(ended(main))
