"""The palette, help and jump mode: everything can be found, and goes where it says."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from sctui.screens.help import Help
from sctui.screens.jump import Jump
from sctui.screens.palette import Entry, Palette, found
from sctui.studio.actions import ACTIONS
from sctui.studio.app import Studio
from sctui.studio.key_help import key_help
from sctui.studio.palette_entries import entries
from sctui.views.table import VIEWS
from sctui.widgets.plot import Plot
from tests.sctui.studio.waiting import screen_text, until


async def drawn(studio: Studio, pilot: Pilot[Any]) -> None:
    await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first trace")


def test_every_action_and_view_is_in_the_palette() -> None:
    from sctui.session.state import Session

    values = {entry.value for entry in entries(Session())}
    assert {f"action:{one.id}" for one in ACTIONS if one.id != "palette"} <= values
    assert {f"view:{name}" for name in VIEWS} <= values


def test_every_action_is_in_the_help() -> None:
    from sctui.session.state import Session

    text = key_help(Session(), None)
    for action in ACTIONS:
        assert f"{action.title}: {action.help}" in text


@pytest.mark.parametrize(
    ("typed", "first"),
    [("zoom", "Zoom in"), ("ZOOM OUT", "Zoom out"), ("heat", "Heat map"), ("nothing has this", None)],
)
def test_what_is_typed_finds_by_title_first(typed: str, first: str | None) -> None:
    listed = [
        Entry("1", "Other", "about the heat map"), Entry("2", "Heat map", "two parameters"),
        Entry("3", "Zoom out", "larger part"), Entry("4", "Zoom in", "smaller part"),
    ]  # fmt: skip
    matches = found(listed, typed)
    assert (matches[0].title if matches else None) == first


async def test_the_palette_opens_a_view(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("ctrl+p", *"isi", "enter")
        await until(pilot, lambda: studio.session.view == "isi", "the view")
        assert not isinstance(studio.screen, Palette)


async def test_the_palette_does_an_action_of_a_plot_that_has_not_the_focus(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("ctrl+p", *"zoom in", "enter")
        await until(pilot, lambda: studio.session.zoom("trace").x is not None, "the zoom")


async def test_help_shows_keys_and_pages_and_closes(studio: Studio) -> None:
    async with studio.run_test(size=(80, 24)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: "Everywhere" in screen_text(studio) or "In a plot" in screen_text(studio), "keys")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "sctui run" in screen_text(studio), "the page about the command line")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(studio.screen, Help), "the studio")


async def test_jump_mode_goes_to_a_tab_and_to_the_plot(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(studio.screen, Jump), "jump mode")
        screen = studio.screen
        assert isinstance(screen, Jump)
        tab = next(letter for letter, place in screen._places.items() if "Phase" in _beneath(studio, place))
        await pilot.press(tab)
        await until(pilot, lambda: studio.session.view == "phase", "the other view")
        await pilot.press("g")
        await until(pilot, lambda: isinstance(studio.screen, Jump), "jump mode")
        screen = studio.screen
        assert isinstance(screen, Jump)
        plot = studio.screen_stack[0].query(Plot).first()
        letter = next(one for one, place in screen._places.items() if (place.x, place.y) == plot.region.offset)
        await pilot.press(letter)
        await until(pilot, lambda: studio.focused is plot, "the plot's focus")


def _beneath(studio: Studio, place: Any) -> str:
    lines = studio.screen_stack[0]._compositor.render_strips()
    return "".join(segment.text for segment in lines[place.y])[place.x : place.x + 8]


async def test_a_key_that_was_quicker_than_the_modal_could_go_does_not_close_what_is_beneath(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await drawn(studio, pilot)
        await pilot.press("ctrl+p")
        palette = studio.screen
        assert isinstance(palette, Palette)
        palette.dismiss(None)
        palette.dismiss(None)
        await until(pilot, lambda: studio.screen is not palette, "the studio")
        assert studio.screen_stack == [studio.screen]


async def test_the_letters_of_jump_mode_stand_on_what_is_seen(studio: Studio) -> None:
    async with studio.run_test(size=(80, 24)) as pilot:
        await drawn(studio, pilot)
        status = screen_text(studio).splitlines()[-1]
        await pilot.press("g")
        await until(pilot, lambda: isinstance(studio.screen, Jump), "jump mode")
        assert screen_text(studio).splitlines()[-1] == status


async def test_a_key_that_was_quicker_than_the_modal_could_come_closes_it_all_the_same(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await drawn(studio, pilot)
        palette = Palette([])
        studio.push_screen(palette)
        palette.dismiss(None)
        await until(pilot, lambda: studio.screen_stack == [studio.screen], "the studio alone")
        assert studio.screen is not palette
