"""How many LUTs cover the gates: each takes a cone of gates with at most as many inputs as it has.

The cones are chosen by how many LUTs they add, shared ones in parts (Mishchenko A, Chatterjee S,
Brayton RK (2007) Improvements to technology mapping for LUT-based FPGAs. IEEE TCAD 26:240-253), in a few rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hdl.estimation.graph import Graph

Cut = frozenset[int]
KEPT = 6  # cones of each gate that are remembered
ROUNDS = 3


def cover(g: Graph, wanted: Sequence[int], costs: Sequence[int]) -> dict[int, Cut]:
    """The cone of each gate that becomes a LUT, for all literals that are wanted.

    `costs`: the LUTs that a cone of 0, 1, 2 ... inputs takes.
    """
    order = _gates(g, {x >> 1 for x in wanted})
    count = Counter(x >> 1 for x in set(wanted))
    count.update(x for node in order for x in _inputs(g, node))
    chosen: dict[int, Cut] = {}
    for _ in range(ROUNDS):
        best = _best(g, order, count, costs)
        chosen = _chosen(best, {x >> 1 for x in wanted})
        used = Counter(x >> 1 for x in set(wanted))
        used.update(x for cut in chosen.values() for x in cut)
        count = Counter({node: (count[node] + 2 * max(1, used[node])) / 3 for node in order})
    return chosen


def _inputs(g: Graph, node: int) -> list[int]:
    """The nodes that a gate reads, without constants."""
    return [x >> 1 for x in g.nodes[node].inputs if x > 1]


def _gates(g: Graph, wanted: set[int]) -> list[int]:
    """All gates below these nodes; each after those that it reads."""
    seen: set[int] = set()
    stack = list(wanted)
    while stack:
        node = stack.pop()
        if node not in seen and (inner := _inputs(g, node)):
            seen.add(node)
            stack += inner
    return sorted(seen)


def _best(g: Graph, order: Sequence[int], count: Counter[int], costs: Sequence[int]) -> dict[int, Cut]:
    """The best cone of each gate."""
    cuts: dict[int, list[Cut]] = {}
    flow: dict[int, float] = {}
    found: dict[int, Cut] = {}
    for node in order:
        unions: set[Cut] = {frozenset()}
        for x in _inputs(g, node):
            unions = {a | b for a in unions for b in cuts.get(x, [frozenset((x,))]) if len(a | b) < len(costs)}
        options = {cut: costs[len(cut)] + sum([flow.get(x, 0.0) for x in cut]) for cut in unions}
        ranked = sorted(options, key=lambda cut: (options[cut], len(cut), sorted(cut)))[:KEPT]
        found[node] = ranked[0]
        flow[node] = options[ranked[0]] / max(1.0, count[node])
        cuts[node] = [*ranked, frozenset((node,))]
    return found


def _chosen(best: dict[int, Cut], wanted: set[int]) -> dict[int, Cut]:
    found: dict[int, Cut] = {}
    stack = [node for node in wanted if node in best]
    while stack:
        node = stack.pop()
        if node not in found:
            found[node] = best[node]
            stack += [x for x in best[node] if x in best]
    return found
