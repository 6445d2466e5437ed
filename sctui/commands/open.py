"""`sctui open [WHAT]`, and `sctui` alone: the studio in this terminal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from sctui.failure import Failure


def run(options: Namespace) -> int:
    """Open the studio; the status is its own, so that a crash is not 0."""
    _check_terminal()
    os.environ.setdefault("TEXTUAL_FPS", "120")  # read by Textual's import; at 60 a trace waits 16 ms for its frame
    from sctui.studio.start import start  # Textual: only where there is a terminal for it

    given = {
        "theme": options.theme,
        "marker": options.marker,
        "mouse": False if options.no_mouse else None,
        "animation": False if options.no_animation else None,
    }
    return start(options.what, given, kept=not options.no_session)


def _check_terminal() -> None:
    """Failure in one line where nothing could be drawn."""
    advice = "sctui --help lists what works without"
    if sys.stdin is None or not sys.stdin.isatty() or not sys.stdout.isatty():
        raise Failure(f"the studio needs a terminal, for its input and its output; {advice}")
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise Failure(
            f"the studio needs a terminal that can place text (TERM is {os.environ.get('TERM', '')!r}); {advice}"
        )
