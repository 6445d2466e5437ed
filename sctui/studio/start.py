"""Open the studio: settings, session, and what is said when it has closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from sctui.session.keeping import Keeper
from sctui.session.opening import Opened, opened
from sctui.session.state import Session
from sctui.session.store import LAST, load_last, path_of
from sctui.studio.app import Studio
from sctui.studio.config import read_config
from sctui.studio.crash import explain

FIRST_HINT = "new here? / finds a model, space runs it, ? explains the keys, ctrl+p finds any action"


def start(target: str | None, given: Mapping[str, Any], *, kept: bool = True) -> int:
    """Opens the studio on `target` (a link, file, session or model; None: where it was left) and returns the status.

    `given` are settings of the command line, `kept` whether it begins with the last session and keeps it. UsageError
    where the target cannot be opened; then nothing has been changed.
    """
    settings, problems = read_config()
    settings = settings.with_options(given)
    first = not os.path.exists(path_of(LAST))
    session, note = load_last() if kept else (Session(), "")
    found = Opened(session, note) if target is None else opened(target, session)
    studio = Studio(found.session)
    studio.settings = settings
    stands = not first and not note and found.session == session
    studio.keeper = Keeper(found.session, stands=stands) if kept else None
    studio.problems = (*problems, *([found.note] if found.note else []))
    studio.hint = FIRST_HINT if first and settings.hint else ""
    return run(studio)


def run(studio: Studio) -> int:
    """Runs the application to its end; what is left to say goes to standard error."""
    studio.run(mouse=studio.settings.mouse)
    if studio.crash is not None:
        print(f"sctui: error: {explain(studio.crash, studio.keeper)}", file=sys.stderr)
    elif studio.keeper is not None and studio.keeper.problem:
        print(f"sctui: warning: {studio.keeper.problem}", file=sys.stderr)
    return studio.return_code or 0
