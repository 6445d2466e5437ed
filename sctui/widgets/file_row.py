"""The path of a file on a row: Enter types it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from sctui.session.control import FilePath
from sctui.session.number_text import fitted
from sctui.studio.actions import bindings
from sctui.widgets.entry import Entry
from sctui.widgets.row import Row
from sctui.widgets.slider_line import CHANGED, MARKED

NAME = 5  # columns


class FileRow(Row):
    """A path; what is typed becomes absolute, and there has to be a file."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("path")
    control: FilePath

    def parts(self, width: int) -> Iterable[tuple[str, str]]:
        """Name and the end of the path."""
        control, room = self.control, width - NAME - 3
        path = control.value if len(control.value) <= room else "…" + control.value[len(control.value) - room + 1 :]
        yield MARKED if self.marked else " ", "mark"
        yield fitted(control.name, NAME).ljust(NAME), "focused" if self.marked else "name"
        yield CHANGED if control.changed else " ", "changed"
        yield (path, "value") if path else ("Enter: type a path", "muted")

    def lines(self) -> list[str]:
        """The whole path."""
        return [self.control.value or "no file yet", self.control.doc]

    async def action_type(self) -> None:
        """Type a path."""
        if not self.query(Entry):
            await self.mount(Entry(self.control.value, column=NAME + 2))

    async def on_click(self, event: events.Click) -> None:
        """A double click types one."""
        if event.chain == 2:
            await self.action_type()

    def on_entry_done(self, event: Entry.Done) -> None:
        """A path was typed."""
        event.stop()
        path = Path(event.text.strip()).expanduser().absolute()
        if not path.is_file():
            self.post_message(self.Hint([f"there is no file {path}"], problem=True))
            return
        event.entry.close()
        self.post_message(self.Set(self, str(path)))
