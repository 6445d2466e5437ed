"""A model on a page: what it is, its equations as written, and tables of what can be set and what it must show."""

from __future__ import annotations

from typing import Any

from kernels.language.document import parse_document
from kernels.language.model import Model, Preset
from kernels.language.tree import Definition, Directive
from sctui.console import printable
from sctui.text_table import table

BEHAVIOUR = ("init", "threshold", "spike", "reset", "refractory", "on", "input", "run")  # directives worth showing


def model_page(model: Model) -> str:
    """The page as text; lines may be longer than a terminal is wide."""
    return "\n".join(
        [
            *_about(model),
            *_section("Equations", _equations(model)),
            *_section("States", _states(model)),
            *_section("Inputs", _inputs(model)),
            *_section("Parameters", _parameters(model)),
            *_section("Behaviour", _behaviour(model)),
            *_section("Presets", [f"{item.name}: {_values(item)}" for item in model.presets]),
            *_section("Expected", [f"{_under(item.preset)}{item.text}" for item in model.expects]),
        ]
    )


def model_record(model: Model) -> dict[str, Any]:
    """The same as plain JSON values, numbers in display units."""
    return {
        "title": model.title,
        "category": model.category,
        "tags": list(model.tags),
        "reference": model.reference,
        "doi": model.doi,
        "notes": list(model.notes),
        "time_unit": model.time_unit,
        "states": [
            {
                "name": item.name,
                "kind": item.kind,
                "unit": item.unit,
                "low": item.low,
                "high": item.high,
                "doc": item.doc,
            }
            for item in model.states
        ],
        "inputs": [
            {"name": item.name, "unit": item.unit, "low": item.low, "high": item.high, "doc": item.doc}
            for item in model.inputs
        ],
        "parameters": [
            {
                "name": item.name,
                "default": item.default,
                "unit": item.unit,
                "low": item.low,
                "high": item.high,
                "log": item.log,
                "doc": item.doc,
            }
            for item in model.parameters
        ],
        "presets": {item.name: dict(item.values) for item in model.presets},
        "expects": [{"preset": item.preset, "text": item.text} for item in model.expects],
        "source": model.source,
    }


def _about(model: Model) -> list[str]:
    rows = (
        ("category", model.category),
        ("tags", ", ".join(model.tags)),
        ("reference", model.reference),
        ("doi", f"https://doi.org/{model.doi}" if model.doi else ""),
        *(("note", note) for note in model.notes),
    )
    title = printable(model.title or "untitled")
    return [title, "=" * len(title), *(f"{name:10} {printable(text)}" for name, text in rows if text)]


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, "-" * len(title), *lines] if lines else []


def _equations(model: Model) -> list[str]:
    """Dynamics, functions and sub-expressions as the file has them; parameters and inputs have tables."""
    listed = {item.name for item in (*model.parameters, *model.inputs)}
    return [
        line.rstrip()
        for statement in parse_document(model.source)[0].statements
        if isinstance(statement, Definition) and statement.name not in listed
        for line in printable_lines(model.source[statement.span.start : statement.span.end])
    ]


def _behaviour(model: Model) -> list[str]:
    return [
        f"{statement.key}{' ' + statement.argument if statement.argument else ''}: {printable(statement.value)}"
        for statement in parse_document(model.source)[0].statements
        if isinstance(statement, Directive) and statement.key in BEHAVIOUR
    ]


def printable_lines(text: str) -> list[str]:
    """The lines of a text, safe for the terminal."""
    return [printable(line.replace("\t", "    ")) for line in text.splitlines()]


def _states(model: Model) -> list[str]:
    rows = [(item.name, item.unit, _range(item.low, item.high), printable(item.doc)) for item in model.states]
    return table(("name", "unit", "range", "meaning"), rows)


def _inputs(model: Model) -> list[str]:
    rows = [(item.name, item.unit, _range(item.low, item.high), printable(item.doc)) for item in model.inputs]
    return table(("name", "unit", "range", "meaning"), rows) if rows else []


def _parameters(model: Model) -> list[str]:
    rows = [
        (item.name, f"{item.default:g}", item.unit, _range(item.low, item.high, item.log), printable(item.doc))
        for item in model.parameters
    ]
    return table(("name", "default", "unit", "range", "meaning"), rows) if rows else []


def _range(low: float | None, high: float | None, log: bool = False) -> str:
    if low is None or high is None:
        return ""
    return f"[{low:g}, {high:g}{', log' if log else ''}]"


def _values(preset: Preset) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in preset.values.items())


def _under(preset: str | None) -> str:
    return f"{preset}: " if preset else ""
