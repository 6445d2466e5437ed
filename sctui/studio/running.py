"""The run whose numbers stand in the status line; while a slider is dragged, as much of it as can be had at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from kernels.errors import Cancelled, KernelsError
from kernels.worker_job import Result
from sctui.session.state import Session
from sctui.studio.desk import Desk
from sctui.studio.pace import Pace
from sctui.studio.status_text import run_text
from sctui.widgets.status_line import StatusLine


class RunActions(App[None]):
    """The part of the Studio that runs the setup.

    The run is asked for first, so that spikes and rate are there at once, then come the views, and then the firing
    pattern: that takes several runs to know, and a preview has none.
    """

    session: Session
    desk: Desk
    _run_asked: dict[str, Any] | None = None
    _pattern_asked: dict[str, Any] | None = None
    _status: Mapping[str, Any] | None = None  # of the run that was asked for last, when it is known

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace()

    def _ask_run(self, *, again: bool = False) -> None:
        setup, preview = self.session.setup, self.session.preview is not None
        request = self.session.pictured().setup.request()
        if request == self._run_asked and not again:
            return
        self._run_asked, self._pattern_asked, self._status = request, None, None

        def known(result: Result) -> None:
            self._status = result.values
            self._pace.measured(setup, result.values)
            self.query_one(StatusLine).show_run(run_text(result.values, preview=preview))
            if result.values["warnings"]:
                self.query_one(StatusLine).announce("; ".join(result.values["warnings"]), problem=True)

        def refused(error: KernelsError) -> None:
            self._run_asked = None
            self._announce_error(error)

        self.desk.ask("run", "spikes", request, on_result=known, on_error=refused)

    def _ask_pattern(self, *, again: bool = False) -> None:
        request = self.session.setup.request()
        if self.session.dragging or (request == self._pattern_asked and not again):
            return
        self._pattern_asked = request

        def known(result: Result) -> None:
            if self._status is not None:
                self.query_one(StatusLine).show_run(run_text({**self._status, **result.values}))

        def refused(error: KernelsError) -> None:
            self._pattern_asked = None
            if self._status is not None:  # else the run itself has said what is wrong
                self._announce_error(error)

        self.desk.ask("pattern", "pattern", request, on_result=known, on_error=refused)

    def _announce_error(self, error: KernelsError) -> None:
        if not isinstance(error, Cancelled):
            self.query_one(StatusLine).announce(str(error), problem=True)
