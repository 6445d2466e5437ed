"""A choice: one word of several on a row; left and right take the next, Enter or a click shows all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget

from sctui.session.control import Choice
from sctui.session.number_text import fitted
from sctui.studio.actions import bindings
from sctui.widgets.menu import Menu
from sctui.widgets.row import Row
from sctui.widgets.slider_line import CHANGED, MARKED


class ChoiceRow(Row):
    """A choice on one line."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("choice")
    control: Choice

    def parts(self, width: int) -> Iterable[tuple[str, str]]:
        """Name, value, and a sign that there are others."""
        control, mark = self.control, MARKED if self.marked else " "
        name = control.name.ljust(9)
        room = width - len(name) - 5
        yield mark, "mark"
        yield name, "focused" if self.marked else "name"
        yield CHANGED if control.changed else " ", "changed"
        yield fitted(control.option.title, room).ljust(room), "value"
        yield " ▾ ", "muted"

    def lines(self) -> list[str]:
        """What is chosen."""
        option = self.control.option
        changed = " (changed)" if self.control.changed else ""
        return [f"{self.control.name}: {option.title}{changed}", option.doc, self.control.doc]

    def action_take(self, by: int) -> None:
        """The option `by` places further; round at the ends."""
        values = [one.value for one in self.control.options]
        at = values.index(self.control.value) if self.control.value in values else 0
        self.post_message(self.Set(self, values[(at + by) % len(values)]))

    def action_default(self) -> None:
        """What it is without the user."""
        self.post_message(self.Set(self, None))

    async def action_open(self) -> None:
        """Show the menu; or take it away."""
        if self.query(Menu) or not isinstance(self.parent, Widget):
            return
        here, rows = self.region, self.parent.region
        above, below = here.y - rows.y, rows.bottom - here.bottom
        await self.mount(Menu(self.control.options, self.control.value, above=above, below=below))

    async def on_click(self, event: events.Click) -> None:
        """A click shows the menu."""
        event.stop()
        await self.action_open()

    def on_menu_marked(self, event: Menu.Marked) -> None:
        """The foot tells of the entry under the cursor."""
        event.stop()
        self.post_message(self.Hint([event.option.title, event.option.doc]))

    async def on_menu_taken(self, event: Menu.Taken) -> None:
        """An entry was chosen, or none."""
        event.stop()
        if not event.menu.is_attached:
            return
        had_focus = event.menu.has_focus
        await event.menu.remove()
        if had_focus:
            self.focus(scroll_visible=False)
        if event.option is not None:
            self.post_message(self.Set(self, event.option.value))
