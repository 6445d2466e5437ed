"""The display unit of every quantity of a model, and how units are shown."""

from __future__ import annotations

import re

from kernels.language.model import Model
from kernels.language.typeset.symbols import superscript

_POWER = re.compile(r"\*\*(-?\d+)(?![\d.])")


def unit_text(unit: str) -> str:
    """`mS/cm**2` as mS/cm²: on panels, plots and pictures. Tables and JSON have the language's own spelling."""
    return _POWER.sub(lambda found: superscript(found[1]) or found[0], unit)


def state_units(model: Model) -> dict[str, str]:
    """Unit by state; "" where there is none."""
    return {item.name: item.unit for item in model.states}


def parameter_units(model: Model) -> dict[str, str]:
    """Unit by parameter; "" where there is none."""
    return {item.name: item.unit for item in model.parameters}


def input_units(model: Model) -> dict[str, str]:
    """Unit by input; "" where there is none."""
    return {item.name: item.unit for item in model.inputs}
