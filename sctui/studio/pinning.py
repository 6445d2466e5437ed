"""Pinned and overlaid setups: what the comparison and the Multi view show."""

from __future__ import annotations

from dataclasses import replace

from textual.app import App

from sctui.session.state import Session
from sctui.studio.messages import Announce, Change

MOST_OVERLAID = 4


def pinned(session: Session, which: str) -> Session:
    """The session with its setup pinned as "a" or "b"; pinning the same one again takes the pin away."""
    if which == "a":
        return replace(session, a=None if session.a == session.setup else session.setup)
    return replace(session, b=None if session.b == session.setup else session.setup)


def overlaid(session: Session) -> tuple[Session, str]:
    """The session with its setup added to those of the Multi view, and what to tell the user."""
    if session.setup in session.multi:
        return session, "this setup is overlaid already; change something first"
    if len(session.multi) >= MOST_OVERLAID:
        return session, f"{MOST_OVERLAID} setups are overlaid; U takes them out"
    multi = (*session.multi, session.setup)
    return replace(session, multi=multi), f"{len(multi)} of at most {MOST_OVERLAID} setups overlaid; see the Multi view"


def described(session: Session, which: str) -> str:
    """What to tell the user after pinning."""
    name = which.upper()
    held = session.a if which == "a" else session.b
    return f"{name} is pinned; the A/B view compares" if held is not None else f"{name} is free again"


class PinActions(App[None]):
    """The part of the Studio that keeps setups to compare."""

    session: Session

    def action_pin(self, which: str) -> None:
        """Pin this setup as A or B."""
        session = pinned(self.session, which)
        self.post_message(Change(session))
        self.post_message(Announce(described(session, which)))

    def action_overlay(self) -> None:
        """Add this setup to the Multi view."""
        session, said = overlaid(self.session)
        self.post_message(Change(session))
        self.post_message(Announce(said))

    def action_clear_overlays(self) -> None:
        """Empty the Multi view."""
        self.post_message(Change(replace(self.session, multi=())))
        self.post_message(Announce("no setup is overlaid"))
