"""A model on a page: what it is, its equations as written, and tables of what can be set and what it must show."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kernels.catalogue import record
from kernels.language.model import Model
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Definition, Directive
from kernels.language.typeset import typeset
from sctui.console import Screen, printable
from sctui.text_table import table
from sctui.units import input_units, parameter_units, state_units

if TYPE_CHECKING:
    from kernels.verify import Verdict

MOST_COLUMNS = 80  # equations are set at least this wide
BEHAVIOUR = ("init", "threshold", "spike", "reset", "refractory", "on", "input", "run")  # directives worth showing


def model_page(model: Model, screen: Screen, verdicts: Sequence[Verdict] = ()) -> str:
    """The page as text; prose is broken to the terminal's width, equations and tables are not.

    With `verdicts` the expectations stand beside what was measured.
    """
    return "\n".join(
        [
            *_about(model, min(screen.columns, 120)),
            *_section("Equations", _equations(model, screen)),
            *_section("States", _states(model)),
            *_section("Inputs", _inputs(model)),
            *_section("Parameters", _parameters(model)),
            *_section("Behaviour", _behaviour(model)),
            *_section("Presets", _presets(model)),
            *_section("Expected", _expected(model, verdicts)),
        ]
    )


def model_record(model: Model) -> dict[str, Any]:
    """The same as plain JSON values, numbers in display units."""
    return record(model) | {"source": model.source}


def _about(model: Model, width: int) -> list[str]:
    rows = (
        ("category", model.category),
        ("tags", ", ".join(model.tags)),
        ("reference", model.reference),
        *(("doi", f"https://doi.org/{doi.strip()}") for doi in model.doi.split(";") if doi.strip()),
        *(("note", note) for note in model.notes),
    )
    title = printable(model.title or "untitled")
    lines = [title, "=" * len(title)]
    for name, text in rows:
        if text:
            lines += textwrap.wrap(f"{name:10} {printable(text)}", max(width, 40), subsequent_indent=" " * 11)
    return lines


def _expected(model: Model, verdicts: Sequence[Verdict]) -> list[str]:
    if not verdicts:
        return [f"{_under(item.preset)}{printable(item.text)}" for item in model.expects]
    from sctui.verdict_text import judgement, measured  # numpy, which a page without verdicts does not need

    return table(
        ("claim", "measured", "verdict"),
        [(printable(item.text), measured(item), judgement(item)) for item in verdicts],
    )


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, "-" * len(title), *lines] if lines else []


def _equations(model: Model, screen: Screen) -> list[str]:
    """Dynamics, functions and sub-expressions as in a paper; parameters and inputs have tables.

    Without Unicode as the file has them.
    """
    listed = {*parameter_units(model), *input_units(model)}
    lines: list[str] = []
    for statement in parse_document(model.source)[0].statements:
        if not isinstance(statement, Definition) or statement.name in listed or statement.expr is None:
            continue
        if screen.unicode:
            rows = typeset(model.source, statement, max(MOST_COLUMNS, screen.columns))
            lines += [*([""] if lines and (len(rows) > 1 or not lines[-1]) else []), *map(printable, rows)]
            lines += [""] if len(rows) > 1 else []
        else:
            lines += printable_lines(model.source[statement.span.start : statement.span.end])
    return _single_blanks(lines)


def _single_blanks(lines: list[str]) -> list[str]:
    """Never two empty lines in a row, none at the end."""
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return kept[:-1] if kept and not kept[-1] else kept


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


def _presets(model: Model) -> list[str]:
    units = state_units(model) | parameter_units(model) | input_units(model)
    rows = []
    for preset in model.presets:
        values = (f"{name} = {value:g} {units.get(name, '')}".rstrip() for name, value in preset.values.items())
        rows.append((preset.name, ", ".join(values), printable(preset.doc)))
    return table(("name", "values", "meaning"), rows) if rows else []


def _under(preset: str | None) -> str:
    return f"{preset}: " if preset else ""
