"""A newcomer's first half hour, by keys alone and by mouse alone, and the same screen when they come back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from sctui.screens.palette import Palette
from sctui.screens.plain_text import PlainText
from sctui.session.keeping import Keeper
from sctui.session.setup import Setup
from sctui.session.share import session_of
from sctui.session.state import Session
from sctui.session.store import load_last
from sctui.studio.app import Studio
from sctui.studio.desk import Desk
from sctui.widgets.menu import Menu
from sctui.widgets.pane import Pane
from sctui.widgets.plot import Plot
from sctui.widgets.slider import Slider
from sctui.widgets.status_line import StatusLine
from tests.sctui.studio.waiting import screen_text, until

SIZE = (120, 40)
BURST = Setup(model="adex", preset="initial_burst")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A studio whose session is kept in a folder of the test, where its workers write files as well."""
    monkeypatch.chdir(tmp_path)
    studio = Studio(Session(), Desk())
    studio.data_folder = tmp_path / "data"
    studio.keeper = Keeper(studio.session, tmp_path / "data")
    return studio


def status(studio: Studio) -> str:
    return studio.screen_stack[0].query_one(StatusLine).text


def rate(studio: Studio) -> str:
    """The rate in the status line, once the run is that of the setup."""
    found = re.search(r"[\d.]+ Hz", status(studio))
    return found.group() if found else ""


async def settled(studio: Studio, pilot: Pilot[Any]) -> None:
    """Until what was asked for is on the screen."""
    await pilot.pause(0.3)
    await until(pilot, lambda: not studio.desk.under_way(), "all answers")
    await pilot.pause(0.05)


def shown(studio: Studio) -> str:
    """The screen without what was unfolded among the models, and without the line that has the time of the run."""
    lines = screen_text(studio).splitlines()
    return "\n".join([lines[0], *(line[31:] for line in lines[1:-1])])


async def rest(studio: Studio, pilot: Pilot[Any]) -> None:
    """The keys on the slider of b: the focus is no part of the session."""
    next(one for one in studio.screen.query(Slider) if one.control.name == "b").focus()
    await pilot.pause(0.1)


async def comes_back(before: str, workers: dict[str, Any], tmp_path: Path) -> None:
    """The studio as it is opened the next day."""
    again = Studio(load_last(tmp_path / "data").session, Desk(workers))
    async with again.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: again.screen.query(Plot), "the first picture")
        await settled(again, pilot)
        await rest(again, pilot)
        assert shown(again) == before


async def test_by_keys_alone(kept: Studio, tmp_path: Path, workers: dict[str, Any]) -> None:
    async with kept.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "70 Hz" in status(kept), "the first run")

        async def do(words: str) -> None:
            await pilot.press("ctrl+p", *words, "enter")

        await pilot.press("slash", *"adex", "enter")
        await until(pilot, lambda: kept.session.setup == Setup(model="adex"), "the model")
        await do("presets")
        await until(pilot, lambda: isinstance(kept.focused, Menu), "the presets")
        while "initial" not in kept.focused._options[kept.focused._at].title:  # type: ignore[union-attr]
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: kept.session.setup == BURST, "the preset")
        await settled(kept, pilot)
        first = rate(kept)
        await pilot.press("a")
        await until(pilot, lambda: kept.session.a == BURST, "A")
        while not (isinstance(kept.focused, Slider) and kept.focused.control.name == "b"):
            await pilot.press("down")
        await pilot.press("shift+right", "shift+right")
        await until(pilot, lambda: "b" in kept.session.setup.params, "another b")
        await settled(kept, pilot)
        assert rate(kept) not in ("", first)
        await pilot.press("b")
        await do("crosshair")
        await until(pilot, lambda: "time" in status(kept) and "mV" in status(kept), "what is under the crosshair")
        before = status(kept)
        await pilot.press("shift+left")
        await until(pilot, lambda: status(kept) != before, "another place")
        await do("view: f-i")
        await until(pilot, lambda: "rheobase" in kept.screen.query_one("#main Pane", Pane).readout, "the f-I curve")
        await pilot.press("e", "p", "ctrl+u", *"curve.png", "enter")
        await until(pilot, lambda: (tmp_path / "curve.png").exists(), "the picture")
        await do("view: a/b")
        await until(pilot, lambda: kept.session.view == "ab", "the comparison")
        await settled(kept, pilot)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(kept.screen, PlainText), "the link")
        link = kept.clipboard
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(kept.screen, PlainText), "the studio")
        await rest(kept, pilot)
        screen, session = shown(kept), kept.session
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not kept.is_running, "the end")
    checked(session, session_of(link), tmp_path)
    await comes_back(screen, workers, tmp_path)


def checked(session: Session, sent: Session, tmp_path: Path) -> None:
    """What the newcomer has at the end."""
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert session.a == BURST
    assert session.b is not None
    assert session.b.params.keys() == {"b"}
    assert (sent.setup, sent.view, sent.a, sent.b) == (session.setup, session.view, session.a, session.b)


