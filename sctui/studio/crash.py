"""An error that nobody expected: the studio closes, the terminal is itself again, and one line says what there is."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime

from textual.app import App

from sctui.atomic_write import write_text
from sctui.folders import folders
from sctui.session.keeping import Keeper


class CrashCatching(App[None]):
    """The part of the Studio that keeps the error instead of printing its traceback over the screen."""

    crash: BaseException | None = None

    def _fatal_error(self) -> None:
        """Textual calls this when it has noted the error; it would print the traceback when it has closed."""
        if self.crash is None:
            self.crash = sys.exc_info()[1] or self._exception
        self._close_messages_no_wait()


def explain(error: BaseException, keeper: Keeper | None) -> str:
    """One line about a crash: what it was, where the session is, where the traceback is, and what to do.

    With SCTUI_TRACEBACK set the traceback is printed as well.
    """
    kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    text = "".join(traceback.format_exception(error))
    if os.environ.get("SCTUI_TRACEBACK"):
        print(text, file=sys.stderr)
    path = folders()["data"] / "crash.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, f"{datetime.now().isoformat(timespec='seconds')}\n{text}")
        where = f"the traceback is in {path}"
    except OSError:
        where = "run again with SCTUI_TRACEBACK=1 to see the traceback"
    kept = "" if keeper is None else f"{keeper.problem or f'your session is kept in {keeper.path}'}; "
    again = "if it comes again, begin afresh: sctui --no-session"
    return " ".join(f"this is a bug in sctui: {kind}; {kept}{where}; {again}".split())
