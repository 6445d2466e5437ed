"""Random keys and mouse events in the Equations workspace: no crash, and the session holds what the editor holds."""

from __future__ import annotations

import random

import pytest

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.widgets.editor import Editor
from tests.sctui.studio.waiting import until

KEYS = [
    *"abvtIE0123.=+-*/()[]#:,;?", "space", "space", "enter", "enter", "tab", "escape", "backspace", "backspace",
    "delete", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "shift+down", "ctrl+@", "ctrl+z",
    "ctrl+y", "ctrl+x", "ctrl+v", "ctrl+k", "ctrl+underscore", "f2", "f3", "f4", "f7", "f8", "shift+f8", "ctrl+n",
    "ctrl+o",
]  # fmt: skip


@pytest.mark.parametrize(("seed", "size"), [(1, (120, 40)), (2, (80, 24)), (3, (30, 8))])
async def test_random_keys_and_clicks(studio: Studio, seed: int, size: tuple[int, int]) -> None:
    chance = random.Random(seed)
    studio.session = Session(workspace="equations", setup=Setup(model="lif"))
    async with studio.run_test(size=size) as pilot:
        await until(pilot, lambda: studio.query(Editor) and studio.query_one(Editor).plain, "the text")
        await pilot.press("enter")
        for _ in range(10):
            await pilot.press(*chance.choices(KEYS, k=6))
            x, y = chance.randrange(studio.size.width), chance.randrange(studio.size.height)
            await chance.choice((pilot.click, pilot.hover))(offset=(x, y))
            if chance.random() < 0.1:
                await pilot.resize_terminal(*chance.choice(((20, 5), (200, 50), size)))
        assert studio.is_running
        while len(studio.screen_stack) > 1:
            await pilot.press("escape")
        if studio.session.workspace == "equations":
            editor = studio.query_one(Editor)
            await until(pilot, lambda: studio.session.text == editor.plain, "the editor's text in the session")
