"""Lines for the user: what is said at the start, and all that has been said, where the status line cut it."""

from __future__ import annotations

from collections import deque
from datetime import datetime

from textual.app import App

from sctui.studio.messages import Announce

MOST = 200  # lines that are kept


class NoteActions(App[None]):
    """The part of the Studio that remembers what it said. `problems` and `hint` are said when it opens."""

    problems: tuple[str, ...] = ()
    hint = ""
    _said: deque[str] | None = None

    def on_mount(self) -> None:
        """Say what was wrong with what was read before; where nothing was, the hint."""
        if self.problems:
            more = f" (and {len(self.problems) - 1} more: ctrl+p, Messages)" if len(self.problems) > 1 else ""
            for problem in self.problems[1:]:
                self._remember(problem)
            self.post_message(Announce(self.problems[0] + more, problem=True))
        elif self.hint:
            self.post_message(Announce(self.hint))

    def on_announce(self, message: Announce) -> None:
        """Textual calls this after the Studio's own handler."""
        if message.text:
            self._remember(message.text)

    def _remember(self, line: str) -> None:
        if self._said is None:
            self._said = deque(maxlen=MOST)
        self._said.append(f"{datetime.now().strftime('%H:%M:%S')}  {line}")

    def action_messages(self) -> None:
        """Show in full what the status line has said, the latest first."""
        from sctui.screens.plain_text import PlainText  # modals come with their first use

        self.push_screen(PlainText("Messages, the latest first", "\n".join(reversed(self._said or ("none yet",)))))
