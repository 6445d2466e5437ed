"""An application with nothing but the browser in it: it takes the session that the browser asks for."""

from __future__ import annotations

from textual.app import App, ComposeResult

from sctui.session.state import Session
from sctui.studio.messages import Announce, Change
from sctui.widgets.browser import Browser
from sctui.widgets.model_list import ModelList
from sctui.widgets.search_line import SearchLine


class Host(App[None]):
    """`announced` has the lines for the user, `done` how often the browser said that it is."""

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self.session = session or Session()
        self.announced: list[str] = []
        self.done = 0

    def compose(self) -> ComposeResult:
        """The browser."""
        yield Browser()

    def on_change(self, message: Change) -> None:
        """As the studio does."""
        self.session = message.session
        self.query_one(Browser).session_changed(self.session)

    def on_announce(self, message: Announce) -> None:
        """A line for the user."""
        self.announced.append(message.text)

    def on_browser_done(self) -> None:
        """The browser has done its work."""
        self.done += 1

    @property
    def list(self) -> ModelList:
        """The list of models."""
        return self.query_one(ModelList)

    @property
    def search(self) -> SearchLine:
        """The search line."""
        return self.query_one(SearchLine)

    @property
    def names(self) -> list[str]:
        """What the rows say."""
        return [row.text for row in self.list.rows]
