"""The right-hand panel: presets, sliders, the stimulus, the settings of the run and the initial values."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from kernels.errors import KernelsError
from kernels.language.model import Model
from sctui.session.control import Choice, Control, FilePath, Heading, Number, Picture
from sctui.session.controls import LARGEST_SEED, controls, reset_all, with_value
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.session.stimulus_controls import add_term, remove_term
from sctui.session.subject import model_of
from sctui.studio.actions import bindings
from sctui.studio.current import session_of
from sctui.studio.messages import Change
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


class Parameters(Vertical):
    """Everything of the setup that can be changed."""

    DEFAULT_CSS = """
    Parameters { width: 34; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("parameters"), *bindings("stimulus")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = Rows()
        self._foot = Foot()
        self._shown: list[Row] = []
        self._controls: list[Control] = []
        self._model: Model | None = None
        self._wants_path = False  # a recording was chosen as the stimulus, and its path is to be typed next
        self._asked: Setup | None = None  # asked for, and not yet what the session holds

    def compose(self) -> ComposeResult:
        """Rows, and a foot that tells of the focused one."""
        yield self._rows
        yield self._foot

    def session_changed(self, session: Session) -> None:
        """The setup may be another."""
        setup = session.setup
        if self._asked is not None and setup != self._asked and setup.subject == self._asked.subject:
            return  # an earlier step of several: the last one is still to come
        self._asked = None
        try:
            self._model = model_of(setup)
            found = controls(self._model, setup)
        except KernelsError as error:
            self._foot.say([str(error)], problem=True)
            return
        self._fill(found)
        if self._wants_path:
            self._wants_path = False
            self.call_after_refresh(self._type_path)

    async def _type_path(self) -> None:
        row = next((one for one in self._shown if isinstance(one, FileRow) and not one.control.value), None)
        if row is not None:
            self._go(row)
            await row.action_type()

    def on_resize(self) -> None:
        """The columns have another width."""
        self._fill(self._controls)

    # -- rows -----------------------------------------------------------------------------------------------------

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

    # -- changes --------------------------------------------------------------------------------------------------

    @property
    def _setup(self) -> Setup:
        return self._asked or session_of(self).setup

    def _change(self, setup: Setup, *, dragging: bool = False) -> None:
        self._asked = setup
        self.post_message(Change(replace(session_of(self), setup=setup), dragging=dragging))

    def on_row_set(self, event: Row.Set) -> None:
        """A row wants another value."""
        event.stop()
        if self._model is not None:
            place = event.row.control.place
            self._change(with_value(self._model, self._setup, place, event.value), dragging=event.dragging)
            self._wants_path = place[0] == "protocol" and event.value == "file"

    def on_row_hint(self, event: Row.Hint) -> None:
        """A row has something to say."""
        event.stop()
        self._foot.say(event.lines, event.problem)

    def action_reset_all(self) -> None:
        """Undo all changes; the preset stays."""
        self._change(reset_all(self._setup))

    def action_new_seed(self) -> None:
        """Other random numbers."""
        seed = random.randrange(1, LARGEST_SEED + 1)  # noqa: S311  a seed, not a secret
        self._change(replace(self._setup, seed=seed))

    def action_add_term(self) -> None:
        """A further stimulus for the input whose row is focused."""
        place = self._stimulus_place()
        if self._model is not None and place is not None:
            self._change(add_term(self._model, self._setup, str(place[1])))

    def action_remove_term(self) -> None:
        """One stimulus less."""
        place = self._stimulus_place()
        if self._model is not None and place is not None:
            self._change(remove_term(self._model, self._setup, str(place[1]), int(place[2])))

    def _stimulus_place(self) -> tuple[str | int, ...] | None:
        row = self._focused()
        if row is not None and row.control.place[0] in ("protocol", "drive"):
            place: tuple[str | int, ...] = row.control.place
            return place
        self._foot.say(["go to a row of a stimulus first"])
        return None

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

    async def action_presets(self) -> None:
        """The menu of presets."""
        first = next((row for row in self._shown if isinstance(row, ChoiceRow)), None)
        if first is not None:
            self._go(first)
            await first.action_open()

    def _go(self, row: Row) -> None:
        row.focus(scroll_visible=False)
        self._rows.scroll_to_widget(row, animate=False)


def _common(a: Sequence[object], b: Sequence[object]) -> int:
    """How many entries both begin with."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x is not y), min(len(a), len(b)))
