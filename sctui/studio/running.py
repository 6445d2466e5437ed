"""The run whose numbers stand in the status line; while a slider is dragged, as much of it as can be had at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from kernels.errors import Cancelled, KernelsError
from kernels.worker_job import Progress, Result
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.desk import Desk
from sctui.studio.pace import Pace
from sctui.studio.status_text import run_text
from sctui.widgets.status_line import StatusLine


class RunActions(App[None]):
    """The part of the Studio that runs the setup. A preview has no firing pattern: it takes many runs to know that."""

    session: Session
    desk: Desk
    _run_asked: tuple[str, dict[str, Any]] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace()

    def _ask_run(self, *, again: bool = False) -> None:
        setup, preview = self.session.setup, self.session.preview is not None
        operation, request = "spikes" if self.session.dragging else "run", self.session.pictured().setup.request()
        if (operation, request) == self._run_asked and not again:
            return
        self._run_asked = (operation, request)

        def first(progress: Progress) -> None:
            if "spikes" in progress.values:
                self._run_known(setup, progress.values)

        def known(result: Result) -> None:
            self._run_known(setup, result.values, preview=preview)
            if result.values["warnings"]:
                self.query_one(StatusLine).announce("; ".join(result.values["warnings"]), problem=True)

        self.desk.ask("run", operation, request, on_result=known, on_error=self._run_refused, on_progress=first)

    def _run_known(self, setup: Setup, status: Mapping[str, Any], *, preview: bool = False) -> None:
        self._pace.measured(setup, status)
        self.query_one(StatusLine).show_run(run_text(status, preview=preview))

    def _run_refused(self, error: KernelsError) -> None:
        self._run_asked = None
        if not isinstance(error, Cancelled):
            self.query_one(StatusLine).announce(str(error), problem=True)
