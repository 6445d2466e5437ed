"""Results of the hardware operations as lines and as rows: what was made, what it needs, and how well it agrees."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from hdl.judges.nextpnr import ROUTERS
from sctui.text_table import table

KINDS = {"lut": "LUTs", "ff": "flip-flops", "dsp": "multipliers", "bram": "memories"}
SINGULAR = {"lut": "LUT", "ff": "flip-flop", "dsp": "multiplier", "bram": "memory"}
WIDTH = 79  # of what is wrapped
Rows = tuple[Sequence[str], Sequence[Sequence[str]]]  # a heading and what stands under it


def compile_report(result: Any) -> list[str]:
    """What was made of a model: ports, arithmetic, tables, and how well its spikes agree."""
    lines = [f"{result.name}: {_plural(result.latency, 'clock')} from step to valid", ""]
    lines += aligned(ports(result))
    if result.tables:
        rows = [
            (one["name"], one["of"], f"{one['segments']:,}", f"{one['bits']:,}", _short(one["error"]),
             _short(one["bound"]) if math.isfinite(one["bound"]) else "-")
            for one in result.tables
        ]  # fmt: skip
        bits = sum(one["bits"] for one in result.tables)
        lines += ["", *aligned((("table", "of", "segments", "bits", "error", "proven below"), rows))]
        lines.append(f"{_plural(len(rows), 'table')}, {bits:,} bits")
    return [*lines, "", *made_of(result), agreement(result)]


def ports(result: Any) -> Rows:
    """The ports of a module with their formats and ranges."""
    groups = (("state", result.states), ("input", result.inputs), ("writable", result.writable))
    rows = [
        (one.name, kind, one.format, _short(one.low), _short(one.high), str(one.inside))
        for kind, members in groups
        for one in members
    ]
    return ("port", "kind", "format", "from", "to", "bits after the point inside"), rows


def made_of(result: Any) -> list[str]:
    """The method, and the operations of a step by their number."""
    counts = {kind: n for kind, n in result.operations.items() if kind not in FREE}
    each = ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items(), key=lambda item: -item[1]))
    said = f"{_plural(sum(counts.values()), 'operation')} a step: {each}"
    return [f"method {result.method}, dt {result.dt:g}", *wrapped(said)]


FREE = ("const", "truth", "read", "input")  # nodes that compute nothing


def agreement(result: Any) -> str:
    """How well the spikes agree with those of float64."""
    if math.isnan(result.rate_error):
        return "no spikes in the model's own run, neither in float64 nor in fixed point"
    if getattr(result, "operations", {}).get("bits"):
        return f"it draws random numbers: its rate is off by {result.rate_error:.2%} in this one run"
    return f"spikes beside float64: rate off by {result.rate_error:.2%}, coincidence {result.coincidence:.3g}"


def precision_report(result: Any) -> list[str]:
    """How far each state is off, and how well the spikes agree."""
    rows = [
        (name, one.format, _short(one.largest), _short(one.mean), _short(one.rms), f"{one.saturations:,}")
        for name, one in result.states.items()
    ]
    lines = aligned((("state", "format", "largest error", "mean", "rms", "saturated steps"), rows))
    spikes = f"{_plural(len(result.float_spikes), 'spike')} in float64, {len(result.spikes):,} in fixed point"
    if result.noisy:
        return [*lines, "", *wrapped(f"{spikes}; the model draws random numbers, so only rates can be compared")]
    if math.isnan(result.rate_error):
        return [*lines, "", spikes]
    return [
        *lines,
        "",
        *wrapped(
            f"{spikes}: rate off by {result.rate_error:.2%}, coincidence {result.coincidence:.3g}, "
            f"van Rossum distance {result.van_rossum:.3g}"
        ),
    ]


def synth_report(result: Any) -> list[str]:
    """What one device has to give."""
    return [
        f"{result.name} on {result.device}, by {result.tool} {took(result)}",
        "",
        *_cells(result),
        "",
        neurons(result),
    ]


def file_report(result: Any) -> list[str]:
    """What a Verilog file needs of a device; it need not be a neuron."""
    lines = synth_report(result)
    return [*lines[:-1], lines[-1].replace("neurons fit", "copies fit").replace("neuron fits", "copy fits")]


def devices_report(result: Any) -> list[str]:
    """Four devices side by side, the best of a column with a star."""
    heading, rows = devices(result)
    lines = [f"{result.results[0].name}, by {result.results[0].tool}", "", *aligned((heading, rows)), ""]
    lines.append("* best of its column")
    return lines + [f"{target}: no result: {why}" for target, why in result.failed.items()]


def devices(result: Any) -> Rows:
    """A row for each device: cells with their share, and how many neurons fit."""
    stars = {kind: _stars([-getattr(one, kind) for one in result.results]) for kind in KINDS}
    fitting = _stars([one.fits for one in result.results])
    rows = []
    for k, one in enumerate(result.results):
        cells = [
            f"{getattr(one, kind):,} {_percent(one.percent[kind])}{stars[kind][k]}" if getattr(one, kind) else "0 "
            for kind in KINDS
        ]
        rows.append((one.device, *cells, f"{one.fits:,}{fitting[k]}"))
    return ("device", *KINDS.values(), "neurons that fit"), rows


def _stars(values: list[int]) -> list[str]:
    """A star behind the highest, a blank behind the others; no star where all are the same."""
    return ["*" if value == max(values) != min(values) else " " for value in values]


def estimate_report(result: Any) -> list[str]:
    """What one device will have to give, with the error of such an estimate."""
    return [
        f"{result.name} on {result.device}, estimated: LUTs within {result.error:.0f} % in nine of ten models",
        "",
        *_cells(result),
        "",
        f"{neurons(result)}; {_plural(result.clocks, 'clock')} a step",
    ]


def _cells(result: Any) -> list[str]:
    rows = [(name, f"{getattr(result, kind):,}", _percent(result.percent[kind])) for kind, name in KINDS.items()]
    return aligned((("cells", "needed", "of the device"), rows))


def pnr_report(result: Any) -> list[str]:
    """The clock frequency, where it can be known, the cells, and the slowest path in the words of the model."""
    lines = wrapped(f"{result.name} on {result.device}, by {result.tool} {took(result)}")
    lines += ["", *wrapped(frequency(result))]
    counts = {kind: getattr(result, kind) for kind in KINDS}
    own = [f"{n:,} {SINGULAR[kind] if n == 1 else KINDS[kind]}" for kind, n in counts.items() if n]
    lines += ["", *wrapped(f"mapped: {', '.join(own)}")]
    packed = resources(result)
    if packed:
        shares = [(name, f"{result.used[name]:,}", _percent(result.percent[name])) for name in packed]
        lines += ["", *aligned((("packed, with the harness", "used", "of the device"), shares))]
    if result.trusted and result.runs:
        rows = [(str(run.seed), f"{run.fmax:.1f}", f"{run.seconds:.1f}") for run in result.runs]
        lines += ["", *aligned((("seed", "MHz", "seconds"), rows))]
    if result.path:
        pieces = [(f"{step.delay:.2f}", step.what) for step in result.path]
        total = sum(step.delay for step in result.path)
        lines += ["", f"slowest path, {total:.2f} ns:", *aligned((("ns", "until it is there"), pieces))]
    return lines


def resources(result: Any) -> list[str]:
    """The names of what matters of a device, as nextpnr has them, where any is used."""
    router = ROUTERS.get(result.target)
    return [name for name in (router.resources if router else ()) if result.used.get(name)]


def frequency(result: Any) -> str:
    """The clock frequency and the steps a second, or why there is none to give."""
    if result.trusted:
        steps = result.fmax / result.clocks
        return (
            f"{result.fmax:.1f} MHz, the median of {_plural(len(result.runs), 'run')} that are {result.spread:.1f} % "
            f"apart; {_plural(result.clocks, 'clock')} a step: {steps:.3g} million steps a second"
        )
    if result.bound is not None:
        return f"at most {result.bound:.0f} MHz: {result.reason}"
    return f"no frequency to give: {result.reason}"


def wrapped(text: str) -> list[str]:
    """A sentence in lines that fit a terminal."""
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def cosim_report(result: Any) -> list[str]:
    """The verdict of each stimulus, and of all."""
    rows = [(run.stimulus, f"{run.steps:,}", f"{run.wrong:,}", run.tool) for run in result.runs]
    lines = aligned((("stimulus", "steps", "differ", "simulator"), rows))
    said = [f"  {line}" for run in result.runs for line in run.said.splitlines()]
    verdict = "equal to the circuit in every step" if result.passed else "differs from the circuit"
    return [*lines, *said, "", f"{'PASS' if result.passed else 'FAIL'} {result.name}: {verdict}"]


def tools_report(result: Any) -> list[str]:
    """Every tool with its version, or how to get it."""
    rows = [
        (one.name, one.purpose, f"{one.version} ({one.origin})" if one.found else f"missing: {one.advice}")
        for one in result
    ]
    return aligned((("tool", "for", "version"), rows))


def took(result: Any) -> str:
    """How long a tool took, now or when the result was made."""
    return f"in {result.seconds:.1f} s" + (", kept from an earlier run" if result.cached else "")


def build_report(result: Any) -> list[str]:
    """What a form is made of, and how well its spikes agree."""
    each = ", ".join(f"{n:,} {kind}" for kind, n in sorted(result.operations.items(), key=lambda item: -item[1]))
    lines = wrapped(f"{result.form} {result.name}: {_plural(sum(result.operations.values()), 'node')}: {each}")
    return [*lines, *(line for note in result.notes for line in wrapped(note)), "", agreement(result)]


def verify_report(result: Any) -> list[str]:
    """The faults of a text, or that it has none."""
    if result.valid:
        return [f"{result.form} {result.name}: well formed"]
    return [f"line {one.line}: {one.message}" if one.line else one.message for one in result.problems]


def neurons(result: Any) -> str:
    """How many neurons of a kind a device holds."""
    if not any(getattr(result, kind) for kind in KINDS):
        return "it needs none of these cells"
    return {0: "it does not fit", 1: "1 neuron fits"}.get(result.fits, f"{result.fits:,} neurons fit")


def aligned(rows: Rows) -> list[str]:
    """Rows under their heading, numbers to the right."""
    heading, body = rows
    numeric = [all(_is_number(row[k]) for row in body) for k in range(len(heading))]
    widths = [max(len(heading[k]), *(len(row[k]) for row in body), 0) for k in range(len(heading))]
    return table(
        [f"{cell:>{size}}" if right else cell for cell, size, right in zip(heading, widths, numeric, strict=True)],
        [
            tuple(f"{cell:>{size}}" if right else cell for cell, size, right in zip(row, widths, numeric, strict=True))
            for row in body
        ],
    )


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit() or cell[:1] in "-" or cell == ""


def _percent(share: float) -> str:
    """A share of a device: whole percents, tenths below ten."""
    if 0.0 < share < 0.05:
        return "<0.1 %"
    return f"{share:.0f} %" if share >= 9.95 or share == 0.0 else f"{share:.1f} %"


def _short(value: float) -> str:
    return f"{value:.4g}"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def cells_rows(results: Sequence[Any]) -> Rows:
    """Devices with plain numbers, as a table for other programs."""
    heading = ("target", "device", *KINDS, *(f"{kind}_percent" for kind in KINDS), "fits", "seconds", "tool")
    rows = [
        (one.target, one.device, *(str(getattr(one, kind)) for kind in KINDS),
         *(f"{one.percent[kind]:.4g}" for kind in KINDS), str(one.fits), f"{one.seconds:.4g}", one.tool)
        for one in results
    ]  # fmt: skip
    return heading, rows


def runs_rows(result: Any) -> Rows:
    """The runs of a place and route."""
    return ("seed", "fmax_mhz", "seconds"), [
        (str(run.seed), "" if run.fmax is None else f"{run.fmax:.6g}", f"{run.seconds:.4g}") for run in result.runs
    ]
