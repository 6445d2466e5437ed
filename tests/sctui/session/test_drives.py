"""What drives an input: the same as `kernels.stimulus.resolve` finds, and there and back through a setup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kernels.errors import KernelsError
from kernels.language.protocols import PROTOCOLS
from kernels.library import entries
from kernels.stimulus import Setting, resolve
from kernels.stimulus.protocols import NUMERICS
from sctui.session.drives import base_drive, default_number, drive_of, drive_setting, level_name, new_term, run_length
from sctui.session.setup import Setup
from sctui.session.subject import model_of, preset_of

SLUGS = [entry.slug for entry in entries()]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_library_model_is_driven_as_its_run_is(slug: str) -> None:
    model = model_of(Setup(model=slug))
    for name in ("", *(preset.name for preset in model.presets)):
        setup = Setup(model=slug, preset=name)
        preset = preset_of(model, name)
        driven = model if preset is None else replace(model, stimuli={**model.stimuli, **preset.stimuli})
        expected = resolve(driven, preset=None if preset is None else preset.values)
        assert {item.name: base_drive(model, setup, item.name) for item in model.inputs} == expected


@pytest.mark.parametrize(
    "drive",
    [
        7.5,
        "sine",
        {"protocol": "step", "amplitude": 3.0, "start": 10.0},
        {"protocol": "ou", "sigma": 2.0, "tau": 5.0},
        [{"protocol": "constant", "amplitude": 1.0}, {"protocol": "pulses", "amplitude": 2.0}],
    ],
)
def test_a_drive_means_what_it_means_in_a_request(drive: object) -> None:
    setup = Setup(model="hodgkin_huxley", drives={"I": drive})
    model = model_of(setup)
    assert drive_of(model, setup, "I") == resolve(model, inputs={"I": drive})["I"]


@pytest.mark.parametrize("drive", [[], {"protocol": "nothing"}, [3], {"amplitude": 3.0}])
def test_a_drive_that_is_none_is_refused(drive: object) -> None:
    setup = Setup(model="hodgkin_huxley", drives={"I": drive})
    with pytest.raises(KernelsError):
        drive_of(model_of(setup), setup, "I")


@pytest.mark.parametrize("name", PROTOCOLS)
def test_levels_and_defaults_are_those_of_the_numerics(name: str) -> None:
    numerics = NUMERICS[name]
    assert level_name(name) == numerics.level
    for duration, unit in ((200.0, "ms"), (2.0, "s"), (100.0, "step")):
        setting = Setting(0.1, duration, unit)
        for argument in PROTOCOLS[name].arguments:
            found = default_number(argument, duration, unit)
            if argument.name in numerics.defaults:
                assert found == pytest.approx(min(numerics.defaults[argument.name](setting), duration))
            else:
                assert found is None


@pytest.mark.parametrize("slug", ["hodgkin_huxley", "lif", "rulkov"])
@pytest.mark.parametrize("protocol", [name for name in PROTOCOLS if name != "file"])
def test_a_protocol_that_is_chosen_can_be_run(slug: str, protocol: str) -> None:
    setup = Setup(model=slug)
    model = model_of(setup)
    name = model.inputs[0].name
    base = base_drive(model, setup, name)
    run = run_length(model, setup)
    assert run.duration is not None
    terms = (new_term(protocol, base[0], 100.0, run.duration, model.time_unit),)
    drive = drive_setting(base, terms)
    if drive is not None:
        assert resolve(model, inputs={name: drive})[name] == terms
        assert drive_of(model, setup.with_drive(name, drive), name) == terms


def test_a_changed_level_is_kept_as_a_number() -> None:
    setup = Setup(model="hodgkin_huxley")
    base = base_drive(model_of(setup), setup, "I")
    term = replace(base[0], numbers={"amplitude": 3.0})
    assert drive_setting(base, (term,)) == 3.0
    assert drive_setting(base, base) is None
