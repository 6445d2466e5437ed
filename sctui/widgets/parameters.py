"""The right-hand panel: presets, sliders, the stimulus, the settings of the run and the initial values."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from kernels.errors import KernelsError
from kernels.language.model import Model
from sctui.session.controls import LARGEST_SEED, controls, reset_all, with_value
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.session.stimulus_controls import add_term, remove_term
from sctui.session.subject import model_of
from sctui.studio.actions import bindings
from sctui.studio.current import session_of
from sctui.studio.messages import Change
from sctui.widgets.choice import ChoiceRow
from sctui.widgets.control_panel import ControlPanel
from sctui.widgets.file_row import FileRow
from sctui.widgets.row import Row


class Parameters(ControlPanel):
    """Everything of the setup that can be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("parameters"), *bindings("stimulus")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._model: Model | None = None
        self._wants_path = False  # a recording was chosen as the stimulus, and its path is to be typed next
        self._asked: Setup | None = None  # asked for, and not yet what the session holds

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
        place = event.place
        stands = event.row in self._shown and event.row.control.place == place  # else it was another model's
        if self._model is not None and stands:
            self._change(with_value(self._model, self._setup, place, event.value), dragging=event.dragging)
            self._wants_path = place[0] == "protocol" and event.value == "file"

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

    async def action_presets(self) -> None:
        """The menu of presets."""
        first = next((row for row in self._shown if isinstance(row, ChoiceRow)), None)
        if first is not None:
            self._go(first)
            await first.action_open()
