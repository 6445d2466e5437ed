"""A panel of controls: rows that scroll, a foot that tells of the focused one, and the keys from row to row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from sctui.session.control import Choice, Control, FilePath, Heading, Number, Picture
from sctui.studio.actions import bindings
from sctui.widgets.choice import ChoiceRow
from sctui.widgets.file_row import FileRow
from sctui.widgets.foot import Foot
from sctui.widgets.heading import HeadingRow
from sctui.widgets.row import Row
from sctui.widgets.rows import Rows
from sctui.widgets.slider import Slider
from sctui.widgets.slider_line import columns
from sctui.widgets.stimulus_picture import StimulusPicture

ROWS: dict[type, Callable[[Any], Row]] = {
    Heading: HeadingRow,
    Number: Slider,
    Choice: ChoiceRow,
    FilePath: FileRow,
    Picture: StimulusPicture,
}


class ControlPanel(Vertical):
    """Shows a list of controls. A subclass fills it and answers `Row.Set`."""

    DEFAULT_CSS = """
    ControlPanel { width: 34; height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("rows")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = Rows()
        self._foot = Foot()
        self._shown: list[Row] = []
        self._controls: list[Control] = []

    def compose(self) -> ComposeResult:
        """Rows, and the foot."""
        yield self._rows
        yield self._foot

    def on_resize(self) -> None:
        """The columns have another width."""
        self._fill(self._controls)

    def on_row_hint(self, event: Row.Hint) -> None:
        """A row has something to say."""
        event.stop()
        self._foot.say(event.lines, event.problem)

    def _fill(self, found: list[Control]) -> None:
        """A row for each control. Rows stay where those before and behind are of the same kinds."""
        have, want = [type(row.control) for row in self._shown], [type(one) for one in found]
        if have != want:
            first = _common(have, want)
            last = _common(have[first:][::-1], want[first:][::-1])
            gone, behind = self._shown[first : len(have) - last], self._shown[len(have) - last :]
            new = [ROWS[type(one)](one) for one in found[first : len(want) - last]]
            with self.app.batch_update():
                self._rows.remove_children(gone)
                self._rows.mount_all(new, before=behind[0] if behind else None)
            self._shown = [*self._shown[:first], *new, *behind]
        self._controls = found
        self._show()

    def _show(self) -> None:
        width = self._rows.scrollable_content_region.width or 33
        section: list[tuple[Slider, Number]] = []
        for row, control in zip(self._shown, self._controls, strict=True):
            if isinstance(row, Slider) and isinstance(control, Number):
                section.append((row, control))
                continue
            row.show(control)
            if isinstance(control, Heading):
                self._show_section(section, width)
                section = []
        self._show_section(section, width)

    @staticmethod
    def _show_section(section: list[tuple[Slider, Number]], width: int) -> None:
        at = columns((control for _, control in section), width)
        for slider, control in section:
            slider.show_number(control, at)

    # -- going from row to row ------------------------------------------------------------------------------------

    def _focused(self) -> Row | None:
        return next((row for row in self._shown if row.has_focus_within or row.has_focus), None)

    def focus_rows(self) -> None:
        """Go to the first row, or stay where the keys are."""
        self.action_row(0)

    def action_row(self, by: int) -> None:
        """The row `by` places below."""
        rows = [row for row in self._shown if row.can_focus]
        focused = self._focused()
        at = rows.index(focused) + by if focused in rows else 0
        if rows:
            self._go(rows[min(max(at, 0), len(rows) - 1)])

    def action_section(self) -> None:
        """The first row of the next section; after the last comes the first."""
        focused = self._focused()
        at = self._shown.index(focused) if focused is not None else -1
        heads = [n for n, row in enumerate(self._shown) if isinstance(row, HeadingRow)]
        below = [n for n in heads if n > at]
        rows = [row for row in self._shown[below[0] if below else 0 :] if row.can_focus]
        if rows:
            self._go(rows[0])

    def _go(self, row: Row) -> None:
        row.focus(scroll_visible=False)
        self._rows.scroll_to_widget(row, animate=False)


def _common(a: Sequence[object], b: Sequence[object]) -> int:
    """How many entries both begin with."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x is not y), min(len(a), len(b)))
