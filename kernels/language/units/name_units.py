"""The unit of every name: its dimension, its display unit, and the file's choices of display units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kernels.language.checks.check_names import all_expressions, constant_expressions
from kernels.language.checks.declarations import INPUT_BY_CUSTOM, Declarations, mentions
from kernels.language.checks.suggestions import Suggestions
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.bodies import Init, Stimulus
from kernels.language.syntax.tree import Definition, Expr
from kernels.language.units.dimensions import SECOND
from kernels.language.units.display_units import DisplayUnit, DisplayUnits, annotated_unit, literal_unit
from kernels.language.units.unit_table import COMMON_UNITS, DIMENSIONLESS, INFORMAL, Dimension, Rational, Unit, unit

TIME = {"ms": DisplayUnit("ms", -3), "s": DisplayUnit("second", 0), "step": None}


class NameUnit(NamedTuple):
    """The unit of a name, None where nothing says it, and the text of its display unit."""

    unit: Unit | None
    text: str


class NameUnits(NamedTuple):
    """The units of all names of a file, and how it counts time.

    `time` is the unit of t and dt: None where the file writes no unit at all, so that nothing is checked.
    """

    of: dict[str, NameUnit]
    display: DisplayUnits
    time_unit: str  # "ms" | "s" | "step"
    time: Unit | None
    annotations: dict[str, Unit]  # annotated dimensions of sub-expressions and functions


def name_units(
    declarations: Declarations, custom_input: bool, text: str, suggestions: Suggestions, problems: list[Diagnostic]
) -> NameUnits:
    """Read the annotations and literals of a file; report annotations that are no unit."""
    time_unit = _time_unit(declarations)
    annotations = _annotations(declarations, text, suggestions, problems)
    time_display = TIME[time_unit]
    counts, uses_units = _literal_counts(declarations)
    display = DisplayUnits(counts, time_display)
    for found, _ in annotations.values():
        uses_units = uses_units or found.dimension != DIMENSIONLESS
    if time_display is None:
        time: Unit | None = Unit(DIMENSIONLESS, 0)
    else:
        time = Unit(SECOND, time_display.exponent) if uses_units else None
    of: dict[str, NameUnit] = {}
    for definition in declarations.quantities():
        if definition.name not in declarations.subexpressions:
            of[definition.name] = _unit_of(definition, annotations.get(definition.name), declarations, display)
    if custom_input:
        inferred = _from_stimulus(INPUT_BY_CUSTOM, declarations)
        of[INPUT_BY_CUSTOM] = NameUnit(*inferred) if inferred is not None else NameUnit(None, "")
    shared = {name: found for name, (found, _) in annotations.items()}
    for name in (*declarations.subexpressions, *declarations.functions):
        if name in annotations:
            found, shown = annotations[name]
            if shown is None:
                chosen = display.of(found.dimension)
                of[name] = NameUnit(Unit(found.dimension, chosen.exponent), "")
            else:
                of[name] = NameUnit(found, shown)
    return NameUnits(of, display, time_unit, time, shared)


def _time_unit(declarations: Declarations) -> str:
    directive = declarations.directives.get("time")
    if directive is not None and directive.body in TIME:
        return str(directive.body)
    kinds = {definition.kind for definition in declarations.states.values()}
    return "step" if kinds == {"map"} else "ms"


def _annotations(
    declarations: Declarations, text: str, suggestions: Suggestions, problems: list[Diagnostic]
) -> dict[str, tuple[Unit, str | None]]:
    """What each annotation says; those that are no unit are reported and left out."""
    found: dict[str, tuple[Unit, str | None]] = {}
    for definition in (*declarations.quantities(), *declarations.functions.values()):
        if definition.unit is None:
            continue
        annotated = annotated_unit(definition.unit, text)
        if isinstance(annotated, Expr):
            if annotated.op != "error":
                problems.append(_no_unit(annotated, suggestions))
        elif annotated is not None:
            found[definition.name] = annotated
    return found


def _no_unit(node: Expr, suggestions: Suggestions) -> Diagnostic:
    """The annotation is no unit: one-letter units and misspelt names get a fix."""
    if node.op != "name":
        message = "a unit is made of unit names, `*`, `/` and `**`; for none write 1"
        return diagnose("ODE306", node.start, node.end, message)
    name = str(node.value)
    close = INFORMAL.get(name) or suggestions.nearest(name, COMMON_UNITS)
    if close is None:
        message = f"`{name}` is no unit: write Brian 2's names, as volt, mV, siemens, ms"
        return diagnose("ODE306", node.start, node.end, message)
    fix = Fix(f"replace by {close}", (Edit(node.start, node.end, close),))
    return diagnose("ODE306", node.start, node.end, f"`{name}` is no unit: did you mean `{close}`?", (fix,))


def _literal_counts(declarations: Declarations) -> tuple[dict[tuple[Dimension, str, Rational], int], bool]:
    """How often each unit is written in expressions, and whether definitions write any."""
    counts: dict[tuple[Dimension, str, Rational], int] = {}
    uses_units = False
    for definition in (*declarations.quantities(), *declarations.functions.values()):
        if definition.expr is not None:
            uses_units = _count(declarations.mentions[id(definition.expr)].names, counts) or uses_units
    for definition in declarations.parameters.values():
        literal = None if definition.expr is None else literal_unit(definition.expr)
        if literal is not None and not is_single(literal[1]):  # mS/cm**2 counts as a whole
            key = (literal[0].dimension, literal[1], literal[0].exponent)
            counts[key] = counts.get(key, 0) + 1
    definition_expressions = {id(definition.expr) for definition in declarations.parameters.values()}
    for expr in (*all_expressions(declarations), *constant_expressions(declarations)):
        if expr.op != "num" and id(expr) not in declarations.mentions and id(expr) not in definition_expressions:
            _count(mentions(expr).names, counts)
    return counts, uses_units


def is_single(text: str) -> bool:
    """Whether a unit's text is one unit name."""
    return text.isidentifier()


