"""What widgets tell the studio."""

from __future__ import annotations

from dataclasses import fields, replace

from textual.message import Message

from sctui.session.state import Session


class Change(Message):
    """The session is to become another one. `dragging`: more of the same follows at once, a cheap preview will do.

    Only the fields that the sender changed are taken: what another widget has changed meanwhile stays.
    """

    def __init__(self, session: Session, *, dragging: bool = False) -> None:
        super().__init__()
        self.session = session
        self.dragging = dragging
        app = None if self._sender is None else self._sender.app
        self._base: Session | None = getattr(app, "session", None)  # what the sender saw when it asked

    def applied(self, session: Session) -> Session:
        """The session with the fields that the sender changed."""
        if self._base is None:
            return self.session
        values = {one.name: getattr(self.session, one.name) for one in fields(Session)}
        changed = {name: value for name, value in values.items() if value is not getattr(self._base, name)}
        return replace(session, **changed)


class Announce(Message):
    """A line for the status line; `problem` in the colour of errors."""

    def __init__(self, text: str, *, problem: bool = False) -> None:
        super().__init__()
        self.text = text
        self.problem = problem
