"""What is said where the spikes of a circuit are not those of float64, and what a target for them does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import kernels
from hdl.fixed.search import Target, narrowest
from hdl.ir_operations import ir_build
from hdl.judges.estimate import estimate
from hdl.precision import precision
from hdl.rtl import circuit_of, compile_model
from hdl.spikes import agree, disagreement, rate_allowed
from kernels.errors import RequestError


def test_a_noisy_model_is_warned_of_beyond_four_standard_errors() -> None:
    model = kernels.load("galves_locherbach")
    coarse = {"format": "6", "guard": 0, "duration": 10000.0}
    found = precision(model, **coarse)  # type: ignore[arg-type]
    few = 4.0 / np.sqrt(len(found.float_spikes))
    assert found.rate_error > 0.01 + few
    for warnings in (found.warnings, compile_model(model, **coarse).warnings):  # type: ignore[arg-type]
        (said,) = [line for line in warnings if "in float64" in line]
        assert f"four standard errors of the count are {100 * few:.1f} %" in said
        assert "seed" in said
        assert "coincidence" not in said
    assert not any("in float64" in line for line in precision(model, duration=10000.0).warnings)


def test_four_standard_errors_are_allowed_only_where_there_is_noise() -> None:
    assert rate_allowed(100, noisy=True) == pytest.approx(0.41)
    assert rate_allowed(100, noisy=False) == 0.01
    assert rate_allowed(0, noisy=True, wanted=0.0) == 4.0


def test_what_is_not_known_is_left_out_of_a_warning() -> None:
    compiled = circuit_of(kernels.load("lif"))
    own = compiled.measured.run
    none = np.empty(0)
    (said,) = disagreement(compiled, none, agree(compiled.model, own.spikes, none, own.n_steps * own.dt), {})
    assert said.startswith(f"0 spikes in fixed point, {len(own.spikes)} in float64: the rate is off by 100.0 %; ")
    assert "nan" not in said
    with pytest.raises(RequestError, match=r"has a state error of [0-9.]+ %; name") as caught:
        narrowest(kernels.load("lif"), "m", target=Target(state_error=-1.0), current=0.0, duration=20.0)
    assert "nan" not in str(caught.value)


def test_segments_are_advised_where_tables_had_too_few() -> None:
    theta, izhikevich = kernels.load("theta"), kernels.load("izhikevich")
    (said,) = ir_build(theta, segments=512, guard=8, operands=16).warnings
    assert said.endswith("; more segments of its tables (--segments), more bits (--format), more guard bits (--guard) "
                         "or more bits of operands (--operands) may help")  # fmt: skip
    (said,) = ir_build(theta, segments=512).warnings
    assert "; more segments of its tables (--segments) or more bits (--format) may help; " in said
    assert said.endswith("; more guard bits and bits of operands did not")
    assert precision(theta, segments=2048).warnings == ()
    bare = precision(izhikevich, format="Q8.8", guard=0).warnings
    assert any(line.endswith("more guard bits (--guard) may help; more bits of operands did not") for line in bare)


def test_auto_meets_the_target_that_is_named() -> None:
    model = kernels.load("adex")
    widths = {
        wanted: int(compile_model(model, format="auto", coincidence=wanted).states[0].format.partition(".")[2])
        for wanted in (0.3, 1.0)
    }
    assert widths[0.3] + 8 == widths[1.0]


@pytest.mark.parametrize(
    ("options", "field"),
    [({"format": "auto", "segments": 1024}, "segments"), ({"coincidence": 0.5}, "coincidence"),
     ({"format": "20", "rate_error": 0.5}, "rate_error"),
     ({"format": "auto", "rate_error": float("nan")}, "rate_error"),
     ({"format": "auto", "coincidence": 2.0}, "coincidence"), ({"guard": -1}, "guard"), ({"guard": 2.5}, "guard"),
     ({"segments": 10**9}, "segments"), ({"segments": "many"}, "segments"), ({"format": None}, "format")],
)  # fmt: skip
def test_a_setting_of_the_circuit_is_checked_by_every_operation(options: dict[str, Any], field: str) -> None:
    for operation in (compile_model, precision, estimate, ir_build):
        with pytest.raises(RequestError) as caught:
            operation(kernels.load("lif"), **options)
        assert caught.value.field == field


@pytest.mark.parametrize(
    ("form", "options"),
    [("dataflow", {"length": 64}), ("stochastic", {"guard": 4}), ("stochastic", {"format": "auto"}),
     ("stochastic", {"coincidence": 0.5})],
)  # fmt: skip
def test_a_setting_of_the_other_form_is_no_setting(form: str, options: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="is a setting of the form") as caught:
        ir_build(kernels.load("lif"), form=form, **options)
    assert caught.value.field == next(iter(options))
