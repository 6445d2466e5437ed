"""The layout of the Analyse workspace: panels beside the stage or drawers over it, at any size and any change of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.widgets.browser import Browser
from sctui.widgets.handle import Handle
from sctui.widgets.model_list import ModelList
from sctui.widgets.search_line import SearchLine
from sctui.workspaces.analyse import Analyse, layout_of
from tests.sctui.studio.waiting import until


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser looks into the current folder."""
    monkeypatch.chdir(tmp_path)


@asynccontextmanager
async def opened(studio: Studio, width: int, height: int = 30) -> AsyncIterator[Pilot[Any]]:
    async with studio.run_test(size=(width, height)) as pilot:
        await until(pilot, lambda: studio.screen.query(ModelList) and studio.query_one(ModelList).rows, "the workspace")
        await pilot.pause()
        yield pilot


def shown(studio: Studio) -> set[str]:
    """The side panels that are on the screen."""
    return {name for name in ("models", "parameters") if studio.query_one(f"#{name}").display}


def test_the_breakpoints() -> None:
    assert [layout_of(width)[0] for width in (20, 59, 60, 80, 99, 100, 159, 160, 300)] == [
        "tiny", "tiny", "narrow", "narrow", "narrow", "normal", "normal", "wide", "wide",
    ]  # fmt: skip


async def test_a_narrow_screen_has_the_models_in_a_drawer_that_m_opens_and_closes(studio: Studio) -> None:
    async with opened(studio, 80, 24) as pilot:
        assert shown(studio) == {"parameters"}
        assert studio.query_one("#parameters").size.width <= 28
        stage = studio.query_one("#middle").size
        await pilot.press("m")
        await pilot.pause()
        assert shown(studio) == {"models", "parameters"}
        assert studio.query_one("#middle").size == stage  # it lies over, and moves nothing
        assert studio.query_one(ModelList).has_focus
        await pilot.press("m")
        await pilot.pause()
        assert shown(studio) == {"parameters"}
        assert studio.session.hidden == ()


async def test_escape_closes_the_drawer_and_the_keys_go_back(studio: Studio) -> None:
    async with opened(studio, 80, 24) as pilot:
        before = studio.screen.focused
        await pilot.press("m", "escape")
        await pilot.pause()
        assert shown(studio) == {"parameters"}
        assert studio.screen.focused is before


async def test_choosing_a_model_closes_the_drawer(studio: Studio) -> None:
    async with opened(studio, 80, 24) as pilot:
        await pilot.press("slash", *"adex", "enter")
        await until(pilot, lambda: studio.session.setup.model == "adex", "the other model")
        assert shown(studio) == {"parameters"}
        assert studio.session.setup == Setup(model="adex")


async def test_slash_searches_from_anywhere(studio: Studio) -> None:
    async with opened(studio, 120) as pilot:
        await pilot.press("slash")
        assert studio.query_one(SearchLine).has_focus
        await pilot.press("escape", "m")
        await pilot.pause()
        assert shown(studio) == {"parameters"}
        await pilot.press("slash", "x")
        await pilot.pause()
        assert shown(studio) == {"models", "parameters"}
        assert studio.query_one(SearchLine).text == "x"


@pytest.mark.parametrize(("key", "panel"), [("m", "models"), ("p", "parameters")])
async def test_a_key_hides_a_panel_and_shows_it_again(studio: Studio, key: str, panel: str) -> None:
    async with opened(studio, 120) as pilot:
        assert shown(studio) == {"models", "parameters"}
        stage = studio.query_one("#middle").size.width
        await pilot.press(key)
        await pilot.pause()
        assert panel not in shown(studio)
        assert studio.session.hidden == (panel,)
        assert studio.query_one("#middle").size.width > stage
        await pilot.press(key)
        await pilot.pause()
        assert shown(studio) == {"models", "parameters"}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("panel", ["models", "parameters"])
async def test_a_click_on_its_handle_does_the_same(studio: Studio, panel: str, width: int) -> None:
    async with opened(studio, width) as pilot:
        before = panel in shown(studio)
        [handle] = [one for one in studio.query(Handle) if one.panel == panel]
        await pilot.click(handle)
        await pilot.pause()
        assert (panel in shown(studio)) != before


async def test_a_panel_that_was_hidden_is_hidden_when_the_session_comes_back(studio: Studio) -> None:
    studio.session = replace(Session(), hidden=("models",))
    async with opened(studio, 120):
        assert shown(studio) == {"parameters"}


async def test_on_a_tiny_screen_both_panels_are_drawers_and_one_is_open_at_a_time(studio: Studio) -> None:
    async with opened(studio, 40, 12) as pilot:
        assert shown(studio) == set()
        await pilot.press("p")
        await pilot.pause()
        assert shown(studio) == {"parameters"}
        await pilot.press("m")
        await pilot.pause()
        assert shown(studio) == {"models"}
        assert studio.query_one(Browser).size.width <= 40


async def test_the_screen_may_change_its_size_at_any_moment(studio: Studio) -> None:
    async with opened(studio, 120, 40) as pilot:
        for size, key in (((20, 5), "m"), ((200, 50), "slash"), ((80, 24), "x"), ((20, 5), "p"), ((1, 1), "m")):
            await pilot.resize_terminal(*size)
            await pilot.press(key)
            await pilot.pause()
        await pilot.press("escape", "escape")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await until(pilot, lambda: shown(studio) == {"models", "parameters"}, "models and parameters")
        assert studio.query_one(Analyse).has_class("normal")
        assert studio.query_one(ModelList).current is not None
