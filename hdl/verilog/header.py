"""What stands at the top of a module: the model, its source, formats, ranges, tables, latency."""

from __future__ import annotations

import math

from hdl.compile import Compiled
from hdl.roms import Row, roms


def header(compiled: Compiled, architecture: str, latency: int) -> list[str]:
    """The lines of the comment; text from the model's file loses what would end or disturb a comment."""
    model, layout, run = compiled.model, compiled.layout, compiled.measured.run
    unit = model.time_unit
    lines = [model.title or compiled.name]
    lines += [f"{model.reference}"] if model.reference else []
    lines += [f"doi:{model.doi}"] if model.doi else []
    lines += ["", f"Architecture {architecture}. Latency {latency} clock{'s' if latency > 1 else ''}."]
    lines += [f"Method {run.method}, dt = {run.dt:g} {unit}. A number is the port's integer times 2**-n of Qm.n."]
    lines += ["Products and states are rounded to nearest, halves up; ports show states rounded down."]
    inside = layout.precision
    lines += [f"Multiplied are operands of {inside.port} bits; a table has at most {inside.segments:,} segments.", ""]
    for name, kept in layout.states.items():
        low, high = kept.range
        lines.append(
            f"state  {name}: {kept.port} at the port, {kept.point} bits behind the point inside, "
            f"saturates at {low:g} and {high:g}, starts at {kept.initial * 2.0**-kept.point:g}"
        )
    for name, entry in layout.inputs.items():
        lines.append(f"input  {name}: {entry.form}, from {entry.range[0]:g} to {entry.range[1]:g}")
    for name, entry in layout.parameters.items():
        lines.append(f"writable {name}: {entry.form}, {entry.form.number(entry.initial):g} after reset")
    for name, value in run.parameters.items():
        if name not in layout.parameters:
            lines.append(f"baked  {name} = {value:g}")
    for table in roms(compiled):
        lines.append(f"table  {table['name']}: {table['of']}, {table['segments']} segments{_error(table)}")
    return [plain_line(line) for line in lines]


def _error(table: Row) -> str:
    known = ("error", table["error"]), ("proven below", table["bound"])
    return "".join(f", {what} {value:.3g}" for what, value in known if math.isfinite(value))


def plain_line(line: str) -> str:
    """One line of printable ASCII without anything a preprocessor would read."""
    return "".join(c if " " <= c <= "~" and c not in "\\`" else "?" for c in line)
