"""Which parameters are behind a run that left the finite numbers?

A parameter outside of its declared range, or one that makes a divisor zero, explains more than the state that was the
first to become infinite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kernels.language.checks.fold import evaluate
from kernels.language.model import Model, Parameter
from kernels.language.syntax.tree import Expr

DIVISIONS = ("div", "floordiv", "mod")
MOST_TOLD = 3


def parameters_at_fault(model: Model, numbers: Mapping[str, float]) -> str:
    """`"; tau_m = 0 ms makes a divisor zero (its range is 1 to 100)"`, empty where no parameter stands out.

    `numbers` are the parameters of one run. It ends a message, so it begins with a semicolon.
    """
    dividing = set(_zero_divisors(model, numbers))
    told = []
    for parameter in model.parameters:
        value = numbers.get(parameter.name)
        if value is None:
            continue
        outside = _outside(parameter, value)
        if parameter.name in dividing:
            told.append(f"{_shown(parameter, value)} makes a divisor zero{_range(parameter, ' (its range is {})')}")
        elif outside:
            told.append(f"{_shown(parameter, value)} is outside of its range, {_range(parameter, '{}')}")
    return "".join(f"; {text}" for text in told[:MOST_TOLD])


def _outside(parameter: Parameter, value: float) -> bool:
    low, high = parameter.low, parameter.high
    return (low is not None and value < low) or (high is not None and value > high)


def _shown(parameter: Parameter, value: float) -> str:
    return f"{parameter.name} = {value:g} {parameter.unit}".rstrip()


def _range(parameter: Parameter, text: str) -> str:
    """The declared range put into the text; nothing where there is none."""
    if parameter.low is None or parameter.high is None:
        return ""
    return text.format(f"{parameter.low:g} to {parameter.high:g}")


def _zero_divisors(model: Model, numbers: Mapping[str, float]) -> Iterator[str]:
    """The parameters that stand in divisors which are zero whatever the states are."""
    known, made_of = dict(numbers), {name: frozenset([name]) for name in numbers}
    for sub in model.subexpressions:  # each uses only earlier ones
        value = evaluate(sub.expr, known)
        if value is not None:
            known[sub.name] = value
            made_of[sub.name] = frozenset().union(*(made_of[name] for name in _names(sub.expr) if name in made_of))
    for root in _expressions(model):
        for node in _nodes(root):
            if node.op in DIVISIONS and evaluate(node.args[1], known) == 0.0:
                for name in _names(node.args[1]):
                    yield from made_of.get(name, ())


def _expressions(model: Model) -> Iterator[Expr]:
    """Everything that a step evaluates."""
    yield from (state.rhs for state in model.states)
    yield from (sub.expr for sub in model.subexpressions)
    for updates in (model.init, model.reset, *(event.updates for event in model.events)):
        yield from (update.expr for update in updates)


def _nodes(root: Expr) -> Iterator[Expr]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.args)
        yield node


def _names(root: Expr) -> Iterator[str]:
    return (str(node.value) for node in _nodes(root) if node.op == "name")
