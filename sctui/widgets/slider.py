"""A slider: one number of the setup on one row, moved by keys and mouse, or typed with a unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from sctui.failure import UsageError
from sctui.quantity import quantity
from sctui.session.control import Number
from sctui.session.number_text import number_text
from sctui.studio.actions import bindings
from sctui.units import unit_text
from sctui.widgets.entry import Entry
from sctui.widgets.row import Row
from sctui.widgets.slider_line import Columns, columns, range_text, slider_line

PARTS = {"unit": "muted", "absent": "muted"}


class Slider(Row):
    """A number. It shows its new value at once and asks for it by `Row.Set`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("slider")
    control: Number

    def __init__(self, control: Number, at: Columns | None = None) -> None:
        super().__init__(control)
        self.value = control.value
        self._at = at
        self._dragging = False

    def show_number(self, control: Number, at: Columns) -> None:
        """The number as the session has it, in its section's columns."""
        if at != self._at:
            self._at = at
            self.refresh()
        if control.value != self.value and not self._dragging:
            self.value = control.value
            self.refresh()
        self.show(control)

    def parts(self, width: int) -> Iterable[tuple[str, str]]:
        """Name, bar, value, unit."""
        at = self._columns(width)
        for text, part in slider_line(self.control, at, self.value, self.marked):
            yield text, "focused" if part == "name" and self.marked else PARTS.get(part, part)

    def lines(self) -> list[str]:
        """The full name and value, the model's line about it, and the range."""
        number = self.control
        value = number.absent if self.value is None else f"{self.value:.10g} {unit_text(number.unit)}".rstrip()
        outside = self.value is not None and not number.scale.low <= self.value <= number.scale.high
        beyond = " (outside the range)" if outside else ""
        return [f"{number.name} = {value}{beyond}", number.doc, range_text(number)]

    def _columns(self, width: int) -> Columns:
        if self._at is None or self._at.bar_at + self._at.bar > width:
            self._at = columns([self.control], width)
        return self._at

    def _set(self, value: float | None, *, dragging: bool = False, always: bool = False) -> None:
        if value != self.value or always:
            self.value = value
            self.refresh()
            self.post_message(self.Set(self, value, dragging=dragging))
            self.hint()

    # -- keys -----------------------------------------------------------------------------------------------------

    def action_step(self, count: int, size: float = 1.0) -> None:
        """One step on the grid of round numbers."""
        scale = self.control.scale
        start = self.value if self.value is not None else min(max(0.0, scale.low), scale.high)
        found = scale.step(start, count, size)
        if found == self.value:
            beyond = f"the range ends at {number_text(scale.high if count > 0 else scale.low)}; Enter types any value"
            self.post_message(self.Hint([beyond]))
        self._set(found)

    def action_end(self, position: float) -> None:
        """An end of the range."""
        self._set(self.control.scale.value(position))

    def action_default(self) -> None:
        """What it is without the user."""
        if self.control.changed or self.value != self.control.default:
            self.value = self.control.default
            self.refresh()
            self.post_message(self.Set(self, None))

    async def action_type(self) -> None:
        """Type a value."""
        text = "" if self.value is None else f"{self.value:.10g} {self.control.unit}".rstrip()
        await self.mount(Entry(text, column=self._columns(self.size.width).bar_at))

    def on_entry_done(self, event: Entry.Done) -> None:
        """A text was typed: a value, or what is wrong with it."""
        event.stop()
        try:
            value = quantity(event.text, self.control.unit, self.control.name)
            if not abs(value) < float("inf"):
                raise UsageError(f"{self.control.name}: has to be a finite number")
            if self.control.scale.whole and value != round(value):
                raise UsageError(f"{self.control.name}: has to be a whole number")
        except UsageError as error:
            self.post_message(self.Hint([str(error)], problem=True))
            return
        event.entry.close()
        self._set(value)

    # -- mouse ----------------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press on the bar sets the value and begins a drag; that it focuses the row is the row's own doing."""
        at = self._columns(self.size.width)
        if event.button == 1 and at.bar_at <= event.x < at.bar_at + at.bar:
            event.stop()
            self._dragging = True
            self.capture_mouse()
            self._drag_to(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The value follows the mouse."""
        if self._dragging:
            self._drag_to(event.x)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The drag is over: this is the value."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()
            self._set(self.value, always=True)

    async def on_click(self, event: events.Click) -> None:
        """A double click on the value types one."""
        at = self._columns(self.size.width)
        if event.chain == 2 and event.x >= at.bar_at + at.bar:
            await self.action_type()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel steps the focused slider; over others it scrolls the panel."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """One step down."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, count: int) -> None:
        if self.has_focus:
            event.stop()
            event.prevent_default()
            self.action_step(count, 10.0 if event.shift else 1.0)

    def _drag_to(self, x: int) -> None:
        at = self._columns(self.size.width)
        position = (x - at.bar_at) / max(at.bar - 1, 1)
        self._set(self.control.scale.at(position), dragging=True)