def _count(names: tuple[Expr, ...], counts: dict[tuple[Dimension, str, Rational], int]) -> bool:
    any_unit = False
    for node in names:
        found = unit(str(node.value))
        if found is not None:
            any_unit = True
            key = (found.dimension, str(node.value), found.exponent)
            counts[key] = counts.get(key, 0) + 1
    return any_unit


def _unit_of(
    definition: Definition,
    annotated: tuple[Unit, str | None] | None,
    declarations: Declarations,
    display: DisplayUnits,
) -> NameUnit:
    """The unit of a state, input or parameter: annotation first, then its literals, then the file's habit."""
    if annotated is not None and annotated[1] is not None:
        return NameUnit(annotated[0], annotated[1])
    inferred = _from_literals(definition, declarations, annotated is not None)
    if annotated is None:
        return NameUnit(None, "") if inferred is None else NameUnit(*inferred)
    dimension = annotated[0].dimension
    if inferred is not None and inferred[0].dimension == dimension:
        return NameUnit(*inferred)
    chosen = display.of(dimension)
    return NameUnit(Unit(dimension, chosen.exponent), chosen.text)


def _from_literals(definition: Definition, declarations: Declarations, annotated: bool) -> tuple[Unit, str] | None:
    """The unit of a quantity's own literal: a parameter's value, a range, an initial value, a stimulus.

    For a state or input with an annotation the range alone decides: its display unit is the file's habit otherwise.
    """
    if definition.name in declarations.parameters:
        own = None if definition.expr is None else literal_unit(definition.expr)
        if own is not None or not annotated:
            return own
    for expr in _range(definition):
        own = literal_unit(expr)
        if own is not None:
            return own
    if definition.name in declarations.states and not annotated:
        return _from_init(definition.name, declarations)
    if definition.name in declarations.inputs:
        return _from_stimulus(definition.name, declarations)
    return None


def _range(definition: Definition) -> Iterator[Expr]:
    if definition.annotation is not None:
        for expr in (definition.annotation.low, definition.annotation.high):
            if expr is not None:
                yield expr


def _from_init(name: str, declarations: Declarations) -> tuple[Unit, str] | None:
    directive = declarations.directives.get("init")
    if directive is None or not isinstance(directive.body, Init):
        return None
    for assignment in directive.body.assignments:
        if assignment.name == name and all(unit(str(node.value)) for node in mentions(assignment.expr).names):
            return literal_unit(assignment.expr)
    return None


def _from_stimulus(name: str, declarations: Declarations) -> tuple[Unit, str] | None:
    for directive in declarations.stimuli:
        if isinstance(directive.body, Stimulus) and directive.body.name == name:
            for term in directive.body.terms:
                quantities = {argument.name: argument.quantity for argument in PROTOCOLS[term.protocol].arguments}
                for argument in term.arguments:
                    if quantities.get(argument.name) == "amplitude":
                        own = literal_unit(argument.expr)
                        if own is not None:
                            return own
    return None
