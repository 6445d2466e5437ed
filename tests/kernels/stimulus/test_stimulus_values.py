"""What each protocol injects, and that no value depends on how a run is cut into calls and lanes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels.errors import RequestError
from kernels.language.model import StimulusTerm
from kernels.language.protocols import PROTOCOLS
from kernels.random_numbers import normal
from kernels.stimulus import Setting, Stimulus, sample, stimulus_stream
from kernels.stimulus.protocols import NUMERICS

RUN = Setting(dt=0.1, duration=100.0, time_unit="ms")
STEPS = 1000
TIME = np.arange(STEPS) * 0.1

EXAMPLES = {
    "constant": {"amplitude": 3.0},
    "step": {"amplitude": 3.0},
    "ramp": {"amplitude": 3.0},
    "pulses": {"amplitude": 3.0},
    "sine": {"amplitude": 3.0, "frequency": 40.0},
    "chirp": {"amplitude": 3.0, "f_start": 1.0, "f_stop": 200.0},
    "ou": {"mean": 1.0, "sigma": 2.0, "tau": 5.0},
    "poisson": {"rate": 500.0, "amplitude": 2.0, "tau": 3.0},
}


def term(protocol, **numbers):
    return StimulusTerm(protocol, numbers or EXAMPLES[protocol])


def values(protocol, setting=RUN, steps=STEPS, **numbers):
    return sample([term(protocol, **numbers)], 0, steps, setting)[:, 0]


def test_every_protocol_has_an_example_here():
    assert set(EXAMPLES) | {"file"} == set(PROTOCOLS)


def test_the_languages_protocols_are_the_ones_computed_with_the_same_defaults():
    assert set(NUMERICS) == set(PROTOCOLS)
    for name, numerics in NUMERICS.items():
        arguments = PROTOCOLS[name].arguments
        assert set(numerics.defaults) == {item.name for item in arguments if item.default is not None}
        assert {numerics.level, *numerics.lowest, *numerics.above} - {None} <= {item.name for item in arguments}


def test_pulses_have_the_width_and_period_of_the_text():
    found = values("pulses", amplitude=3.0, width=1.0, period=20.0, start=30.0, stop=60.0)
    assert np.flatnonzero(found).tolist() == [*range(300, 310), *range(500, 510)]


def test_constant_is_one_row_for_the_whole_run():
    found = sample([term("constant"), term("constant")], 0, STEPS, RUN, n_lanes=4)
    assert found.shape == (1, 4)
    assert (found == 6.0).all()


def test_step_is_zero_for_the_first_fifth_then_the_amplitude():
    found = values("step")
    assert (found[:200] == 0.0).all()
    assert (found[200:] == 3.0).all()


def test_step_begins_and_ends_where_the_text_says():
    found = values("step", amplitude=3.0, start=10.0, stop=20.0)
    assert np.flatnonzero(found).tolist() == list(range(100, 200))


@pytest.mark.parametrize("dt", [0.1, 0.01, 0.05, 0.025, 0.3, 1 / 3])
def test_step_begins_at_the_first_step_not_before_its_start_whatever_the_rounding(dt):
    setting = Setting(dt, 300.0, "ms")
    found = values("step", setting, round(300 / dt))
    assert np.flatnonzero(found)[0] == math.ceil(60.0 / dt - 1e-9)


def test_ramp_runs_from_zero_to_the_amplitude_over_the_run():
    assert values("ramp") == pytest.approx(3.0 * TIME / 100.0, abs=1e-14)
    inner = values("ramp", amplitude=3.0, start=20.0, stop=40.0)
    assert (inner[:201] == 0.0).all()
    assert inner[300] == pytest.approx(1.5)
    assert (inner[400:] == 3.0).all()


@pytest.mark.parametrize("dt", [0.1, 0.01, 0.05, 0.025])
def test_pulses_are_five_ms_on_and_five_ms_off(dt):
    found = values("pulses", Setting(dt, 100.0, "ms"), round(100 / dt)).reshape(10, 2, -1)
    assert (found[:, 0] == 3.0).all()
    assert (found[:, 1] == 0.0).all()


def test_pulses_default_to_five_ms_in_a_model_in_seconds():
    found = values("pulses", Setting(1e-4, 0.1, "s"))
    assert (found == values("pulses")).all()


@pytest.mark.parametrize(("unit", "scale"), [("ms", 1.0), ("s", 1e-3)])
def test_a_sine_has_its_frequency_in_hz_whatever_the_time_unit(unit, scale):
    setting = Setting(0.1 * scale, 100.0 * scale, unit)
    found = values("sine", setting, amplitude=3.0, frequency=40.0, phase=0.5, offset=1.0)
    assert found == pytest.approx(1.0 + 3.0 * np.sin(2 * np.pi * 0.04 * TIME + 0.5), abs=1e-12)


def test_a_sine_of_a_map_counts_cycles_a_step():
    found = values("sine", Setting(1.0, 100.0, "step"), 100, amplitude=1.0, frequency=0.25)
    assert found[:4] == pytest.approx([0.0, 1.0, 0.0, -1.0], abs=1e-12)


def test_a_sine_loses_no_digits_late_in_a_run():
    setting = Setting(0.1, 1e9, "ms")
    late = sample([term("sine")], 9_999_999_990, 10_000_000_000, setting)[:, 0]
    assert late == pytest.approx(3.0 * np.sin(2 * np.pi * 0.004 * np.arange(240, 250)), abs=1e-5)


def test_a_chirp_reaches_its_frequencies_at_the_ends():
    setting = Setting(0.01, 1000.0, "ms")
    found = values("chirp", setting, 100_000, amplitude=1.0, f_start=10.0, f_stop=50.0)
    rising = np.flatnonzero((found[:-1] < 0.0) & (found[1:] >= 0.0)) * 0.01
    cycles = np.arange(1, 30)
    expected = (np.sqrt(10.0**2 + 2.0 * 40.0 * cycles) - 10.0) / 40.0 * 1000.0  # 10 t + 40 t^2/2 = whole cycles
    assert rising == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("dt", [0.1, 0.05, 0.025])
def test_ou_has_its_mean_variance_and_correlation_at_any_dt(dt):
    steps = round(1000.0 / dt)
    found = sample([term("ou", mean=1.0, sigma=2.0, tau=5.0)], 0, steps, Setting(dt, 1000.0, "ms"), seed=3, n_lanes=200)
    deviation = found - 1.0
    assert found.mean() == pytest.approx(1.0, abs=0.04)
    assert deviation.var() == pytest.approx(4.0, rel=0.02)
    lag = round(5.0 / dt)
    assert (deviation[:-lag] * deviation[lag:]).mean() == pytest.approx(4.0 / math.e, rel=0.04)


def test_ou_is_stationary_from_the_first_step():
    first = sample([term("ou", mean=0.0, sigma=2.0, tau=50.0)], 0, 1, RUN, n_lanes=20_000)
    assert first.var() == pytest.approx(4.0, rel=0.04)


def test_ou_follows_its_update_step_by_step():
    found = sample([term("ou")], 0, 1000, RUN, seed=5, stream=77)[:, 0] - 1.0
    draws = normal(5, 77, 0, 1, 0, 1000)[0][:, 0]
    decay = math.exp(-0.1 / 5.0)
    expected = [2.0 * draws[0]]
    for draw in draws[1:]:
        expected.append(decay * expected[-1] + 2.0 * math.sqrt(1.0 - decay**2) * draw)
    assert found == pytest.approx(expected, abs=1e-12)


def test_poisson_events_have_their_rate_and_decay():
    setting = Setting(0.1, 1000.0, "ms")
    found = sample([term("poisson", rate=500.0, amplitude=2.0, tau=3.0)], 0, 10_000, setting, n_lanes=50)
    stationary = found[1000:]
    step_sum = 0.1 / (1.0 - math.exp(-0.1 / 3.0))  # of the decay over its steps, times dt
    assert stationary.mean() == pytest.approx(0.5 * 2.0 * step_sum, rel=0.02)
    assert stationary.var() == pytest.approx(0.05 * 4.0 / (1.0 - math.exp(-0.2 / 3.0)), rel=0.05)


@pytest.mark.parametrize("dt", [0.1, 0.5])
def test_poisson_without_decay_injects_amplitude_times_one_time_unit_an_event(dt):
    found = values("poisson", Setting(dt, 1000.0, "ms"), round(1000 / dt), rate=200.0, amplitude=2.0, tau=0.0)
    counts = found * dt / 2.0
    assert counts == pytest.approx(np.round(counts), abs=1e-9)
    assert counts.sum() == pytest.approx(200.0, abs=50.0)


@pytest.mark.parametrize("mean", [0.02, 3.0, 400.0])
def test_poisson_counts_have_the_poisson_distribution(mean):
    counts = term("poisson", rate=mean, amplitude=1.0, tau=0.0)
    found = sample([counts], 0, 1000, Setting(1.0, 1000.0, "step"), n_lanes=100)
    assert found.mean() == pytest.approx(mean, rel=5.0 / math.sqrt(mean * found.size))
    assert found.var() == pytest.approx(mean, rel=0.1)


def test_poisson_refuses_more_events_a_step_than_it_can_count():
    with pytest.raises(RequestError, match="shorten dt"):
        values("poisson", rate=1e9, amplitude=1.0, tau=0.0)


def test_terms_are_summed():
    both = sample([term("sine"), term("ramp")], 0, STEPS, RUN)[:, 0]
    assert both == pytest.approx(values("sine") + values("ramp"))


def test_two_noises_on_one_input_and_noise_on_two_inputs_are_independent():
    doubled = sample([term("ou"), term("ou")], 0, STEPS, RUN)[:, 0]
    assert not np.allclose(doubled, 2.0 * values("ou"))
    other = sample([term("ou")], 0, STEPS, RUN, stream=stimulus_stream(1))[:, 0]
    assert not np.allclose(other, values("ou"))


MIXED = [
    StimulusTerm("ou", {"mean": np.linspace(0, 1, 6), "sigma": 2.0, "tau": np.linspace(1, 9, 6)}),
    StimulusTerm("poisson", {"rate": np.linspace(0, 900, 6), "amplitude": 2.0, "tau": 3.0}),
    StimulusTerm("sine", {"amplitude": np.linspace(0, 5, 6), "frequency": np.linspace(1, 50, 6)}),
    StimulusTerm("chirp", {"amplitude": 1.0, "f_start": 5.0, "f_stop": np.linspace(1, 50, 6)}),
    StimulusTerm("pulses", {"amplitude": np.linspace(0, 5, 6)}),
]


def test_skipping_leads_to_the_same_values():
    whole = sample(MIXED, 0, 6000, RUN, n_lanes=6)
    assert (sample(MIXED, 5500, 6000, RUN, n_lanes=6) == whole[5500:]).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=12), st.integers(0, 5), st.data())
def test_values_have_the_same_bits_whatever_the_chunks_and_the_block_of_lanes(chunks, first, data):
    lanes = data.draw(st.integers(1, 6 - first))
    stimulus = Stimulus(MIXED, RUN, n_lanes=6)
    total = sum(chunks)
    whole = stimulus.stream(seed=11, lanes=6).next(total)
    part = stimulus.stream(seed=11, first_lane=first, lanes=lanes)
    pieces = []
    for chunk in chunks:
        pieces.append(part.next(part.step + chunk))
        assert pieces[-1].flags.c_contiguous
        assert pieces[-1].shape == (chunk, lanes)
    assert np.concatenate(pieces).tobytes() == np.ascontiguousarray(whole[:, first : first + lanes]).tobytes()


@pytest.mark.parametrize(
    ("protocol", "numbers", "field"),
    [
        ("ou", {"mean": 0.0, "sigma": 1.0, "tau": 0.0}, "inputs.tau"),
        ("ou", {"mean": 0.0, "sigma": -1.0, "tau": 1.0}, "inputs.sigma"),
        ("ou", {"mean": 0.0, "sigma": 1.0}, "inputs.tau"),
        ("sine", {"amplitude": 1.0, "frequency": math.nan}, "inputs.frequency"),
        ("step", {"amplitude": 1.0, "start": 9.0, "stop": 8.0}, "inputs.stop"),
        ("pulses", {"amplitude": 1.0, "width": 20.0}, "inputs.period"),
        ("constant", {"amplitude": np.zeros(3)}, "inputs.amplitude"),
        ("warp", {"amplitude": 1.0}, "inputs"),
    ],
)
def test_a_number_out_of_its_range_is_an_error_that_names_it(protocol, numbers, field):
    with pytest.raises(RequestError) as caught:
        Stimulus([StimulusTerm(protocol, numbers)], RUN, n_lanes=2)
    assert caught.value.field == field
