"""What widgets tell the studio."""

from __future__ import annotations

from textual.message import Message

from sctui.session.state import Session


class Change(Message):
    """The session is to become another one. `dragging`: more of the same follows at once, a cheap preview will do."""

    def __init__(self, session: Session, *, dragging: bool = False) -> None:
        super().__init__()
        self.session = session
        self.dragging = dragging


class Announce(Message):
    """A line for the status line; `problem` in the colour of errors."""

    def __init__(self, text: str, *, problem: bool = False) -> None:
        super().__init__()
        self.text = text
        self.problem = problem
