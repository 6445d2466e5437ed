"""The application: it holds the session, hands changes on, and keeps the line to the workers."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.timer import Timer

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.actions import ACTIONS, bindings
from sctui.studio.crash import CrashCatching
from sctui.studio.desk import Desk
from sctui.studio.editing import EditingActions
from sctui.studio.exporting import ExportActions
from sctui.studio.finding import FindingActions
from sctui.studio.hangup import HangupWatching
from sctui.studio.looks import LookActions
from sctui.studio.main_screen import MainScreen
from sctui.studio.messages import Announce, Change
from sctui.studio.notes import NoteActions
from sctui.studio.option_keys import option_keys
from sctui.studio.pinning import PinActions
from sctui.studio.recordings import RecordingActions
from sctui.studio.running import RunActions
from sctui.studio.saving import SavingActions
from sctui.views.table import VIEWS, next_option, shown_view, with_view
from sctui.widgets.status_line import StatusLine
from sctui.widgets.title_bar import TitleBar

NO_SETUP = Setup(model="")  # before anything was shown
SETTLE = 0.25  # seconds after the last change until the views are asked
SOON = 0.001  # the same while a slider is dragged
DRAG_WAIT = 0.02  # seconds between looks whether the last preview has come

# name, title, class: imported when the workspace is first opened
WORKSPACES = (
    ("analyse", "Analyse", "sctui.workspaces.analyse:Analyse"),
    ("equations", "Equations", "sctui.workspaces.equations:Equations"),
    ("network", "Network", "sctui.workspaces.network:Network"),
    ("hardware", "Hardware", "sctui.workspaces.hardware:Hardware"),
)


class Studio(
    RunActions,
    SavingActions,
    ExportActions,
    EditingActions,
    FindingActions,
    PinActions,
    LookActions,
    NoteActions,
    RecordingActions,
    CrashCatching,
    HangupWatching,
    App[None],
):
    """The studio. `session` is all that it shows; widgets ask for another one by the message `Change`."""

    TITLE = "sctui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("studio")
    CSS = "#body { height: 1fr; }"

    def __init__(self, session: Session | None = None, desk: Desk | None = None) -> None:
        super().__init__()
        self.session = openable(session or Session())
        self.desk = desk or Desk()
        self.desk.on_failure = self._handle_exception
        self.desk.listening = self._here
        self._settling: Timer | None = None

    def get_default_screen(self) -> Screen[None]:
        """The screen under all others."""
        return MainScreen(id="_default")

    def compose(self) -> ComposeResult:
        """The chrome; the workspace comes after the first frame."""
        keys = {one.id: one.keys for one in ACTIONS}
        titles = [(name, f"{keys[f'workspace.{name}']} {title}") for name, title, _ in WORKSPACES]
        yield TitleBar(titles, self.session.workspace)
        yield Container(id="body")
        yield StatusLine()

    def on_mount(self) -> None:
        """Draw first, then build the workspace and start the worker."""
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        if not self._here():
            return
        self.desk.start()
        await self._open(self.session.workspace)

    def on_unmount(self) -> None:
        """End the worker processes."""
        self.desk.close()

    def _here(self) -> bool:
        """Whether the studio is not being left: then its widgets go one by one, and nothing can be shown in them."""
        return self.is_running and self.screen_stack[0].is_attached

    # -- the session --------------------------------------------------------------------------------------------

    async def on_change(self, message: Change) -> None:
        """Another session: show it now, ask for its pictures when no further change has come for a while."""
        before, dragging = self.session, message.dragging
        session = message.applied(before)
        preview = self._pace.preview(session.setup) if dragging else None
        self.session = replace(session, dragging=dragging, preview=preview)
        if before.workspace != self.session.workspace:
            await self._open(self.session.workspace)
        if (before.setup, shown_view(before)) != (self.session.setup, shown_view(self.session)):
            self.query_one(StatusLine).announce("")  # what was said of what was shown before
        if before.setup == self.session.setup:
            await self._settled(before)
            return
        await self._workspace_changed(before, settled=False)
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SOON if dragging else SETTLE, lambda: self._settled(before))

    async def _settled(self, before: Session) -> None:
        if not self._here():
            return
        if self.session.dragging and self.desk.answering():  # else a quick hand would never see an answer
            self._settling = self.set_timer(DRAG_WAIT, lambda: self._settled(before))
            return
        self._ask_run()
        await self._workspace_changed(before, settled=True)
        self._ask_pattern()

    async def _workspace_changed(self, before: Session, *, settled: bool) -> None:
        workspace = self._workspace()
        if workspace is not None:
            await workspace.session_changed(before, self.session, settled=settled)
        setup = self.session.setup
        name = setup.model if not setup.source else self.session.path or "own equations"
        preset = f" · {setup.preset}" if setup.preset else ""
        self.query_one(TitleBar).show(self.session.workspace, f"{name}{preset}{' *' if setup.changed() else ''}")

    # -- the status line ------------------------------------------------------------------------------------------

    def on_announce(self, message: Announce) -> None:
        """A line for the user."""
        self.query_one(StatusLine).announce(message.text, message.problem)

    def show_readout(self, plot: object, text: str, moved: bool) -> None:
        """What is under the crosshair of a plot."""
        for line in self.screen_stack[0].query(StatusLine):  # none any more while the studio is left
            line.show_cursor(text, plot, moved)

    def show_bar(self, title: str, fraction: float | None) -> None:
        """How much of a long operation is done; None when it has ended."""
        self.query_one(StatusLine).show_bar(title, fraction)

    # -- workspaces ---------------------------------------------------------------------------------------------

    def _workspace(self) -> Any:
        found = self.query_one("#body", Container).query(f"#workspace-{self.session.workspace}")
        return found.first() if found else None

    async def _open(self, name: str) -> None:
        body = self.query_one("#body", Container)
        if not body.query(f"#workspace-{name}"):
            home = {one: place for one, _, place in WORKSPACES}[name]
            module, _, kind = home.partition(":")
            workspace = getattr(import_module(module), kind)(id=f"workspace-{name}")
            await body.mount(workspace)
        focused = self.screen_stack[0].focused
        for child in body.children:
            child.display = child.id == f"workspace-{name}"
            if not child.display and focused is not None and child in focused.ancestors:
                self.screen_stack[0].set_focus(None)  # else the keys would go to what is not seen
        await self._settled(replace(self.session, setup=NO_SETUP))

    def on_key(self, event: events.Key) -> None:
        """The keys of the view that is shown: each takes the next value of one of its options."""
        view = shown_view(self.session)
        if view is None or self.screen is not self.screen_stack[0]:
            return
        for option in view.options:
            if event.key in option_keys(view, option, self.settings.keys):
                event.stop()
                self.post_message(Change(next_option(self.session, view, option)))

    # -- actions ------------------------------------------------------------------------------------------------

    def action_workspace(self, name: str) -> None:
        """Open a workspace."""
        if name in {one for one, _, _ in WORKSPACES}:
            self.post_message(Change(replace(self.session, workspace=name)))

    def action_view(self, by: int) -> None:
        """The next or previous view of the workspace."""
        workspace = self._workspace()
        if workspace is not None and hasattr(workspace, "step_view"):
            workspace.step_view(by)

    def action_drawer(self, which: str) -> None:
        """Show or hide a side panel of the workspace."""
        workspace = self._workspace()
        if workspace is not None and hasattr(workspace, "drawer"):
            workspace.drawer(which)

    def action_find(self) -> None:
        """Search the library, where the workspace shows it."""
        workspace = self._workspace()
        if workspace is not None and hasattr(workspace, "find"):
            workspace.find()

    async def action_run(self) -> None:
        """Simulate and draw again."""
        self._ask_run(again=True)
        workspace = self._workspace()
        if workspace is not None:
            await workspace.run_again()
        self._ask_pattern(again=True)

    def action_cancel(self) -> None:
        """Stop what is under way; where nothing is, close the text of an experiment."""
        if self.desk.cancel_all():
            self.query_one(StatusLine).announce("cancelled")
        elif self.session.guide:
            self.post_message(Change(replace(self.session, guide="")))


def openable(session: Session) -> Session:
    """The session in a workspace that there is, with views that are its own."""
    view = VIEWS.get(session.view)
    if view is not None and view.workspace == "hardware":  # an older session had it in Analyse
        session = replace(with_view(session, view.name), view="trace")
    known = {name for name, _, _ in WORKSPACES}
    return session if session.workspace in known else replace(session, workspace=WORKSPACES[0][0])
