"""One plot: a figure drawn in cells, with zoom, pan and a crosshair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from sctui.session.state import Zoom
from sctui.studio.actions import bindings
from sctui.studio.current import plot_look_of, show_readout
from sctui.studio.messages import Announce
from sctui.widgets.ansi_strip import strip
from sctui.widgets.plot_mouse import Ends, PlotMouse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sctui.plots.figure import Figure
    from sctui.plots.layout import Layout
    from sctui.studio.looks import PlotLook

PAN = 0.1  # of what is shown: a step of the arrow keys


class Plot(PlotMouse, can_focus=True):
    """Shows a figure; the last one stays until the next is there.

    The figure is drawn when it, the part of it or the size changes. The crosshair is laid over that picture, and only
    cells that differ are painted: a step of it costs the terminal a few hundred bytes.
    """

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
        """The crosshair is elsewhere: `places` has where by the labels of the axes that changed, None for hidden."""

        def __init__(self, plot: Plot, places: Mapping[str, float | None]) -> None:
            super().__init__()
            self.plot = plot
            self.places = places

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
        if not self.size:
            return
        from sctui.widgets.crosshair import changes

        before = self._strips
        self._strips = self._picture(*self.size, plot_look_of(self))
        regions = changes(before, self._strips, self.size.width)
        if regions:
            self.refresh(*regions)
        show_readout(self, self.readout, moved=False)

    @property
    def readout(self) -> str:
        """What is under the crosshair; "" where it is not shown."""
        if self.shown is None or self.plan is None:
            return ""
        from sctui.plots.readout import readout

        return readout(self.shown, self.plan, self.places)

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

    # -- zoom and pan -------------------------------------------------------------------------------------------

    def zoom_x(self, factor: float, at: float | None = None) -> None:
        """A part so many times as wide; `at`, a share of the axis (the crosshair, else the middle), stays in place."""
        ends = self._ends()
        if ends is None or self.plan is None:
            return
        from sctui.plots.part import zoomed

        self._choose_x(zoomed(ends, ends[0] + (self._held() if at is None else at) * (ends[1] - ends[0]), factor))

    def zoom_y(self, factor: float, panel: int, at: float = 0.5) -> None:
        """The same for the y range of a panel; `at` is a share of it."""
        if self.plan is None or panel >= len(self.plan.panels):
            return
        from sctui.plots.part import zoomed

        limits = self.plan.panels[panel].limits
        held = limits.y_low + at * (limits.y_high - limits.y_low)
        self._choose_y(panel, zoomed((limits.y_low, limits.y_high), held, factor))

    def move_part(self, x: float, y: float, panel: int, start: Zoom | None = None) -> None:
        """Show what lies so many shares of the range further, from what `start` shows (else from what is shown)."""
        if self.plan is None or self.figure is None:
            return
        from sctui.plots.part import moved

        zoom = self.zoom if start is None else start
        if x:
            ends = self._ends_of(zoom)
            if ends is not None:
                zoom = self._with_x(zoom, moved(ends, x))
        if y:
            limits = self._plan_of(zoom).panels[panel].limits
            zoom = self._with_y(zoom, panel, moved((limits.y_low, limits.y_high), y))
        self._choose(zoom)

    def show_box(self, x: Ends | None, y: Ends | None, panel: int) -> None:
        """Show a rectangle, given in shares of the axes (from the left, from below)."""
        if self.plan is None:
            return
        zoom, limits = self.zoom, self.plan.limits
        if x is not None:
            low, span = limits.x_low, limits.x_high - limits.x_low
            zoom = self._with_x(zoom, (low + x[0] * span, low + x[1] * span))
        if y is not None:
            limits = self.plan.panels[panel].limits
            low, span = limits.y_low, limits.y_high - limits.y_low
            zoom = self._with_y(zoom, panel, (low + y[0] * span, low + y[1] * span))
        self._choose(zoom)

    def _held(self) -> float:
        """Where in the shown part the crosshair is, as a share; the middle without it."""
        if self.plan is None or self.shown is None or self.shown.along is not None:
            return 0.5
        column = self.plan.column(self.places.get(self.shown.x.label, float("nan")))
        return 0.5 if column is None else (column - self.plan.left + 0.5) / self.plan.columns

    def _ends(self) -> Ends | None:
        return self._ends_of(self.zoom)

    def _ends_of(self, zoom: Zoom) -> Ends | None:
        limits = self._plan_of(zoom).limits
        return limits.x_low, limits.x_high

    def _plan_of(self, zoom: Zoom) -> Layout:
        """The layout with another part shown."""
        assert self.figure is not None
        assert self.plan is not None
        if zoom == self.zoom:
            return self.plan
        from sctui.plots.layout import layout
        from sctui.plots.part import shown_part
        from sctui.plots.terminal import Style

        width, height = self.size
        return layout(shown_part(self.figure, zoom.x, zoom.y, zoom.of), width, height, Style(*plot_look_of(self)))

    def _with_x(self, zoom: Zoom, wanted: Ends) -> Zoom:
        from sctui.plots.part import as_data, kept, whole_x

        assert self.figure is not None
        beyond = self.figure.along is not None
        x = as_data(kept(whole_x(self.figure), wanted, beyond=beyond), self.figure.x.log)
        return replace(zoom, x=x, of="" if x is None else self.figure.x.label)

    def _with_y(self, zoom: Zoom, panel: int, wanted: Ends) -> Zoom:
        from sctui.plots.layout import bars_of, y_limits
        from sctui.plots.part import as_data, kept, key_of, whole_y

        assert self.figure is not None
        one = self.figure.panels[panel]
        if one.rows == 1 or bars_of(one) is not None:
            return zoom
        whole, key = whole_y(one), key_of(one)
        part = kept(whole, wanted, beyond=True)
        if part is None and whole != y_limits(one):  # all of an axis that is cut
            part = whole
        y = {name: ends for name, ends in zoom.y.items() if name != key}
        data = as_data(part, one.y.log)
        return replace(zoom, y=y if data is None else y | {key: data})

    def _choose_x(self, wanted: Ends) -> None:
        self._choose(self._with_x(self.zoom, wanted))

    def _choose_y(self, panel: int, wanted: Ends) -> None:
        self._choose(self._with_y(self.zoom, panel, wanted))

    def _choose(self, zoom: Zoom) -> None:
        if zoom != self.zoom:
            self.post_message(self.Zoomed(self, zoom))

    # -- the crosshair ------------------------------------------------------------------------------------------

    @property
    def has_crosshair(self) -> bool:
        """Whether the crosshair is shown."""
        if self.shown is None:
            return False
        from sctui.plots.readout import cursor_axis

        return cursor_axis(self.shown).label in self.places

    def place(self, column: int, row: int) -> None:
        """Put the crosshair where a cell is."""
        if self.shown is None or self.plan is None:
            return
        from sctui.plots.part import key_of
        from sctui.plots.readout import closest_along, snapped

        panel = self.plan.panel_at(row)
        if self.shown.along is not None:
            at = closest_along(self.shown, self.plan, column, row)
            self._put({} if at is None else {self.shown.along.label: at})
            return
        column = min(max(column, self.plan.left), self.plan.left + self.plan.columns - 1)
        places = {self.shown.x.label: snapped(self.shown, self.plan.x(column))}
        if panel is not None and self.shown.panels[panel].rows != 1:
            places[key_of(self.shown.panels[panel])] = self.plan.y(panel, row)
        self._put(places)

    def hide_crosshair(self) -> None:
        """Take it away."""
        if self.shown is not None and self.has_crosshair:
            from sctui.plots.part import key_of
            from sctui.plots.readout import cursor_axis

            labels = [cursor_axis(self.shown).label, *map(key_of, self.shown.panels)]
            self._put({label: None for label in labels if label in self.places})

    def _put(self, places: Mapping[str, float | None]) -> None:
        if places:
            show_readout(self, self.readout, moved=True)  # from now on this plot's values are read
            self.post_message(self.CursorMoved(self, places))

    def _step_along(self, by: int) -> None:
        """The crosshair so many columns further; what is shown goes with it."""
        assert self.shown is not None
        assert self.plan is not None
        from sctui.plots.readout import cursor_axis, stepped

        label = cursor_axis(self.shown).label
        x = stepped(self.shown, self.plan, self.places[label], by)
        self._put({label: x})
        column = None if self.shown.along is not None else self.plan.column(x)
        if column is None and self.shown.along is None and self.zoom.x is not None:
            self.move_part(PAN * (1 if by > 0 else -1), 0.0, 0)

    def _step_up(self, by: int) -> None:
        assert self.shown is not None
        assert self.plan is not None
        from sctui.plots.part import key_of

        key, place = key_of(self.shown.panels[self.panel]), self.plan.panels[self.panel]
        at = self.plan.row(self.panel, self.places[key]) if key in self.places else place.top + place.rows // 2
        row = min(max((place.top if at is None else at) - by, place.top), place.top + place.rows - 1)
        self._put({key: self.plan.y(self.panel, row)})

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
