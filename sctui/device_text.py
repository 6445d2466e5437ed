"""What a circuit needs of an FPGA and how fast it may be clocked, as lines and as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sctui.report_text import Rows, aligned, plural, wrapped

KINDS = {"lut": "LUTs", "ff": "flip-flops", "dsp": "multipliers", "bram": "memories"}
SINGULAR = {"lut": "LUT", "ff": "flip-flop", "dsp": "multiplier", "bram": "memory"}
PACKED = (  # nextpnr's names of what a neuron needs; the rest are pins, clocks and constants
    *("ICESTORM_LC", "ICESTORM_DSP", "ICESTORM_RAM"),
    *("TRELLIS_COMB", "TRELLIS_FF", "MULT18X18D", "DP16KD"),
    *("LUT4", "ALU", "DFF", "MULT9X9", "MULT18X18", "MULT36X36", "BSRAM"),
)


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
    if not result.results:  # stopped before there was one
        return devices_so_far({"failed": result.failed})
    heading, rows = devices(result)
    lines = [f"{result.results[0].name}, by {result.results[0].tool}", "", *aligned((heading, rows)), ""]
    lines.append("* best of its column")
    return lines + [f"{target}: no result: {why}" for target, why in result.failed.items()]


def devices_so_far(values: Mapping[str, Any]) -> list[str]:
    """A line for each device that is done."""
    lines = [f"{one.device}: {needed(one)}; {took(one)}" for one in values.get("results", ())]
    return lines + [f"{target}: no result: {why}" for target, why in values.get("failed", {}).items()]


def needed(result: Any) -> str:
    """The cells of one device in words."""
    counts = {kind: getattr(result, kind) for kind in KINDS}
    return ", ".join(f"{n:,} {SINGULAR[kind] if n == 1 else KINDS[kind]}" for kind, n in counts.items() if n)


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
        *wrapped(
            f"{result.name} on {result.device}, estimated: of the models it was tried on, LUTs were off by "
            f"{result.typical:.0f} % typically, by {result.error:.0f} % at most"
        ),
        "",
        *_cells(result),
        "",
        f"{neurons(result)}; {plural(result.clocks, 'clock')} a step",
    ]


def _cells(result: Any) -> list[str]:
    rows = [(name, f"{getattr(result, kind):,}", _percent(result.percent[kind])) for kind, name in KINDS.items()]
    return aligned((("cells", "needed", "of the device"), rows))


def pnr_report(result: Any) -> list[str]:
    """The clock frequency, where it can be known, the cells, and the slowest path in the words of the model."""
    lines = wrapped(f"{result.name} on {result.device}, by {result.tool} {took(result)}")
    lines += ["", *wrapped(frequency(result))]
    lines += ["", *wrapped(f"mapped: {needed(result)}")]
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
    return [name for name in PACKED if result.used.get(name)]


def frequency(result: Any) -> str:
    """The clock frequency and the steps a second where there are steps, or why there is none to give."""
    if result.trusted:
        runs = f"the median of {plural(len(result.runs), 'run')} that are {result.spread:.1f} % apart"
        if not result.clocks:  # a file that need not be a neuron
            return f"{result.fmax:.1f} MHz, {runs}"
        steps = f"{result.fmax / result.clocks:.3g} million steps a second"
        return f"{result.fmax:.1f} MHz, {runs}; {plural(result.clocks, 'clock')} a step: {steps}"
    if result.bound is not None:
        return f"at most {result.bound:.0f} MHz: {result.reason}"
    return f"no frequency to give: {result.reason}"


def took(result: Any) -> str:
    """How long a tool took, now or when the result was made."""
    return f"in {result.seconds:.1f} s" + (", kept from an earlier run" if result.cached else "")


def neurons(result: Any) -> str:
    """How many neurons of a kind a device holds."""
    if not any(getattr(result, kind) for kind in KINDS):
        return "it needs none of these cells"
    return {0: "it does not fit", 1: "1 neuron fits"}.get(result.fits, f"{result.fits:,} neurons fit")


def _percent(share: float) -> str:
    """A share of a device: whole percents, tenths below ten."""
    if 0.0 < share < 0.05:
        return "<0.1 %"
    return f"{share:.0f} %" if share >= 9.95 or share == 0.0 else f"{share:.1f} %"


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
