"""One plot: a figure drawn in cells, with zoom, pan and a crosshair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sctui.session.state import Zoom
from sctui.studio.actions import bindings
from sctui.studio.current import plot_look_of
from sctui.widgets.ansi_strip import strip

if TYPE_CHECKING:
    from sctui.plots.figure import Figure
    from sctui.studio.looks import PlotLook


class Plot(Widget, can_focus=True):
    """Shows a figure; the last one stays until the next is there."""

    DEFAULT_CSS = """
    Plot { height: 1fr; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("plot")

    class Zoomed(Message):
        """The user has chosen another part of the figure."""

        def __init__(self, plot: Plot, zoom: Zoom) -> None:
            super().__init__()
            self.plot = plot
            self.zoom = zoom

    class CursorMoved(Message):
        """The crosshair is at another x value, or hidden (None); `readout` says what is there."""

        def __init__(self, plot: Plot, x: float | None, readout: str) -> None:
            super().__init__()
            self.plot = plot
            self.x = x
            self.readout = readout

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: Figure | None = None
        self.zoom = Zoom()
        self.cursor: float | None = None
        self._drawn: tuple[object, ...] = ()
        self._strips: list[Strip] = []

    def show(self, figure: Figure | None) -> None:
        """Draw another figure."""
        self.figure = figure
        self.refresh()

    def show_part(self, zoom: Zoom, cursor: float | None) -> None:
        """Which part of the figure is shown, and where the crosshair is."""
        if (zoom, cursor) != (self.zoom, self.cursor):
            self.zoom, self.cursor = zoom, cursor
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the plot."""
        width, height = self.size
        look = plot_look_of(self)
        now = (self.figure, self.zoom, self.cursor, look, width, height)
        if now != self._drawn:
            self._strips = self._draw(width, height, look)
            self._drawn = now
        if y < len(self._strips):
            return self._strips[y].adjust_cell_length(width, self.rich_style)
        return Strip.blank(width, self.rich_style)

    def _draw(self, width: int, height: int, look: PlotLook) -> list[Strip]:
        if self.figure is None:
            return []
        from sctui.plots.terminal import Style, render  # numpy comes with the first figure

        figure = self.figure
        if self.zoom.x is not None:
            figure = replace(figure, x=replace(figure.x, low=self.zoom.x[0], high=self.zoom.x[1]))
        lines = render(figure, width, height, Style(*look))
        return [strip(line).apply_style(self.rich_style) for line in lines]

    def _limits(self) -> tuple[float, float] | None:
        if self.zoom.x is not None:
            return self.zoom.x
        if self.figure is None or self.figure.x.low is None or self.figure.x.high is None:
            return None
        return self.figure.x.low, self.figure.x.high

    def action_zoom(self, factor: float) -> None:
        """Show a larger or smaller part about the middle."""
        limits = self._limits()
        if limits is not None:
            middle, half = (limits[0] + limits[1]) / 2, (limits[1] - limits[0]) / 2 * factor
            self.post_message(self.Zoomed(self, replace(self.zoom, x=(middle - half, middle + half))))

    def action_pan(self, share: float) -> None:
        """Move the part that is shown by a share of its width."""
        limits = self._limits()
        if limits is not None:
            shift = (limits[1] - limits[0]) * share
            self.post_message(self.Zoomed(self, replace(self.zoom, x=(limits[0] + shift, limits[1] + shift))))

    def action_reset(self) -> None:
        """Show everything."""
        self.post_message(self.Zoomed(self, Zoom()))

    def action_crosshair(self) -> None:
        """Show or hide the crosshair."""
        limits = self._limits()
        x = None if self.cursor is not None or limits is None else (limits[0] + limits[1]) / 2
        self.post_message(self.CursorMoved(self, x, ""))
