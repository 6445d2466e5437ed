"""Devices: what the model's circuit needs of four FPGAs."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The synthesis for all devices."""
    return session.setup.request() | {"arch": options["arch"], "format": options["format"]}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The share of each device that one neuron takes."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    return [[figure_of("synth/multi-target", result)]]


def readout(result: Any, options: dict[str, str]) -> str:
    """The tool, and devices without a result."""
    failed = [f"{name}: {why}" for name, why in result.failed.items()]
    return "; ".join([result.results[0].tool, *failed])
