"""The crosshair of a plot, on a curve a dot: where it is put, how it moves, what is under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from sctui.studio.current import show_readout
from sctui.widgets.plot_zoom import PlotZoom

if TYPE_CHECKING:
    from collections.abc import Mapping

PAN = 0.1  # of what is shown: a step of the arrow keys, and how near to the edge the crosshair comes back


class PlotCursor(PlotZoom):
    """The part of a Plot that has a crosshair."""

    class CursorMoved(Message, namespace="plot"):
        """The crosshair is elsewhere: `places` has where by the labels of the axes that changed, None for hidden."""

        def __init__(self, plot: PlotCursor, places: Mapping[str, float | None]) -> None:
            super().__init__()
            self.plot = plot
            self.places = places

    @property
    def readout(self) -> str:
        """What is under the crosshair; "" where it is not shown."""
        if self.shown is None or self.plan is None:
            return ""
        from sctui.plots.readout import readout  # numpy comes with the first figure

        return readout(self.shown, self.plan, self.places)

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
        if self.shown.along is None and self.plan.column(x) is None and self.zoom.x is not None:
            share = self.plan.share(x)
            self.move_part(share - (1.0 - PAN if share > 0.5 else PAN), 0.0, 0)

    def _step_up(self, by: int) -> None:
        assert self.shown is not None
        assert self.plan is not None
        from sctui.plots.part import key_of

        key, place = key_of(self.shown.panels[self.panel]), self.plan.panels[self.panel]
        at = self.plan.row(self.panel, self.places[key]) if key in self.places else place.top + place.rows // 2
        row = min(max((place.top if at is None else at) - by, place.top), place.top + place.rows - 1)
        self._put({key: self.plan.y(self.panel, row)})
