"""The circuits that were made last: the Verilog, the precision and the graph of a model are views of the same one."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from hdl.compile import Compiled
from kernels.language.model import Model

MOST_KEPT = 4  # with the run that each was measured in: 200,000 steps of ten states take 16 MB

_kept: OrderedDict[tuple[str, str], Compiled] = OrderedDict()
_lock = Lock()


def kept_circuit(model: Model, name: str, options: Mapping[str, Any], make: Callable[[], Compiled]) -> Compiled:
    """The circuit made for a model with these options before, or by `make` now; what JSON does
    not hold is made anew."""
    try:
        key = (model.source, json.dumps([name, dict(options)], sort_keys=True))
    except (TypeError, ValueError):
        return make()
    with _lock:
        found = _kept.get(key) if model.source else None
        if found is not None and found.model == model:  # a model may have been changed since it was parsed
            _kept.move_to_end(key)
            return found
    made = make()
    if model.source:
        with _lock:
            _kept[key] = made
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return made
