"""The spikes of the reference studio's Verilog in Icarus Verilog, beside those of its equations in float64."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hdl.judges.process import ToolError, run_tool
from hdl.judges.tools import find_tool
from hdl.judges.work_folder import work_folder
from hdl.quantised import integer_run
from hdl.rtl import circuit_of
from hdl.spikes import agree
from kernels.subject import model_of
from sctui.operations import perform

FRACTION = 8  # bits behind the point of all its ports
BENCH = """`timescale 1ns / 1ps
module bench;
    reg clk = 0, rst_n = 1;
    wire spike;
    wire [15:0] v;
    integer k;
    {top} neuron (.clk(clk), .rst_n(rst_n), .I_t(16'sd{current}), .spike_out(spike), .v_out(v));
    initial begin
        #1 rst_n = 0; #1 clk = 1; #1 clk = 0; #1 rst_n = 1;
        for (k = 0; k < {steps}; k = k + 1) begin
            #1 clk = 1; #1 $display("%b %b", spike, v); clk = 0;
        end
        $finish;
    end
endmodule
"""
SUBJECT = ("equations", "threshold", "reset")
RUN = ("params", "init", "dt", "duration", "current")


@dataclass(frozen=True, slots=True)
class Played:
    """A run: times of spikes, the steps in which v is unknown, steps in all, and between which values v is.

    A spike is a step whose output is 1 after one whose output was not: without a reset it stays 1 above the threshold.
    """

    spikes: np.ndarray
    unknown: int
    steps: int
    low: float
    high: float


def request_of(template: Mapping[str, Any]) -> dict[str, Any]:
    """A template as a request to our operations, by Euler's method as the reference studio has it."""
    return {name: template[name] for name in (*SUBJECT, *RUN) if template[name]} | {"method": "euler"}


def in_float64(template: Mapping[str, Any]) -> np.ndarray:
    """The spike times of a template's equations."""
    return np.asarray(perform("simulate", request_of(template)).spikes)


def agreement(template: Mapping[str, Any], spikes: np.ndarray) -> tuple[float, float]:
    """(relative error of the rate, coincidence factor) of spikes against float64."""
    return agree(model_of(request_of(template)), in_float64(template), spikes, template["duration"])


def ours(template: Mapping[str, Any], segments: int = 0) -> tuple[Any, np.ndarray]:
    """Our circuit of a template's equations, with its spike times in the template's run. `segments` of a table."""
    request = request_of(template)
    settings = {name: request[name] for name in ("init", "dt", "duration", "current", "method") if name in request}
    settings |= {"segments": segments} if segments else {}
    compiled = circuit_of(model_of(request), format="16", **settings)
    return compiled, integer_run(compiled, compiled.measured.run).spikes


def played(text: str, top: str, template: Mapping[str, Any]) -> Played:
    """The reference studio's module in a simulator, a step a clock, under the template's current. ToolError."""
    steps = round(template["duration"] / template["dt"])
    bench = BENCH.format(top=top, steps=steps, current=round(template["current"] * 2**FRACTION))
    with work_folder("simulation", {"given.v": text, "bench.v": bench}) as folder:
        built = run_tool(
            [*find_tool("iverilog").command, "-g2005", "-o", "bench.vvp", "bench.v", "given.v"], folder, timeout=60.0
        )
        if built.code:
            raise ToolError(f"iverilog does not take {top}: {built.errors.splitlines()[0]}")
        done = run_tool([*find_tool("vvp").command, "-n", "bench.vvp"], folder, timeout=300.0)
    rows = [line.split() for line in done.output.splitlines() if line.count(" ") == 1]
    if len(rows) != steps:
        raise ToolError(f"{top}: {len(rows)} steps of {steps} were simulated")
    fires = np.array([spike == "1" for spike, _ in rows])
    known = [int(v, 2) for _, v in rows if set(v) <= {"0", "1"}]
    values = [(one - 65536 if one >= 32768 else one) / 2**FRACTION for one in known] or [np.nan]
    rising = np.flatnonzero(fires & ~np.concatenate([[False], fires[:-1]]))
    return Played((rising + 1) * template["dt"], steps - len(known), steps, min(values), max(values))