class Mouse:
    """A hand on a mouse: it goes by what stands on the screen."""

    def __init__(self, studio: Studio, pilot: Pilot[Any]) -> None:
        self._studio, self._pilot = studio, pilot

    def find(self, text: str, begin: int = 0) -> tuple[int, int] | None:
        """Where a text begins, at or right of a column."""
        for y, line in enumerate(screen_text(self._studio).splitlines()):
            found = re.compile(text).search(line, begin)
            if found:
                return found.start(), y
        return None

    async def click(self, text: str, begin: int = 0, dx: int = 1) -> None:
        """On a text, as soon as it is there."""
        await until(self._pilot, lambda: self.find(text, begin), text)
        x, y = self.find(text, begin) or (0, 0)
        await self._pilot.click(offset=(x + dx, y))
        await self._pilot.pause()

    async def wheel_to(self, text: str, at: tuple[int, int], begin: int = 0) -> None:
        """Turns the wheel until a text is in sight."""
        for _ in range(200):
            if self.find(text, begin):
                return
            await self._event(events.MouseScrollDown, at, 0)
        raise AssertionError(f"{text} did not come into sight")

    async def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """With the left button."""
        await self._event(events.MouseDown, start, 1)
        await self._event(events.MouseMove, end, 1)
        await self._event(events.MouseUp, end, 1)

    async def _event(self, kind: type[events.MouseEvent], at: tuple[int, int], button: int) -> None:
        x, y = at
        driver = self._studio._driver
        assert driver is not None
        driver.process_message(kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y))
        await self._pilot.pause()

    async def do(self, title: str) -> None:
        """By the palette, from the name at the top left."""
        await self.click("≡ sctui")
        await until(self._pilot, lambda: isinstance(self._studio.screen, Palette), "the palette")
        await self._pilot.pause()
        await self.wheel_to(f"│ {title}", (60, 18))
        await self.click(f"│ {title}", dx=3)


async def test_by_mouse_alone(kept: Studio, tmp_path: Path, workers: dict[str, Any]) -> None:
    async with kept.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "70 Hz" in status(kept), "the first run")
        mouse = Mouse(kept, pilot)
        await mouse.wheel_to("▸ integrate-and-fire", (10, 12))
        await mouse.click("▸ integrate-and-fire", dx=5)
        await mouse.wheel_to(r"\w adex ", (10, 12))
        await mouse.click(r"\w adex ", dx=3)
        await until(pilot, lambda: kept.session.setup == Setup(model="adex"), "the model")
        await settled(kept, pilot)
        await mouse.click("preset .*▾", dx=12)
        await until(pilot, lambda: kept.screen.query(Menu), "the presets")
        await mouse.click("initial.burst", begin=86)
        await until(pilot, lambda: kept.session.setup == BURST, "the preset")
        await settled(kept, pilot)
        first = rate(kept)
        await mouse.do("Pin as A")
        await until(pilot, lambda: kept.session.a == BURST, "A")
        x, y = mouse.find(r"\bb  ", begin=86) or (0, 0)
        bar = mouse.find("█", begin=86) or (0, 0)
        await mouse.drag((bar[0] + 2, y), (bar[0] + 9, y))
        await until(pilot, lambda: "b" in kept.session.setup.params, "another b")
        await settled(kept, pilot)
        assert rate(kept) not in ("", first)
        await mouse.do("Pin as B")
        await until(pilot, lambda: kept.session.b is not None, "B")
        await pilot.click(offset=(60, 15))
        await until(pilot, lambda: "time" in status(kept) and "mV" in status(kept), "what is under the crosshair")
        await mouse.click(" f-I ")
        await until(pilot, lambda: "rheobase" in kept.screen.query_one("#main Pane", Pane).readout, "the f-I curve")
        await mouse.do("Export")
        await mouse.click("PNG")
        await mouse.click("enter: OK")
        await until(pilot, lambda: list(tmp_path.glob("*.png")), "the picture")
        next(tmp_path.glob("*.png")).rename(tmp_path / "curve.png")
        await mouse.do("View: A/B")
        await until(pilot, lambda: kept.session.view == "ab", "the comparison")
        await settled(kept, pilot)
        await mouse.do("Share")
        await until(pilot, lambda: isinstance(kept.screen, PlainText), "the link")
        link = kept.clipboard
        await mouse.click("esc: Close")
        await until(pilot, lambda: not isinstance(kept.screen, PlainText), "the studio")
        await rest(kept, pilot)
        screen, session = shown(kept), kept.session
        await mouse.do("Quit")
        await until(pilot, lambda: not kept.is_running, "the end")
    checked(session, session_of(link), tmp_path)
    await comes_back(screen, workers, tmp_path)
