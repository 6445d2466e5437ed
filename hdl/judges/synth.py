"""Synthesis with Yosys: what a printed module needs of an FPGA's cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from hdl.files import ARCHITECTURES, NEURONS, module_of
from hdl.judges.devices import RESOURCES, TARGETS, target_named
from hdl.judges.result_store import kept_result
from hdl.judges.tools import Tool, find_tool, first_run, make_ready, tool_version
from hdl.judges.work_folder import work_folder
from hdl.judges.yosys import mapped, synthesis_script
from hdl.options import CircuitOptions, ModuleRequest
from hdl.rtl import circuit_of
from kernels.analysis.options import Progress, Question, asked
from kernels.errors import RequestError
from kernels.language.model import Model
from kernels.request_values import finite_numbers, flag

LONGEST = 600.0  # seconds a synthesis may take


@dataclass(frozen=True, slots=True)
class SynthRequest(ModuleRequest):
    """What is synthesised, and for which device."""

    target: str = asked("device", "ice40", choices=tuple(TARGETS))
    arch: str = asked("architecture", "shared", choices=ARCHITECTURES)
    timeout: float = asked("seconds after which Yosys is stopped", 300.0, low=1.0, high=LONGEST)
    cache: bool = asked("use the result of an earlier run with the same text and tool", True)


@dataclass(frozen=True, slots=True)
class Synth:
    """Cells by kind, their share of the device in percent, and all cells by type. `tool` says which Yosys it was.

    `lut` counts the LUTs that logic, carries and small memories sit in. `seconds` is what the run took, which may have
    been an earlier one: then `cached` is True.
    """

    name: str
    target: str
    device: str
    lut: int
    ff: int
    dsp: int
    bram: int
    percent: Mapping[str, float]
    cells: Mapping[str, int]
    fits: int  # neurons of this kind in the device
    tool: str
    seconds: float
    cached: bool = False


def synth(
    model: Model,
    *,
    target: str = "ice40",
    arch: str = "shared",
    neurons: int = NEURONS,
    timeout: float = 300.0,
    cache: bool = True,
    progress: Progress | None = None,
    cancelled: Question | None = None,
    **circuit: Unpack[CircuitOptions],
) -> Synth:
    """Prints a model and synthesises it. ToolError where Yosys is missing, fails, takes too long, or finds a latch, a
    loop without a register, or a wire without a driver.
    """
    target_named(target)
    limit, keep = time_limit(timeout), flag("cache", cache)
    compiled = circuit_of(model, cancelled=cancelled, **circuit)
    made = module_of(compiled, arch, neurons)
    tool = find_tool("yosys")
    announce(tool, 0.1, progress)
    make_ready(tool, cancelled)
    if progress is not None:
        progress(0.2)
    done = synthesise(made.text, made.name, target, limit, cancelled, cache=keep)
    if progress is not None:
        progress(1.0)
    return done


def time_limit(timeout: Any) -> float:
    """The seconds that one run of a tool may take; RequestError outside of the bounds."""
    limit = finite_numbers("timeout", timeout)
    if not isinstance(limit, float) or not 0.0 < limit <= LONGEST:
        raise RequestError("timeout", f"has to be from 0 to {LONGEST:g} seconds")
    return limit


def announce(tool: Tool, fraction: float, progress: Progress | None) -> None:
    """Tells progress, as its `note`, that the first run of a tool will take long."""
    note = first_run(tool)
    if note and progress is not None:
        progress(fraction, {"note": note})


def synthesise(
    text: str, top: str, target: str, timeout: float, cancelled: Question | None = None, *, cache: bool = True
) -> Synth:
    """The cells of a module on a device. The text is trusted: for one that is not see `hdl.judges.verilog_text`."""
    device, tool = TARGETS[target], find_tool("yosys")
    source = f"{top}.v"
    script = synthesis_script(source, top, device.command)

    def run() -> dict[str, Any]:
        make_ready(tool, cancelled)
        with work_folder("synthesis", {source: text}) as folder:
            done = mapped(tool, script, folder, source, timeout=timeout, cancelled=cancelled)
        return {"cells": done.cells, "seconds": done.seconds}

    found, cached = kept_result((text, target, script, tool.label, tool_version(tool)), run, cache=cache)
    return summary(top, target, found, tool, cached)


def summary(top: str, target: str, found: Mapping[str, Any], tool: Tool, cached: bool) -> Synth:
    """The result for the cells that were found in a run."""
    device, cells = TARGETS[target], found["cells"]
    counts = device.counted(cells)
    percent = {kind: 100.0 * counts[kind] / device.capacity[kind] for kind in RESOURCES}
    fits = min((device.capacity[kind] // counts[kind] for kind in RESOURCES if counts[kind]), default=0)
    return Synth(
        name=top, target=target, device=device.device, **counts, percent=percent, cells=cells, fits=fits,
        tool=tool.label, seconds=found["seconds"], cached=cached,
    )  # fmt: skip
