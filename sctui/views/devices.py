"""Devices: what the model's circuit needs of four FPGAs."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from hdl.judges.devices import TARGETS
from sctui.session.state import Session
from sctui.views.circuit import circuit_fields


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The synthesis for all devices."""
    return session.setup.request() | circuit_fields(options)


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The share of each device that one neuron takes."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("synth/multi-target", result)]]


def data(result: Any, options: dict[str, str]) -> dict[str, Any]:
    """A row for each device, and why the others have none."""
    return {"rows": [measured(one) for one in result.results], "failed": dict(result.failed)}


def so_far(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same for the devices that are done, while others are at work; None where nothing is said of them."""
    return data(SimpleNamespace(**values), {}) if "results" in values else None


def measured(one: Any) -> dict[str, Any]:
    """The result of a synthesis as a row."""
    seconds = f"{one.seconds:.1f} s"
    return row(one) | {"state": "kept" if one.cached else "measured", "note": f"{one.tool}, {seconds}"}


def estimated(one: Any) -> dict[str, Any]:
    """An estimate as a row."""
    note = f"LUTs off by {one.typical:.0f} % typically, by {one.error:.0f} % at most"
    return row(one) | {"state": "estimate", "note": note}


def row(one: Any) -> dict[str, Any]:
    """Cells, shares, and how many neurons fit."""
    return {
        "target": one.target, "device": one.device, "lut": one.lut, "ff": one.ff, "dsp": one.dsp, "bram": one.bram,
        "percent": dict(one.percent), "fits": one.fits, "capacity": dict(TARGETS[one.target].capacity),
    }  # fmt: skip


def readout(result: Any, options: dict[str, str]) -> str:
    """The tool, and devices without a result."""
    failed = [f"{name}: {why}" for name, why in result.failed.items()]
    return "; ".join([result.results[0].tool, *failed])
