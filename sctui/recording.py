"""An imported recording: a CSV file of times and values, drawn over a run and compared with it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kernels.analysis.train_distance import coincidence_factor
from kernels.errors import RequestError, quoted
from kernels.language.model import Model
from kernels.running.result import Run
from kernels.stimulus.waveform import MOST_ROWS, table_text
from sctui.failure import UsageError
from sctui.figures.overshoot import level_of
from sctui.quantity import quantity
from sctui.units import state_units

MOST_COLUMNS = 64
LONGEST_LINE = 10_000
WINDOW = {"ms": 2.0, "s": 2e-3, "us": 2e3}  # within which two spikes are the same one, by the unit of time
_SEPARATOR = re.compile(r"\s*[,;\t]\s*|\s+")
_HEADING = re.compile(r"\s*([^()\[\]]+?)\s*(?:[(\[]\s*([^()\[\]]*?)\s*[)\]])?\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """The traces of a file: rising `time` (n,) in the model's unit of time, values (n,) by the state they are of.

    NaN in the values is a gap. `left_out` names the columns that are no state of the model.
    """

    name: str
    time: np.ndarray
    traces: dict[str, np.ndarray]
    left_out: tuple[str, ...] = ()


def read_recording(path: str, model: Model) -> Recording:
    """The recording in a CSV file: a column of times, then columns of values, with or without a line of headings.

    A heading is a name, with a unit where it is another than the model's: `time (s), v (mV)`. A column belongs to the
    state of its name; a single one, and those of a file without headings, to the states in their order. Empty fields
    and `nan` are gaps. RequestError in one line where the file is not like that.
    """
    place = Path(path).expanduser()
    headings, table = _table(table_text(place), place.name)
    if table.shape[1] < 2:
        raise RequestError("recording", f"{place.name} has one column; times and values are needed")
    time = table[:, 0] * _factor(headings[0] if headings else "", model.time_unit, place.name)
    if not np.isfinite(time).all() or (len(time) > 1 and float(np.diff(time).min()) <= 0.0):
        row = int(np.argmax(~np.isfinite(time) | (np.diff(time, prepend=-np.inf) <= 0.0)))
        raise RequestError("recording", f"{place.name}, row {row + 1} of the numbers: times have to rise")
    traces, left_out = _matched(headings, table, model, place.name)
    return Recording(place.name, time, traces, left_out)


def _matched(
    headings: list[str], table: np.ndarray, model: Model, file: str
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    units = state_units(model)
    names = [_parts(heading)[0] for heading in headings[1:]] if headings else list(units)[: table.shape[1] - 1]
    if len(names) == 1 and names[0] not in units:
        names = [next(iter(units))]
    traces, left_out = {}, []
    for number, name in enumerate(names, 1):
        if name in units and name not in traces:
            heading = headings[number] if headings else ""
            traces[name] = table[:, number] * _factor(heading, units[name], file)
        else:
            left_out.append(name)
    if not traces:
        found, known = ", ".join(names), ", ".join(units)
        raise RequestError("recording", f"{file} has {quoted(found)}, and the model's states are {known}")
    return traces, tuple(left_out)


def _parts(heading: str) -> tuple[str, str]:
    """Name and unit of a heading."""
    match = _HEADING.fullmatch(heading)
    return (match[1], match[2] or "") if match else (heading.strip(), "")


def _factor(heading: str, unit: str, file: str) -> float:
    """What a column is multiplied by to be in the unit; a heading without a unit is in it already."""
    written = _parts(heading)[1]
    if not written or written == unit:
        return 1.0
    try:
        return quantity(f"1 {written}", unit, file)
    except UsageError as error:
        raise RequestError("recording", str(error)) from None


def _table(text: str, file: str) -> tuple[list[str], np.ndarray]:
    """The headings, if there are any, and the numbers (rows, columns)."""
    headings: list[str] = []
    rows: list[list[float]] = []
    for line, raw in enumerate(text.split("\n"), start=1):
        content = raw.strip()
        if not content or content.startswith("#"):
            continue
        fields = _fields(content) if len(content) <= LONGEST_LINE else []
        if not 1 <= len(fields) <= MOST_COLUMNS:
            raise RequestError("recording", f"{file}, line {line}: 2 to {MOST_COLUMNS} columns are needed")
        try:
            numbers = [float(field) if field else math.nan for field in fields]
        except ValueError:
            if rows or headings:
                raise RequestError("recording", f"{file}, line {line}: {quoted(content)} is no number") from None
            headings = fields
            continue
        if (rows and len(numbers) != len(rows[0])) or (headings and len(numbers) != len(headings)):
            wanted = len(rows[0]) if rows else len(headings)
            raise RequestError("recording", f"{file}, line {line}: {len(numbers)} columns where the first has {wanted}")
        if len(rows) == MOST_ROWS:
            raise RequestError("recording", f"{file} has more than {MOST_ROWS:,} rows")
        rows.append(numbers)
    if not rows:
        raise RequestError("recording", f"{file} holds no numbers")
    return headings, np.array(rows)


def _fields(content: str) -> list[str]:
    """The columns of a line; in headings blanks stand between a name and its unit."""
    for separator in ",;\t":
        if separator in content:
            return [field.strip().strip('"').strip() for field in content.split(separator)]
    return _SEPARATOR.split(content)


def differences(run: Run, recording: Recording) -> str:
    """How far run and recording are apart, in a line: of traces the root mean square, of spikes the coincidence."""
    parts = []
    inside = (recording.time >= run.time[0]) & (recording.time <= run.time[-1]) if len(run.time) else np.zeros(0, bool)
    for name, values in recording.traces.items():
        kept = inside & np.isfinite(values) if len(inside) else inside
        if not kept.any():
            parts.append(f"{name}: no sample at a time of the run")
            continue
        error = np.interp(recording.time[kept], run.time, run.states[name]) - values[kept]
        rms = float(np.sqrt(np.mean(np.square(error))))
        unit = state_units(run.model)[name]
        parts.append(f"{name}: RMS {rms:.4g}{f' {unit}' if unit else ''} over {int(kept.sum()):,} samples")
    spikes = recorded_spikes(run, recording)
    if spikes is not None and len(run.time):
        seen = spikes[(spikes >= run.time[0]) & (spikes <= run.time[-1])]
        own = run.spikes[(run.spikes >= recording.time[0]) & (run.spikes <= recording.time[-1])]
        said = f"spikes {len(own)} and recorded {len(seen)}"
        window = WINDOW.get(run.model.time_unit, 2.0)
        common = min(run.time[-1], recording.time[-1]) - max(run.time[0], recording.time[0])
        factor = coincidence_factor(seen, own, window, float(common)) if common > 0 else math.nan
        if math.isfinite(factor):
            said += f", coincidence {factor:.2f} within {window:g} {run.model.time_unit}"
        parts.append(said)
    if recording.left_out:
        parts.append(f"no state: {', '.join(recording.left_out)[:60]}")
    return f"{recording.name}: " + "; ".join(parts)


def recorded_spikes(run: Run, recording: Recording) -> np.ndarray | None:
    """The times at which the recording rises through the level that the model's spikes are counted at; None without."""
    found = level_of(run.model.spike or run.model.threshold, run.parameters)
    if found is None or found[0] not in recording.traces:
        return None
    name, level = found
    values = recording.traces[name]
    with np.errstate(invalid="ignore"):
        above = values >= level
    rises = np.flatnonzero(~above[:-1] & above[1:])
    if not len(rises):
        return np.array([])
    before, after = values[rises], values[rises + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(np.nan_to_num((level - before) / (after - before)), 0.0, 1.0)
    times: np.ndarray = recording.time[rises] + share * (recording.time[rises + 1] - recording.time[rises])
    return times
