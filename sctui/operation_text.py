"""The result of an operation as lines of numbers, and its curves as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from kernels.language.model import Model
from sctui.analysis_tables import bifurcation_rows, heatmap_rows, isi_rows, nullclines_rows, sensitivity_rows
from sctui.device_text import (
    cells_rows,
    devices_report,
    devices_so_far,
    estimate_report,
    file_report,
    pnr_report,
    runs_rows,
    synth_report,
)
from sctui.hardware_text import (
    build_report,
    compile_report,
    cosim_report,
    formal_report,
    gatesim_report,
    inspect_report,
    mutate_report,
    ports,
    precision_report,
    stream_error_report,
    stream_error_rows,
    tools_report,
    verify_report,
)
from sctui.report_text import Rows  # fmt: skip

LABEL = 20  # columns of the name

REPORTS: dict[str, Callable[[Any], list[str]]] = {  # operations whose result reads better as a text of its own
    "compile": compile_report,
    "ir/build": build_report,
    "ir/inspect": inspect_report,
    "ir/verify": verify_report,
    "ir/emit-sv": lambda result: list(result.files),
    "ir/cosim": cosim_report,
    "ir/stream-error": stream_error_report,
    "synth/file": file_report,
    "precision": precision_report,
    "synth/run": synth_report,
    "synth/multi-target": devices_report,
    "synth/tools-status": tools_report,
    "synth/estimate": estimate_report,
    "synth/pnr": pnr_report,
    "synth/pnr-file": pnr_report,
    "cosim": cosim_report,
    "gatesim": gatesim_report,
    "formal": formal_report,
    "mutate": mutate_report,
}
ROWS: dict[str, Callable[[Any], Rows]] = {  # operations whose CSV is a table of cells, not curves
    "heatmap": heatmap_rows,
    "bifurcation": bifurcation_rows,
    "isi": isi_rows,
    "nullclines": nullclines_rows,
    "sensitivity": sensitivity_rows,
    "compile": ports,
    "ir/stream-error": stream_error_rows,
    "synth/run": lambda result: cells_rows([result]),
    "synth/file": lambda result: cells_rows([result]),
    "synth/pnr": runs_rows,
    "synth/pnr-file": runs_rows,
    "synth/multi-target": lambda result: cells_rows(result.results),
}

SO_FAR: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {  # what long work finds on its way that is worth a line
    "synth/multi-target": devices_so_far,
}


def passed(result: Any) -> bool:
    """Whether a result is no verdict of a failure."""
    return getattr(result, "passed", True) is not False and getattr(result, "valid", True) is not False


def named(result: Any) -> Any:
    """A result, or what was known of one when it was stopped: by the names of its fields in both cases."""
    return SimpleNamespace(**result) if isinstance(result, Mapping) else result


def numbers(result: Any) -> list[str]:
    """One line for every number or word of a result; curves are left to the picture and the CSV."""
    lines: list[str] = []
    _collect(result, "", lines)
    return lines


def _collect(value: Any, name: str, lines: list[str]) -> None:
    if is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            content = getattr(value, item.name)
            if not isinstance(content, Model):
                _collect(content, f"{name}.{item.name}" if name else item.name, lines)
    elif isinstance(value, Mapping):
        for key, content in value.items():
            _collect(content, f"{name}.{key}" if name else str(key), lines)
    elif isinstance(value, bool) or value is None or isinstance(value, str):
        if value not in (None, ""):
            lines.append(f"{name:{LABEL}} {value}")
    elif isinstance(value, (int, float, np.integer, np.floating)):
        lines.append(f"{name:{LABEL}} {value:.6g}")
    elif isinstance(value, (list, tuple)) and value and not isinstance(value[0], (list, tuple, np.ndarray)):
        if all(isinstance(item, str) for item in value):
            lines.append(f"{name:{LABEL}} {', '.join(value)}")
        elif is_dataclass(value[0]):
            for i, item in enumerate(value):
                _collect(item, f"{name}[{i}]", lines)


def csv_text(name: str, result: Any) -> str:
    """The result of an operation as CSV: its table, or its curves of equal length side by side.

    Of curves of several lengths those as long as the first; "" where there is neither.
    """
    if name in ROWS:
        heading, rows = ROWS[name](named(result))
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows([heading, *rows])
        return table.getvalue()
    columns = {name: values for name, values in _curves(result, "") if values.ndim == 1 and len(values)}
    if not columns:
        return ""
    length = len(next(iter(columns.values())))
    chosen = {name: values for name, values in columns.items() if len(values) == length}
    out = io.StringIO()
    out.write(",".join(chosen) + "\n")
    for row in zip(*chosen.values(), strict=True):
        out.write(",".join(repr(item.item()) if isinstance(item, np.generic) else str(item) for item in row) + "\n")
    return out.getvalue()


def _curves(value: Any, name: str) -> list[tuple[str, np.ndarray]]:
    if isinstance(value, np.ndarray):
        return [(name, value)]
    if is_dataclass(value) and not isinstance(value, type):
        items = [(item.name, getattr(value, item.name)) for item in fields(value)]
    elif isinstance(value, Mapping):
        items = [(str(key), content) for key, content in value.items()]
    else:
        return []
    return [curve for key, content in items for curve in _curves(content, f"{name}.{key}" if name else key)]
