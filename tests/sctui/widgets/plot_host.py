"""An application with plots in it and nothing else: it takes the parts and places that the plots ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from sctui.plots.figure import Axis, Figure, Line, Panel, Raster
from sctui.session.state import Session
from sctui.studio.looks import PlotLook
from sctui.studio.main_screen import MainScreen
from sctui.studio.messages import Announce
from sctui.widgets.plot import Plot

SIZE = (80, 30)
TIME = np.linspace(0.0, 200.0, 2001)
VOLTAGE = 40.0 * np.sin(TIME / 5.0) - 20.0
CURRENT = np.where(TIME > 50.0, 10.0, 0.0)


def trace() -> Figure:
    """A voltage, its spikes and a current."""
    panels = (
        Panel((Line(TIME, VOLTAGE, "v"),), Axis("v", "mV"), 3.0),
        Panel((Raster(np.array([10.0, 60.0, 110.0])),), Axis("spikes"), rows=1),
        Panel((Line(TIME, CURRENT, "I", 2),), Axis("I", "pA", 0.0, 10.0), rows=4),
    )
    return Figure(panels, Axis("time", "ms", 0.0, 200.0))


def circle() -> Figure:
    """A closed way in a plane."""
    angle = TIME / 200.0 * 2.0 * np.pi
    way = Line(np.cos(angle), np.sin(angle), "trajectory", 6, at=TIME)
    return Figure((Panel((way,), Axis("w", "", -1.5, 1.5)),), Axis("v", "mV", -1.5, 1.5), along=Axis("time", "ms"))


class Host(App[None]):
    """`session` has the part and the places; `readouts` and `said` what the plots told."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *figures: Figure, look: PlotLook | None = None) -> None:
        super().__init__()
        self.figures = figures or (trace(),)
        self.session = Session()
        self.plot_look = look or PlotLook("braille", 1 << 24, False)
        self.readouts: list[str] = []
        self.said: list[str] = []
        self.written = 0  # bytes that a terminal would have got

    def get_default_screen(self) -> MainScreen:
        """The studio's own, which writes sparingly."""
        return MainScreen(id="_default")

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):
            self.written += len(renderable.render_segments(self.console).encode())
        super()._display(screen, renderable)

    def compose(self) -> ComposeResult:
        """The plots from top to bottom."""
        for number, _ in enumerate(self.figures):
            yield Plot(id=f"plot-{number}")

    def on_mount(self) -> None:
        """Draw as soon as there is a size."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Show all figures."""
        for plot, figure in zip(self.query(Plot), self.figures, strict=True):
            plot.show(figure)

    def show_readout(self, plot: object, text: str, moved: bool) -> None:
        """As the studio's status line."""
        self.readouts.append(text)

    def on_plot_zoomed(self, event: Plot.Zoomed) -> None:
        """As a pane does."""
        self.session = self.session.with_zoom("trace", event.zoom)
        self._show()

    def on_plot_cursor_moved(self, event: Plot.CursorMoved) -> None:
        """As a pane does."""
        self.session = self.session.with_places(event.places)
        self._show()

    def on_announce(self, message: Announce) -> None:
        """As the status line."""
        self.said.append(message.text)

    def _show(self) -> None:
        for plot in self.query(Plot):
            plot.show_part(self.session.zoom("trace"), self.session.places())


@asynccontextmanager
async def opened(
    *figures: Figure, size: tuple[int, int] = SIZE, **look: Any
) -> AsyncIterator[tuple[Host, Plot, Pilot[None]]]:
    """The host with its plots drawn, the first of them with the focus."""
    host = Host(*figures, look=PlotLook(**look) if look else None)
    async with host.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        plot = host.query(Plot).first()
        plot.focus()
        await pilot.pause()
        yield host, plot, pilot


def cell(plot: Plot, x: float, y: float | None = None, panel: int = 0) -> tuple[int, int]:
    """The cell of a plot that shows a point; the middle row of the panel without `y`."""
    assert plot.plan is not None
    place = plot.plan.panels[panel]
    column, row = plot.plan.column(x), place.top + place.rows // 2 if y is None else plot.plan.row(panel, y)
    assert column is not None
    assert row is not None
    return column, row


async def mouse(
    pilot: Pilot[None], plot: Plot, kind: type[events.MouseEvent], at: tuple[int, int], **held: Any
) -> None:
    """One event of the mouse at a cell of a plot; `held` are button, shift, ctrl."""
    x, y = plot.region.x + at[0], plot.region.y + at[1]
    given = {"button": 0, "shift": False, "meta": False, "ctrl": False} | held
    event = kind(plot, x, y, 0, 0, screen_x=x, screen_y=y, **given)
    plot.screen._forward_event(event)
    await pilot.pause()


async def drag(pilot: Pilot[None], plot: Plot, begin: tuple[int, int], end: tuple[int, int], **held: Any) -> None:
    """Press, move, release."""
    held = {"button": 1} | held
    await mouse(pilot, plot, events.MouseDown, begin, **held)
    await mouse(pilot, plot, events.MouseMove, end, **held)
    await mouse(pilot, plot, events.MouseUp, end, **held)


def picture(plot: Plot) -> list[str]:
    """What the plot shows, line by line."""
    return [plot.render_line(y).text.rstrip() for y in range(plot.size.height)]


def with_x(figure: Figure, low: float, high: float) -> Figure:
    """The figure with other limits of its x axis."""
    return replace(figure, x=replace(figure.x, low=low, high=high))
