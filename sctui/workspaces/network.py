"""Workspace 3, Network: the E-I network's raster and rates, and its sliders."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from sctui.session.state import Session
from sctui.studio.current import session_of
from sctui.views.table import VIEWS
from sctui.widgets.guide import Guide
from sctui.widgets.network_panel import NetworkPanel
from sctui.widgets.pane import Pane


class Network(Horizontal):
    """The network's pane in the middle, its sliders at the right."""

    DEFAULT_CSS = """
    Network { height: 1fr; }
    Network > #network-stage { width: 1fr; }
    Network > NetworkPanel { width: 34; }
    Network.narrow > NetworkPanel { width: 28; }
    """

    def compose(self) -> ComposeResult:
        """The two parts."""
        with Vertical(id="network-stage"):
            yield Guide()
            yield Pane(VIEWS["network"], "network")
        yield NetworkPanel(id="network-panel")

    def on_resize(self) -> None:
        """A narrower panel where there is little room."""
        self.set_class(self.size.width < 100, "narrow")

    async def session_changed(self, before: Session, session: Session, *, settled: bool) -> None:
        """Show what has changed; the network is run anew when no change has come for a while."""
        self.query_one(NetworkPanel).session_changed(session)
        pane = self.query_one(Pane)
        if settled:
            pane.ask(session)
        pane.show_zoom(session)

    async def run_again(self) -> None:
        """Run it again."""
        self.query_one(Pane).ask(session_of(self), again=True)

    def drawer(self, which: str) -> None:
        """Show or hide the sliders."""
        if which == "parameters":
            panel = self.query_one(NetworkPanel)
            panel.display = not panel.display

    def shown_view(self) -> str:
        """The view whose option keys count."""
        return "network"
