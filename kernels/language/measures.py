"""What an `expect` line can measure: one table for the checker, the runner of claims, completion and docs."""

from __future__ import annotations

from typing import NamedTuple

# The firing patterns that `pattern` can name.
PATTERNS = (
    "silent", "single_spike", "tonic", "bursting", "adapting",
    "accelerating", "delayed", "irregular", "chaotic", "mixed",
)  # fmt: skip


class Measure(NamedTuple):
    """One measure.

    `arguments` are the kinds of its arguments in order: drive (a constant value of the first input), name (a state or
    sub-expression), index (a whole number from 1, or `last`), level (a value of the name before it). The first
    `required` of them have to be given. `quantity` is what comes out: frequency, time, number, count, word, input (the
    unit of the first input), or argument (the unit of the named quantity, of the only state where none is named).
    """

    name: str
    arguments: tuple[str, ...]
    required: int
    quantity: str
    doc: str


_TABLE = (
    Measure("rate", ("drive",), 0, "frequency", "Spikes per second, the transient left out."),
    Measure("spikes", ("drive",), 0, "count", "How many spikes the run has."),
    Measure("pattern", ("drive",), 0, "word", "The label of the firing pattern."),
    Measure("rheobase", (), 0, "input", "The smallest constant drive with repetitive firing."),
    Measure("latency", ("drive",), 0, "time", "Time from the onset of the drive to the first spike."),
    Measure("isi", ("index",), 1, "time", "One interval between spikes: isi(1) the first, isi(last) the last."),
    Measure("isi_ratio", ("drive",), 0, "number", "The last interval divided by the first."),
    Measure("cv", ("drive",), 0, "number", "Coefficient of variation of the intervals."),
    Measure("cv2", ("drive",), 0, "number", "Mean local variation of neighbouring intervals."),
    Measure("lv", ("drive",), 0, "number", "Local variation of the intervals (Shinomoto)."),
    Measure("fano", ("drive",), 0, "number", "Variance of spike counts divided by their mean."),
    Measure("rest", ("name",), 0, "argument", "The value at rest, without drive."),
    Measure("peak", ("name",), 1, "argument", "The largest value."),
    Measure("trough", ("name",), 1, "argument", "The smallest value, the transient left out."),
    Measure("mean", ("name",), 1, "argument", "The mean over time, the transient left out."),
    Measure("std", ("name",), 1, "argument", "The standard deviation over time, the transient left out."),
    Measure("amplitude", ("name",), 1, "argument", "Peak minus trough, the transient left out."),
    Measure("final", ("name",), 1, "argument", "The value at the end of the run."),
    Measure("crossings", ("name", "level"), 1, "count", "How often it rises through the level, by default its mean."),
    Measure("period", ("name",), 0, "time", "The period of the oscillation; of the spikes where no name is given."),
    Measure("frequency", ("name",), 0, "frequency", "The inverse of the period."),
    Measure("burst_period", (), 0, "time", "From the beginning of one burst to the next."),
    Measure("spikes_per_burst", (), 0, "number", "Mean number of spikes in a burst."),
    Measure("resonance", (), 0, "frequency", "The frequency of the largest subthreshold impedance."),
    Measure("lyapunov", (), 0, "number", "The largest Lyapunov exponent, per time unit of the model."),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _TABLE}


def measure_signature(measure: Measure) -> str:
    """The measure as shown to the user, `crossings(name, [level])`."""
    shown = [kind if at < measure.required else f"[{kind}]" for at, kind in enumerate(measure.arguments)]
    return f"{measure.name}({', '.join(shown)})" if shown else measure.name
