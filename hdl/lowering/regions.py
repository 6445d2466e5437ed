"""Which parts of a graph are costly functions of a single value, and so can be one table each?

For every node the first value all of it flows through (its earliest dominator, constants aside): a leaf, or a sum of
several. What lies between that value and a costly function becomes a table over it.
"""

from __future__ import annotations

from hdl.lowering.functions import COSTLY
from hdl.lowering.intervals import is_fraction
from kernels.codegen.graph import Graph

SMOOTH = COSTLY | {"add", "sub", "mul", "neg", "abs"}


class Regions:
    """Sources and costs of the nodes of a graph."""

    def __init__(self, g: Graph, nodes: list[int]) -> None:
        self.g = g
        self.source: dict[int, int] = {}  # of a changing node: the first value all of it smoothly flows through
        self.constant: set[int] = set()
        self.costly: set[int] = set()  # something between the source and the node needs a table
        self._smoothly: dict[int, tuple[int, ...]] = {}  # dominators, earliest first, behind the last jump
        self._through: dict[int, tuple[int, ...]] = {}  # all dominators
        for n in nodes:
            self._add(n)

    def _add(self, n: int) -> None:
        op, args, _, _ = self.g.nodes[n]
        changing = [a for a in args if a not in self.constant]
        if op == "const" or (args and not changing):
            self.constant.add(n)
            return
        self._through[n] = (*_shared([self._through[a] for a in changing]), n)
        smooth = op in SMOOTH and changing and not is_fraction(self.g, n)
        self._smoothly[n] = (*_shared([self._smoothly[a] for a in changing]), n) if smooth else (n,)
        source = self.source[n] = self._smoothly[n][0]
        if source != n and (self.is_costly(n) or any(a in self.costly for a in changing if a != source)):
            self.costly.add(n)

    def is_costly(self, n: int) -> bool:
        """Whether the operation itself needs a table."""
        op, args, _, _ = self.g.nodes[n]
        if op == "div":
            return args[1] not in self.constant
        return op in COSTLY

    def is_table(self, n: int) -> bool:
        """Whether the node, as a function of its source, is to be one table: costly, and no mere sum."""
        if n not in self.costly:
            return False
        op, args, _, _ = self.g.nodes[n]
        if op in ("add", "sub"):
            # a polynomial beside the costly part stays arithmetic, which is exact
            return all(a in self.costly or a in self.constant for a in args)
        return True

    def choice_source(self, n: int) -> int | None:
        """The single value a choice between functions depends on, where there is one."""
        if self.g.nodes[n].op != "select" or n in self.constant or self._through[n][0] == n:
            return None
        return self._through[n][0]


def _shared(chains: list[tuple[int, ...]]) -> list[int]:
    """What all chains hold, in order."""
    return [d for d in chains[0] if all(d in chain for chain in chains[1:])] if chains else []
