"""The table of operations: schemas that fit their functions, and requests read field by field."""

from __future__ import annotations

import inspect
import json
from dataclasses import fields
from importlib import import_module
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kernels
from hdl.options import CircuitRequest
from kernels.analysis.options import RunOptions
from kernels.analysis.plain import plain
from kernels.errors import KernelsError, RequestError
from sctui.operations import OPERATIONS, perform, schema_of

AXIS = {"min": 0.0, "max": 3.0, "steps": 2}
LIF = {
    "equations": ["dv/dt = -(v - E_L) / tau_m + I / C"], "threshold": "v > -50", "reset": "v = -65",
    "params": {"E_L": -65.0, "tau_m": 10.0, "C": 1.0}, "init": {"v": -65.0},
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_schema_fits_the_function(name: str) -> None:
    operation = OPERATIONS[name]
    function = getattr(import_module(operation.home), operation.function)
    parameters = inspect.signature(function).parameters
    own = {item.name: item for item in fields(schema_of(operation))}
    taken = {n for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY}
    passed_on = {item.name for base in schema_of(operation).__mro__[1:-1] for item in fields(base)}
    assert set(own) - passed_on <= taken
    assert not passed_on or any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    assert all(item.metadata.get("doc") for item in own.values())
    for field, item in own.items():
        if field not in taken:
            continue
        default = parameters[field].default
        assert default is inspect.Parameter.empty or default == item.default, field
    takes_runs = any(p.kind is p.VAR_KEYWORD for p in parameters.values()) or set(RunOptions.__annotations__) <= taken
    assert not operation.runs or takes_runs
    assert not operation.works or {"progress", "cancelled"} <= taken


@pytest.mark.parametrize("name", [n for n, operation in OPERATIONS.items() if operation.home.startswith("kernels.")])
def test_every_operation_is_a_function_of_the_package(name: str) -> None:
    operation = OPERATIONS[name]
    assert getattr(kernels, operation.function) is getattr(import_module(operation.home), operation.function)


COMPILED = {n: o for n, o in OPERATIONS.items() if o.home.startswith("hdl.") and o.subject}


@pytest.mark.parametrize("name", COMPILED)
def test_every_operation_that_compiles_a_circuit_has_its_fields_and_hands_them_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = COMPILED[name]
    assert issubclass(schema_of(operation), CircuitRequest)
    asked: dict[str, object] = {}

    def stopped(model: object, **settings: object) -> None:
        asked.update(settings)
        raise RequestError("format", "seen")

    # cosim is what ir/cosim calls
    for home in {operation.home, "hdl.judges.cosim"}:
        monkeypatch.setattr(import_module(home), "circuit_of", stopped)
    given = {"format": "auto", "guard": 5, "segments": 64, "rate_error": 0.5, "coincidence": 0.25}
    with (
        patch("hdl.judges.cosim.chosen_simulator", return_value="iverilog"),
        pytest.raises(RequestError, match="format: seen"),
    ):
        perform(name, {"model": "lif", "duration": 7.0, **given})
    assert {key: asked[key] for key in given} == given
    assert asked["duration"] == 7.0


def test_the_reference_studios_request_works_as_it_is() -> None:
    run = perform("simulate", LIF | {"current": 30.0, "protocol": "constant", "duration": 100.0, "dt": 0.1})
    answer = json.loads(json.dumps(plain(run), allow_nan=False))
    assert answer["spike_count"] == len(answer["spikes"]) > 100


def test_a_parameter_of_an_inline_model_can_be_varied() -> None:
    axes = {"x": {"parameter": "tau_m", "min": 5.0, "max": 20.0, "steps": 2}, "y": AXIS | {"parameter": "I"}}
    found = perform("heatmap", LIF | axes | {"duration": 20.0, "measure": "mean"})
    assert np.asarray(found.values).shape == (2, 2)
    diagram = perform("bifurcation", LIF | {"current": 1.0, "parameter": "E_L", "min": -70.0, "max": -60.0, "steps": 2,
                                            "duration": 20.0})  # fmt: skip
    (branch,) = diagram.branches
    assert branch.states["v"] == pytest.approx(branch.values + 10.0)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"i_stps": 3}, "i_stps"),
        ({"i_steps": 1}, "i_steps"),
        ({"i_steps": 2.5}, "i_steps"),
        ({"i_steps": True}, "i_steps"),
        ({"i_steps": "many"}, "i_steps"),
        ({"i_steps": 10**9}, "i_steps"),
        ({"i_max": float("nan")}, "i_max"),
        ({"i_max": 10**400}, "i_max"),
        ({"i_max": 1e308, "i_min": -1e308}, ""),
        ({"i_min": 3.0, "i_max": 1.0}, "i_max"),
        ({"refine": 1}, "refine"),
        ({"params": [1]}, "params"),
        ({"duration": -5}, "duration"),
        ({"model": "adex"}, "model"),
        ({"protocol": "step"}, "protocol"),
        ({"dt": "small"}, "dt"),
    ],
)
def test_what_is_wrong_names_its_field(request_: dict, field: str) -> None:
    with pytest.raises(KernelsError) as caught:
        perform("fi-curve", LIF | {"i_min": 0.0, "i_max": 5.0, "duration": 20.0} | request_)
    if field:
        assert isinstance(caught.value, RequestError)
        assert caught.value.field.startswith(field)
    assert "\n" not in str(caught.value)


