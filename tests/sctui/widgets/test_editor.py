"""The editor alone: what it paints after any keys is what the text is, and how texts are put into it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from kernels.language.analysis import analyse
from kernels.language.diagnostic import Diagnostic
from kernels.library import path_of, read_text
from sctui.widgets.editor import Editor
from sctui.widgets.editor_marks import marks_of, moved, worst

KEYS = [
    "a", "v", "space", "(", ")", "enter", "backspace", "delete", "up", "down", "left", "right", "home", "end",
    "pagedown", "pageup", "shift+down", "shift+up", "shift+right", "ctrl+z", "ctrl+y", "ctrl+x", "ctrl+v", "ctrl+k",
    "ctrl+underscore", "ctrl+left", "f6", "plus", "number_sign", "1",
]  # fmt: skip


class Host(App[None]):
    """An editor and nothing else."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.first = text

    def compose(self) -> ComposeResult:
        """The editor."""
        yield Editor(self.first)

    def on_mount(self) -> None:
        """It has the keys."""
        self.query_one(Editor).focus()


def painted(app: Any) -> list[Any]:
    return [[(one.text, one.style) for one in strip] for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_is_painted_is_what_a_painting_from_scratch_would_be(seed: int) -> None:
    chance = random.Random(seed)
    app = Host(read_text(path_of("adex")))
    async with app.run_test(size=(60, 20)) as pilot:
        editor = app.query_one(Editor)
        for n in range(25):
            await pilot.press(*chance.choices(KEYS, k=3))
            if n % 3 == 0:
                editor.show_analysis(editor.plain, analyse(editor.plain))
            await pilot.pause()
            seen = painted(app)
            editor._line_cache.clear()
            editor.refresh()
            await pilot.pause()
            assert painted(app) == seen, n


async def test_a_text_is_put_in_as_one_change() -> None:
    app = Host("a = 1\nb = 2\n")
    async with app.run_test() as pilot:
        editor = app.query_one(Editor)
        editor.move_cursor((1, 3))
        editor.put("a = 10\nb = 2\nc = 3\n")
        assert editor.plain == "a = 10\nb = 2\nc = 3\n"
        assert editor.cursor_location == (1, 3)
        await pilot.press("ctrl+z")
        assert editor.plain == "a = 1\nb = 2\n"


async def test_line_ends_of_other_systems_are_made_equal() -> None:
    app = Host("a = 1\r\nb = 2\rc = 3\n")
    async with app.run_test():
        assert app.query_one(Editor).plain == "a = 1\nb = 2\nc = 3\n"


@given(st.text(alphabet="ab\n\té", max_size=30), st.text(alphabet="ab\n\té", max_size=30))
@settings(max_examples=6, deadline=None)
def test_any_text_takes_the_place_of_any_other(before: str, after: str) -> None:
    async def change() -> None:
        app = Host(before)
        async with app.run_test(size=(40, 10)):
            editor = app.query_one(Editor)
            editor.put(after)
            assert editor.plain == after

    import asyncio

    asyncio.run(change())


def test_a_problem_without_extent_marks_the_place_behind_the_line() -> None:
    marks = marks_of("ab\ncd\n", [Diagnostic("X", "error", 2, 2, "m")])
    assert marks[0][0][:3] == (0, 2, 3)


def test_the_worst_problem_of_a_line_is_the_one_that_is_told() -> None:
    found = [Diagnostic("X", "error", 0, 1, "m"), Diagnostic("Y", "warning", 1, 2, "m")]
    assert worst(marks_of("ab\n", found)[0]) == "error"
    assert worst(()) == ""


def test_marks_move_with_their_lines() -> None:
    marks = marks_of("a\nb\nc\n", [Diagnostic("X", "error", n, n + 1, "m") for n in (0, 2, 4)])
    assert sorted(moved(marks, 0, 2)) == [0, 3, 4]
    assert sorted(moved(marks, 0, -1)) == [0, 1]
    assert moved(marks, 0, 2)[3][0].row == 3
