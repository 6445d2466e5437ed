"""A sparkline shows what its run does: where it is low and high, when it spikes, no more than can be told apart."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kernels.analysis.runs import Runs
from kernels.analysis.sparkline import BINS, MOST_EVENTS, sparkline
from kernels.library import load, parse


def bins(levels: str) -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in zip(levels[::2], levels[1::2], strict=True)]


DECAY = """dv/dt = -v/tau : 1
tau = 10 ms : ms
# init: v = 1
# run: 50 ms, dt = 0.1 ms
"""
STILL = """dv/dt = 0/ms : 1
# init: v = 3
# run: 50 ms, dt = 0.1 ms
"""


def of(source: str) -> list[tuple[int, int]]:
    return bins(sparkline(Runs(parse(source)).run()))


def peaks(found: list[tuple[int, int]]) -> int:
    """How often the highest level is reached anew."""
    tops = [high == 7 for _, high in found]
    return sum(now and not before for before, now in zip([False, *tops], tops, strict=False))


def test_a_decay_falls_from_the_top_to_the_bottom() -> None:
    found = of(DECAY)
    assert len(found) == BINS
    assert found[0][1] == 7
    assert found[-1] == (0, 0)
    highs = [high for _, high in found]
    assert highs == sorted(highs, reverse=True)


def test_neighbours_touch() -> None:
    found = of(DECAY)
    assert all(later[1] >= earlier[0] for earlier, later in pairwise(found))


def test_what_never_moves_stands_at_the_bottom() -> None:
    assert of(STILL) == [(0, 0)] * BINS


@pytest.mark.parametrize("slug", ["hodgkin_huxley", "lif", "morris_lecar"])
def test_fast_firing_is_shown_spike_by_spike(slug: str) -> None:
    """Of many spikes the first ones, so that they can be told apart."""
    runs = Runs(load(slug))
    assert len(runs.run().run.spikes) > MOST_EVENTS
    found = bins(sparkline(runs.run()))
    assert 3 <= peaks(found) <= MOST_EVENTS + 1
    assert min(low for low, _ in found) == 0


def test_bursts_are_shown_burst_by_burst() -> None:
    found = bins(sparkline(Runs(load("morris_lecar_burster")).run()))
    quiet = [high < 4 for _, high in found]
    assert sum(quiet) > BINS // 4
    assert peaks(found) >= 3


def test_the_same_run_gives_the_same_sparkline() -> None:
    assert sparkline(Runs(load("poisson")).run()) == sparkline(Runs(load("poisson")).run())
