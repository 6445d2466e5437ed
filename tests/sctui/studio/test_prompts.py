"""The one-line prompt and the list of choices, by keys and by mouse."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Input, OptionList, Static

from sctui.screens.choice import Choice, Item
from sctui.screens.plain_text import PlainText
from sctui.screens.prompt import Prompt
from sctui.widgets.tab_strip import TabStrip
from tests.sctui.studio.waiting import screen_text

ITEMS = [Item("png", "Picture", "of the plots", "p"), Item("csv", "Numbers", "", "c"), Item("x", "Other")]


class Host(App[None]):
    """An application that opens a modal and keeps its answer."""

    def __init__(self, modal: Any) -> None:
        super().__init__()
        self.modal = modal
        self.answers: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield Static("below")

    def on_mount(self) -> None:
        self.push_screen(self.modal, self.answers.append)


def only_letters(answer: str) -> str:
    return "" if answer.isalpha() else "letters, please"


async def test_a_prompt_is_answered_with_enter() -> None:
    app = Host(Prompt("Name [of it]", "ab", note="a note"))
    async with app.run_test(size=(60, 20)) as pilot:
        assert "Name [of it]" in screen_text(app)
        assert "a note" in screen_text(app)
        await pilot.press("c", "space", "enter")
        assert app.answers == ["abc"]


async def test_a_prompt_says_why_an_answer_cannot_be_taken_and_stays() -> None:
    app = Host(Prompt("Name", "a1", check=only_letters))
    async with app.run_test(size=(60, 20)) as pilot:
        assert "letters, please" not in screen_text(app)
        await pilot.press("enter")
        assert "letters, please" in screen_text(app)
        assert app.answers == []
        await pilot.press("backspace")
        assert "letters, please" not in screen_text(app)
        await pilot.press("enter")
        assert app.answers == ["a"]


async def test_a_prompt_is_left_with_escape_and_with_a_click_beside_it() -> None:
    app = Host(Prompt("Name", "a"))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("escape")
        assert app.answers == [None]
        app.push_screen(Prompt("Name", "a"), app.answers.append)
        await pilot.pause()
        await pilot.click(offset=(1, 1))
        assert app.answers == [None, None]


async def test_a_prompt_works_by_mouse_alone() -> None:
    app = Host(Prompt("Name", "suggested"))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.click(TabStrip, offset=(3, 0))
        assert app.answers == ["suggested"]
        app.push_screen(Prompt("Name", "suggested"), app.answers.append)
        await pilot.pause()
        await pilot.click(TabStrip, offset=(14, 0))
        assert app.answers == ["suggested", None]


async def test_a_prompt_does_not_blink() -> None:
    app = Host(Prompt("Name", "a"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not app.screen.query_one(Input).cursor_blink


async def test_a_choice_by_arrows_by_its_key_and_by_click() -> None:
    app = Host(Choice("Form", ITEMS, chosen="csv"))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("enter")
        app.push_screen(Choice("Form", ITEMS), app.answers.append)
        await pilot.pause()
        await pilot.press("down", "down", "enter")
        app.push_screen(Choice("Form", ITEMS), app.answers.append)
        await pilot.pause()
        await pilot.press("c")
        app.push_screen(Choice("Form", ITEMS), app.answers.append)
        await pilot.pause()
        await pilot.click(OptionList, offset=(4, 0))
        app.push_screen(Choice("Form", ITEMS), app.answers.append)
        await pilot.pause()
        await pilot.click(TabStrip, offset=(3, 0))
        app.push_screen(Choice("Form", ITEMS), app.answers.append)
        await pilot.pause()
        await pilot.press("escape")
        assert app.answers == ["csv", "x", "csv", "png", "png", None]


async def test_an_empty_choice_says_so() -> None:
    app = Host(Choice("Sessions", [], empty="none yet"))
    async with app.run_test(size=(60, 20)) as pilot:
        assert "none yet" in screen_text(app)
        await pilot.press("enter", "escape")
        assert app.answers == [None]


async def test_long_lists_and_long_notes_fit_any_screen() -> None:
    items = [Item(str(n), f"item {n}", "with a long note " * 10) for n in range(60)]
    app = Host(Choice("Many", items, chosen="55"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "item 55" in screen_text(app)
        assert "…" in screen_text(app)
        assert "enter: Choose" in screen_text(app)
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await pilot.press("enter")
        assert app.answers == ["55"]


async def test_a_long_text_is_shown_whole_from_edge_to_edge() -> None:
    text = "sctui://" + "abcdefghij" * 30
    app = Host(PlainText("A link", text, "note"))
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        rows = screen_text(app).split("\n")
        assert "".join(rows[3:11]) == text
        await pilot.press("enter")
        assert app.answers == [None]
