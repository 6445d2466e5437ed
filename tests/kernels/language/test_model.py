"""What a correct text means: the model's states, parameters, presets, stimuli, claims, in display units."""

from __future__ import annotations

import pytest

from kernels.language import analyse
from kernels.language.model import Claim, Model, RunSettings
from kernels.language.printing.expression_text import format_expr

ADEX = """\
# title: Adaptive exponential integrate-and-fire
# category: integrate-and-fire
# tags: cortex, adaptation
# reference: Brette R, Gerstner W (2005) J Neurophysiol 94:3637-3642
# doi: 10.1152/jn.00686.2005

dv/dt = (g_L*(E_L - v) + g_L*D_T*exp((v - V_T)/D_T) - w + I)/C : volt
dw/dt = (a*(v - E_L) - w)/tau_w : amp
I : amp                    # [0 pA, 2000 pA] injected current

C     = 281*pF  : farad    # [50, 1000] membrane capacitance
g_L   = 30*nS   : siemens  # [1, 100, log] leak conductance
E_L   = -70.6*mV : volt    # [-90, -50] resting potential
V_T   = -50.4*mV : volt
D_T   = 2*mV    : volt     # [0.1 mV, 0.01 volt] slope factor
tau_w = 144*ms  : second
a     = 4*nS    : siemens
b     = 80.5*pA : amp      # spike-triggered adaptation
V_r   = -70.6*mV : volt

# init: v = E_L
# threshold: v > 20*mV
# reset: v = V_r; w += b
# refractory: 0.002 second
# input: I = step(800*pA, start=20) + ou(0, 0.1*nA, 5 ms)
# run: 0.5 second, dt = 0.05, method = euler, seed = 7
# plot: v, w
# preset initial_burst: C = 130 pF, g_L = 0.018 uS, V_r = -50, I = 500 pA, v = -60
# expect: rate(800*pA) in [14 Hz, 18 Hz]
# expect initial_burst: isi(1) < 5 ms, isi(last) in [45 ms, 0.052 second], pattern == "adapting"
# expect: peak(v) <= 0.03*volt, rheobase in [100, 0.2 nA], crossings(v, -20*mV) >= 3
on release: v < -80*mV -> w *= 2; v = -80*mV
"""


@pytest.fixture(scope="module")
def adex() -> Model:
    analysis = analyse(ADEX)
    assert analysis.diagnostics == ()
    assert analysis.model is not None
    return analysis.model


def test_states_and_inputs(adex: Model):
    assert [(state.name, state.kind, state.unit) for state in adex.states] == [("v", "ode", "mV"), ("w", "ode", "pA")]
    assert format_expr(adex.states[0].rhs) == "(g_L*(E_L - v) + g_L*D_T*exp((v - V_T)/D_T) - w + I)/C"
    (current,) = adex.inputs
    assert (current.name, current.unit, current.low, current.high) == ("I", "pA", 0.0, 2000.0)
    assert current.doc == "injected current"


def test_parameters_with_their_ranges(adex: Model):
    found = {item.name: (item.default, item.unit, item.low, item.high, item.log) for item in adex.parameters}
    assert found["C"] == (281.0, "pF", 50.0, 1000.0, False)
    assert found["g_L"] == (30.0, "nS", 1.0, 100.0, True)
    assert found["D_T"] == (2.0, "mV", 0.1, 10.0, False)
    assert found["V_T"] == (-50.4, "mV", None, None, False)
    assert {item.name: item.doc for item in adex.parameters}["b"] == "spike-triggered adaptation"


def test_spikes_and_events(adex: Model):
    assert format_expr(adex.threshold) == "v > 20"
    assert [(update.name, format_expr(update.expr)) for update in adex.reset] == [("v", "V_r"), ("w", "w + b")]
    assert format_expr(adex.refractory) == "2"
    assert not adex.refractory_is_condition
    (event,) = adex.events
    assert (event.name, format_expr(event.condition)) == ("release", "v < -80")
    assert [(update.name, format_expr(update.expr)) for update in event.updates] == [("w", "w*2"), ("v", "-80")]
    assert [(update.name, format_expr(update.expr)) for update in adex.init] == [("v", "E_L")]


def test_stimuli_run_and_presets(adex: Model):
    step, noise = adex.stimuli["I"]
    assert (step.protocol, dict(step.numbers)) == ("step", {"amplitude": 800.0, "start": 20.0})
    assert (noise.protocol, dict(noise.numbers)) == ("ou", {"mean": 0.0, "sigma": 100.0, "tau": 5.0})
    assert adex.run == RunSettings(500.0, 0.05, "euler", 7)
    (preset,) = adex.presets
    assert preset.name == "initial_burst"
    assert dict(preset.values) == {"C": 130.0, "g_L": 18.0, "V_r": -50.0, "I": 500.0, "v": -60.0}


def test_claims(adex: Model):
    claims = [(expect.preset, expect.claim) for expect in adex.expects]
    assert claims == [
        (None, Claim("rate", (800.0,), "in", 14.0, 18.0, None)),
        ("initial_burst", Claim("isi", (1.0,), "<", 5.0, None, None)),
        ("initial_burst", Claim("isi", ("last",), "in", 45.0, 52.0, None)),
        ("initial_burst", Claim("pattern", (), "==", None, None, "adapting")),
        (None, Claim("peak", ("v",), "<=", 30.0, None, None)),
        (None, Claim("rheobase", (), "in", 100.0, 200.0, None)),
        (None, Claim("crossings", ("v", -20.0), ">=", 3.0, None, None)),
    ]
    assert adex.expects[0].text == "rate(800*pA) in [14 Hz, 18 Hz]"


