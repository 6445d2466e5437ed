"""The stage: the chosen view, and on a wide screen its companions beside it."""

from __future__ import annotations

from importlib import import_module

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from sctui.session.state import Session
from sctui.studio.current import session_of
from sctui.views.table import VIEWS, View, shown_view
from sctui.widgets.guide import Guide
from sctui.widgets.pane import Pane, view_of

WIDE, HIGH = 100, 36  # of the stage itself, in cells: from here on companions are shown

# The widget that shows a view, where the table names another than the pane with plots
PANES = {
    "plot": "sctui.widgets.pane:Pane",
    "text": "sctui.widgets.text_pane:TextPane",
    "cards": "sctui.widgets.cards_pane:CardsPane",
    "verilog": "sctui.widgets.verilog_pane:VerilogPane",
    "precision": "sctui.widgets.hardware_pane:HardwarePane",
    "inspector": "sctui.widgets.inspector_pane:InspectorPane",
    "devices": "sctui.widgets.devices_pane:DevicesPane",
}


def pane_for(view: View, channel: str) -> Pane:
    """A new pane of the kind that the view wants."""
    module, _, name = PANES[view.pane].partition(":")
    pane: Pane = getattr(import_module(module), name)(view, channel)
    return pane


class Stage(Vertical):
    """The chosen view on top; companions under it where there is room. Stages differ in the `place` they ask for."""

    DEFAULT_CSS = """
    Stage { width: 1fr; height: 1fr; }
    Stage > #companions { height: 45%; display: none; }
    Stage > #companions > Pane { padding-right: 1; }
    """

    def __init__(self, *, place: str = "") -> None:
        super().__init__()
        self._channels = place

    def compose(self) -> ComposeResult:
        """The chosen view alone; companions come when there is room."""
        yield Guide()
        yield Vertical(id="main")
        yield Horizontal(id="companions")

    async def on_resize(self, event: events.Resize) -> None:
        """One view or several."""
        several = event.size.width >= WIDE and event.size.height >= HIGH
        if several != self.has_class("several"):
            self.set_class(several, "several")
            await self.show(session_of(self))

    async def show(self, session: Session, *, again: bool = False) -> None:
        """The session's view and its companions, each with an answer to what the session holds now."""
        view = shown_view(session) or view_of(session.view)
        self.query_one(Guide).show(session.guide)
        self.query_one("#companions").display = self.has_class("several") and bool(view.companions)
        companions = [VIEWS[name] for name in view.companions if name in VIEWS] if self.has_class("several") else []
        await self._fill("main", [view])
        await self._fill("companions", companions)
        for pane in self.query(Pane):
            if not (session.dragging and pane.view.long):  # a long one comes when the slider is let go
                pane.ask(session.pictured(), again=again)

    def show_zoom(self, session: Session) -> None:
        """The part of each plot that is shown."""
        for pane in self.query(Pane):
            pane.show_zoom(session)

    async def _fill(self, place: str, views: list[View]) -> None:
        """Panes for the views, in place; one of the right kind changes its view instead of being made anew."""
        holder = self.query_one(f"#{place}")
        panes = [child for child in holder.children if isinstance(child, Pane)]
        if [pane.view.pane for pane in panes] == [view.pane for view in views]:
            for pane, view in zip(panes, views, strict=True):
                pane.change_view(view)
            return
        for pane in panes:
            pane.leave()
        await holder.remove_children()
        await holder.mount_all([pane_for(view, f"{self._channels}{place}.{n}") for n, view in enumerate(views)])
