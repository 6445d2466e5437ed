"""What is asked of a worker process to show a view: the same for the screen and for a file."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session
from sctui.views.table import View, options_of


def view_request(view: View, session: Session) -> dict[str, Any]:
    """The view with its options, and the requests to its operations. KernelsError where the session lacks something."""
    options, module = options_of(view, session), view.module
    further = getattr(module, "further", None)
    return {
        "view": view.name,
        "options": options,
        "request": module.request(session, options),
        "further": further(session, options) if further is not None else [],
    }
