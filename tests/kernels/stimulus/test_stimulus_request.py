"""Which stimulus an input gets from directive, preset and request."""

import numpy as np
import pytest

from kernels.errors import RequestError
from kernels.language.model import Input, Model, RunSettings, StimulusTerm
from kernels.language.syntax.tree import Span
from kernels.stimulus import level_of, resolve


def model(*names, **stimuli):
    inputs = tuple(Input(name, "", None, None, "", Span(0, 0)) for name in names)
    return Model(
        title="", states=(), parameters=(), inputs=inputs, subexpressions=(), init=(), init_steady=False,
        threshold=None, reset=(), spike=None, refractory=None, refractory_is_condition=False, events=(),
        stimuli={name: tuple(terms) for name, terms in stimuli.items()}, run=RunSettings(), time_unit="ms",
        plot=(), presets=(), expects=(),
    )  # fmt: skip


STEP = StimulusTerm("step", {"amplitude": 800.0, "start": 5.0})
OU = StimulusTerm("ou", {"mean": 1.0, "sigma": 2.0, "tau": 3.0})
FILE = StimulusTerm("file", {}, "x.csv")


def constant(level):
    return StimulusTerm("constant", {"amplitude": level})


def test_without_a_word_the_directive_holds_and_other_inputs_are_zero():
    assert resolve(model("I", "J", I=[STEP])) == {"I": (STEP,), "J": (constant(0.0),)}


def test_current_sets_the_level_and_keeps_the_protocol():
    changed = StimulusTerm("step", {"amplitude": 10.0, "start": 5.0})
    assert resolve(model("I", I=[STEP]), current=10) == {"I": (changed,)}
    assert resolve(model("I"), current=10) == {"I": (constant(10.0),)}
    assert resolve(model("I", I=[OU]), current=10)["I"][0].numbers["mean"] == 10.0


def test_current_sets_the_constant_of_a_sum():
    assert resolve(model("I", I=[OU, constant(3.0)]), current=10)["I"] == (OU, constant(10.0))


@pytest.mark.parametrize("terms", [[FILE], [OU, STEP], [constant(1.0), constant(2.0)]])
def test_current_is_refused_where_it_would_not_be_clear_what_it_sets(terms):
    with pytest.raises(RequestError, match="give a protocol"):
        resolve(model("I", I=terms), current=10)


def test_current_may_be_one_number_a_lane():
    level = level_of(resolve(model("I", I=[STEP]), current=[1, 2, 3])["I"])
    assert isinstance(level, np.ndarray)
    assert level.tolist() == [1.0, 2.0, 3.0]


def test_protocol_by_name_keeps_the_level():
    found = resolve(model("I", I=[constant(7.0)]), protocol="ramp")
    assert found == {"I": (StimulusTerm("ramp", {"amplitude": 7.0}),)}
    found = resolve(model("I", I=[STEP]), protocol="ramp", current=9)
    assert found == {"I": (StimulusTerm("ramp", {"amplitude": 9.0}),)}


def test_protocol_with_its_numbers():
    found = resolve(model("I"), protocol={"protocol": "sine", "amplitude": 5, "frequency": 8})
    assert found == {"I": (StimulusTerm("sine", {"amplitude": 5.0, "frequency": 8.0}),)}


def test_protocols_in_a_list_are_summed():
    ou = {"protocol": "ou", "mean": 1, "sigma": 2, "tau": 3}
    found = resolve(model("I"), protocol=[ou, {"protocol": "constant", "amplitude": 4}])
    assert found == {"I": (OU, constant(4.0))}


def test_inputs_hold_levels_and_protocols_by_name():
    found = resolve(model("I", "J", I=[STEP]), inputs={"I": 2, "J": {"protocol": "file", "path": "x.csv"}})
    assert found["I"][0].numbers["amplitude"] == 2.0
    assert found["J"] == (FILE,)


def test_a_preset_sets_levels_and_the_request_wins_over_it():
    assert level_of(resolve(model("I", I=[STEP]), preset={"I": 500.0, "C": 1.0})["I"]) == 500.0
    assert level_of(resolve(model("I", I=[STEP]), preset={"I": 500.0}, current=1.0)["I"]) == 1.0


@pytest.mark.parametrize(
    ("request_", "field", "says"),
    [
        ({"protocol": "stp"}, "protocol", "did you mean 'step'"),
        ({"protocol": {"protocol": "stp"}}, "protocol", "did you mean 'step'"),
        ({"protocol": {"protocol": "sine", "freqency": 3}}, "protocol.freqency", "did you mean 'frequency'"),
        ({"protocol": {"amplitude": 3}}, "protocol.protocol", "is missing"),
        ({"protocol": {"protocol": "file"}}, "protocol.path", "path"),
        ({"protocol": []}, "protocol", "needs a protocol"),
        ({"protocol": 3}, "protocol", "needs a protocol"),
        ({"protocol": [{"protocol": "constant", "amplitude": 1}, 3]}, "protocol[1]", "needs a mapping"),
        ({"current": "10"}, "current", "needs a number"),
        ({"current": float("nan")}, "current", "not a finite number"),
        ({"current": [[1.0]]}, "current", "one a lane"),
        ({"current": []}, "current", "one a lane"),
        ({"inputs": {"i": 3}}, "inputs.i", "did you mean 'I'"),
        ({"inputs": {"I": 3}, "current": 4}, "inputs.I", "second time"),
        ({"inputs": {"I": None}}, "inputs.I", "needs a number"),
    ],
)
def test_what_is_unknown_or_does_not_fit_is_an_error_that_names_its_field(request_, field, says):
    with pytest.raises(RequestError) as caught:
        resolve(model("I", "J", I=[constant(1.0)]), **request_)
    assert caught.value.field == field
    assert says in str(caught.value)


def test_a_protocol_that_needs_a_level_does_not_guess_one():
    with pytest.raises(RequestError, match="no level to keep"):
        resolve(model("I", I=[FILE]), protocol="step")


def test_a_model_without_input_cannot_be_driven():
    with pytest.raises(RequestError, match="no input"):
        resolve(model(), current=1.0)
    assert resolve(model()) == {}
