"""Workspace 3: the network is drawn, and runs anew when a slider is moved."""

from __future__ import annotations

from dataclasses import replace

from sctui.studio.app import Studio
from sctui.widgets.network_panel import NetworkPanel
from sctui.widgets.slider import Slider
from tests.sctui.studio.waiting import screen_text, until


def small(studio: Studio) -> None:
    network = {"n_excitatory": 80.0, "n_inhibitory": 20.0, "duration": 100.0}
    studio.session = replace(studio.session, workspace="network", network=network)


async def test_the_network_is_drawn_with_its_rates(studio: Studio) -> None:
    small(studio)
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "excitatory, 60 of 80" in screen_text(studio), "the raster")
        assert "rate (Hz)" in screen_text(studio)
        assert "synapses" in screen_text(studio)


async def test_a_key_shows_the_spectrum(studio: Studio) -> None:
    small(studio)
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "excitatory, 60 of 80" in screen_text(studio), "the raster")
        await pilot.press("k")
        await until(pilot, lambda: "power of the rate" in screen_text(studio), "the spectrum")


async def test_a_slider_changes_the_network_and_r_puts_it_back(studio: Studio) -> None:
    small(studio)
    async with studio.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(studio.screen.query(Slider)), "the sliders")
        slider = next(one for one in studio.screen.query(Slider) if one.control.place == ("network", "w_ee"))
        slider.focus()
        await pilot.press("right")
        await until(pilot, lambda: studio.session.network.get("w_ee", 0.3) > 0.3, "a larger weight")
        await pilot.press("R")
        await until(pilot, lambda: studio.session.network == {}, "the defaults")
        assert studio.screen.query_one(NetworkPanel)


async def test_the_key_of_the_workspace_opens_it_and_back(studio: Studio) -> None:
    studio.session = replace(studio.session, network={"n_excitatory": 80.0, "n_inhibitory": 20.0, "duration": 50.0})
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace")
        await pilot.press("3")
        await until(pilot, lambda: "excitatory" in screen_text(studio), "the network")
        await pilot.press("1")
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace again")
