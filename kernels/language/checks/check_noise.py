"""White noise `xi` stands in derivatives alone, and enters them linearly: elsewhere it has no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kernels.language.codes import diagnose
from kernels.language.constants import NOISE, is_noise
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.model import Model
from kernels.language.syntax.tree import Expr

_WORD = re.compile(rf"(?<![A-Za-z0-9_]){NOISE}(?![A-Za-z0-9])")
_WORDS = re.compile(rf"{NOISE}\w*")
_SUMS = frozenset({"add", "sub", "neg", "pos"})
# which arguments of a choice are its conditions
_CONDITIONS = {"if": slice(1, 2), "where": slice(0, 1), "piecewise": slice(1, None, 2)}
_NONE, _LINEAR, _OTHER = 0, 1, 2  # how an expression depends on noise


def check_noise(model: Model, text: str) -> Iterator[Diagnostic]:
    """The diagnostics of noise in maps, conditions, statements and initial values, and of its squares and sines."""
    if _WORD.search(text) is None:
        return
    words = {word for word in _WORDS.findall(text) if is_noise(word)}
    noisy: dict[str, int] = dict.fromkeys(words, _LINEAR)  # noise, and the named expressions that depend on it
    for named in model.subexpressions:
        if _first_noise(named.expr, noisy) is None:
            continue
        depends, problem = _dependence(named.expr, noisy)
        if problem is not None:
            yield problem
        if depends:
            noisy[named.name] = _LINEAR  # its own mistake is reported once, not at every use
    for state in model.states:
        if state.kind == "ode" and _first_noise(state.rhs, noisy) is not None:
            problem = _dependence(state.rhs, noisy)[1]
            if problem is not None:
                yield problem
    for expr in _without_noise(model):
        node = _first_noise(expr, noisy)
        if node is not None:
            yield _out_of_place(node)


def _without_noise(model: Model) -> Iterator[Expr]:
    """The expressions that are no derivatives."""
    yield from (state.rhs for state in model.states if state.kind == "map")
    yield from (expr for expr in (model.threshold, model.spike, model.refractory) if expr is not None)
    yield from (update.expr for update in (*model.init, *model.reset))
    for event in model.events:
        yield event.condition
        yield from (update.expr for update in event.updates)


def _first_noise(expr: Expr, noisy: dict[str, int]) -> Expr | None:
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if node.args:
            waiting.extend(node.args[::-1])
        elif node.op == "name" and node.value in noisy:
            return node
    return None


def _out_of_place(node: Expr) -> Diagnostic:
    name = str(node.value)
    if not is_noise(name):
        message = f"`{name}` holds white noise, which only a derivative can have"
        return diagnose("ODE222", node.start, node.end, message)
    message = f"`{name}` is the noise of a derivative: a normal number a step is `randn()`"
    fix = Fix("write randn()", (Edit(node.start, node.end, "randn()"),))
    return diagnose("ODE222", node.start, node.end, message, (fix,))


def _dependence(expr: Expr, noisy: dict[str, int]) -> tuple[int, Diagnostic | None]:
    """How an expression depends on noise, and the first operation in it that noise may not enter."""
    if expr.op == "name":
        name = str(expr.value)
        return noisy.get(name, _NONE), None
    inside = [_dependence(argument, noisy) for argument in expr.args]
    problem = next((found for _, found in inside if found is not None), None)
    depends = _combined(expr, [kind for kind, _ in inside])
    if problem is None and depends == _OTHER:
        message = "white noise is added, and multiplied by what holds none; nothing else can be done with it"
        problem = diagnose("ODE223", expr.start, expr.end, message)
    return depends, problem


def _combined(expr: Expr, kinds: list[int]) -> int:
    """How an operation depends on noise, from how its arguments do."""
    most = max(kinds, default=_NONE)
    if most == _NONE or expr.op in _SUMS:
        return most
    if expr.op == "mul":
        return min(sum(kinds), _OTHER)
    if expr.op == "div":
        return _OTHER if kinds[1] else kinds[0]
    conditions = _CONDITIONS.get(str(expr.value) if expr.op == "call" else expr.op)
    return most if conditions is not None and not any(kinds[conditions]) else _OTHER
