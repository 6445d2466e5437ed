"""Presets that change more than numbers: the drive of an input, the duration and dt of the run."""

from __future__ import annotations

import pytest

import kernels
from kernels.errors import RequestError
from kernels.language import analyse, format_text

TEXT = """
dv/dt = (-v + I)/tau : 1
I : 1
tau = 10*ms : second
# input: I = step(1)
# run: 100 ms, dt = 0.1 ms
# preset plain: tau = 20 ms, I = 3
# preset driven: tau = 5 ms, I = pulses(2, width=1 ms, period=4 ms) + constant(0.5), v = 1, duration = 40 ms, dt = 50 us
"""


def test_a_preset_may_set_the_drive_and_the_run() -> None:
    preset = kernels.parse(TEXT).presets[1]
    assert [term.protocol for term in preset.stimuli["I"]] == ["pulses", "constant"]
    assert preset.stimuli["I"][0].numbers == {"amplitude": 2.0, "width": 1.0, "period": 4.0}
    assert (preset.run.duration, preset.run.dt) == (40.0, 0.05)
    assert preset.values == {"tau": 5.0, "v": 1.0}


def test_a_run_follows_its_preset_and_the_request_overrides_it() -> None:
    model = kernels.parse(TEXT)
    run = kernels.simulate(model, preset="driven")
    assert (run.duration, run.dt, run.states["v"][0]) == (40.0, 0.05, 1.0)
    assert set(run.inputs["I"]) == {0.5, 2.5}
    assert kernels.simulate(model, preset="driven", duration=10.0, dt=0.1).n_steps == 100
    assert set(kernels.simulate(model, preset="driven", protocol="constant", current=4.0).inputs["I"]) == {4.0}
    plain = kernels.simulate(model, preset="plain")
    assert set(plain.inputs["I"]) == {0.0, 3.0}
    assert plain.duration == 100.0


def test_the_canonical_form_keeps_it() -> None:
    once = format_text(TEXT)
    assert "I = pulses(2, width=1 ms, period=4 ms) + constant(0.5), v = 1, duration = 40 ms, dt = 50 us" in once
    assert format_text(once) == once


@pytest.mark.parametrize(
    ("line", "code", "marked"),
    [
        ("# preset a: J = step(2)", "ODE219", "J"),
        ("# preset a: I = step()", "ODE126", "step"),
        ("# preset a: I = step(2, begin=3 ms), tau = 3 ms", "ODE126", "begin"),
        ("# preset a: I = step(2 ms)", "ODE304", "2 ms"),
        ("# preset a: duration = 0 ms", "ODE309", "0 ms"),
        ("# preset a: duration = 3 volt", "ODE304", "3 volt"),
        ("# preset a: I = 2, method = euler", "ODE213", "method"),
    ],
)
def test_problems_in_presets_are_found_where_they_are(line: str, code: str, marked: str) -> None:
    text = TEXT + line
    found = [d for d in analyse(text).diagnostics if d.severity == "error"]
    assert (code, marked) in [(d.code, text[d.start : d.end]) for d in found], found


def test_an_unknown_preset_is_named() -> None:
    with pytest.raises(RequestError, match="driven"):
        kernels.simulate(kernels.parse(TEXT), preset="drivn")
