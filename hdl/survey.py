"""Every model of the library as hardware: which become one, in how many bits, how well, and why the others do not.

    python -m hdl.survey [--cosim] [MODEL ...]

prints the table of the manual. With `--cosim` every circuit is also simulated from its Verilog.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from dataclasses import dataclass

from hdl.files import forcing_stimulus, printed
from hdl.fixed.search import narrowest
from hdl.judges.cosim import simulate_files
from hdl.judges.lint import lint
from hdl.quantised import integer_run
from hdl.refusal import Refused
from hdl.rtl import circuit_of
from hdl.spikes import agree
from kernels.errors import KernelsError
from kernels.library import entries, load

STEPS = 500  # of a co-simulation


@dataclass(frozen=True, slots=True)
class Row:
    """One model: what it became, or why not. Rates and coincidences are those of 16 bits and of the narrowest width."""

    slug: str
    refused: str = ""
    message: str = ""
    nodes: int = 0
    tables: int = 0
    noisy: bool = False
    rate_error: float = math.nan
    coincidence: float = math.nan
    auto_bits: int = 0
    auto_message: str = ""
    cosim: str = ""
    warnings: int = 0
    seconds: float = 0.0


def surveyed(slug: str, *, auto: bool = True, simulate: bool = False) -> Row:
    """The row of a model."""
    began = time.monotonic()
    model = load(slug)
    try:
        compiled = circuit_of(model, name=slug)
        own = compiled.measured.run
        hardware = integer_run(compiled, own)
    except KernelsError as problem:
        reason = problem.reason if isinstance(problem, Refused) else type(problem).__name__
        return Row(slug, refused=reason, message=str(problem))
    rate, coincidence = agree(model, own.spikes, hardware.spikes, own.n_steps * own.dt)
    bits, message = 0, ""
    if auto:
        try:
            bits = narrowest(model, slug).bits
        except KernelsError as problem:
            message = str(problem)
    verdict, warnings = "", 0
    if simulate:
        made = printed(compiled, "single", STEPS)
        forced = printed(compiled, "single", STEPS, forcing_stimulus(compiled, STEPS, 0))
        wrong = [simulate_files(files, "").wrong for files in (made, forced)]
        verdict = "equal" if not any(wrong) else f"{sum(wrong)} steps differ"
        warnings = sum(len(one.messages) for one in lint(made))
    return Row(
        slug, nodes=len(compiled.circuit.nodes), tables=len(compiled.lowered.tables),
        noisy=bool(compiled.circuit.sources), rate_error=rate, coincidence=coincidence, auto_bits=bits,
        auto_message=message, cosim=verdict, warnings=warnings, seconds=time.monotonic() - began,
    )  # fmt: skip


def _line(row: Row) -> str:
    if row.refused:
        return f"| {row.slug} | refused: {row.refused} | {row.message} |"
    rate = "" if math.isnan(row.rate_error) else f"{100 * row.rate_error:.2g} %"
    same = "" if math.isnan(row.coincidence) else f"{row.coincidence:.3f}"
    cells = [row.slug, row.nodes, row.tables, "noise" if row.noisy else "", rate, same, row.auto_bits or "-"]
    cells += [row.cosim, row.warnings or "", f"{row.seconds:.1f} s", row.auto_message[:120]]
    return "| " + " | ".join(map(str, cells)) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and the counts."""
    parser = argparse.ArgumentParser(prog="python -m hdl.survey", description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", metavar="MODEL")
    parser.add_argument("--cosim", action="store_true", help="simulate the printed Verilog of each")
    parser.add_argument("--no-auto", action="store_true", help="do not look for the narrowest format")
    chosen = parser.parse_args(arguments)
    rows = []
    for slug in chosen.models or [entry.slug for entry in entries()]:
        rows.append(surveyed(slug, auto=not chosen.no_auto, simulate=chosen.cosim))
        print(_line(rows[-1]), flush=True)
    made = [row for row in rows if not row.refused]
    print(f"{len(made)} of {len(rows)} models compile; refused: {dict(Counter(r.refused for r in rows if r.refused))}")
    print(f"{sum(row.auto_bits > 0 for row in made)} of them reach the target of auto")
    if chosen.cosim:
        print(f"{sum(row.cosim == 'equal' for row in made)} are equal to their Verilog in every step")
        print(f"{sum(row.warnings == 0 for row in made)} are without a warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
