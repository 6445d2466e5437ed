"""The error of streams falls as 1/sqrt(N) for shift registers and nearly as 1/N for Sobol sequences."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hdl.stochastic.stream_error import LENGTHS, mean_interval, slope, stream_error
from kernels.errors import RequestError

SHORT = tuple(1 << k for k in range(4, 12))


@pytest.mark.parametrize("coding", ["unipolar", "bipolar"])
def test_the_error_falls_as_theory_says(coding: str) -> None:
    lfsr = stream_error(encoder="lfsr", coding=coding, lengths=SHORT, steps=300)
    sobol = stream_error(encoder="sobol", coding=coding, lengths=SHORT, steps=300)
    assert -0.65 < lfsr.product_slope < -0.35
    assert -0.7 < lfsr.rate_slope < -0.3
    assert -1.2 < sobol.product_slope < -0.8
    assert sobol.rate_slope < -0.7
    assert all(s < r for s, r in zip(sobol.product, lfsr.product, strict=True))
    if coding == "unipolar":
        # independent bits, each 1 with the probability p = xy, have the mean variance E[p(1 - p)]/N = 5/36/N
        for n, error in zip(SHORT, lfsr.product, strict=True):
            assert 0.7 < error / math.sqrt(5.0 / 36.0 / n) < 2.0


def test_it_follows_from_its_seed() -> None:
    settings = {"lengths": (16, 64), "pairs": 16, "steps": 300}
    assert stream_error(**settings) == stream_error(**settings)  # type: ignore[arg-type]
    assert stream_error(**settings) != stream_error(**settings, seed=1)  # type: ignore[arg-type]


def test_the_slope_is_the_exponent() -> None:
    assert slope(LENGTHS, tuple(3.0 / n for n in LENGTHS)) == pytest.approx(-1.0)
    assert slope(LENGTHS, tuple(n**-0.5 for n in LENGTHS)) == pytest.approx(-0.5)
    assert math.isnan(slope((4, 8), (0.0, 1.0)))


def test_an_interval_is_interpolated() -> None:
    # without a leak worth naming: 0.4 a step reaches 1 after 2.5 steps
    potential, spikes = np.array([0.4, 0.8, 0.0]), np.array([0, 0, 1])
    drive = np.array([0.4, 0.4, 0.4 + 0.8 / 64.0])
    assert mean_interval(drive, potential, spikes) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("options", "field"),
    [({"encoder": "dice"}, "encoder"), ({"lengths": (16, 100)}, "lengths"), ({"lengths": (16,)}, "lengths"),
     ({"lengths": (16, 64, 16)}, "lengths"),
     ({"pairs": 0}, "pairs"), ({"steps": 10**9}, "steps")],
)  # fmt: skip
def test_settings_are_checked(options: dict[str, object], field: str) -> None:
    with pytest.raises(RequestError) as caught:
        stream_error(**options)  # type: ignore[arg-type]
    assert caught.value.field == field
