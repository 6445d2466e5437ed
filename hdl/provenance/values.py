"""Values of nodes at a few points of the model's range, by which a function is known again in another graph."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from hdl.lowering.functions import VALUES
from kernels.codegen.graph import Graph

POINTS = 5
DIGITS = 6  # that two values have to agree in
STEPS, AGE = 1000.0, 17.0  # since reset and since the last spike

Key = tuple[str, ...]


def sample(name: str, low: float, high: float) -> Any:
    """Values of a quantity between two ends, the same for the same name."""
    if not (math.isfinite(low) and math.isfinite(high)) or low >= high:
        low = low if math.isfinite(low) else 0.0
        high = low + max(1.0, abs(low))
    digest = hashlib.sha256(name.encode()).digest()
    share = np.array([int.from_bytes(digest[2 * k : 2 * k + 2], "big") / 65536.0 for k in range(POINTS)])
    return low + (high - low) * (0.1 + 0.8 * share)


def key(op: str, values: Any) -> Key:
    """A name for a function by its values, the same for all its multiples."""
    with np.errstate(all="ignore"):
        values = np.broadcast_to(np.asarray(values, dtype=float), (POINTS,))
        largest = int(np.argmax(np.where(np.isfinite(values), np.abs(values), -1.0)))
        scale = values[largest]
        if not np.isfinite(scale) or scale == 0.0:
            return ("function", op)
        return ("value", *(f"{v:.{DIGITS - 1}e}" for v in np.round(values / scale, DIGITS) + 0.0))


class Values:
    """The values of a graph's nodes, those of its leaves given by (role, name); NaN for what has none."""

    def __init__(self, g: Graph, leaves: Mapping[tuple[str, str], Any]) -> None:
        self.g, self.leaves = g, leaves
        self._known: dict[int, Any] = {}

    def of(self, root: int) -> Any:
        """The values of a node."""
        with np.errstate(all="ignore"):
            for n in self.g.reachable([root]) if root not in self._known else ():
                if n not in self._known:
                    self._known[n] = self._value(n)
        return self._known[root]

    def _value(self, n: int) -> Any:
        op, args, value, _ = self.g.nodes[n]
        if op == "const":
            return value
        if op == "leaf":
            assert isinstance(value, tuple)
            return self.leaves.get((str(value[0]), str(value[1])), np.full(POINTS, np.nan))
        if op not in VALUES:
            return np.full(POINTS, np.nan)
        return VALUES[op](*(self._known[a] for a in args))

    def key(self, n: int) -> Key:
        """The name of the function that a node is."""
        return key(self.g.nodes[n].op, self.of(n))

    def difference(self, a: int, b: int) -> Key:
        """The name of the function whose sign decides a comparison."""
        with np.errstate(all="ignore"):
            return key("less", np.subtract(self.of(a), self.of(b), dtype=float))
