"""One step, as language.md fixes it: order of updates, crossings, refractory time, events, clocks."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.errors import NumericalError


def simulate(text: str, **settings: object) -> kernels.Run:
    return kernels.simulate(kernels.parse(text), **settings)  # type: ignore[arg-type]


RAMP = "dv/dt = 1\n# init: v = 0.25\n# run: 10, dt = 0.5, method = euler\n"


def test_a_condition_that_stays_true_is_one_spike() -> None:
    assert simulate(RAMP + "# threshold: v > 3").spikes.tolist() == [3.0]
    assert simulate(RAMP + "# spike: v crosses 3 upward").spikes.tolist() == [3.0]


def test_a_condition_true_from_the_start_is_no_crossing() -> None:
    assert len(simulate(RAMP + "# threshold: v > 0").spikes) == 0


def test_a_reset_arms_the_threshold_again_in_the_same_step() -> None:
    run = simulate("dv/dt = 100\n# threshold: v > 1\n# reset: v = 0\n# run: 5, dt = 0.5, method = euler")
    assert run.spikes.tolist() == [0.5 * k for k in range(1, 11)]


def test_a_reset_that_leaves_the_threshold_true_does_not_fire_again() -> None:
    run = simulate(RAMP + "# threshold: v > 3\n# reset: v = 4")
    assert run.spikes.tolist() == [3.0]


def test_downward_crossings() -> None:
    run = simulate("dv/dt = -1\n# init: v = 2.25\n# spike: v crosses 0 downward\n# run: 5, dt = 0.5, method = euler")
    assert run.spikes.tolist() == [2.5]


def test_spikes_are_stamped_with_the_end_of_their_step_or_interpolated() -> None:
    assert simulate(RAMP + "# threshold: v > 3", spike_times="step").spikes.tolist() == [3.0]
    assert simulate(RAMP + "# threshold: v > 3", spike_times="interpolated").spikes == pytest.approx([2.75])


def test_samples_are_taken_before_the_reset() -> None:
    run = simulate(RAMP + "# threshold: v > 3\n# reset: v = 0")
    assert run.states["v"][:9].tolist() == [0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.25, 0.5, 1.0]


def test_reset_statements_run_in_order() -> None:
    run = simulate(RAMP + "du/dt = 0\n# threshold: v > 3\n# reset: v = 1; u += 2*v; v -= 1\n")
    assert run.states["u"][7] == 2.0
    assert run.states["v"][7] == 0.5


def test_all_right_hand_sides_of_a_map_read_the_old_values() -> None:
    run = simulate("x[n+1] = y\ny[n+1] = x\n# init: x = 1; y = 2\n# time: step\n# run: 3")
    assert run.states["x"].tolist() == [1, 2, 1, 2]
    assert run.states["y"].tolist() == [2, 1, 2, 1]


def test_refractory_time_blocks_the_threshold_and_holds_marked_states() -> None:
    text = (
        "dv/dt = 1 {flag}\n# threshold: v > 0.9\n# reset: v = 0\n# refractory: 2\n# run: 12, dt = 0.5, method = euler"
    )
    held = simulate(text.format(flag=": 1 (unless refractory)"))
    # 1 ms up to the threshold, then 2 ms held (4 steps), then 1 ms again
    assert held.spikes.tolist() == [1.0, 4.0, 7.0, 10.0]
    free = simulate(text.format(flag=""))
    # v runs on and is above the threshold when the refractory time ends: it fires at the first test
    assert free.spikes.tolist() == [1.0, 3.5, 6.0, 8.5, 11.0]


@pytest.mark.parametrize("dt", [0.1, 0.05, 0.01, 0.3])
def test_refractory_time_is_not_off_by_a_step_from_rounding(dt: float) -> None:
    text = (
        f"dv/dt = 100 : 1 (unless refractory)\n# threshold: v > 0.5\n"
        f"# reset: v = 0\n# refractory: 3\n# run: 40, dt = {dt}, method = euler"
    )
    intervals = np.diff(simulate(text).spikes)
    assert intervals == pytest.approx(np.full(len(intervals), 3 + dt))


def test_refractory_condition_lasts_as_long_as_it_holds_after_a_spike() -> None:
    text = (
        "dv/dt = 1\n# threshold: sin(2*pi*v/4) > 0.5\n"
        "# refractory: v < 6.1\n# init: v = -0.05\n# run: 20, dt = 0.1, method = euler"
    )
    spikes = simulate(text).spikes
    # 0.5 is crossed at v = 1/3 + 4 n; after the first spike v < 6.1 holds the next crossing at 4.33 back
    assert spikes == pytest.approx([0.4, 8.4, 12.4, 16.4], abs=0.051)


def test_events_fire_once_per_crossing_and_run_in_the_order_of_the_file() -> None:
    text = RAMP + "dn/dt = 0\n# on first: v > 2 -> n += 1; v -= 2\n# on second: n > 0.5 -> n = n*10\n"
    run = simulate(text)
    assert run.states["n"][4:10].tolist() == [0, 1, 10, 10, 10, 11]  # `second` stays true: it fires once
    assert len(run.spikes) == 0


def test_t_spike_is_the_time_of_the_last_spike() -> None:
    text = (
        "dv/dt = (1 if t - t_spike > 1.9 else 0)\n# threshold: v > 0.9\n"
        "# reset: v = 0\n# run: 9, dt = 0.5, method = euler"
    )
    # 1 ms up; then at rest while t - t_spike is 0, 0.5, 1, 1.5; then 1 ms up again
    assert simulate(text).spikes.tolist() == [1.0, 4.0, 7.0]


def test_a_state_that_is_infinite_for_a_moment_stops_the_run() -> None:
    text = (
        "dv/dt = 1\ndg/dt = 0\n"
        "# threshold: v > 0.9\n# reset: v = 0; g = t - t_spike\n# run: 3, dt = 0.5, method = euler"
    )
    with pytest.raises(
        NumericalError, match=r"g left the finite numbers at t = 1\.5 ms"
    ):  # before the first spike it is -inf
        simulate(text)


def test_inputs_are_read_at_the_start_of_each_step() -> None:
    run = simulate("dv/dt = I\n# input: I = step(2, start=1, stop=2)\n# run: 3, dt = 0.5, method = euler")
    assert run.inputs["I"].tolist() == [0, 0, 2, 2, 0, 0, 0]
    assert run.states["v"].tolist() == [0, 0, 0, 1, 2, 2, 2]


def test_time_in_an_equation_is_that_of_the_stage() -> None:
    run = simulate("dv/dt = 3*t**2\n# run: 2, dt = 0.5, method = rk4")
    assert run.states["v"] == pytest.approx(run.time**3, abs=1e-12)


def test_initial_values_may_use_parameters_and_each_other_in_order() -> None:
    text = "dv/dt = 0\ndu/dt = 0\nb = 0.2\n# init: v = -60; u = b*v\n# run: 1, dt = 0.5"
    assert simulate(text).states["u"][0] == pytest.approx(-12)
    assert simulate(text, params={"b": 0.5}).states["u"][0] == pytest.approx(-30)
    given = simulate(text, init={"v": -10.0})
    assert given.states["v"][0] == -10
    assert given.states["u"][0] == pytest.approx(-2)  # b*v of the value that was given


def test_seconds_as_time_unit() -> None:
    run = simulate("dv/dt = 1\n# time: s\n# threshold: v > 0.95\n# reset: v = 0\n# run: 10, dt = 0.1, method = euler")
    assert run.statistics.rate_hz == pytest.approx(1.0)


def test_an_occurrence_of_rand_is_one_draw_a_step_and_two_are_two() -> None:
    text = "twice(y) = y + y\na[n+1] = twice(rand())\nb[n+1] = rand() + rand()\nc[n+1] = u - u\nu = rand()\n# run: 4000"
    run = simulate(text)
    assert run.states["a"].var() == pytest.approx(4 / 12, rel=0.1)  # 2 u
    assert run.states["b"].var() == pytest.approx(2 / 12, rel=0.1)  # u1 + u2
    assert not run.states["c"].any()


def test_a_condition_that_ends_within_the_refractory_time_is_armed_again() -> None:
    text = (
        "dv/dt = 1\n# threshold: v > 0.9\n# reset: v = 2\n# refractory: 3\n"
        "# on fall: t - t_spike > 0.4 -> v = 0.2\n# run: 12, dt = 0.25, method = euler"
    )
    # up at 1, held above by the reset, brought down at 1.5, above again at 2.25 and so at the first test after 4
    assert simulate(text).spikes.tolist() == [1.0, 4.25, 7.5, 10.75]
