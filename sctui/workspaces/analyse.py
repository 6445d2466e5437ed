"""Workspace 1, Analyse: the library, one view at a time or several, and the parameters."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from sctui.session.state import Session
from sctui.studio.current import session_of
from sctui.studio.messages import Change
from sctui.views.table import VIEWS
from sctui.widgets.browser import Browser
from sctui.widgets.parameters import Parameters
from sctui.widgets.stage import Stage
from sctui.widgets.tab_strip import TabStrip


class Analyse(Horizontal):
    """Models at the left, the stage with its tabs in the middle, parameters at the right."""

    DEFAULT_CSS = """
    Analyse { height: 1fr; }
    Analyse > #middle { width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """The three parts."""
        yield Browser(id="models")
        with Vertical(id="middle"):
            yield TabStrip([(view.name, view.title) for view in VIEWS.values()], session_of(self).view, id="views")
            yield Stage()
        yield Parameters(id="parameters")

    async def session_changed(self, before: Session, session: Session, *, settled: bool) -> None:
        """Show what has changed. `settled`: no change has come for a while, so the views may be asked."""
        if before.setup != session.setup or before.favourites != session.favourites:
            self.query_one(Browser).session_changed(session)
            self.query_one(Parameters).session_changed(session)
        self.query_one("#views", TabStrip).choose(session.view)
        if settled:
            await self.query_one(Stage).show(session)
        self.query_one(Stage).show_zoom(session)

    async def run_again(self) -> None:
        """Ask anew for what is on the screen."""
        await self.query_one(Stage).show(session_of(self), again=True)

    def step_view(self, by: int) -> None:
        """The view `by` places to the right; round at the ends."""
        names, session = list(VIEWS), session_of(self)
        at = names.index(session.view) if session.view in names else 0
        self.post_message(Change(replace(session, view=names[(at + by) % len(names)])))

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A view's title was clicked."""
        event.stop()
        self.post_message(Change(replace(session_of(self), view=event.name)))
