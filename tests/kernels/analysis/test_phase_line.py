"""The phase line of models with one state: against what is known on paper."""

from __future__ import annotations

import numpy as np
import pytest

from kernels.analysis.phase_line import phase_line
from kernels.analysis.problem import NotMeasurable
from kernels.library import load, parse
from kernels.running.simulate import simulate


def test_a_leaky_neuron_has_one_stable_point_below_its_threshold() -> None:
    run = simulate(load("lif"), current=1.0, duration=100)  # E_L + R I = -55
    line = phase_line(run, -65.0, -50.0)
    assert line.fixed_points == pytest.approx([-55.0])
    assert line.stable == (True,)
    assert line.levels == pytest.approx({"I": 1.0})
    assert line.rates == pytest.approx((-55.0 - line.values) / 10.0)
    assert line.along == pytest.approx((-55.0 - run.states["v"]) / 10.0)


def test_driven_beyond_its_threshold_it_has_none() -> None:
    line = phase_line(simulate(load("lif"), current=2.0, duration=100), -65.0, -50.0)
    assert len(line.fixed_points) == 0
    assert line.values[0] < -65.0
    assert line.values[-1] > -50.0


def test_a_step_counts_with_the_level_it_goes_to() -> None:
    drive = {"protocol": "step", "amplitude": 1.0, "start": 20.0, "stop": 1000.0}
    line = phase_line(simulate(load("lif"), inputs={"I": drive}, duration=100), -65.0, -50.0)
    assert line.fixed_points == pytest.approx([-55.0])


def test_the_types_alternate_along_a_cubic() -> None:
    run = simulate(parse("dx/dt = (x - x**3)/(1 ms) : 1\n# run: 5 ms, dt = 0.01 ms\n# init: x = 0.1\n"))
    line = phase_line(run, -1.0, 1.0)
    assert line.fixed_points == pytest.approx([-1.0, 0.0, 1.0], abs=1e-9)
    assert line.stable == (True, False, True)


def test_a_map_is_stable_where_its_slope_is_flat() -> None:
    for r, stable in ((2.5, True), (3.5, False)):
        run = simulate(parse(f"x[n+1] = {r}*x*(1 - x) : 1\n# time: step\n# run: 50, dt = 1\n# init: x = 0.3\n"))
        line = phase_line(run, 0.1, 0.95)
        assert line.is_map
        found = dict(zip(np.round(line.fixed_points, 6).tolist(), line.stable, strict=True))
        assert found[round(1 - 1 / r, 6)] is stable
        assert line.along[:-1] == pytest.approx(np.diff(run.states["x"]))


def test_two_states_have_no_phase_line() -> None:
    with pytest.raises(NotMeasurable, match="single state"):
        phase_line(simulate(load("morris_lecar"), duration=10), -1.0, 1.0)
