"""The sliders of the E-I network."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from sctui.session.controls import LARGEST_SEED
from sctui.session.network_controls import network_controls, with_number
from sctui.session.state import Session
from sctui.studio.current import session_of
from sctui.studio.messages import Change
from sctui.widgets.control_panel import ControlPanel
from sctui.widgets.row import Row


class NetworkPanel(ControlPanel):
    """Populations, weights, external input, and the settings of the run."""

    def session_changed(self, session: Session) -> None:
        """The numbers may be others."""
        self._fill(network_controls(session.network))

    def on_row_set(self, event: Row.Set) -> None:
        """A row wants another value. A network takes too long to follow a drag: it runs when the slider is let go."""
        event.stop()
        numbers = with_number(session_of(self).network, str(event.row.control.place[1]), event.value)
        if not event.dragging:
            self._change(numbers)

    def action_reset_all(self) -> None:
        """All numbers as they were."""
        self._change({})

    def action_new_seed(self) -> None:
        """Other connections, external events and first values."""
        seed = random.randrange(1, LARGEST_SEED + 1)  # noqa: S311  a seed, not a secret
        self._change(with_number(session_of(self).network, "seed", float(seed)))

    def _change(self, numbers: Mapping[str, float]) -> None:
        self.post_message(Change(replace(session_of(self), network=numbers)))
