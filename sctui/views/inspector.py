"""Inspector: equations, dataflow and Verilog of the circuit, and what belongs together in them."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.views.circuit import circuit_fields


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The three texts of the circuit."""
    return session.setup.request() | circuit_fields(options)


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """There is no picture of them."""
    return []


def data(result: Any, options: dict[str, str]) -> dict[str, Any]:
    """The texts and the links between them."""
    return dict(result.plain())


def text(result: Any, options: dict[str, str]) -> str:
    """The dataflow, as it is exported."""
    return "\n".join(result.ir) + "\n"


def readout(result: Any, options: dict[str, str]) -> str:
    """How it is used."""
    return "arrows or a click choose; tab goes to the next text; enter to the next place that is marked"
