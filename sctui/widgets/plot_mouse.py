"""What the mouse does on a plot.

The wheel zooms about the pointer: x, with shift or ctrl the y range of the panel under it. Dragging moves what is
shown; with shift, or with the right button, it frames what is to be shown. A click puts the crosshair, a click with
the right button takes it away, a double click shows everything. Where the crosshair is shown it follows the mouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.geometry import Offset, Region
from textual.widget import Widget

if TYPE_CHECKING:
    from sctui.plots.layout import Layout
    from sctui.session.state import Zoom

Ends = tuple[float, float]

IN, OUT = 0.8, 1.25  # of a notch of the wheel
LEFT, RIGHT = 1, 3  # buttons
SIDEWAYS = 0.05  # of what is shown: a notch of a wheel that turns sideways


class _Drag(NamedTuple):
    """Where a button went down, on which panel, and what was shown then."""

    start: Offset
    button: int
    frames: bool
    panel: int
    zoom: Zoom


class PlotMouse(Widget):
    """The part of a Plot that listens to the mouse."""

    plan: Layout | None
    zoom: Zoom
    panel: int
    box: Region | None = None  # what is being framed
    _drag: _Drag | None = None
    _moved = False
    _pointer: Offset | None = None  # where the mouse was seen last, until that is drawn

    # -- what a Plot can do ---------------------------------------------------------------------------------------

    @property
    def has_crosshair(self) -> bool:
        """See Plot."""
        raise NotImplementedError

    def zoom_x(self, factor: float, at: float | None = None) -> None:
        """See Plot."""
        raise NotImplementedError

    def zoom_y(self, factor: float, panel: int, at: float = 0.5) -> None:
        """See Plot."""
        raise NotImplementedError

    def move_part(self, x: float, y: float, panel: int, start: Zoom | None = None) -> None:
        """See Plot."""
        raise NotImplementedError

    def show_box(self, x: Ends | None, y: Ends | None, panel: int) -> None:
        """See Plot."""
        raise NotImplementedError

    def place(self, column: int, row: int) -> None:
        """See Plot."""
        raise NotImplementedError

    def hide_crosshair(self) -> None:
        """See Plot."""
        raise NotImplementedError

    def action_reset(self) -> None:
        """See Plot."""
        raise NotImplementedError

    def draw_again(self) -> None:
        """See Plot."""
        raise NotImplementedError

    # -- the wheel ----------------------------------------------------------------------------------------------

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Closer."""
        self._wheel(event, IN)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Farther."""
        self._wheel(event, OUT)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """To the left."""
        self._sideways(event, -SIDEWAYS)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """To the right."""
        self._sideways(event, SIDEWAYS)

    def _sideways(self, event: events.MouseEvent, share: float) -> None:
        event.stop()
        event.prevent_default()
        self.move_part(share, 0.0, 0)

    def _wheel(self, event: events.MouseEvent, factor: float) -> None:
        event.stop()
        event.prevent_default()  # the widget itself would scroll
        if self.plan is None:
            return
        if event.shift or event.ctrl:
            panel = self._panel_at(event.y)
            self.zoom_y(factor, panel, self._height(event.y, panel))
        else:
            self.zoom_x(factor, self._width(event.x))

    # -- buttons ------------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A drag or a click begins."""
        if self.plan is None or event.button not in (LEFT, RIGHT):
            return
        self.panel = self._panel_at(event.y)
        frames = event.button == RIGHT or event.shift
        self._drag = _Drag(Offset(event.x, event.y), event.button, frames, self.panel, self.zoom)
        self._moved = False
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag, or let the crosshair follow."""
        waiting, self._pointer = self._pointer is not None, Offset(event.x, event.y)
        if not waiting:
            self.call_later(self._follow)  # behind the moves that have come already: only the last one is drawn

    def _follow(self) -> None:
        here, self._pointer = self._pointer, None
        self._drop_lost_drag()
        if here is None or self.plan is None:
            return
        if self._drag is None:
            if self.has_crosshair and self._is_inside(here):
                self.place(*here)
            return
        if here == self._drag.start and not self._moved:
            return
        self._moved = True
        if self._drag.frames:
            self.box = self._frame(self._drag, here)
            self.draw_again()
        else:
            self._pan(self._drag, here)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """A drag ends, or it was a click."""
        if self._drag is not None:
            self._follow()
        self._drop_lost_drag()
        drag, self._drag = self._drag, None
        if drag is None:
            return
        self.release_mouse()
        if not self._moved:
            if drag.button == RIGHT:
                self.hide_crosshair()
            elif self._is_inside(drag.start):
                self.place(*drag.start)
            return
        if drag.frames and self.box is not None:
            box, self.box = self.box, None
            self._show_frame(drag, box)
            self.draw_again()

    def on_hide(self) -> None:
        """A drag over a plot that is hidden on the way has no end that could be seen."""
        if self._drag is not None:
            self._drag = self.box = None
            self.release_mouse()

    def _drop_lost_drag(self) -> None:
        """A drag ends where its panel is no more: the figure may have changed on the way."""
        if self._drag is not None and (self.plan is None or self._drag.panel >= len(self.plan.panels)):
            self._drag = self.box = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Twice shows everything."""
        if event.chain == 2 and event.button == LEFT:
            self.action_reset()

    # -- cells --------------------------------------------------------------------------------------------------

    def _is_inside(self, cell: Offset) -> bool:
        return self.plan is not None and self.plan.has_column(cell.x) and self.plan.panel_at(cell.y) is not None

    def _panel_at(self, row: int) -> int:
        """The panel in this row, beside or under which it may be; the first above all of them."""
        assert self.plan is not None
        above = [number for number, place in enumerate(self.plan.panels) if place.top <= row]
        return above[-1] if above else 0

    def _width(self, column: int) -> float:
        """Where the middle of a column is, as a share of the x axis."""
        assert self.plan is not None
        half = (1.0 - 1.0 / self.plan.marker.wide) / 2  # the axis begins in the middle of the first dot
        return min(max(self.plan.share_of_columns(column - self.plan.left + half), 0.0), 1.0)

    def _height(self, row: int, panel: int) -> float:
        """Where the middle of a row is, as a share of the y axis of a panel, from below."""
        assert self.plan is not None
        place = self.plan.panels[panel]
        half = (1.0 - 1.0 / self.plan.marker.tall) / 2
        return min(max(1.0 - self.plan.share_of_rows(panel, row - place.top + half), 0.0), 1.0)

    def _pan(self, drag: _Drag, here: Offset) -> None:
        """What was under the pointer stays under it; upwards only where a part of the y range is shown."""
        assert self.plan is not None
        right = self.plan.share_of_columns(drag.start.x - here.x)
        up = self.plan.share_of_rows(drag.panel, here.y - drag.start.y) if drag.zoom.y else 0.0
        self.move_part(right, up, drag.panel, drag.zoom)

    def _frame(self, drag: _Drag, here: Offset) -> Region:
        """The cells between the start and here, within the panel."""
        assert self.plan is not None
        place, left = self.plan.panels[drag.panel], self.plan.left
        columns = sorted(min(max(x, left), left + self.plan.columns - 1) for x in (drag.start.x, here.x))
        rows = sorted(min(max(y, place.top), place.top + place.rows - 1) for y in (drag.start.y, here.y))
        return Region(columns[0], rows[0], columns[1] - columns[0] + 1, rows[1] - rows[0] + 1)

    def _show_frame(self, drag: _Drag, box: Region) -> None:
        """What is framed; a frame of one row or column says nothing about that direction."""
        assert self.plan is not None
        half = self.plan.share_of_columns(0.5)
        x = (self._width(box.x) - half, self._width(box.right - 1) + half) if box.width > 1 else None
        half = self.plan.share_of_rows(drag.panel, 0.5)
        y = (self._height(box.bottom - 1, drag.panel) - half, self._height(box.y, drag.panel) + half)
        self.show_box(x, y if box.height > 1 else None, drag.panel)
