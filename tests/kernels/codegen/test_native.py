"""Linked code reaches its constants and, where it calls any, functions outside it."""

from __future__ import annotations

import ctypes
import math

import pytest

from kernels.codegen import native

REAL = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)
ALONE = """
define double @alone(double %x) #0 {
  %y = fmul double %x, 0x4002666666666666
  %z = fadd double %y, 0x3FB999999999999A
  ret double %z
}
"""
CALLS = """
declare double @sin(double)
define double @calls(double %x) #0 {
  %y = call double @sin(double %x)
  %z = fadd double %y, 0x3FB999999999999A
  ret double %z
}
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"), [("alone", ALONE, 2.3 * 0.4 + 0.1), ("calls", CALLS, math.sin(0.4) + 0.1)]
)
def test_code_runs_whether_or_not_it_calls_out(name: str, text: str, expected: float) -> None:
    linked = native.load(text + native.ATTRIBUTES, {name: REAL})
    assert linked.functions[name](0.4) == pytest.approx(expected, rel=1e-15)


def test_many_stay_linked() -> None:
    """Code and constants of each lie near each other, however much memory lies between."""
    kept, between = [], []
    for number in range(60):
        text = ALONE.replace("0x3FB999999999999A", native_literal(number)) + native.ATTRIBUTES
        kept.append(native.load(text, {"alone": REAL}))
        between.append(bytearray(1 << 22))
    for number, linked in enumerate(kept):
        assert linked.functions["alone"](0.0) == number


def native_literal(number: int) -> str:
    return f"{float(number)}" if number else "0.0"
