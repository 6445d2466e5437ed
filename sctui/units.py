"""The display unit of every quantity of a model."""

from __future__ import annotations

from kernels.language.model import Model


def state_units(model: Model) -> dict[str, str]:
    """Unit by state; "" where there is none."""
    return {item.name: item.unit for item in model.states}


def parameter_units(model: Model) -> dict[str, str]:
    """Unit by parameter; "" where there is none."""
    return {item.name: item.unit for item in model.parameters}


def input_units(model: Model) -> dict[str, str]:
    """Unit by input; "" where there is none."""
    return {item.name: item.unit for item in model.inputs}
