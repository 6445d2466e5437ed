"""The reference studio's Verilog through our tools, beside ours of the same equations.

    python -m tests.benchmarks.hardware FOLDER [--seeds N] [--only NAME] [--save FOLDER]

FOLDER is the one that `tests.benchmarks.peers.environments` made. The studio's five templates, with its own numbers,
current, dt and method (Euler), become its Verilog (its defaults: Q8.8) and ours (16 bits, `shared` and `single`). All
go the same way: Yosys, nextpnr, a harness of shift registers, the same devices. Spikes are counted in Icarus Verilog
(theirs) and in the bit-true run (ours), and compared with float64 at the same dt.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from hdl.files import module_of
from hdl.judges.devices import TARGETS
from hdl.judges.lint import LINTERS
from hdl.judges.nextpnr import ROUTERS
from hdl.judges.pnr import Pnr, place_text
from hdl.judges.process import run_tool
from hdl.judges.synth import Synth, synthesise
from hdl.judges.tools import find_tool, has_tool
from hdl.judges.verilog_text import accepted_text
from hdl.judges.work_folder import work_folder
from hdl.targets import AIMS
from kernels.errors import KernelsError
from tests.benchmarks.hardware_spikes import agreement, in_float64, ours, played
from tests.benchmarks.peers.environments import interpreter

DEVICES = ("ice40", "ecp5")
BARE = "ice40, no multipliers"  # where nextpnr cannot know the frequency beside unregistered multipliers
HEADING = (
    "| template | circuit | device | LUTs | flip-flops | multipliers | memories | MHz | clocks a step | "
    "million steps/s | spikes, of float64 | coincidence |\n" + "| --- " * 12 + "|"
)


@dataclass(frozen=True, slots=True)
class Circuit:
    """A module of somebody's, and how its spikes are: their number, that of float64, and the coincidence factor."""

    template: str
    whose: str
    text: str
    top: str
    clocks: int
    spikes: int
    expected: int
    coincidence: float


def peer_answer(python: Path) -> dict[str, Any]:
    """Templates and their Verilog, as the peer's own compiler makes it."""
    command = [str(python), "-m", "tests.benchmarks.peers.verilog_of_sc_neurocore"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(answer["version"], file=sys.stderr)
    for name, why in answer["refused"].items():
        print(f"{name}: {why}", file=sys.stderr)
    return answer


def warnings(text: str, top: str) -> str:
    """How many warnings verilator -Wall has for a file."""
    if not has_tool("verilator"):
        return "verilator is not installed"
    with work_folder("lint", {f"{top}.v": text}) as folder:
        done = run_tool([*find_tool("verilator").command, *LINTERS["verilator"], f"{top}.v"], folder, timeout=60.0)
    return f"{done.errors.count('%Warning') + done.errors.count('%Error-')} messages of verilator -Wall"


def circuits(name: str, template: Mapping[str, Any], text: str) -> list[Circuit]:
    """Theirs and ours; what is to be known of them beside the table goes to standard error."""
    top, expected = f"sc_{name}", len(in_float64(template))
    run = played(accepted_text("verilog", text), top, template)
    print(
        f"{name}, theirs: {warnings(text, top)}; {len(run.spikes)} spikes, {expected} in float64; "
        f"v from {run.low:g} to {run.high:g}, unknown in {run.unknown} of {run.steps} steps",
        file=sys.stderr,
    )
    found = [Circuit(name, "theirs", text, top, 1, len(run.spikes), expected, agreement(template, run.spikes)[1])]
    aim = AIMS.get(name)
    compiled, spikes = ours(template, aim.segments if aim else 0)
    for arch in ("shared", "single"):
        made = module_of(compiled, arch)
        print(f"{name}, ours, {arch}: {warnings(made.text, made.name)}", file=sys.stderr)
        coincidence = agreement(template, spikes)[1]
        found.append(
            Circuit(name, f"ours, `{arch}`", made.text, made.name, made.latency, len(spikes), expected, coincidence)
        )
    return found


def line(circuit: Circuit, device: str, found: Pnr | Synth | None) -> str:
    """A row of the table in Markdown: placed and routed, only synthesised, or neither."""
    cells = ["-"] * 4 if found is None else [f"{n:,}" for n in (found.lut, found.ff, found.dsp, found.bram)]
    clock = steps = "-"
    if isinstance(found, Pnr) and found.fmax is not None:
        clock, steps = f"{found.fmax:.1f}", f"{found.fmax / circuit.clocks:.3g}"
    cells = [f"`{circuit.template}`", circuit.whose, device, *cells, clock, str(circuit.clocks), steps]
    coincidence = "-" if np.isnan(circuit.coincidence) else f"{circuit.coincidence:.2f}"
    return "| " + " | ".join([*cells, f"{circuit.spikes} of {circuit.expected}", coincidence]) + " |"


def cells(circuit: Circuit, device: str, timeout: float) -> Synth | None:
    """What a circuit needs that cannot be placed and routed; None where it cannot be synthesised either."""
    try:
        return synthesise(circuit.text, circuit.top, device, timeout)
    except KernelsError as error:
        print(f"{circuit.template}, {circuit.whose}, {device}: {error}", file=sys.stderr)
        return None


def rows(circuit: Circuit, seeds: int, timeout: float) -> None:
    """Prints a circuit's rows as they are measured."""
    left = [*DEVICES]
    while left:
        device = left.pop(0)
        found: Pnr | Synth | None = None
        try:
            found = place_text(circuit.text, circuit.top, device, seeds=seeds, timeout=timeout, clocks=circuit.clocks)
            problem, known = found.reason, found.trusted
        except KernelsError as error:
            problem, known = str(error), False
            found = cells(circuit, device, timeout)
        if device == "ice40" and not known:
            left.insert(0, BARE)
        print(line(circuit, device, found), flush=True)
        if problem:
            print(f"{circuit.template}, {circuit.whose}, {device}: {problem}", file=sys.stderr)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder with the peers' environments")
    parser.add_argument("--seeds", type=int, default=3, help="runs of place and route for each (default 3)")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds after which a tool is stopped (600)")
    parser.add_argument("--only", action="append", help="only this template (repeatable)")
    parser.add_argument("--save", type=Path, help="write their Verilog into this folder, as sc_NAME.v, and end")
    chosen = parser.parse_args()
    python = interpreter(chosen.folder, "sc-neurocore")
    if python is None:
        print(
            f"{chosen.folder} has no sc-neurocore; make it: python -m tests.benchmarks.peers.environments",
            file=sys.stderr,
        )
        return 2
    answer = peer_answer(python)
    names = [name for name in answer["files"] if not chosen.only or name in chosen.only]
    if chosen.save:
        chosen.save.mkdir(parents=True, exist_ok=True)
        for name in names:
            (chosen.save / f"sc_{name}.v").write_text(answer["files"][name], encoding="utf-8")
        return 0
    ROUTERS[BARE] = replace(ROUTERS["ice40"], command="synth_ice40")
    TARGETS[BARE] = replace(TARGETS["ice40"], command="synth_ice40")
    print(HEADING)
    for name in names:
        for circuit in circuits(name, answer["templates"][name], answer["files"][name]):
            rows(circuit, chosen.seeds, chosen.timeout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
