"""What can be changed of a setup: for every library model, and there and back."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from kernels.language.model import Model
from kernels.library import entries
from sctui.session.control import Choice, Control, FilePath, Heading, Number, Picture, Place
from sctui.session.controls import controls, initial_values, preset_text, reset_all, with_value
from sctui.session.drives import drive_of
from sctui.session.setup import Setup
from sctui.session.stimulus_controls import add_term, remove_term
from sctui.session.subject import model_of

SLUGS = [entry.slug for entry in entries()]
HH = Setup(model="hodgkin_huxley")

BARE = """
# time: step
x[n+1] = a*x + b : 1
a = 1e-12
b = -3
"""


def every_preset(slug: str) -> Iterator[tuple[Model, Setup]]:
    model = model_of(Setup(model=slug))
    yield model, Setup(model=slug)
    for preset in model.presets:
        yield model, Setup(model=slug, preset=preset.name)


def at(found: list[Control], *place: str | int) -> Control:
    return next(one for one in found if one.place == place)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_model_and_preset_opens_unchanged(slug: str) -> None:
    for model, setup in every_preset(slug):
        found = controls(model, setup)
        assert not [one for one in found if isinstance(one, Number | Choice | FilePath) and one.changed]
        places = [one.place for one in found]
        assert len(places) == len(set(places))
        for parameter in model.parameters:
            assert ("param", parameter.name) in places
        for state in model.states:
            assert ("init", state.name) in places
        for one in found:
            if isinstance(one, Number):
                assert one.scale.low < one.scale.high
                assert one.value is None or math.isfinite(one.value)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_number_of_every_model_can_be_changed_and_put_back(slug: str) -> None:
    setup = Setup(model=slug)
    model = model_of(setup)
    for one in controls(model, setup):
        if not isinstance(one, Number):
            continue
        start = one.value if one.value is not None else one.scale.low
        value = one.scale.step(start, 1 if start < one.scale.high else -1)
        changed = with_value(model, setup, one.place, value)
        shown = at(controls(model, changed), *one.place)
        assert isinstance(shown, Number)
        assert shown.value == value
        assert shown.changed
        assert changed.changed()
        assert with_value(model, changed, one.place, None) == setup


def test_the_places_of_a_model_and_the_values_they_have() -> None:
    found = controls(model_of(HH), HH)
    assert [one.title for one in found if isinstance(one, Heading)] == [
        "parameters", "stimulus I", "run", "initial values"
    ]  # fmt: skip
    sodium = at(found, "param", "g_Na")
    assert isinstance(sodium, Number)
    assert (sodium.value, sodium.unit, sodium.scale.high) == (120.0, "mS/cm**2", 300.0)
    gate = at(found, "init", "h")
    assert isinstance(gate, Number)
    assert gate.value == pytest.approx(0.5961, abs=1e-4)


def test_choosing_a_preset_undoes_all_changes() -> None:
    model = model_of(HH)
    setup = HH.with_param("g_K", 3.0).with_drive("I", 5.0)
    assert at(controls(model, setup), "preset").changed  # type: ignore[union-attr]
    chosen = with_value(model, setup, ("preset",), "rest")
    assert chosen == Setup(model="hodgkin_huxley", preset="rest")
    assert reset_all(chosen.with_param("g_K", 3.0)) == chosen


def test_a_preset_says_what_it_sets() -> None:
    model = model_of(HH)
    assert preset_text(model, model.presets[0]) == "I = 0 uA/cm²"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("duration", 500.0, 500.0),
        ("dt", 0.005, 0.005),
        ("method", "euler", "euler"),
        ("seed", 7.0, 7),
        ("seed", 0.0, None),
    ],
)
def test_settings_of_the_run(name: str, value: float | str, expected: object) -> None:
    model = model_of(HH)
    setup = with_value(model, HH, ("run", name), value)
    assert getattr(setup, name) == expected
    assert with_value(model, setup, ("run", name), None) == HH


def test_a_seed_of_zero_is_not_the_models_own() -> None:
    setup = Setup(
        source="dv/dt = (-v + sigma*xi)/tau : 1\ntau = 10*ms : second\nsigma = 0.1\n# run: 100 ms, seed = 3\n"
    )
    model = model_of(setup)
    assert with_value(model, setup, ("run", "seed"), 0.0).seed == 0


def test_another_protocol_keeps_the_level_and_the_picture_follows() -> None:
    model = model_of(HH)
    setup = with_value(model, HH, ("protocol", "I", 0), "sine")
    assert setup.drives["I"] == {"protocol": "sine", "amplitude": 10.0, "frequency": 10.0}
    found = controls(model, setup)
    assert not at(found, "drive", "I", 0, "frequency").changed  # type: ignore[union-attr]
    assert at(found, "protocol", "I", 0).changed  # type: ignore[union-attr]
    faster = with_value(model, setup, ("drive", "I", 0, "frequency"), 40.0)
    picture: Place = ("picture", "I")
    assert at(controls(model, faster), *picture) != at(found, *picture)
    assert with_value(model, faster, ("drive", "I", 0, "frequency"), None) == setup
    assert with_value(model, faster, ("protocol", "I", 0), None) == HH


def test_a_file_has_a_path() -> None:
    model = model_of(HH)
    setup = with_value(model, HH, ("protocol", "I", 0), "file")
    path = at(controls(model, setup), "drive", "I", 0, "path")
    assert isinstance(path, FilePath)
    setup = with_value(model, setup, path.place, "/data/current.csv")
    assert setup.drives["I"] == {"protocol": "file", "path": "/data/current.csv"}


def test_stimuli_are_added_and_taken_away() -> None:
    model = model_of(HH)
    two = add_term(model, HH, "I")
    assert [term.protocol for term in drive_of(model, two, "I")] == ["constant", "constant"]
    pulses = with_value(model, two, ("protocol", "I", 1), "pulses")
    pulses = with_value(model, pulses, ("drive", "I", 1, "amplitude"), 20.0)
    assert [one.name for one in controls(model, pulses) if isinstance(one, Choice)][1:3] == ["stimulus 1", "stimulus 2"]
    assert remove_term(model, pulses, "I", 1) == HH
    assert remove_term(model, HH, "I", 0) == HH


def test_a_map_without_ranges_and_inputs() -> None:
    setup = Setup(source=BARE)
    found = controls(model_of(setup), setup)
    assert not [one for one in found if isinstance(one, Picture)]
    tiny = at(found, "param", "a")
    assert isinstance(tiny, Number)
    assert tiny.scale.guessed
    assert tiny.scale.low < 1e-12 < tiny.scale.high
    assert not [one for one in found if one.place in (("run", "dt"), ("run", "method"))]


def test_initial_values_follow_parameters_and_each_other() -> None:
    model = model_of(HH)
    before = initial_values(model, HH)
    after = initial_values(model, Setup(model="hodgkin_huxley", init={"v": -50.0}))
    assert after["m"] > before["m"]
