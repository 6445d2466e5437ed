"""The rewrite into display units: where factors go, where none is needed, and that no value changes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels.language import analyse
from kernels.language.checks.fold import CALLS, OPERATORS, evaluate, fold
from kernels.language.model import Model
from kernels.language.printing.expression_text import format_expr
from kernels.language.syntax.document import parse_document
from kernels.language.syntax.tree import Expr
from kernels.language.units.dimensions import parse_unit
from kernels.language.units.scaled import scale
from kernels.language.units.unit_table import unit


def model_of(text: str) -> Model:
    analysis = analyse(text)
    assert analysis.model is not None, analysis.diagnostics
    return analysis.model


def slope(text: str, state: str = "v") -> str:
    """The rewritten right-hand side of a state, as text."""
    return next(format_expr(item.rhs) for item in model_of(text).states if item.name == state)


PARAMETERS = """
I : amp  # [0 {I}, 9 {I}]
g_L = 30*{g} : siemens
E_L = -70*{E} : volt
C = 281*{C} : farad
"""


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ({"I": "pA", "g": "nS", "E": "mV", "C": "pF"}, "(g_L*(E_L - v) + I)/C"),
        ({"I": "nA", "g": "uS", "E": "mV", "C": "nF"}, "(g_L*(E_L - v) + I)/C"),
        ({"I": "uA", "g": "mS", "E": "mV", "C": "uF"}, "(g_L*(E_L - v) + I)/C"),
        ({"I": "nA", "g": "nS", "E": "mV", "C": "pF"}, "(g_L*(E_L - v) + 1000*I)/C"),
        ({"I": "pA", "g": "nS", "E": "mV", "C": "nF"}, "0.001*((g_L*(E_L - v) + I)/C)"),
    ],
)
def test_consistent_units_need_no_factor_and_others_one(units: dict[str, str], expected: str):
    text = "dv/dt = (g_L*(E_L - v) + I)/C : volt" + PARAMETERS.format(**units)
    assert slope(text) == expected


@pytest.mark.parametrize(
    ("rhs", "expected"),
    [
        ("(20*mV - v)/(10*ms)", "(20 - v)/10"),
        ("(0.02*volt - v)/(0.01*second)", "(20 - v)/10"),
        ("(0.0504*volt - v)/ms", "50.4 - v"),
        ("-v*exp((v - 2*mV)/(3*mV))/ms", "-v*exp((v - 2)/3)"),
        ("-v*exp((v - 2*mV)/(0.003*volt))/ms", "-v*exp((v - 2)/3)"),
        ("-v*50*Hz", "-v*50*0.001"),
        ("min(v, 0.01*volt)/ms", "min(v, 10)"),
        ("max(v, 0)/ms", "max(v, 0)"),
        ("where(v > 0.01*volt, 1*volt, v)/ms", "where(v > 10, 1000, v)"),
        ("(1*volt if v > 0.01*volt else v)/ms", "(1000 if v > 10 else v)"),
        ("-v*(t/(5*ms))/ms", "-v*(t/5)"),
        ("sqrt(v**2)/ms", "sqrt(v**2)"),
        ("-v*(v/volt)/ms", "-v*v*0.001"),
        ("-v*exp(v/volt)/ms", "-v*exp(0.001*v)"),
        ("-v*sign(v - 0.01*volt)/ms", "-v*sign(v - 10)"),
        ("inf*mV/ms - v/ms", "inf - v"),
    ],
)
def test_factors_fold_into_numbers(rhs: str, expected: str):
    model = model_of(f"dv/dt = {rhs} : mV\n")
    got = model.states[0].rhs
    for v in (-61.3, 3.7):
        values = {"v": v, "t": 4.25}
        assert evaluate(got, values) == pytest.approx(_read(expected, values), rel=1e-14)
    assert _multiplications(got) <= _multiplications(_parse(expected))


def _parse(text: str) -> Expr:
    (definition,) = parse_document(f"y = {text}")[0].statements
    return definition.expr


def _read(text: str, values: dict[str, float]) -> float | None:
    return evaluate(_parse(text), {**values, "inf": math.inf})


def _multiplications(expr: Expr) -> int:
    return (expr.op == "mul") + sum(_multiplications(argument) for argument in expr.args)


def test_a_file_without_units_is_numerically_unchanged():
    text = "dv/dt = 0.04*v**2 + 5*v + 140 - u + I\ndu/dt = a*(b*v - u)\na = 0.02\nb = 0.2\n# run: 500 ms"
    assert slope(text) == "0.04*v**2 + 5*v + 140 - u + I"
    assert slope(text, "u") == "a*(b*v - u)"
    assert model_of(text).run.duration == 500.0


def test_what_has_no_unit_adopts_the_other_side():
    text = "dv/dt = k*(E - v) + I/C : volt\nk = 0.1\nE = -65\nI : amp\nC = 1*pF : farad\n# preset p: I = 3*pA"
    assert slope(text) == "k*(E - v) + I/C"
    text = "dv/dt = k*(E - v) + I/C : volt\nk = 0.1\nE = -65\nI : amp # [0 nA, 1 nA]\nC = 1*pF : farad"
    assert slope(text) == "k*(E - v) + 1000*(I/C)"


def test_time_in_seconds_changes_the_derivative():
    text = "# time: s\ndv/dt = (20*mV - v)/(10*ms) : volt\n# run: 500 ms, dt = 0.1 ms"
    model = model_of(text)
    assert evaluate(model.states[0].rhs, {"v": 10.0}) == pytest.approx(10.0 / 0.01)
    assert (model.run.duration, model.run.dt) == (0.5, 0.0001)


def test_noise_per_root_of_the_display_time():
    text = "dv/dt = -v/tau + sigma*sqrt(2/tau)*xi : volt\ntau = {} : second\nsigma = 2*mV : volt"
    assert slope(text.format("10*ms")) == "-v/tau + sigma*sqrt(2/tau)*xi"
    in_seconds = model_of(text.format("0.01*second")).states[0].rhs
    values = {"v": 1.0, "sigma": 2.0, "xi": 0.5}
    in_ms = model_of(text.format("10*ms")).states[0].rhs
    assert evaluate(in_seconds, {**values, "tau": 0.01}) == pytest.approx(evaluate(in_ms, {**values, "tau": 10.0}))


def test_functions_are_inlined_with_the_units_of_their_arguments():
    text = "f(x, k) = (x - 1*k)/2\ndv/dt = f(v, 0.01*volt)/ms + f(v, 5*mV)/ms : mV"
    assert slope(text) == "(v - 10)/2 + (v - 5)/2"


def test_each_random_call_is_its_own_draw():
    text = "noise(a) = a*randn() + randn()\ndv/dt = noise(1) - noise(2) + randn()"
    places = []
    waiting = [model_of(text).states[0].rhs]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.args)
        if node.op == "call":
            places.append(node.op_start)
    assert len(places) == 5
    assert len(set(places)) == 5


def test_statements_are_written_out_and_aligned():
    equations = "dv/dt = -v/(9*ms) : mV\ndw/dt = -w/(9*ms) : amp\n"
    model = model_of(equations + "# threshold: v > 0.02*volt\n# reset: v = -0.07*volt; w += 5*pA")
    assert format_expr(model.threshold) == "v > 20"
    assert [(update.name, format_expr(update.expr)) for update in model.reset] == [("v", "-70"), ("w", "w + 5")]


def test_sub_expressions_keep_their_own_scale():
    text = "dv/dt = (I - i_L)/C : volt\ni_L = g*(v - E) : amp\nE = -65*mV\ng = 3*uS\nC = 2*nF\nI : amp # [0 nA, 9 nA]"
    model = model_of(text)
    (item,) = model.subexpressions
    assert (format_expr(item.expr), item.unit) == ("g*(v - E)", "nA")
    assert slope(text) == "(I - i_L)/C"
    shown = model_of(text.replace("i_L = g*(v - E) : amp", "i_L = g*(v - E) : pA")).subexpressions[0]
    assert (format_expr(shown.expr), shown.unit) == ("1000*(g*(v - E))", "pA")


@pytest.mark.parametrize(
    ("value", "exponent", "expected"), [(0.0504, 3, 50.4), (-70.6, -3, -0.0706), (1e308, 3, math.inf)]
)
def test_decimal_scaling_is_correctly_rounded(value: float, exponent: int, expected: float):
    assert scale(value, exponent) == expected


# Random expressions of the right dimension, in SI and in display units.

NAMES = {
    "v": ("volt", 0.0137), "E": ("volt", -0.0651), "I": ("amp", 3.1e-10), "g": ("siemens", 2.3e-8), "R": ("ohm", 9.1e7),
    "tau": ("second", 0.0123), "C": ("farad", 1.9e-10), "k": ("1", 0.73),
}  # fmt: skip
HEADER = """
I : amp  # [0 nA, 1 nA]
E = -0.0651*volt : volt
g = 0.023*uS : siemens
R = 91*Mohm : ohm
tau = 12.3*ms : second
C = 190*pF : farad
k = 0.73 : 1
"""
LITERALS = {"volt": ("mV", "volt", "uV"), "amp": ("pA", "nA", "amp")}


def quantity(dimension: str, depth: int) -> st.SearchStrategy[str]:
    """Text of a random expression that is a volt, an amp, or a plain number."""
    names = st.sampled_from([name for name, (unit_name, _) in NAMES.items() if unit_name == dimension])
    size = st.sampled_from(["0.5", "2", "7.25", "0.013"])
    if dimension == "1":
        leaves = st.one_of(names, size)
    else:
        leaves = st.one_of(names, st.builds("{}*{}".format, size, st.sampled_from(LITERALS[dimension])))
    if depth == 0:
        return leaves
    same, plain = quantity(dimension, depth - 1), quantity("1", depth - 1)
    volt = quantity("volt", depth - 1)
    made = [
        leaves,
        st.builds("({} + {})".format, same, same),
        st.builds("({} - {})".format, same, same),
        st.builds("(-{})".format, same),
        st.builds("({} + 0)".format, same),
        st.builds("max(0, {})".format, same),
        st.builds("({}*{})".format, plain, same),
        st.builds("min({}, {})".format, same, same),
        st.builds("abs({})".format, same),
        st.builds("where(v > {}*mV, {}, {})".format, size, same, same),
        st.builds("({} if k < {} else {})".format, same, size, same),
    ]
    if dimension == "volt":
        made.append(st.builds("({}*R)".format, quantity("amp", depth - 1)))
        made.append(st.builds("sqrt(({})**2)".format, same))
    elif dimension == "amp":
        made.append(st.builds("(g*{})".format, volt))
        made.append(st.builds("(C*{}/tau)".format, volt))
    else:
        made.append(st.builds("({}/(13*mV))".format, volt))
        made.append(st.builds("exp(clip({}, -1, 1))".format, same))
        made.append(st.builds("({})**3".format, same))
    return st.one_of(made)


def si(expr: Expr) -> tuple[float, float]:
    """The value of a source expression in SI units, and the size of what went into it."""
    if expr.op == "num":
        return float(expr.value), abs(float(expr.value))
    if expr.op == "name":
        name = str(expr.value)
        value = NAMES[name][1] if name in NAMES else 10.0 ** float(unit(name).exponent)
        return value, abs(value)
    parts = [si(argument) for argument in expr.args]
    function = CALLS[str(expr.value)] if expr.op == "call" else OPERATORS[expr.op]
    value = fold(function, [part for part, _ in parts])
    sizes = [part for _, part in parts]
    if expr.op in ("mul", "div", "pow"):
        return value, abs(fold(function, [sizes[0], abs(parts[1][0]) if expr.op != "mul" else sizes[1]]))
    if expr.op == "call" and expr.value == "exp":
        return value, abs(value) * (1 + sizes[0])
    return value, max(abs(value), sum(sizes))


@settings(max_examples=300, deadline=None)
@given(quantity("volt", 4))
def test_the_rewrite_changes_no_value(text: str):
    source = f"dv/dt = ({text})/tau : volt" + HEADER
    model = model_of(source)
    (definition, *_) = parse_document(source)[0].statements
    expected, size = si(definition.expr)
    values = {item.name: item.default for item in model.parameters}
    for name, item in [("v", model.states[0]), ("I", model.inputs[0])]:
        (line,) = parse_document(f"x : {item.unit}")[0].statements
        values[name] = NAMES[name][1] / 10.0 ** float(parse_unit(line.unit).exponent)
    state_unit = {"mV": 1e-3, "uV": 1e-6, "volt": 1.0}[model.states[0].unit]
    got = evaluate(model.states[0].rhs, values) * state_unit / 1e-3
    assert abs(got - expected) <= 1e-11 * size + 1e-300
