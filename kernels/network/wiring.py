"""Who is connected to whom? Every ordered pair of different neurons with the same probability, row by row.

Draw d of neuron r is a function of (seed, r, d) alone: Philox with counter (8 (d div 16) + d mod 8, 0, r, stream), the
first uniform of the call where d mod 16 < 8, else the second. The targets of r, counted without r itself, lie
1 + floor(log(u)/log(1 - p)) apart. So the connections depend on neither threads nor the order of the rows.
"""

from __future__ import annotations

import ctypes
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.codegen import native
from kernels.network.wiring_text import ROUND, wiring_text

Places = NDArray[np.int64]

CHUNK = 64  # rows that share a piece of the table
LONGEST = -1e200  # of 1/log(1 - p): finite, so that its product with 0 is a number
SPREAD = 12.0  # standard deviations of room a chunk has beyond the mean

_POINTER, _WORD = ctypes.c_void_p, ctypes.c_int64
_ROWS = ctypes.CFUNCTYPE(_WORD, *[_POINTER] * 3, *[_WORD] * 6, ctypes.c_double, _WORD, _WORD)
_SPLIT = ctypes.CFUNCTYPE(None, *[_POINTER] * 4, _WORD, _WORD)


@dataclass(frozen=True, slots=True)
class Wiring:
    """Rows of targets, all as lanes: those of lane l are targets[first[l]:last[l]], ascending.

    The inhibitory neurons' lanes begin `padding` after the last excitatory one; the lanes between have no rows.
    """

    targets: NDArray[np.uint32]
    first: Places  # (lanes,)
    last: Places  # (lanes,)

    @property
    def synapses(self) -> int:
        """How many connections there are."""
        return int((self.last - self.first).sum())

    def places(self, boundary: int) -> Places:
        """Where in each row the targets from lane `boundary` on begin (lanes,)."""
        found = np.empty_like(self.first)
        _functions()["split"](
            self.targets.ctypes.data, self.first.ctypes.data, self.last.ctypes.data, found.ctypes.data,
            len(found), boundary,
        )  # fmt: skip
        return found


@cache
def _functions() -> dict[str, Any]:
    return native.load(wiring_text(), {"rows": _ROWS, "split": _SPLIT}).functions


def connect(neurons: int, excitatory: int, padding: int, lanes: int, p: float, seed: int, threads: int) -> Wiring:
    """Connects `neurons` neurons, the first of them excitatory, with probability `p` a pair, on some threads."""
    first, last = np.zeros(lanes, dtype=np.int64), np.zeros(lanes, dtype=np.int64)
    if p <= 0.0 or neurons < 2:
        return Wiring(np.empty(0, dtype=np.uint32), first, last)
    per_log = max(1.0 / math.log1p(-p), LONGEST) if p < 1.0 else -0.0
    chunks = [(row, min(row + CHUNK, neurons)) for row in range(0, neurons, CHUNK)]
    pairs = CHUNK * (neurons - 1)
    room = min(pairs, math.ceil(pairs * p + SPREAD * math.sqrt(pairs * p * (1.0 - p)))) + neurons + ROUND
    targets = np.empty(room * len(chunks), dtype=np.uint32)
    rows = _functions()["rows"]

    def make(number: int) -> int:
        begin, end = chunks[number]
        done = rows(
            targets.ctypes.data, first.ctypes.data, last.ctypes.data, seed, begin, end, neurons, excitatory, padding,
            per_log, number * room, (number + 1) * room,
        )  # fmt: skip
        return int(end - done)

    if threads == 1:
        missing = sum(map(make, range(len(chunks))))
    else:
        with ThreadPoolExecutor(threads) as pool:
            missing = sum(pool.map(make, range(len(chunks))))
    # a draw more than 12 standard deviations above the mean does not happen; if it did it must not go unseen
    if missing:
        raise RuntimeError(f"{missing} rows of connections did not fit their room")
    return Wiring(targets, first, last)
