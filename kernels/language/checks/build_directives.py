"""The directives made of numbers (stimuli, run settings, presets, claims) in display units."""

from __future__ import annotations

import math
from collections.abc import Iterable

from kernels.language.checks.check_names import claims, is_broken, preset_stimuli, reset_assignments
from kernels.language.checks.declarations import Declarations, mentions
from kernels.language.codes import diagnose
from kernels.language.measures import MEASURES
from kernels.language.model import Claim, Expect, Preset, RunSettings, StimulusTerm
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.bodies import Claim as ClaimBody
from kernels.language.syntax.bodies import Run as RunBody
from kernels.language.syntax.bodies import Stimulus
from kernels.language.syntax.settings import RUN_NAMES
from kernels.language.syntax.tree import Expr
from kernels.language.units.display import Rewriter
from kernels.language.units.name_units import NameUnits
from kernels.language.units.unit_problems import informal_unit
from kernels.language.units.unit_table import DIMENSIONLESS, Unit, unit

_HERTZ = unit("hertz")
_PURE = Unit(DIMENSIONLESS, 0)


def constant(expr: Expr, target: Unit | None, what: str, rewriter: Rewriter, bare_is_display: bool = True) -> float:
    """The number an expression means in the unit of its target; reported, and NaN, where it is no constant."""
    before = len(rewriter.problems)
    rewritten = rewriter.assigned(expr, target, what, bare_is_display)
    if rewritten.op == "num":
        return float(rewritten.value)  # type: ignore[arg-type]
    if not is_broken(expr) and len(rewriter.problems) == before:
        message = f"{what} is a number with its unit, without other names"
        problem = informal_unit(mentions(expr).names, rewriter.text, factors=True)
        rewriter.problems.append(problem or diagnose("ODE209", expr.start, expr.end, message))
    return math.nan


def frequency_unit(units: NameUnits) -> Unit | None:
    """Frequencies are in Hz, whatever the file's literals use; per step where time counts steps."""
    return _PURE if units.time_unit == "step" else _HERTZ


def time_target(units: NameUnits) -> Unit:
    """The display unit of times."""
    if units.time is not None:
        return units.time
    return Unit((0, 0, 1, 0, 0, 0, 0), -3 if units.time_unit == "ms" else 0)


def build_stimuli(
    bodies: Iterable[Stimulus], units: NameUnits, rewriter: Rewriter
) -> dict[str, tuple[StimulusTerm, ...]]:
    """The stimuli by input; lines for the same input add up."""
    found: dict[str, tuple[StimulusTerm, ...]] = {}
    for body in bodies:
        targets: dict[str, Unit | None] = {
            "amplitude": units.of[body.name].unit, "time": time_target(units), "frequency": frequency_unit(units),
            "angle": _PURE, "number": _PURE,
        }  # fmt: skip
        terms = []
        for term in body.terms:
            quantities = {argument.name: argument.quantity for argument in PROTOCOLS[term.protocol].arguments}
            numbers = {
                argument.name: constant(
                    argument.expr, targets.get(quantities[argument.name]), f"`{argument.name}`", rewriter
                )
                for argument in term.arguments
            }
            terms.append(StimulusTerm(term.protocol, numbers, term.path))
        found[body.name] = found.get(body.name, ()) + tuple(terms)
    return found


def build_run(body: RunBody | None, units: NameUnits, rewriter: Rewriter) -> RunSettings:
    """The run directive; durations and steps have to be positive and finite, seeds whole."""
    if body is None:
        return RunSettings()
    time = time_target(units)
    values: dict[str, float | None] = {}
    for name, expr in (("duration", body.duration), ("dt", body.dt)):
        values[name] = None
        if expr is not None:
            values[name] = _positive(name, expr, constant(expr, time, f"`{name}`", rewriter), rewriter)
    seed = None
    if body.seed is not None:
        value = constant(body.seed, _PURE, "`seed`", rewriter)
        if 0 <= value < 2**53 and value == int(value):
            seed = int(value)
        elif not math.isnan(value):
            rewriter.problems.append(
                diagnose("ODE309", body.seed.start, body.seed.end, "a seed is a whole number from 0 to 2**53")
            )
    return RunSettings(values["duration"], values["dt"], None if body.method is None else body.method.text, seed)


def _positive(name: str, expr: Expr, value: float, rewriter: Rewriter) -> float:
    """The value, reported where it is no length of time."""
    if not 0 < value < math.inf and not math.isnan(value):
        message = f"`{name}` has to be positive and finite, not {value:g}"
        rewriter.problems.append(diagnose("ODE309", expr.start, expr.end, message))
    return value


def build_presets(declarations: Declarations, units: NameUnits, rewriter: Rewriter) -> tuple[Preset, ...]:
    """The presets; names that cannot be set are reported where the structure is checked."""
    found = []
    time = time_target(units)
    for name, directive in declarations.presets.items():
        run: dict[str, float] = {}
        for assignment in reset_assignments(directive):
            if assignment.name in RUN_NAMES and assignment.name not in units.of:
                value = constant(assignment.expr, time, f"`{assignment.name}`", rewriter)
                run[assignment.name] = _positive(assignment.name, assignment.expr, value, rewriter)
        stimuli = build_stimuli((item for item in preset_stimuli(directive) if item.name in units.of), units, rewriter)
        values = {
            assignment.name: constant(assignment.expr, units.of[assignment.name].unit, f"`{assignment.name}`", rewriter)
            for assignment in reset_assignments(directive)
            if assignment.name in units.of
            and declarations.kind(assignment.name) in ("parameter", "state", "input", None)
        }
        settings = RunSettings(run.get("duration"), run.get("dt"))
        found.append(Preset(name, values, "", directive.span, stimuli, settings))
    return tuple(found)


def build_expects(declarations: Declarations, units: NameUnits, rewriter: Rewriter) -> tuple[Expect, ...]:
    """The claims of expect lines, one `Expect` a claim."""
    return tuple(
        Expect(
            directive.argument,
            _claim(claim, declarations, units, rewriter),
            rewriter.text[claim.span.start : claim.span.end],
            claim.span,
        )
        for directive in declarations.expects
        for claim in claims(directive)
    )


def _claim(claim: ClaimBody, declarations: Declarations, units: NameUnits, rewriter: Rewriter) -> Claim:
    measure = MEASURES[claim.measure]
    first_input = next((units.of[name].unit for name in (*declarations.inputs, "I") if name in units.of), None)
    named: Unit | None = None
    states = list(declarations.states)
    if len(states) == 1:
        named = units.of[states[0]].unit
    arguments: list[float | str] = []
    for kind, expr in zip(measure.arguments, claim.arguments, strict=False):
        if kind == "name" or (expr.op == "name" and expr.value == "last"):
            arguments.append(str(expr.value))
            meaning = rewriter.meanings.get(str(expr.value))
            named = None if meaning is None or meaning.dimension is None else Unit(meaning.dimension, meaning.exponent)
        else:
            target = {"drive": first_input, "level": named}.get(kind, _PURE)
            arguments.append(constant(expr, target, f"the argument of `{claim.measure}`", rewriter))
    targets: dict[str, Unit | None] = {
        "frequency": frequency_unit(units), "time": time_target(units), "input": first_input, "argument": named,
    }  # fmt: skip
    target = targets.get(measure.quantity, _PURE)
    low, high = (
        None if expr is None else constant(expr, target, f"`{claim.measure}`", rewriter)
        for expr in (claim.low, claim.high)
    )
    return Claim(claim.measure, tuple(arguments), claim.relation, low, high, claim.word)
