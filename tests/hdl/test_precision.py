"""What fixed point costs, the narrowest format, and formats that are too narrow."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from hdl.compile import compile_circuit
from hdl.fixed.search import Target, narrowest
from hdl.precision import precision
from hdl.quantised import integer_run
from hdl.rtl import compile_model
from kernels.errors import Cancelled, RequestError


def test_more_bits_are_closer() -> None:
    model = kernels.load("fitzhugh_nagumo")
    errors = [precision(model, format=bits).states["v"].rms for bits in ("8", "12", "16", "24")]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-4


def test_izhikevich_in_pure_q8_8_is_warned_about_with_the_numbers() -> None:
    found = precision(kernels.load("izhikevich"), format="Q8.8", guard=0)
    assert any("spikes in fixed point, 10 in float64" in line and "coincidence" in line for line in found.warnings)
    assert precision(kernels.load("izhikevich"), format="Q8.8").warnings == ()


def test_a_value_that_does_not_fit_is_an_error_naming_it_and_the_format() -> None:
    with pytest.raises(RequestError, match=r"w = .* does not fit Q8\.8"):
        compile_model(kernels.load("adex"), format="Q8.8")
    with pytest.raises(RequestError, match=r"I = 200 does not fit Q8\.8"):
        compile_model(kernels.load("hodgkin_huxley"), format="Q8.8")


@pytest.mark.parametrize("slug", ["lif", "izhikevich", "adex", "fitzhugh_nagumo", "hodgkin_huxley"])
def test_auto_finds_the_narrowest_format_that_keeps_the_spikes(slug: str) -> None:
    found = narrowest(kernels.load(slug), slug)
    *narrower, (bits, rate, coincidence) = found.tried
    assert bits == found.bits <= 16
    assert rate <= 0.01
    assert coincidence >= 0.95
    assert all(r > 0.01 or not c >= 0.95 for _, r, c in narrower)


def test_a_target_that_no_format_meets_is_an_error_with_the_best() -> None:
    with pytest.raises(RequestError, match="the best, "):
        narrowest(kernels.load("izhikevich"), "m", target=Target(coincidence=2.0))


def test_the_search_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        narrowest(kernels.load("lif"), "m", cancelled=lambda: True)


def test_a_state_that_saturates_is_counted() -> None:
    model = kernels.load("lif")
    c = compile_circuit(model, "m", format={"v": "Q8.4"})
    assert integer_run(c, c.measured.run).saturations == {"v": 0}
    strong = kernels.simulate(model, current=4.9, protocol="constant", params={"V_th": -46.5})
    assert np.isfinite(strong.states["v"]).all()


@pytest.mark.parametrize("format", ["", "Q", "3", "4000", "16.5", "auto!", "Q8.8 && ls"])
def test_a_format_that_is_none_is_refused(format: str) -> None:
    with pytest.raises(RequestError, match="format"):
        precision(kernels.load("lif"), format=format)


def test_the_report_of_a_compilation() -> None:
    made = compile_model(kernels.load("izhikevich"), format="16", registers="a", name="izh")
    assert sorted(made.files) == ["izh.core", "izh.sby", "izh.v", "izh_formal.sv", "izh_tb.v", "izh_vectors.hex"]
    assert {p.name: p.format for p in made.states} == {"v": "Q8.8", "u": "Q7.9"}
    assert [p.name for p in made.writable] == ["a"]
    assert made.operations["mul"] >= 6
    assert made.warnings == ()
