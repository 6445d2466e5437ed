"""The application: it holds the session, hands changes on, and keeps the line to the workers."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer

from kernels.errors import Cancelled, KernelsError
from kernels.worker_job import Progress, Result
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.actions import bindings
from sctui.studio.desk import Desk
from sctui.studio.messages import Announce, Change
from sctui.studio.status_text import run_text
from sctui.views.table import VIEWS, next_option
from sctui.widgets.status_line import StatusLine
from sctui.widgets.title_bar import TitleBar

NO_SETUP = Setup(model="")  # before anything was shown
SETTLE = 0.25  # seconds after the last change until the views are asked

# name, title, class: imported when the workspace is first opened
WORKSPACES = (("analyse", "Analyse", "sctui.workspaces.analyse:Analyse"),)


class Studio(App[None]):
    """The studio. `session` is all that it shows; widgets ask for another one by the message `Change`."""

    TITLE = "sctui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("studio")
    CSS = "#body { height: 1fr; }"

    def __init__(self, session: Session | None = None, desk: Desk | None = None) -> None:
        super().__init__()
        self.session = session or Session()
        self.desk = desk or Desk()
        self._settling: Timer | None = None
        self._run_asked: dict[str, Any] | None = None

    def compose(self) -> ComposeResult:
        """The chrome; the workspace comes after the first frame."""
        yield TitleBar([(name, title) for name, title, _ in WORKSPACES], self.session.workspace)
        yield Container(id="body")
        yield StatusLine()

    def on_mount(self) -> None:
        """Draw first, then build the workspace and start the worker."""
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        self.desk.start()
        await self._open(self.session.workspace)

    def on_unmount(self) -> None:
        """End the worker processes."""
        self.desk.close()

    # -- the session --------------------------------------------------------------------------------------------

    async def on_change(self, message: Change) -> None:
        """Another session: show it now, ask for its pictures when no further change has come for a while."""
        before, self.session = self.session, message.session
        if before.workspace != self.session.workspace:
            await self._open(self.session.workspace)
        if before.setup == self.session.setup:
            await self._settled(before)
            return
        await self._workspace_changed(before, settled=False)
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(0.0 if message.dragging else SETTLE, lambda: self._settled(before))

    async def _settled(self, before: Session) -> None:
        self._ask_run()
        await self._workspace_changed(before, settled=True)

    async def _workspace_changed(self, before: Session, *, settled: bool) -> None:
        workspace = self._workspace()
        if workspace is not None:
            await workspace.session_changed(before, self.session, settled=settled)
        setup = self.session.setup
        name = setup.model if not setup.source else self.session.path or "own equations"
        preset = f" · {setup.preset}" if setup.preset else ""
        self.query_one(TitleBar).show(self.session.workspace, f"{name}{preset}{' *' if setup.changed() else ''}")

    # -- the run in the status line -----------------------------------------------------------------------------

    def _ask_run(self, *, again: bool = False) -> None:
        request = self.session.setup.request()
        if request != self._run_asked or again:
            self._run_asked = request
            self.desk.ask(
                "run",
                "run",
                request,
                on_result=self._run_known,
                on_error=self._run_refused,
                on_progress=self._run_first,
            )

    def _run_first(self, progress: Progress) -> None:
        if "spikes" in progress.values:
            self.query_one(StatusLine).show_run(run_text(progress.values))

    def _run_known(self, result: Result) -> None:
        self.query_one(StatusLine).show_run(run_text(result.values))
        self.query_one(StatusLine).announce("; ".join(result.values["warnings"]), problem=True)

    def _run_refused(self, error: KernelsError) -> None:
        self._run_asked = None
        if not isinstance(error, Cancelled):
            self.query_one(StatusLine).announce(str(error), problem=True)

    def on_announce(self, message: Announce) -> None:
        """A line for the user."""
        self.query_one(StatusLine).announce(message.text, message.problem)

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
        for child in body.children:
            child.display = child.id == f"workspace-{name}"
        await self._settled(replace(self.session, setup=NO_SETUP))

    def on_key(self, event: events.Key) -> None:
        """The keys of the view that is shown: each takes the next value of one of its options."""
        view = VIEWS.get(self.session.view)
        if view is None or self.session.workspace != "analyse" or self.screen is not self.screen_stack[0]:
            return
        for option in view.options:
            if option.key == event.key:
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

    async def action_run(self) -> None:
        """Simulate and draw again."""
        self._ask_run(again=True)
        workspace = self._workspace()
        if workspace is not None:
            await workspace.run_again()

    def action_cancel(self) -> None:
        """Stop what is under way."""
        if self.desk.cancel_all():
            self.query_one(StatusLine).announce("cancelled")


def run(session: Session | None = None) -> int:
    """Open the studio; the exit status."""
    studio = Studio(session)
    studio.run()
    return studio.return_code or 0
