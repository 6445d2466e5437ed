"""Workspace 1, Analyse: the library, one view at a time or several, and the parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from sctui.session.state import Session
from sctui.studio.current import session_of
from sctui.studio.messages import Change
from sctui.views.table import views_in
from sctui.widgets.browser import Browser
from sctui.widgets.handle import Handle
from sctui.widgets.parameters import Parameters
from sctui.widgets.stage import Stage
from sctui.widgets.tab_strip import TabStrip

# Width in columns below which a layout holds, narrowest first, and the panels that then lie over the stage
Layout = tuple[int, str, tuple[str, ...]]
LAYOUTS: tuple[Layout, ...] = (
    (60, "tiny", ("models", "parameters")),
    (100, "narrow", ("models",)),
    (160, "normal", ()),
)
WIDEST: tuple[str, tuple[str, ...]] = ("wide", ())


def layout_of(width: int, layouts: tuple[Layout, ...] = LAYOUTS) -> tuple[str, tuple[str, ...]]:
    """The layout for so many columns: its name, and the panels that lie over the stage instead of beside it."""
    return next(((name, over) for below, name, over in layouts if width < below), WIDEST)


OF_BROWSER = ("path", "setup", "favourites", "folds")  # fields of the session that it shows


class Analyse(Horizontal):
    """Models at the left, the stage with its tabs in the middle, parameters at the right.

    Where there is no room for a panel beside the stage it is a drawer: hidden until it is asked for, then over the
    stage until a model is chosen or it is left.
    """

    DEFAULT_CSS = """
    Analyse { height: 1fr; layers: stage drawers; }
    Analyse > #middle { width: 1fr; }
    Analyse > #middle > #tabs { height: 1; }
    Analyse.tiny .over, Analyse.narrow .over { layer: drawers; width: 44; max-width: 100%; }
    Analyse > #models.over { dock: left; border-right: vkey $foreground 40%; }
    Analyse > #parameters.over { dock: right; border-left: vkey $foreground 40%; background: $background; }
    Analyse.narrow > #parameters { width: 28; }
    Analyse.wide > #models { width: 44; }
    """

    WORKSPACE = "analyse"
    FIELD = "view"  # of the session, with the view that is shown
    LAYOUTS = LAYOUTS

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._over: tuple[str, ...] = ()
        self._drawn_out = ""  # the drawer that is open
        self._came_from: Widget | None = None  # what had the keys before

    def compose(self) -> ComposeResult:
        """The three parts, laid out for the screen as it is: a later change of classes would cost a second pass."""
        self._take_layout(self.app.size.width)
        yield Browser(id="models")
        with Vertical(id="middle"):
            with Horizontal(id="tabs"):
                yield Handle("m", "models")
                titles = [(view.name, view.title) for view in views_in(self.WORKSPACE)]
                yield TabStrip(titles, self._chosen(session_of(self)), id="views")
                yield Handle("p", "parameters")
            yield Stage()
        yield Parameters(id="parameters")

    # -- the layout ---------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Panels beside the stage or over it."""
        self._take_layout(event.size.width)
        self._arrange()

    def _take_layout(self, width: int) -> None:
        name, self._over = layout_of(width, self.LAYOUTS)
        if not self.has_class(name):
            self.remove_class("tiny", "narrow", "normal", "wide")
            self.add_class(name)
            self._drawn_out = ""

    def _is_open(self, panel: str) -> bool:
        return self._drawn_out == panel if panel in self._over else panel not in session_of(self).hidden

    def _arrange(self) -> None:
        for panel in ("models", "parameters"):
            widget = self.query_one(f"#{panel}")
            widget.set_class(panel in self._over, "over")
            focused = self.screen.focused
            if not self._is_open(panel) and focused is not None and widget in focused.ancestors:
                self.screen.set_focus(None)  # else the keys would go to what is not seen
            widget.display = self._is_open(panel)
        self.query_one(Browser).float_over("models" in self._over)
        for handle in self.query(Handle):
            handle.show(self._is_open(handle.panel), scarce=self.has_class("tiny"))

    def drawer(self, which: str) -> None:
        """Show or hide a side panel."""
        if which not in self._over:
            session = session_of(self)
            shown = tuple(name for name in session.hidden if name != which)
            self.post_message(Change(replace(session, hidden=shown if which in session.hidden else (*shown, which))))
        elif self._drawn_out == which:
            self._close()
        else:
            self._draw_out(which)

    def find(self) -> None:
        """Show the models and begin to type a search."""
        browser = self.query_one(Browser)
        if not self._is_open("models"):
            if "models" in self._over:
                self._draw_out("models")
            else:
                self.drawer("models")
                browser.display = True  # the keys can go there at once
        browser.find()

    def _draw_out(self, which: str) -> None:
        if not self._drawn_out:
            self._came_from = self.screen.focused
        self._drawn_out = which
        self._arrange()
        panel = self.query_one(f"#{which}")
        if isinstance(panel, Browser):
            panel.focus_list()
        else:
            first = next((child for child in panel.query("*") if child.focusable), None)
            if first is not None:
                first.focus()

    def _close(self) -> None:
        self._drawn_out = ""
        self._arrange()
        back = self._came_from
        self.screen.set_focus(back if back is not None and back.is_attached and back.focusable else None)

    def on_browser_done(self, event: Browser.Done) -> None:
        """A model was chosen, or the browser left."""
        event.stop()
        if self._drawn_out == "models":
            self._close()

    def on_handle_clicked(self, event: Handle.Clicked) -> None:
        """A panel is to be opened or closed."""
        event.stop()
        self.drawer(event.panel)

    # -- the session --------------------------------------------------------------------------------------------

    async def session_changed(self, before: Session, session: Session, *, settled: bool) -> None:
        """Show what has changed. `settled`: no change has come for a while, so the views may be asked."""
        if not self.query(Browser):
            return  # the studio is closing
        if any(getattr(before, name) != getattr(session, name) for name in OF_BROWSER):
            self.query_one(Browser).session_changed(session)
            self.query_one(Parameters).session_changed(session)
        if before.hidden != session.hidden:
            self._arrange()
        self.query_one("#views", TabStrip).choose(self._chosen(session))
        if settled:
            await self.query_one(Stage).show(session)
        self.query_one(Stage).show_zoom(session)

    async def run_again(self) -> None:
        """Ask anew for what is on the screen."""
        await self.query_one(Stage).show(session_of(self), again=True)

    def step_view(self, by: int) -> None:
        """The view `by` places to the right; round at the ends."""
        names, session = [view.name for view in views_in(self.WORKSPACE)], session_of(self)
        chosen = self._chosen(session)
        at = names.index(chosen) if chosen in names else 0
        self._choose(names[(at + by) % len(names)])

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A view's title was clicked."""
        event.stop()
        self._choose(event.name)

    def _chosen(self, session: Session) -> str:
        return str(getattr(session, self.FIELD))

    def _choose(self, view: str) -> None:
        changed: dict[str, Any] = {self.FIELD: view}
        self.post_message(Change(replace(session_of(self), **changed)))
