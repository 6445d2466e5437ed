"""LaTeX: what stands where, and for the whole library brackets that close and commands that exist."""

from __future__ import annotations

import re

import pytest

import kernels
from kernels.export.latex_expressions import SYMBOLS, expression, symbol
from kernels.language import parse_document
from kernels.language.syntax.tree import Definition
from kernels.library import entries

# Of LaTeX, amsmath and nothing else.
COMMANDS = {
    *"begin end frac left right mathrm operatorname text quad nonumber leftarrow cdot hline usepackage sqrt".split(),
    *"exp ln log sin cos tan arcsin arccos arctan sinh cosh tanh min max bmod land lor lnot le ge ne".split(),
    *"lfloor rfloor lceil rceil textbackslash textasciitilde textasciicircum".split(),
    *(command[1:].split()[0] for command in SYMBOLS.values()),
}  # fmt: skip
COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b*c", r"a + b\,c"),
        ("(a + b)*c", r"\left(a + b\right)\,c"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a - b - c", "a - b - c"),
        ("a - (-b)", r"a - \left(-b\right)"),
        ("-a*b", r"-a\,b"),
        ("(-a)**2", r"\left(-a\right)^{2}"),
        ("-a**2", "-a^{2}"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a**(b/c)", r"a^{\frac{b}{c}}"),
        ("a*2", r"a \cdot 2"),
        ("1e-3*a", r"10^{-3}\,a"),
        ("2.5e6", r"2.5 \cdot 10^{6}"),
        ("20*mV", r"20\,\mathrm{mV}"),
        ("exp(-a)", r"\exp\left(-a\right)"),
        ("log(abs(a))", r"\ln\left(\left|a\right|\right)"),
        ("sqrt(a + b)", r"\sqrt{a + b}"),
        ("a if b > c else d", r"\begin{cases} a & \text{if } b > c \\ d & \text{otherwise} \end{cases}"),
        ("not (a and b or c)", r"\lnot \left(a \land b \lor c\right)"),
    ],
)
def test_how_an_expression_is_set(text: str, expected: str) -> None:
    line = f"x = {text}"
    (definition,) = (s for s in parse_document(line)[0].statements if isinstance(s, Definition))
    assert definition.expr is not None
    assert expression(definition.expr, line) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("v", "v"), ("tau_m", r"\tau_{m}"), ("I_Na", r"I_{\mathrm{Na}}"), ("m_inf", r"m_{\infty}"),
        ("x1", "x_{1}"), ("g_L_soma", r"g_{L,\mathrm{soma}}"), ("rate", r"\mathrm{rate}"), ("_x", r"\__{x}"),
    ],
)  # fmt: skip
def test_how_a_name_is_set(name: str, expected: str) -> None:
    assert symbol(name) == expected


def assert_sound(text: str) -> None:
    """Braces, environments and \\left \\right in pairs; no command that LaTeX and amsmath have not."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    for command in COMMAND.findall(body):
        assert command in COMMANDS or command in "\\,&%$#_{} ", command
    plain = re.sub(r"\\\\|\\[{}]", "", body)
    depth = 0
    for c in plain:
        depth += (c == "{") - (c == "}")
        assert depth >= 0
    assert depth == 0
    open_ones: list[str] = []
    for kind, name in re.findall(r"\\(begin|end|left|right)\b(?:\{(\w+)\})?", plain):
        if kind in ("begin", "left"):
            open_ones.append(name)
        else:
            assert open_ones.pop() == name
    assert not open_ones
    assert re.sub(r"\\\$", "", body).count("$") % 2 == 0
    # a second subscript or power on the same symbol is an error of TeX
    assert not re.search(r"\}_\{[^{}]*\}_", body)


@pytest.mark.parametrize("slug", [entry.slug for entry in entries()])
def test_every_model_of_the_library_is_sound(slug: str) -> None:
    model = kernels.load(slug)
    text = kernels.generate_code(model, target="latex").text
    assert_sound(text)
    for state in model.states:
        left = rf"\frac{{d{symbol(state.name)}}}{{dt}} &=" if state.kind == "ode" else f"{symbol(state.name)}[n+1] &="
        assert left in text
    for parameter in model.parameters:
        assert f"${symbol(parameter.name)}$ & " in text


def test_parameters_are_those_of_the_run() -> None:
    text = kernels.generate_code(kernels.load("lif"), target="latex", params={"tau_m": 12.5}).text
    assert r"$\tau_{m}$ & $12.5$ & ms" in text
