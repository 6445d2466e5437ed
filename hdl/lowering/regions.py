"""Which parts of a graph are costly functions of a single value, and so can be one table each?

For every node the first value all of it flows through (its earliest dominator, constants aside): a leaf, or a sum of
several. What lies between that value and a costly function becomes a table over it.
"""

from __future__ import annotations

from kernels.codegen.graph import Graph

from hdl.lowering.functions import COSTLY

SMOOTH = COSTLY | {"add", "sub", "mul", "neg", "abs"}


class Regions:
    """Sources and costs of the nodes of a graph."""

    def __init__(self, g: Graph, nodes: list[int]) -> None:
        self.g = g
        self.source: dict[int, int | None] = {}  # None: no single value above it, or a constant
        self.constant: set[int] = set()
        self.costly: set[int] = set()  # something between the source and the node needs a table
        self.smooth: set[int] = set()
        self._above: dict[int, tuple[int, ...]] = {}  # dominators, earliest first
        for n in nodes:
            self._add(n)

    def _add(self, n: int) -> None:
        op, args, _, _ = self.g.nodes[n]
        changing = [a for a in args if a not in self.constant]
        if op == "const" or (args and not changing):
            self.constant.add(n)
            return
        if op == "leaf":
            self._above[n] = (n,)
        else:
            chains = [self._above[a] for a in changing]
            shared = [d for d in chains[0] if all(d in chain for chain in chains[1:])]
            self._above[n] = (*shared, n)
        source = self.source[n] = self._above[n][0]
        if source == n:
            return
        same = [a for a in changing if a != source]
        if self.is_costly(n) or any(a in self.costly for a in same):
            self.costly.add(n)
        if op in SMOOTH and all(a in self.smooth for a in same):
            self.smooth.add(n)

    def is_costly(self, n: int) -> bool:
        """Whether the operation itself needs a table."""
        op, args, _, _ = self.g.nodes[n]
        if op == "div":
            return args[1] not in self.constant
        return op in COSTLY

    def is_table(self, n: int) -> bool:
        """Whether the node, as a function of its source, is to be one table: smooth, costly, no mere sum."""
        if n not in self.costly or n not in self.smooth:
            return False
        op, args, _, _ = self.g.nodes[n]
        if op in ("add", "sub"):
            # a polynomial beside the costly part stays arithmetic, which is exact
            return all(a in self.costly or a in self.constant for a in args)
        return True

    def choice_over(self, n: int) -> bool:
        """Whether a choice between costly functions is itself a function of one value."""
        return self.g.nodes[n].op == "select" and n in self.costly and self.source.get(n) not in (None, n)
