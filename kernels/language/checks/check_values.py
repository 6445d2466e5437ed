"""Warnings that need numbers: removable 0/0, a reset that leaves the threshold true, a step too large."""

from __future__ import annotations

from collections.abc import Iterator

from kernels.language.checks.declarations import Declarations
from kernels.language.checks.fold import evaluate
from kernels.language.checks.removable import removables
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.model import Model
from kernels.language.syntax.bodies import Run
from kernels.language.syntax.tree import Definition, Expr

_LARGEST_STEP = 0.25  # of the fastest time constant
_MOST_DEFINITIONS = 100  # with exponentials that are searched for 0/0, so that no file takes long
_STEP_FREE_METHODS = frozenset(("exact", "exponential_euler", "rush_larsen"))


def check_values(declarations: Declarations, model: Model | None, text: str, problems: list[Diagnostic]) -> None:
    """Report the warnings; those that need the model's numbers only where there is a model."""
    problems.extend(_zero_by_zero(declarations, text))
    if model is not None:
        values = {parameter.name: parameter.default for parameter in model.parameters}
        problems.extend(_lasting_threshold(declarations, model, dict(values)))
        problems.extend(_large_step(declarations, model, values))


def _zero_by_zero(declarations: Declarations, text: str) -> Iterator[Diagnostic]:
    changing = frozenset((*declarations.states, *declarations.inputs, *declarations.subexpressions, "I", "t"))
    looked_at = 0
    for table in (declarations.states, declarations.subexpressions, declarations.functions):
        for definition in table.values():
            if definition.expr is None or looked_at == _MOST_DEFINITIONS or not _calls_exp(definition, declarations):
                continue
            looked_at += 1
            moving = changing.union(argument for argument, _ in definition.arguments)
            for found in removables(definition.expr, text, moving):
                quotient = found.quotient
                fix = Fix("write it with exprel", (Edit(quotient.start, quotient.end, found.replacement),))
                zero = text[found.argument.start : found.argument.end]
                message = f"this is 0/0 where {zero} is 0: write {found.replacement}"
                yield diagnose("ODE404", quotient.start, quotient.end, message, (fix,))


def _calls_exp(definition: Definition, declarations: Declarations) -> bool:
    return any(node.value == "exp" for node in declarations.mentions[id(definition.expr)].calls)


def _lasting_threshold(declarations: Declarations, model: Model, values: dict[str, float]) -> Iterator[Diagnostic]:
    """The threshold evaluated after the reset at the defaults, as far as it can be."""
    if model.threshold is None or not model.reset:
        return
    for update in model.reset:
        value = evaluate(update.expr, values)
        if value is None:
            values.pop(update.name, None)
        else:
            values[update.name] = value
    for subexpression in model.subexpressions:
        value = evaluate(subexpression.expr, values)
        if value is not None:
            values[subexpression.name] = value
    if evaluate(model.threshold, values):
        directive = declarations.directives["reset"]
        message = "after this reset the threshold is still true, so the model spikes only once"
        yield diagnose("ODE405", *directive.value_span, message)


def _large_step(declarations: Declarations, model: Model, values: dict[str, float]) -> Iterator[Diagnostic]:
    """dt against the decay rate that each derivative shows in its own state, at the defaults."""
    directive = declarations.directives.get("run")
    dt = model.run.dt
    if dt is None or directive is None or not isinstance(directive.body, Run) or directive.body.dt is None:
        return
    if model.run.method in _STEP_FREE_METHODS:
        return
    fastest, whose = 0.0, ""
    for state in model.states:
        if state.kind == "ode":
            rate = -_slope(state.rhs, state.name, values)
            if rate > fastest:
                fastest, whose = rate, state.name
    if dt * fastest > _LARGEST_STEP:
        unit = " ms" if model.time_unit == "ms" else " second"
        expr = directive.body.dt
        fitting = f"{0.1 / fastest:.1g}{unit}"
        message = f"dt is large against the time constant of `{whose}`, {1 / fastest:.3g}{unit}: take {fitting}"
        fix = Fix(f"set dt = {fitting}", (Edit(expr.start, expr.end, fitting),))
        yield diagnose("ODE406", expr.start, expr.end, message, (fix,))


def _slope(expr: Expr, state: str, values: dict[str, float]) -> float:
    """The coefficient of a state in the part of an expression that is linear in it with constant coefficients."""
    op = expr.op
    if op == "name":
        return 1.0 if expr.value == state else 0.0
    if op == "neg":
        return -_slope(expr.args[0], state, values)
    if op == "add":
        return _slope(expr.args[0], state, values) + _slope(expr.args[1], state, values)
    if op == "sub":
        return _slope(expr.args[0], state, values) - _slope(expr.args[1], state, values)
    if op == "mul":
        for factor, other in (expr.args, expr.args[::-1]):
            value = evaluate(factor, values)
            if value is not None:
                return value * _slope(other, state, values)
    if op == "div":
        below = evaluate(expr.args[1], values)
        if below:
            return _slope(expr.args[0], state, values) / below
    return 0.0