def test_a_level_beyond_arithmetic_is_named() -> None:
    with pytest.raises(RequestError, match=r"^current: .*1e\+15"):
        perform("sta", LIF | {"current": 5e154, "duration": 20.0})


def test_an_unknown_operation_is_named() -> None:
    with pytest.raises(RequestError, match="did you mean 'fi-curve'"):
        perform("fi-curv", LIF)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=8),
    st.lists(st.floats(), max_size=3), st.dictionaries(st.text(max_size=4), st.floats(), max_size=2),
)  # fmt: skip
ALL_FIELDS = [
    (name, field)
    for name, operation in OPERATIONS.items()
    for field in (
        *[f.name for f in fields(schema_of(operation))],
        *(RunOptions.__annotations__ if operation.runs else ()),
    )
]


SHORT = LIF | {"current": 2.0, "duration": 2.0, "dt": 0.1}
# what an operation needs to get beyond its first check, and to be done soon
NEEDED = {
    "heatmap": {"x": AXIS | {"parameter": "I"}, "y": AXIS | {"parameter": "C", "min": 1.0}},
    "compare": {"a": SHORT, "b": SHORT},
    "multi-simulate": {"runs": [SHORT, SHORT]},
    "scan": {"models": ["lif"]},
    "sta": {"trials": 1, "window": 1.0, "after": 0.5},
    "ir/stream-error": {"lengths": [16, 32], "pairs": 2, "steps": 300},
    "freq-response": {"n": 2, "trials": 2, "f_min": 500.0, "f_max": 800.0},
}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ALL_FIELDS), JUNK)
def test_junk_in_any_field_is_an_answer_or_one_clear_line(where: tuple[str, str], junk: object) -> None:
    name, field = where
    operation = OPERATIONS[name]
    request = {**LIF, "duration": 2.0, "dt": 0.1, "i_max": 5.0, **NEEDED.get(name, {}), field: junk}
    if field == "duration" and isinstance(junk, (int, float)) and not isinstance(junk, bool) and junk > 1e3:
        return  # a long run is no error, only long
    if field == "dt" and isinstance(junk, float) and 0 < junk < 1e-3:
        return
    if (name, field, junk) == ("scan", "models", None):
        return  # nor is the whole library
    known = {f.name for f in fields(schema_of(operation))}
    known |= set(LIF) if operation.subject else set()
    known |= set(RunOptions.__annotations__) if operation.runs else set()
    request = {key: value for key, value in request.items() if key in known}
    problem = ""
    # without outside tools, which take seconds; what they are given is checked before they are looked for
    with patch("shutil.which", return_value=None), patch("importlib.util.find_spec", return_value=None):
        try:
            perform(name, request)
        except KernelsError as error:
            problem = str(error)
    assert "\n" not in problem
