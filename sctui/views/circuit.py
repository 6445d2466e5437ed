"""Which circuit the views of hardware ask for: the fields of their requests that their options set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPEN = "auto"  # of the guard bits: as many as the spikes need


def circuit_fields(options: Mapping[str, str]) -> dict[str, Any]:
    """The format, the guard bits unless they are left open, and the architecture where the view has one."""
    fields: dict[str, Any] = {name: options[name] for name in ("format", "arch") if name in options}
    return fields if options["guard"] == OPEN else fields | {"guard": int(options["guard"])}
