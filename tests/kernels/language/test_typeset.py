"""Equations in characters: what stands where, and that it fits."""

from __future__ import annotations

import pytest

from kernels.language import parse_document
from kernels.language.syntax.tree import Definition
from kernels.language.typeset import typeset
from kernels.library import entries, read_text


def lines(text: str, width: int = 80) -> list[str]:
    (definition,) = (s for s in parse_document(text)[0].statements if isinstance(s, Definition))
    return typeset(text, definition, width)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = a + b*c", ["x = a + b·c"]),
        ("x = (a + b)*c", ["x = (a + b)·c"]),
        ("x = a - (b - c)", ["x = a − (b − c)"]),
        ("x = a - b - c", ["x = a − b − c"]),
        ("x = -(a + b)", ["x = −(a + b)"]),
        ("x = m**3*h", ["x = m³·h"]),
        ("x = (a + b)**-2", ["x = (a + b)⁻²"]),
        ("x = (-a)**2", ["x = (−a)²"]),
        ("x = -a**2", ["x = −a²"]),
        ("tau_m = 20*ms", ["τₘ = 20 ms"]),
        ("I_Na = g_Na*alpha_m(v)", ["I_Na = g_Na·αₘ(v)"]),
        ("x = 1e-3*a", ["x = 10⁻³·a"]),
        ("x = a <= b and not c", ["x = a ≤ b and not c"]),
        ("x[n+1] = y", ["x[n+1] = y"]),
        ("f(x, y) = x % y", ["f(x, y) = x mod y"]),
        ("x = a/b", ["    a", "x = ─", "    b"]),
        ("dv/dt = -v/tau", ["dv   −v", "── = ──", "dt   τ"]),
        ("x = exp(a/b)", ["       ⎛a⎞", "x = exp⎜─⎟", "       ⎝b⎠"]),
        ("x = (a/b)**2", ["    ⎛a⎞²", "x = ⎜─⎟", "    ⎝b⎠"]),
        ("x = a**b", ["     b", "x = a"]),
        ("x = a if v > 0 else b", ["    ⎧ a  if v > 0", "x = ⎨", "    ⎩ b  otherwise"]),
    ],
)
def test_how_it_is_set(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_long_sums_are_broken_at_their_terms() -> None:
    text = "x = " + " - ".join(f"current_{i}/capacity" for i in range(12))
    found = lines(text, 60)
    assert max(map(len, found)) <= 60
    assert sum(line.count("capacity") for line in found) == 12


def test_what_cannot_be_broken_is_set_flat_and_wrapped() -> None:
    text = "x = f(" + " + ".join(f"current_{i}/capacity" for i in range(12)) + ")"
    found = lines(text, 60)
    assert max(map(len, found)) <= 60
    assert "".join(found).count("capacity") == 12


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.slug)
def test_every_equation_of_the_library_can_be_set(entry) -> None:
    text = read_text(entry.path)
    for statement in parse_document(text)[0].statements:
        if isinstance(statement, Definition) and statement.expr is not None:
            found = typeset(text, statement, 80)
            assert "?" not in "".join(found)
            assert max(map(len, found)) <= 100
