"""A model held at a constant drive: its bias is part of the model, its input what comes on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kernels.analysis.accumulate import NOWHERE, free_name, name, term
from kernels.language.checks.rewrite import with_expressions
from kernels.language.model import Model, Parameter, StimulusTerm
from kernels.language.syntax.tree import Expr


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The model with the parameter of the name `bias` added to its first input."""

    model: Model
    bias: str


def at_operating_point(model: Model) -> OperatingPoint:
    """The model around a constant drive of its first input, without stimuli of its own for that input."""
    bias = free_name(model, "bias")
    item = model.inputs[0].name
    shifted = term("add", name(item), name(bias))

    def moved(expr: Expr) -> Expr:
        if expr.op == "name" and expr.value == item:
            return shifted
        return expr._replace(args=tuple(moved(arg) for arg in expr.args)) if expr.args else expr

    def without(stimuli: Mapping[str, tuple[StimulusTerm, ...]]) -> dict[str, tuple[StimulusTerm, ...]]:
        return {key: terms for key, terms in stimuli.items() if key != item}

    extra = Parameter(bias, 0.0, model.inputs[0].unit, None, None, False, "", NOWHERE)
    changed = replace(
        with_expressions(model, moved),
        parameters=(*model.parameters, extra),
        stimuli=without(model.stimuli),
        presets=tuple(
            replace(
                one,
                stimuli=without(one.stimuli),
                values={key: value for key, value in one.values.items() if key != item},
            )
            for one in model.presets
        ),
        source=f"{model.source}\n# at an operating point",
    )
    return OperatingPoint(changed, bias)
