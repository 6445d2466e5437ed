"""The first line of the screen: the workspaces, and the model with a mark where it has been changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from sctui.widgets.tab_strip import TabStrip


class Name(Static):
    """The program's name; a click on it opens the palette, so that everything can be had without a key."""

    async def on_click(self, event: events.Click) -> None:
        """The palette."""
        event.stop()
        await self.app.run_action("palette")


class TitleBar(Horizontal):
    """Workspaces at the left, the model at the right."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; }
    TitleBar > #name { width: 7; text-style: bold; }
    TitleBar > #subject { width: auto; max-width: 50%; padding: 0 1; }
    """

    def __init__(self, workspaces: Sequence[tuple[str, str]], chosen: str) -> None:
        super().__init__()
        self._workspaces = tuple(workspaces)
        self._chosen = chosen
        self._subject = ""

    def compose(self) -> ComposeResult:
        """The parts."""
        yield Name("≡ sctui", id="name")
        yield TabStrip(self._workspaces, self._chosen, id="workspaces")
        yield Static("", id="subject", markup=False)

    async def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A workspace was clicked."""
        event.stop()
        await self.app.run_action(f"workspace('{event.name}')")

    def show(self, workspace: str, subject: str) -> None:
        """The workspace that is open and the model's name."""
        self.query_one("#workspaces", TabStrip).choose(workspace)
        if subject != self._subject:  # another text is another layout of the line
            self._subject = subject
            self.query_one("#subject", Static).update(subject)
