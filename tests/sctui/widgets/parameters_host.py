"""An application with nothing but the parameter panel in it: it takes the session that the panel asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.messages import Change
from sctui.widgets.choice import ChoiceRow
from sctui.widgets.foot import Foot
from sctui.widgets.menu import Menu
from sctui.widgets.parameters import Parameters
from sctui.widgets.row import Row
from sctui.widgets.slider import Slider


class Host(App[None]):
    """`changes` has what the panel asked for: the setups, and whether a drag was going on."""

    CSS = "Parameters { width: 100%; }"

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self.session = Session(setup=setup)
        self.changes: list[tuple[Setup, bool]] = []

    def compose(self) -> ComposeResult:
        """The panel."""
        yield Parameters(id="parameters")

    def on_change(self, message: Change) -> None:
        """As the studio does."""
        self.session = message.session
        self.changes.append((message.session.setup, message.dragging))
        self.query_one(Parameters).session_changed(self.session)

    @property
    def setup(self) -> Setup:
        """What the panel has made of it."""
        return self.session.setup

    @property
    def foot(self) -> str:
        """What stands at the foot."""
        return self.query_one(Foot).text

    def row(self, *place: str | int) -> Any:
        """The row of a control."""
        return next(row for row in self.query(Row) if row.control.place == place)

    def slider(self, *place: str | int) -> Slider:
        """The slider of a number."""
        row = self.row(*place)
        assert isinstance(row, Slider)
        return row

    def choice(self, *place: str | int) -> ChoiceRow:
        """The row of a choice."""
        row = self.row(*place)
        assert isinstance(row, ChoiceRow)
        return row

    @property
    def place(self) -> tuple[str | int, ...]:
        """The place of the focused row."""
        assert isinstance(self.focused, Row | Menu)
        row = self.focused if isinstance(self.focused, Row) else self.focused.parent
        assert isinstance(row, Row)
        place: tuple[str | int, ...] = row.control.place
        return place

    def text(self, row: Row) -> str:
        """A row as it stands on the screen."""
        return row.render_line(0).text


@asynccontextmanager
async def panel(
    setup: Setup | str = "hodgkin_huxley", size: tuple[int, int] = (34, 40)
) -> AsyncIterator[tuple[Host, Pilot[Any]]]:
    """The panel of a setup or library model, on a screen of its own."""
    host = Host(Setup(model=setup) if isinstance(setup, str) else setup)
    async with host.run_test(size=size) as pilot:
        host.query_one(Parameters).session_changed(host.session)
        await pilot.pause()
        yield host, pilot
