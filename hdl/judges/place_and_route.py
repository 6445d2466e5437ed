"""The runs of a place and route: the mapped netlist in its harness, a nextpnr for each seed, or a bound without it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hdl.judges import timing_trust
from hdl.judges.devices import TARGETS
from hdl.judges.harness import harness, ports_of
from hdl.judges.nextpnr import ROUTERS, Hop, Routed, Router, place_and_route
from hdl.judges.parallel import side_by_side
from hdl.judges.path_names import PREFIX
from hdl.judges.process import ToolError
from hdl.judges.result_store import kept_result
from hdl.judges.synth import announce
from hdl.judges.tools import Tool, find_tool, make_ready, tool_version
from hdl.judges.work_folder import work_folder
from hdl.judges.yosys import CELLS, LATCHES, NETLIST, read_cells, read_netlist, run_yosys, synthesis_script, written
from kernels.analysis.options import Progress, Question

HARNESS, ARRIVALS = "harness.v", "arrivals.txt"
LATEST = re.compile(r"Latest arrival time in '[^']*' is (\d+)")
NO_ROUTER = "there is no open place and route for this device; its bound is that of the logic alone, without any wires"


def placed(
    text: str, top: str, source: str, target: str, *, seeds: int, timeout: float, cache: bool,
    progress: Progress | None, cancelled: Question | None,
) -> tuple[dict[str, Any], bool, str]:  # fmt: skip
    """Places and routes a module from `seeds` starts: what was found, whether it had been kept, the tools' names.

    `source` is the file that the tools see the text in.
    """
    router = ROUTERS[target]
    tools = find_tool("yosys"), find_tool(router.tool)

    def run() -> dict[str, Any]:
        for tool in tools:
            announce(tool, 0.0, progress)
            make_ready(tool, cancelled)
        with work_folder("place and route", {source: text}) as folder:
            return _run(tools, router, folder, top, source, seeds, timeout, progress, cancelled)

    script = mapping_script(source, top, f"{top}_harness", router)
    parts = (text, top, target, script, repr(router), str(seeds), *(f"{t.label} {tool_version(t)}" for t in tools))
    found, cached = kept_result(parts, run, cache=cache)
    if progress is not None:
        progress(1.0)
    return found, cached, " and ".join(tool.label for tool in tools)


def _run(
    tools: tuple[Tool, Tool], router: Router, folder: Path, top: str, source: str, seeds: int, timeout: float,
    progress: Progress | None, cancelled: Question | None,
) -> dict[str, Any]:  # fmt: skip
    yosys, nextpnr = tools
    script = f"read_verilog {source}; hierarchy -check -top {top}; proc; write_json {NETLIST}"
    seconds = run_yosys(yosys, script, folder, source, timeout=timeout, cancelled=cancelled)
    name, text = harness(top, ports_of(read_netlist(folder), top))
    (folder / HARNESS).write_text(text, encoding="ascii")
    script = mapping_script(source, top, name, router)
    seconds += run_yosys(yosys, script, folder, source, timeout=timeout, cancelled=cancelled)
    cells = written(folder / CELLS)
    netlist = read_netlist(folder) if router.tool == "nextpnr-ice40" else {}  # only its multipliers are in doubt
    reason = router.distrust or timing_trust.distrust(netlist)
    missing, seen = timing_trust.missing_delay(netlist), timing_trust.ends_at_registers(netlist)
    if progress is not None:
        progress(0.2)

    def one(seed: int, stop: Question) -> Routed:
        place = folder / f"seed{seed}"
        place.mkdir()
        (place / NETLIST).write_bytes((folder / NETLIST).read_bytes())
        for file, content in (router.files or {}).items():
            (place / file).write_text(content, encoding="ascii")
        return place_and_route(nextpnr, router, place, NETLIST, seed, timeout=timeout, cancelled=stop)

    def told(fraction: float, values: Mapping[str, Any] | None = None, /) -> None:
        if progress is not None:
            progress(0.2 + 0.8 * fraction)

    runs = [_honest(run, missing, seen) for run in side_by_side(one, range(1, seeds + 1), told, cancelled)]
    middle = sorted(runs, key=lambda run: run.fmax)[(len(runs) - 1) // 2]
    names = [name for name in middle.used if middle.used[name]]
    return {
        "part": router.part,
        "distrust": reason,
        "bound": None,
        "runs": [{"seed": run.seed, "fmax": run.fmax, "seconds": run.seconds} for run in runs],
        "cells": read_cells(cells, top),
        "harness": {cell: n for cell, n in read_cells(cells, name).items() if cell != top},
        "used": {name: middle.used[name] for name in names},
        "available": {name: middle.available[name] for name in names},
        "path": [asdict(hop) for hop in middle.path],
        "seconds": seconds + sum(run.seconds for run in runs),
    }


def _honest(run: Routed, missing: float, seen: bool) -> Routed:
    """A run with the delay of the multipliers that nextpnr-ice40 does not know."""
    told = 1e3 / run.fmax
    period = timing_trust.trusted_period(told, run.from_multipliers, missing, seen)
    if period <= told:
        return run
    return replace(run, fmax=1e3 / period, path=(Hop("logic", period, f"{PREFIX}product", (), "", ""),))


def mapping_script(source: str, top: str, name: str, router: Router) -> str:
    """The netlist of a module in its harness, the cells of both counted before they become one.

    No module but the harness stays a part of its own, whatever a foreign text asks for.
    """
    return (
        f"read_verilog {source} {HARNESS}; hierarchy -check -top {name}; proc; select -assert-none {LATCHES}; "
        f"setattr -mod -unset keep_hierarchy *; setattr -unset keep_hierarchy * t:{top} %d; "
        f"check -assert; {router.command} -top {name}; select -assert-none {LATCHES}; tee -q -o {CELLS} stat -json; "
        f"setattr -unset keep_hierarchy t:{top}; flatten; {router.after} opt_clean; scc -expect 0; write_json {NETLIST}"
    )


def logic_bound(
    text: str, top: str, source: str, target: str, *, timeout: float, cache: bool, progress: Progress | None,
    cancelled: Question | None,
) -> tuple[dict[str, Any], bool, str]:  # fmt: skip
    """The frequency that the logic of the mapped netlist allows at most, of a device that nothing open can route."""
    device, tool = TARGETS[target], find_tool("yosys")
    script = (
        synthesis_script(source, top, device.command)
        + f"; read_verilog -lib -specify +/xilinx/cells_sim.v; tee -q -o {ARRIVALS} sta"
    )

    def run() -> dict[str, Any]:
        announce(tool, 0.0, progress)
        make_ready(tool, cancelled)
        with work_folder("timing", {source: text}) as folder:
            seconds = run_yosys(tool, script, folder, source, timeout=timeout, cancelled=cancelled)
            latest = LATEST.search(written(folder / ARRIVALS))
            if latest is None or not int(latest[1]):
                raise ToolError("yosys found no path whose delay it knows")
            return {
                "part": device.device, "distrust": NO_ROUTER, "bound": 1e6 / int(latest[1]), "runs": [],
                "cells": read_cells(written(folder / CELLS)), "harness": {}, "used": {}, "available": {}, "path": [],
                "seconds": seconds,
            }  # fmt: skip

    found, cached = kept_result((text, top, target, script, tool.label, tool_version(tool)), run, cache=cache)
    if progress is not None:
        progress(1.0)
    return found, cached, tool.label
