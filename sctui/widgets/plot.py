"""One plot: a figure drawn in cells, with zoom, pan and a crosshair."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.strip import Strip

from sctui.session.state import Zoom
from sctui.studio.actions import bindings
from sctui.studio.current import plot_look_of, show_readout
from sctui.studio.messages import Announce
from sctui.widgets.ansi_strip import strip
from sctui.widgets.plot_cursor import PAN, PlotCursor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sctui.plots.figure import Figure
    from sctui.plots.layout import Layout
    from sctui.studio.looks import PlotLook


class Plot(PlotCursor, can_focus=True):
    """Shows a figure; the last one stays until the next is there.

    The figure is drawn when it, the part of it or the size changes. The crosshair is laid over that picture, and only
    cells that differ are painted: a step of it costs the terminal a few hundred bytes.
    """

    DEFAULT_CSS = """
    Plot { height: 1fr; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("plot")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: Figure | None = None
        self.zoom = Zoom()
        self.places: Mapping[str, float] = {}
        self.shown: Figure | None = None  # the part of the figure
        self.plan: Layout | None = None  # where it is
        self.panel = 0  # whose y range the keys change
        self._base: list[Strip] = []
        self._drawn: tuple[object, ...] = ()
        self._strips: list[Strip] = []

    # -- what is shown ------------------------------------------------------------------------------------------

    def show(self, figure: Figure | None) -> None:
        """Draw another figure."""
        if figure is not self.figure:
            self.figure = figure
            self.draw_again()

    def show_part(self, zoom: Zoom, places: Mapping[str, float]) -> None:
        """Which part of the figure is shown, and where the crosshair stands, by the labels of axes."""
        if (zoom, places) != (self.zoom, self.places):
            self.zoom, self.places = zoom, places
            self.draw_again()

    def draw_again(self) -> None:
        """Paint what differs from what is on the screen."""
        if not self.size:  # not on the screen: what it will show has no place yet
            self.shown = self.plan = None
            self._drawn = ()
            return
        from sctui.widgets.crosshair import changes

        before = self._strips
        self._strips = self._picture(*self.size, plot_look_of(self))
        regions = changes(before, self._strips, self.size.width)
        if regions:
            self.refresh(*regions)
        show_readout(self, self.readout, moved=False)

    def on_resize(self) -> None:
        """There is a place for the picture, or another one."""
        self.draw_again()

    def on_unmount(self) -> None:
        """Its readout goes with it."""
        show_readout(self, "", moved=False)

    def render_line(self, y: int) -> Strip:
        """One row of the plot."""
        width, height = self.size
        look = plot_look_of(self)
        if self._drawn[-4:] != (width, height, look, self.app.theme):  # what comes without a message
            self._strips = self._picture(width, height, look)
        return self._strips[y] if y < len(self._strips) else Strip.blank(width, self.rich_style)

    def _picture(self, width: int, height: int, look: PlotLook) -> list[Strip]:
        now = (self.figure, self.zoom, width, height, look, self.app.theme)
        if now != self._drawn:
            self._base = self._draw(width, height, look)
            self._drawn = now
        if self.shown is None or self.plan is None:
            return self._base
        from sctui.widgets.crosshair import laid_over
        from sctui.widgets.plot_strokes import strokes

        return laid_over(self._base, strokes(self.shown, self.plan, self.places, self.box, look.marker == "ascii"))

    def _draw(self, width: int, height: int, look: PlotLook) -> list[Strip]:
        plain = self.rich_style  # takes a while to be found
        if self.figure is None:
            self.shown = self.plan = None
            return [Strip.blank(width, plain)] * height
        from sctui.plots.layout import layout  # numpy comes with the first figure
        from sctui.plots.part import shown_part
        from sctui.plots.terminal import Style, draw

        style = Style(*look)
        self.shown = shown_part(self.figure, self.zoom.x, self.zoom.y, self.zoom.of)
        self.plan = layout(self.shown, width, height, style)
        self.panel = min(self.panel, len(self.figure.panels) - 1)
        lines = draw(self.shown, self.plan, style)[:height]
        lines += [""] * (height - len(lines))
        return [strip(line).apply_style(plain).adjust_cell_length(width, plain) for line in lines]

    # -- actions ------------------------------------------------------------------------------------------------

    def action_zoom(self, factor: float) -> None:
        """Show a larger or smaller part of the x axis."""
        self.zoom_x(factor)

    def action_zoom_y(self, factor: float) -> None:
        """Show a larger or smaller part of a panel's y axis."""
        self.zoom_y(factor, self.panel)

    def action_reset(self) -> None:
        """Show everything."""
        self._choose(Zoom())

    def action_go(self, right: int, up: int) -> None:
        """Move the crosshair, or without it what is shown."""
        if self.shown is None:
            return
        if right and self.has_crosshair:
            self._step_along(right)
        elif up and self.has_crosshair and self.shown.along is None:
            self._step_up(up)
        else:
            self.move_part(PAN * right, PAN * up, self.panel)

    def action_panel(self) -> None:
        """The keys for the height change the next panel."""
        if self.figure is not None:
            tall = [k for k, panel in enumerate(self.figure.panels) if panel.rows != 1]
            later = [k for k in tall if k > self.panel]
            self.panel = (later or tall or [0])[0]
            self.post_message(Announce(f"keys for y: {self.figure.panels[self.panel].y.caption}"))

    def action_crosshair(self) -> None:
        """Show or hide the crosshair."""
        if self.has_crosshair:
            self.hide_crosshair()
        elif self.shown is not None and self.plan is not None:
            from sctui.plots.readout import start_places

            self._put(start_places(self.shown, self.plan))
