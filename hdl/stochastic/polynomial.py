"""A node of the kernels' graph as a polynomial in the model's state and inputs, everything else put in as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hdl.lowering.functions import VALUES, between
from hdl.refusal import Refused
from kernels.codegen.graph import Graph

Monomial = tuple[tuple[str, str], ...]  # (role, name) of each factor, sorted; () is the constant
Polynomial = dict[Monomial, float]

MOST_TERMS = 64
HIGHEST = 8  # degree
WHY = {
    "t": "time", "t_end": "time", "t_spike": "time",
    "noise": "random", "normal": "random", "uniform": "random", "seed": "random", "lane": "random", "step": "random",
}  # fmt: skip
SAID = {"time": "reads the time", "random": "draws random numbers"}


def polynomial(g: Graph, root: int, known: Mapping[int, float], what: str) -> Polynomial:
    """The polynomial of a node over its ("state", name) and ("input", name) leaves; `known` gives the other leaves.

    Refused, calling the node `what`, where it is none: an operation on what changes, time, random numbers.
    """
    found: dict[int, Polynomial] = {}
    for n in between(g, root, {}):
        op, args, value, _ = g.nodes[n]
        if n in known:
            found[n] = {(): float(known[n])}
        elif op == "leaf":
            role = g.role_of(n)
            name = str(value[1]) if isinstance(value, tuple) else ""
            if role in WHY:
                raise Refused(WHY[role], f"{what} {SAID[WHY[role]]}; a stochastic neuron depends on its inputs alone")
            found[n] = {((role, name),): 1.0}
        elif op == "const":
            found[n] = {(): float(value)}  # type: ignore[arg-type]
        else:
            found[n] = _applied(op, [found[a] for a in args], what)
    return found[root]


def _applied(op: str, args: list[Polynomial], what: str) -> Polynomial:
    if all(set(a) <= {()} for a in args):
        if op not in VALUES:
            raise Refused("function", f"{what} holds {op}, which has no fixed value")
        return _finite(float(VALUES[op](*(a.get((), 0.0) for a in args))), what)
    if op in ("add", "sub"):
        return _sum(args[0], args[1], 1.0 if op == "add" else -1.0)
    if op == "neg":
        return {m: -c for m, c in args[0].items()}
    if op == "mul":
        return _product(args[0], args[1], what)
    if op == "div" and set(args[1]) <= {()} and args[1].get((), 0.0) != 0.0:
        return {m: c / args[1][()] for m, c in args[0].items()}
    if op == "select" and set(args[0]) <= {()}:
        return args[1] if args[0].get((), 0.0) else args[2]
    shown = {"div": "a division by what changes", "select": "a choice"}.get(op, f"{op} of what changes")
    raise Refused("shape", f"{what} holds {shown}; streams of bits make sums of products of the inputs alone")


def _finite(value: float, what: str) -> Polynomial:
    if not math.isfinite(value):
        raise Refused("range", f"{what} holds a constant that is not finite")
    return {(): value}


def _sum(a: Polynomial, b: Polynomial, sign: float) -> Polynomial:
    result = dict(a)
    for m, c in b.items():
        result[m] = result.get(m, 0.0) + sign * c
    return {m: c for m, c in result.items() if c != 0.0}


def _product(a: Polynomial, b: Polynomial, what: str) -> Polynomial:
    result: Polynomial = {}
    for m, c in a.items():
        for n, d in b.items():
            key = tuple(sorted(m + n))
            result[key] = result.get(key, 0.0) + c * d
    if len(result) > MOST_TERMS or any(len(m) > HIGHEST for m in result):
        raise Refused("shape", f"{what} has more than {MOST_TERMS} terms, or one of a degree above {HIGHEST}")
    return {m: c for m, c in result.items() if c != 0.0}


def in_unit(p: Polynomial, places: Mapping[tuple[str, str], tuple[float, float]]) -> Polynomial:
    """The polynomial with every factor written as low + span * x, in the x; `places` gives (low, span)."""
    result: Polynomial = {}
    for m, c in p.items():
        term: Polynomial = {(): c}
        for factor in m:
            low, span = places[factor]
            term = _product(term, {k: v for k, v in {(): low, (factor,): span}.items() if v != 0.0}, "the drive")
        result = _sum(result, term, 1.0)
    return result
