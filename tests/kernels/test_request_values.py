"""A request may come from Python or JSON and hold anything: whatever is wrong is one line that names the field."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import kernels
from kernels.errors import RequestError

# What is no number, whatever field it stands in
NO_NUMBERS: list[Any] = [
    "3", "", b"3", True, np.bool_(True), [True], ["3"], 3j, {"a": 1}, {1}, object(), 10**400, [10**400], [],
    np.ones((2, 2)), np.datetime64("2020-01-01"), len, float("nan"), float("-inf"), [None], [[1], [1, 2]],
    [3.0], (3.0,), np.ones(1),
]  # fmt: skip
NO_MAPPINGS: list[Any] = [[1.0], "v", 3, np.ones(2), {1}, [("v", 1.0)]]
NO_WORDS: list[Any] = [["euler"], {}, np.array("euler"), 3, "nosuch", ""]


def field_of(**settings: Any) -> str:
    """The field that the error of a run names, whose message is one line."""
    with pytest.raises(RequestError) as caught:
        kernels.simulate(kernels.load("lif"), **({"duration": 5.0} | settings))
    assert "\n" not in str(caught.value)
    return caught.value.field


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: repr(value)[:20])
def test_what_is_no_number_names_its_field(value: Any) -> None:
    assert field_of(params={"tau_m": value}) == "params.tau_m"
    assert field_of(init={"v": value}) == "init.v"
    assert field_of(current=value) == "current"
    assert field_of(dt=value) == "dt"
    assert field_of(duration=value) == "duration"
    assert field_of(protocol={"protocol": "step", "amplitude": value}) == "protocol.amplitude"


@pytest.mark.parametrize("value", NO_MAPPINGS, ids=repr)
@pytest.mark.parametrize("name", ["params", "init", "inputs"])
def test_what_is_no_mapping_names_its_field(name: str, value: Any) -> None:
    assert field_of(**{name: value}) == name


@pytest.mark.parametrize("value", NO_WORDS, ids=repr)
@pytest.mark.parametrize("name", ["method", "preset", "spike_times"])
def test_a_word_that_is_none_of_the_known_names_its_field(name: str, value: Any) -> None:
    assert field_of(**{name: value}) == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", 1.5), ("seed", True), ("seed", -1), ("seed", 2**63), ("seed", [1]),
        ("record_every", 0), ("record_every", 2.0), ("record_every", 10**400), ("record_every", 101),
        ("strict", "yes"), ("strict", 1), ("strict", np.array([True])),
        ("duration", 1e308), ("dt", 5e-324), ("dt", 6.0),
        ("params", {3: 1}), ("init", {None: 1}), ("inputs", {(1,): 1}),
    ],
)  # fmt: skip
def test_other_wrong_values_name_their_field(name: str, value: Any) -> None:
    assert field_of(**{name: value}).partition(".")[0] in {name, "duration"}


def test_names_with_line_breaks_do_not_break_the_message() -> None:
    assert field_of(params={"tau\nm": 1.0}) == r"params.tau\nm"


@pytest.mark.parametrize("model", ["lif", None, 3, {"model": "lif"}])
def test_what_is_no_model_is_named(model: Any) -> None:
    with pytest.raises(RequestError, match="needs a model"):
        kernels.simulate(model)


@pytest.mark.parametrize("text", [b"dv/dt = -v", None, 3, ["dv/dt = -v"]])
def test_what_is_no_text_is_no_model(text: Any) -> None:
    with pytest.raises(RequestError, match="needs the"):
        kernels.parse(text)
    with pytest.raises(RequestError, match="needs the name"):
        kernels.load(text)


def test_numpy_numbers_are_numbers() -> None:
    lif = kernels.load("lif")
    plain = kernels.simulate(lif, current=3, params={"tau_m": 12}, seed=4, record_every=7, duration=50, dt=0.1)
    given = kernels.simulate(
        lif, current=np.float32(3), params={"tau_m": np.array(12)}, seed=np.int64(4), record_every=np.uint8(7),
        duration=np.int16(50), dt=np.float64(0.1), strict=np.bool_(False),
        init={"v": np.array(lif.parameters[2].default)},
    )  # fmt: skip
    assert np.array_equal(plain.spikes, given.spikes)
    assert np.array_equal(plain.states["v"], given.states["v"])
    assert given.to_dict()["params"]["tau_m"] == 12.0
