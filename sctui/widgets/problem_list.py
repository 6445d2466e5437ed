"""The problems of a text, a line each; choosing one goes to its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kernels.language.diagnostic import Diagnostic
from sctui.console import printable
from sctui.diagnostic_text import Lines
from sctui.session.number_text import fitted
from sctui.studio.actions import bindings
from sctui.widgets.editor_marks import LETTERS

COLOURS = {"error": "problems--error", "warning": "problems--warning", "hint": "problems--hint"}


class ProblemList(Widget, can_focus=True):
    """A row for each problem; its height is the same with none, so that nothing moves while somebody writes."""

    DEFAULT_CSS = """
    ProblemList { height: 1; border-top: none; }
    ProblemList > .problems--chosen { text-style: reverse; }
    ProblemList > .problems--error { color: $error; text-style: bold; }
    ProblemList > .problems--warning { color: $warning; text-style: bold; }
    ProblemList > .problems--hint { color: $accent; text-style: bold; }
    ProblemList > .problems--none { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"problems--chosen", "problems--none", *COLOURS.values()}
    BINDINGS: ClassVar[list[BindingType]] = bindings("problems")

    class Chosen(Message):
        """Go to this problem."""

        def __init__(self, problem: Diagnostic) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.problems: tuple[Diagnostic, ...] = ()
        self._rows: list[tuple[str, str]] = []  # severity, text
        self._at = 0
        self._first = 0

    @property
    def text(self) -> str:
        """What the list says, a line a problem."""
        return "\n".join(row for _, row in self._rows)

    def show(self, text: str, problems: Sequence[Diagnostic]) -> None:
        """The problems of a text."""
        lines = Lines(text)
        rows = []
        for problem in problems:
            place = lines.place(problem.start)
            where = f"{place.line}:{place.column}"
            fixable = "  (f4 fixes it)" if problem.fixes else ""
            rows.append((problem.severity, f"{where:>6} {printable(problem.message)} [{problem.code}]{fixable}"))
        if rows != self._rows or tuple(problems) != self.problems:
            self.problems = tuple(problems)
            self._rows = rows
            self._at = min(self._at, max(len(rows) - 1, 0))
            self._first = min(self._first, self._at)
            self.refresh()

    def mark(self, problem: Diagnostic) -> None:
        """Mark a problem that was gone to."""
        if problem in self.problems:
            self._move_to(self.problems.index(problem))

    def _move_to(self, at: int) -> None:
        self._at = min(max(at, 0), max(len(self._rows) - 1, 0))
        height = max(self.size.height, 1)
        self._first = min(max(self._first, self._at - height + 1), self._at)
        self.refresh()

    def on_resize(self) -> None:
        """The marked one stays in sight."""
        self._move_to(self._at)

    def render_line(self, y: int) -> Strip:
        """A problem: its letter, where it is, what it is."""
        width = self.size.width
        if not self._rows:
            text = " no problems" if y == 0 else ""
            none = Strip([Segment(text, self.get_component_rich_style("problems--none"))])
            return none.adjust_cell_length(width, self.rich_style)
        n = self._first + y
        if n >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        severity, row = self._rows[n]
        left = len(self._rows) - n - 1
        more = f" +{left} " if y == self.size.height - 1 and left else ""
        letter = Segment(f" {LETTERS[severity]} ", self.get_component_rich_style(COLOURS[severity]))
        style = self.get_component_rich_style("problems--chosen") if n == self._at and self.has_focus else Style()
        room = max(width - 3 - len(more), 0)
        return Strip([letter, Segment(fitted(row, room).ljust(room), style), Segment(more)]).apply_style(
            self.rich_style
        )

    def action_step(self, by: int) -> None:
        """Another problem."""
        self._move_to(self._at + by)

    def action_go(self) -> None:
        """Go to the marked one."""
        if self.problems:
            self.post_message(self.Chosen(self.problems[self._at]))

    def on_focus(self) -> None:
        """The marked one is seen."""
        self.refresh()

    def on_blur(self) -> None:
        """No mark where the keys are not."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go to what was clicked."""
        if self._first + event.y < len(self._rows):
            self._move_to(self._first + event.y)
            self.action_go()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the mark."""
        event.stop()
        self.action_step(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down."""
        event.stop()
        self.action_step(1)
