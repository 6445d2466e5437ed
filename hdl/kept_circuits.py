"""The circuits that were made last: the Verilog, the precision and the graph of a model are views of the same one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hdl.compile import Compiled
from kernels.language.model import Model
from kernels.made_of_models import MadeOfModels

MOST_KEPT = 4  # with the run that each was measured in: 200,000 steps of ten states take 16 MB

_KEPT: MadeOfModels[Compiled] = MadeOfModels(MOST_KEPT)


def kept_circuit(model: Model, name: str, options: Mapping[str, Any], make: Callable[[], Compiled]) -> Compiled:
    """The circuit made with these options before, or by `make` now; options that JSON does not hold are not kept."""
    try:
        key = json.dumps([name, dict(options)], sort_keys=True)
    except (TypeError, ValueError):
        return make()
    return _KEPT.get(model, key, make)
