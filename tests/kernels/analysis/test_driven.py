"""Which time of a run counts as driven."""

from __future__ import annotations

import pytest

import kernels
from kernels.analysis.driven import Driven
from kernels.analysis.runs import Runs

NEURON = "dv/dt = (I - v)/10\n# threshold: v > 1\n# reset: v = 0\n# run: 500, dt = 0.1\n"


@pytest.mark.parametrize(
    ("stimulus", "expected"),
    [
        ("constant(2)", (0, 250, 500)),
        ("step(2)", (100, 300, 500)),
        ("step(2, start=50, stop=450)", (50, 250, 450)),
        ("constant(0.5) + step(2, start=200)", (200, 350, 500)),
        ("step(2, start=100, stop=300) + step(1, start=250, stop=400)", (100, 250, 400)),
        ("step(0, start=50) + step(2, start=300)", (300, 400, 500)),
        ("pulses(2, width=5, period=50, start=20)", (20, 260, 500)),
        ("sine(1, 10)", (0, 250, 500)),
        ("ramp(2)", (0, 250, 500)),
        ("step(2, start=600)", (0, 250, 500)),
        # a kick: what follows it counts
        ("step(2, start=100, stop=110)", (100, 300, 500)),
    ],
)
def test_driven_time(stimulus: str, expected: tuple[float, float, float]) -> None:
    runs = Runs(kernels.parse(f"{NEURON}# input: I = {stimulus}\n"))
    assert runs.run().driven == pytest.approx(Driven(*map(float, expected)))


def test_a_preset_may_drive_otherwise() -> None:
    model = kernels.parse(f"{NEURON}# input: I = constant(2)\n# preset late: I = step(2, start=200), duration = 400\n")
    assert Runs(model, "late").run().driven == Driven(200.0, 300.0, 400.0)


def test_a_drive_sets_the_level_and_keeps_the_protocol() -> None:
    runs = Runs(kernels.parse(f"{NEURON}# input: I = step(0, start=200)\n"))
    assert runs.run().driven.onset == 0.0
    assert len(runs.run().run.spikes) == 0
    assert runs.run(3.0).driven.onset == 200.0
    assert runs.run(3.0).run.spikes[0] > 200.0
