"""The operation itself: settings that a run would refuse are refused, and every target answers for the templates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import kernels
from kernels.errors import KernelsError, RequestError
from kernels.export.generate import TARGETS

TEMPLATES = ("lif", "izhikevich", "adex", "hodgkin_huxley", "fitzhugh_nagumo")
NAMES = {"script": ".py", "one-liner": ".py", "brian2": ".py", "c": ".c", "latex": ".tex", "nestml": ".nestml"}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("slug", TEMPLATES)
def test_every_target_has_the_templates(target: str, slug: str) -> None:
    program = kernels.generate_code(kernels.load(slug), target=target)
    assert program.target == target
    assert program.file_name.startswith(slug)
    assert program.file_name.endswith(NAMES[target])
    assert program.text.endswith("\n")
    assert program.command == "" or program.file_name in program.command


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"target": "fortran"}, "target"),
        ({"params": {"g_Nb": 1.0}}, "params.g_Nb"),
        ({"duration": -1.0}, "duration"),
        ({"method": "rk5"}, "method"),
        ({"preset": "none such"}, "preset"),
        ({"protocol": "zigzag"}, "protocol"),
        ({"current": float("nan")}, "current"),
    ],
)
@pytest.mark.parametrize("target", TARGETS)
def test_a_setting_that_is_wrong_is_named(target: str, settings: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.generate_code(kernels.load("hodgkin_huxley"), **({"target": target} | settings))
    assert caught.value.field == field


TITLES = ("*/ int main", "\\", "??/", '"""', "\u2028 x", "%", "end\x00", "")


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("target", TARGETS)
def test_prose_stays_prose(target: str, title: str) -> None:
    model = kernels.parse("dv/dt = (1 - v)/tau\ntau = 10\n# threshold: v > 0.5\n# reset: v = 0\n")
    hostile = replace(model, title=title, reference=title)
    lines = kernels.generate_code(hostile, target=target).text.splitlines()
    plain = kernels.generate_code(model, target=target).text.splitlines()
    assert len(lines) <= len(plain) + 2


def test_a_method_that_does_not_fit_is_said_in_one_line() -> None:
    for target in TARGETS:
        with pytest.raises(KernelsError) as caught:
            kernels.generate_code(kernels.load("hodgkin_huxley"), target=target, method="exact")
        assert "\n" not in str(caught.value)
