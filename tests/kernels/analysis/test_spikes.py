"""Rate and interval statistics of a spike train."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.analysis.spikes import MOST_BINS, interval_histogram, interval_rate, spike_statistics
from kernels.errors import RequestError

TRAIN = np.array([10.0, 14.0, 20.0, 22.0])  # intervals 4, 6, 2


def test_measures_equal_their_definitions_on_a_train_worked_by_hand():
    found = spike_statistics(TRAIN, 0.0, 100.0)
    assert found.count == 4
    assert found.rate_hz == 40.0
    assert found.isi_mean == 4.0
    assert (found.isi_first, found.isi_last) == (4.0, 2.0)
    assert found.isi_cv == pytest.approx(math.sqrt(8.0 / 3.0) / 4.0, rel=1e-14)
    assert found.isi_cv2 == pytest.approx((2 * 2 / 10 + 2 * 4 / 8) / 2, rel=1e-14)
    assert found.isi_lv == pytest.approx(3 * ((2 / 10) ** 2 + (4 / 8) ** 2) / 2, rel=1e-14)
    assert math.isnan(found.isi_lvr)


def test_lvr_corrects_each_pair_for_the_refractory_time():
    found = spike_statistics(TRAIN, 0.0, 100.0, refractory=2.0)
    expected = 3 * ((2 / 10) ** 2 * (1 + 8 / 10) + (4 / 8) ** 2 * (1 + 8 / 8)) / 2
    assert found.isi_lvr == pytest.approx(expected, rel=1e-14)


def test_a_poisson_train_has_cv_cv2_and_lv_of_one_and_a_regular_one_of_zero():
    poisson = np.cumsum(np.random.default_rng(1).exponential(10.0, 50_000))
    found = spike_statistics(poisson, 0.0, poisson[-1])
    assert found.isi_cv == pytest.approx(1.0, abs=0.02)
    assert found.isi_cv2 == pytest.approx(1.0, abs=0.02)
    assert found.isi_lv == pytest.approx(1.0, abs=0.03)
    regular = spike_statistics(np.arange(1, 70) * 14.7, 0.0, 1100.0)
    assert regular.isi_cv < 1e-12
    assert regular.isi_cv2 < 1e-12
    assert regular.isi_lv < 1e-12


@pytest.mark.parametrize(
    ("times", "rate", "mean", "cv"),
    [([], 0.0, None, None), ([5.0], 10.0, None, None), ([5.0, 9.0], 20.0, 4.0, None)],
)
def test_too_few_spikes_leave_none_in_the_response(times, rate, mean, cv):
    found = spike_statistics(times, 0.0, 100.0).to_dict()
    assert found["rate_hz"] == rate
    assert found["isi_mean_ms"] == mean
    assert found["isi_cv"] is cv
    assert sum(found["isi_histogram"]["counts"]) == max(0, len(times) - 1)
    json.dumps(found, allow_nan=False)


def test_only_spikes_inside_the_window_count_and_rounding_at_its_end_loses_none():
    assert spike_statistics(TRAIN, 12.0, 21.0).count == 2
    assert spike_statistics([0.1 * 3], 0.0, 0.3).count == 1  # 0.30000000000000004


def test_a_model_in_seconds_has_its_rate_in_hz_and_its_mean_in_ms():
    found = spike_statistics(TRAIN / 1000.0, 0.0, 0.1, "s").to_dict()
    assert found["rate_hz"] == pytest.approx(40.0)
    assert found["isi_mean_ms"] == pytest.approx(4.0)
    assert found["isi_mean"] == pytest.approx(0.004)


def test_a_map_has_a_rate_a_step_and_says_so():
    found = spike_statistics([10, 20, 30], 0, 100, "step").to_dict()
    assert (found["rate"], found["rate_unit"]) == (0.03, "1/step")
    assert found["rate_hz"] is None
    assert found["isi_mean_ms"] is None
    assert found["isi_mean"] == 10.0


def test_interval_rate_is_one_over_the_mean_interval():
    assert interval_rate(TRAIN) == 250.0
    assert interval_rate(TRAIN / 1000.0, "s") == pytest.approx(250.0)
    assert interval_rate([0, 4, 8], "step") == 0.25
    assert math.isnan(interval_rate([3.0]))


def test_intervals_on_a_time_grid_get_bins_without_a_comb():
    steps = np.round(np.random.default_rng(2).normal(200.0, 4.0, 4000))
    edges, counts = interval_histogram(np.diff(np.cumsum(steps) * 0.1))
    widths = np.diff(edges) / 0.1
    assert np.allclose(widths, np.round(widths), atol=1e-6)
    middle = counts[len(counts) // 2 - 3 : len(counts) // 2 + 4]
    assert middle.min() > 0.5 * middle.max()


@given(st.lists(st.floats(0.0, 1e6), max_size=200))
def test_histogram_holds_every_interval_in_a_bounded_number_of_rising_bins(values):
    intervals = np.array(values)
    edges, counts = interval_histogram(intervals)
    assert counts.sum() == len(intervals)
    assert len(counts) <= MOST_BINS
    if len(intervals):
        assert (np.diff(edges) > 0.0).all()
        assert edges[0] >= 0.0


@pytest.mark.parametrize(
    ("times", "window", "unit", "field"),
    [
        ([3.0, 2.0], (0.0, 10.0), "ms", "spikes"),
        ([math.nan], (0.0, 10.0), "ms", "spikes"),
        ([[1.0]], (0.0, 10.0), "ms", "spikes"),
        ([1.0], (10.0, 10.0), "ms", "t_stop"),
        ([1.0], (0.0, 10.0), "hours", "time_unit"),
    ],
)
def test_what_is_no_spike_train_is_refused_by_field(times, window, unit, field):
    with pytest.raises(RequestError) as caught:
        spike_statistics(times, *window, unit)
    assert caught.value.field == field
