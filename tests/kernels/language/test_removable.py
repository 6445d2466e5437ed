"""0/0 that exprel removes: the shapes that are found, and that the new text means the same number."""

from __future__ import annotations

import pytest

from kernels.language import analyse
from kernels.language.checks.fold import evaluate
from kernels.language.syntax.document import parse_document


def replacement(quotient: str) -> str | None:
    """The text that the fix of ODE404 puts for a function of x and y, None where there is no warning."""
    problems = [
        problem for problem in analyse(f"dq/dt = f(q, q)\nf(x, y) = {quotient}").diagnostics if problem.code == "ODE404"
    ]
    return problems[0].fixes[0].edits[0].new_text if problems else None


def value(text: str, x: float, y: float) -> float | None:
    (definition,) = parse_document(f"y = {text}")[0].statements
    return evaluate(definition.expr, {"x": x, "y": y, "mV": 1e-3, "ms": 1e-3, "gain": 2.5})


FOUND = {
    "x/(exp(x) - 1)": "1/exprel(x)",
    "x/(1 - exp(-x))": "1/exprel(-x)",
    "0.1*(x + 40)/(1 - exp(-(x + 40)/10))": "1/exprel(-(x + 40)/10)",
    "0.01*(10 - x)/(exp((10 - x)/10) - 1)": "0.1/exprel((10 - x)/10)",
    "0.01*(x + 55)/(1 - exp(-0.1*(x + 55)))": "0.1/exprel(-0.1*(x + 55))",
    "(x + 40)/10/(1 - exp(-(x + 40)/10))": "1/exprel(-(x + 40)/10)",
    "-x/(1 - exp(x))": "1/exprel(x)",
    "x/(-1 + exp(x))": None,
    "(2 + x)/(exp(x + 2) + -1)": "1/exprel(x + 2)",
    "x/(1 - exp(x))": "(-1/exprel(x))",
    "0.1/mV*(x + 40*mV)/(1 - exp(-(x + 40*mV)/(10*mV)))/ms": "1/exprel(-(x + 40*mV)/(10*mV))",
    "3*sin(y)*(x - y)/(exp((x - y)/5) - 1)": "15*sin(y)/exprel((x - y)/5)",
    "x*(y + 1)/(exp(x) - 1)": "(y + 1)/exprel(x)",
    "2*x/((exp(x) - 1)*(y + 3))": "2/(exprel(x)*(y + 3))",
    "5*(x/(exp(x) - 1))": "(1/exprel(x))",
}


@pytest.mark.parametrize("quotient", [text for text, new in FOUND.items() if new])
def test_removable_quotients_are_rewritten(quotient: str):
    assert replacement(quotient) == FOUND[quotient]


@pytest.mark.parametrize("quotient", [text for text, new in FOUND.items() if new])
def test_the_new_text_is_the_same_number_elsewhere_and_finite_at_the_hole(quotient: str):
    text = f"dq/dt = f(q, q)\nf(x, y) = {quotient}"
    (problem,) = [problem for problem in analyse(text).diagnostics if problem.code == "ODE404"]
    (edit,) = problem.fixes[0].edits
    offset = text.index(quotient)
    new = quotient[: edit.start - offset] + edit.new_text + quotient[edit.end - offset :]
    for x, y in ((0.37, -0.21), (-1.9, 0.8), (0.002, 0.05)):
        assert value(new, x, y) == pytest.approx(value(quotient, x, y), rel=1e-9)
    assert not [left for left in analyse(f"dq/dt = f(q, q)\nf(x, y) = {new}").diagnostics if left.code == "ODE404"]


@pytest.mark.parametrize(
    "quotient",
    ["x/(1 + exp(x))", "(x + 1)/(1 - exp(x))", "x**2/(exp(x) - 1)", "y/(exp(x) - 1)", "x/(2 - exp(x))",
     "1/(exp(x) - 1)",      "exp(x)/(exp(x) - 1)", "x/exprel(x)", "x/(exp(sin(x)) - 1)", "2/(exp(3) - 1)"],
)  # fmt: skip
def test_other_quotients_are_left_alone(quotient: str):
    assert replacement(quotient) is None
