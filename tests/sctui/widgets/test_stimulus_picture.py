"""The small picture of a stimulus: what the run will have, in dots."""

from __future__ import annotations

import numpy as np
import pytest

import kernels
from kernels.language.model import StimulusTerm
from kernels.library import entries
from sctui.session.control import Picture
from sctui.session.controls import controls
from sctui.session.setup import Setup
from sctui.session.subject import model_of
from sctui.widgets.stimulus_picture import MOST_STEPS, stimulus_lines, stimulus_values


def picture(
    protocol: str, duration: float = 100.0, dt: float = 0.05, path: str | None = None, **numbers: float
) -> Picture:
    terms = (StimulusTerm(protocol, numbers, path),)
    return Picture(("picture", "I"), terms, duration, dt, "ms", 3, 0, "pA")


def test_a_step_rises_where_it_begins() -> None:
    lines = stimulus_lines(picture("step", amplitude=5.0, start=50.0), 20)
    assert len(lines) == 4
    assert lines[0][:9].strip() == ""
    assert lines[0][10:].strip()
    assert lines[2][:9] == "⣀" * 9
    assert lines[3] == "0 to 5 pA, 100 ms"


@pytest.mark.parametrize("width", [4, 26, 33, 80])
@pytest.mark.parametrize("slug", [entry.slug for entry in entries()][::7])
def test_pictures_of_the_library_fit(slug: str, width: int) -> None:
    setup = Setup(model=slug)
    for one in controls(model_of(setup), setup):
        if isinstance(one, Picture):
            lines = stimulus_lines(one, width)
            assert 1 <= len(lines) <= 4
            assert all(len(line) <= width for line in lines)


def test_noise_is_that_of_the_run() -> None:
    drive = {"protocol": "ou", "mean": 5.0, "sigma": 2.0, "tau": 5.0}
    setup = Setup(model="hodgkin_huxley", drives={"I": drive}, duration=50.0, dt=0.05, seed=3)
    found = next(one for one in controls(model_of(setup), setup) if isinstance(one, Picture))
    run = kernels.simulate(model_of(setup), inputs={"I": drive}, duration=50.0, dt=0.05, seed=3)
    values = stimulus_values(found)
    assert len(values) == 1000
    assert np.array_equal(values, run.inputs["I"][: len(values)])


def test_a_long_run_is_looked_at_coarsely() -> None:
    assert len(stimulus_values(picture("sine", 1e7, 0.01, amplitude=1.0, frequency=1.0))) == MOST_STEPS


def test_what_cannot_be_drawn_says_why() -> None:
    lines = stimulus_lines(picture("pulses", amplitude=1.0, width=20.0, period=10.0), 60)
    assert "has to be at least the width of a pulse" in "".join(lines)
    assert stimulus_lines(picture("file", path="/data/current.csv"), 30) == ["from current.csv"]
