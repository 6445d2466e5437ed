"""The library: its models by category, each with its pattern and a sparkline."""

from __future__ import annotations

from textual.widgets import Static

from sctui.session.state import Session


class Browser(Static):
    """The list of models."""

    DEFAULT_CSS = "Browser { width: 28; height: 1fr; }"

    def session_changed(self, session: Session) -> None:
        """Another model may be the chosen one."""
        self.update(session.setup.model)
