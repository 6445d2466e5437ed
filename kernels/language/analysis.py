"""From text to model: parse, check names, check units, rewrite into display units, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kernels.language.checks.build_model import Builder
from kernels.language.checks.check_names import check_names
from kernels.language.checks.check_noise import check_noise
from kernels.language.checks.check_structure import check_structure
from kernels.language.checks.check_values import check_values
from kernels.language.checks.declarations import INPUT_BY_CUSTOM, Declarations, declare
from kernels.language.checks.suggestions import Suggestions
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.limits import MAX_PROBLEMS
from kernels.language.model import Model
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Document, Span
from kernels.language.units.name_units import name_units
from kernels.language.units.unit_table import Dimension

_NO_NAMES: Mapping[str, float] = {}


class NameInfo(NamedTuple):
    """What a name is, for hovers and completion.

    `kind` is state, parameter, input, sub-expression or function; `dimension` None where unknown; `unit` the text
    of its display unit; `span` where it is defined.
    """

    name: str
    kind: str
    dimension: Dimension | None
    unit: str
    span: Span
    doc: str


class Analysis(NamedTuple):
    """All that is known of a text. `model` is None exactly if a diagnostic is an error."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]
    model: Model | None
    names: dict[str, NameInfo]


def analyse(text: str, given: Mapping[str, float] = _NO_NAMES) -> Analysis:
    """Analyse a text; never raises on any text.

    `given` are parameter values that come with the text (the `params` of a request), in display units: names that
    the text uses without defining them are parameters then.
    """
    document, problems = parse_document(text)
    declarations = declare(document, given, problems)
    suggestions = Suggestions()
    names = check_names(declarations, text, suggestions, problems)
    units = name_units(declarations, names.custom_input, text, suggestions, problems)
    check_structure(declarations, names, units.time_unit, text, suggestions, problems)
    builder = Builder(declarations, names, units, text)
    model: Model | None = builder.build()
    problems.extend(builder.rewriter.problems)
    if model is not None:
        problems.extend(check_noise(model, text))
    if any(problem.severity == "error" for problem in problems):
        model = None
    check_values(declarations, model, text, problems)
    return Analysis(document, _listed(problems), model, _names(declarations, builder, names.custom_input))


def _listed(problems: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The problems by position; of too many the errors first, and a note that there are more."""
    if len(problems) > MAX_PROBLEMS:
        problems.sort(key=lambda problem: (problem.severity != "error", *_position(problem)))
        first, last = problems[MAX_PROBLEMS], len(problems) - MAX_PROBLEMS
        del problems[MAX_PROBLEMS:]
        if all(problem.code != "ODE009" for problem in problems):
            message = f"{last} further problem{' is' if last == 1 else 's are'} not listed"
            problems.append(diagnose("ODE009", first.start, first.end, message))
    return tuple(sorted(problems, key=_position))


def _position(problem: Diagnostic) -> tuple[int, int, str]:
    return problem.start, problem.end, problem.code


def _names(declarations: Declarations, builder: Builder, custom_input: bool) -> dict[str, NameInfo]:
    found = {}
    for definition in (*declarations.quantities(), *declarations.functions.values()):
        name = definition.name
        unit = builder.units.of.get(name)
        meaning = builder.rewriter.meanings.get(name)
        dimension = meaning.dimension if meaning is not None else None
        if meaning is None and unit is not None and unit.unit is not None:
            dimension = unit.unit.dimension
        text = builder.shown.get(name, "" if unit is None else unit.text)
        doc = "" if definition.annotation is None else definition.annotation.text
        found[name] = NameInfo(name, declarations.kind(name) or "", dimension, text, definition.name_span, doc)
    if custom_input:
        text = builder.units.of[INPUT_BY_CUSTOM].text
        dimension = builder.rewriter.meanings[INPUT_BY_CUSTOM].dimension
        found[INPUT_BY_CUSTOM] = NameInfo(INPUT_BY_CUSTOM, "input", dimension, text, Span(0, 0), "")
    return found
