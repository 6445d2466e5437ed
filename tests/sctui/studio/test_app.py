"""The studio as a whole: it opens with a run, changes views, and runs again when something changes."""

from __future__ import annotations

from dataclasses import replace

from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.messages import Change
from sctui.widgets.plot import Plot
from tests.sctui.studio.waiting import screen_text, until


async def test_it_opens_with_a_run_of_the_model(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "14 spikes · 70 Hz" in screen_text(studio), "the first run's numbers")
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "its trace")
        assert "time (ms)" in screen_text(studio)


async def test_a_changed_setup_is_run(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        setup = replace(studio.session.setup, model="lif")
        studio.post_message(Change(studio.session.with_setup(setup)))
        await until(pilot, lambda: "Hodgkin" not in screen_text(studio), "the other model's run")


async def test_brackets_change_the_view(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first run")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: studio.session.view != "trace", "another view")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: studio.session.view == "trace", "the first view again")


async def test_a_view_that_is_no_more_does_not_keep_the_session_from_opening(studio: Studio) -> None:
    studio.session = Session(view="gone")
    async with studio.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first view")


async def test_two_changes_at_once_both_count(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first trace")
        plot = studio.screen.query(Plot).first()
        plot.post_message(Change(studio.session.with_setup(studio.session.setup.with_param("g_Na", 100.0))))
        plot.post_message(Change(replace(studio.session, favourites=("lif",))))
        plot.post_message(Change(studio.session))  # asks for nothing, so it takes nothing back
        await until(pilot, lambda: studio.session.favourites == ("lif",), "the favourite")
        assert studio.session.setup.params == {"g_Na": 100.0}
