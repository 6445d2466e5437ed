"""A model with every one of its expressions rewritten by a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kernels.language.model import Model, Update
from kernels.language.syntax.tree import Expr


def with_expressions(model: Model, change: Callable[[Expr], Expr]) -> Model:
    """The model with `change` applied to its equations, sub-expressions, initial values, conditions and statements."""

    def optional(expr: Expr | None) -> Expr | None:
        return None if expr is None else change(expr)

    def updates(statements: tuple[Update, ...]) -> tuple[Update, ...]:
        return tuple(Update(item.name, change(item.expr)) for item in statements)

    return replace(
        model,
        states=tuple(replace(item, rhs=change(item.rhs)) for item in model.states),
        subexpressions=tuple(replace(item, expr=change(item.expr)) for item in model.subexpressions),
        init=updates(model.init),
        threshold=optional(model.threshold),
        reset=updates(model.reset),
        spike=optional(model.spike),
        refractory=optional(model.refractory),
        events=tuple(
            replace(item, condition=change(item.condition), updates=updates(item.updates)) for item in model.events
        ),
    )
