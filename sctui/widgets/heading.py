"""A line between two sections of the parameter panel."""

from __future__ import annotations

from collections.abc import Iterable

from sctui.session.control import Heading
from sctui.session.number_text import fitted
from sctui.widgets.row import Row


class HeadingRow(Row, can_focus=False):
    """The section's title, and what there is to say of it as far as there is room."""

    control: Heading

    def parts(self, width: int) -> Iterable[tuple[str, str]]:
        """`── title: doc ──────`."""
        doc = f": {self.control.doc}" if self.control.doc else ""
        title = fitted(f"{self.control.title}{doc}", width - 5)
        yield "── ", "muted"
        yield title, "value"
        yield " " + "─" * max(width - 4 - len(title), 0), "muted"
