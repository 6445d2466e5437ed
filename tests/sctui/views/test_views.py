"""Every view asks for something that its operation can answer, and draws the answer, for very different models."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from kernels.errors import KernelsError
from kernels.library import entries
from sctui.operations import perform
from sctui.plots.figure import Bars, Figure
from sctui.plots.message import from_message, to_message
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.views.table import VIEWS, View, next_option, options_of

MODELS = ("hodgkin_huxley", "lif", "rulkov_chaotic", "morris_lecar")  # several states, one, a map, no reset
# what the devices need is Yosys' to say, minutes for some models: its figure has a test of its own
DRAWN = [view for view in VIEWS.values() if view.pane == "plot" and view.name != "devices"]


def session_with(model: str) -> Session:
    """A session with two setups to compare."""
    setup, other = Setup(model=model, duration=200.0), Setup(model=model, duration=200.0, seed=1)
    return Session(setup=setup, a=setup, b=other, multi=(setup, other)).with_option("heatmap", "steps", "16")


def drawn(view: View, session: Session) -> tuple[list[list[Figure]], str]:
    options = options_of(view, session)
    result = perform(view.operation, view.module.request(session, options))
    further = []
    for operation, request in view.module.further(session, options) if hasattr(view.module, "further") else ():
        try:
            further.append(perform(operation, request))
        except KernelsError as error:
            further.append(error)
    return view.module.figures(result, options, *further), view.module.readout(result, options, *further)


@pytest.mark.parametrize("view", DRAWN, ids=lambda view: view.name)
@pytest.mark.parametrize("model", MODELS)
def test_a_view_draws_a_model_or_says_in_a_line_why_not(view: View, model: str) -> None:
    refused: KernelsError | None = None
    try:
        rows, readout = drawn(view, session_with(model))
    except KernelsError as error:
        refused = error
    if refused is not None:
        assert model != "hodgkin_huxley", refused  # the squid axon has everything that a view can want
        assert len(str(refused).splitlines()) == 1
        return
    assert "\n" not in readout
    figures = [figure for row in rows for figure in row]
    assert figures
    for figure in figures:
        assert all(panel.marks for panel in figure.panels)
        assert figure.x.caption
        assert all(panel.y.caption or isinstance(panel.marks[0], Bars) for panel in figure.panels)


@pytest.mark.parametrize("view", DRAWN, ids=lambda view: view.name)
def test_a_figure_crosses_to_the_screen_unchanged(view: View) -> None:
    (rows, _), arrays = drawn(view, session_with("hodgkin_huxley")), {}
    message = to_message(rows, arrays)
    back = from_message(message, arrays)
    again: dict[str, np.ndarray] = {}
    assert to_message(back, again) == message
    assert all(np.array_equal(arrays[name], again[name], equal_nan=True) for name in arrays)


@pytest.mark.parametrize("slug", [entry.slug for entry in entries()])
def test_every_view_has_a_request_for_every_model(slug: str) -> None:
    session = session_with(slug)
    for view in VIEWS.values():
        options = options_of(view, session)
        refused: KernelsError | None = None
        try:
            assert isinstance(view.module.request(session, options), dict)
        except KernelsError as error:
            refused = error
        # these need two different states, or two parameters
        assert refused is None or view.name in ("phase", "heatmap"), refused


def test_a_key_takes_the_next_value_of_an_option_and_after_the_last_the_first() -> None:
    view, session = VIEWS["isi"], Session()
    (option,) = view.options
    seen = []
    for _ in option.values:
        session = next_option(session, view, option)
        seen.append(options_of(view, session)["kind"])
    assert seen == [*option.values[1:], option.values[0]]


def test_a_chosen_value_that_another_model_lacks_counts_as_the_default() -> None:
    view = VIEWS["phase"]
    session = Session().with_option("phase", "y", "n")
    assert options_of(view, session)["y"] == "n"
    assert options_of(view, session.with_setup(Setup(model="morris_lecar")))["y"] == "w"


def test_option_keys_of_a_view_are_distinct_and_free() -> None:
    from sctui.studio.actions import ACTIONS

    taken = {key for one in ACTIONS if one.scope in ("studio", "plot") for key in one.keys.split(",")}
    for view in VIEWS.values():
        keys = [option.key for option in view.options]
        assert len(set(keys)) == len(keys)
        assert not taken & set(keys), view.name


def test_each_device_has_a_panel_with_its_shares() -> None:
    shares = {"lut": 11.6, "ff": 6.4, "dsp": 50.0, "bram": 0.0}
    found = SimpleNamespace(device="iCE40 UP5K", fits=2, percent=shares, tool="yosys")
    result = SimpleNamespace(results=(found, found), failed={"gowin": "yosys took too long"})
    ((figure,),) = VIEWS["devices"].module.figures(result, {})
    assert [panel.y.caption for panel in figure.panels] == ["iCE40 UP5K: 2 neurons fit"] * 2
    assert np.array_equal(figure.panels[0].marks[0].values, [11.6, 6.4, 50.0])  # of what none needs there is no bar
    assert VIEWS["devices"].module.readout(result, {}) == "yosys; gowin: yosys took too long"


def test_what_a_view_varies_gives_way_and_the_rest_of_the_setup_stays() -> None:
    setup = Setup(params={"g_Na": 100.0, "g_K": 30.0}, drives={"I": 15.0})
    session = Session(setup=setup).with_option("heatmap", "x", "g_Na").with_option("heatmap", "y", "g_L")
    session = session.with_option("bifurcation", "parameter", "g_Na")
    for name in ("heatmap", "bifurcation"):
        request = VIEWS[name].module.request(session, options_of(VIEWS[name], session))
        assert request["params"] == {"g_K": 30.0}, name
        assert request["inputs"] == {"I": 15.0}, name
    over_drive = session.with_option("heatmap", "x", "I").with_option("bifurcation", "parameter", "I")
    for name in ("heatmap", "bifurcation"):
        request = VIEWS[name].module.request(over_drive, options_of(VIEWS[name], over_drive))
        assert "inputs" not in request, name
