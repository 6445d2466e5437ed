"""Which part of its figure a plot shows: zoomed, moved and framed, within what may be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.message import Message

from sctui.session.state import Zoom
from sctui.studio.current import plot_look_of
from sctui.widgets.plot_mouse import Ends, PlotMouse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sctui.plots.figure import Figure
    from sctui.plots.layout import Layout


class PlotZoom(PlotMouse):
    """The part of a Plot that chooses what is shown."""

    figure: Figure | None
    shown: Figure | None
    plan: Layout | None
    places: Mapping[str, float]

    class Zoomed(Message, namespace="plot"):
        """The user has chosen another part of the figure."""

        def __init__(self, plot: PlotZoom, zoom: Zoom) -> None:
            super().__init__()
            self.plot = plot
            self.zoom = zoom

    def zoom_x(self, factor: float, at: float | None = None) -> None:
        """A part so many times as wide; `at`, a share of the axis (the crosshair, else the middle), stays in place."""
        if self.plan is None:
            return
        from sctui.plots.part import zoomed

        low, high = self._ends_of(self.zoom)
        held = low + (self._held() if at is None else at) * (high - low)
        self._choose(self._with_x(self.zoom, zoomed((low, high), held, factor)))

    def zoom_y(self, factor: float, panel: int, at: float = 0.5) -> None:
        """The same for the y range of a panel; `at` is a share of it."""
        if self.plan is None or panel >= len(self.plan.panels):
            return
        from sctui.plots.part import zoomed

        limits = self.plan.panels[panel].limits
        held = limits.y_low + at * (limits.y_high - limits.y_low)
        self._choose(self._with_y(self.zoom, panel, zoomed((limits.y_low, limits.y_high), held, factor)))

    def move_part(self, x: float, y: float, panel: int, start: Zoom | None = None) -> None:
        """Show what lies so many shares of the range further, from what `start` shows (else from what is shown)."""
        if self.plan is None or self.figure is None:
            return
        from sctui.plots.part import moved

        zoom = self.zoom if start is None else start
        if x:
            zoom = self._with_x(zoom, moved(self._ends_of(zoom), x))
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
        share = self.plan.share(self.places.get(self.shown.x.label, float("nan")))
        return share if 0.0 <= share <= 1.0 else 0.5

    def _ends_of(self, zoom: Zoom) -> Ends:
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

    def _choose(self, zoom: Zoom) -> None:
        if zoom != self.zoom:
            self.post_message(self.Zoomed(self, zoom))
