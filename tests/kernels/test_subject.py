"""Which model a request is about, and what is said when that is not clear."""

import pytest

from kernels.errors import KernelsError, ModelError, RequestError
from kernels.subject import model_of, params_beside, settings_of

LIF = {
    "equations": ["dv/dt = -(v - E_L) / tau_m + I / C"],
    "threshold": "v > -50",
    "reset": "v = -65",
    "params": {"E_L": -65.0, "tau_m": 10.0, "C": 1},
}


def test_equations_inline_become_a_model_with_the_params_as_parameters():
    model = model_of(LIF)
    assert [state.name for state in model.states] == ["v"]
    assert {item.name: item.default for item in model.parameters} == {"E_L": -65.0, "tau_m": 10.0, "C": 1.0}
    assert [item.name for item in model.inputs] == ["I"]
    assert model.threshold is not None
    assert [update.name for update in model.reset] == ["v"]


def test_equations_may_be_one_text_and_define_what_params_override():
    model = model_of({"equations": "dx/dt = -x/tau\ntau = 10", "params": {"tau": 20.0}})
    assert [(item.name, item.default) for item in model.parameters] == [("tau", 10.0)]


def test_what_params_alone_define_is_not_set_a_second_time():
    assert params_beside(LIF) == {}
    assert params_beside({"equations": "dx/dt = -x/tau\ntau = 10", "params": {"tau": 20.0}}) == {"tau": 20.0}
    assert params_beside({"model": "lif", "params": {"tau_m": 20.0}}) == {"tau_m": 20.0}


def test_a_map_inline_counts_steps():
    model = model_of({"equations": ["x[n+1] = 4*x*(1 - x)"], "time": "step"})
    assert model.time_unit == "step"


def test_a_source_and_a_library_model_are_read():
    assert model_of({"source": "dx/dt = -x/10"}).states[0].name == "x"
    assert "v" in {state.name for state in model_of({"model": "hodgkin_huxley", "preset": "x"}).states}


@pytest.mark.parametrize(
    ("request_", "field", "says"),
    [
        ({}, "model", "none of them"),
        ({"source": "x", "model": "lif"}, "model", "source and model"),
        ({"source": 3}, "source", "needs a text"),
        ({"model": "hodgkin_huxly"}, "model", "did you mean 'hodgkin_huxley'"),
        ({"model": "../../secret"}, "model", "unknown model"),
        ({"model": "/etc/passwd"}, "model", "unknown model"),
        ({"source": "dx/dt = -x/10", "threshold": "x > 1"}, "threshold", "beside equations"),
        ({"equations": 3}, "equations", "a list of texts"),
        ({"equations": ["dx/dt = -x", 3]}, "equations", "a list of texts"),
        ({"equations": ["x"] * 100_000}, "equations", "at most"),
        ({"equations": ["x" * 2_000_000]}, "equations", "at most"),
        (LIF | {"threshold": "v > 1\nreset: v = 3"}, "threshold", "one line"),
        (LIF | {"reset": 3}, "reset", "one line"),
        (LIF | {"params": [1]}, "params", "needs a mapping"),
        (LIF | {"params": {"E_L": "x"}}, "params.E_L", "needs a number"),
        (LIF | {"params": {"E_L": 10**400}}, "params.E_L", "needs a number"),
        (LIF | {"params": {"E_L": float("nan")}}, "params.E_L", "needs a number"),
        (LIF | {"params": {"x = 1\ny": 1.0}}, "params", "is no name"),
        (LIF | {"params": LIF["params"] | {"unused": 1.0}}, "params.unused", "do not use it"),
    ],
)
def test_what_is_no_subject_is_an_error_that_names_its_field(request_, field, says):
    with pytest.raises(RequestError) as caught:
        model_of(request_)
    assert caught.value.field == field
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"equations": ["dv/dt = -v", "dw/dt = (", "dx/dt = -x"]}, "equations[1]"),
        ({"threshold": "v > v_peak"}, "threshold"),
        ({"reset": "u = -65"}, "reset"),
        ({"params": LIF["params"] | {"exp": 1.0}}, "params.exp"),
    ],
)
def test_a_mistake_in_the_inline_text_is_reported_at_its_field(change, field):
    with pytest.raises(ModelError) as caught:
        model_of(LIF | change)
    assert str(caught.value).startswith(f"{field}: ")
    assert caught.value.diagnostics


def test_a_mistake_in_a_source_is_reported_with_its_line():
    with pytest.raises(KernelsError, match="line 2"):
        model_of({"source": "dx/dt = -x/10\ndy/dt = (\n"})


def test_settings_are_all_that_is_no_subject_and_nothing_unknown():
    request = LIF | {"current": 3, "dt": None}
    assert settings_of(request, ("params", "current", "dt")) == {"params": LIF["params"], "current": 3}
    with pytest.raises(RequestError, match="did you mean 'duration'") as caught:
        settings_of({"model": "lif", "duraton": 3}, ("duration", "dt"))
    assert caught.value.field == "duraton"
