"""A recording over the trace: its file is asked for, and it is taken away again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from textual.app import App

from sctui.session.reading import LONGEST
from sctui.session.state import Session
from sctui.studio.messages import Announce, Change


class RecordingActions(App[None]):
    """The part of the Studio that imports recordings; what is in the file is looked at in the worker process."""

    session: Session

    def action_recording(self) -> None:
        """Ask for a file of times and values, and show it over the trace."""
        from sctui.screens.prompt import Prompt  # modals come with their first use

        note = f"CSV: time, then states; headings such as time (ms), v (mV). In {os.getcwd()}"

        def chosen(path: str | None) -> None:
            if path:
                overlay = os.path.abspath(os.path.expanduser(path))
                self.post_message(Change(replace(self.session, overlay=overlay, view="trace")))

        self.push_screen(Prompt("Recording over the trace", self.session.overlay, note=note, check=problem_of), chosen)

    def action_drop_recording(self) -> None:
        """Show the trace without the recording."""
        said = (
            f"{os.path.basename(self.session.overlay)} is taken away"
            if self.session.overlay
            else "there is no recording"
        )
        self.post_message(Change(replace(self.session, overlay="")))
        self.post_message(Announce(said))


def problem_of(path: str) -> str:
    """Why there can be no recording under this path, "" where there can."""
    if not path:
        return "type the path of a CSV file"
    if len(path) > LONGEST or not path.isprintable():
        return "that is no path"
    try:
        place = Path(path).expanduser()
        if place.is_file():
            return ""
        return (
            f"{place.name} is no file" if place.exists() else f"there is no {place.name} in {place.absolute().parent}"
        )
    except (OSError, RuntimeError) as problem:  # a name too long, a home that is not there
        return str(getattr(problem, "strerror", None) or problem)
