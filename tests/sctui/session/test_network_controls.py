"""The sliders of the network stand where the operation's own defaults are, and say what it says."""

from __future__ import annotations

from dataclasses import fields

from kernels.network.ei import EiRequest, ei_network
from sctui.session.network_controls import FIELDS, network_controls, with_number


def test_defaults_and_texts_are_those_of_the_operation() -> None:
    asked = {one.name: one for one in fields(EiRequest)}
    for name, field in FIELDS.items():
        if name in asked:
            assert field.default == asked[name].default, name
            assert field.doc == asked[name].metadata["doc"], name


def test_every_number_and_its_default_is_accepted_by_the_operation() -> None:
    small = {"n_excitatory": 40, "n_inhibitory": 10, "duration": 20.0}
    others = {name: field.default for name, field in FIELDS.items() if name not in small}
    network = ei_network(**small, **others)
    assert network.excitatory.neurons == 40
    assert network.duration == 20.0


def test_a_changed_number_is_marked_and_its_default_unmarks_it() -> None:
    numbers = with_number({}, "w_ee", 0.5)
    assert numbers == {"w_ee": 0.5}
    shown = {one.place: one for one in network_controls(numbers)}
    assert shown["network", "w_ee"].value == 0.5
    assert shown["network", "w_ee"].changed
    assert with_number(numbers, "w_ee", FIELDS["w_ee"].default) == {}
    assert with_number(numbers, "w_ee", None) == {}
