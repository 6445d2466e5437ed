"""Results of compiling, comparing and simulating a circuit, as lines and as rows."""

from __future__ import annotations

import math
from typing import Any

from sctui.report_text import Rows, aligned, plural, short, wrapped

FREE = ("const", "truth", "read", "input")  # nodes that compute nothing


def compile_report(result: Any) -> list[str]:
    """What was made of a model: ports, arithmetic, tables, and how well its spikes agree."""
    lines = [f"{result.name}: {plural(result.latency, 'clock')} from step to valid", ""]
    lines += aligned(ports(result))
    if result.tables:
        rows = [
            (one["name"], one["of"], f"{one['segments']:,}", f"{one['bits']:,}",
             *(short(one[key]) if math.isfinite(one[key]) else "-" for key in ("error", "bound")))
            for one in result.tables
        ]  # fmt: skip
        bits = sum(one["bits"] for one in result.tables)
        lines += ["", *aligned((("table", "of", "segments", "bits", "error", "proven below"), rows))]
        lines.append(f"{plural(len(rows), 'table')}, {bits:,} bits")
    return [*lines, "", *made_of(result), agreement(result)]


def ports(result: Any) -> Rows:
    """The ports of a module with their formats and ranges."""
    groups = (("state", result.states), ("input", result.inputs), ("writable", result.writable))
    rows = [
        (one.name, kind, one.format, short(one.low), short(one.high), str(one.inside))
        for kind, members in groups
        for one in members
    ]
    return ("port", "kind", "format", "from", "to", "bits after the point inside"), rows


def made_of(result: Any) -> list[str]:
    """The method, and the operations of a step by their number."""
    counts = {kind: n for kind, n in result.operations.items() if kind not in FREE}
    each = ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items(), key=lambda item: -item[1]))
    said = f"{plural(sum(counts.values()), 'operation')} a step: {each}"
    method = f"method {result.method}, dt {result.dt:g} {result.time_unit}".rstrip()
    return [f"{method}; multiplied are operands of {result.operands} bits", *wrapped(said)]


def agreement(result: Any) -> str:
    """How well the spikes agree with those of float64."""
    if math.isnan(result.rate_error):
        return "no spikes to compare; sctui precision gives the errors of the states"
    if getattr(result, "operations", {}).get("bits"):
        return f"it draws random numbers: its rate is off by {result.rate_error:.2%} in this one run"
    return f"spikes beside float64: {_agree(result)}"


def _agree(result: Any) -> str:
    """The error of the rate; no coincidences where one of the two has no spike."""
    none = math.isnan(result.coincidence)
    return f"rate off by {result.rate_error:.2%}" + ("" if none else f", coincidence {result.coincidence:.3g}")


def precision_report(result: Any) -> list[str]:
    """How far each state is off, and how well the spikes agree."""
    rows = [
        (name, one.format, short(one.largest), short(one.mean), short(one.rms), f"{one.saturations:,}")
        for name, one in result.states.items()
    ]
    lines = aligned((("state", "format", "largest error", "mean", "rms", "saturated steps"), rows))
    spikes = f"{plural(len(result.float_spikes), 'spike')} in float64, {len(result.spikes):,} in fixed point"
    if result.noisy:
        return [*lines, "", *wrapped(f"{spikes}; the model draws random numbers, so only rates can be compared")]
    if math.isnan(result.rate_error):
        return [*lines, "", spikes]
    return [
        *lines,
        "",
        *wrapped(f"{spikes}: {_agree(result)}, van Rossum distance {result.van_rossum:.3g}"),
    ]


def cosim_report(result: Any) -> list[str]:
    """The verdict of each stimulus, and of all."""
    rows = [(run.stimulus, f"{run.steps:,}", f"{run.wrong:,}", run.tool) for run in result.runs]
    lines = aligned((("stimulus", "steps", "differ", "simulator"), rows))
    said = [f"  {line}" for run in result.runs for line in (*run.said.splitlines(), run.failed) if line]
    verdict = "equal to the circuit in every step" if result.passed else "differs from the circuit"
    return [*lines, *said, "", f"{'PASS' if result.passed else 'FAIL'} {result.name}: {verdict}"]


