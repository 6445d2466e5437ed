"""Themes, markers and keys: what the settings say is what is on the screen."""

from __future__ import annotations

from typing import Any

import pytest

from sctui.arguments import THEMES
from sctui.screens.choice import Choice
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.desk import Desk
from sctui.studio.key_help import key_help
from sctui.studio.settings import Settings
from sctui.studio.themes import LOOKS
from tests.sctui.studio.waiting import screen_text, until


def test_there_is_a_look_for_every_theme() -> None:
    assert tuple(LOOKS) == THEMES
    assert all(look.theme.name == name for name, look in LOOKS.items())


@pytest.mark.parametrize("name", THEMES)
async def test_every_theme_is_shown_with_colours_to_go_with_it(name: str, studio: Studio) -> None:
    studio.settings = Settings(theme=name)
    async with studio.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert studio.theme == name
        assert studio.plot_look.light == (not studio.current_theme.dark)
        assert studio.plot_look.colours == (16 if studio.current_theme.ansi else 1 << 24)


async def test_no_colours_where_the_user_wants_none(monkeypatch: pytest.MonkeyPatch, workers: dict[str, Any]) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    studio = Studio(Session(), Desk(workers))
    async with studio.run_test(size=(80, 24)):
        assert studio.plot_look.colours == 0


async def test_plots_are_drawn_with_the_marker_of_the_settings(studio: Studio) -> None:
    studio.settings = Settings(marker="ascii")
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace")
        middle = "".join(line[40:80] for line in screen_text(studio).split("\n")[3:36])
        assert "|" in middle
        assert not any("\u2800" <= character <= "\u28ff" for character in middle)


async def test_another_theme_is_chosen_from_a_list(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        studio.action_theme()
        await until(pilot, lambda: isinstance(studio.screen, Choice), "the list")
        await pilot.press("down", "enter")
        await until(pilot, lambda: studio.theme == "light", "the theme")
        assert "theme = 'light'" in screen_text(studio)


async def test_the_users_keys_take_the_place_of_the_own_ones(studio: Studio) -> None:
    studio.settings = Settings(keys={"view.next": "f5"})
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert studio.session.view == "trace"
        await pilot.press("f5")
        await until(pilot, lambda: studio.session.view != "trace", "the next view")


async def test_what_was_wrong_at_the_start_is_said_and_can_be_read_in_full(studio: Studio) -> None:
    studio.problems = ("config.toml: " + "a long problem " * 12, "session.json: another")
    studio.hint = "not now"
    async with studio.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "a long problem" in screen_text(studio), "the problem")
        assert screen_text(studio).split("\n")[-1].endswith("…")
        studio.action_messages()
        await until(pilot, lambda: "session.json: another" in screen_text(studio), "all of them")
        assert "not now" not in screen_text(studio)


async def test_a_hint_is_there_until_something_is_done(studio: Studio) -> None:
    studio.hint = "new here?"
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the trace")
        assert "new here?" in screen_text(studio)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "new here?" not in screen_text(studio), "the run's numbers in its place")


async def test_an_action_without_a_key_can_be_given_one_and_help_and_palette_say_so(studio: Studio) -> None:
    studio.settings = Settings(keys={"theme": "f6"})
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "70 Hz" in screen_text(studio), "the first run")
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(studio.screen, Choice), "the list of themes")
        await pilot.press("escape", "ctrl+p", *"theme")
        await until(pilot, lambda: "f6" in screen_text(studio), "the key in the palette")
    assert "    f6            Theme: " in key_help(Session(), None, studio.settings.keys)
