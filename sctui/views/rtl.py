"""Verilog: the model as a module with its testbench, vectors and core file, and what is known about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sctui.session.state import Session
from sctui.views.circuit import circuit_fields

LANGUAGES = {".v": "verilog", ".sv": "verilog", ".core": "yaml"}
ENDINGS = {
    "module": ".v", "testbench": "_tb.v", "vectors": "_vectors.hex", "core": ".core", "properties": "_formal.sv",
    "proof": ".sby",
}  # fmt: skip
KINDS_SHOWN = 5  # kinds of operations in the summary


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The files of the circuit."""
    return session.setup.request() | circuit_fields(options)


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """There is no picture of Verilog."""
    return []


def text(result: Any, options: dict[str, str]) -> str:
    """The chosen file."""
    name = file_name(result, options)
    return str(result.files.get(name, f"// the architecture {options['arch']} has no {name}\n"))


def files(result: Any) -> dict[str, str]:
    """All files by name, as they are saved."""
    return dict(result.files)


def file_name(result: Any, options: dict[str, str]) -> str:
    """The name of the chosen file."""
    return str(result.name + ENDINGS[options["file"]])


def data(result: Any, options: dict[str, str]) -> dict[str, Any]:
    """What stands over the text, what beside it where there is room, and how the text is coloured."""
    from sctui.hardware_text import compile_report  # what the command line prints, too

    language = LANGUAGES.get(Path(file_name(result, options)).suffix, "text")
    return {"summary": summary(result), "report": compile_report(result), "language": language}


def summary(result: Any) -> list[str]:
    """Ports, arithmetic and agreement in three lines."""
    from sctui.hardware_text import FREE, agreement

    ports = [f"{one.name} {one.format}" for one in result.states]
    inputs = [f"{one.name} {one.format}" for one in result.inputs]
    counts = sorted(((n, kind) for kind, n in result.operations.items() if kind not in FREE), reverse=True)
    kinds = ", ".join(f"{n} {kind}" for n, kind in counts[:KINDS_SHOWN]) + (", …" if counts[KINDS_SHOWN:] else "")
    tables = len(result.tables)
    bits = sum(one["bits"] for one in result.tables)
    return [
        f"out {', '.join(ports)}" + (f" · in {', '.join(inputs)}" if inputs else ""),
        f"{sum(n for n, _ in counts)} operations ({kinds}) · "
        + (f"{tables} table{'' if tables == 1 else 's'}, {bits:,} bits" if tables else "no table")
        + f" · latency {result.latency} clock{'' if result.latency == 1 else 's'} · {result.method}, dt {result.dt:g}",
        agreement(result),
    ]


def readout(result: Any, options: dict[str, str]) -> str:
    """Which file it is."""
    name = file_name(result, options)
    lines = text(result, options).count("\n")
    return f"{name}, {lines:,} line{'' if lines == 1 else 's'} · t next file · c copies · e saves"
