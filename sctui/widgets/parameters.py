"""The right-hand panel: presets, sliders, the stimulus and the settings of the run."""

from __future__ import annotations

from textual.widgets import Static

from sctui.session.state import Session


class Parameters(Static):
    """Everything of the setup that can be changed."""

    DEFAULT_CSS = "Parameters { width: 34; height: 1fr; }"

    def session_changed(self, session: Session) -> None:
        """The setup may be another."""
        self.update(str(session.setup.to_dict()))