def test_texts(adex: Model):
    assert (adex.title, adex.category) == ("Adaptive exponential integrate-and-fire", "integrate-and-fire")
    assert (adex.tags, adex.doi) == (("cortex", "adaptation"), "10.1152/jn.00686.2005")
    assert adex.plot == ("v", "w")
    assert adex.source == ADEX


def test_a_map_counts_steps():
    text = "x[n+1] = alpha/(1 + x**2) + y\ny[n+1] = y - mu*(x + 1)\nalpha = 4.1\nmu = 0.001\n# run: 1000"
    model = analyse(text).model
    assert model is not None
    assert (model.time_unit, model.run.duration) == ("step", 1000.0)
    assert [(state.kind, format_expr(state.rhs)) for state in model.states] == [
        ("map", "alpha/(1 + x**2) + y"), ("map", "y - mu*(x + 1)"),
    ]  # fmt: skip


def test_sub_expressions_come_in_an_order_of_use():
    text = "dx/dt = -a\na = b + c*x\nb = c*2\nc = d + x\nd = 3"
    model = analyse(text).model
    assert model is not None
    assert [item.name for item in model.subexpressions] == ["c", "b", "a"]
    assert [item.name for item in model.parameters] == ["d"]


@pytest.mark.parametrize("expression", ["2", "-2*3", "sqrt(2)", "2*pi", "exp(1)*mV", "20 mV", "3*mV + 1*volt"])
def test_constants_are_parameters(expression: str):
    model = analyse(f"dx/dt = x*(a - a)\na = {expression}").model
    assert model is not None
    assert [item.name for item in model.parameters] == ["a"]


@pytest.mark.parametrize("expression", ["2*b", "t", "rand()", "x", "f(2)"])
def test_what_uses_other_names_is_a_sub_expression(expression: str):
    model = analyse(f"dx/dt = x*(a - a) + b\nb = 1\nf(y) = 2*y\na = {expression}").model
    assert model is not None
    assert [item.name for item in model.subexpressions] == ["a"]


def test_a_free_current_is_the_input():
    model = analyse("dx/dt = -x + I\n# input: I = step(5*pA)\n# expect: rate(7) > 1").model
    assert model is not None
    assert [(item.name, item.unit) for item in model.inputs] == [("I", "pA")]
    assert model.stimuli["I"][0].numbers == {"amplitude": 5.0}
    declared = analyse("dx/dt = -x + I_ext + I\nI_ext : 1")
    assert [problem.code for problem in declared.diagnostics] == ["ODE202"]


def test_the_display_unit_is_the_annotation_then_the_literal_then_the_habit_then_convention():
    text = "dv/dt = (E - v + R*I)/tau : volt\nI : amp\n{}"
    unit = {}
    for lines in ("E = -65*mV : uV", "E = -65*mV : volt", "E = -0.065*volt : volt"):
        model = analyse(text.format(lines + "\ntau = 10*ms\nR = 5*Mohm")).model
        assert model is not None
        unit[lines] = [(item.name, item.unit) for item in (*model.parameters[:1], *model.states, *model.inputs)]
    assert unit["E = -65*mV : uV"] == [("E", "uV"), ("v", "mV"), ("I", "nA")]
    assert unit["E = -65*mV : volt"] == [("E", "mV"), ("v", "mV"), ("I", "nA")]
    assert unit["E = -0.065*volt : volt"] == [("E", "volt"), ("v", "volt"), ("I", "nA")]


def test_refractory_may_be_a_condition_and_states_may_be_held():
    equation = "dv/dt = -v/(9*ms) : volt (unless refractory)\n"
    model = analyse(equation + "# threshold: v > 1*mV\n# reset: v = 0*mV\n# refractory: v > -5*mV").model
    assert model is not None
    assert model.refractory_is_condition
    assert format_expr(model.refractory) == "v > -5"
    assert model.states[0].hold_in_refractory


def test_names_tell_what_they_are():
    names = analyse(ADEX + "i_leak = g_L*(v - E_L)\nf(x) = x*x\n").names
    assert {name: (info.kind, info.unit) for name, info in names.items() if name in ("v", "I", "C", "i_leak", "f")} == {
        "v": ("state", "mV"), "I": ("input", "pA"), "C": ("parameter", "pF"), "i_leak": ("sub-expression", "pA"),
        "f": ("function", ""),
    }  # fmt: skip
    assert ADEX[slice(*names["tau_w"].span)] == "tau_w"
    assert names["v"].dimension == (2, 1, -3, -1, 0, 0, 0)


def test_names_are_there_even_where_the_text_has_errors():
    analysis = analyse("dv/dt = (E - v)/tau +* : volt\nE = -65*mV\nq = 3 + mV\n")
    assert analysis.model is None
    assert {name: info.kind for name, info in analysis.names.items()} == {
        "v": "state",
        "E": "parameter",
        "q": "parameter",
    }
