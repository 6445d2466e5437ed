"""Interval statistics against the closed forms of renewal processes."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kernels
from kernels.errors import RequestError

COUNT = 40_000


def renewal(shape: float, count: int = COUNT, seed: int = 1) -> np.ndarray:
    """Spike times of a gamma renewal process of mean interval 10."""
    return np.cumsum(np.random.default_rng(seed).gamma(shape, 10.0 / shape, count))


@pytest.mark.parametrize("shape", [1.0, 4.0, 0.5])
def test_gamma_renewal_processes(shape: float) -> None:
    found = kernels.isi(spikes=renewal(shape))
    assert found.mean == pytest.approx(10.0, rel=0.03)
    assert found.cv == pytest.approx(1.0 / math.sqrt(shape), rel=0.03)
    assert found.lv == pytest.approx(3.0 / (2.0 * shape + 1.0), rel=0.03)  # Shinomoto et al. 2003
    assert found.rate == pytest.approx(100.0, rel=0.03)
    assert np.abs(found.serial_correlation).max() < 4.0 / math.sqrt(COUNT)
    # the counts of long windows vary as the intervals do: Fano -> CV^2 (Cox 1962)
    long = kernels.isi(spikes=renewal(shape), window=300.0)
    assert long.fano == pytest.approx(1.0 / shape, rel=0.12)


def test_poisson_trains_have_cv2_of_one_and_a_fano_factor_of_one() -> None:
    found = kernels.isi(spikes=renewal(1.0))
    assert found.cv2 == pytest.approx(1.0, abs=0.02)
    assert found.fano == pytest.approx(1.0, abs=0.1)
    assert found.fano_window == pytest.approx(100.0, rel=0.03)


def test_histograms_hold_every_interval_once() -> None:
    found = kernels.isi(spikes=renewal(1.0, 3000))
    assert found.histogram_counts.sum() == found.log_counts.sum() == len(found.intervals) == 2999
    assert np.diff(np.log10(found.log_edges))[1:-1] == pytest.approx(0.05)
    # an exponential density has its peak, on a logarithmic scale, at the mean
    middle = np.sqrt(found.log_edges[1:] * found.log_edges[:-1])
    assert middle[found.log_counts > 0.8 * found.log_counts.max()].mean() == pytest.approx(10.0, rel=0.25)


def test_the_return_map_and_the_correlation_of_an_alternating_train() -> None:
    found = kernels.isi(spikes=np.cumsum([5.0, 15.0] * 100))
    assert found.return_map[0] == pytest.approx([15.0, 5.0])
    assert found.return_map.shape == (198, 2)
    assert found.serial_correlation[:2] == pytest.approx([-1.0, 1.0])


def test_of_a_run_the_transient_is_left_out() -> None:
    model = kernels.load("hodgkin_huxley")
    found = kernels.isi(model, current=10.0, duration=400.0)
    assert found.start == 200.0
    assert found.spikes.min() > 200.0
    assert found.cv < 0.01
    assert found.time_unit == "ms"


def test_too_few_spikes_are_nan_and_no_error() -> None:
    for spikes in ([], [3.0], [3.0, 5.0]):
        found = kernels.isi(spikes=spikes)
        assert math.isnan(found.cv2)
        assert math.isnan(found.fano)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "spikes"),
        ({"spikes": [3.0, 2.0]}, "spikes"),
        ({"spikes": [1.0, math.nan]}, "spikes"),
        ({"spikes": [[1.0]]}, "spikes"),
        ({"spikes": [1.0], "current": 3.0}, "current"),
        ({"spikes": [1.0, 2.0], "start": 5.0, "stop": 4.0}, "stop"),
        ({"spikes": [1.0, 2.0], "stop": 0.5}, "stop"),
        ({"model": kernels.load("lif"), "start": 1e6}, "start"),
    ],
)
def test_what_is_wrong_names_its_field(asked: dict, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        kernels.isi(**asked)
    assert caught.value.field == field
