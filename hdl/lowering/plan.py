"""What a program's graph becomes: which nodes are operations, which are tables, how fine each has to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hdl.lowering.functions import evaluate
from hdl.lowering.intervals import EVERYTHING, Range, range_of
from hdl.lowering.layout import Layout
from hdl.lowering.needs import limits, needs
from hdl.lowering.regions import Regions
from kernels.codegen.graph import Graph

SAMPLES = 2049
ALIKE = 65  # values in which two functions of the same range are compared
BEYOND_SEEN = 4.0
COMPARED = 14  # bits of what is compared, of its range, that a multiplier has to see
NORMAL_REACH = 4.9  # of the sum of eight uniform numbers, in standard deviations


@dataclass(frozen=True, slots=True)
class Plan:
    """The nodes to make in order; `tables` maps the root of each table to its argument."""

    graph: Graph
    nodes: tuple[int, ...]
    tables: Mapping[int, int]
    ranges: Mapping[int, Range]
    needs: Mapping[int, float]
    seen: Mapping[int, float]  # bits behind the point with which a multiplier has to see a value
    limits: Mapping[int, float]
    regions: Regions
    roots: frozenset[int]  # what becomes a state, or a truth value that is kept


def make_plan(
    g: Graph,
    layout: Layout,
    fine: Mapping[int, float],
    seen: Mapping[int, float],
    kept: Mapping[int, Range],
    truths: list[int],
    split: frozenset[int],
    joined: frozenset[int],
) -> Plan:
    """The plan for roots with their bits behind the point (`fine`, and `seen` for what goes into products), the range
    each is kept in, and truth values.

    Nodes in `split` are not made tables, choices in `joined` are.
    """
    roots = [*fine, *truths]
    whole = g.reachable(roots)
    regions = Regions(g, whole)
    nodes, tables = _active(g, roots, regions, split, joined)
    leaves = leaf_ranges(g, nodes, layout)
    most: dict[int, float] = {}
    # twice: what makes no difference depends on the ranges, and the ranges of tables on it
    for _ in range(2):
        found, slopes = _ranges(g, nodes, tables, leaves, most)
        most = limits(g, nodes, found, kept, tables)
        for n, source in tables.items():
            most[n] = min(most.get(n, math.inf), _largest_seen(g, n, source, layout))
    fineness = needs(g, nodes, found, fine, slopes, layout.precision.width - 2)
    sight = needs(g, nodes, found, seen, slopes, COMPARED)
    _same_tables(g, tables, found, (fineness, sight, most))
    return Plan(g, tuple(nodes), tables, found, fineness, sight, most, regions, frozenset(roots))


def _same_tables(
    g: Graph, tables: Mapping[int, int], ranges: Mapping[int, Range], wanted: tuple[dict[int, float], ...]
) -> None:
    """The same function over the same range, as in the stages of a step, is one table: the finest that is wanted."""
    alike: dict[tuple[Range, bytes], list[int]] = {}
    for n, source in tables.items():
        reach = ranges.get(source, EVERYTHING)
        if math.isfinite(reach[0]) and math.isfinite(reach[1]):
            y = np.asarray(evaluate(g, n, {source: np.linspace(*reach, ALIKE)}), dtype=float)
            alike.setdefault((reach, y.tobytes()), []).append(n)
    for group in alike.values():
        for by_node in wanted:
            most = max(by_node.get(n, -math.inf) for n in group)
            by_node.update(dict.fromkeys(group, most) if most > -math.inf else {})


def _ranges(
    g: Graph, nodes: list[int], tables: Mapping[int, int], leaves: Mapping[int, Range], most: Mapping[int, float]
) -> tuple[dict[int, Range], dict[int, tuple[int, float]]]:
    """The ranges of all nodes, and for each table its argument and steepest slope."""
    found = dict(leaves)
    slopes: dict[int, tuple[int, float]] = {}
    for n in nodes:
        if n in tables:
            source = tables[n]
            found[n], slope = _sampled(g, n, source, found.get(source, EVERYTHING), most.get(n, math.inf))
            slopes[n] = source, slope
        elif g.nodes[n].kind == "f" and n not in found:
            found[n] = range_of(g, n, found)
    return found, slopes


def _active(
    g: Graph, roots: list[int], regions: Regions, split: frozenset[int], joined: frozenset[int]
) -> tuple[list[int], dict[int, int]]:
    """The nodes to make, arguments first, and among them the tables with their arguments."""
    tables: dict[int, int] = {}
    wanted: set[int] = set()
    stack = list(roots)
    while stack:
        n = stack.pop()
        if n in wanted:
            continue
        wanted.add(n)
        source = regions.choice_source(n) if n in joined else regions.source.get(n)
        if source is not None and n not in split and (n in joined or regions.is_table(n)):
            tables[n] = source
            stack.append(source)
        else:
            stack.extend(g.nodes[n].args)
    return sorted(wanted), tables


def _largest_seen(g: Graph, n: int, source: int, layout: Layout) -> float:
    """BEYOND_SEEN times the largest value of a function where its argument, a state, was seen; else infinite.

    A rate that explodes in the margins of a voltage need not be held there.
    """
    if g.role_of(source) not in ("state", "kept"):
        return math.inf
    low, high = layout.states[state_of(g, source)].seen
    values = np.abs(np.asarray(evaluate(g, n, {source: np.linspace(low, high, SAMPLES)}), dtype=float))
    finite = values[np.isfinite(values)]
    return BEYOND_SEEN * float(finite.max()) if len(finite) and finite.max() > 0.0 else math.inf


def state_of(g: Graph, leaf: int) -> str:
    """The state a leaf holds, at the start of the step or within it."""
    role, name = leaf_of(g, leaf)
    return name.rpartition("_")[0] if role == "kept" else name


def leaf_of(g: Graph, n: int) -> tuple[str, str]:
    """(role, name) of a leaf."""
    value = g.nodes[n].value
    assert isinstance(value, tuple)
    return str(value[0]), str(value[1])


def leaf_ranges(g: Graph, nodes: list[int], layout: Layout) -> dict[int, Range]:
    """What the leaves can be."""
    found: dict[int, Range] = {}
    for n in nodes:
        if g.nodes[n].op != "leaf":
            continue
        role, name = leaf_of(g, n)
        if role == "state":
            found[n] = layout.states[name].range
        elif role == "kept":
            found[n] = layout.states[state_of(g, n)].range
        elif role == "input":
            found[n] = layout.inputs[name].range
        elif role == "parameter":
            found[n] = layout.parameters[name].range
        elif role in ("age", "clock"):
            found[n] = 0.0, float(layout.age_limit)
        elif role == "normal":
            found[n] = -NORMAL_REACH, NORMAL_REACH
        elif role == "uniform":
            found[n] = 0.0, 1.0
    return found


def _sampled(g: Graph, n: int, source: int, reach: Range, limit: float) -> tuple[Range, float]:
    """The range and the steepest slope of a function of one value, from samples; infinite where it is not finite."""
    low, high = reach
    if not (math.isfinite(low) and math.isfinite(high)):
        return EVERYTHING, 1.0
    x = np.linspace(low, high, SAMPLES)
    y = np.broadcast_to(np.asarray(evaluate(g, n, {source: x}), dtype=float), x.shape)
    y = np.clip(y, -limit, limit)
    finite = np.isfinite(y)
    if not finite.any():
        return EVERYTHING, 1.0
    inside = y[finite]
    slope = float(np.abs(np.diff(inside)).max(initial=0.0) / max((high - low) / (SAMPLES - 1), 1e-300))
    spread = float(inside.max() - inside.min()) / SAMPLES
    least, most = float(inside.min()), float(inside.max())
    # between the samples it may go a little farther, but a function of one sign keeps it
    wide = least - spread if least < spread else 0.5 * least, most + spread if most > -spread else 0.5 * most
    return wide, slope
