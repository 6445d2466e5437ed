"""Rewritten right-hand sides against Brian 2's quantities, at random points (see tests/reference/brian2_units.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kernels.language import analyse
from kernels.language.checks.fold import evaluate
from kernels.language.syntax.document import parse_document
from kernels.language.units.dimensions import parse_unit

SYSTEMS = json.loads((Path(__file__).parents[2] / "reference" / "brian2_units.json").read_text())["systems"]


def exponent(unit_text: str) -> float:
    if not unit_text:
        return 0.0
    (definition,) = parse_document(f"x : {unit_text}")[0].statements
    return float(parse_unit(definition.unit).exponent)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system["name"])
def test_derivatives_are_brians(system: dict):
    model = analyse(system["text"]).model
    assert model is not None, analyse(system["text"]).diagnostics
    scale = {item.name: 10.0 ** exponent(item.unit) for item in (*model.states, *model.inputs)}
    for sample in system["samples"]:
        values = {parameter.name: parameter.default for parameter in model.parameters}
        values |= {name: value / scale[name] for name, value in sample["point"].items()}
        for item in model.subexpressions:
            values[item.name] = evaluate(item.expr, values)
        for state in model.states:
            slope = evaluate(state.rhs, values) * scale[state.name] / 1e-3  # per second
            assert slope == pytest.approx(sample["slopes"][state.name], rel=1e-12), state.name