def gatesim_report(result: Any) -> list[str]:
    """The verdict on a netlist."""
    said = [f"  {line}" for line in (*result.said.splitlines(), result.failed) if line]
    verdict = (
        f"{'PASS' if result.passed else 'FAIL'} {result.name} on {result.target}: {plural(result.wrong, 'step')} of "
        f"{result.steps:,} differ; {plural(result.cells, 'cell')}, {plural(result.registers, 'register')} compared "
        "beside the ports"
    )
    return [*said, *wrapped(verdict)]


def formal_report(result: Any) -> list[str]:
    """The verdict on each property, with the values that refute it."""
    lines: list[str] = []
    for one in result.proofs:
        lines += wrapped(f"{one.verdict} in {one.seconds:.1f} s: {one.what}")
        lines += [f"  {line}" for line in wrapped(one.against)] if one.against else []
    refuted = any(one.verdict == "refuted" for one in result.proofs)
    return [*lines, "", f"{'PASS' if result.passed else 'FAIL' if refuted else 'OPEN'} {result.name}"]


def mutate_report(result: Any) -> list[str]:
    """What became of each fault, and of all."""
    lines: list[str] = []
    for one in result.mutants:
        lines += wrapped(f"{one.verdict}: line {one.line}, {one.kind}{f' ({one.how})' if one.how else ''}")
        if one.verdict in ("survived", "idle"):
            lines += [f"  - {one.before}", f"  + {one.after}"]
    counts = ", ".join(f"{n:,} {verdict}" for verdict, n in result.counts.items())
    return [*lines, "", f"{'PASS' if result.passed else 'FAIL'} {result.name}: {counts}"]


def tools_report(result: Any) -> list[str]:
    """Every tool with its version, or how to get it."""
    rows = [
        (one.name, one.purpose, f"{one.version} ({one.origin})" if one.found else f"missing: {one.advice}")
        for one in result
    ]
    return aligned((("tool", "for", "version"), rows))


def build_report(result: Any) -> list[str]:
    """What a form is made of, and how well its spikes agree."""
    each = ", ".join(f"{n:,} {kind}" for kind, n in sorted(result.operations.items(), key=lambda item: -item[1]))
    lines = wrapped(f"{result.form} {result.name}: {plural(sum(result.operations.values()), 'node')}: {each}")
    return [*lines, *(line for note in result.notes for line in wrapped(note)), "", agreement(result)]


def verify_report(result: Any) -> list[str]:
    """The faults of a text, or that it has none."""
    if result.valid:
        return [f"{result.form} {result.name}: well formed"]
    return [f"line {one.line}: {one.message}" if one.line else one.message for one in result.problems]


def stream_error_report(result: Any) -> list[str]:
    """Errors by length, and the exponents of their fall."""
    return [
        *aligned(stream_error_rows(result)),
        "",
        *wrapped(
            f"{result.encoder}, {result.coding}: the error of a product {_fall(result.product_slope)}, that of a rate "
            f"{_fall(result.rate_slope)}"
        ),
    ]


def _fall(slope: float) -> str:
    """How an error goes with the length; NaN where there are fewer than two errors above 0."""
    return "is 0 at too many lengths to show how it falls" if math.isnan(slope) else f"falls as N**{slope:.2f}"


def stream_error_rows(result: Any) -> Rows:
    """A row for each length."""
    rows = zip(result.lengths, result.product, result.rate, strict=True)
    return ("bits", "rms error of a product", "of a rate"), [(str(n), f"{p:.3g}", f"{r:.3g}") for n, p, r in rows]


def inspect_report(result: Any) -> list[str]:
    """Each line of the equations with the nodes and the Verilog that compute it."""
    lines: list[str] = []
    start = 0
    for text in result.equations.splitlines(keepends=True):
        end = start + len(text)
        found = [link for link in result.links if any(start <= a and b <= end for a, b in link.spans)]
        if found:
            lines += ["", text.strip()] if lines else [text.strip()]
            for kind, source in (("ir", result.ir), ("verilog", result.verilog)):
                places = sorted({n for link in found for n in getattr(link, kind)})
                lines += [f"  {kind:7} {n + 1:5}  {source[n].strip()}" for n in places]
        start = end
    return lines
